"""Values inside JSON text: the forms that they take where a dict is stored as text.

Pure. Dates and times are ISO text, bytes base64 text, points `[latitude, longitude]`; lists hold what JSON holds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector
from runic_bolt.storage import SIMPLE, BoltStorage, base64_bytes, finite, unreadable, wrong

__all__ = ["IN_JSON", "list_in_json"]

_MICROSECOND: Final = timedelta(microseconds=1)


def _iso(kind: str) -> Callable[[Any], str]:
    check = SIMPLE[kind].encode

    def encode(value: Any) -> str:
        checked = check(value)
        # a time with an offset was checked in the client's type, which is not what is written
        text: str = (value if kind == "time" else checked).isoformat()
        return text

    return encode


def _from_iso(kind: type[Any], wanted: str) -> Callable[[Any], Any]:
    def decode(stored: Any) -> Any:
        try:
            return kind.fromisoformat(stored)
        except (TypeError, ValueError):
            raise unreadable(wanted, stored) from None

    return decode


def _micros(value: Any) -> int:
    span: timedelta = SIMPLE["timedelta"].encode(value)
    return span // _MICROSECOND


def _from_micros(stored: Any) -> Any:
    return timedelta(microseconds=stored) if type(stored) is int else stored


def _pair(value: Any) -> list[float]:
    if not isinstance(value, GeoLocation):
        raise wrong("a GeoLocation", value)
    return [value.latitude, value.longitude]


def _from_pair(stored: Any) -> Any:
    match stored:
        case [latitude, longitude]:
            return GeoLocation(latitude, longitude)
    return stored


def list_in_json(item: BoltStorage) -> BoltStorage:
    """Return the representation of a list inside JSON text."""

    def encode(value: Any) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            raise wrong("a list", value)
        if None in value:
            raise ValueEncodingError("a list must not hold None", value)
        return item.encode_column(list(value))

    read = item.decode

    def decode(stored: Any) -> Any:
        assert read is not None
        return list(map(read, stored)) if isinstance(stored, list) else stored

    return BoltStorage(encode, None if read is None else decode)


IN_JSON: Final[dict[str, BoltStorage]] = {
    "float": BoltStorage(finite),
    "bytes": base64_bytes,
    "datetime": BoltStorage(_iso("datetime"), _from_iso(datetime, "a datetime")),
    "date": BoltStorage(_iso("date"), _from_iso(date, "a date")),
    "time": BoltStorage(_iso("time"), _from_iso(time, "a time")),
    "timedelta": BoltStorage(_micros, _from_micros),
    "point": BoltStorage(_pair, _from_pair),
    "vector": BoltStorage(SIMPLE["vector"].encode, Vector),
}
"""What differs from the representation as a property."""
