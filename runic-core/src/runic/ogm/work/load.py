"""Plans that load: by key, by relation, again. What is asked for is loaded, for all that came together; nothing else."""

# entities are Any here, and their state is the protocol between core and work
# pyright: reportPrivateUsage=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from runic.ogm.core.metadata import get_metadata
from runic.ogm.core.state import _NOT_LOADED
from runic.ogm.exceptions import (
    DetachedEntityError,
    FieldValidationError,
    MetadataError,
    MultipleResultsError,
    StaleEntityError,
    ValueEncodingError,
)
from runic.ogm.mapping.plan import NodePlan, RelationPlan
from runic.ogm.mapping.shape import Compiled
from runic.ogm.work.collection import RelationList
from runic.ogm.work.flush import flush
from runic.ogm.work.steps import Plan

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = ["expired", "fetch_all", "get", "lazily", "refresh", "relations", "relationship"]


def get(unit: UnitOfWork, cls: type, pk: Any, fetch: Iterable[str] | None = None) -> Plan[Any]:
    """Return the entity of a class with a key, or None."""
    plan = unit.mapper.node_plan(cls)
    if plan.key_name is None:
        raise MetadataError(
            f"{cls.__name__} has no key, so get() cannot find it; declare one with primary_key=True"
        )
    paths = paths_of(fetch)
    check_paths(unit, cls, paths)
    key = key_value(unit, plan, pk)
    entity = held(unit, plan, key)
    if entity is None and unit.autoflush and not unit.idle:
        yield from flush(unit)
        entity = held(unit, plan, key)
    if entity is None:
        entity = yield from get_stored(unit, plan, pk, key)
    elif "_expired" in entity.__dict__:
        yield from expired(unit, entity, plan.key_name)
    if entity is None or id(entity) in unit.deleted or not isinstance(entity, cls):
        return None
    if paths:
        yield from fetch_all(unit, [entity], paths)
    return entity


def key_value(unit: UnitOfWork, plan: NodePlan, pk: Any) -> Any:
    """Return a key as the identity map knows it; raises `FieldValidationError` for what cannot be one."""
    if plan.generated:
        try:
            return unit.mapper.dialect.ident(pk)
        except ValueEncodingError as refused:
            raise FieldValidationError(plan.cls.__name__, str(plan.key_name), pk, refused.reason) from refused
    if plan.key is not None:
        plan.key.spec.check(pk)
    if pk is None:
        raise FieldValidationError(plan.cls.__name__, str(plan.key_name), pk, "a key is required")
    return pk


def held(unit: UnitOfWork, plan: NodePlan, key: Any) -> Any:
    """Return the entity that the session holds under a key, or None."""
    if plan.generated:
        return unit.identity.by_id.get(key)
    entity = unit.identity.keyed(plan.primary_label).get(key)
    return entity if entity is not None and plan.key_of(entity) == key else None


def get_stored(unit: UnitOfWork, plan: NodePlan, pk: Any, key: Any) -> Plan[Any]:
    from runic.ogm.query.compile import compile_get  # what compiles is loaded by the first statement

    compiled = compile_get(plan.cls, unit.mapper.dialect)
    encoded = key if plan.key is None else plan.key.encode(key)
    result = yield compiled.with_params({"key": encoded})
    if len(result.rows) > 1:
        raise MultipleResultsError(f"several {plan.cls.__name__} nodes have the key {pk!r}; make it unique")
    if not result.rows:
        return None
    entities = yield from read_entities(unit, compiled, result.rows)
    return entities[0]


def read_entities(unit: UnitOfWork, compiled: Compiled, rows: list[list[Any]]) -> Plan[list[Any]]:
    """Return the entities of the first part of each row, with the relations that are always loaded."""
    origin = unit.hold(())
    entities = unit.mapper.node_reader(compiled.shapes, 0).entities(rows, unit.identity, origin)
    yield from fetch_eager(unit, origin.peers)
    return entities


# -- relations -----------------------------------------------------------------------------------------------------

Paths = dict[str, "Paths"]


