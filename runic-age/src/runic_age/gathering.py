"""Lists whose elements a function converts, gathered before the query: AGE knows list comprehensions from 1.7 only.

`n.x IN [item IN $p | fn(item)]` becomes an UNWIND and a collect at the beginning, and the list is carried to where it is
used. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from runic.ogm.cypher.rendering import bound
from runic.ogm.cypher.select import (
    Comparison,
    Cut,
    Exists,
    Item,
    Junction,
    Match,
    Negation,
    Param,
    Predicate,
    Select,
    Unmet,
    Variable,
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
    clauses: list[Any] = []
    for clause in select.clauses:
        if isinstance(clause, (Match, Cut)) and clause.where is not None:
            clause = replace(clause, where=gathering.predicate(clause.where))
        clauses.append(clause)
    if not gathering.lists:
        return select, []
    carried = tuple(Item(Variable(made.name)) for made in gathering.lists)
    clauses = [
        replace(clause, items=clause.items + carried) if isinstance(clause, Cut) else clause
        for clause in clauses
    ]
    return replace(select, clauses=tuple(clauses)), gathering.lists


class Gathering:
    """Goes through predicates and notes the lists that they need."""

    def __init__(self, taken: Sequence[str]) -> None:
        self.taken = taken
        self.lists: list[Gathered] = []

    def predicate(self, predicate: Predicate) -> Predicate:
        """Return a predicate that names lists."""
        match predicate:
            case Comparison(op, left, Param(_, function, True) as param) if function is not None:
                return Comparison(op, left, self.list(param))
            case Junction():
                return Junction(predicate.op, tuple(map(self.predicate, predicate.operands)))
            case Negation():
                return Negation(self.predicate(predicate.operand))
            case Unmet():
                return Unmet(self.predicate(predicate.operand))
            case Exists(subquery) if subquery.where is not None:
                return Exists(replace(subquery, where=self.predicate(subquery.where)))
            case _:
                return predicate

    def list(self, param: Param) -> Variable:
        """Return the name of the list that a parameter becomes."""
        name = f"_list{len(self.lists)}"
        while name in self.taken:
            name += "_"
        self.lists.append(Gathered(name, param))
        return Variable(name)
