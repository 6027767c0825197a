"""How a database that speaks Bolt holds a value of each kind: functions that encode single values and whole columns.

Everything here is pure. What leaves an encoder is a plain Python value, a date or time type, or a point of the client that
the client sends as it is; anything else is refused with `ValueEncodingError` before something is sent.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, Final
from uuid import UUID

from neo4j.spatial import WGS84Point
from neo4j.time import Time

from runic.ogm.driver.codec import INT64_MAX, INT64_MIN, encode_each
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector

__all__ = [
    "NONE",
    "SIMPLE",
    "BoltStorage",
    "base64_bytes",
    "finite",
    "in_named_utc",
    "local_time",
    "microseconds",
    "unreadable",
    "without_nul",
    "wrong",
]

NONE: Final = type(None)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class BoltStorage:
    """The representation of one kind.

    Args:
        encoder: turns one value into what is sent.
        decode: turns what the driver read into the value, None where it is that already.
        bulk: checks a whole column at the speed of C; returns None when it has to be encoded one by one.
        function: there are none; every value goes as it is.
    """

    encoder: Callable[[Any], Any]
    decode: Callable[[Any], Any] | None = None
    bulk: Callable[[list[Any]], list[Any] | None] | None = None
    function: str | None = None

    def encode(self, value: Any) -> Any:
        """Return what to send for `value`; raises `ValueEncodingError`."""
        return self.encoder(value)

    def encode_column(self, values: list[Any]) -> list[Any]:
        """Encode many values, None passing through; raises `ValueEncodingError` with `index` set."""
        done = None if self.bulk is None else self.bulk(values)
        return encode_each(self.encoder, values) if done is None else done


def wrong(wanted: str, value: Any) -> ValueEncodingError:
    """Return the refusal of a value of another type."""
    return ValueEncodingError(f"{wanted} is needed, not {type(value).__name__}", value)


def unreadable(wanted: str, stored: Any) -> ValueEncodingError:
    """Return the error for a stored value that is not what the field declares."""
    return ValueEncodingError(f"the stored value is not {wanted}", stored)


def _present(values: list[Any], types: set[type]) -> list[Any]:
    return [value for value in values if value is not None] if NONE in types else values


# -- bool, int, float, str ---------------------------------------------------------------------------------------------


def _bool(value: Any) -> bool:
    if type(value) is not bool:
        raise wrong("a bool", value)
    return value


def _bools(values: list[Any]) -> list[Any] | None:
    return values if set(map(type, values)) <= {bool, NONE} else None


def _int(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong("an int", value)
    number = int.__int__(value)
    if not INT64_MIN <= number <= INT64_MAX:
        raise ValueEncodingError("an int must fit into 64 bits", value)
    return number


def _ints(values: list[Any]) -> list[Any] | None:
    types = set(map(type, values))
    if not types <= {int, NONE}:
        return None
    numbers = _present(values, types)
    fits = max(numbers, default=0) <= INT64_MAX and min(numbers, default=0) >= INT64_MIN
    return values if fits else None


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong("a float", value)
    try:
        return float.__float__(value) if isinstance(value, float) else float(int.__int__(value))
    except OverflowError:
        raise ValueEncodingError("a float must be at most 1.7976931348623157e308", value) from None


def _floats(values: list[Any]) -> list[Any] | None:
    return values if set(map(type, values)) <= {float, NONE} else None


def finite(value: Any) -> float:
    """Encode a float of a database that is not known to hold NaN and infinity."""
    number = _float(value)
    if not isfinite(number):
        raise ValueEncodingError("a float must be finite", value)
    return number


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong("a str", value)
    text = str.__str__(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueEncodingError(
            "text must not hold a lone surrogate: it has no form in UTF-8", value
        ) from None
    return text


def _strs(values: list[Any]) -> list[Any] | None:
    types = set(map(type, values))
    if not types <= {str, NONE}:
        return None
    joined = "".join(_present(values, types))
    if not joined.isascii():
        try:
            joined.encode()
        except UnicodeEncodeError:
            return None
    return values


def without_nul(value: Any) -> str:
    """Encode text of a database that is not known to hold a NUL character."""
    text = _str(value)
    if "\0" in text:
        raise ValueEncodingError("text must not hold a NUL character", value)
    return text


# -- bytes, and what goes as text ---------------------------------------------------------------------------------------


def _bytes(value: Any) -> bytes:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise wrong("bytes", value)
    return bytes(value)


def _base64(value: Any) -> str:
    return base64.b64encode(_bytes(value)).decode("ascii")


def _read_base64(stored: Any) -> Any:
    if type(stored) is bytes:
        return stored
    try:
        return base64.b64decode(stored, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise unreadable("base64 text of bytes", stored) from None


base64_bytes: Final = BoltStorage(_base64, _read_base64)
"""Bytes as text, where the database has no byte arrays or none in lists."""


def _decimal(value: Any) -> str:
    if not isinstance(value, Decimal):
        raise wrong("a Decimal", value)
    if not value.is_finite():
        raise ValueEncodingError("a Decimal must be finite", value)
    return Decimal.__str__(value)


def _read_decimal(stored: Any) -> Any:
    try:
        return Decimal(stored) if type(stored) is str else Decimal(repr(stored))
    except InvalidOperation:
        raise unreadable("a Decimal", stored) from None


def _uuid(value: Any) -> str:
    if not isinstance(value, UUID):
        raise wrong("a UUID", value)
    return UUID.__str__(value)


def _read_uuid(stored: Any) -> Any:
    try:
        return UUID(stored)
    except (AttributeError, TypeError, ValueError):
        raise unreadable("a UUID", stored) from None


# -- dates and times ----------------------------------------------------------------------------------------------------


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


def in_named_utc(value: Any) -> datetime:
    """Encode a datetime of a database that forgets the offset of a parameter, but not the name of a zone."""
    moment = _datetime(value)
    return moment if moment.tzinfo is None else moment.replace(tzinfo=_UTC)


def local_time(value: Any) -> Any:
    """Encode a time of day of a database that has none with an offset."""
    if isinstance(value, time) and value.tzinfo is not None:
        raise ValueEncodingError("a time must have no offset: the database has no type for one", value)
    return _time(value)


def _timedelta(value: Any) -> timedelta:
    if not isinstance(value, timedelta):
        raise wrong("a timedelta", value)
    return timedelta(value.days, value.seconds, value.microseconds)


def microseconds(value: Any) -> timedelta:
    """Encode a timedelta of a database that counts microseconds in 64 bits."""
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


# -- points and vectors -------------------------------------------------------------------------------------------------


def _point(value: Any) -> Any:
    if not isinstance(value, GeoLocation):
        raise wrong("a GeoLocation", value)
    return WGS84Point((value.longitude, value.latitude))


def _vector(value: Any) -> list[float]:
    if not isinstance(value, (list, tuple)):
        raise wrong("a Vector", value)
    numbers = list(map(finite, value))
    if not numbers:
        raise ValueEncodingError("a vector needs at least one number", value)
    return numbers


SIMPLE: Final[dict[str, BoltStorage]] = {
    "bool": BoltStorage(_bool, bulk=_bools),
    "int": BoltStorage(_int, bulk=_ints),
    "float": BoltStorage(_float, bulk=_floats),
    "str": BoltStorage(_str, bulk=_strs),
    "bytes": BoltStorage(_bytes),
    "datetime": BoltStorage(_datetime, _read(datetime, "a datetime")),
    "date": BoltStorage(_date),
    "time": BoltStorage(_time, _read(time, "a time")),
    "timedelta": BoltStorage(_timedelta, _read(timedelta, "a timedelta without months")),
    "decimal": BoltStorage(_decimal, _read_decimal),
    "uuid": BoltStorage(_uuid, _read_uuid),
    "vector": BoltStorage(_vector, Vector),
    "point": BoltStorage(_point),
}
"""The representations of the kinds that are not built from others, as Neo4j and ArcadeDB have them."""
