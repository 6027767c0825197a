"""The registry of models: which classes there are, what each declares, and how names, labels and types find them.

Knows no session and no database. Everything that needs names of other classes is worked out at first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import RLock
from types import MappingProxyType
from typing import Any

from runic.ogm.core.annotations import Names, Scope
from runic.ogm.core.attributes import FieldDescriptor
from runic.ogm.core.construct import Constructor, constructor
from runic.ogm.core.descriptors import FieldInfo
from runic.ogm.core.plan import FieldSpec, Properties, RelationSpec, plan_properties
from runic.ogm.core.references import References, place, same_place
from runic.ogm.core.spelling import suggest
from runic.ogm.exceptions import MetadataError

__all__ = ["EdgeMeta", "Meta", "MetaData", "NodeMeta", "get_metadata"]

_lock = RLock()


class Meta:
    """What is known of a model class; `cls.__runic__` is its own.

    Attributes:
        cls: the class.
        fields: declared fields and relations by attribute name, inherited ones first.
        abstract: the class only serves others as a base.
        scope: where the names in its annotations are looked up.
        property_names: attribute names of the property fields.
        relation_names: attribute names of the relations.
        plain_names: names that are written straight into the entity's `__dict__`.
    """

    __slots__ = (
        "_constructor",
        "_properties",
        "_relations",
        "abstract",
        "cls",
        "fields",
        "pk_field_name",
        "plain_names",
        "property_names",
        "relation_names",
        "scope",
    )

    def __init__(
        self,
        cls: type,
        fields: Mapping[str, FieldInfo],
        pk_field_name: str | None,
        *,
        abstract: bool = False,
        scope: Scope | None = None,
    ) -> None:
        self.cls = cls
        self.fields = MappingProxyType(dict(fields))
        self.pk_field_name = pk_field_name
        self.abstract = abstract
        self.scope = scope or Scope.of_module(cls)
        self.relation_names = frozenset(name for name, info in fields.items() if info.is_relation)
        self.property_names = frozenset(fields) - self.relation_names
        self.plain_names = self.property_names
        self._properties: Properties | None = None
        self._relations: tuple[int, Mapping[str, RelationSpec]] = (-1, {})
        self._constructor: Constructor | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.cls.__name__}>"

    @property
    def name(self) -> str:
        """Name of the class."""
        return self.cls.__name__

    @property
    def plan(self) -> Properties:
        """The resolved properties; raises `MetadataError` when an annotation cannot be resolved or stored."""
        if self._properties is None:
            with _lock:
                declared = {
                    name: self.fields[name].field for name in self.fields if name in self.property_names
                }
                plan = plan_properties(self.cls, declared, self.pk_field_name, self._annotation)
                self.plain_names = self.property_names - plan.mutable
                self._properties = plan
        return self._properties

    @property
    def properties(self) -> tuple[FieldSpec, ...]:
        """The properties that the database holds, in the order of declaration; a generated key is none of them."""
        return self.plan.stored

    @property
    def key(self) -> FieldSpec | None:
        """The field that identifies a node, or None."""
        return self.plan.key

    @property
    def mutable_names(self) -> frozenset[str]:
        """Names of the properties whose values can change in place."""
        return self.plan.mutable

    @property
    def relations(self) -> tuple[RelationSpec, ...]:
        """The relations with the classes that they name; raises `MetadataError` when a name is unknown."""
        return tuple(self._resolved_relations().values())

    @property
    def constructor(self) -> Constructor:
        """What the class's `__init__` works over; raises `TypeError` for a class without instances."""
        if self._constructor is None:
            if self.abstract:
                raise TypeError(f"{self.name} is abstract; make an instance of a class derived from it")
            optional = frozenset(s.name for s in self.plan.by_name.values() if s.optional and not s.generated)
            declared = {name: info.field for name, info in self.fields.items()}
            self._constructor = constructor(self.cls, declared, optional)
        return self._constructor

    def field(self, name: str) -> FieldSpec:
        """Return the property field called `name`; raises `MetadataError` with close spellings."""
        spec = self.plan.by_name.get(name)
        if spec is None:
            kind = "a relation and no property" if name in self.relation_names else "no property of it"
            raise MetadataError(
                f"{self.name}: {name!r} is {kind}{suggest(name, sorted(self.property_names))}"
            )
        return spec

    def relation(self, name: str) -> RelationSpec:
        """Return the relation called `name`; raises `MetadataError` with close spellings."""
        if name not in self.relation_names:
            kind = "a property and no relation" if name in self.property_names else "no relation of it"
            raise MetadataError(
                f"{self.name}: {name!r} is {kind}{suggest(name, sorted(self.relation_names))}"
            )
        return self._resolved_relations()[name]

    def _resolved_relations(self) -> Mapping[str, RelationSpec]:
        generation, relations = self._relations
        if generation != _registry.generation:  # another class may have taken a name since
            with _lock:
                relations = _registry.references.relations(self)
                self._relations = _registry.generation, relations
        return relations

    def _annotation(self, descriptor: FieldDescriptor) -> tuple[Any, Names, Names]:
        owner = descriptor.owner or self.cls
        meta = owner.__dict__.get("__runic__")
        scope = meta.scope if meta is not None else Scope.of_module(owner)
        names = Names(scope, _registry.class_named), Names(scope, _registry.class_named, lenient=True)
        return descriptor.annotation, *names


