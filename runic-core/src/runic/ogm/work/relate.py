"""What relating, unrelating, assigning and cascading mean, staged on a unit of work. Nothing here is sent."""

# entities are Any here, and their state is the protocol between core and work
# pyright: reportPrivateUsage=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from runic.ogm.core.descriptors import FieldDescriptor
from runic.ogm.core.models import Edge, Node
from runic.ogm.core.state import _NOT_LOADED, MISSING
from runic.ogm.exceptions import DetachedEntityError, MetadataError
from runic.ogm.mapping.plan import RelationPlan
from runic.ogm.work.collection import RelationList

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = ["assign", "cascading", "list_changed", "relate", "stage_given", "stage_known", "unrelate"]


def relation_of(unit: UnitOfWork, source: Any, field: Any) -> RelationPlan:
    """Return the relation that `field` names on the class of `source`.

    Raises:
        TypeError: when `source` is no node, or `field` neither a name nor a relation.
        MetadataError: when the class has no such relation.
    """
    if not isinstance(source, Node):
        raise TypeError(f"a relation starts at a Node, got {type(source).__name__}")
    if isinstance(field, FieldDescriptor):
        owner = field.owner
        if owner is not None and not isinstance(source, owner):
            raise MetadataError(
                f"{owner.__name__}.{field.name} is a relation of {owner.__name__}, not of {type(source).__name__}"
            )
        name = field.name
    else:
        name = field
    if not isinstance(name, str):
        raise TypeError(f"name the relation as a string or as a class attribute, got {field!r}")
    relation = unit.named[type(source), field] = unit.plan_of(source).relation(name)
    return relation


def relate(unit: UnitOfWork, source: Any, field: Any, target: Any, edge: Any = None) -> None:
    """Stage an edge from `source` along a relation to `target`, with the properties of `edge` when it is given.

    Raises:
        TypeError: when an end or the edge is of the wrong class.
        MetadataError: when the relation does not exist.
        DetachedEntityError: when an end is in no session and the relation does not cascade.
    """
    relation = unit.named.get((type(source), field)) or relation_of(unit, source, field)
    if not isinstance(target, relation.target) or edge is not None:
        check_target(relation, target)
        check_edge(relation, edge)
    if unit.deleted or not (unit.holds(source) and unit.holds(target)):
        admit(unit, relation, source)
        admit(unit, relation, target)
    if unit.given:
        stage_known(unit)
    unit.staged.relate(relation, source, target, edge)
    if unit.in_place or relation.type in unit.loaded:
        if not relation.collection:
            before = source.__dict__.get(relation.name, _NOT_LOADED)
            follow_replaced(unit, relation, source, before, [target])
        follow(unit, relation, source, target, wanted=True)


def unrelate(unit: UnitOfWork, source: Any, field: Any, target: Any) -> None:
    """Stage the removal of the edge from `source` along a relation to `target`."""
    relation = relation_of(unit, source, field)
    check_target(relation, target)
    for end in (source, target):
        if not unit.holds(end):
            raise DetachedEntityError(
                f"{end!r} is not in this session, so no edge of it can be removed; add it first"
            )
    if unit.given:
        stage_known(unit)
    unit.staged.unrelate(relation, source, target)
    follow(unit, relation, source, target, wanted=False)


def check_target(relation: RelationPlan, target: Any) -> None:
    if not isinstance(target, relation.target):
        raise TypeError(
            f"{relation.owner.__name__}.{relation.name} leads to {relation.target.__name__}, "
            f"got {type(target).__name__}"
        )


def check_edge(relation: RelationPlan, edge: Any) -> None:
    if edge is None:
        return
    expected = relation.edge
    if not isinstance(edge, Edge) or (expected is not None and not isinstance(edge, expected)):
        wanted = expected.__name__ if expected is not None else "an Edge"
        raise TypeError(
            f"{relation.owner.__name__}.{relation.name} carries {wanted}, got {type(edge).__name__}"
        )
    if expected is None:
        raise TypeError(
            f"{relation.owner.__name__}.{relation.name} declares no edge_model, so it takes no edge object"
        )


def admit(unit: UnitOfWork, relation: RelationPlan, end: Any) -> None:
    """Make sure that an end is, or will be, in the database."""
    if id(end) in unit.deleted:
        raise DetachedEntityError(f"{end!r} is deleted in this session, so it cannot be related")
    if unit.holds(end):
        return
    if not relation.cascade and not end._origin:
        raise DetachedEntityError(
            f"{relation.owner.__name__}.{relation.name}: {end!r} is in no session; "
            f"add it first, or declare the relation with cascade=True"
        )
    unit.add(end)


