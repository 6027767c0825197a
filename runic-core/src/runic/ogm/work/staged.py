"""Edges that are staged but not written: relates, unrelates and clearings, compacted as they come.

For each pair of nodes and each type of edge only the last call counts. Knows no database and no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from runic.ogm.mapping.plan import RelationPlan

__all__ = ["EdgeChange", "EdgeClear", "StagedEdges"]

EdgeKey = tuple[str, int, int]


@dataclass(slots=True)
class EdgeChange:
    """One pair of nodes, in the physical direction of the edge, and what is to happen to the edge between them."""

    relation: RelationPlan
    source: Any
    target: Any
    edge: Any
    wanted: bool
    key: EdgeKey


@dataclass(slots=True)
class EdgeClear:
    """All edges of a relation at one node are to go, save those to the nodes that are kept."""

    relation: RelationPlan
    owner: Any
    keep: list[Any]


class StagedEdges:
    """The staged edges of a unit of work."""

    __slots__ = ("at", "changes", "clears", "single")

    def __init__(self) -> None:
        self.changes: dict[EdgeKey, EdgeChange] = {}
        self.clears: dict[tuple[str, str, int], EdgeClear] = {}
        self.single: dict[tuple[str, str, int], EdgeKey] = {}
        #: keys of changes by edge type and node, from the first clearing on
        self.at: dict[tuple[str, int], dict[EdgeKey, None]] | None = None

    def __bool__(self) -> bool:
        return bool(self.changes or self.clears)

    def relate(self, relation: RelationPlan, owner: Any, other: Any, edge: Any) -> None:
        """Stage an edge; on a to-one relation the edge that was staged before is taken back."""
        source, target = (other, owner) if relation.incoming else (owner, other)
        key = (relation.type, id(source), id(target))
        if relation.undirected:
            key = self.key_of(relation, source, target)
        if not relation.collection:
            self.replace(relation, owner, other, key)
        earlier = self.changes.get(key)
        if earlier is not None:
            del self.changes[key]
            if edge is None and earlier.wanted:
                edge = earlier.edge
        change = self.changes[key] = EdgeChange(relation, source, target, edge, True, key)
        if self.at is not None:
            self.index(change)

    def unrelate(self, relation: RelationPlan, owner: Any, other: Any) -> None:
        """Stage the removal of an edge."""
        source, target = relation.ends(owner, other)
        key = self.key_of(relation, source, target)
        self.changes.pop(key, None)
        change = self.changes[key] = EdgeChange(relation, source, target, None, False, key)
        if self.at is not None:
            self.index(change)

    def index(self, change: EdgeChange) -> None:
        assert self.at is not None
        kind, source, target = change.key
        self.at.setdefault((kind, source), {})[change.key] = None
        self.at.setdefault((kind, target), {})[change.key] = None

    def replace(self, relation: RelationPlan, owner: Any, other: Any, key: EdgeKey) -> None:
        slot = (relation.type, relation.direction, id(owner))
        before = self.single.get(slot)
        if before is not None and before != key:
            self.changes.pop(before, None)
        self.single[slot] = key
        if owner._ident is not None:  # a new node has no edges yet
            self.clears[slot] = EdgeClear(relation, owner, [other])

    def clear(self, relation: RelationPlan, owner: Any, keep: list[Any]) -> None:
        """Stage the removal of all edges of a relation at `owner`, save those to `keep`."""
        kept = {id(other) for other in keep}
        slot = (relation.type, relation.direction, id(owner))
        if self.at is None:
            self.at = {}
            for change in self.changes.values():
                self.index(change)
        for key in list(self.at.get((relation.type, id(owner)), ())):
            staged = self.changes.get(key)
            if staged is None:
                continue
            other = relation.other(owner, staged.source, staged.target)
            if other is not None and id(other) not in kept:
                del self.changes[key]
        self.single.pop(slot, None)
        self.clears[slot] = EdgeClear(relation, owner, keep)

    def key_of(self, relation: RelationPlan, source: Any, target: Any) -> EdgeKey:
        key = (relation.type, id(source), id(target))
        if relation.undirected:
            turned = (relation.type, id(target), id(source))
            if turned in self.changes:
                return turned
        return key

    def settle(self, change: EdgeChange) -> None:
        """Drop a change that is written, unless another has taken its place."""
        if self.changes.get(change.key) is change:
            del self.changes[change.key]

    def forget(self, entity: Any) -> None:
        """Drop everything that touches `entity`."""
        if not self:
            return
        self.changes = {
            k: c for k, c in self.changes.items() if c.source is not entity and c.target is not entity
        }
        self.clears = {k: c for k, c in self.clears.items() if c.owner is not entity}

    def discard_clears(self) -> None:
        """Forget the clearings, once they are written."""
        self.clears.clear()
        self.single.clear()
        self.at = None

    def empty(self) -> None:
        """Drop everything."""
        self.changes.clear()
        self.at = None
        self.discard_clears()

    def __iter__(self) -> Iterator[EdgeChange]:
        return iter(list(self.changes.values()))
