"""The port for indexes and constraints: what the author of a backend writes, and what the schema manager talks to.

A backend writes one pure `SchemaLanguage`: its methods are generators that yield steps and receive their results, so that
sync and async share one body. `runic.ogm.driver.adapter` carries the steps out. Knows no model and no database.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol, TypeVar, runtime_checkable

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.capability import Capabilities, Capability
from runic.ogm.driver.codec import Kind
from runic.ogm.driver.dialect import Dialect
from runic.ogm.exceptions import ConstraintError, MetadataError, shorten
from runic.ogm.values import IndexSpec

__all__ = [
    "AsyncIndexAdapter",
    "EntityType",
    "IndexAdapter",
    "Pause",
    "SchemaBase",
    "SchemaLanguage",
    "SchemaPlan",
    "check_spec",
    "index_name",
    "spec_of",
    "violated",
]

T = TypeVar("T")

SchemaPlan = Generator[Any, Any, T]
"""Yields steps: a `Statement`, whose result is a `GraphResult`; a `Pause`; or a command that only this backend's own
performer knows. Receives the result; an error is thrown in at the yield."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A step that waits, for an index that is built in the background."""

    seconds: float


@dataclass(frozen=True, slots=True)
class EntityType:
    """A node label or an edge type with its properties, for databases that want them declared.

    Args:
        label: the primary label, or the edge type.
        entity: "NODE" or "EDGE".
        properties: the kind of each property by its name in the database; `Kind("any")` where it is not known.
    """

    label: str
    entity: str = "NODE"
    properties: Mapping[str, Kind] = field(default_factory=dict[str, Kind])


