"""The value codec that follows from a description of what a database holds: which form for which kind, also inside others.

Pure; knows no database. A backend describes its database with one `Holding` and gives its dialect the codec of that:

    HOLDING = Holding("MyDB", {**TEXTS, **PLAIN, "date": Form(...)}, Lists("MyDB", nulls=False))
    codec = HoldingCodec(HOLDING)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from runic.ogm.driver.codec import ANY, Kind
from runic.ogm.driver.compound import DEEPEST, IN_JSON, JSON_VALUE, Lists, enum_of, json_of, list_of, map_of
from runic.ogm.driver.forms import (
    BASE64,
    DATE_TEXT,
    DATETIME_TEXT,
    DECIMAL_TEXT,
    MICROSECONDS,
    POINT_MAP,
    POINT_PAIR,
    TIME_TEXT,
    UUID_TEXT,
    VECTOR_LIST,
)
from runic.ogm.driver.storage import BOOL, FINITE, FLOAT, INT, STR, Form
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector

__all__ = ["JSON_FORMS", "PLAIN", "TEXTS", "Holding", "HoldingCodec", "kind_of"]

PLAIN: Final[Mapping[str, Form]] = {"bool": BOOL, "int": INT, "float": FLOAT, "str": STR}
"""What every database has."""

TEXTS: Final[Mapping[str, Form]] = {
    "bytes": BASE64,
    "datetime": DATETIME_TEXT,
    "date": DATE_TEXT,
    "time": TIME_TEXT,
    "timedelta": MICROSECONDS,
    "decimal": DECIMAL_TEXT,
    "uuid": UUID_TEXT,
    "vector": VECTOR_LIST,
    "point": POINT_MAP,
}
"""All other kinds, in the types that every database has."""

JSON_FORMS: Final[Mapping[str, Form]] = {
    **PLAIN,
    **TEXTS,
    "float": FINITE,
    "point": POINT_PAIR,
    "any": JSON_VALUE,
}
"""The forms inside JSON text, whatever the database holds."""

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


def _undeclared(kind: Kind) -> bool:
    return kind.name in ("any", "list", "dict") and kind.item is None


def kind_of(value: Any) -> str | None:
    """Return the name of the kind of a value that is not built from others, by its type; None for any other."""
    for types, name in _KIND_OF:
        if isinstance(value, types):
            return name
    return None


@dataclass(frozen=True, slots=True)
class Holding:
    """What one database holds.

    Args:
        name: the database, for messages.
        forms: the form of a property of each kind that is not built from others; `PLAIN` and `TEXTS` are a complete set.
        lists: what its lists may hold.
        inside: the forms that differ inside a list, where no function can wrap a value.
        json: the forms inside the JSON text as which dicts are stored; None where a property may be a map.
        told: the kinds that come back as what they were without a declared type; the others are refused in a field
            without a type.
        key: the form of the keys of a map that is a parameter; that of str when it is not given.
        digits: how many digits of a float come back; 17 are all.
    """

    name: str
    forms: Mapping[str, Form]
    lists: Lists
    inside: Mapping[str, Form] = field(default_factory=dict)
    json: Mapping[str, Form] | None = field(default_factory=lambda: JSON_FORMS)
    told: frozenset[str] = frozenset(PLAIN)
    key: Form | None = None
    digits: int = 17


class HoldingCodec:
    """The `runic.ogm.driver.codec.ValueCodec` of a database.

    Args:
        holding: what it holds.
    """

    def __init__(self, holding: Holding) -> None:
        self.holding = holding
        self._storages: dict[Kind, Form] = {}
        self._key = holding.key or holding.forms["str"]
        self._nests = (list, tuple) if holding.json is not None else (list, tuple, dict)
        self._any_nested: dict[int, tuple[Form, Form]] = {}

    def storage(self, kind: Kind) -> Form:
        """Return the representation of `kind`; the same object for equal kinds."""
        found = self._storages.get(kind)
        if found is None:
            found = self._storages.setdefault(kind, self._made(kind))
        return found

    def encode(self, value: Any) -> Any:
        """Return what to send for a parameter, by its Python type; raises `ValueEncodingError`.

        Lists, sets and maps are encoded through. Forms are those of the typed kinds, without their functions: a date that
        goes as ISO text is to be wrapped as `date($d)` there.
        """
        return self._parameter(value, 0)

    def table(self) -> Mapping[str, str]:
        """Return for each kind how it is stored, for the documentation."""
        holding = self.holding
        told = [name for name in holding.forms if name in holding.told]
        nested = "lists" if holding.json is not None else "lists and maps"
        return {
            "any": f"{', '.join(told)} and {nested} of them as they are; other types are refused: annotate the field",
            **{name: self._words(name, form) for name, form in holding.forms.items()},
            "list": holding.lists.words,
            "dict": self._made(Kind("dict")).words,
            "enum": "the member's value, as a value of its type",
        }

    def _words(self, name: str, form: Form) -> str:
        inside = self.holding.inside.get(name)
        return form.words if inside is None else f"{form.words}; {inside.words} inside a list"

    def _made(self, kind: Kind) -> Form:
        if kind.name == "any":
            return Form(self._any)
        if kind.name == "enum" and kind.enum is not None:
            return enum_of(kind.enum, self._of_value, self.holding.digits)
        if kind.name == "list":
            return list_of(self._inside(kind.item or ANY), self.holding.lists)
        if kind.name == "dict":
            return self._dict(kind.item or ANY)
        return self.holding.forms[kind.name]

    def _dict(self, item: Kind) -> Form:
        if self.holding.json is None:
            return map_of(self._inside(item), self.holding.forms["str"])
        return json_of(None if _undeclared(item) else self._in_json(item, self.holding.json))

    def _inside(self, kind: Kind) -> Form:
        return self.holding.inside.get(kind.name) or self.storage(kind)

    def _in_json(self, kind: Kind, json: Mapping[str, Form]) -> Form:
        """Return the form of a value inside JSON text: maps and lists are those of JSON there."""
        if _undeclared(kind):
            return json["any"]
        if kind.name == "enum" and kind.enum is not None:
            # a member's value may be a tuple, which JSON would give back as a list: the member is found all the same
            pair = Form(lambda value: json["any"].encode(list(value) if isinstance(value, tuple) else value))
            return enum_of(kind.enum, lambda value: json[name] if (name := kind_of(value)) else pair)
        if kind.name == "list":
            return list_of(self._in_json(kind.item or ANY, json), IN_JSON)
        if kind.name == "dict":
            return map_of(self._in_json(kind.item or ANY, json), json["str"])
        return json[kind.name]

    def _of_value(self, value: Any) -> Form:
        """Return the form of the value of an enum's member, as it is inside other values."""
        name = kind_of(value)
        if name is None:
            return Form(self._any)
        return self.holding.inside.get(name) or self.holding.forms[name]

    def _nested(self, depth: int) -> tuple[Form, Form]:
        """Return the forms of a list and of a map of values without a type, `depth` levels down."""
        made = self._any_nested.get(depth)
        if made is None:
            if depth >= DEEPEST:
                raise ValueEncodingError(f"a value must not be nested deeper than {DEEPEST}", None)
            item = Form(lambda value: self._any(value, depth + 1))
            made = list_of(item, self.holding.lists), map_of(item, self.holding.forms["str"])
            self._any_nested[depth] = made
        return made

    def _any(self, value: Any, depth: int = 0) -> Any:
        """Encode a value of a field without a type: only what comes back equal without being told its type."""
        holding = self.holding
        if isinstance(value, self._nests) and not isinstance(value, Vector):
            lists, maps = self._nested(depth)
            return (maps if isinstance(value, dict) else lists).encoder(value)
        name = kind_of(value)
        if name is None or name not in holding.told or (depth and name in holding.inside):
            raise ValueEncodingError(
                f"a field without a type cannot tell a {type(value).__name__} from its stored form; annotate the field "
                f"with its type, or give it a converter",
                value,
            )
        return holding.forms[name].encode(value)

    def _parameter(self, value: Any, depth: int) -> Any:
        if value is None or type(value) is bool:
            return value
        if isinstance(value, Enum) and not isinstance(value, (int, str, float)):
            return self._parameter(value.value, depth)
        name = kind_of(value)
        if name == "vector" and isinstance(value, Vector):
            # an empty vector or one of ints is a fine parameter
            return list(map(FINITE.encoder, value))
        if name is not None:
            return self.holding.forms[name].encode(value)
        if depth >= DEEPEST:
            raise ValueEncodingError(f"a parameter must not be nested deeper than {DEEPEST}", None)
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._parameter(item, depth + 1) for item in value]
        if isinstance(value, Mapping):
            return {self._named(key): self._parameter(item, depth + 1) for key, item in value.items()}
        raise ValueEncodingError(
            f"a {type(value).__name__} cannot be sent to {self.holding.name}; convert it to None, bool, int, float, str, "
            f"bytes, a date or time type, Decimal, UUID, Enum, GeoLocation, or a list or dict of these",
            value,
        )

    def _named(self, key: Any) -> Any:
        if not isinstance(key, str):
            raise ValueEncodingError("the keys of a map must be str", key)
        return self._key.encode(key)
