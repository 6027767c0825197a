"""The tasks of a flush: what waits in a unit of work, grouped, checked and encoded. Pure; sends nothing.

`flush.md` beside this file tells the order and the reasons.
"""

# entities are Any here, and their state is the protocol between core and work
# pyright: reportPrivateUsage=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import is_
from typing import TYPE_CHECKING, Any, Literal

from runic.ogm.cypher.writes import (
    ClearEdges,
    CreateNodes,
    DeleteEdges,
    DeleteNodes,
    NodeMatch,
    UpdateEdges,
    UpdateNodes,
    WriteEdges,
    WriteGroup,
)
from runic.ogm.exceptions import DuplicateKeyError, FieldValidationError
from runic.ogm.mapping.plan import NodePlan, RelationPlan
from runic.ogm.work import relate
from runic.ogm.work.recover import match_of
from runic.ogm.work.settle import Settle
from runic.ogm.work.staged import EdgeChange

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = ["Task", "by_class", "plan_flush"]


@dataclass(slots=True)
class Task:
    """One group of writes.

    Args:
        title: what it does, for people: "create 3 Person".
        rows: what each row stands for: an entity, or a staged edge.
        group: makes the record; called when the groups before it are written, so that new ids are known.
        settle: tells the session's state that rows are written, with the ids that came back, if any.
        strict: whether a row that finds nothing is an error.
    """

    title: str
    rows: list[Any]
    group: Callable[[], WriteGroup]
    settle: Callable[[Sequence[Any], Sequence[Any]], None]
    strict: bool = True
    entities: Callable[[Any], Sequence[Any]] = field(default=lambda row: (row,))


def plan_flush(unit: UnitOfWork) -> list[Task]:
    """Return the tasks of a flush in the order in which they are sent; pure, raises before anything is sent."""
    relate.stage_given(unit)
    early, late = _split_deletes(unit)
    return [
        *_delete_tasks(unit, early),
        *_create_tasks(unit),
        *_update_tasks(unit),
        *_clear_tasks(unit),
        *_edge_tasks(unit),
        *_changed_edge_tasks(unit),
        *_delete_tasks(unit, late),
    ]


def by_class(unit: UnitOfWork, entities: Sequence[Any]) -> Iterator[tuple[NodePlan, list[Any]]]:
    """Part entities by their class, in the order in which the classes first come."""
    classes = dict.fromkeys(map(type, entities))
    if len(classes) == 1:
        yield unit.mapper.node_plan(*classes), list(entities)
        return
    groups: dict[type, list[Any]] = {cls: [] for cls in classes}
    for entity in entities:
        groups[type(entity)].append(entity)
    for cls, members in groups.items():
        yield unit.mapper.node_plan(cls), members


def _just(group: WriteGroup) -> Callable[[], WriteGroup]:
    return lambda: group


def _no_nodes(row: Any) -> Sequence[Any]:
    return ()


def _nothing(rows: Sequence[Any], idents: Sequence[Any]) -> None:
    """A clearing is settled with all others at the end."""


# -- nodes ---------------------------------------------------------------------------------------------------------


def _split_deletes(unit: UnitOfWork) -> tuple[list[Any], list[Any]]:
    """Part the deletions: first those whose key is added again, last all others."""
    if not unit.deleted or not unit.pending:
        return [], list(unit.deleted.values())
    again: set[tuple[str, Any]] = set()
    for entity in unit.pending.values():
        plan = unit.plan_of(entity)
        key = plan.key_of(entity)
        if key is not None:
            again.add((plan.primary_label, key))
    early: list[Any] = []
    late: list[Any] = []
    for entity in unit.deleted.values():
        plan = unit.plan_of(entity)
        (early if (plan.primary_label, plan.key_of(entity)) in again else late).append(entity)
    return early, late


def _delete_tasks(unit: UnitOfWork, entities: Sequence[Any]) -> list[Task]:
    tasks: list[Task] = []
    for plan, members in by_class(unit, entities):
        group = DeleteNodes(match_of(unit, plan, members), len(members))
        tasks.append(
            Task(f"delete {len(members)} {plan.cls.__name__}", members, _just(group), Settle(unit).deleted)
        )
    return tasks


def _create_tasks(unit: UnitOfWork) -> list[Task]:
    tasks: list[Task] = []
    for plan, members in by_class(unit, list(unit.pending.values())):
        _refuse_doubles(plan, members, unit)
        states = [entity.__dict__ for entity in members]
        group = CreateNodes(plan.labels, tuple(plan.columns(states)), len(members))
        tasks.append(
            Task(f"create {len(members)} {plan.cls.__name__}", members, _just(group), Settle(unit).created)
        )
    return tasks


