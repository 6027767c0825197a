"""How Apache AGE holds a value of each kind: the functions that encode and decode single values and whole columns.

Everything here is pure. What leaves an encoder is what JSON can say: exactly `bool`, `int`, `float`, `str`, and lists and
maps of these; anything else is refused with `ValueEncodingError` before something is sent.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, Final
from uuid import UUID

from runic.ogm.driver.codec import INT64_MAX, INT64_MIN, encode_each
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector

__all__ = [
    "SIMPLE",
    "AGEStorage",
    "wrong",
    "unreadable",
    "str_",
    "NONE",
]

_MICROSECOND: Final = timedelta(microseconds=1)
NONE: Final = type(None)


@dataclass(frozen=True, slots=True)
class AGEStorage:
    """The representation of one kind.

    Args:
        encoder: turns one value into what is sent.
        decode: turns what the driver read into the value, None where it is that already.
        function: none; nothing that runic stores needs a function of the database.
        bulk: checks and encodes a whole column at the speed of C; returns None when it has to be done one by one.
    """

    encoder: Callable[[Any], Any]
    decode: Callable[[Any], Any] | None = None
    function: str | None = None
    bulk: Callable[[list[Any]], list[Any] | None] | None = None

    def encode(self, value: Any) -> Any:
        """Return what to send for `value`; raises `ValueEncodingError`."""
        return self.encoder(value)

    def encode_column(self, values: list[Any]) -> list[Any]:
        """Encode many values, None passing through; raises `ValueEncodingError` with `index` set."""
        done = None if self.bulk is None else self.bulk(values)
        return encode_each(self.encoder, values) if done is None else done


def wrong(wanted: str, value: Any) -> ValueEncodingError:
    return ValueEncodingError(f"{wanted} is needed, not {type(value).__name__}", value)


def unreadable(wanted: str, stored: Any) -> ValueEncodingError:
    return ValueEncodingError(f"the stored value is not {wanted}", stored)


def _present(values: list[Any], types: set[type]) -> Iterable[Any]:
    return [value for value in values if value is not None] if NONE in types else values


# -- bool, int, float, str ---------------------------------------------------------------------------------------------


def bool_(value: Any) -> bool:
    if type(value) is not bool:
        raise wrong("a bool", value)
    return value


def _bools(values: list[Any]) -> list[Any] | None:
    return values if set(map(type, values)) <= {bool, NONE} else None


def int_(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong("an int", value)
    number = int.__int__(value)
    if not INT64_MIN <= number <= INT64_MAX:
        raise ValueEncodingError("an int must fit into 64 bits: agtype has no larger ones", value)
    return number


def _ints(values: list[Any]) -> list[Any] | None:
    types = set(map(type, values))
    if not types <= {int, NONE}:
        return None
    numbers = _present(values, types)
    fits = max(numbers, default=0) <= INT64_MAX and min(numbers, default=0) >= INT64_MIN
    return values if fits else None


def float_(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong("a float", value)
    try:
        return float.__float__(value) if isinstance(value, float) else float(int.__int__(value))
    except OverflowError:
        raise ValueEncodingError("a float must be at most 1.7976931348623157e308", value) from None


def _floats(values: list[Any]) -> list[Any] | None:
    return values if set(map(type, values)) <= {float, NONE} else None


def str_(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong("a str", value)
    text = str.__str__(value)
    if "\0" in text:
        raise ValueEncodingError("text must not hold a NUL character: PostgreSQL cannot store it", value)
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
    if "\0" in joined:
        return None
    if not joined.isascii():
        try:
            joined.encode()
        except UnicodeEncodeError:
            return None
    return values


# -- text forms --------------------------------------------------------------------------------------------------------


def bytes_(value: Any) -> str:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise wrong("bytes", value)
    return base64.b64encode(value).decode("ascii")


def _read_bytes(stored: Any) -> Any:
    try:
        return base64.b64decode(stored, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise unreadable("base64 text of bytes", stored) from None


def datetime_(value: Any) -> str:
    if not isinstance(value, datetime):
        raise wrong("a datetime", value)
    if value.utcoffset() is None:
        return datetime.isoformat(datetime.replace(value, tzinfo=None), "T", "microseconds")
    try:
        moment = datetime.astimezone(value, UTC)
    except OverflowError:
        raise ValueEncodingError("a datetime must lie between the years 1 and 9999 in UTC", value) from None
    return datetime.isoformat(datetime.replace(moment, tzinfo=None), "T", "microseconds") + "Z"


def _read_datetime(stored: Any) -> Any:
    try:
        return datetime.fromisoformat(stored) if type(stored) is str else stored
    except ValueError:
        raise unreadable("a datetime", stored) from None


def date_(value: Any) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise wrong("a date", value)
    return date.isoformat(value)


def _read_date(stored: Any) -> Any:
    if type(stored) is str:
        try:
            return date.fromisoformat(stored)
        except ValueError:
            raise unreadable("a date", stored) from None
    return stored.date() if isinstance(stored, datetime) else stored


def time_(value: Any) -> str:
    if not isinstance(value, time):
        raise wrong("a time", value)
    return time.isoformat(value, "microseconds")


def _read_time(stored: Any) -> Any:
    try:
        return time.fromisoformat(stored) if type(stored) is str else stored
    except ValueError:
        raise unreadable("a time", stored) from None


def timedelta_(value: Any) -> int:
    if not isinstance(value, timedelta):
        raise wrong("a timedelta", value)
    micros: int = value // _MICROSECOND
    if not INT64_MIN <= micros <= INT64_MAX:
        raise ValueEncodingError(
            "a timedelta must be shorter than 292000 years, its microseconds fit 64 bits", value
        )
    return micros


def _read_timedelta(stored: Any) -> Any:
    return timedelta(microseconds=stored) if type(stored) is int else stored


def decimal_(value: Any) -> str:
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


def uuid_(value: Any) -> str:
    if not isinstance(value, UUID):
        raise wrong("a UUID", value)
    return UUID.__str__(value)


def _read_uuid(stored: Any) -> Any:
    try:
        return UUID(stored)
    except (AttributeError, TypeError, ValueError):
        raise unreadable("a UUID", stored) from None


# -- lists and maps ----------------------------------------------------------------------------------------------------


def vector_(value: Any) -> list[float]:
    if not isinstance(value, (list, tuple)):
        raise wrong("a Vector", value)
    numbers = list(map(float_, value))
    if not numbers:
        raise ValueEncodingError("a vector needs at least one number", value)
    if not all(map(isfinite, numbers)):
        raise ValueEncodingError("the numbers of a vector must be finite", value)
    return numbers


def point_(value: Any) -> dict[str, float]:
    if not isinstance(value, GeoLocation):
        raise wrong("a GeoLocation", value)
    return {"latitude": float(value.latitude), "longitude": float(value.longitude)}


def _read_point(stored: Any) -> Any:
    match stored:
        case [latitude, longitude] | {"latitude": latitude, "longitude": longitude}:
            return GeoLocation(latitude, longitude)
    return stored


SIMPLE: Final[dict[str, AGEStorage]] = {
    "bool": AGEStorage(bool_, bulk=_bools),
    "int": AGEStorage(int_, bulk=_ints),
    "float": AGEStorage(float_, bulk=_floats),
    "str": AGEStorage(str_, bulk=_strs),
    "bytes": AGEStorage(bytes_, _read_bytes),
    "datetime": AGEStorage(datetime_, _read_datetime),
    "date": AGEStorage(date_, _read_date),
    "time": AGEStorage(time_, _read_time),
    "timedelta": AGEStorage(timedelta_, _read_timedelta),
    "decimal": AGEStorage(decimal_, _read_decimal),
    "uuid": AGEStorage(uuid_, _read_uuid),
    "vector": AGEStorage(vector_, Vector),
    "point": AGEStorage(point_, _read_point),
}
"""The representations of the kinds that are not built from others."""
