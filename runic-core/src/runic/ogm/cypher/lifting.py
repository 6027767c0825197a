"""Subqueries as clauses of their own, for databases that cannot write them where a value stands.

`WHERE EXISTS { … }` becomes an OPTIONAL MATCH, a WITH that counts, and a filter on the number. Rows stay what they are: all
that is bound is what is counted by, edges included. Knows no database; a dialect says what it can write in place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from runic.ogm.cypher.rendering import bound, carried
from runic.ogm.cypher.select import (
    Aggregate,
    Clause,
    Comparison,
    Count,
    Cut,
    Exists,
    FulltextSearch,
    Hop,
    HybridSearch,
    Item,
    Junction,
    Match,
    Negation,
    NodePattern,
    Order,
    Predicate,
    Raw,
    ReturnItem,
    Select,
    Subquery,
    Unmet,
    Value,
    Variable,
    VectorSearch,
    When,
)
from runic.ogm.exceptions import UnsupportedFeatureError

__all__ = ["lifted"]

InPlace = Callable[[Subquery], bool]


def lifted(select: Select, backend: str, in_place: InPlace, given: Sequence[str] = ()) -> Select:
    """Return a query without subqueries, but for the existence of those that can be written in place.

    Args:
        select: the query.
        backend: the database's name, for errors.
        in_place: whether the existence of a subquery can be written where it stands.
        given: names that are bound before the first clause, and carried through.

    Raises:
        UnsupportedFeatureError: for a subquery about the target of an OPTIONAL MATCH.
    """
    if not select.subqueries:
        return select
    lifter = Lifter(backend, in_place, given)
    return lifter.run(select) if lifter.touches(select) else select


class Lifter:
    """Goes through one query and gathers its clauses anew."""

    def __init__(self, backend: str, in_place: InPlace, given: Sequence[str]) -> None:
        self.backend = backend
        self.in_place = in_place
        self.given = given
        self.clauses: list[Clause] = []
        self.edges: list[str] = []
        self.told: set[str] = set()
        self.number = 0
        self.matching = True

    # -- whether there is anything to do -----------------------------------------------------------------------------

    def touches(self, select: Select) -> bool:
        """Return whether a query holds a subquery that must be lifted."""
        for clause in select.clauses:
            where: Predicate | None = getattr(clause, "where", None)
            self.matching = isinstance(clause, Match)
            if where is not None and self.asks(where):
                return True
        cuts = [clause for clause in select.clauses if isinstance(clause, Cut)]
        orders = [*select.order, *(term for cut in cuts for term in cut.order)]
        items = [*select.items, *(item for cut in cuts for item in cut.items)]
        return any(isinstance(thing, (Item, Order)) and counts(thing.value) for thing in (*items, *orders))

    def asks(self, predicate: Predicate) -> bool:
        """Return whether a predicate holds a subquery that must be lifted."""
        match predicate:
            case Comparison():
                return counts(predicate.left) or (predicate.right is not None and counts(predicate.right))
            case Junction():
                return any(map(self.asks, predicate.operands))
            case Negation() | Unmet():
                return self.asks(predicate.operand)
            case Exists():
                return not self.written(predicate.subquery)
            case _:
                return False

    def written(self, subquery: Subquery) -> bool:
        """Return whether the existence of a subquery is written in place: not all can behind a WITH."""
        return (
            self.matching
            and self.in_place(subquery)
            and (subquery.where is None or not self.asks(subquery.where))
        )

    # -- clauses -----------------------------------------------------------------------------------------------------

    def run(self, select: Select) -> Select:
        """Return the query without subqueries."""
        for clause in select.clauses:
            self.clause(clause)
        items = tuple(map(self.item, select.items))
        order = tuple(map(self.term, select.order))
        return replace(select, clauses=tuple(self.clauses), items=items, order=order)

    def clause(self, clause: Clause) -> None:
        self.matching = isinstance(clause, Match)
        match clause:
            case Match():
                self.match(clause)
            case Cut():
                self.cut(clause)
            case FulltextSearch() | VectorSearch() | HybridSearch():
                self.told |= {clause.score} if clause.score is not None else set()
                self.filtered(clause, clause.where)
            case _:
                self.clauses.append(clause)

    def match(self, clause: Match) -> None:
        """Add a match whose edge has a name: rows that differ in their edges only must stay apart."""
        if clause.hop is not None and clause.hop.alias is None:
            alias = self.unused("_edge")
            self.edges.append(alias)
            clause = replace(clause, hop=replace(clause.hop, alias=alias))
        if clause.optional and clause.where is not None and self.asks(clause.where):
            raise UnsupportedFeatureError(
                self.backend,
                "a filter on what relations of an optional target lead to",
                "traverse with optional=False, or count the relation in a column",
            )
        if clause.hop is not None and clause.target is not None:
            self.tell(clause.node, clause.hop, clause.target, optional=clause.optional)
        self.filtered(clause, clause.where)

    def tell(self, node: NodePattern, hop: Hop, target: NodePattern, *, optional: bool) -> None:
        """Note which ends of a hop are known by its edge: not those of a way that may have none."""
        ends = {target.alias} if optional else {node.alias, target.alias}
        if hop.low:
            self.told |= ends
        else:
            self.told.discard(target.alias)

    def cut(self, clause: Cut) -> None:
        """Add a WITH, which keeps rows apart by what it drops unless it makes rows equal."""
        items = tuple(map(self.item, clause.items))
        order = tuple(map(self.term, clause.order))
        if not clause.distinct and not any(isinstance(item.value, Aggregate) for item in items):
            items += self.apart({carried(item) for item in items})
        else:
            self.told.clear()
        self.filtered(replace(clause, items=items, order=order), clause.where)

    def apart(self, kept: set[str]) -> tuple[Item, ...]:
        """Return what a WITH carries on besides, under names of its own: edges, and nodes that no edge tells."""
        names = self.bound()
        items = [Item(Variable(edge)) for edge in self.edges if edge in names]
        for name in names:
            if name not in kept and name not in self.told and name not in self.edges:
                hidden = self.unused("_kept")
                self.edges.append(hidden)
                items.append(Item(Variable(name), hidden))
        return tuple(items)

    def filtered(
        self, clause: Match | Cut | FulltextSearch | VectorSearch | HybridSearch, where: Predicate | None
    ) -> None:
        """Add a clause; the part of its filter that asks about subqueries becomes a filter after them."""
        parts = where.operands if isinstance(where, Junction) and where.op == "AND" else (where,)
        asking = [part for part in parts if part is not None and self.asks(part)]
        if not asking:
            self.clauses.append(clause)
            return
        plain = [part for part in parts if part is not None and part not in asking]
        self.clauses.append(replace(clause, where=joined(plain)))
        predicate = joined([self.predicate(part) for part in asking])
        last = self.clauses[-1]
        assert isinstance(last, Cut), last
        self.clauses[-1] = replace(last, where=predicate)

    # -- what holds subqueries ---------------------------------------------------------------------------------------

    def predicate(self, predicate: Predicate) -> Predicate:
        """Return a predicate on numbers that are counted before it."""
        match predicate:
            case Comparison():
                right = None if predicate.right is None else self.value(predicate.right)
                return Comparison(predicate.op, self.value(predicate.left), right)
            case Junction():
                return Junction(predicate.op, tuple(map(self.predicate, predicate.operands)))
            case Negation():
                return Negation(self.predicate(predicate.operand))
            case Unmet():
                return Unmet(self.predicate(predicate.operand))
            case Exists():  # those that could stand in place, too: behind a WITH some databases cannot read them
                return Comparison(">", self.count(predicate.subquery), Raw("0"))
            case _:
                return predicate

    def value(self, value: Value) -> Value:
        return self.count(value.subquery) if isinstance(value, Count) else value

    def item(self, item: ReturnItem | Any) -> Any:
        if isinstance(item, Item) and counts(item.value):
            return Item(self.value(item.value), item.name)
        return item

    def term(self, term: Order) -> Order:
        return replace(term, value=self.value(term.value)) if counts(term.value) else term

    def count(self, subquery: Subquery) -> Variable:
        """Add the clauses that count the matches of a subquery for each row; return the number's name."""
        names = self.bound()
        name = self.unused("_count")
        assert subquery.hop.alias is not None, subquery
        found: Value = Variable(subquery.hop.alias)
        where = subquery.where
        if isinstance(where, Unmet):
            where = unmet(where.operand)
        nested = where is not None and self.asks(where)
        hop = replace(subquery.hop, each=False)  # counting the edge names it
        self.clauses.append(
            Match(subquery.node, hop, subquery.target, optional=True, where=None if nested else where)
        )
        if nested and where is not None:
            found = When(self.predicate(where), found)
        items = map(Item, map(Variable, names))
        self.clauses.append(Cut((*items, Item(Aggregate("count", found), name))))
        self.told.add(name)
        return Variable(name)

    def bound(self) -> list[str]:
        """Return the names that are bound so far."""
        return list(dict.fromkeys([*self.given, *bound(self.clauses)]))

    def unused(self, prefix: str) -> str:
        """Return a name that no user gave."""
        taken = self.bound()
        name = f"{prefix}{self.number}"
        self.number += 1
        while name in taken:
            name += "_"
        return name


