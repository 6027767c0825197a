"""The writes of a flush as data: what is written, in columns, without saying how.

A unit of work makes these records, a dialect renders each as the few statements that its database does best. They hold
labels, types, property names and encoded values; no model and no entity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from runic.ogm.cypher.column import Column
from runic.ogm.cypher.statement import Statement

__all__ = [
    "ClearEdges",
    "Column",
    "CreateNodes",
    "DeleteEdges",
    "DeleteNodes",
    "FindNodes",
    "NodeMatch",
    "RenderedWrite",
    "UpdateEdges",
    "UpdateNodes",
    "WriteAnswer",
    "WriteEdges",
    "WriteGroup",
    "chunks",
]


@dataclass(frozen=True, slots=True)
class NodeMatch:
    """How each row finds its node: by id where ids are known, checked by the key where there is one, else by key.

    An id alone may belong to another node by now (databases reuse ids), so the key is compared as well.

    Args:
        labels: every label that the node is known to carry.
        ids: the database's ids, or None when they are not known.
        key: the key's column, or None for models that have no key of their own.
    """

    labels: tuple[str, ...]
    ids: list[Any] | None = None
    key: Column | None = None

    def cut(self, start: int, stop: int) -> NodeMatch:
        """Return the match of rows `start` to `stop`."""
        return replace(
            self,
            ids=None if self.ids is None else self.ids[start:stop],
            key=None if self.key is None else self.key.cut(start, stop),
        )


@dataclass(frozen=True, slots=True)
class CreateNodes:
    """New nodes of one class. Answer: one `[row, id]` a row when `ids`, else the number of rows."""

    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    size: int
    ids: bool = True

    def cut(self, start: int, stop: int) -> CreateNodes:
        """Return the group of rows `start` to `stop`."""
        return replace(
            self, columns=tuple(c.cut(start, stop) for c in self.columns), size=min(stop, self.size) - start
        )


@dataclass(frozen=True, slots=True)
class UpdateNodes:
    """The same properties of many nodes. Answer: the number of rows that found their node."""

    match: NodeMatch
    columns: tuple[Column, ...]
    size: int

    def cut(self, start: int, stop: int) -> UpdateNodes:
        """Return the group of rows `start` to `stop`."""
        return UpdateNodes(
            self.match.cut(start, stop),
            tuple(c.cut(start, stop) for c in self.columns),
            min(stop, self.size) - start,
        )


@dataclass(frozen=True, slots=True)
class DeleteNodes:
    """Nodes to delete with all their edges. Answer: the number of rows that found their node, or a list of these rows."""

    match: NodeMatch
    size: int

    def cut(self, start: int, stop: int) -> DeleteNodes:
        """Return the group of rows `start` to `stop`."""
        return DeleteNodes(self.match.cut(start, stop), min(stop, self.size) - start)


@dataclass(frozen=True, slots=True)
class WriteEdges:
    """Edges of one type between pairs of nodes, one pair a row, every pair once.

    Args:
        mode: "merge" leaves an edge that exists and sets the columns on it, else creates one; "create" always creates;
            "update" sets the columns where there is an edge, and counts only those rows.
        undirected: an edge in the other direction counts as existing.

    Answer: the number of rows whose two ends were found.
    """

    type: str
    source: NodeMatch
    target: NodeMatch
    columns: tuple[Column, ...]
    size: int
    mode: Literal["merge", "create", "update"] = "merge"
    undirected: bool = False

    def cut(self, start: int, stop: int) -> WriteEdges:
        """Return the group of rows `start` to `stop`."""
        return replace(
            self,
            source=self.source.cut(start, stop),
            target=self.target.cut(start, stop),
            columns=tuple(c.cut(start, stop) for c in self.columns),
            size=min(stop, self.size) - start,
        )


@dataclass(frozen=True, slots=True)
class UpdateEdges:
    """The same properties of edges that are known by their id. Answer: the number of rows that found their edge.

    Args:
        starts: the id of the node that each edge starts from; without it most databases read every edge.
        ids: the id of each edge.
    """

    type: str
    starts: list[Any]
    ids: list[Any]
    columns: tuple[Column, ...]
    size: int

    def cut(self, start: int, stop: int) -> UpdateEdges:
        """Return the group of rows `start` to `stop`."""
        return UpdateEdges(
            self.type,
            self.starts[start:stop],
            self.ids[start:stop],
            tuple(c.cut(start, stop) for c in self.columns),
            min(stop, self.size) - start,
        )


@dataclass(frozen=True, slots=True)
class DeleteEdges:
    """Edges of one type between pairs of nodes. Answer: the number of edges that were deleted."""

    type: str
    source: NodeMatch
    target: NodeMatch
    size: int
    undirected: bool = False

    def cut(self, start: int, stop: int) -> DeleteEdges:
        """Return the group of rows `start` to `stop`."""
        return replace(
            self,
            source=self.source.cut(start, stop),
            target=self.target.cut(start, stop),
            size=min(stop, self.size) - start,
        )


@dataclass(frozen=True, slots=True)
class ClearEdges:
    """All edges of one type at each source node, save those to the nodes whose ids are kept.

    Args:
        direction: "OUTGOING", "INCOMING" or "BOTH", seen from the source.
        labels: labels of the nodes at the other end; edges to other nodes stay.
        keep: for each row the ids of the nodes at the other end whose edges stay.

    Answer: the number of edges that were deleted.
    """

    type: str
    source: NodeMatch
    direction: Literal["OUTGOING", "INCOMING", "BOTH"]
    labels: tuple[str, ...]
    keep: list[list[Any]]
    size: int

    def cut(self, start: int, stop: int) -> ClearEdges:
        """Return the group of rows `start` to `stop`."""
        return replace(
            self,
            source=self.source.cut(start, stop),
            keep=self.keep[start:stop],
            size=min(stop, self.size) - start,
        )


@dataclass(frozen=True, slots=True)
class FindNodes:
    """A question, not a write: which rows have their node? Answer: one `[row, id]` for every node that matches."""

    match: NodeMatch
    size: int

    def cut(self, start: int, stop: int) -> FindNodes:
        """Return the group of rows `start` to `stop`."""
        return FindNodes(self.match.cut(start, stop), min(stop, self.size) - start)


WriteGroup = (
    CreateNodes | UpdateNodes | DeleteNodes | WriteEdges | UpdateEdges | DeleteEdges | ClearEdges | FindNodes
)


WriteAnswer = Literal["ids", "in order", "hits", "made"]


@dataclass(frozen=True, slots=True)
class RenderedWrite:
    """One statement of a group, and which of the group's rows it carries.

    Args:
        answer: "ids" for one `[row, id]` a row, rows counted from `start`; "in order" for one row with the list of the ids
            of all rows, from a statement that knows their order; "hits" for one row with the number of rows that found what
            they write to, or with the list of these rows where they are not all; "made" for one row with the number of edges
            that are new, from a statement that does all rows or, when a node is missing, none: only a zero leaves open
            whether a node is missing.
    """

    statement: Statement
    start: int
    size: int
    answer: WriteAnswer = "hits"


def chunks(size: int, limit: int) -> Iterator[tuple[int, int]]:
    """Yield `(start, stop)` for pieces of at most `limit` rows."""
    for start in range(0, size, limit):
        yield start, min(start + limit, size)
