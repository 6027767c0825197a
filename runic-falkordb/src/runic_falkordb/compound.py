"""Representations that are built from others: lists, dicts as JSON text, and enums.

Pure, like `runic_falkordb.storage`, whose representations it puts together.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import Enum
from math import isfinite
from typing import Any, Final

from runic.ogm.exceptions import ValueEncodingError
from runic_falkordb.storage import NONE, FalkorStorage, str_, unreadable, wrong

__all__ = ["DEEPEST", "dict_of", "enum_of", "list_of"]

DEEPEST: Final = 100
"""How deep values may be nested. hiredis stops reading at about 500, which would leave a stored value unreadable."""

_JSON: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
# Python refuses to read an int of more than 4300 digits
_LONGEST_INT: Final = 14_000


def list_of(item: FalkorStorage) -> FalkorStorage:
    """Return the representation of a list, whose elements are stored as `item` does without its function."""

    def encode(value: Any) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            raise wrong("a list", value)
        items = list(value)
        if NONE in set(map(type, items)):
            raise ValueEncodingError("a stored list must not hold None: FalkorDB refuses it", value)
        try:
            return item.encode_column(items)
        except ValueEncodingError as refused:
            where = "" if refused.index is None else f"element {refused.index}: "
            raise ValueEncodingError(f"{where}{refused.reason}", refused.value) from refused

    read = item.decode

    def decode(stored: Any) -> Any:
        assert read is not None
        return list(map(read, stored)) if isinstance(stored, list) else stored

    return FalkorStorage(encode, None if read is None else decode)


def dict_of(item: FalkorStorage | None) -> FalkorStorage:
    """Return the representation of a dict: JSON text, since no property can be a map. `item` encodes declared values."""

    def encode(value: Any) -> str:
        if not isinstance(value, dict):
            raise wrong("a dict", value)
        return str_(_JSON.encode(_json(value, item, 0)))

    read = None if item is None else item.decode

    def decode(stored: Any) -> Any:
        if type(stored) is not str:
            return stored
        try:
            found = json.loads(stored)
        except ValueError:
            raise unreadable("the JSON text of a dict", stored) from None
        return found if read is None else {key: None if v is None else read(v) for key, v in found.items()}

    return FalkorStorage(encode, decode)


def _json(value: Any, item: FalkorStorage | None, depth: int) -> Any:
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


def enum_of(cls: type[Enum], of_value: Callable[[Any], FalkorStorage]) -> FalkorStorage:
    """Return the representation of an enum: the value of each member, as a value of its type is stored."""
    stored_as: dict[Any, tuple[Any]] = {}
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

    return FalkorStorage(encode, decode)


def _comparable(stored: Any) -> Any:
    """Return a hashable form in which a value compares equal after the database has rounded it."""
    if isinstance(stored, float):
        return float(f"{stored:.15g}")
    if isinstance(stored, list):
        return tuple(map(_comparable, stored))
    return tuple(sorted(stored.items())) if isinstance(stored, dict) else stored
