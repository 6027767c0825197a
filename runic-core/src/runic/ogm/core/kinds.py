"""From an annotation to the kind of value that it stands for, and which Python values fit it.

Owns the table of types that need no converter. Knows how no database stores them.
"""

from __future__ import annotations

import datetime as dt
from collections import abc
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, get_args, get_origin, is_typeddict
from uuid import UUID

from runic.ogm.core.annotations import Names, Unresolved, alternatives
from runic.ogm.core.attributes import is_mutable
from runic.ogm.driver.codec import ANY, Kind
from runic.ogm.exceptions import MetadataError
from runic.ogm.values import GeoLocation, Vector

__all__ = ["ANYTHING", "ValueType", "converted_type", "value_type"]

_PLAIN: dict[Any, str] = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    bytes: "bytes",
    dt.datetime: "datetime",
    dt.date: "date",
    dt.time: "time",
    dt.timedelta: "timedelta",
    Decimal: "decimal",
    UUID: "uuid",
    Vector: "vector",
    GeoLocation: "point",
}
_ACCEPTED: dict[Any, tuple[type, ...]] = {float: (float, int), Vector: (Vector, list)}
_SPECIAL = (bool, dt.datetime)  # a bool is an int and a datetime a date to Python alone
_LISTS = (list, abc.Sequence, abc.MutableSequence)
_DICTS = (dict, abc.Mapping, abc.MutableMapping)
_SCALARS = frozenset(("bool", "int", "float", "str"))


@dataclass(frozen=True, slots=True)
class ValueType:
    """What a field holds.

    Args:
        kind: the kind that a codec stores.
        accepted: exact types that fit, for a quick look at a whole column; None when everything fits.
        names: the types, as messages name them.
        optional: None fits.
        mutable: values can change in place.
        choices: the values that fit, when they are listed; None when all do.
        item: what the elements of a list or the values of a dict are; None when that is not declared.
        dimension: the length that a vector must have, or None.
    """

    kind: Kind
    accepted: frozenset[type] | None
    names: str
    optional: bool = False
    mutable: bool = False
    choices: frozenset[Any] | None = None
    item: ValueType | None = None
    dimension: int | None = None

    @property
    def deep(self) -> bool:
        """True when the exact type of a value does not decide alone whether it fits."""
        return self.choices is not None or self.item is not None or self.dimension is not None

    def or_none(self) -> ValueType:
        """Return the same type with None allowed."""
        accepted = None if self.accepted is None else self.accepted | {type(None)}
        return replace(self, optional=True, accepted=accepted)

    def refusal(self, value: Any) -> str | None:
        """Return why `value` does not fit, in words, or None when it does."""
        if value is None:
            return None if self.optional else "None is not allowed here"
        if self.accepted is not None and type(value) not in self.accepted and not self._is_like(value):
            return f"expected {self.names}"
        return self._inside(value) if self.deep else None

    def accepts_all(self, values: Iterable[Any]) -> bool:
        """Return True when the exact types of `values` show that all fit; False says that each must be looked at."""
        return not self.deep and (self.accepted is None or self.accepted.issuperset(map(type, values)))

    def _is_like(self, value: Any) -> bool:
        """Subclasses fit as well, save those that mean something else."""
        accepted = self.accepted or frozenset()
        if any(isinstance(value, special) and special not in accepted for special in _SPECIAL):
            return False
        return isinstance(value, tuple(accepted))

    def _inside(self, value: Any) -> str | None:
        if self.choices is not None and value not in self.choices:
            return f"expected one of {', '.join(sorted(map(repr, self.choices)))}"
        if self.dimension is not None and len(value) != self.dimension:
            return f"expected {self.dimension} dimensions and not {len(value)}"
        return None if self.item is None else self._elements(value)

    def _elements(self, value: Any) -> str | None:
        assert self.item is not None
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    return f"expected text for the keys and not {key!r}"
        elements = value.values() if isinstance(value, dict) else value
        if self.item.accepts_all(elements):
            return None
        for place, element in value.items() if isinstance(value, dict) else enumerate(value):
            reason = self.item.refusal(element)
            if reason is not None:
                return f"element {place!r}: {reason}"
        return None


ANYTHING = ValueType(ANY, None, "anything", optional=True, mutable=True)
_NUMBER = ValueType(Kind("float"), frozenset((float, int)), "numbers")