def _refuse_doubles(plan: NodePlan, members: Sequence[Any], unit: UnitOfWork) -> None:
    """Refuse two new objects with one key, and values for keys that the database gives."""
    name = plan.key_name
    if name is None:
        return
    if plan.generated:
        for entity in members:
            given = entity.__dict__.get(name)
            if given is not None:
                raise FieldValidationError(
                    plan.cls.__name__, name, given, "the key is generated by the database, leave it out"
                )
        return
    keyed = unit.identity.keyed(plan.primary_label)
    if all(map(is_, map(keyed.get, [entity.__dict__.get(name) for entity in members]), members)):
        return
    for entity in members:
        key = entity.__dict__.get(name)
        if key is None:
            raise FieldValidationError(plan.cls.__name__, name, None, "the key must be set before the flush")
        other = keyed.get(key)
        if other is entity:
            continue
        if other is not None and id(other) not in unit.deleted and other.__dict__.get(name) == key:
            raise DuplicateKeyError(f"two {plan.cls.__name__} objects of this session have the key {key!r}")
        keyed[key] = entity


def _update_tasks(unit: UnitOfWork) -> list[Task]:
    tasks: list[Task] = []
    for plan, members in by_class(unit, list(unit.dirty.values())):
        for names, group_members in _by_changes(plan, members).items():
            if not names:
                _forget_changes(unit, group_members)
                continue
            columns = plan.changed_columns(names, [entity.__dict__ for entity in group_members])
            group = UpdateNodes(match_of(unit, plan, group_members), tuple(columns), len(group_members))
            title = f"update {', '.join(names)} of {len(group_members)} {plan.cls.__name__}"
            tasks.append(Task(title, group_members, _just(group), Settle(unit).updated))
    return tasks


def _by_changes(plan: NodePlan, members: Sequence[Any]) -> dict[tuple[str, ...], list[Any]]:
    """Part entities by the properties that changed; the names come in the order in which the class declares them."""
    asked: dict[tuple[str, ...], list[Any]] = {}
    for entity in members:
        names = tuple(entity._changes or ())
        group = asked.get(names)
        if group is None:
            asked[names] = [entity]
        else:
            group.append(entity)
    shapes: dict[tuple[str, ...], list[Any]] = {}
    for changed, entities in asked.items():
        if plan.key_name in changed:
            _refuse_changed_keys(plan, entities)
        names = tuple(p.name for p in plan.properties if p.name in changed and p.name != plan.key_name)
        shapes.setdefault(names, []).extend(entities)
    return shapes


def _refuse_changed_keys(plan: NodePlan, entities: Sequence[Any]) -> None:
    name = str(plan.key_name)
    for entity in entities:
        before, now = entity._changes[name], entity.__dict__.get(name)
        if before != now:
            raise FieldValidationError(
                plan.cls.__name__,
                name,
                now,
                f"the key of a stored node cannot change (it is {before!r}); "
                f"delete the node and add a new one",
            )


def _forget_changes(unit: UnitOfWork, entities: Sequence[Any]) -> None:
    for entity in entities:
        entity.__dict__.pop("_changes", None)
        unit.dirty.pop(id(entity), None)


# -- edges ---------------------------------------------------------------------------------------------------------


def _clear_tasks(unit: UnitOfWork) -> list[Task]:
    groups: dict[tuple[type, str, str], list[Any]] = {}
    for clear in unit.staged.clears.values():
        if clear.owner._ident is not None and id(clear.owner) not in unit.deleted:
            slot: tuple[type[Any], str, str] = (
                type(clear.owner),
                clear.relation.type,
                clear.relation.direction,
            )
            groups.setdefault(slot, []).append(clear)
    tasks: list[Task] = []
    for members in groups.values():
        relation: RelationPlan = members[0].relation
        plan = unit.plan_of(members[0].owner)
        labels = unit.mapper.node_plan(relation.target).labels

        def group(
            members: list[Any] = members,
            relation: RelationPlan = relation,
            plan: NodePlan = plan,
            labels: tuple[str, ...] = labels,
        ) -> WriteGroup:
            keep = [[other._ident for other in clear.keep if other._ident is not None] for clear in members]
            source = match_of(unit, plan, [clear.owner for clear in members])
            return ClearEdges(relation.type, source, relation.direction, labels, keep, len(members))

        title = f"clear {relation.type} of {len(members)} {plan.cls.__name__}"
        tasks.append(Task(title, members, group, _nothing, strict=False))
    return tasks