class NodeMeta(Meta):
    """Metadata of a `Node` class.

    Args:
        cls: the class.
        labels: all labels of its nodes, in order.
        primary_label: the label that it is found by.
        fields: declared fields and relations by attribute name.
        pk_field_name: name of the field that identifies a node, or None.
    """

    __slots__ = ("label_set", "labels", "primary_label")

    def __init__(
        self,
        cls: type,
        labels: tuple[str, ...],
        primary_label: str,
        fields: Mapping[str, FieldInfo],
        pk_field_name: str | None = None,
        *,
        abstract: bool = False,
        scope: Scope | None = None,
    ) -> None:
        super().__init__(cls, fields, pk_field_name, abstract=abstract, scope=scope)
        self.labels = tuple(labels)
        self.label_set = frozenset(labels)
        self.primary_label = primary_label


class EdgeMeta(Meta):
    """Metadata of an `Edge` class.

    Args:
        cls: the class.
        edge_type: the type of its edges.
        fields: declared fields by attribute name.
    """

    __slots__ = ("edge_type",)

    def __init__(
        self,
        cls: type,
        edge_type: str,
        fields: Mapping[str, FieldInfo],
        *,
        abstract: bool = False,
        scope: Scope | None = None,
    ) -> None:
        super().__init__(cls, fields, None, abstract=abstract, scope=scope)
        self.edge_type = edge_type


@dataclass(frozen=True, slots=True)
class _MetaSnapshot:
    """The registrations at one moment."""

    nodes: Mapping[type, NodeMeta]
    edges: Mapping[type, EdgeMeta]