def value_type(annotation: Any, names: Names) -> ValueType:
    """Return what an annotation says; raises `MetadataError` with the reason when it needs a converter."""
    kinds, optional = alternatives(annotation, names)
    types = [_single(kind, names) for kind in kinds] or [ANYTHING]
    result = types[0] if len(types) == 1 else _union(types)
    return result.or_none() if optional else result


def converted_type(annotation: Any, names: Names) -> ValueType:
    """Return what a field with a converter holds: the converter decides what fits, the annotation about None."""
    kinds, optional = alternatives(annotation, names)
    mutable = any(isinstance(kind, Unresolved) or _may_change(get_origin(kind) or kind) for kind in kinds)
    return ValueType(ANY, None, "anything", optional=optional or Any in kinds, mutable=mutable)


def _single(annotation: Any, names: Names) -> ValueType:
    origin = get_origin(annotation) or annotation
    if annotation is Any or annotation is object:
        return ANYTHING
    if origin is Literal:
        return _literal(get_args(annotation))
    if origin in _LISTS or origin in _DICTS:
        return _container(origin, get_args(annotation), names)
    if isinstance(annotation, type):
        if annotation in _PLAIN:
            return _plain(annotation)
        if issubclass(annotation, Enum):
            members = f"a member of {annotation.__name__}"
            return ValueType(Kind("enum", enum=annotation), frozenset((annotation,)), members)
        if is_typeddict(annotation):
            return _container(dict, (), names)
    raise MetadataError(
        f"{_text(annotation)} is no type that is stored as it is; give the field a converter="
        " (a TypeConverter with to_graph and from_graph), or annotate it with a type that is"
    )


def _plain(cls: type) -> ValueType:
    accepted = _ACCEPTED.get(cls, (cls,))
    item = _NUMBER if cls is Vector else None
    return ValueType(
        Kind(_PLAIN[cls]), frozenset(accepted), _article(cls), mutable=is_mutable(cls), item=item
    )


def _literal(values: tuple[Any, ...]) -> ValueType:
    present = [value for value in values if value is not None]
    if not present:
        return ANYTHING
    classes = {type(value) for value in present}
    kind = (
        Kind("enum", enum=type(present[0]))
        if isinstance(present[0], Enum)
        else Kind(_PLAIN[type(present[0])])
    )
    return ValueType(
        kind if len(classes) == 1 else ANY,
        frozenset(classes),
        f"one of {', '.join(map(repr, present))}",
        optional=len(present) < len(values),
        choices=frozenset(present),
    )


def _container(origin: Any, arguments: tuple[Any, ...], names: Names) -> ValueType:
    listed = origin in _LISTS
    if not listed and arguments:
        keys, _ = alternatives(arguments[0], names)
        if keys not in ([str], [Any]):
            raise MetadataError(
                f"the keys of a dict are stored as text, not as {_text(arguments[0])}; use dict[str, ...]"
            )
    item: ValueType | None = value_type(arguments[-1], names) if arguments else ANYTHING
    if listed and item == ANYTHING:
        item = None  # of a dict the keys are looked at in any case
    base = list if listed else dict
    kind = Kind(base.__name__, item=None if item is None or item.kind == ANY else item.kind)
    return ValueType(kind, frozenset((base,)), _article(base), mutable=True, item=item)


def _union(types: list[ValueType]) -> ValueType:
    if any(type_ == ANYTHING for type_ in types):
        return ANYTHING
    kinds = {type_.kind for type_ in types}
    if len(kinds) > 1 and not {kind.name for kind in kinds} <= _SCALARS:
        text = " | ".join(str(type_.kind) for type_ in types)
        raise MetadataError(
            f"{text} leaves open how it is stored; choose one type, or give the field a converter="
        )
    listed = [type_.choices for type_ in types if type_.choices is not None]
    return ValueType(
        types[0].kind if len(kinds) == 1 else ANY,
        frozenset(cls for type_ in types for cls in type_.accepted or ()),
        " or ".join(dict.fromkeys(type_.names for type_ in types)),
        optional=any(type_.optional for type_ in types),
        mutable=any(type_.mutable for type_ in types),
        choices=frozenset().union(*listed) if len(listed) == len(types) else None,
    )


def _may_change(cls: Any) -> bool:
    return not isinstance(cls, type) or is_mutable(cls)


def _article(cls: type) -> str:
    name = cls.__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _text(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else repr(annotation)
