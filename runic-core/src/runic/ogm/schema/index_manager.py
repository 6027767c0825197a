"""The indexes and constraints that models declare, as specs that any backend's adapter can create.

Knows models and no database: what exists is compared with this elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from runic.ogm.core.attributes import FieldDescriptor
from runic.ogm.core.metadata import EdgeMeta, NodeMeta, get_metadata
from runic.ogm.core.spelling import suggest
from runic.ogm.driver.schema import EntityType, spec_of
from runic.ogm.exceptions import MetadataError
from runic.ogm.values import IndexSpec

__all__ = [
    "Index",
    "IndexSpec",
    "Unique",
    "extract_declared_specs",
    "extract_entity_type",
    "registered_specs",
]

AnyMeta = NodeMeta | EdgeMeta


@dataclass(frozen=True, slots=True, init=False)
class Index:
    """An index of several fields together, declared in a model as `__indexes__ = [Index("last_name", "first_name")]`.

    Args:
        *fields: names of the model's fields, in the order of the index.
    """

    fields: tuple[str, ...]

    def __init__(self, *fields: str) -> None:
        object.__setattr__(self, "fields", fields)


@dataclass(frozen=True, slots=True, init=False)
class Unique:
    """A uniqueness constraint of several fields together: `__indexes__ = [Unique("country", "number")]`.

    Args:
        *fields: names of the model's fields.
    """

    fields: tuple[str, ...]

    def __init__(self, *fields: str) -> None:
        object.__setattr__(self, "fields", fields)


def extract_declared_specs(entity_class: type) -> set[IndexSpec]:
    """Return what the fields of a model declare, and what its `__indexes__` and those of its bases add.

    `unique=True` is a UNIQUE constraint and wins over `index=True`; `index_type` names an index of its own and wins over
    `index=True` too; `index=True` alone is a RANGE index. Relations and a key that is the database's own id have none.

    Args:
        entity_class: a `Node` or `Edge` class.

    Raises:
        MetadataError: the class is no model, is abstract, an annotation cannot be resolved, or `__indexes__` names no
            field of it.
    """
    meta = _meta(entity_class)
    _ = meta.plan  # says what cannot be stored before anything is created for it
    return set(_specs(meta))


def extract_entity_type(entity_class: type) -> EntityType:
    """Return the label or edge type of a model with the kinds of its properties, for databases that declare them.

    Raises:
        MetadataError: the class is no model, is abstract, or an annotation cannot be resolved.
    """
    meta = _meta(entity_class)
    label, entity = _place(meta)
    return EntityType(label, entity, {spec.db_name: spec.kind for spec in meta.properties})


def registered_specs() -> list[IndexSpec]:
    """Return what all models of this program declare that are not abstract; those that are broken count too."""
    metadata = get_metadata()
    found: list[IndexSpec] = []
    metas: list[AnyMeta] = [*metadata.all_nodes(), *metadata.all_edges()]
    for meta in metas:
        if not meta.abstract:
            found += _specs(meta)
    return found


def _meta(entity_class: type) -> AnyMeta:
    meta = getattr(entity_class, "__dict__", {}).get("__runic__")
    if not isinstance(meta, (NodeMeta, EdgeMeta)) or meta.abstract:
        name = getattr(entity_class, "__name__", repr(entity_class))
        raise MetadataError(f"{name} declares no indexes; pass a Node or Edge class that is not abstract")
    return meta


def _place(meta: AnyMeta) -> tuple[str, str]:
    return (meta.primary_label, "NODE") if isinstance(meta, NodeMeta) else (meta.edge_type, "EDGE")


def _specs(meta: AnyMeta) -> Iterator[IndexSpec]:
    label, entity = _place(meta)
    fields = _fields(meta)
    for name, field in fields.items():
        for index_type in _index_types(field):
            vector = index_type == "VECTOR"
            options = {"dimension": field.dimension, "similarity": field.similarity} if vector else {}
            yield spec_of(index_type, label, (field.db_name or name,), entity, **options)
    for declared in _composites(meta.cls):
        index_type = "UNIQUE" if isinstance(declared, Unique) else "RANGE"
        yield spec_of(index_type, label, [_db_name(meta, fields, name) for name in declared.fields], entity)


def _fields(meta: AnyMeta) -> dict[str, FieldDescriptor]:
    """The fields that are properties, by name; what their annotations say does not matter here."""
    fields = {name: meta.fields[name].field for name in meta.fields if name in meta.property_names}
    return {name: field for name, field in fields.items() if not field.generated}


def _index_types(field: FieldDescriptor) -> Iterator[str]:
    if field.unique:
        yield "UNIQUE"
    if field.index_type is not None:
        yield field.index_type
    elif field.index and not field.unique:
        yield "RANGE"


def _composites(cls: type) -> Iterator[Index | Unique]:
    for base in reversed(cls.__mro__):
        declared: Any = vars(base).get("__indexes__", ())
        if not isinstance(declared, Iterable):
            raise MetadataError(
                f"{base.__name__}.__indexes__ is a list of Index and Unique, got {declared!r}"
            )
        for entry in declared:
            if not isinstance(entry, (Index, Unique)) or not entry.fields:
                raise MetadataError(
                    f"{base.__name__}.__indexes__ holds Index and Unique with names of fields, got {entry!r}"
                )
            yield entry


def _db_name(meta: AnyMeta, fields: dict[str, FieldDescriptor], name: str) -> str:
    if name not in fields:
        raise MetadataError(
            f"{meta.name}.__indexes__: {name!r} is no property of it{suggest(name, sorted(fields))}"
        )
    return fields[name].db_name or name