class MetaData:
    """Registry of all `Node` and `Edge` classes; they register themselves when they are made.

    Attributes:
        generation: grows whenever the set of classes changes; what depends on other classes may be cached under it.
    """

    def __init__(self) -> None:
        self.generation = 0
        self._fill({}, {})

    def register_node(self, cls: type) -> None:
        """Register a `Node` class; called when the class is made.

        A class with the same module and qualified name replaces the earlier one. Raises `MetadataError` when another
        class has the same set of labels.
        """
        meta: NodeMeta = cls.__dict__["__runic__"]
        with _lock:
            other = self._by_labels.get(meta.label_set)
            if other is not None and not same_place(other, cls):
                raise MetadataError(
                    f"{place(cls)} and {place(other)} have the same labels {sorted(meta.labels)!r};"
                    " give one of them a label of its own"
                )
            self._drop_earlier(cls)
            self._nodes[cls] = meta
            self._by_labels[meta.label_set] = cls
            self._added(cls)

    def register_edge(self, cls: type) -> None:
        """Register an `Edge` class; called when the class is made.

        A class with the same module and qualified name replaces the earlier one. Raises `MetadataError` when another
        class has the same type.
        """
        meta: EdgeMeta = cls.__dict__["__runic__"]
        with _lock:
            other = self._by_type.get(meta.edge_type)
            if other is not None and not same_place(other, cls):
                raise MetadataError(
                    f"{place(cls)} and {place(other)} have the same edge type {meta.edge_type!r};"
                    " give one of them a type= of its own"
                )
            self._drop_earlier(cls)
            self._edges[cls] = meta
            self._by_type[meta.edge_type] = cls
            self._added(cls)

    def get_node_meta(self, cls: type) -> NodeMeta | None:
        """Return the metadata of a registered `Node` class, else None."""
        return self._nodes.get(cls)

    def get_edge_meta(self, cls: type) -> EdgeMeta | None:
        """Return the metadata of a registered `Edge` class, else None."""
        return self._edges.get(cls)

    def resolve_node_by_label(self, label: str) -> NodeMeta | None:
        """Return the class whose primary label this is, the most general one where a hierarchy shares it, or None."""
        found = [meta for meta in self._nodes.values() if meta.primary_label == label]
        return min(found, key=lambda meta: len(meta.labels), default=None)

    def resolve_edge_by_type(self, edge_type: str) -> EdgeMeta | None:
        """Return the edge class of a type, or None."""
        cls = self._by_type.get(edge_type)
        return None if cls is None else self._edges[cls]

    def resolve_target(self, target: str | type | None) -> type | None:
        """Return the registered class of a name (`"Person"` or `"shop.models.Person"`), or None.

        A class is returned as it is, or as the one that has replaced it. Raises `MetadataError` when several classes
        have the name.
        """
        return self.references.find(target)

    def class_named(self, name: str) -> type | None:
        """Return the only registered class of that name, or None."""
        found = self._by_name.get(name, [])
        return found[0] if len(found) == 1 else None

    def finalize(self) -> None:
        """Resolve everything that models name; string targets of relations become classes.

        Raises:
            MetadataError: naming every name that is unknown, with close spellings, and every annotation without a kind.
        """
        problems: list[str] = []
        for meta in (*self._nodes.values(), *self._edges.values()):
            try:
                _ = meta.plan
            except MetadataError as error:
                problems.append(str(error))
        problems += self.references.all_problems()
        if problems:
            raise MetadataError("\n".join(problems))
        for node in self.all_nodes():
            for relation in node.relations:
                relation.descriptor.target = relation.target
                relation.descriptor.edge_model = relation.edge_model

    def all_nodes(self) -> list[NodeMeta]:
        """Return the metadata of all registered `Node` classes."""
        return list(self._nodes.values())

    def all_edges(self) -> list[EdgeMeta]:
        """Return the metadata of all registered `Edge` classes."""
        return list(self._edges.values())

    def subclasses(self, cls: type) -> tuple[type, ...]:
        """Return the registered classes derived from `cls`, without itself, in order of registration."""
        found = self._subclasses.get(cls)
        if found is None:
            known = (*self._nodes, *self._edges)
            found = self._subclasses[cls] = tuple(
                sub for sub in known if sub is not cls and issubclass(sub, cls)
            )
        return found

    def most_specific(self, labels: frozenset[str], base: type) -> type:
        """Return the class of a node with these labels: `base` or the subclass of it with most labels among them."""
        found = self._specific.get((base, labels))
        if found is None:
            fitting = [cls for cls in self.subclasses(base) if self._nodes[cls].label_set <= labels]
            found = max(
                fitting, key=lambda cls: (len(self._nodes[cls].labels), len(cls.__mro__)), default=base
            )
            self._specific[base, labels] = found
        return found

    def snapshot(self) -> _MetaSnapshot:
        """Return the current registrations, for `restore`."""
        return _MetaSnapshot(dict(self._nodes), dict(self._edges))

    def restore(self, snap: _MetaSnapshot) -> None:
        """Go back to the registrations of a snapshot."""
        with _lock:
            self._fill(snap.nodes, snap.edges)

    def clear(self) -> None:
        """Remove all registrations (for tests)."""
        self.restore(_MetaSnapshot({}, {}))

    def _fill(self, nodes: Mapping[type, NodeMeta], edges: Mapping[type, EdgeMeta]) -> None:
        self._nodes: dict[type, NodeMeta] = dict(nodes)
        self._edges: dict[type, EdgeMeta] = dict(edges)
        self._by_labels: dict[frozenset[str], type] = {meta.label_set: cls for cls, meta in nodes.items()}
        self._by_type: dict[str, type] = {meta.edge_type: cls for cls, meta in edges.items()}
        self._by_name: dict[str, list[type]] = {}
        self.references = References(self._nodes, self._edges, self._by_name)
        self._changed()
        for cls in (*nodes, *edges):
            self._name(cls)

    def _drop_earlier(self, cls: type) -> None:
        for earlier in [other for other in self._by_name.get(place(cls), ()) if same_place(other, cls)]:
            node, edge = self._nodes.pop(earlier, None), self._edges.pop(earlier, None)
            if node is not None:
                self._by_labels.pop(node.label_set, None)
            if edge is not None:
                self._by_type.pop(edge.edge_type, None)
            for named in self._by_name.values():
                if earlier in named:
                    named.remove(earlier)

    def _added(self, cls: type) -> None:
        self._name(cls)
        self._changed()

    def _name(self, cls: type) -> None:
        for name in dict.fromkeys((cls.__name__, cls.__qualname__, place(cls))):
            self._by_name.setdefault(name, []).append(cls)

    def _changed(self) -> None:
        self.generation += 1
        self._specific: dict[tuple[type, frozenset[str]], type] = {}
        self._subclasses: dict[type, tuple[type, ...]] = {}


_registry = MetaData()


def get_metadata() -> MetaData:
    """Return the registry that all models share."""
    return _registry