def unmet(predicate: Predicate) -> Predicate:
    """Return that a predicate is false or unknown, with patterns on their own: FalkorDB reads none within a function."""
    match predicate:
        case Exists():
            return Negation(predicate)
        case Negation(Exists() as inner):
            return inner
        case Negation(Negation(inner)):
            return unmet(inner)
        case Junction(op, parts) if any(map(holds_pattern, parts)):
            return Junction("OR" if op == "AND" else "AND", tuple(map(unmet, parts)))
        case Negation(Junction(op, parts)) if any(map(holds_pattern, parts)):
            return Junction(op, tuple(unmet(Negation(part)) for part in parts))
        case _:
            return Unmet(predicate)


def holds_pattern(predicate: Predicate) -> bool:
    """Return whether a predicate asks for the existence of a pattern."""
    match predicate:
        case Exists():
            return True
        case Junction():
            return any(map(holds_pattern, predicate.operands))
        case Negation() | Unmet():
            return holds_pattern(predicate.operand)
        case _:
            return False


def counts(value: Value) -> bool:
    """Return whether a value is the number of matches of a subquery."""
    return isinstance(value, Count)


def joined(parts: list[Predicate]) -> Predicate | None:
    """Return predicates joined by AND, None for none."""
    return None if not parts else parts[0] if len(parts) == 1 else Junction("AND", tuple(parts))
