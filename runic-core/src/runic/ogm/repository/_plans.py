"""What both repositories do, as plans of the unit of work. No I/O; knows neither session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from runic.ogm.core.models import Node
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import FieldValidationError, MetadataError
from runic.ogm.mapping.plan import NodePlan
from runic.ogm.query.builder import QueryBuilder, select
from runic.ogm.values import GraphNode
from runic.ogm.work import execute, load
from runic.ogm.work.steps import Plan
from runic.ogm.work.unit import UnitOfWork

__all__ = ["cypher", "exists", "find_all", "find_all_by_ids"]


def key_of(plan: NodePlan) -> Any:
    """Return the key's field as it is written in a statement; raises `MetadataError` for a class without a key."""
    if plan.key_name is None:
        raise MetadataError(f"{plan.cls.__name__} has no key to look for; declare one with primary_key=True")
    return getattr(plan.cls, plan.key_name)


def find_all(
    unit: UnitOfWork, cls: type[Any], fetch: Iterable[str] | None, skip: int, limit: int | None
) -> Plan[list[Any]]:
    """Page first, then expand the page: relations never change what a page holds."""
    paths = load.paths_of(fetch)
    load.check_paths(unit, cls, paths)
    statement: QueryBuilder[Any] = select(cls)
    if skip:
        statement = statement.skip(skip)
    if limit is not None:
        statement = statement.limit(limit)
    entities = yield from execute.scalars(unit, statement)
    yield from load.fetch_all(unit, entities, paths)
    return entities


def find_all_by_ids(
    unit: UnitOfWork, cls: type[Any], pks: Iterable[Any], fetch: Iterable[str] | None
) -> Plan[list[Any]]:
    """Return the entities of the keys that exist, in the order in which the keys were given."""
    if isinstance(pks, (str, bytes)):
        raise TypeError(f"a list of keys is needed, got {pks!r}; write [{pks!r}]")
    plan = unit.mapper.node_plan(cls)
    field, keys = key_of(plan), list(dict.fromkeys(pks))
    if None in keys:
        raise FieldValidationError(cls.__name__, str(plan.key_name), None, "a key is required")
    paths = load.paths_of(fetch)
    load.check_paths(unit, cls, paths)
    if not keys:
        return []
    entities = yield from execute.scalars(unit, select(cls).where(field.in_(keys)))
    yield from load.fetch_all(unit, entities, paths)
    place = {load.key_value(unit, plan, key): number for number, key in enumerate(keys)}
    last = len(place)

    def order(entity: Any) -> int:
        return place.get(entity._ident if plan.generated else plan.key_of(entity), last)

    return sorted(entities, key=order)


def exists(unit: UnitOfWork, cls: type[Any], pk: Any) -> Plan[bool]:
    """Return whether a node with that key is there."""
    plan = unit.mapper.node_plan(cls)
    field = key_of(plan)
    load.key_value(unit, plan, pk)
    number = yield from execute.count(unit, select(cls).where(field == pk))
    return number > 0


def cypher(
    unit: UnitOfWork, query: str, params: Mapping[str, Any] | None, returns: Any, *, write: bool
) -> Plan[list[Any]]:
    """Run raw Cypher and return its rows as `returns` says."""
    check_returns(returns)
    result = yield from execute.raw(unit, query, params, write=write)
    if returns is None:
        return []
    if returns is dict:
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    if issubclass(returns, Node):
        return execute.adopt(unit, returns, nodes_of(result))
    return [scalar(returns, row[0]) for row in result.rows]


def check_returns(returns: Any) -> None:
    """Refuse what `cypher` cannot make of rows, before anything is sent."""
    if returns is None or returns in {int, float, str, bool, dict}:
        return
    if not (isinstance(returns, type) and issubclass(returns, Node)):
        raise TypeError(f"returns takes int, float, str, bool, dict, a Node class or None, got {returns!r}")


def nodes_of(result: GraphResult) -> list[GraphNode]:
    """Return the nodes of the first column, nulls left out."""
    nodes = [row[0] for row in result.rows if row[0] is not None]
    for node in nodes:
        if not isinstance(node, GraphNode):
            raise TypeError(f"the first column must hold nodes, got {node!r}; return the node itself")
    return nodes


def scalar(kind: type[Any], value: Any) -> Any:
    """Return a value of the first column as the kind that was asked for, null as None; raises `TypeError`."""
    if value is None or type(value) is kind:
        return value
    if kind is float and type(value) is int:
        return float(value)
    if kind is int and type(value) is float and value.is_integer():
        return int(value)  # some databases sum whole numbers to floats
    raise TypeError(f"the first column must hold {kind.__name__}, got {value!r}")
