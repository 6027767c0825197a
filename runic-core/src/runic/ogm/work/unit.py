"""The unit of work of one session: which entities it holds, in which state, and what they wait for.

State lives here and on the entities; what is sent is made by `flush`, what is read by `load`, relations by `relate`. This
module never yields a statement of its own.
"""

# entities are Any here, and their state is the protocol between core and work
# pyright: reportPrivateUsage=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any, NamedTuple

from runic.ogm.core.models import Edge, Node
from runic.ogm.core.state import _NOT_LOADED, note_change
from runic.ogm.exceptions import DetachedEntityError, DuplicateKeyError, OrmError
from runic.ogm.mapping.identity import IdentityMap
from runic.ogm.mapping.mapper import Mapper
from runic.ogm.mapping.plan import NodePlan, RelationPlan
from runic.ogm.work import load, relate
from runic.ogm.work.journal import Journal
from runic.ogm.work.origin import Link, Origin
from runic.ogm.work.settle import Settle
from runic.ogm.work.staged import StagedEdges
from runic.ogm.work.steps import Plan

__all__ = ["UnitOfWork"]


class Door(NamedTuple):
    """What adding an entity asks of its class."""

    keyed: dict[Any, Any]
    key: str | None
    relations: tuple[str, ...]
    simple: bool


