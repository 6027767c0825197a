"""Which representation Apache AGE uses for which kind, and how untyped parameters are encoded.

Knows kinds and representations; sends nothing, and knows neither text nor connections.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from runic.ogm.driver.codec import ANY, Kind
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector
from runic_age.compound import DEEPEST, dict_of, enum_of, list_of
from runic_age.storage import SIMPLE, AGEStorage

__all__ = ["AGECodec"]


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
_NATIVE: Final = frozenset({"bool", "int", "float", "str"})

_TABLE: Final[Mapping[str, str]] = {
    "any": "bool, int, float, str, lists and maps of them as they are; other types are refused: annotate the field",
    "bool": "boolean",
    "int": "64-bit integer; larger ones are refused",
    "float": "64-bit float, exact, NaN and infinity too",
    "str": "text; NUL and lone surrogates are refused",
    "bytes": "base64 text",
    "list": "list, nested as deep as 100",
    "dict": "map, nested as deep as 100; keys must be str",
    "datetime": "text of fixed width that sorts like time, microseconds kept: in UTC with a final Z when aware, "
    "as it is without Z when naive",
    "date": "ISO text, sorts like time",
    "time": "ISO text with microseconds and offset; sorts like time when naive",
    "timedelta": "integer number of microseconds; more than 292000 years are refused",
    "decimal": "text, exact; does not sort like a number, NaN and infinity are refused",
    "uuid": "text",
    "enum": "the member's value, as a value of its type",
    "vector": "list of 64-bit floats; empty ones, NaN and infinity are refused",
    "point": "map of latitude and longitude, 64-bit floats",
}


class AGECodec:
    """The value codec of Apache AGE."""

    def __init__(self) -> None:
        self._storages: dict[Kind, AGEStorage] = {}

    def storage(self, kind: Kind) -> AGEStorage:
        """Return the representation of `kind`; the same object for equal kinds."""
        found = self._storages.get(kind)
        if found is None:
            found = self._storages.setdefault(kind, self._made(kind))
        return found

    def encode(self, value: Any) -> Any:
        """Return what to send for a parameter, by its Python type; raises `ValueEncodingError`.

        Lists, sets and maps are encoded through. Forms are those of the typed kinds: a date goes as ISO text, a point as a
        map, a vector as a list.
        """
        return _parameter(value, 0)

    def table(self) -> Mapping[str, str]:
        """Return for each kind how it is stored, for the documentation."""
        return _TABLE

    def _made(self, kind: Kind) -> AGEStorage:
        if kind.name == "any":
            return AGEStorage(_any)
        if kind.name == "enum" and kind.enum is not None:
            return enum_of(kind.enum, _storage_of_value)
        if kind.name == "list":
            return list_of(self.storage(kind.item or ANY))
        if kind.name == "dict":
            return dict_of(self.storage(kind.item or ANY))
        return SIMPLE[kind.name]


def _kind_of(value: Any) -> str | None:
    for types, name in _KIND_OF:
        if isinstance(value, types):
            return name
    return None


def _any(value: Any, depth: int = 0) -> Any:
    """Encode a value of a field without a type: only what comes back equal without being told its type."""
    if isinstance(value, (list, tuple, dict)) and not isinstance(value, Vector):
        if depth >= DEEPEST:
            raise ValueEncodingError(f"a value must not be nested deeper than {DEEPEST}", None)
        inside = AGEStorage(lambda item: _any(item, depth + 1))
        return (dict_of if isinstance(value, dict) else list_of)(inside).encode(value)
    name = _kind_of(value)
    if name in _NATIVE:
        return SIMPLE[name].encode(value)
    raise ValueEncodingError(
        f"a field without a type cannot tell a {type(value).__name__} from its stored form; annotate the field with its "
        f"type, or give it a converter",
        value,
    )


def _parameter(value: Any, depth: int) -> Any:
    if value is None or type(value) is bool:
        return value
    if isinstance(value, Enum) and not isinstance(value, (int, str, float)):
        return _parameter(value.value, depth)
    if isinstance(value, Vector):
        return list(map(SIMPLE["float"].encode, value))
    name = _kind_of(value)
    if name is not None:
        return SIMPLE[name].encode(value)
    if depth >= DEEPEST:
        raise ValueEncodingError(f"a parameter must not be nested deeper than {DEEPEST}", None)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_parameter(item, depth + 1) for item in value]
    if isinstance(value, Mapping):
        return {_key(key): _parameter(item, depth + 1) for key, item in value.items()}
    raise ValueEncodingError(
        f"a {type(value).__name__} cannot be sent to Apache AGE; convert it to None, bool, int, float, str, bytes, a date "
        f"or time type, Decimal, UUID, Enum, GeoLocation, or a list or dict of these",
        value,
    )


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise ValueEncodingError("the keys of a map must be str", key)
    text: str = SIMPLE["str"].encode(key)
    return text


def _storage_of_value(value: Any) -> AGEStorage:
    """Return the representation of a value by its type: for the values of enums."""
    name = _kind_of(value)
    return AGEStorage(_any) if name is None else SIMPLE[name]