def paths_of(fetch: Iterable[Any] | None) -> Paths:
    """Return dotted paths as a tree; raises `TypeError` for a single string."""
    tree: Paths = {}
    if fetch is None:
        return tree
    if isinstance(fetch, str):
        raise TypeError(f"fetch takes a list of relation names, got {fetch!r}; write fetch=[{fetch!r}]")
    for path in fetch:
        branch = tree
        for name in (path if isinstance(path, str) else path.name).split("."):
            branch = branch.setdefault(name, {})
    return tree


def check_paths(unit: UnitOfWork, cls: type, paths: Paths) -> None:
    """Refuse names of relations that the class and its subclasses do not have, before anything is sent."""
    for name, below in paths.items():
        relation = relation_in_family(unit, cls, name)
        check_paths(unit, relation.target, below)


def relation_in_family(unit: UnitOfWork, cls: type, name: str) -> RelationPlan:
    for member in (cls, *unit.mapper.subclasses(cls)):
        found = unit.mapper.node_plan(member).relations.get(name)
        if found is not None:
            return found
    return unit.mapper.node_plan(cls).relation(name)


def fetch_all(unit: UnitOfWork, entities: Sequence[Any], paths: Paths) -> Plan[None]:
    """Load a tree of relations, one statement a relation, level and chunk; what is loaded already is not read again."""
    for name, below in paths.items():
        owners = [e for e in entities if e is not None and name in unit.plan_of(e).relations]
        yield from expand(unit, owners, name)
        if below:
            reached = {id(node): node for owner in owners for node in related(owner, name)}
            yield from fetch_all(unit, list(reached.values()), below)


def fetch_eager(unit: UnitOfWork, entities: Sequence[Any]) -> Plan[None]:
    """Load the relations that are declared with `lazy=False`, for entities that are new to the session."""
    if not entities:
        return
    classes: set[type] = set(map(type, entities))
    for cls in classes:
        for relation in unit.mapper.node_plan(cls).relations.values():
            if not relation.lazy:
                yield from expand(unit, [entity for entity in entities if type(entity) is cls], relation.name)


def related(owner: Any, name: str) -> Iterator[Any]:
    """Yield the nodes that a loaded relation holds."""
    value = owner.__dict__.get(name)
    if isinstance(value, list):
        yield from value
    elif value is not None and value is not _NOT_LOADED:
        yield value


def expand(unit: UnitOfWork, owners: Sequence[Any], name: str) -> Plan[None]:
    """Load one relation for all owners that lack it."""
    from runic.ogm.query.compile import compile_expand

    if unit.autoflush and not unit.idle:
        yield from flush(unit)
    waiting: dict[RelationPlan, dict[Any, Any]] = {}
    for owner in owners:
        if owner.__dict__.get(name, _NOT_LOADED) is _NOT_LOADED and owner._ident is not None:
            waiting.setdefault(declared(unit, unit.plan_of(owner).relations[name]), {})[owner._ident] = owner
    for relation, by_ident in waiting.items():
        idents = list(by_ident)
        found: dict[Any, list[Any]] = {ident: [] for ident in idents}
        origin = unit.hold(())
        compiled = compile_expand(relation.spec, unit.mapper.dialect)
        limit = unit.mapper.dialect.max_rows
        for start in range(0, len(idents), limit):
            result = yield compiled.with_params({"ids": idents[start : start + limit]})
            reader = unit.mapper.node_reader(compiled.shapes, 1)
            nodes = reader.entities(result.rows, unit.identity, origin)
            for row, node in zip(result.rows, nodes, strict=True):
                if node is not None:
                    found[row[0]].append(node)
        for ident, nodes in found.items():
            settle(unit, by_ident[ident], relation, nodes)
        yield from fetch_eager(unit, origin.peers)


def declared(unit: UnitOfWork, relation: RelationPlan) -> RelationPlan:
    """Return the relation of the class that declares it: its children are asked about in one statement."""
    owner = relation.spec.descriptor.owner
    if owner is None or owner is relation.owner or get_metadata().get_node_meta(owner) is None:
        return relation
    parent = unit.mapper.node_plan(owner)
    shares_labels = set(parent.labels) <= set(unit.mapper.node_plan(relation.owner).labels)
    return parent.relations.get(relation.name, relation) if shares_labels else relation


