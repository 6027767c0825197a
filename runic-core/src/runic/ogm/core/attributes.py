"""The descriptors of fields and relations: how an attribute of an entity is read.

Knows no annotation, no registry and no session; what a session must load it asks of the entity's origin.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from types import GenericAlias
from typing import Any, Literal, Self

from runic.ogm.core.operators import FieldOperators
from runic.ogm.core.state import _NOT_LOADED, MISSING, keep_picture, note_change
from runic.ogm.core.types import TypeConverter
from runic.ogm.cypher.related import RelationOperators
from runic.ogm.exceptions import DetachedEntityError, shorten

__all__ = [
    "Direction",
    "FieldDescriptor",
    "IndexType",
    "MutableFieldDescriptor",
    "RelationDescriptor",
    "Similarity",
    "is_entity",
    "is_mutable",
]

Direction = Literal["OUTGOING", "INCOMING", "BOTH"]
IndexType = Literal["FULLTEXT", "VECTOR"]
Similarity = Literal["cosine", "euclidean"]


class FieldDescriptor(FieldOperators):
    """What `Field()` and `Relation()` declare; on the class it makes filters, on an entity it reads the value.

    It is a non-data descriptor: values stand in the entity's `__dict__`, so reading a loaded one does not come here.
    Writing goes through the entity's `__setattr__`, which records changes.

    Every parameter of `Field()` and `Relation()` is an attribute of the same name.
    """

    annotation: Any = MISSING  # set with `collection` (it is a list) when the class is made
    collection = False
    __class_getitem__: Any = classmethod(GenericAlias)  # checkers know it as `Attribute[str]`

    def __new__(cls, **options: Any) -> Self:
        new: Any = super().__new__
        descriptor: Self = new(RelationDescriptor if options.get("relationship") is not None else cls)
        return descriptor

    def __init__(
        self,
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
        relationship: str | None = None,
        direction: Direction | None = None,
        target: str | type | None = None,
        edge_model: str | type | None = None,
        cascade: bool = False,
        lazy: bool = True,
        converter: TypeConverter | None = None,
        generated: bool = False,
        interned: bool = False,
        db_name: str | None = None,
        dimension: int | None = None,
        similarity: Similarity | None = None,
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.kw_only = kw_only
        self.index = index
        self.index_type = index_type
        self.unique = unique
        self.required = required
        self.primary_key = primary_key
        self.relationship = relationship
        self.direction = direction
        self.target = target
        self.edge_model = edge_model
        self.cascade = cascade
        self.lazy = lazy
        self.converter = converter
        self.generated = generated
        self.interned = interned
        self.db_name = db_name
        self.dimension = dimension
        self.similarity = similarity
        self.declared_target = target  # `target` becomes the class when the models are finalized
        self.declared_edge_model = edge_model
        self._name = ""
        self._owner: type | None = None

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner = owner
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self._shown_by(owner) if instance is None else self._absent(instance)

    def _shown_by(self, cls: type | None) -> FieldDescriptor:
        """The field as `cls` shows it: an inherited one is shown as a field of the heir, so that filters mean the heir."""
        if cls is None or cls is self._owner:
            return self
        shown: dict[FieldDescriptor, FieldDescriptor] | None = cls.__dict__.get("__runic_inherited__")
        if shown is None:
            shown = {}
            cls.__runic_inherited__ = shown  # type: ignore[attr-defined]
        found = shown.get(self)
        if found is None:
            found = shown[self] = copy.copy(self)
            found._owner = cls
        return found

    def __repr__(self) -> str:
        place = f"{self._owner.__name__}.{self._name}" if self._owner else "unnamed"
        return f"<{type(self).__name__} {place}>"

    def _absent(self, instance: Any) -> Any:
        """The value of a field that is not in the entity's `__dict__`: never given, deferred or expired."""
        if instance._ident is None:
            return None
        if not instance._origin:  # None, or an origin whose session let go
            raise DetachedEntityError(
                f"{type(instance).__name__}.{self._name} is not loaded and the entity belongs to no session;"
                " add() it to one, or read the attribute before the session lets go of it"
            )
        return instance._origin.load_fields(instance, self._name)

    @property
    def name(self) -> str:
        """The name of the attribute."""
        return self._name

    @property
    def field_name(self) -> str:
        """The name of the attribute."""
        return self._name

    @property
    def owner(self) -> type | None:
        """The class whose body holds the declaration."""
        return self._owner

    @property
    def has_default(self) -> bool:
        """True when a default or a default factory is declared."""
        return self.default is not MISSING or self.default_factory is not None

    def get_default(self) -> Any:
        """Return a fresh default: what the factory makes, a copy of a mutable default, None when there is none."""
        if self.default_factory is not None:
            return self.default_factory()
        if self.default is MISSING:
            return None
        return copy.deepcopy(self.default) if is_mutable(type(self.default)) else self.default


