"""FalkorDB's forms of queries, where they differ from the neutral ones.

Pure text; knows no connection. Facts are those of module 4.22.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from runic.ogm.cypher.lifting import lifted
from runic.ogm.cypher.rendering import SelectRenderer, bound
from runic.ogm.cypher.select import (
    Clause,
    Cut,
    EdgeItem,
    EntityItem,
    Item,
    Junction,
    Match,
    Raw,
    Select,
    Subquery,
    Variable,
)
from runic.ogm.cypher.statement import Statement
from runic_falkordb.searches import FalkorDBSearches

__all__ = ["FalkorDBReader"]

_FEW: Final = 10


class FalkorDBReader(SelectRenderer):
    """Renders queries for FalkorDB."""

    searches = FalkorDBSearches

    def render(self, select: Select) -> Statement:
        """Return the statement of a query, with every edge that must make a row of its own."""
        plain = lifted(select, self.dialect.name, lambda subquery: subquery.where is None)
        statement = super().render(each_edge(self.one_label(plain)))
        return replace(statement, packed="row") if few(select) else statement

    def returned(self, select: Select, columns: Sequence[str]) -> list[str]:
        """Few rows come as one list each: every column costs about 3 µs a statement, and a longer result gains nothing."""
        return super().returned(select, [f"[{', '.join(columns)}]"] if few(select) else columns)

    def one_label(self, select: Select) -> Select:
        """Return the query with one label a node that nothing leads to, where a pattern stands in a filter.

        4.16.3 dies of a pattern in a filter on nodes that are looked up by several labels.
        """
        if not select.subqueries:
            return select
        return replace(
            select, clauses=tuple(self.tested(c) if isinstance(c, Match) else c for c in select.clauses)
        )

    def tested(self, match: Match) -> Match:
        """Return a match of one node with its further labels as conditions."""
        node = match.node
        if match.hop is not None or len(node.labels) < 2:
            return match
        tests = [Raw(f"{self.quote(node.alias)}:{self.quote(label)}") for label in node.labels[1:]]
        asked = tests if match.where is None else [*tests, match.where]
        where = asked[0] if len(asked) == 1 else Junction("AND", tuple(asked))
        return replace(match, node=replace(node, labels=node.labels[:1]), where=where)

    def exists(self, subquery: Subquery) -> str:
        """A bare pattern is the one form of a subquery that a filter may hold: it can name nothing and has no WHERE."""
        labels = "".join(f":{self.quote(label)}" for label in subquery.target.labels)
        return f"{self.node(subquery.node)}{self.hop(replace(subquery.hop, alias=None))}({labels})"


def few(select: Select) -> bool:
    """True when a query reads a handful of nodes at most, as a read by key does."""
    return (
        isinstance(select.limit, int)
        and select.limit <= _FEW
        and not select.distinct
        and len(select.items) == 1
        and isinstance(select.items[0], EntityItem)
    )


def each_edge(select: Select) -> Select:
    """Return the query with a WITH for edges that nothing else names.

    FalkorDB makes one row of parallel edges unless a later clause names the edge. A filter that names it turns an OPTIONAL
    MATCH into a nested plan (18 µs a row instead of 5); a WITH does not.
    """
    hops = [clause for clause in select.clauses if isinstance(clause, Match) and clause.hop is not None]
    if not any(match.hop.fixed and match.hop.each for match in hops if match.hop is not None):
        return select
    returned = {item.alias for item in select.items if isinstance(item, EdgeItem)}
    clauses: list[Clause] = []
    waiting: set[str] = set()
    for number, clause in enumerate(select.clauses):
        if isinstance(clause, Cut):
            clauses += named_again(clauses, waiting)
            waiting = set()
        if isinstance(clause, Match) and clause.hop is not None and clause.hop.fixed and clause.hop.each:
            alias = clause.hop.alias or unused(number, select.clauses)
            clause = replace(clause, hop=replace(clause.hop, alias=alias))
            waiting.add(alias)
        clauses.append(clause)
    clauses += named_again(clauses, waiting - returned)
    return replace(select, clauses=tuple(clauses))


def named_again(clauses: list[Clause], edges: set[str]) -> list[Clause]:
    """Return the WITH that carries everything on, when there are edges to be named."""
    if not edges:
        return []
    return [Cut(tuple(Item(Variable(name)) for name in bound(clauses)))]


def unused(number: int, clauses: Iterable[Clause]) -> str:
    """Return a name for an edge that the query does not use."""
    taken = set(bound(list(clauses)))
    name = f"_e{number}"
    while name in taken:
        name += "_"
    return name
