"""Plain values that models, drivers and results share.

A leaf: it knows no driver, no model and no Cypher.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["GeoLocation", "GraphEdge", "GraphNode", "GraphPath", "IndexSpec", "Vector"]


class Vector(list[float]):
    """A list of floats that stands for an embedding.

    As the annotation of a field it selects the vector codec: native vectors where the database has them (32-bit floats on
    FalkorDB), a list of floats elsewhere.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Vector({list.__repr__(self)})"


@dataclass(frozen=True, slots=True)
class GeoLocation:
    """A point on the earth, WGS 84, in degrees.

    Args:
        latitude: -90 to 90, north is positive.
        longitude: -180 to 180, east is positive.

    Raises:
        ValueError: when a coordinate is no number or out of its range.
    """

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        for name, bound in (("latitude", 90.0), ("longitude", 180.0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise ValueError(f"{name} must be a number of degrees, got {value!r}")  # noqa: TRY004 - documented
            if not -bound <= value <= bound:
                raise ValueError(f"{name} must lie between {-bound:g} and {bound:g}, got {value!r}")
            object.__setattr__(self, name, float(value))


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node as raw statements return it: the database's id, labels, decoded properties."""

    id: Any
    labels: tuple[str, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """An edge as raw statements return it; `start` and `end` are the ids of its nodes."""

    id: Any
    type: str
    start: Any
    end: Any
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraphPath:
    """A path as raw statements return it: its nodes in order, and the edges between them."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]

    @property
    def start(self) -> GraphNode:
        """The first node."""
        return self.nodes[0]

    @property
    def end(self) -> GraphNode:
        """The last node."""
        return self.nodes[-1]

    def __len__(self) -> int:
        return len(self.edges)


@dataclass(frozen=True, slots=True)
class IndexSpec:
    """One declared or existing index or constraint.

    Args:
        label: node label or edge type.
        property: name of the property in the database.
        index_type: "RANGE", "FULLTEXT", "VECTOR" or "UNIQUE".
        entity: "NODE" or "EDGE".
        properties: all properties of a composite index, in order; empty for one of a single property.
        dimension: length of the vectors of a vector index.
        similarity: "cosine" or "euclidean", of a vector index.
        name: what the database calls it, of one that exists.
        implied: it exists only because a constraint needs it.
        problem: why the database cannot use it, of one that exists; None where all is well.

    The options after `index_type` take no part in equality.
    """

    label: str
    property: str
    index_type: str
    entity: str = field(default="NODE", compare=False)
    properties: tuple[str, ...] = field(default=(), compare=False)
    dimension: int | None = field(default=None, compare=False)
    similarity: str | None = field(default=None, compare=False)
    name: str | None = field(default=None, compare=False)
    implied: bool = field(default=False, compare=False)
    problem: str | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        options = {
            "entity": self.entity if self.entity != "NODE" else None,
            "properties": self.properties or None,
            **{name: getattr(self, name) for name in ("dimension", "similarity", "name", "problem")},
            "implied": self.implied or None,
        }
        told = "".join(f", {name}={value!r}" for name, value in options.items() if value is not None)
        return f"IndexSpec({self.label!r}, {self.property!r}, {self.index_type!r}{told})"

    @builtins.property  # the bare name is a field of this class
    def fields(self) -> tuple[str, ...]:
        """All its properties in order, also where there is only one."""
        return self.properties or (self.property,)


def as_vector(values: Iterable[float]) -> Vector:
    """Return `values` as a `Vector` of floats."""
    return Vector(map(float, values))
