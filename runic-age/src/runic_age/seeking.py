"""Reads of nodes as SQL: AGE 1.5 looks for `id(n) = x` through the whole table, and its Cypher costs more for every row.

Finds the queries that are asked most (nodes of a class, by comparisons of properties, by ids, a relation of nodes by their
ids) and writes them in SQL, which is sent in place of the Cypher where the tables are known to be there. Comparisons call
the same operators of agtype as AGE's Cypher does. Pure.
"""

# names are checked by runic_age.names, values are parameters
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from runic.ogm.cypher.select import (
    Comparison,
    EdgeItem,
    EntityItem,
    Hop,
    Id,
    Item,
    Junction,
    Match,
    NodePattern,
    Param,
    Predicate,
    Property,
    Select,
    Unwind,
    Variable,
)
from runic_age.names import carries, path, table

__all__ = ["Seek", "seek_of"]

_OPERATORS: Final = frozenset({"=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Seek:
    """A query in SQL, with the same columns and parameters; `$g` stands for the graph.

    Args:
        text: parameters as `%(name)s`, each the text of agtype, or a null.
        tables: labels and types whose tables it reads.
    """

    text: str
    tables: frozenset[str]


def seek_of(select: Select) -> Seek | None:
    """Return the query in SQL, None where it is none of those that are written so."""
    if select.distinct or select.order or select.skip is not None or isinstance(select.limit, Param):
        return None
    limit = "" if select.limit is None else f" LIMIT {int(select.limit)}"
    match select.clauses:
        case [Match(node, None, None, False, Comparison("=", Id(alias), Param(name, None)))] if (
            alias == node.alias
        ):
            return _nodes(select, node, f"(SELECT %({name})s::agtype::graphid) AS x(id)", limit)
        case [Match(node, None, None, False, where)]:
            return _table(select, node, where, limit)
        case [
            Unwind(name, variable),
            Match(node, hop, target, False, Comparison("=", Id(alias), Variable(bound))),
        ]:
            if alias != node.alias or bound != variable:
                return None
            rows = f"(SELECT x::graphid FROM age_unnest(%({name})s::agtype) AS u(x)) AS x(id)"
            if hop is None:
                return _nodes(select, node, rows, limit)
            if target is not None and hop.fixed and target.labels and not node.labels:
                return _related(select, variable, hop, target, rows, limit)
    return None


def _table(select: Select, node: NodePattern, where: Predicate | None, limit: str) -> Seek | None:
    item = _only(select, node)
    wanted = [carries("n", name) for name in node.labels[1:]]
    for predicate in () if where is None else _conjuncts(where):
        condition = _condition(predicate, node.alias)
        if condition is None:
            return None
        wanted.append(condition)
    if item is None:
        return None
    filters = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    text = f"SELECT {_node('n', node, item)} FROM {table(node.labels[0])} AS n{filters}{limit}"
    return Seek(text, frozenset(node.labels[:1]))


def _conjuncts(predicate: Predicate) -> Iterator[Predicate]:
    if isinstance(predicate, Junction) and predicate.op == "AND":
        for operand in predicate.operands:
            yield from _conjuncts(operand)
    else:
        yield predicate


def _condition(predicate: Predicate, alias: str) -> str | None:
    """Return a comparison in SQL; the null of agtype is an absent property in both languages, and equal to nothing."""
    match predicate:
        case Comparison(op, Property(of, name), Param(param, None)) if of == alias and op in _OPERATORS:
            return f"agtype_access_operator(n.properties, {path(name)}) {op} %({param})s::agtype"
    return None


def _only(select: Select, node: NodePattern) -> EntityItem | None:
    """Return what is returned, where it is nothing but the one node."""
    if node.labels and len(select.items) == 1 and isinstance(select.items[0], EntityItem):
        return select.items[0] if select.items[0].alias == node.alias else None
    return None


def _nodes(select: Select, node: NodePattern, rows: str, limit: str) -> Seek | None:
    item = _only(select, node)
    if item is None:
        return None
    text = f"SELECT {_node('n', node, item)} FROM {rows} JOIN {_joined('n', node, 'x.id')}{limit}"
    return Seek(text, frozenset(node.labels[:1]))


def _related(
    select: Select, variable: str, hop: Hop, target: NodePattern, rows: str, limit: str
) -> Seek | None:
    columns: list[str] = []
    for item in select.items:
        match item:
            case Item(Variable(name)) if name == variable:
                columns.append("x.id")
            case EntityItem() if item.alias == target.alias:
                columns.append(_node("m", target, item))
            case EdgeItem() if item.alias == hop.alias:
                columns.append("r.id, r.start_id, r.end_id, r.properties")
            case _:
                return None
    edges = table(hop.type)
    there = f"SELECT id, start_id, end_id, properties, start_id AS near, end_id AS far FROM {edges}"
    back = f"SELECT id, start_id, end_id, properties, end_id AS near, start_id AS far FROM {edges}"
    source = {
        "OUTGOING": there,
        "INCOMING": back,
        "BOTH": f"{there} UNION ALL {back} WHERE start_id <> end_id",
    }
    text = (
        f"SELECT {', '.join(columns)} FROM {rows}\n"
        f"JOIN ({source[hop.direction]}) AS r ON r.near = x.id\n"
        f"JOIN {_joined('m', target, 'r.far')}{limit}"
    )
    return Seek(text, frozenset({hop.type, target.labels[0]}))


def _node(alias: str, node: NodePattern, item: EntityItem) -> str:
    label = f""", '"{node.labels[0]}"'::agtype""" if item.labels else ""
    return f"{alias}.id, {alias}.properties{label}"


def _joined(alias: str, node: NodePattern, ident: str) -> str:
    further = "".join(f" AND {carries(alias, name)}" for name in node.labels[1:])
    return f"{table(node.labels[0])} AS {alias} ON {alias}.id = {ident}{further}"