def _edge_tasks(unit: UnitOfWork) -> list[Task]:
    gone: dict[Any, list[EdgeChange]] = {}
    come: dict[Any, list[EdgeChange]] = {}
    pending, deleted = unit.pending, unit.deleted
    for change in unit.staged:
        source, target, relation = change.source, change.target, change.relation
        fresh = source._ident is None or target._ident is None
        lost = fresh and not (unit.is_known(source) and unit.is_known(target))
        if (
            lost
            or (deleted and (id(source) in deleted or id(target) in deleted))
            or (fresh and not change.wanted)
        ):
            unit.staged.settle(change)  # goes with the node, or was never there
            continue
        created = fresh and (id(source) in pending or id(target) in pending)
        slot: tuple[Any, ...] = (
            relation.type,
            type(source),
            type(target),
            relation.undirected,
            created,
            type(change.edge),
        )
        (come if change.wanted else gone).setdefault(slot, []).append(change)
    tasks = [_unrelate_task(unit, members) for members in gone.values()]
    tasks += [_relate_task(unit, members, fresh=slot[4]) for slot, members in come.items()]
    return tasks


def _unrelate_task(unit: UnitOfWork, members: list[EdgeChange]) -> Task:
    relation = members[0].relation

    def group() -> WriteGroup:
        source, target = _ends_of(unit, members)
        return DeleteEdges(relation.type, source, target, len(members), relation.undirected)

    return Task(f"delete {len(members)} {relation.type}", members, group, Settle(unit).related, strict=False)


def _relate_task(unit: UnitOfWork, members: list[EdgeChange], *, fresh: bool) -> Task:
    relation = members[0].relation
    columns: list[Any] = []
    if members[0].edge is not None:
        plan = unit.mapper.edge_plan(type(members[0].edge))
        columns = plan.changed_columns(tuple(plan.by_name), [change.edge.__dict__ for change in members])

    def group() -> WriteGroup:
        source, target = _ends_of(unit, members)
        mode: Literal["create", "merge"] = "create" if fresh else "merge"
        return WriteEdges(
            relation.type, source, target, tuple(columns), len(members), mode, relation.undirected
        )

    return Task(
        f"relate {len(members)} {relation.type}",
        members,
        group,
        Settle(unit).related,
        entities=lambda change: (change.source, change.target),
    )


def _changed_edge_tasks(unit: UnitOfWork) -> list[Task]:
    """Edge objects that were loaded, or written by a relate, and changed since."""
    groups: dict[Any, list[Any]] = {}
    staged = {id(change.edge) for change in unit.staged}
    for edge in unit.dirty_edges.values():
        if id(edge) in staged:
            continue  # written whole by its relate
        plan = unit.mapper.edge_plan(type(edge))
        names = tuple(name for name in plan.by_name if name in (edge._changes or ()))
        between = edge.__dict__.get("_between")
        ends: tuple[type[Any], type[Any]] | None = (
            (type(between.source), type(between.target)) if between is not None else None
        )
        groups.setdefault((type(edge), names, ends), []).append(edge)
    return [
        _changed_edge_task(unit, edges, names, ends is None) for (_, names, ends), edges in groups.items()
    ]


def _changed_edge_task(unit: UnitOfWork, edges: list[Any], names: tuple[str, ...], by_id: bool) -> Task:
    plan = unit.mapper.edge_plan(type(edges[0]))
    columns = tuple(plan.changed_columns(names, [edge.__dict__ for edge in edges]))

    def group() -> WriteGroup:
        if by_id:
            starts = [edge.__dict__["_start"] for edge in edges]
            return UpdateEdges(plan.type, starts, [edge._ident for edge in edges], columns, len(edges))
        changes = [edge.__dict__["_between"] for edge in edges]
        source, target = _ends_of(unit, changes)
        return WriteEdges(
            plan.type, source, target, columns, len(edges), "update", changes[0].relation.undirected
        )

    title = f"update {', '.join(names)} of {len(edges)} {plan.cls.__name__}"
    return Task(title, edges, group, Settle(unit).edges_updated, entities=_no_nodes)


def _ends_of(unit: UnitOfWork, members: list[EdgeChange]) -> tuple[NodeMatch, NodeMatch]:
    sources = [change.source for change in members]
    targets = [change.target for change in members]
    return match_of(unit, unit.plan_of(sources[0]), sources), match_of(
        unit, unit.plan_of(targets[0]), targets
    )
