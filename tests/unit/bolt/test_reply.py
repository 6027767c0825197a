"""What the client returned, as plain values: no type of the client is left."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from neo4j.spatial import WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

from runic.ogm.values import GeoLocation
from runic_bolt.reply import Reader

READER = Reader(lambda entity: entity.element_id)

VALUES: dict[str, tuple[Any, Any]] = {
    "date": (Date(2024, 5, 6), date(2024, 5, 6)),
    "local": (DateTime(2024, 5, 6, 7, 8, 9, 123456789), datetime(2024, 5, 6, 7, 8, 9, 123456)),  # noqa: DTZ001
    "zoned": (DateTime(2024, 5, 6, 7, tzinfo=UTC), datetime(2024, 5, 6, 7, tzinfo=UTC)),
    "time": (Time(1, 2, 3, 4000), time(1, 2, 3, 4)),
    "span": (Duration(days=-1, seconds=86399, nanoseconds=999999000), timedelta(microseconds=-1)),
    "point": (WGS84Point((2.0, 1.0)), GeoLocation(1, 2)),
    "list": ([Date(2024, 5, 6), None, [1]], [date(2024, 5, 6), None, [1]]),
    "map": ({"a": Date(2024, 5, 6), "b": {"c": [1]}}, {"a": date(2024, 5, 6), "b": {"c": [1]}}),
    "bytes": (bytearray(b"x"), b"x"),
}


@pytest.mark.parametrize("name", VALUES)
def test_values(name: str) -> None:
    given, expected = VALUES[name]
    ((found,),) = READER.rows([[given]])
    assert (found, type(found)) == (expected, type(expected))


def test_a_duration_with_months_stays_what_it_is() -> None:
    assert READER.rows([[Duration(months=1)]]) == [[Duration(months=1)]]


def test_plain_rows_are_not_copied() -> None:
    rows = [[1, "a", None, 2.5, True, b"x"]]
    assert READER.rows(rows) is rows


def test_packed_rows() -> None:
    assert READER.result([[[[1, "a"], [2, Date(2024, 5, 6)]]]], ["rows"], packed=True).rows == [
        [1, "a"],
        [2, date(2024, 5, 6)],
    ]
    assert READER.result([[[]]], ["rows"], packed=True).rows == []
