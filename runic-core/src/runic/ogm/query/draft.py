"""Clauses while they are put together: filters still find their place, and an OPTIONAL MATCH may turn out to be required."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from runic.ogm.cypher.select import (
    Clause,
    Comparison,
    Cut,
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
)

__all__ = ["Draft", "joined"]

SEEK = "__id"


class Draft:
    """A clause in the making.

    Attributes:
        place: its number among the clauses.
        node, hop, target, optional: of a match.
        filters: predicates, joined by AND in the end.
        ids: the parameter with the ids of the node, when it is looked up by them.
        items, distinct, order, skip, limit: of a cut.
    """

    __slots__ = (
        "distinct", "filters", "hop", "ids", "items", "kind", "limit", "node", "optional", "order", "place", "skip",
        "target",
    )  # fmt: skip

    def __init__(self, kind: Literal["match", "cut", "search"], place: int) -> None:
        self.kind = kind
        self.place = place
        self.filters: list[Predicate] = []
        self.node: NodePattern | None = None
        self.hop: Hop | None = None
        self.target: NodePattern | None = None
        self.optional = False
        self.ids: str | None = None
        self.items: tuple[Item, ...] = ()
        self.distinct = False
        self.order: tuple[Order, ...] = ()
        self.skip: Param | int | None = None
        self.limit: Param | int | None = None

    def seek(self, alias: str, param: str) -> None:
        """Look the node up by its ids, one by one: databases scan all nodes for `id(n) IN $ids`."""
        self.ids = param
        self.filters.append(Comparison("=", Id(alias), Variable(SEEK)))

    def add(self, predicate: Predicate, used: list[Any]) -> None:
        """Add a filter; `used` are the variables in it."""
        del used
        self.filters.append(predicate)

    def finish(self, clauses: list[Clause]) -> None:
        """Add the clauses that this one has become."""
        where = joined(self.filters)
        if self.kind == "cut":
            clauses.append(Cut(self.items, self.distinct, self.order, self.skip, self.limit, where))
        else:
            assert self.node is not None
            if self.ids is not None:
                clauses.append(Unwind(self.ids, SEEK))
            clauses.append(Match(self.node, self.hop, self.target, self.optional, where))


def joined(parts: Sequence[Predicate]) -> Predicate | None:
    """Return predicates joined by AND, None for none."""
    return None if not parts else parts[0] if len(parts) == 1 else Junction("AND", tuple(parts))
