"""Forms for databases that have no type of their own for a kind: as text, as numbers, as lists and maps of numbers.

Pure; knows no database. Text forms are of fixed width wherever values have an order, so that text sorts like them.
Decoders also take what somebody else stored natively, when the client reads it as the Python type.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from runic.ogm.driver.codec import INT64_MAX, INT64_MIN
from runic.ogm.driver.storage import FINITE, Form, unreadable, wrong
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector

__all__ = [
    "BASE64",
    "DATETIME_TEXT",
    "DATE_TEXT",
    "DECIMAL_TEXT",
    "MICROSECONDS",
    "POINT_MAP",
    "POINT_PAIR",
    "TIME_TEXT",
    "UUID_TEXT",
    "VECTOR_LIST",
    "vectors",
]

_MICROSECOND: Final = timedelta(microseconds=1)


def _base64(value: Any) -> str:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise wrong("bytes", value)
    return base64.b64encode(value).decode("ascii")


def _read_base64(stored: Any) -> Any:
    if type(stored) is bytes:
        return stored
    try:
        return base64.b64decode(stored, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise unreadable("base64 text of bytes", stored) from None


# -- dates and times ---------------------------------------------------------------------------------------------------


def _datetime(value: Any) -> str:
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


def _date(value: Any) -> str:
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


def _time(value: Any) -> str:
    if not isinstance(value, time):
        raise wrong("a time", value)
    return time.isoformat(value, "microseconds")


def _read_time(stored: Any) -> Any:
    try:
        return time.fromisoformat(stored) if type(stored) is str else stored
    except ValueError:
        raise unreadable("a time", stored) from None


def _microseconds(value: Any) -> int:
    if not isinstance(value, timedelta):
        raise wrong("a timedelta", value)
    micros: int = value // _MICROSECOND
    if not INT64_MIN <= micros <= INT64_MAX:
        raise ValueEncodingError(
            "a timedelta must be shorter than 292000 years: its microseconds fit 64 bits", value
        )
    return micros


def _read_microseconds(stored: Any) -> Any:
    return timedelta(microseconds=stored) if type(stored) is int else stored


# -- numbers and names ---------------------------------------------------------------------------------------------------


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


# -- vectors and points --------------------------------------------------------------------------------------------------


def vectors(number: Form, words: str, function: str | None = None) -> Form:
    """Return the form of vectors: a list of finite floats, at least one.

    Args:
        number: the form of each of their numbers.
        words: how they are stored.
        function: Cypher function around the parameter.
    """
    encode_number = number.encoder

    def encode(value: Any) -> list[float]:
        if not isinstance(value, (list, tuple)):
            raise wrong("a Vector", value)
        numbers = list(map(encode_number, value))
        if not numbers:
            raise ValueEncodingError("a vector needs at least one number", value)
        return numbers

    return Form(encode, Vector, words, function)


def _point_map(value: Any) -> dict[str, float]:
    if not isinstance(value, GeoLocation):
        raise wrong("a GeoLocation", value)
    return {"latitude": value.latitude, "longitude": value.longitude}


def _point_pair(value: Any) -> list[float]:
    return list(_point_map(value).values())


def _read_point(stored: Any) -> Any:
    match stored:
        case [latitude, longitude] | {"latitude": latitude, "longitude": longitude}:
            return GeoLocation(latitude, longitude)
    return stored


BASE64: Final = Form(_base64, _read_base64, "base64 text")
"""Bytes as text."""

DATETIME_TEXT: Final = Form(
    _datetime,
    _read_datetime,
    "text of fixed width that sorts like time, microseconds kept: in UTC with a final Z when aware, as it is without Z when "
    "naive",
)
"""A datetime as text that sorts like time: `2024-05-06T07:08:09.000000Z`, without the Z when it has no zone."""

DATE_TEXT: Final = Form(_date, _read_date, "ISO text, sorts like time")
"""A date as text: `2024-05-06`."""

TIME_TEXT: Final = Form(
    _time, _read_time, "ISO text with microseconds and offset; sorts like time when naive"
)
"""A time of day as text: `07:08:09.000000+02:00`."""

MICROSECONDS: Final = Form(
    _microseconds, _read_microseconds, "integer number of microseconds; more than 292000 years are refused"
)
"""A timedelta as the number of its microseconds."""

DECIMAL_TEXT: Final = Form(
    _decimal,
    _read_decimal,
    "text, exact; does not sort like a number, NaN and infinity are refused",
    sorts=False,
)
"""A Decimal as text, digit by digit."""

UUID_TEXT: Final = Form(_uuid, _read_uuid, "text")
"""A UUID as text of 36 characters."""

VECTOR_LIST: Final = vectors(FINITE, "list of 64-bit floats; empty ones, NaN and infinity are refused")
"""A vector as a list of floats."""

POINT_MAP: Final = Form(_point_map, _read_point, "map of latitude and longitude, 64-bit floats")
"""A point as a map `{latitude: …, longitude: …}`."""

POINT_PAIR: Final = Form(_point_pair, _read_point, "[latitude, longitude]")
"""A point as a list of two numbers."""