class MutableFieldDescriptor(FieldDescriptor):
    """A field whose values can change in place: a data descriptor, so that the origin learns who holds the value.

    `Field()` cannot know the annotation; a field becomes one when the annotations of its class are resolved.
    """

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self._shown_by(owner)
        name = self._name
        state = instance.__dict__
        value = state[name] if name in state else self._absent(instance)
        if instance._origin is not None:
            instance._origin.handed_out(instance, name)
        elif instance._ident is not None:
            keep_picture(instance, name)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        if instance._ident is not None:
            note_change(instance, self._name)
        instance.__dict__[self._name] = value
        if instance._origin is not None:
            instance._origin.handed_out(instance, self._name)


class RelationDescriptor(RelationOperators, FieldDescriptor):
    """A relation: a data descriptor that loads on first read and stages what is assigned."""

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self._name, _NOT_LOADED)
        return self._absent(instance) if value is _NOT_LOADED else value

    def __set__(self, instance: Any, value: Any) -> None:
        name = self._name
        value = self.accept(value)
        if instance._origin is not None:
            value = instance._origin.assign_relation(instance, name, value)
        if instance._ident is not None:
            note_change(instance, name)
        instance.__dict__[name] = value

    def accept(self, value: Any) -> Any:
        """Return the value to keep: a list for a collection, an entity or None else; raises `TypeError`."""
        if self.collection:
            if value is None:
                return []
            if isinstance(value, (list, tuple, set, frozenset)) and all(map(is_entity, value)):
                return value if isinstance(value, list) else list(value)
            raise TypeError(
                f"{self._place} takes a list of {self._target_name} entities, got {shorten(value)}"
            )
        if value is None or is_entity(value):
            return value
        raise TypeError(f"{self._place} takes one {self._target_name} or None, got {shorten(value)}")

    def _absent(self, instance: Any) -> Any:
        if instance._origin:
            return instance._origin.load_relation(instance, self._name)
        if instance._ident is not None:
            raise DetachedEntityError(
                f"{type(instance).__name__}.{self._name} is not loaded and the entity belongs to no session;"
                f" add() it to one, or load the relation with fetch=[{self._name!r}]"
            )
        if not self.collection:
            return None
        # kept, so that what is appended to it belongs to the entity
        kept: list[Any] = []
        instance.__dict__[self._name] = kept
        return kept

    def _filter(self, op: str, value: Any = None, *, negate: bool = False) -> Any:
        raise TypeError(
            f"{self._place} is a relation and cannot be compared by {op}; ask with any(…), none(…), all(…) "
            "or count(), or traverse() it and filter a field of its target"
        )

    @property
    def _place(self) -> str:
        return f"{self._owner.__name__ if self._owner else '?'}.{self._name}"

    @property
    def _target_name(self) -> str:
        return self.target.__name__ if isinstance(self.target, type) else str(self.target)


def is_entity(value: Any) -> bool:
    """Return True for an instance of a model class."""
    return hasattr(type(value), "__runic__")


def is_mutable(cls: type) -> bool:
    """Return True for a class whose values can change in place; like dataclasses, by whether they are hashable."""
    return cls.__hash__ is None
