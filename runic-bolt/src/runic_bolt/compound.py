"""Representations that are built from others: lists, dicts, and enums.

Pure, like `runic_bolt.storage`, whose representations it puts together. What a database takes in a list is said by `Lists`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from math import isfinite
from typing import Any, Final

from runic.ogm.exceptions import ValueEncodingError
from runic_bolt.storage import NONE, SIMPLE, BoltStorage, unreadable, wrong

__all__ = ["DEEPEST", "Lists", "dict_of", "enum_of", "list_of", "map_of"]

DEEPEST: Final = 100
"""How deep values may be nested."""

_JSON: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_ALIKE: Final = frozenset({str, int, float, bool})
# Python refuses to read an int of more than 4300 digits
_LONGEST_INT: Final = 14_000


@dataclass(frozen=True, slots=True)
class Lists:
    """What a stored list may hold.

    Args:
        name: the database, for messages.
        mixed: elements of several types, and lists.
        nulls: None as an element.
    """

    name: str
    mixed: bool
    nulls: bool

    def check(self, given: Any, items: list[Any]) -> list[Any]:
        """Return the encoded elements; raises `ValueEncodingError` for a list that cannot be stored."""
        types = set(map(type, items))
        if NONE in types and not self.nulls:
            raise ValueEncodingError(f"a stored list must not hold None: {self.name} refuses it", given)
        if self.mixed or (len(types) < 2 and types <= _ALIKE):
            return items
        if list in types:
            raise ValueEncodingError(
                f"a stored list must not hold lists: {self.name} refuses it; annotate a dict, which is held as JSON text",
                given,
            )
        if len(set(map(_sort, items))) > 1:
            raise ValueEncodingError(
                f"the elements of a stored list must be of one type, and datetimes all with a zone or all without: "
                f"{self.name} refuses others, and makes floats of ints beside floats",
                given,
            )
        return items


def _sort(item: Any) -> Any:
    zoned = getattr(item, "tzinfo", None) is not None if isinstance(item, datetime) else False
    return (type(item), zoned)


def list_of(item: BoltStorage, lists: Lists) -> BoltStorage:
    """Return the representation of a list, whose elements are stored as `item` does."""

    def encode(value: Any) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            raise wrong("a list", value)
        try:
            items = item.encode_column(list(value))
        except ValueEncodingError as refused:
            where = "" if refused.index is None else f"element {refused.index}: "
            raise ValueEncodingError(f"{where}{refused.reason}", refused.value) from refused
        return lists.check(value, items)

    read = item.decode

    def decode(stored: Any) -> Any:
        assert read is not None
        if not isinstance(stored, list):
            return stored
        return [None if element is None else read(element) for element in stored]

    return BoltStorage(encode, None if read is None else decode)


def map_of(item: BoltStorage) -> BoltStorage:
    """Return the representation of a dict as a map of the database."""

    def encode(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wrong("a dict", value)
        encode_key = SIMPLE["str"].encode
        return {encode_key(key): None if v is None else item.encode(v) for key, v in value.items()}

    read = item.decode

    def decode(stored: Any) -> Any:
        assert read is not None
        return {key: None if v is None else read(v) for key, v in stored.items()}

    return BoltStorage(encode, None if read is None else decode)


def dict_of(item: BoltStorage | None) -> BoltStorage:
    """Return the representation of a dict as JSON text. `item` encodes declared values, which then fit JSON."""

    def encode(value: Any) -> str:
        if not isinstance(value, dict):
            raise wrong("a dict", value)
        text: str = SIMPLE["str"].encode(_JSON.encode(_json(value, item, 0)))
        return text

    read = None if item is None else item.decode

    def decode(stored: Any) -> Any:
        if type(stored) is not str:
            return stored
        try:
            found = json.loads(stored)
        except ValueError:
            raise unreadable("the JSON text of a dict", stored) from None
        return found if read is None else {key: None if v is None else read(v) for key, v in found.items()}

    return BoltStorage(encode, decode)


def _json(value: Any, item: BoltStorage | None, depth: int) -> Any:
    """Return a value that JSON holds and gives back equal, or refuse it."""
    if depth > DEEPEST:
        raise ValueEncodingError(f"a dict must not be nested deeper than {DEEPEST}", None)
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise ValueEncodingError(
                    "the keys of a stored dict must be str: it is held as JSON text", key
                )
        if item is not None:
            return {str.__str__(k): None if v is None else item.encode(v) for k, v in value.items()}
        return {str.__str__(k): _json(v, None, depth + 1) for k, v in value.items()}
    if isinstance(value, list):
        return [_json(v, None, depth + 1) for v in value]
    if value is None or type(value) is bool:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int) and value.bit_length() < _LONGEST_INT:
        return int.__int__(value)
    if isinstance(value, float) and isfinite(value):
        return float.__float__(value)
    raise ValueEncodingError(
        "a stored dict is held as JSON text, which gives back None, bool, int, finite float, str, list and dict only; "
        "annotate it dict[str, X] for values of another type",
        value,
    )


def enum_of(cls: type[Enum], of_value: Callable[[Any], BoltStorage]) -> BoltStorage:
    """Return the representation of an enum: the value of each member, as a value of its type is stored."""
    stored_as: dict[str, tuple[Any]] = {}
    back: dict[Any, Enum] = {}
    for member in cls:
        if member.value is None:
            continue
        stored = of_value(member.value).encode(member.value)
        stored_as[member.name] = (stored,)
        back[_comparable(stored)] = member

    def encode(value: Any) -> Any:
        try:
            member = value if isinstance(value, cls) else cls(value)
        except (TypeError, ValueError):
            raise ValueEncodingError(f"a member of {cls.__name__} is needed", value) from None
        known = stored_as.get(member.name)
        if known is not None:
            return known[0]
        if member.value is None:
            raise ValueEncodingError(f"{member} has no value to store", value)
        return of_value(member.value).encode(member.value)

    def decode(stored: Any) -> Any:
        member = back.get(_comparable(stored))
        if member is not None:
            return member
        try:
            return cls(stored)
        except (TypeError, ValueError):
            raise unreadable(f"a member of {cls.__name__}", stored) from None

    return BoltStorage(encode, decode)


def _comparable(stored: Any) -> Any:
    """Return a hashable form of a stored value, equal to that of the value that is read back."""
    if isinstance(stored, list):
        return tuple(map(_comparable, stored))
    return tuple(sorted(stored.items())) if isinstance(stored, dict) else stored