def settle(unit: UnitOfWork, owner: Any, relation: RelationPlan, nodes: list[Any]) -> None:
    """Give a relation its loaded value: every node once, deleted ones left out."""
    unique = list({id(node): node for node in nodes if id(node) not in unit.deleted}.values())
    state = owner.__dict__
    unit.note_loaded(relation, owner)
    if relation.collection:
        state[relation.name] = RelationList(unique, owner, relation.name)
    else:
        state[relation.name] = unique[0] if unique else None


def lazily(unit: UnitOfWork, entity: Any, name: str) -> Plan[None]:
    """Load a relation for an entity that was touched, and for the peers of its result that lack it as well."""
    if id(entity) in unit.pending:
        if unit.autoflush:
            yield from flush(unit)
        else:
            settle(unit, entity, unit.plan_of(entity).relation(name), [])
            return
    peers = [e for e in entity._origin.peers if unit.holds(e) and name in unit.plan_of(e).relations]
    if not any(peer is entity for peer in peers):
        peers.append(entity)
    yield from expand(unit, peers, name)


def relationship(unit: UnitOfWork, entity: Any, name: str) -> Plan[Any]:
    """Load a relation, also when it is loaded, and return its value."""
    unit.plan_of(entity).relation(name)
    require_persistent(unit, entity)
    if unit.autoflush and not unit.idle:
        yield from flush(unit)
    entity.__dict__[name] = _NOT_LOADED
    yield from expand(unit, [entity], name)
    return entity.__dict__[name]


def relations(unit: UnitOfWork, entity: Any, names: Sequence[Any]) -> Plan[Any]:
    """Load relations of an entity and its peers and return their values."""
    wanted = [name if isinstance(name, str) else name.name for name in names]
    plan = unit.plan_of(entity)
    for name in wanted:
        plan.relation(name)
    if not unit.holds(entity):
        raise DetachedEntityError(f"{entity!r} is not in this session, so nothing can be loaded for it")
    for name in wanted:
        if entity.__dict__.get(name, _NOT_LOADED) is _NOT_LOADED:
            yield from lazily(unit, entity, name)
    values = tuple(entity.__dict__.get(name) for name in wanted)
    return values[0] if len(values) == 1 else values


# -- again ---------------------------------------------------------------------------------------------------------


def require_persistent(unit: UnitOfWork, entity: Any) -> None:
    """Refuse an entity that has no node of this session."""
    if not unit.holds(entity) or id(entity) in unit.pending:
        raise DetachedEntityError(f"{entity!r} is not persistent in this session")


def refresh(unit: UnitOfWork, entity: Any) -> Plan[None]:
    """Read an entity again; its unflushed changes are dropped."""
    require_persistent(unit, entity)
    unit.forget_values(entity)
    yield from read_again(unit, [entity])
    if "_expired" in entity.__dict__:
        raise StaleEntityError(f"{entity!r} no longer exists in the database", [entity])


def expired(unit: UnitOfWork, entity: Any, name: str) -> Plan[None]:
    """Read an entity that was touched while expired, with its expired peers of the same class."""
    cls: type[Any] = type(entity)
    peers = [e for e in entity._origin.peers if type(e) is cls and "_expired" in e.__dict__ and unit.holds(e)]
    if not any(peer is entity for peer in peers):
        peers.append(entity)
    yield from read_again(unit, peers)
    if "_expired" in entity.__dict__:
        raise StaleEntityError(
            f"{cls.__name__}.{name} cannot be loaded: the node of {entity!r} no longer exists", [entity]
        )


def read_again(unit: UnitOfWork, entities: Sequence[Any]) -> Plan[None]:
    from runic.ogm.query.compile import compile_by_ids

    compiled = compile_by_ids(type(entities[0]), unit.mapper.dialect)
    limit = unit.mapper.dialect.max_rows
    idents = [entity._ident for entity in entities]
    for start in range(0, len(idents), limit):
        result = yield compiled.with_params({"ids": idents[start : start + limit]})
        yield from read_entities(unit, compiled, result.rows)
