"""The base classes of models: how an entity is made, read, changed, copied and shown.

Owns the state that stands in an entity's `__dict__`. Knows no session: what it cannot answer it asks of its origin.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform

from runic.ogm.core.annotations import Scope
from runic.ogm.core.construct import Signature, prefilled, share_keys
from runic.ogm.core.declaration import (
    edge_type_of,
    find_key,
    gather_fields,
    node_labels,
    primary_label_of,
)
from runic.ogm.core.descriptors import Field
from runic.ogm.core.metadata import EdgeMeta, NodeMeta, get_metadata
from runic.ogm.core.spelling import suggest
from runic.ogm.core.state import _NOT_LOADED, UNKNOWN_ID, Origin, note_change
from runic.ogm.exceptions import shorten

__all__ = ["UNKNOWN_ID", "_NOT_LOADED", "Edge", "Node"]


class Entity:
    """What nodes and edges have in common.

    An entity without a session holds its values and nothing else. In a session it knows its origin, and the first change
    after a flush tells it. Entities are equal when they are the same object, unless a model defines `__eq__`.
    """

    __runic__: ClassVar[Any]  # NodeMeta or EdgeMeta
    __signature__: ClassVar[Any] = Signature()

    _ident: Any = None
    _origin: Origin | None = None
    _changes: dict[str, Any] | None = None

    def __init__(self, *args: Any, **values: Any) -> None:
        constructor = self.__runic__.constructor
        if args:
            values = constructor.bind(args, values)
        if not values.keys() <= constructor.names:
            raise constructor.refuse(values)
        state = self.__dict__
        if state:  # a model's own __init__ came first
            constructor.prefill(state)
        else:
            state.update(constructor.template)
        state.update(values)
        if constructor.special:
            constructor.complete(state, values)

    if not TYPE_CHECKING:  # a class that shows `__setattr__` lets checkers accept every name

        def __setattr__(self, name: str, value: Any) -> None:
            if name in self.__runic__.plain_names:
                if self._ident is not None:
                    note_change(self, name)
                self.__dict__[name] = value
            elif name.startswith("_") or hasattr(type(self), name):
                object.__setattr__(self, name, value)  # relations and mutable fields do their own recording
            else:
                close = suggest(name, self.__runic__.fields)
                raise AttributeError(f"{type(self).__name__} has no field {name!r}{close}")

    def __delattr__(self, name: str) -> None:
        if name in self.__runic__.fields:
            setattr(self, name, None)
        else:
            object.__delattr__(self, name)

    def __repr__(self) -> str:
        state = self.__dict__
        fields = (
            name for name in self.__runic__.fields if name in state and name in self.__runic__.property_names
        )
        return f"{type(self).__name__}({', '.join(f'{name}={shorten(state[name], 60)}' for name in fields)})"

    def __getstate__(self) -> dict[str, Any]:
        """Leave the session behind: copies and unpickled entities are detached."""
        state = {name: value for name, value in self.__dict__.items() if name != "_origin"}
        for name in ("_changes", "_pictures"):
            if name in state:
                state[name] = dict(state[name])
        for name in self.__runic__.relation_names:
            if isinstance(state.get(name), list):
                state[name] = list(state[name])  # a list that records for a session becomes a plain one
        return state

    @property
    def _new(self) -> bool:
        """True until the entity is stored."""
        return self._ident is None

    @property
    def _dirty(self) -> bool:
        """True when a stored entity was changed since its last flush; False forgets changes, True marks all fields."""
        return bool(self._changes)

    @_dirty.setter
    def _dirty(self, value: bool) -> None:
        if not value:
            self.__dict__.pop("_changes", None)
            self.__dict__.pop("_pictures", None)
            return
        for name in self.__runic__.fields:
            if (
                name in self.__runic__.property_names
                and name != self.__runic__.pk_field_name
                and name in self.__dict__
            ):
                note_change(self, name)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(Field,))
class Node(Entity):
    """Base class of nodes.

    A subclass declares its fields with `Field()` and its relations with `Relation()`; the constructor takes them as
    keywords. Class keywords:

    * `labels`: all labels of its nodes. Left out, they are those of the bases and the class's name.
    * `primary_label`: the label that it is found by. Left out, it is a base's, else the first.
    * `abstract`: True for a class that only serves others as a base; it has no nodes.

    A wrong declaration raises `MetadataError`, an unknown keyword of the constructor `TypeError`.
    """

    __runic__: ClassVar[NodeMeta]

    def __init_subclass__(
        cls,
        *,
        labels: Sequence[str] | None = None,
        primary_label: str | None = None,
        abstract: bool = False,
        **options: Any,
    ) -> None:
        super().__init_subclass__(**options)
        scope = Scope.of(cls, sys._getframe(1))
        fields = gather_fields(cls, scope, relations=True)
        bases = [base.__dict__["__runic__"] for base in cls.__mro__[1:] if "__runic__" in base.__dict__]
        chosen = node_labels(
            cls, labels, [name for base in reversed(bases) for name in base.labels], abstract=abstract
        )
        primary = primary_label_of(cls, primary_label, chosen, [base.primary_label for base in bases])
        key = find_key(cls, fields, keyed=True)
        _keep_own_init(cls)
        cls.__runic__ = NodeMeta(cls, chosen, primary, fields, key, abstract=abstract, scope=scope)
        share_keys(cls, fields)
        if not abstract:
            get_metadata().register_node(cls)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(Field,))
class Edge(Entity):
    """Base class of edges with properties.

    A subclass declares its fields with `Field()`; the constructor takes them as keywords. Class keywords:

    * `type`: the type of its edges. Left out, it is the class's name: `WorksFor` is `WORKS_FOR`.
    * `abstract`: True for a class that only serves others as a base; it has no edges.

    A wrong declaration raises `MetadataError`, an unknown keyword of the constructor `TypeError`.
    """

    __runic__: ClassVar[EdgeMeta]

    def __init_subclass__(cls, *, type: str | None = None, abstract: bool = False, **options: Any) -> None:  # noqa: A002
        super().__init_subclass__(**options)
        scope = Scope.of(cls, sys._getframe(1))
        fields = gather_fields(cls, scope, relations=False)
        find_key(cls, fields, keyed=False)
        _keep_own_init(cls)
        edge_type = "" if abstract else edge_type_of(cls, type)
        cls.__runic__ = EdgeMeta(cls, edge_type, fields, abstract=abstract, scope=scope)
        share_keys(cls, fields)
        if not abstract:
            get_metadata().register_edge(cls)


def _keep_own_init(cls: type) -> None:
    own = cls.__dict__.get("__init__")
    if own is not None:
        cls.__init__ = prefilled(own)  # type: ignore[misc]


Node.__runic__ = NodeMeta(Node, (), "", {}, abstract=True)
Edge.__runic__ = EdgeMeta(Edge, "", {}, abstract=True)