def follow(unit: UnitOfWork, relation: RelationPlan, source: Any, target: Any, *, wanted: bool) -> None:
    """Bring the relations that are cached on both ends in line with a staged change."""
    refresh_end(unit, relation, source, target, wanted=wanted)
    for mirror in mirrors(unit, relation, source, target):
        refresh_end(unit, mirror, target, source, wanted=wanted)


def mirrors(unit: UnitOfWork, relation: RelationPlan, source: Any, target: Any) -> tuple[RelationPlan, ...]:
    """Return the relations of `target` that read the same edge from the other side."""
    pair: tuple[type[Any], type[Any]] = (type(source), type(target))
    found = relation.mirrors.get(pair)
    if found is None:
        turned = {"OUTGOING": "INCOMING", "INCOMING": "OUTGOING", "BOTH": "BOTH"}[relation.direction]
        found = relation.mirrors[pair] = tuple(
            other
            for other in unit.plan_of(target).relations.values()
            if other.type == relation.type
            and (other.direction == turned or "BOTH" in (other.direction, relation.direction))
            and isinstance(source, other.target)
        )
    return found


def refresh_end(unit: UnitOfWork, relation: RelationPlan, owner: Any, other: Any, *, wanted: bool) -> None:
    state = owner.__dict__
    value = state.get(relation.name, _NOT_LOADED)
    if value is _NOT_LOADED:
        if unit.in_place and wanted and id(owner) in unit.pending:
            state[relation.name] = (
                RelationList((other,), owner, relation.name) if relation.collection else other
            )
        return
    if not unit.in_place and unit.is_known(owner):
        state[relation.name] = _NOT_LOADED
        return
    if not relation.collection:
        if wanted:
            state[relation.name] = other
        elif value is other:
            state[relation.name] = None
        return
    present = any(node is other for node in value)
    if wanted and not present:
        list[Any].append(value, other)
    elif not wanted and present:
        state[relation.name] = RelationList((n for n in value if n is not other), owner, relation.name)


def targets_of(relation: RelationPlan, value: Any) -> list[Any]:
    """Return the nodes that an assigned value names; raises `TypeError` for what cannot be a relation's value."""
    if value is None or value is _NOT_LOADED:
        return []
    if not relation.collection:
        check_target(relation, value)
        return [value]
    if isinstance(value, (str, bytes, Node)) or not isinstance(value, Iterable):
        raise TypeError(
            f"{relation.owner.__name__}.{relation.name} takes a list of {relation.target.__name__}, "
            f"got {type(value).__name__}"
        )
    targets: list[Any] = list(value)
    for target in targets:
        check_target(relation, target)
    return targets


def cascading(unit: UnitOfWork, entity: Any) -> list[Any]:
    """Return the nodes that the cascading relations of `entity` hold and no session has yet."""
    found: list[Any] = []
    state = entity.__dict__
    for relation in unit.plan_of(entity).relations.values():
        if relation.cascade and relation.name in state:
            found += [node for node in targets_of(relation, state[relation.name]) if not unit.holds(node)]
    return found


def stage_given(unit: UnitOfWork) -> None:
    """Stage the relations that pending entities were given, until cascades bring no more of them.

    Raises:
        DetachedEntityError: when one of them holds a node that is in no session and the relation does not cascade.
    """
    while unit.given:
        for entity in list(unit.given.values()):
            stage_given_of(unit, entity)
            unit.given.pop(id(entity), None)


def stage_known(unit: UnitOfWork) -> None:
    """Stage the given relations whose nodes are known, so that what is staged now comes after them."""
    for entity in list(unit.given.values()):
        if stage_given_of(unit, entity, strict=False):
            unit.given.pop(id(entity), None)


def stage_given_of(unit: UnitOfWork, entity: Any, *, strict: bool = True) -> bool:
    """Stage the relations that one pending entity was given, and keep them as recording lists.

    Returns:
        False when, not being strict, it left out one that holds a node which no session has.
    """
    state = entity.__dict__
    complete = True
    for relation in unit.plan_of(entity).relations.values():
        value = state.get(relation.name, _NOT_LOADED)
        if value is _NOT_LOADED or value is None or (type(value) is RelationList and value.owner is entity):
            continue
        targets = targets_of(relation, value)
        if not strict and not relation.cascade and not all(map(unit.is_known, targets)):
            complete = False
            continue
        for target in targets:
            admit(unit, relation, target)
            unit.staged.relate(relation, entity, target, None)
            follow_other(unit, relation, entity, target, wanted=True)
        if relation.collection:
            state[relation.name] = RelationList(targets, entity, relation.name)
        unit.note_loaded(relation, entity)
    return complete


