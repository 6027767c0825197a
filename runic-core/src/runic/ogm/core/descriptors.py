"""The declarations in the bodies of models: `Field()` and `Relation()`, with the descriptors that they make.

Knows no annotation, no registry and no session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, overload

from runic.ogm.core.attributes import (
    Direction,
    FieldDescriptor,
    IndexType,
    MutableFieldDescriptor,
    RelationDescriptor,
    Similarity,
)
from runic.ogm.core.state import _NOT_LOADED, MISSING
from runic.ogm.core.types import TypeConverter

__all__ = [
    "MISSING",
    "_NOT_LOADED",
    "Field",
    "FieldDescriptor",
    "FieldInfo",
    "MutableFieldDescriptor",
    "Relation",
    "RelationDescriptor",
]


@dataclass(frozen=True, slots=True, eq=False)
class FieldInfo:
    """A declared field or relation under the name that it has in its class.

    Args:
        name: the attribute's name.
        field: its descriptor.
        is_collection: True when the annotation is a list.
    """

    name: str
    field: FieldDescriptor
    is_collection: bool = False

    @property
    def is_relation(self) -> bool:
        """True for a relation, False for a property."""
        return isinstance(self.field, RelationDescriptor)


@overload
def Field(
    *,
    generated: Literal[True],
    default: Any = ...,
    default_factory: Callable[[], Any] | None = ...,
    init: Literal[False] = ...,
    kw_only: bool = ...,
    index: bool = ...,
    index_type: IndexType | None = ...,
    unique: bool = ...,
    required: bool = ...,
    primary_key: bool = ...,
    converter: TypeConverter | None = ...,
    interned: bool = ...,
    db_name: str | None = ...,
    dimension: int | None = ...,
    similarity: Similarity | None = ...,
) -> Any: ...
@overload
def Field(
    *,
    default: Any = ...,
    default_factory: Callable[[], Any] | None = ...,
    init: bool = ...,
    kw_only: bool = ...,
    index: bool = ...,
    index_type: IndexType | None = ...,
    unique: bool = ...,
    required: bool = ...,
    primary_key: bool = ...,
    converter: TypeConverter | None = ...,
    generated: bool = ...,
    interned: bool = ...,
    db_name: str | None = ...,
    dimension: int | None = ...,
    similarity: Similarity | None = ...,
) -> Any: ...
def Field(  # noqa: N802
    *,
    default: Any = MISSING,
    default_factory: Callable[[], Any] | None = None,
    init: bool = True,
    kw_only: bool = True,
    index: bool = False,
    index_type: IndexType | None = None,
    unique: bool = False,
    required: bool = False,
    primary_key: bool = False,
    converter: TypeConverter | None = None,
    generated: bool = False,
    interned: bool = False,
    db_name: str | None = None,
    dimension: int | None = None,
    similarity: Similarity | None = None,
) -> Any:
    """Declare a property of a node or edge.

    Args:
        default: value of a new entity when none is given; mutable ones are copied for each entity.
        default_factory: makes the default, instead of `default`.
        init: False takes the field out of the constructor.
        kw_only: False lets the constructor take it by position too, in the order of declaration.
        index: an index for equality and ranges.
        index_type: "FULLTEXT" or "VECTOR": that index instead.
        unique: a uniqueness constraint, which brings its own index.
        required: refuse None and a missing value at flush, whatever the annotation.
        primary_key: the field identifies the node; without one, a field named `id` does.
        converter: encodes and decodes the values instead of what the annotation would choose.
        generated: the database gives the value: it is the node's own id.
        interned: keep one copy of equal strings in the database, where it can.
        db_name: name of the property in the database, when it differs from the attribute's.
        dimension: length of the vectors of a vector field.
        similarity: "cosine" or "euclidean", for a vector index.

    Returns:
        A `FieldDescriptor`, typed as Any so that `name: str = Field()` satisfies type checkers.

    The class that the declaration stands in raises `MetadataError` for options that contradict each other.
    """
    return FieldDescriptor(
        default=default,
        default_factory=default_factory,
        init=init,
        kw_only=kw_only,
        index=index,
        index_type=index_type,
        unique=unique,
        required=required,
        primary_key=primary_key,
        converter=converter,
        generated=generated,
        interned=interned,
        db_name=db_name,
        dimension=dimension,
        similarity=similarity,
    )


def Relation(  # noqa: N802
    *,
    relationship: str,
    direction: Direction,
    target: str | type,
    edge_model: str | type | None = None,
    cascade: bool = False,
    lazy: bool = True,
    default: Any = None,
    default_factory: Callable[[], Any] | None = None,
    init: bool = True,
) -> Any:
    """Declare a relation of a node: `list[...]` holds many, `X | None` or `X` holds one.

    Args:
        relationship: the edge type.
        direction: "OUTGOING", "INCOMING" or "BOTH", seen from this class.
        target: the class at the other end, or its name when it is declared later or elsewhere.
        edge_model: the `Edge` class of the edges' properties, or its name.
        cascade: adding an entity to a session adds what this relation holds too.
        lazy: False loads the relation together with the entity, always.
        default: what a new entity holds when nothing is given.
        default_factory: makes the default, instead of `default`.
        init: False takes the relation out of the constructor.

    Returns:
        A `FieldDescriptor`, typed as Any so that `company: Company | None = Relation(...)` satisfies type checkers.

    The class that the declaration stands in raises `MetadataError` for an impossible direction or type; an unknown name
    raises it at first use, or at `MetaData.finalize()`.
    """
    return RelationDescriptor(
        relationship=relationship,
        direction=direction,
        target=target,
        edge_model=edge_model,
        cascade=cascade,
        lazy=lazy,
        default=default,
        default_factory=default_factory,
        init=init,
    )
