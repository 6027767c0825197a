"""Lists whose elements a function converts, gathered before the query: AGE knows list comprehensions from 1.7 only.

`n.x IN [item IN $p | fn(item)]` becomes an UNWIND and a collect at the beginning, and the list is carried to where it is
used, within subqueries, too. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from runic.ogm.cypher.rendering import bound
from runic.ogm.cypher.select import (
    Aggregate,
    Clause,
    Comparison,
    Count,
    Cut,
    Exists,
    Item,
    Junction,
    Match,
    Negation,
    Order,
    Param,
    Predicate,
    ReturnItem,
    Select,
    Subquery,
    Unmet,
    Value,
    Variable,
    When,
)

__all__ = ["Gathered", "gathered"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A list that is made at the beginning.

    Args:
        name: its name in the query.
        param: the parameter with the elements, and the function for each.
    """

    name: str
    param: Param

    def lines(self, before: Sequence[str]) -> list[str]:
        """Return the clauses that make it; an empty list must not take the row away that lists before it stand in."""
        given = f"${self.param.name}"
        carried = [f"head(collect({name})) AS {name}" for name in before]
        value = f"CASE WHEN _item IS NULL THEN NULL ELSE {self.param.function}(_item) END"
        return [
            f"UNWIND CASE WHEN size({given}) = 0 THEN [NULL] ELSE {given} END AS _item",
            # carried as an aggregate: grouping by a list ends the server of AGE 1.5
            f"WITH {', '.join([*carried, f'collect({value}) AS {self.name}'])}",
        ]


def gathered(select: Select) -> tuple[Select, list[Gathered]]:
    """Return the query with lists in place of converted parameters, and these lists."""
    gathering = Gathering(bound(select.clauses))
    clauses = tuple(map(gathering.clause, select.clauses))
    items = tuple(map(gathering.item, select.items))
    order = gathering.order(select.order)
    if not gathering.lists:
        return select, []
    carried = tuple(Item(Variable(made.name)) for made in gathering.lists)
    clauses = tuple(
        replace(clause, items=clause.items + carried) if isinstance(clause, Cut) else clause
        for clause in clauses
    )
    return replace(select, clauses=clauses, items=items, order=order), gathering.lists


class Gathering:
    """Goes through a query and notes the lists that it needs."""

    def __init__(self, taken: Sequence[str]) -> None:
        self.taken = taken
        self.lists: list[Gathered] = []

    def clause(self, clause: Clause) -> Clause:
        """Return a clause that names lists; a search is none of AGE's, and an UNWIND takes what is sent."""
        match clause:
            case Cut():
                where = None if clause.where is None else self.predicate(clause.where)
                items = tuple(Item(self.value(item.value), item.name) for item in clause.items)
                return replace(clause, items=items, order=self.order(clause.order), where=where)
            case Match() if clause.where is not None:
                return replace(clause, where=self.predicate(clause.where))
            case _:
                return clause

    def item(self, item: ReturnItem) -> ReturnItem:
        """Return what is returned, with lists where a number of related nodes asks for them."""
        return Item(self.value(item.value), item.name) if isinstance(item, Item) else item

    def order(self, terms: Sequence[Order]) -> tuple[Order, ...]:
        """Return the terms of an order that names lists."""
        return tuple(replace(term, value=self.value(term.value)) for term in terms)

    def value(self, value: Value) -> Value:
        """Return a value that names lists, which a subquery within it may need."""
        match value:
            case Count(subquery):
                return Count(self.subquery(subquery))
            case When():
                return When(self.predicate(value.predicate), self.value(value.value))
            case Aggregate(_, operand) if operand is not None:
                return replace(value, operand=self.value(operand))
            case _:
                return value

    def subquery(self, subquery: Subquery) -> Subquery:
        """Return a subquery that names lists."""
        return subquery if subquery.where is None else replace(subquery, where=self.predicate(subquery.where))

    def predicate(self, predicate: Predicate) -> Predicate:
        """Return a predicate that names lists."""
        match predicate:
            case Comparison(op, left, Param(_, function, True) as param) if function is not None:
                return Comparison(op, self.value(left), self.list(param))
            case Comparison(op, left, right):
                return Comparison(op, self.value(left), None if right is None else self.value(right))
            case Junction():
                return Junction(predicate.op, tuple(map(self.predicate, predicate.operands)))
            case Negation():
                return Negation(self.predicate(predicate.operand))
            case Unmet():
                return Unmet(self.predicate(predicate.operand))
            case Exists(subquery):
                return Exists(self.subquery(subquery))
            case _:
                return predicate

    def list(self, param: Param) -> Variable:
        """Return the name of the list that a parameter becomes, one for all places where it stands."""
        for made in self.lists:
            if made.param == param:
                return Variable(made.name)
        name = f"_list{len(self.lists)}"
        while name in self.taken:
            name += "_"
        self.lists.append(Gathered(name, param))
        return Variable(name)
