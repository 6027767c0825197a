"""The forms of values that Bolt carries as types of its own: bytes, dates and times, durations, points.

Everything here is pure. What leaves an encoder is a date or time type or a point that the client sends as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from neo4j.spatial import WGS84Point
from neo4j.time import Time

from runic.ogm.driver.codec import INT64_MAX, INT64_MIN
from runic.ogm.driver.storage import Form, unreadable, wrong
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation

__all__ = ["LOCAL_TIME", "MICROSECOND_SPAN", "NATIVE", "NATIVE_BYTES", "NAMED_UTC"]

_MINUTE: Final = timedelta(minutes=1)


def _bytes(value: Any) -> bytes:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise wrong("bytes", value)
    return bytes(value)


def _datetime(value: Any) -> datetime:
    """Encode a datetime; one with a zone goes in UTC.

    The databases tell the same moment in two zones apart, and the client crashes on some zones (CPython issue 125318).
    """
    if not isinstance(value, datetime):
        raise wrong("a datetime", value)
    parts = (value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond)
    offset = value.utcoffset()
    if offset is None:
        return datetime(*parts)  # noqa: DTZ001 - it has none
    try:
        return datetime(*parts, tzinfo=UTC) - offset
    except OverflowError:
        raise ValueEncodingError("a datetime must lie between the years 1 and 9999 in UTC", value) from None


def _date(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise wrong("a date", value)
    return date(value.year, value.month, value.day)


class _Offset(tzinfo):
    """A fixed offset that the client can ask with a time of its own; `datetime.timezone` wants a datetime.

    Args:
        offset: how far it is from UTC.
        zone: the name under which the client sends it, None for the offset alone.
    """

    def __init__(self, offset: timedelta, zone: str | None = None) -> None:
        self._offset = offset
        self.zone = zone

    def utcoffset(self, dt: Any, /) -> timedelta:
        """Return the offset."""
        return self._offset

    def dst(self, dt: Any, /) -> None:
        """Return nothing: that is not known."""

    def tzname(self, dt: Any, /) -> None:
        """Return nothing: it has no name."""


_UTC: Final = _Offset(timedelta(0), "UTC")


def _time(value: Any) -> Any:
    """Encode a time of day; the client takes one with an offset in its own type only."""
    if not isinstance(value, time):
        raise wrong("a time", value)
    offset = value.utcoffset()
    if offset is None:
        if value.tzinfo is not None:
            raise ValueEncodingError("a time must have a fixed offset or none", value)
        return time(value.hour, value.minute, value.second, value.microsecond)
    if offset % _MINUTE:
        raise ValueEncodingError("the offset of a time must be whole minutes", value)
    return Time(value.hour, value.minute, value.second, value.microsecond * 1000, _Offset(offset))


def _in_named_utc(value: Any) -> datetime:
    moment = _datetime(value)
    return moment if moment.tzinfo is None else moment.replace(tzinfo=_UTC)


def _local_time(value: Any) -> Any:
    if isinstance(value, time) and value.tzinfo is not None:
        raise ValueEncodingError("a time must have no offset: the database has no type for one", value)
    return _time(value)


def _timedelta(value: Any) -> timedelta:
    if not isinstance(value, timedelta):
        raise wrong("a timedelta", value)
    return timedelta(value.days, value.seconds, value.microseconds)


def _microseconds(value: Any) -> timedelta:
    span = _timedelta(value)
    if not INT64_MIN <= span // timedelta(microseconds=1) <= INT64_MAX:
        raise ValueEncodingError("a timedelta must be shorter than 292000 years", value)
    return span


def _read(kind: type, wanted: str) -> Callable[[Any], Any]:
    def decode(stored: Any) -> Any:
        if not isinstance(stored, kind):
            raise unreadable(wanted, stored)
        return stored

    return decode


def _point(value: Any) -> Any:
    if not isinstance(value, GeoLocation):
        raise wrong("a GeoLocation", value)
    return WGS84Point((value.longitude, value.latitude))


_read_datetime: Final = _read(datetime, "a datetime")
_read_time: Final = _read(time, "a time")
_read_timedelta: Final = _read(timedelta, "a timedelta without months")

_MOMENT: Final = "native, with microseconds: zoned and in UTC when aware, local when naive"

NATIVE_BYTES: Final = Form(_bytes, None, "byte array")
"""Bytes as they are."""

NAMED_UTC: Final = Form(_in_named_utc, _read_datetime, _MOMENT)
"""A datetime for a database that forgets the offset of a parameter, but not the name of a zone."""

LOCAL_TIME: Final = Form(
    _local_time, _read_time, "native local time with microseconds; one with an offset is refused"
)
"""A time of day for a database that has none with an offset."""

MICROSECOND_SPAN: Final = Form(
    _microseconds, _read_timedelta, "native duration in microseconds; more than 292000 years are refused"
)
"""A timedelta for a database that counts microseconds in 64 bits."""

NATIVE: Final[dict[str, Form]] = {
    "bytes": NATIVE_BYTES,
    "datetime": Form(_datetime, _read_datetime, _MOMENT),
    "date": Form(_date, None, "native date"),
    "time": Form(
        _time,
        _read_time,
        "native time with microseconds, its offset kept in whole minutes; local when naive",
    ),
    "timedelta": Form(
        _timedelta,
        _read_timedelta,
        "native duration of days, seconds and microseconds; the database cannot order durations",
        sorts=False,
    ),
    "point": Form(_point, None, "native point, WGS 84, 64-bit"),
}
"""What Neo4j and ArcadeDB hold as it is."""
