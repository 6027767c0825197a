"""How the session's state follows rows that are written. Sends nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import repeat
from operator import is_
from typing import TYPE_CHECKING, Any

from runic.ogm.core.state import _NOT_LOADED, UNKNOWN_ID
from runic.ogm.mapping.plan import NodePlan
from runic.ogm.work.collection import RelationList
from runic.ogm.work.staged import EdgeChange

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = ["Settle"]


class Settle:
    """How the session's state follows rows that are written."""

    __slots__ = ("unit",)

    def __init__(self, unit: UnitOfWork) -> None:
        self.unit = unit

    def created(self, entities: Sequence[Any], idents: Sequence[Any]) -> None:
        unit = self.unit
        plan = unit.plan_of(entities[0])
        make = unit.mapper.key_maker(plan)
        by_id, pending = unit.identity.by_id, unit.pending
        for entity, ident in zip(entities, idents, strict=True):
            state = entity.__dict__
            state["_ident"] = ident
            by_id[ident] = entity
            if "_changes" in state:  # a record that is left would keep later changes from being heard of
                del state["_changes"]
            if make is not None:
                state[plan.key_name] = make(ident)
                unit.register(entity)
            del pending[id(entity)]
        if unit.transactional:
            unit.created.update({id(entity): entity for entity in entities})
        unit.flushed += len(entities)
        self.watch(entities, plan)

    def updated(self, entities: Sequence[Any], idents: Sequence[Any]) -> None:
        unit = self.unit
        changes = [entity.__dict__.pop("_changes", None) for entity in entities]
        if unit.transactional:
            unit.journal.updates.append((entities, changes))
        drop(unit.dirty, entities)
        unit.flushed += len(entities)
        self.watch(entities, unit.plan_of(entities[0]))

    def deleted(self, entities: Sequence[Any], idents: Sequence[Any]) -> None:
        unit = self.unit
        plan = unit.plan_of(entities[0])
        states = [entity.__dict__ for entity in entities]
        known = [state["_ident"] for state in states]
        take(unit.identity.by_id, known, entities)
        if plan.key_name is not None and not plan.generated:
            name = plan.key_name
            take(unit.identity.keyed(plan.primary_label), [state.get(name) for state in states], entities)
        unloaded = tuple(plan.unloaded)
        for state in states:
            state.pop("_origin", None)
            if "_changes" in state:
                del state["_changes"]
            for name in unloaded:  # the edges are gone, too
                state[name] = _NOT_LOADED
        unit.removed.update(zip(map(id, entities), zip(entities, known, strict=True), strict=True))
        drop(unit.deleted, entities)
        if unit.touched:
            drop(unit.touched, entities)
        if unit.loaded:
            self.leave_relations(set(map(id, entities)))
        for entity in entities if unit.created else ():
            if unit.created.pop(id(entity), None) is not None:
                entity.__dict__.pop("_ident", None)
                unit.removed.pop(id(entity), None)
        unit.flushed += len(entities)

    def leave_relations(self, gone: set[int]) -> None:
        """Take deleted nodes out of the relations that others have loaded."""
        for owners in self.unit.loaded.values():
            for owner in owners.values():
                for name in self.unit.plan_of(owner).relations:
                    value = owner.__dict__.get(name)
                    if id(value) in gone:
                        owner.__dict__[name] = None
                    elif isinstance(value, RelationList) and any(id(node) in gone for node in value):
                        kept = [node for node in value if id(node) not in gone]
                        owner.__dict__[name] = RelationList(kept, owner, name)

    def related(self, changes: Sequence[EdgeChange], idents: Sequence[Any]) -> None:
        staged, journal = self.unit.staged.changes, self.unit.journal
        if self.unit.transactional:
            journal.edges.append(changes)
        for change in changes:
            if staged.get(change.key) is change:
                del staged[change.key]
            if change.edge is not None:
                state = change.edge.__dict__
                if "_ident" not in state:
                    journal.fresh.append(change.edge)
                elif state.get("_changes"):
                    journal.edge_updates.append(((change.edge,), [state["_changes"]]))
                state["_ident"], state["_between"] = UNKNOWN_ID, change
                state["_origin"] = self.unit.added
                state.pop("_changes", None)
                self.unit.dirty_edges.pop(id(change.edge), None)
        self.unit.flushed += len(changes)

    def edges_updated(self, edges: Sequence[Any], idents: Sequence[Any]) -> None:
        changes = [edge.__dict__.pop("_changes", None) for edge in edges]
        self.unit.journal.edge_updates.append((edges, changes))
        for edge in edges:
            self.unit.dirty_edges.pop(id(edge), None)
        self.unit.flushed += len(edges)

    def watch(self, entities: Sequence[Any], plan: NodePlan) -> None:
        """Take new pictures of values that can change in place."""
        unit = self.unit
        for name in plan.mutable:
            for entity in entities:
                if entity.__dict__.get(name) is not None:
                    _, seen = unit.touched.setdefault(id(entity), (entity, {}))
                    seen.pop(name, None)
                    unit.note_touch(entity, name)


def drop(held: dict[int, Any], entities: Sequence[Any]) -> None:
    """Take entities out of a set of the unit of work."""
    deque(map(held.pop, map(id, entities), repeat(None)), maxlen=0)


def take(held: dict[Any, Any], keys: Sequence[Any], entities: Sequence[Any]) -> None:
    """Take entities out of a part of the identity map; what another object took over meanwhile stays."""
    found = list(map(held.pop, keys, repeat(None)))
    if all(map(is_, found, entities)):
        return
    others = zip(keys, found, entities, strict=True)
    held.update({key: there for key, there, entity in others if there is not None and there is not entity})