def list_changed(unit: UnitOfWork, owner: Any, name: str, came: list[Any], went: list[Any]) -> None:
    """Stage what happened to a relation list; raises before anything is staged."""
    relation = unit.plan_of(owner).relation(name)
    for node in came:
        check_target(relation, node)
    for node in came:
        admit(unit, relation, node)
    for node in went:
        unit.staged.unrelate(relation, owner, node)
        follow_other(unit, relation, owner, node, wanted=False)
    for node in came:
        unit.staged.relate(relation, owner, node, None)
        follow_other(unit, relation, owner, node, wanted=True)


def follow_other(unit: UnitOfWork, relation: RelationPlan, owner: Any, node: Any, *, wanted: bool) -> None:
    for mirror in mirrors(unit, relation, owner, node):
        refresh_end(unit, mirror, node, owner, wanted=wanted)


def assign(unit: UnitOfWork, entity: Any, name: str, value: Any) -> Any:
    """Stage the replacement of a relation's value and return what the entity keeps.

    A list is compared with the loaded one; on a relation that is not loaded, everything else is cleared in one statement.
    A node that no session has may be assigned to an entity that is new itself: the flush will ask for it again.
    """
    relation = unit.plan_of(entity).relation(name)
    targets = targets_of(relation, value)
    if id(entity) in unit.pending and not relation.cascade and not all(map(unit.is_known, targets)):
        unit.staged.clear(relation, entity, targets)
        unit.given[id(entity)] = entity
        return value
    for target in targets:
        admit(unit, relation, target)
    if unit.given:
        stage_known(unit)
    before = entity.__dict__.get(name, _NOT_LOADED)
    unit.note_loaded(relation, entity)
    if type(before) is RelationList:
        list_difference(unit, relation, entity, list(before), targets)
    else:
        unit.staged.clear(relation, entity, targets)
        for target in targets:
            unit.staged.relate(relation, entity, target, None)
        follow_replaced(unit, relation, entity, before, targets)
    return RelationList(targets, entity, name) if relation.collection else value


def follow_replaced(
    unit: UnitOfWork, relation: RelationPlan, entity: Any, before: Any, targets: list[Any]
) -> None:
    """Bring the other ends of a replaced relation in line; of one that was not loaded, all that could be affected."""
    if before is _NOT_LOADED:
        forget_mirrors(unit, relation, entity)
    elif isinstance(before, Node) and all(node is not before for node in targets):
        follow_other(unit, relation, entity, before, wanted=False)
    for target in targets:
        follow_other(unit, relation, entity, target, wanted=True)


def forget_mirrors(unit: UnitOfWork, relation: RelationPlan, entity: Any) -> None:
    """Take the entity out of what other entities have loaded of the same edges from their side."""
    for owner in list(unit.loaded.get(relation.type, {}).values()):
        for mirror in mirrors(unit, relation, entity, owner) if isinstance(owner, relation.target) else ():
            value = owner.__dict__.get(mirror.name)
            if value is entity or (isinstance(value, list) and any(node is entity for node in value)):
                refresh_end(unit, mirror, owner, entity, wanted=False)


def stage_detached(unit: UnitOfWork, entity: Any) -> None:
    """Stage what was assigned to the relations of an entity, or done to their lists, while it was in no session."""
    state, changes = entity.__dict__, entity._changes
    for name in [name for name in unit.plan_of(entity).relations if name in changes]:
        before, after = changes.pop(name), state.get(name)
        if isinstance(before, list):
            before = RelationList(before, entity, name)
        state[name] = _NOT_LOADED if before is MISSING else before
        state[name] = assign(unit, entity, name, after)


def list_difference(
    unit: UnitOfWork, relation: RelationPlan, entity: Any, before: list[Any], after: list[Any]
) -> None:
    old = {id(node) for node in before}
    new = {id(node) for node in after}
    list_changed(
        unit,
        entity,
        relation.name,
        [node for node in after if id(node) not in old],
        [node for node in before if id(node) not in new],
    )
