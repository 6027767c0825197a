"""Which representation a database that speaks Bolt uses for which kind, and how untyped parameters are encoded.

Knows kinds and representations, and by what the three databases differ; sends nothing, and knows no connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from runic.ogm.driver.codec import ANY, Kind
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector
from runic_bolt.compound import DEEPEST, Lists, dict_of, enum_of, list_of, map_of
from runic_bolt.jsontext import IN_JSON, list_in_json
from runic_bolt.storage import (
    SIMPLE,
    BoltStorage,
    base64_bytes,
    finite,
    in_named_utc,
    local_time,
    microseconds,
    without_nul,
)

__all__ = ["ARCADEDB", "MEMGRAPH", "NEO4J", "BoltCodec", "Holding"]

# by Python type, in the order in which they are tried: bool is an int, datetime is a date, Vector is a list
_KIND_OF: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    (str, "str"),
    ((bytes, bytearray, memoryview), "bytes"),
    (datetime, "datetime"),
    (date, "date"),
    (time, "time"),
    (timedelta, "timedelta"),
    (Decimal, "decimal"),
    (UUID, "uuid"),
    (GeoLocation, "point"),
    (Vector, "vector"),
)
_JSON_ITEMS: Final = frozenset({"any", "list", "dict"})
_UNTOLD: Final = frozenset({"decimal", "uuid", "vector"})

_TABLE: Final[Mapping[str, str]] = {
    "any": "bool, int, float, str, bytes, dates and times, points, and lists of them as they are; other types are refused: "
    "annotate the field",
    "bool": "boolean",
    "int": "64-bit integer; larger ones are refused",
    "float": "64-bit float, exact; NaN and infinity too, NaN equals nothing",
    "str": "text; lone surrogates are refused",
    "bytes": "byte array; base64 text inside a list or dict",
    "list": "list of elements of one type; None, lists and elements of several types are refused",
    "dict": "JSON text, exact; keys must be str",
    "datetime": "native, with microseconds: zoned and in UTC when aware, local when naive",
    "date": "native date",
    "time": "native time with microseconds, its offset kept in whole minutes; local when naive",
    "timedelta": "native duration of days, seconds and microseconds; the database cannot order durations",
    "decimal": "text, exact; does not sort like a number, NaN and infinity are refused",
    "uuid": "text",
    "enum": "the member's value, as a value of its type",
    "vector": "list of 64-bit floats; empty ones, NaN and infinity are refused",
    "point": "native point, WGS 84, 64-bit",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """By what one database differs in the values that it holds.

    Args:
        name: the database, for messages.
        lists: what its lists may hold.
        simple: representations that differ from those of `SIMPLE`.
        inside: those that differ inside a list.
        maps: whether a property may be a map.
        table: words that differ from the common table.
    """

    name: str
    lists: Lists
    simple: Mapping[str, BoltStorage] = field(default_factory=dict)
    inside: Mapping[str, BoltStorage] = field(default_factory=dict)
    maps: bool = False
    table: Mapping[str, str] = field(default_factory=dict)


NEO4J: Final = Holding("Neo4j", Lists("Neo4j", mixed=False, nulls=False), inside={"bytes": base64_bytes})
"""What Neo4j 5.26 and later hold."""

ARCADEDB: Final = Holding(
    "ArcadeDB",
    Lists("ArcadeDB", mixed=True, nulls=True),
    # 26.10.2 stores a datetime with an offset, sent as a parameter, as a local one
    simple={"datetime": BoltStorage(in_named_utc, SIMPLE["datetime"].decode)},
    table={"bytes": "byte array", "list": "list, nested as deep as 100"},
)
"""What ArcadeDB 26.10 holds."""

MEMGRAPH: Final = Holding(
    "Memgraph",
    Lists("Memgraph", mixed=True, nulls=False),
    simple={
        "float": BoltStorage(finite),
        "str": BoltStorage(without_nul),
        "bytes": base64_bytes,
        "time": BoltStorage(local_time, SIMPLE["time"].decode),
        "timedelta": BoltStorage(microseconds, SIMPLE["timedelta"].decode),
    },
    maps=True,
    table={
        "float": "64-bit float, exact; NaN and infinity are refused",
        "str": "text; NUL and lone surrogates are refused",
        "bytes": "base64 text",
        "list": "list, nested as deep as 100; None as an element is refused",
        "dict": "native map; keys must be str",
        "time": "native local time with microseconds; one with an offset is refused",
        "timedelta": "native duration in microseconds; more than 292000 years are refused",
    },
)
"""What Memgraph 3 holds, by its documentation and source."""


class BoltCodec:
    """The value codec of one database.

    Args:
        holding: which one.
    """

    def __init__(self, holding: Holding) -> None:
        self.holding = holding
        self._simple = {**SIMPLE, **holding.simple}
        self._storages: dict[Kind, BoltStorage] = {}

    def storage(self, kind: Kind) -> BoltStorage:
        """Return the representation of `kind`; the same object for equal kinds."""
        found = self._storages.get(kind)
        if found is None:
            found = self._storages.setdefault(kind, self._made(kind))
        return found

    def encode(self, value: Any) -> Any:
        """Return what to send for a parameter, by its Python type; raises `ValueEncodingError`.

        Lists, sets and maps are encoded through. Text forms are those of the typed kinds.
        """
        return self._parameter(value, 0)

    def table(self) -> Mapping[str, str]:
        """Return for each kind how it is stored, for the documentation."""
        return {**_TABLE, **self.holding.table}

    def _made(self, kind: Kind) -> BoltStorage:
        if kind.name == "any":
            return BoltStorage(self._any)
        if kind.name == "enum" and kind.enum is not None:
            return enum_of(kind.enum, self._of_value)
        if kind.name == "list":
            return list_of(self._inside(kind.item or ANY), self.holding.lists)
        if kind.name == "dict":
            return self._dict(kind.item or ANY)
        return self._simple[kind.name]

    def _dict(self, item: Kind) -> BoltStorage:
        if self.holding.maps:
            return map_of(self.storage(item))
        if item.name in _JSON_ITEMS and item.item is None:
            return dict_of(None)
        return dict_of(self.in_json(item))

    def _inside(self, kind: Kind) -> BoltStorage:
        return self.holding.inside.get(kind.name) or self.storage(kind)

    def in_json(self, kind: Kind) -> BoltStorage:
        """Return the representation of a value inside JSON text: text where JSON has no type of its own."""
        if kind.name == "enum" and kind.enum is not None:
            return enum_of(
                kind.enum, lambda value: IN_JSON.get(_kind_of(value) or "") or self._of_value(value)
            )
        if kind.name in ("list", "dict") and kind.item is not None:
            return (
                list_in_json(self.in_json(kind.item))
                if kind.name == "list"
                else dict_of(self.in_json(kind.item))
            )
        return IN_JSON.get(kind.name) or self.storage(kind)

    def _of_value(self, value: Any) -> BoltStorage:
        name = _kind_of(value)
        return BoltStorage(self._any) if name is None else self._simple[name]

    def _any(self, value: Any, depth: int = 0) -> Any:
        """Encode a value of a field without a type: only what comes back equal without being told its type."""
        if isinstance(value, (list, tuple)) and not isinstance(value, Vector):
            if depth >= DEEPEST:
                raise ValueEncodingError(f"a list must not be nested deeper than {DEEPEST}", None)
            item = BoltStorage(lambda item: self._any(item, depth + 1))
            return list_of(item, self.holding.lists).encode(value)
        name = _kind_of(value)
        storage = None if name is None or name in _UNTOLD else self._simple[name]
        in_list_only_as_text = depth > 0 and name in self.holding.inside
        if storage is None or in_list_only_as_text or storage is base64_bytes:
            raise ValueEncodingError(
                f"a field without a type cannot tell a {type(value).__name__} from its stored form; annotate the field "
                f"with its type, or give it a converter",
                value,
            )
        return storage.encode(value)

    def _parameter(self, value: Any, depth: int) -> Any:
        if value is None or type(value) is bool:
            return value
        if isinstance(value, Enum) and not isinstance(value, (int, str, float)):
            return self._parameter(value.value, depth)
        name = _kind_of(value)
        if name is not None:
            return _encoder(self._simple[name], name)(value)
        if depth >= DEEPEST:
            raise ValueEncodingError(f"a parameter must not be nested deeper than {DEEPEST}", None)
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._parameter(item, depth + 1) for item in value]
        if isinstance(value, Mapping):
            return {self._key(key): self._parameter(item, depth + 1) for key, item in value.items()}
        raise ValueEncodingError(
            f"a {type(value).__name__} cannot be sent to {self.holding.name}; convert it to None, bool, int, float, str, "
            f"bytes, a date or time type, Decimal, UUID, Enum, GeoLocation, or a list or dict of these",
            value,
        )

    def _key(self, key: Any) -> str:
        if not isinstance(key, str):
            raise ValueEncodingError("the keys of a map must be str", key)
        text: str = self._simple["str"].encode(key)
        return text


def _kind_of(value: Any) -> str | None:
    for types, name in _KIND_OF:
        if isinstance(value, types):
            return name
    return None


def _encoder(storage: BoltStorage, name: str) -> Callable[[Any], Any]:
    # an empty vector or one of ints is a fine parameter
    return (lambda value: list(map(finite, value))) if name == "vector" else storage.encode
