"""What is sent for each kind, and what is refused, by database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from neo4j.spatial import WGS84Point
from neo4j.time import Time

from runic.ogm.driver.codec import KIND_NAMES, Kind
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector
from runic_bolt.codec import ARCADEDB, MEMGRAPH, NEO4J, BoltCodec

CODECS = {holding.name: BoltCodec(holding) for holding in (NEO4J, ARCADEDB, MEMGRAPH)}


class Level(Enum):
    LOW = 1
    DAY = date(2020, 1, 1)


def kind(name: str, item: str | None = None) -> Kind:
    return Kind(name, None if item is None else Kind(item))


@pytest.mark.parametrize("name", CODECS)
def test_every_kind_is_stated(name: str) -> None:
    assert set(CODECS[name].table()) == set(KIND_NAMES)


@pytest.mark.parametrize("name", CODECS)
def test_a_datetime_goes_in_utc_and_never_with_a_named_zone(name: str) -> None:
    storage = CODECS[name].storage(kind("datetime"))
    sent = storage.encode(datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("Europe/Zurich")))
    assert (sent, type(sent)) == (datetime(2024, 7, 1, 10, tzinfo=UTC), datetime)
    # ArcadeDB forgets the offset of a parameter, but not the name of a zone
    assert getattr(sent.tzinfo, "zone", None) == ("UTC" if name == "ArcadeDB" else None)
    naive = storage.encode(datetime(2024, 7, 1, 12, fold=1))  # noqa: DTZ001
    assert (naive.tzinfo, naive.fold) == (None, 0)
    with pytest.raises(ValueEncodingError):
        storage.encode(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))))


def test_a_time_keeps_its_offset_in_the_type_of_the_client() -> None:
    sent = CODECS["Neo4j"].storage(kind("time")).encode(time(1, 2, 3, 4, tzinfo=timezone(timedelta(hours=2))))
    assert isinstance(sent, Time)
    assert (sent.utcoffset(), sent.nanosecond) == (timedelta(hours=2), 4000)
    for refused in (
        time(1, tzinfo=timezone(timedelta(seconds=1))),
        time(1, tzinfo=ZoneInfo("Europe/Zurich")),
    ):
        with pytest.raises(ValueEncodingError):
            CODECS["Neo4j"].storage(kind("time")).encode(refused)
    with pytest.raises(ValueEncodingError):
        CODECS["Memgraph"].storage(kind("time")).encode(time(1, tzinfo=UTC))


UNTYPED: dict[str, Any] = {
    "uuid": (UUID(int=1), str(UUID(int=1))),
    "decimal": (Decimal("1.10"), "1.10"),
    "set": ({1}, [1]),
    "vector": (Vector([1, 2]), [1.0, 2.0]),
    "point": (GeoLocation(1, 2), WGS84Point((2.0, 1.0))),
    "map": ({"a": (1, None)}, {"a": [1, None]}),
    "enum": (Level.DAY, date(2020, 1, 1)),
}


@pytest.mark.parametrize("name", UNTYPED)
def test_parameters(name: str) -> None:
    value, sent = UNTYPED[name]
    assert CODECS["Neo4j"].encode(value) == sent


REFUSED_LISTS: dict[str, tuple[Kind, list[Any]]] = {
    "int and float": (kind("list"), [1, 2.5]),
    "int and str": (kind("list"), [1, "a"]),
    "bool and int": (kind("list"), [True, 1]),
    "none": (kind("list", "int"), [1, None]),
    "lists": (Kind("list", Kind("list", Kind("int"))), [[1]]),
    "vectors": (kind("list", "vector"), [Vector([1.0])]),
    "zones": (kind("list", "datetime"), [datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1)]),  # noqa: DTZ001
}


@pytest.mark.parametrize("name", REFUSED_LISTS)
def test_lists_that_neo4j_cannot_hold(name: str) -> None:
    of, value = REFUSED_LISTS[name]
    with pytest.raises(ValueEncodingError):
        CODECS["Neo4j"].storage(of).encode(value)


def test_lists_that_arcadedb_holds() -> None:
    storage = CODECS["ArcadeDB"].storage(kind("list"))
    assert storage.encode([1, "a", None, [2.5]]) == [1, "a", None, [2.5]]


def test_bytes_in_lists() -> None:
    neo4j, arcadedb = (CODECS[name].storage(kind("list", "bytes")) for name in ("Neo4j", "ArcadeDB"))
    assert neo4j.encode([b"x"]) == ["eA=="]
    assert neo4j.decode is not None
    assert neo4j.decode(["eA=="]) == [b"x"]
    assert arcadedb.encode([b"x"]) == [b"x"]


MAPS: dict[str, tuple[str | None, dict[str, Any]]] = {
    "plain": (None, {"a": [1, {"b": None}]}),
    "dates": ("date", {"a": date(2020, 1, 1)}),
    "datetimes": ("datetime", {"a": datetime(2020, 1, 1, tzinfo=UTC)}),
    "times": ("time", {"a": time(1, 2, 3)}),
    "spans": ("timedelta", {"a": timedelta(microseconds=-1)}),
    "points": ("point", {"a": GeoLocation(1, 2)}),
    "bytes": ("bytes", {"a": b"\x00"}),
    "decimals": ("decimal", {"a": Decimal("1.10")}),
}


@pytest.mark.parametrize("name", MAPS)
def test_dicts_are_json_text_and_come_back(name: str) -> None:
    item, value = MAPS[name]
    storage = CODECS["Neo4j"].storage(kind("dict", item))
    sent = storage.encode(value)
    assert isinstance(sent, str)
    assert storage.decode is not None
    assert storage.decode(sent) == value


def test_memgraph_has_maps() -> None:
    assert CODECS["Memgraph"].storage(kind("dict", "date")).encode({"a": date(2020, 1, 1)}) == {
        "a": date(2020, 1, 1)
    }


def test_enums() -> None:
    storage = CODECS["Neo4j"].storage(Kind("enum", enum=Level))
    assert storage.decode is not None
    assert [storage.decode(storage.encode(level)) for level in Level] == list(Level)


@pytest.mark.parametrize("value", [UUID(int=1), Decimal(1), {"a": 1}, Vector([1.0]), object()])
def test_untyped_fields_refuse_what_they_cannot_tell(value: Any) -> None:
    for name, codec in CODECS.items():
        if name == "Memgraph" and isinstance(value, dict):  # a map comes back as a map
            assert codec.storage(kind("any")).encode(value) == value
            continue
        with pytest.raises(ValueEncodingError):
            codec.storage(kind("any")).encode(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_memgraph_is_not_known_to_hold_nan(value: float) -> None:
    with pytest.raises(ValueEncodingError):
        CODECS["Memgraph"].storage(kind("float")).encode(value)
