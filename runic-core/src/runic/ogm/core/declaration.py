"""What happens when a model class is made: its fields are collected, its options checked, its labels or type chosen.

Owns the rules of declaring. Knows no registry; nothing here looks at another model than the bases.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from runic.ogm.core.annotations import Names, Scope, is_class_variable, is_list, own_annotations
from runic.ogm.core.attributes import Direction, FieldDescriptor, IndexType, RelationDescriptor, Similarity
from runic.ogm.core.descriptors import FieldInfo
from runic.ogm.core.state import MISSING
from runic.ogm.core.types import TypeConverter
from runic.ogm.exceptions import MetadataError

__all__ = ["edge_type_of", "find_key", "gather_fields", "node_labels", "primary_label_of"]

_DOTTED_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)
_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def gather_fields(cls: type, scope: Scope, *, relations: bool) -> dict[str, FieldInfo]:
    """Return the fields and relations of `cls`, inherited ones first; a child's declaration replaces its parent's.

    Args:
        cls: the class that is being made.
        scope: where the names in its annotations are looked up.
        relations: False for edges, which have none.

    Raises:
        MetadataError: naming class, field and what is wrong with the declaration.
    """
    _adopt(cls)
    found: dict[str, FieldDescriptor] = {}
    for base in reversed(cls.__mro__):
        for name in _in_order(base):
            value = vars(base)[name]
            if isinstance(value, FieldDescriptor):
                _prepare(base, name, value, scope if base is cls else None)
                found[name] = value
            elif name in found:
                del found[name]  # a plain attribute hides the field
    for name, descriptor in found.items():
        _check(cls, name, descriptor, relations=relations)
    _check_db_names(cls, found)
    return {name: FieldInfo(name, descriptor, descriptor.collection) for name, descriptor in found.items()}


def find_key(cls: type, fields: Mapping[str, FieldInfo], *, keyed: bool) -> str | None:
    """Return the name of the key: the field that says so, else one called `id`; raises `MetadataError`."""
    properties = {name: info.field for name, info in fields.items() if not info.is_relation}
    keys = [name for name, descriptor in properties.items() if descriptor.primary_key]
    if not keyed and (keys or any(descriptor.generated for descriptor in properties.values())):
        raise MetadataError(f"{cls.__name__}: edges have no key; leave out primary_key= and generated=")
    if len(keys) > 1:
        raise MetadataError(f"{cls.__name__}: one field is the key, not {len(keys)} ({', '.join(keys)})")
    key = keys[0] if keys else "id" if keyed and "id" in properties else None
    for name, descriptor in properties.items():
        if descriptor.generated and name != key:
            raise MetadataError(f"{cls.__name__}.{name}: generated= is for the key; add primary_key=True")
    return key


def node_labels(cls: type, labels: Any, inherited: Iterable[str], *, abstract: bool) -> tuple[str, ...]:
    """Return the labels of a node class: those given, else the bases' and the class's own name."""
    if labels is None:
        return tuple(dict.fromkeys([*inherited, *([] if abstract else [cls.__name__])]))
    if isinstance(labels, str):
        raise MetadataError(
            f"{cls.__name__}: labels= takes a list, got {labels!r}; write labels=[{labels!r}]"
        )
    given = tuple(dict.fromkeys(labels))
    if (not given and not abstract) or not all(isinstance(label, str) and label for label in given):
        raise MetadataError(f"{cls.__name__}: labels= takes names, at least one, got {list(given)!r}")
    return given


def primary_label_of(cls: type, given: str | None, labels: tuple[str, ...], inherited: Iterable[str]) -> str:
    """Return the label that a class is found by: the one given, else a base's, else the first."""
    if given is not None and given not in labels:
        raise MetadataError(f"{cls.__name__}: primary_label={given!r} is none of its labels {list(labels)!r}")
    return given or next((label for label in inherited if label in labels), labels[0] if labels else "")


def edge_type_of(cls: type, given: Any) -> str:
    """Return the type of an edge class: the one given, else from its name: `WorksFor` is `WORKS_FOR`."""
    if given is not None and not (isinstance(given, str) and given):
        raise MetadataError(f"{cls.__name__}: type= takes an edge type, got {given!r}")
    return given or _WORD_BREAK.sub("_", cls.__name__).upper()


def _adopt(cls: type) -> None:
    """Make fields of bare annotations, as type checkers see them: `name: str`, `age: int = 0`."""
    for name, annotation in own_annotations(cls).items():
        value = vars(cls).get(name, MISSING)
        if name.startswith("_") or is_class_variable(annotation) or hasattr(type(value), "__get__"):
            continue
        inherited = next((vars(base)[name] for base in cls.__mro__[1:] if name in vars(base)), None)
        if value is MISSING and isinstance(inherited, FieldDescriptor):
            descriptor = copy.copy(inherited)  # the annotation alone is declared anew
        else:
            descriptor = FieldDescriptor(default=value)
        descriptor.annotation = MISSING
        setattr(cls, name, descriptor)
        descriptor.__set_name__(cls, name)


