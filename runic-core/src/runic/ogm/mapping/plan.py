"""One plan per class and dialect, made on first use: what the hot loops need, resolved once.

It joins what a model declares with how a database stores it. It knows no session and does no I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from runic.ogm.core.attributes import Direction
from runic.ogm.core.metadata import EdgeMeta, NodeMeta
from runic.ogm.core.plan import FieldSpec, RelationSpec
from runic.ogm.core.state import _NOT_LOADED
from runic.ogm.cypher.column import Column
from runic.ogm.driver.codec import Kind, Storage
from runic.ogm.driver.dialect import Dialect
from runic.ogm.exceptions import FieldValidationError, MetadataError, ValueEncodingError

__all__ = ["EdgePlan", "NodePlan", "PropertyPlan", "RelationPlan"]


class PropertyPlan:
    """One stored property of a class, on one database."""

    __slots__ = ("column_name", "decode", "function", "name", "owner", "spec", "storage", "take")

    def __init__(self, spec: FieldSpec, dialect: Dialect) -> None:
        self.owner = spec.cls.__name__
        self.spec = spec
        self.name = spec.name
        self.take = itemgetter(spec.name)
        self.column_name = spec.db_name
        self.storage = storage_of(spec, dialect)
        self.decode = self.storage.decode
        self.function = self.storage.function or (dialect.intern_function if spec.interned else None)

    def gather(self, states: Sequence[dict[str, Any]]) -> list[Any]:
        """Return the values of many entities, given by their `__dict__`s; where one was never set, None is set."""
        try:
            return list(map(self.take, states))
        except KeyError:
            return [state.setdefault(self.name, None) for state in states]

    def column(self, values: list[Any], *, create: bool) -> Column | None:
        """Check and encode the values of many entities; None when a create has nothing to write.

        Raises:
            FieldValidationError: naming class, field and the first value that does not fit.
        """
        self.spec.check_column(values)
        if create and values[0] is None and all(value is None for value in values):
            return None
        try:
            return Column(self.column_name, self.storage.encode_column(values), self.function)
        except ValueEncodingError as refused:
            value = refused.value if refused.index is None else values[refused.index]
            raise FieldValidationError(self.owner, self.name, value, refused.reason) from refused

    def encode(self, value: Any) -> Any:
        """Encode one value for a comparison or a lookup, with the same errors as `column`."""
        if value is None:
            return None
        try:
            return self.storage.encode(value)
        except ValueEncodingError as refused:
            raise FieldValidationError(self.owner, self.name, value, refused.reason) from refused


class RelationPlan:
    """One declared relation of a class, with the questions that the unit of work asks of it."""

    __slots__ = (
        "cascade", "collection", "direction", "edge", "incoming", "lazy", "mirrors", "name", "owner", "spec", "target",
        "type", "undirected",
    )  # fmt: skip

    def __init__(self, spec: RelationSpec) -> None:
        self.spec = spec
        self.owner = spec.cls
        self.name = spec.name
        self.type = spec.type
        self.direction: Direction = spec.direction
        #: the edge points to the owner of the relation
        self.incoming = spec.direction == "INCOMING"
        #: an edge in either direction counts
        self.undirected = spec.direction == "BOTH"
        self.target = spec.target
        self.collection = spec.collection
        self.cascade = spec.cascade
        self.lazy = spec.lazy
        self.edge = spec.edge_model
        #: relations of other classes that read the same edges from the other side, by class
        self.mirrors: dict[tuple[type, type], tuple[RelationPlan, ...]] = {}

    def ends(self, owner: Any, other: Any) -> tuple[Any, Any]:
        """Return source and target of the edge between the owner of this relation and another node."""
        return (other, owner) if self.incoming else (owner, other)

    def other(self, owner: Any, source: Any, target: Any) -> Any:
        """Return the node at the other end of an edge of this relation, or None when `owner` is not at its own end."""
        if source is owner and self.direction != "INCOMING":
            return target
        if target is owner and self.direction != "OUTGOING":
            return source
        return None


class _Plan:
    """What plans of nodes and edges share: the properties of a class."""

    __slots__ = ("by_name", "cls", "dialect", "mutable", "properties")

    def __init__(self, cls: type, properties: Sequence[PropertyPlan], dialect: Dialect) -> None:
        self.cls = cls
        self.dialect = dialect
        self.properties = tuple(properties)
        self.by_name = {prop.name: prop for prop in properties}
        self.mutable = tuple(prop.name for prop in properties if prop.spec.mutable)
        check_names(cls, dialect, [prop.column_name for prop in properties])

    def columns(self, states: Sequence[dict[str, Any]]) -> list[Column]:
        """Check and encode all properties of new entities, given by their `__dict__`s; empty columns are left out."""
        out = []
        for prop in self.properties:
            column = prop.column(prop.gather(states), create=True)
            if column is not None:
                out.append(column)
        return out

    def changed_columns(self, names: Sequence[str], states: Sequence[dict[str, Any]]) -> list[Column]:
        """Check and encode the named properties of entities that exist; None removes."""
        out = []
        for name in names:
            prop = self.by_name[name]
            column = prop.column(prop.gather(states), create=False)
            if column is not None:
                out.append(column)
        return out


class NodePlan(_Plan):
    """The plan of a node class."""

    __slots__ = (
        "generated",
        "key",
        "key_name",
        "key_spec",
        "labels",
        "meta",
        "primary_label",
        "relations",
        "unloaded",
    )

    def __init__(self, meta: NodeMeta, dialect: Dialect) -> None:
        super().__init__(meta.cls, [PropertyPlan(spec, dialect) for spec in meta.properties], dialect)
        self.meta = meta
        self.labels: tuple[str, ...] = tuple(meta.labels)
        self.primary_label: str = meta.primary_label
        self.key_name: str | None = meta.pk_field_name
        self.key_spec = meta.key
        self.generated = self.key_spec is not None and self.key_spec.generated
        self.key: PropertyPlan | None = self.by_name.get(self.key_name or "")
        self.relations = {spec.name: RelationPlan(spec) for spec in meta.relations}
        self.unloaded = dict.fromkeys(self.relations, _NOT_LOADED)
        check_names(meta.cls, dialect, self.labels)
        check_types(
            meta.cls, dialect, [self.primary_label, *(relation.type for relation in self.relations.values())]
        )

    def relation(self, name: str) -> RelationPlan:
        """Return a relation by its attribute name; raises `MetadataError` with close spellings."""
        found = self.relations.get(name)
        if found is None:
            self.meta.relation(name)
            raise MetadataError(f"{self.cls.__name__} has no relation {name!r}")
        return found

    def key_of(self, entity: Any) -> Any:
        """Return the value of the key, or None."""
        return None if self.key_name is None else entity.__dict__.get(self.key_name)


class EdgePlan(_Plan):
    """The plan of an edge class."""

    __slots__ = ("meta", "type")

    def __init__(self, meta: EdgeMeta, dialect: Dialect) -> None:
        super().__init__(meta.cls, [PropertyPlan(spec, dialect) for spec in meta.properties], dialect)
        self.meta = meta
        self.type: str = meta.edge_type
        check_types(meta.cls, dialect, [self.type])


class ConverterStorage:
    """The representation that a user's converter chose; its output is stored as it is."""

    __slots__ = ("codec", "converter", "function")

    def __init__(self, converter: Any, function: str | None, codec: Any) -> None:
        self.converter = converter
        self.codec = codec
        self.function = function

    @property
    def decode(self) -> Callable[[Any], Any] | None:
        """The converter's own way back."""
        decode: Callable[[Any], Any] = self.converter.from_graph
        return decode

    def encode(self, value: Any) -> Any:
        """Convert, then make sure that the database can store the outcome."""
        return self.codec.encode(self.converter.to_graph(value))

    def encode_column(self, values: list[Any]) -> list[Any]:
        """Encode many values, None passing through."""
        from runic.ogm.driver.codec import encode_each

        return encode_each(self.encode, values)


def check_types(cls: type, dialect: Dialect, names: Iterable[str]) -> None:
    """Refuse primary labels and edge types, of which some databases make tables; see `check_names`."""
    check_names(cls, dialect, names, getattr(dialect, "quote_type", None))


def check_names(
    cls: type, dialect: Dialect, names: Iterable[str], quote: Callable[[str], str] | None = None
) -> None:
    """Refuse names that the database cannot hold while the plan is made: later a part of a flush would be sent already."""
    for name in names:
        try:
            (quote or dialect.quote)(name)
        except MetadataError as refused:
            raise MetadataError(f"{cls.__name__}: {refused}") from refused


def storage_of(spec: FieldSpec, dialect: Dialect) -> Storage:
    """Return how a property is stored: by the user's converter where there is one, else by the codec for its kind."""
    if spec.converter is not None:
        return ConverterStorage(spec.converter, spec.function, dialect.codec)
    declared = spec.descriptor
    if declared.primary_key or declared.unique or (declared.index and declared.index_type is None):
        # a dialect that derives from nothing of ours need not know the difference
        indexed: Callable[[Kind], Storage] = getattr(dialect, "indexed", dialect.codec.storage)
        return indexed(spec.kind)
    return dialect.codec.storage(spec.kind)