class UnitOfWork:
    """What a session holds.

    Args:
        mapper: plans of the classes for the session's dialect.
        touch: runs a plan for an attribute access; an async session refuses instead.
        autoflush: whether reads flush first.
        in_place: whether relations that are loaded are updated in place by relate and unrelate, instead of being read
            again at the next access (async sessions, which cannot read at an access).
        lazy: whether an access may load.
    """

    def __init__(
        self,
        mapper: Mapper,
        touch: Callable[[Plan[Any], Any, str], Any],
        *,
        autoflush: bool = True,
        in_place: bool = False,
        transactional: bool = False,
    ) -> None:
        mapper.refresh()
        self.mapper = mapper
        self.touch = touch
        self.autoflush = autoflush
        self.in_place = in_place
        self.transactional = transactional
        self.identity = IdentityMap()
        self.pending: dict[int, Any] = {}
        self.dirty: dict[int, Any] = {}
        self.dirty_edges: dict[int, Edge] = {}
        self.deleted: dict[int, Any] = {}
        self.touched: dict[int, tuple[Any, dict[str, Any]]] = {}
        self.staged = StagedEdges()
        self.created: dict[int, Any] = {}
        self.removed: dict[int, tuple[Any, Any]] = {}
        self.revived: dict[int, tuple[Any, Any]] = {}
        self.journal = Journal()
        self.uncertain: set[int] = set()
        self.doors: dict[type, Door] = {}
        self.given: dict[int, Any] = {}
        self.loaded: dict[str, dict[int, Any]] = {}
        self.named: dict[tuple[type, Any], RelationPlan] = {}
        self.flushed = 0
        self.failed = False
        self.ids_hold = self.trusts_ids
        self.link = Link(self)
        self.added = Origin(self.link, [])

    @property
    def trusts_ids(self) -> bool:
        """Whether an id is enough to find a node by, as long as all that is held was read in the running transaction."""
        return self.transactional and bool(self.mapper.dialect.ids_hold)

    # -- questions -------------------------------------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """True when a flush would have nothing to send, or to say; in-place changes are looked for."""
        if self.touched:
            self.notice_in_place()
        return not self.failed and not (
            self.pending or self.dirty or self.deleted or self.staged or self.dirty_edges
        )

    @property
    def waiting(self) -> int:
        """How many nodes and edges wait for the next flush."""
        return len(self.pending) + len(self.dirty) + len(self.deleted) + len(self.staged.changes)

    def plan_of(self, entity: Any) -> NodePlan:
        """Return the plan of an entity's class."""
        return self.mapper.node_plan(type(entity))

    def holds(self, entity: Any) -> bool:
        """True when `entity` belongs to this unit of work."""
        origin = entity._origin
        return origin is not None and origin.link is self.link

    def is_known(self, entity: Any) -> bool:
        """True when `entity` has a node, or will have one after the next flush."""
        return entity._ident is not None or id(entity) in self.pending

    # -- coming in -------------------------------------------------------------------------------------------------

    def add(self, entity: Any) -> None:
        """Take in a new or a detached entity, and what its cascading relations reach.

        Raises:
            TypeError: when it is no `Node`.
            DuplicateKeyError: when another object with its key, or of its node, is held already.
            OrmError: when another session holds it.
        """
        self.add_all((entity,))

    def add_all(self, entities: Iterable[Any]) -> None:
        """Take in several entities, see `add`."""
        pending, peers, origin, doors = self.pending, self.added.peers, self.added, self.doors
        for entity in entities:
            door = doors.get(type(entity)) or self.door(entity)
            state = entity.__dict__
            if door.simple and "_origin" not in state and "_ident" not in state:
                key = state.get(door.key)
                if key is None or door.keyed.setdefault(key, entity) is entity:
                    state["_origin"] = origin
                    peers.append(entity)
                    pending[id(entity)] = entity
                    for name in door.relations:
                        if state.get(name, _NOT_LOADED) is not _NOT_LOADED:
                            self.given[id(entity)] = entity
                            break
                    continue
            self.add_slowly(entity)

    def door(self, entity: Any) -> Door:
        """Return what the quick way in needs to know of a class, made once; raises `TypeError` for what is no node."""
        if not isinstance(entity, Node):
            raise TypeError(f"only Node objects can be added to a session, got {type(entity).__name__}")
        plan = self.plan_of(entity)
        simple = not any(relation.cascade for relation in plan.relations.values())
        key = None if plan.generated else plan.key_name
        door = self.doors[type(entity)] = Door(
            self.identity.keyed(plan.primary_label), key, tuple(plan.relations), simple
        )
        return door

    def add_slowly(self, entity: Any) -> None:
        waiting = [entity]
        while waiting:
            current = waiting.pop()
            if self.add_one(current):
                waiting.extend(relate.cascading(self, current))

    def add_one(self, entity: Any) -> bool:
        if not isinstance(entity, Node):
            raise TypeError(f"only Node objects can be added to a session, got {type(entity).__name__}")
        if self.holds(entity):
            if self.deleted.pop(id(entity), None) is not None:
                self.register(entity)
                if entity._changes:
                    self.dirty[id(entity)] = entity
            return False
        if entity._origin:
            raise OrmError(f"{entity!r} belongs to another session; expunge it there first")
        removed = self.removed.pop(id(entity), None)
        if removed is not None:
            del entity.__dict__["_ident"]  # its node is deleted already, so it becomes a new one
            if self.transactional:
                self.revived.setdefault(id(entity), removed)
        self.refuse_twin(entity)
        entity.__dict__["_origin"] = self.added
        self.added.peers.append(entity)
        self.register(entity)
        if entity._ident is None:
            self.pending[id(entity)] = entity
            self.given[id(entity)] = entity
            return True
        self.ids_hold = False
        pictures = entity.__dict__.pop("_pictures", None)
        if pictures:
            self.touched[id(entity)] = (entity, pictures)
        if entity._changes:
            relate.stage_detached(self, entity)
            self.dirty[id(entity)] = entity
        return True

    def refuse_twin(self, entity: Any) -> None:
        plan = self.plan_of(entity)
        key = plan.key_of(entity)
        twin = self.identity.by_id.get(entity._ident) if entity._ident is not None else None
        if twin is None and key is not None:
            twin = self.identity.keyed(plan.primary_label).get(key)
        if twin is not None and twin is not entity:
            if id(twin) in self.deleted and entity._ident is None:
                return
            raise DuplicateKeyError(
                f"the session already holds another {type(twin).__name__} object for key {key!r}; "
                f"change that one, or delete it first"
            )

    def register(self, entity: Any) -> None:
        """Enter an entity into the identity map."""
        plan = self.plan_of(entity)
        if entity._ident is not None:
            self.identity.by_id[entity._ident] = entity
        key = plan.key_of(entity)
        if key is not None:
            self.identity.keyed(plan.primary_label)[key] = entity

    # -- changing --------------------------------------------------------------------------------------------------

    def note_change(self, entity: Any) -> None:
        """Hear that a persistent entity, or an edge object, has changed."""
        place = id(entity)
        if isinstance(entity, Edge):
            self.dirty_edges[place] = entity
        elif place not in self.pending and place not in self.deleted:
            self.dirty[place] = entity

    def note_loaded(self, relation: RelationPlan, owner: Any) -> None:
        """Remember who holds the loaded value of a relation, by edge type."""
        self.loaded.setdefault(relation.type, {})[id(owner)] = owner

    def note_touch(self, entity: Any, name: str) -> None:
        """Remember what a mutable value looks like before it can be changed in place."""
        if entity._ident is None:
            return
        _, seen = self.touched.setdefault(id(entity), (entity, {}))
        if name not in seen:
            seen[name] = deepcopy(entity.__dict__.get(name))

    def notice_in_place(self) -> None:
        """Record the in-place changes of values that were handed out."""
        for entity, seen in list(self.touched.values()):
            state = entity.__dict__
            for name, before in list(seen.items()):
                if name in state and state[name] != before and name not in (entity._changes or ()):
                    note_change(entity, name)
                    entity._changes[name] = before
                    seen[name] = deepcopy(state[name])

    def delete(self, entity: Any) -> None:
        """Stage the deletion of an entity's node; a new one is let go without a word to the database."""
        if not isinstance(entity, Node):
            raise TypeError(f"only Node objects can be deleted, got {type(entity).__name__}")
        if self.given:
            relate.stage_known(self)
        place = id(entity)
        if place in self.pending:
            self.let_go(entity)
            Settle(self).leave_relations({place})
            return
        if entity._ident is None:
            raise DetachedEntityError(f"{entity!r} was never added, so there is nothing to delete")
        origin: Any = entity._origin
        if origin is None or origin.link is not self.link:
            self.add_one(entity)
        if self.dirty:
            self.dirty.pop(place, None)
        self.deleted[place] = entity

    # -- going out -------------------------------------------------------------------------------------------------

    def let_go(self, entity: Any) -> None:
        """Drop an entity from every set; nothing is sent."""
        plan = self.plan_of(entity)
        self.identity.forget(entity, entity._ident, plan.primary_label, plan.key_of(entity))
        leave_pictures(self.touched.get(id(entity), ()))
        for held in (self.pending, self.dirty, self.deleted, self.touched, self.created):
            held.pop(id(entity), None)
        self.given.pop(id(entity), None)
        entity.__dict__.pop("_origin", None)

    def close(self) -> None:
        """Detach every entity for good, and leave no cycle that only the garbage collector could free.

        What was flushed and not committed is undone with its transaction, so new entities are new again.
        """
        if self.transactional:
            for entity in list(self.created.values()):
                self.make_transient(entity)
            for entity, ident in self.revived.values():
                entity.__dict__["_ident"] = ident
        self.detach_all()
        self.touch = _touched_after_close

    def let_all_go(self) -> None:
        """Detach every entity at once, and be ready for others."""
        self.detach_all()
        self.link = Link(self)
        self.added = Origin(self.link, [])

    def detach_all(self) -> None:
        for entity in (*self.pending.values(), *self.created.values()):
            entity.__dict__.pop("_origin", None)
        self.link.unit = None
        self.added.peers = []
        for touched in self.touched.values():
            leave_pictures(touched)
        for origin in {entity._origin for entity in self.identity.by_id.values()}:
            if origin is not None:
                origin.peers = []  # who keeps one entity must not keep all that came with it
        self.identity.clear()
        for held in (
            self.doors,
            self.pending,
            self.dirty,
            self.dirty_edges,
            self.deleted,
            self.touched,
            self.created,
            self.removed,
            self.revived,
            self.given,
            self.loaded,
            self.uncertain,
        ):
            if held:
                held.clear()
        self.failed = False
        self.staged.empty()
        self.journal.clear()
        self.ids_hold = self.trusts_ids
        self.flushed = 0

    def expire(self, entity: Any) -> None:
        """Drop an entity's loaded values and its unflushed changes; the next access reads them again."""
        if id(entity) in self.pending or not self.holds(entity):
            raise DetachedEntityError(
                f"{entity!r} is not persistent in this session, so it cannot be read again"
            )
        self.forget_values(entity)

    def forget_values(self, entity: Any) -> None:
        plan = self.plan_of(entity)
        state = entity.__dict__
        for prop in plan.properties:
            if prop.name != plan.key_name:
                state.pop(prop.name, None)
        state.update(plan.unloaded)
        state["_expired"] = True
        state.pop("_changes", None)
        self.dirty.pop(id(entity), None)
        self.touched.pop(id(entity), None)

    # -- the end of a transaction ----------------------------------------------------------------------------------

    def committed(self) -> None:
        """Forget what only a rollback needs."""
        for entity, _ in self.removed.values():
            entity.__dict__.pop("_ident", None)
        self.created.clear()
        self.removed.clear()
        self.revived.clear()
        self.journal.clear()
        self.ids_hold = False
        self.flushed = 0

    def commit_failed(self) -> None:
        """Stage again what the transaction had flushed: nothing of it is stored, and rollback() has to end it."""
        self.failed = True
        self.journal.restage(self)

    def rolled_back(self) -> None:
        """Bring every entity back to what the database holds now.

        Pending ones become transient, staged deletions are taken back, persistent ones expire. On a database with
        transactions, what was created since the last commit becomes transient again and what was deleted persistent.
        """
        self.notice_in_place()  # edges take back what was done to their values, too
        for entity, ident in list(self.removed.values()):
            if self.transactional:
                entity.__dict__["_ident"] = ident
                entity.__dict__["_origin"] = self.added
                self.register(entity)
            else:
                entity.__dict__.pop("_ident", None)
        created = list(self.created.values()) if self.transactional else []
        self.staged.empty()
        for entity in (*self.pending.values(), *created):
            self.make_transient(entity)
        for entity, ident in self.revived.values():
            entity.__dict__["_ident"] = ident
            entity.__dict__["_origin"] = self.added
            self.register(entity)
        self.pending.clear()
        self.deleted.clear()
        self.dirty.clear()
        for edge in self.dirty_edges.values():
            edge.__dict__.update(edge.__dict__.pop("_changes", None) or {})
        self.dirty_edges.clear()
        self.journal.undo_edges(transactional=self.transactional)
        self.ids_hold = False
        self.identity.edges.clear()
        self.touched.clear()
        self.created.clear()
        self.removed.clear()
        self.revived.clear()
        self.uncertain.clear()
        self.given.clear()
        self.loaded.clear()
        self.failed = False
        self.flushed = 0
        for entity in self.identity:
            self.forget_values(entity)

    def make_transient(self, entity: Any) -> None:
        plan = self.plan_of(entity)
        self.identity.forget(entity, entity._ident, plan.primary_label, plan.key_of(entity))
        state = entity.__dict__
        for name in ("_ident", "_origin", "_changes", "_expired"):
            state.pop(name, None)
        if plan.generated and plan.key_name is not None:
            state[plan.key_name] = None
        for name, value in list(state.items()):
            if value is _NOT_LOADED:
                del state[name]

    # -- relations and loading, for the origins ---------------------------------------------------------------------

    def list_changed(self, owner: Any, name: str, came: list[Any], went: list[Any]) -> None:
        """Stage what happened to a relation list."""
        relate.list_changed(self, owner, name, came, went)

    def assign_relation(self, entity: Any, name: str, value: Any) -> Any:
        """Stage what an assignment to a relation means; return the value to keep."""
        return relate.assign(self, entity, name, value)

    def load_expired(self, entity: Any, name: str) -> Any:
        """Read an expired entity again, with all expired ones of its class that came with it."""
        self.touch(load.expired(self, entity, name), entity, name)
        return entity.__dict__.get(name)

    def load_lazily(self, entity: Any, name: str) -> Any:
        """Load a relation for an entity and its peers."""
        self.touch(load.lazily(self, entity, name), entity, name)
        return entity.__dict__.get(name)

    def hold(self, entities: Iterable[Any]) -> Origin:
        """Return a new origin for entities that came from one result."""
        return Origin(self.link, list(entities))


def leave_pictures(touched: tuple[Any, dict[str, Any]] | tuple[()]) -> None:
    """Leave an entity what its values looked like that can change in place, for the session that takes it in next."""
    if touched and touched[0]._ident is not None:
        touched[0].__dict__["_pictures"] = touched[1]


def _touched_after_close(plan: Plan[Any], entity: Any, name: str) -> Any:
    plan.close()
    raise DetachedEntityError(f"{type(entity).__name__}.{name} is not loaded and its session is closed")
