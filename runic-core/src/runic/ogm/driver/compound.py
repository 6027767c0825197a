"""Forms that are built from others: lists, maps, dicts as JSON text, and enums.

Pure; knows no database. What a database takes in a list is said by `Lists`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from math import isfinite
from typing import Any, Final

from runic.ogm.driver.storage import NONE, STR, Form, unreadable, wrong
from runic.ogm.exceptions import ValueEncodingError

__all__ = ["DEEPEST", "IN_JSON", "JSON_VALUE", "Lists", "enum_of", "json_of", "list_of", "map_of"]

DEEPEST: Final = 100
"""How deep values may be nested: they are read with the stack of a thread, and hiredis gives up at about 500."""

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
    mixed: bool = True
    nulls: bool = True

    @property
    def words(self) -> str:
        """What a list may hold, for the table in the documentation."""
        if not self.mixed:
            return "list of elements of one type; None, lists and elements of several types are refused"
        return f"list, nested as deep as {DEEPEST}{'' if self.nulls else '; None as an element is refused'}"

    def check(self, given: Any, items: list[Any]) -> list[Any]:
        """Return the encoded elements; raises `ValueEncodingError` for a list that cannot be stored."""
        if self.mixed and self.nulls:
            return items
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


IN_JSON: Final = Lists("JSON")
"""What a list inside JSON text may hold."""


def _sort(item: Any) -> Any:
    return type(item), isinstance(item, datetime) and item.tzinfo is not None


def list_of(item: Form, lists: Lists) -> Form:
    """Return the form of a list, whose elements are stored as `item` says without its function."""

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

    return Form(encode, None if read is None else decode, lists.words, sorts=item.sorts)


def map_of(item: Form, key: Form) -> Form:
    """Return the form of a dict in a database whose properties may be maps.

    Args:
        item: the form of its values; None passes through.
        key: the form of its keys.
    """
    encode_key, encode_item = key.encoder, item.encoder

    def encode(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wrong("a dict", value)
        out: dict[str, Any] = {}
        for name, entry in value.items():
            if not isinstance(name, str):
                raise ValueEncodingError("the keys of a stored dict must be str", name)
            out[encode_key(name)] = None if entry is None else encode_item(entry)
        return out

    read = item.decode

    def decode(stored: Any) -> Any:
        assert read is not None
        if not isinstance(stored, dict):
            return stored
        return {name: None if v is None else read(v) for name, v in stored.items()}

    words = f"map, nested as deep as {DEEPEST}; keys must be str"
    return Form(encode, None if read is None else decode, words)


def json_of(item: Form | None) -> Form:
    """Return the form of a dict as JSON text, where no property can be a map.

    Args:
        item: the form of declared values, which fits JSON then; None when they are not declared: what JSON gives back.
    """

    def encode(value: Any) -> str:
        if not isinstance(value, dict):
            raise wrong("a dict", value)
        # JSON writes a NUL as \u0000; what is left to refuse are lone surrogates
        text: str = STR.encode(_JSON.encode(_plain(value, item, 0)))
        return text

    read = None if item is None else item.decode

    def decode(stored: Any) -> Any:
        if type(stored) is not str:
            return stored
        try:
            found = json.loads(stored)
        except ValueError:
            raise unreadable("the JSON text of a dict", stored) from None
        if not isinstance(found, dict):
            raise unreadable("the JSON text of a dict", stored)
        return found if read is None else {key: None if v is None else read(v) for key, v in found.items()}

    return Form(encode, decode, "JSON text, exact; keys must be str", sorts=False)


def _plain(value: Any, item: Form | None, depth: int) -> Any:
    """Return a value that JSON holds and gives back equal, or refuse it."""
    if depth > DEEPEST:
        raise ValueEncodingError(f"a dict must not be nested deeper than {DEEPEST}", None)
    if isinstance(value, dict):
        return _plain_dict(value, item, depth)
    if isinstance(value, list):
        return [_plain(v, None, depth + 1) for v in value]
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


def _plain_dict(value: dict[Any, Any], item: Form | None, depth: int) -> dict[str, Any]:
    for key in value:
        if not isinstance(key, str):
            raise ValueEncodingError("the keys of a stored dict must be str: it is held as JSON text", key)
    if item is not None:
        return {str.__str__(k): None if v is None else item.encode(v) for k, v in value.items()}
    return {str.__str__(k): _plain(v, None, depth + 1) for k, v in value.items()}


JSON_VALUE: Final = Form(lambda value: _plain(value, None, 0))
"""What JSON gives back as it was, inside JSON text."""


def enum_of(cls: type[Enum], of_value: Callable[[Any], Form], digits: int = 17) -> Form:
    """Return the form of an enum: the value of each member, as a value of its type is stored.

    Args:
        cls: the enum.
        of_value: returns the form of a member's value.
        digits: how many digits of a float come back; 17 are all.
    """
    stored_as: dict[str, tuple[Any]] = {}
    back: dict[Any, Enum] = {}
    for member in cls:
        if member.value is None:
            continue
        stored = of_value(member.value).encode(member.value)
        stored_as[member.name] = (stored,)
        back[_comparable(stored, digits)] = member

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
        member = back.get(stored if type(stored) is str else _comparable(stored, digits))
        if member is not None:
            return member
        try:
            return cls(stored)
        except (TypeError, ValueError):
            raise unreadable(f"a member of {cls.__name__}", stored) from None

    return Form(encode, decode, "the member's value, as a value of its type")


def _comparable(stored: Any, digits: int) -> Any:
    """Return a hashable form in which a value compares equal after the database has rounded it."""
    if isinstance(stored, float):
        return float(f"{stored:.{digits}g}")
    if isinstance(stored, list):
        return tuple(_comparable(item, digits) for item in stored)
    if isinstance(stored, dict):
        return tuple(sorted((key, _comparable(item, digits)) for key, item in stored.items()))
    return stored