def _in_order(base: type) -> list[str]:
    """The attributes of a class body; fields made of bare annotations stand where they were written."""
    if not any(isinstance(value, FieldDescriptor) for value in vars(base).values()):
        return list(vars(base))
    return list(
        dict.fromkeys([name for name in own_annotations(base) if name in vars(base)] + list(vars(base)))
    )


def _prepare(owner: type, name: str, descriptor: FieldDescriptor, scope: Scope | None) -> None:
    """Give a descriptor its annotation, once."""
    if descriptor.annotation is not MISSING:
        return
    annotation = own_annotations(owner).get(name, MISSING)
    if annotation is MISSING:
        raise MetadataError(
            f"{owner.__name__}.{name}: a field needs an annotation, as in '{name}: str = Field()'"
        )
    names = Names(scope or Scope.of_module(owner), lambda _: None, lenient=True)
    try:
        descriptor.collection = is_list(annotation, names)
    except MetadataError as error:
        raise MetadataError(f"{owner.__name__}.{name}, annotated {annotation!r}: {error}") from error
    descriptor.annotation = annotation


def _check(cls: type, name: str, descriptor: FieldDescriptor, *, relations: bool) -> None:
    where = f"{cls.__name__}.{name}"
    if name.startswith("_"):
        raise MetadataError(
            f"{where}: names that begin with an underscore are kept for runic; use db_name={name!r}"
        )
    if descriptor.default_factory is not None and not callable(descriptor.default_factory):
        raise MetadataError(f"{where}: default_factory= takes a callable, got {descriptor.default_factory!r}")
    is_relation = isinstance(descriptor, RelationDescriptor)
    blank = (MISSING, None) if is_relation else (MISSING,)
    if descriptor.default_factory is not None and not any(descriptor.default is mark for mark in blank):
        raise MetadataError(f"{where}: give default= or default_factory=, not both")
    if not is_relation:
        _check_property(where, descriptor)
    elif relations:
        _check_relation(where, descriptor)
    else:
        raise MetadataError(f"{where}: edges have no relations; declare it on a Node")


def _check_property(where: str, descriptor: Any) -> None:
    _check_choice(where, "index_type", descriptor.index_type, (None, *get_args(IndexType)))
    _check_choice(where, "similarity", descriptor.similarity, (None, *get_args(Similarity)))
    dimension, db_name, converter = descriptor.dimension, descriptor.db_name, descriptor.converter
    if dimension is not None and (type(dimension) is not int or dimension < 1):
        raise MetadataError(f"{where}: dimension= takes a positive int, got {dimension!r}")
    if db_name is not None and (not isinstance(db_name, str) or not db_name):
        raise MetadataError(f"{where}: db_name= takes a name, got {db_name!r}")
    if converter is None:
        return
    if not isinstance(converter, TypeConverter):
        hint = f"; write {converter.__name__}()" if isinstance(converter, type) else ""
        raise MetadataError(
            f"{where}: converter= takes an instance of TypeConverter, got {converter!r}{hint}"
        )
    function: Any = converter.cypher_fn
    if function is not None and not (isinstance(function, str) and _DOTTED_NAME.fullmatch(function)):
        raise MetadataError(
            f"{where}: cypher_fn is the dotted name of a function, as in 'spatial.point', got {function!r}"
        )


def _check_relation(where: str, descriptor: Any) -> None:
    _check_choice(where, "direction", descriptor.direction, get_args(Direction))
    if not isinstance(descriptor.relationship, str) or not descriptor.relationship:
        raise MetadataError(f"{where}: relationship= takes an edge type, got {descriptor.relationship!r}")
    if not isinstance(descriptor.target, (str, type)):
        raise MetadataError(f"{where}: target= takes a Node class or its name, got {descriptor.target!r}")
    if descriptor.edge_model is not None and not isinstance(descriptor.edge_model, (str, type)):
        raise MetadataError(
            f"{where}: edge_model= takes an Edge class or its name, got {descriptor.edge_model!r}"
        )


def _check_choice(where: str, option: str, value: Any, choices: tuple[Any, ...]) -> None:
    if not any(value is choice or (isinstance(value, str) and value == choice) for choice in choices):
        names = ", ".join(repr(choice) for choice in choices if choice is not None)
        raise MetadataError(f"{where}: {option}={value!r} is none of {names}")


def _check_db_names(cls: type, fields: Mapping[str, FieldDescriptor]) -> None:
    taken: dict[str, str] = {}
    for name, descriptor in fields.items():
        if not isinstance(descriptor, RelationDescriptor):
            db_name = descriptor.db_name or name
            if db_name in taken:
                raise MetadataError(
                    f"{cls.__name__}: {taken[db_name]} and {name} are both stored as {db_name!r}"
                )
            taken[db_name] = name
