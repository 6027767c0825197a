"""Representations that are built from others: lists, maps, and enums.

Pure, like `runic_age.storage`, whose representations it puts together.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from runic.ogm.exceptions import ValueEncodingError
from runic_age.storage import AGEStorage, str_, unreadable, wrong

__all__ = ["DEEPEST", "dict_of", "enum_of", "list_of"]

DEEPEST: Final = 100
"""How deep values may be nested: reading JSON goes as deep into Python's own stack."""


def list_of(item: AGEStorage) -> AGEStorage:
    """Return the representation of a list, whose elements are stored as `item` does without its function."""

    def encode(value: Any) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            raise wrong("a list", value)
        items = list(value)
        try:
            return item.encode_column(items)
        except ValueEncodingError as refused:
            where = "" if refused.index is None else f"element {refused.index}: "
            raise ValueEncodingError(f"{where}{refused.reason}", refused.value) from refused

    read = item.decode

    def decode(stored: Any) -> Any:
        assert read is not None
        if not isinstance(stored, list):
            return stored
        return [None if value is None else read(value) for value in stored]

    return AGEStorage(encode, None if read is None else decode)


def dict_of(item: AGEStorage) -> AGEStorage:
    """Return the representation of a dict: a map. `item` encodes its values."""

    def encode(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wrong("a dict", value)
        out: dict[str, Any] = {}
        for key, entry in value.items():
            if not isinstance(key, str):
                raise ValueEncodingError("the keys of a stored dict must be str", key)
            out[str_(key)] = None if entry is None else item.encode(entry)
        return out

    read = item.decode

    def decode(stored: Any) -> Any:
        assert read is not None
        if not isinstance(stored, dict):
            return stored
        return {key: None if value is None else read(value) for key, value in stored.items()}

    return AGEStorage(encode, None if read is None else decode)


def enum_of(cls: type[Enum], of_value: Callable[[Any], AGEStorage]) -> AGEStorage:
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

    return AGEStorage(encode, decode)


def _comparable(stored: Any) -> Any:
    """Return a hashable form of a stored value."""
    if isinstance(stored, list):
        return tuple(map(_comparable, stored))
    return (
        tuple(sorted((key, _comparable(value)) for key, value in stored.items()))
        if isinstance(stored, dict)
        else stored
    )
