"""What the flushes of a transaction have settled, kept until it is committed: a commit that fails takes it back.

Some databases look at uniqueness, and at conflicts, only when a transaction is committed (ArcadeDB, Memgraph), and any of
them can fail there. Then nothing of the transaction is stored, and everything that it flushed is staged once more. One entry
a group of writes; sends nothing.
"""

# entities are Any here, and their state is the protocol between core and work
# pyright: reportPrivateUsage=false, reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from runic.ogm.work.staged import EdgeChange, EdgeClear

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = ["Journal"]

Changes = dict[str, Any] | None


class Journal:
    """The settled writes that a unit of work could not stage again by itself; created and deleted nodes it knows.

    Attributes:
        updates: groups of entities, with the changes that each of them had.
        edges: groups of edges that were written or removed.
        edge_updates: groups of edge objects, with the changes that each of them had.
        fresh: edge objects that were new before they were written.
        clears: what was cleared.
    """

    __slots__ = ("clears", "edge_updates", "edges", "fresh", "updates")

    def __init__(self) -> None:
        self.updates: list[tuple[Sequence[Any], list[Changes]]] = []
        self.edges: list[Sequence[EdgeChange]] = []
        self.edge_updates: list[tuple[Sequence[Any], list[Changes]]] = []
        self.fresh: list[Any] = []
        self.clears: list[dict[Any, EdgeClear]] = []

    def clear(self) -> None:
        """Forget everything: the transaction is over."""
        self.updates.clear()
        self.edges.clear()
        self.edge_updates.clear()
        self.fresh.clear()
        self.clears.clear()

    # -- a commit that failed --------------------------------------------------------------------------------------

    def restage(self, unit: UnitOfWork) -> None:
        """Stage everything again: new nodes are new, changes are changes, deletions wait, and so do edges."""
        self.restage_created(unit)
        self.restage_deleted(unit)
        self.restage_updated(unit)
        self.restage_edges(unit)
        self.clear()

    def restage_created(self, unit: UnitOfWork) -> None:
        for entity in unit.created.values():
            plan = unit.plan_of(entity)
            unit.identity.forget(entity, entity._ident, plan.primary_label, plan.key_of(entity))
            state = entity.__dict__
            for name in ("_ident", "_changes", "_expired"):
                state.pop(name, None)
            if plan.generated and plan.key_name is not None:
                state[plan.key_name] = None
            for held in (unit.touched, unit.dirty, unit.deleted):
                held.pop(id(entity), None)
            unit.pending[id(entity)] = entity
            unit.register(entity)
        unit.created.clear()

    def restage_deleted(self, unit: UnitOfWork) -> None:
        for entity, ident in unit.removed.values():
            state = entity.__dict__
            state["_ident"], state["_origin"] = ident, unit.added
            unit.identity.by_id[ident] = entity
            plan = unit.plan_of(entity)
            key = plan.key_of(entity)
            if key is not None:
                unit.identity.keyed(plan.primary_label).setdefault(key, entity)
            unit.deleted[id(entity)] = entity
        unit.removed.clear()

    def restage_updated(self, unit: UnitOfWork) -> None:
        for entities, changes in reversed(self.updates):
            for entity, before in zip(entities, changes, strict=True):
                place = id(entity)
                if before is None or place in unit.pending or not unit.holds(entity):
                    continue
                entity.__dict__["_changes"] = {**(entity._changes or {}), **before}
                if place not in unit.deleted:
                    unit.dirty[place] = entity

    def restage_edges(self, unit: UnitOfWork) -> None:
        staged = unit.staged
        for edges, changes in reversed(self.edge_updates):
            for edge, before in zip(edges, changes, strict=True):
                edge.__dict__["_changes"] = {**(edge._changes or {}), **(before or {})}
                unit.dirty_edges[id(edge)] = edge
        for clears in reversed(self.clears):
            staged.clears = {**clears, **staged.clears}
        again = {change.key: change for group in self.edges for change in group}
        staged.changes = {**again, **staged.changes}
        staged.at = None
        for edge in self.fresh:
            make_transient(edge)
            unit.dirty_edges.pop(id(edge), None)

    # -- a rollback ------------------------------------------------------------------------------------------------

    def undo_edges(self, *, transactional: bool) -> None:
        """Forget everything; edge objects are what they were: new, or with the values they had."""
        if transactional:
            for edges, changes in reversed(self.edge_updates):
                for edge, before in zip(edges, changes, strict=True):
                    edge.__dict__.update(before or {})
            for edge in self.fresh:
                make_transient(edge)
        self.clear()


def make_transient(edge: Any) -> None:
    for name in ("_ident", "_between", "_origin", "_changes"):
        edge.__dict__.pop(name, None)
