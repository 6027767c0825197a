"""Clauses while they are put together: filters still find their place, and an OPTIONAL MATCH may turn out to be required."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from runic.ogm.cypher.select import (
    Clause,
    Comparison,
    Cut,
    FulltextSearch,
    Hop,
    Id,
    Item,
    Junction,
    Match,
    NodePattern,
    Order,
    Param,
    Predicate,
    Unwind,
    Variable,
    VectorSearch,
)

__all__ = ["Draft"]

SEEK = "__id"


class Draft:
    """A clause in the making.

    Attributes:
        place: its number among the clauses.
        node, hop, target, optional: of a match.
        filters: predicates, joined by AND in the end.
        ids: the parameter with the ids of the node, when it is looked up by them.
        items, distinct, order, skip, limit: of a cut.
        search: a search that stands for the match of the root.
    """

    node: NodePattern | None = None
    hop: Hop | None = None
    target: NodePattern | None = None
    optional: bool = False
    ids: str | None = None
    items: tuple[Item, ...] = ()
    distinct: bool = False
    order: tuple[Order, ...] = ()
    skip: Param | int | None = None
    limit: Param | int | None = None
    search: FulltextSearch | VectorSearch | None = None

    def __init__(self, kind: Literal["match", "cut", "search"], place: int) -> None:
        self.kind = kind
        self.place = place
        self.filters: list[Predicate] = []

    def seek(self, alias: str, param: str) -> None:
        """Look the node up by its ids, one by one: databases scan all nodes for `id(n) IN $ids`."""
        self.ids = param
        self.filters.append(Comparison("=", Id(alias), Variable(SEEK)))

    def finish(self, clauses: list[Clause]) -> None:
        """Add the clauses that this one has become."""
        filters = self.filters
        where = filters[0] if len(filters) == 1 else Junction("AND", tuple(filters)) if filters else None
        if self.kind == "cut":
            clauses.append(Cut(self.items, self.distinct, self.order, self.skip, self.limit, where))
        elif self.search is not None:
            clauses.append(replace(self.search, where=where))
        else:
            assert self.node is not None
            if self.ids is not None:
                clauses.append(Unwind(self.ids, SEEK))
            clauses.append(Match(self.node, self.hop, self.target, self.optional, where))