class SchemaLanguage(Protocol):
    """How one database creates, lists and drops indexes and constraints; pure."""

    @property
    def capabilities(self) -> Capabilities:
        """What the database can do."""
        ...

    def check(self, spec: IndexSpec) -> None:
        """Refuse what the database cannot have; nothing is sent before every spec has passed.

        Raises:
            UnsupportedFeatureError: the database has no such index.
            MetadataError: a name or an option is impossible.
        """
        ...

    def parts(self, spec: IndexSpec) -> Sequence[IndexSpec]:
        """Return what stands for a declared spec in the listing: itself, or several where one is made of others."""
        ...

    def declare(self, types: Sequence[EntityType]) -> SchemaPlan[None]:
        """Declare labels and types with their properties; does nothing where they come with the first write."""
        ...

    def create(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Create one index or constraint and wait until it is built; one that exists is left as it is.

        A full-text spec names all fields of its label's index; one with other fields is rebuilt.

        Raises:
            ConstraintError: the data violates it: `violations` has the keys, and nothing of it is left.
            QueryTimeoutError: it takes too long to build.
        """
        ...

    def drop(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Drop one index or constraint, with the index that a constraint brought along; a missing one is no error.

        A full-text spec names the fields that leave their label's index; the index goes with the last of them.
        """
        ...

    def existing(self) -> SchemaPlan[list[IndexSpec]]:
        """Return every index and constraint that a spec can describe; what else the database has is left out.

        `implied` marks an index that only serves a constraint of the list.
        """
        ...

    def names(self) -> SchemaPlan[tuple[list[str], list[str]]]:
        """Return the labels and the edge types of the database, sorted."""
        ...


@runtime_checkable
class IndexAdapter(Protocol):
    """What `IndexManager` and `SchemaManager` talk to: indexes and constraints of one database, sync.

    Creating what exists and dropping what does not are no errors. Properties are names in the database.
    """

    def check(self, spec: IndexSpec) -> None:
        """Raise what creating `spec` would raise before it sends anything."""
        ...

    def parts(self, spec: IndexSpec) -> Sequence[IndexSpec]:
        """Return what stands for a spec in `list_indexes`."""
        ...

    def ensure_entity_types(self, types: Sequence[EntityType]) -> None:
        """Declare labels, types and properties, where the database wants that."""
        ...

    def create_range_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create an index for equality and order; of several properties together where several are given."""
        ...

    def create_unique_constraint(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create a uniqueness constraint; raises `ConstraintError` with the keys that violate it."""
        ...

    def create_fulltext_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create the full-text index of a label over these properties; one over others is rebuilt."""
        ...

    def create_vector_index(
        self, label: str, name: str, *, dimension: int, similarity: str = "cosine", entity: str = "NODE"
    ) -> None:
        """Create a vector index on the property `name`."""
        ...

    def drop_range_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Drop an index for equality and order."""
        ...

    def drop_unique_constraint(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Drop a uniqueness constraint and its own index."""
        ...

    def drop_fulltext_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Take properties out of the full-text index of a label; without any, drop it."""
        ...

    def drop_vector_index(self, label: str, name: str, *, entity: str = "NODE") -> None:
        """Drop a vector index."""
        ...

    def list_indexes(self) -> list[IndexSpec]:
        """Return all of the four kinds; a full-text spec has all properties of its index."""
        ...

    def list_labels(self) -> list[str]:
        """Return the labels of the database."""
        ...

    def list_edge_types(self) -> list[str]:
        """Return the edge types of the database."""
        ...


@runtime_checkable
class AsyncIndexAdapter(Protocol):
    """The async twin of `IndexAdapter`: what asks the database is a coroutine."""

    def check(self, spec: IndexSpec) -> None:
        """Raise what creating `spec` would raise before it sends anything."""
        ...

    def parts(self, spec: IndexSpec) -> Sequence[IndexSpec]:
        """Return what stands for a spec in `list_indexes`."""
        ...

    async def ensure_entity_types(self, types: Sequence[EntityType]) -> None:
        """Declare labels, types and properties, where the database wants that."""
        ...

    async def create_range_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create an index for equality and order."""
        ...

    async def create_unique_constraint(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create a uniqueness constraint."""
        ...

    async def create_fulltext_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create the full-text index of a label."""
        ...

    async def create_vector_index(
        self, label: str, name: str, *, dimension: int, similarity: str = "cosine", entity: str = "NODE"
    ) -> None:
        """Create a vector index."""
        ...

    async def drop_range_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Drop an index for equality and order."""
        ...

    async def drop_unique_constraint(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Drop a uniqueness constraint and its own index."""
        ...

    async def drop_fulltext_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Take properties out of the full-text index of a label; without any, drop it."""
        ...

    async def drop_vector_index(self, label: str, name: str, *, entity: str = "NODE") -> None:
        """Drop a vector index."""
        ...

    async def list_indexes(self) -> list[IndexSpec]:
        """Return all of the four kinds."""
        ...

    async def list_labels(self) -> list[str]:
        """Return the labels of the database."""
        ...

    async def list_edge_types(self) -> list[str]:
        """Return the edge types of the database."""
        ...


class SchemaBase:
    """What most languages share; a backend derives from it and writes `create`, `drop` and `existing`.

    Args:
        dialect: quotes names, and knows what the database can do.
    """

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    @property
    def capabilities(self) -> Capabilities:
        """What the database can do."""
        return self.dialect.capabilities

    def check(self, spec: IndexSpec) -> None:
        """Ask the capabilities, and the dialect about the names."""
        check_spec(self.capabilities, spec)
        for name in (spec.label, *spec.fields):
            self.dialect.quote(name)

    def parts(self, spec: IndexSpec) -> Sequence[IndexSpec]:
        """Every spec stands for itself."""
        return (spec,)

    def declare(self, types: Sequence[EntityType]) -> SchemaPlan[None]:
        """Labels and types come with the first write."""
        yield from ()

    def names(self) -> SchemaPlan[tuple[list[str], list[str]]]:
        """Ask the procedures that most databases have."""
        labels = yield Statement("CALL db.labels() YIELD label RETURN label")
        types = yield Statement("CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType")
        return sorted(row[0] for row in labels.rows), sorted(row[0] for row in types.rows)

    def pattern(self, spec: IndexSpec, alias: str = "e") -> str:
        """Return the pattern of what a spec is about: `(e:Label)` or `()-[e:TYPE]-()`."""
        label = self.dialect.quote(spec.label)
        return f"({alias}:{label})" if spec.entity == "NODE" else f"()-[{alias}:{label}]-()"

    def matched(self, spec: IndexSpec, alias: str = "e") -> str:
        """Return the pattern of what a spec is about as a query writes it; each edge is found once."""
        return self.pattern(spec, alias) if spec.entity == "NODE" else f"{self.pattern(spec, alias)[:-2]}>()"

    def listed(self, spec: IndexSpec, alias: str = "e") -> str:
        """Return the properties of a spec as they stand in text: `e.a, e.b`."""
        return ", ".join(f"{alias}.{self.dialect.quote(name)}" for name in spec.fields)

    def violations(self, spec: IndexSpec) -> SchemaPlan[list[tuple[Any, ...]]]:
        """Return keys that several nodes or edges share, the most frequent first: one tuple of values and a number each."""
        keys = [f"k{number}" for number in range(len(spec.fields))]
        columns = [f"e.{self.dialect.quote(name)}" for name in spec.fields]
        present = " AND ".join(f"{column} IS NOT NULL" for column in columns)
        named = ", ".join(f"{column} AS {key}" for column, key in zip(columns, keys, strict=True))
        result = yield Statement(
            f"MATCH {self.matched(spec)} WHERE {present} WITH {named}, count(*) AS shared WHERE shared > 1 "
            f"RETURN {', '.join(keys)}, shared ORDER BY shared DESC LIMIT 10"
        )
        return [tuple(row) for row in result.rows]


def spec_of(
    index_type: str, label: str, fields: Sequence[str], entity: str = "NODE", **options: Any
) -> IndexSpec:
    """Return the spec of an index on these properties; the `property` of one of several is all of them, with commas.

    Raises:
        MetadataError: there is no property.
    """
    if not fields:
        raise MetadataError(f"an index on {label!r} needs at least one property")
    several = tuple(fields) if len(fields) > 1 else ()
    return IndexSpec(label, ", ".join(fields), index_type, entity=entity, properties=several, **options)


def check_spec(capabilities: Capabilities, spec: IndexSpec) -> None:
    """Refuse a spec that the capabilities exclude, or that says too little.

    Raises:
        UnsupportedFeatureError: the database cannot have it.
        MetadataError: it has no kind that is known, or a vector index has no dimension.
    """
    needed = {
        "RANGE": Capability.RANGE_INDEX,
        "UNIQUE": Capability.UNIQUE_CONSTRAINT,
        "FULLTEXT": Capability.FULLTEXT_SEARCH,
        "VECTOR": Capability.VECTOR_SEARCH,
    }.get(spec.index_type)
    if needed is None or spec.entity not in ("NODE", "EDGE"):
        raise MetadataError(
            f"{spec!r} describes no index; index_type is RANGE, UNIQUE, FULLTEXT or VECTOR, entity NODE or EDGE"
        )
    what = f"{needed.value} ({spec.label}.{', '.join(spec.fields)})"
    capabilities.require(needed, what)
    if spec.entity == "EDGE":
        capabilities.require(Capability.EDGE_INDEX, f"{Capability.EDGE_INDEX.value} ({spec.label})")
    if len(spec.fields) > 1 and spec.index_type in ("RANGE", "UNIQUE"):
        capabilities.require(Capability.COMPOSITE_INDEX)
    if spec.index_type == "VECTOR":
        _check_vector(spec)


def _check_vector(spec: IndexSpec) -> None:
    where = f"{spec.label}.{spec.property}"
    if spec.dimension is None:
        raise MetadataError(
            f"{where}: a vector index needs the length of the vectors; write "
            f"Field(index_type='VECTOR', dimension=…)"
        )
    if type(spec.dimension) is not int or spec.dimension < 1:
        raise MetadataError(f"{where}: dimension is a positive int, got {spec.dimension!r}")
    if spec.similarity not in (None, "cosine", "euclidean"):
        raise MetadataError(f"{where}: similarity is 'cosine' or 'euclidean', got {spec.similarity!r}")


def index_name(spec: IndexSpec) -> str:
    """Return the name under which runic creates an index, where the database wants one: letters, digits and `_` only.

    It depends on the kind, the label and, but for a full-text index, of which a label has one, on the properties. So a
    compiler can name an index without asking the database.
    """
    fields = () if spec.index_type == "FULLTEXT" else spec.fields
    exact = "\0".join((spec.index_type, spec.entity, spec.label, *fields))
    readable = "_".join((spec.index_type, spec.label, *fields)).lower()
    plain = "".join(char if char.isascii() and char.isalnum() else "_" for char in readable)[:40]
    return f"runic_{plain}_{sha256(exact.encode()).hexdigest()[:10]}"


def violated(spec: IndexSpec, keys: Sequence[tuple[Any, ...]]) -> ConstraintError:
    """Return the error of a uniqueness constraint that the data violates.

    Args:
        spec: the constraint.
        keys: the values that are shared, each with the number of nodes or edges that share them at its end.
    """
    things = "nodes" if spec.entity == "NODE" else "edges"
    shown = [f"{shorten(key[0] if len(key) == 2 else key[:-1], 60)} ({key[-1]} {things})" for key in keys[:5]]
    more = ", …" if len(keys) > len(shown) else ""
    error = ConstraintError(
        f"{spec.label}.{', '.join(spec.fields)} cannot be made unique: {things} share "
        f"{', '.join(shown) + more if shown else 'values'}; make them unique and repeat"
    )
    error.violations = tuple(keys)
    return error
