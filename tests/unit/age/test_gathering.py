"""Lists with a function for each element are gathered wherever a query asks for them; AGE 1.5 has no list comprehension."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from runic.ogm import Edge, Field, Node, Relation, select
from runic.ogm.cypher.select import (
    Aggregate,
    Comparison,
    Count,
    Cut,
    Hop,
    Item,
    Match,
    NodePattern,
    Order,
    Param,
    Property,
    Select,
    Subquery,
    Variable,
    When,
)
from runic.ogm.query.compile import compile_statement
from runic.testing.kit.filters import Loud
from runic_age.dialect import AGEDialect
from runic_age.gathering import gathered


class Next(Edge, type="GATHER_NEXT"):
    note: str | None = Field(default=None, converter=Loud())


class Stall(Node, labels=["GatherStall"]):
    uid: str = Field(primary_key=True)
    sign: str | None = Field(default=None, converter=Loud())
    near: list[Stall] = Relation(
        relationship="GATHER_NEXT", direction="OUTGOING", target="Stall", edge_model=Next
    )


SIGN: Final[Any] = Stall.sign
NEAR: Final[Any] = Stall.near
NOTE: Final[Any] = Next.note
UID: Final[Any] = Stall.uid

GATHERED: Final = """\
UNWIND CASE WHEN size($p0) = 0 THEN [NULL] ELSE $p0 END AS _item
WITH collect(CASE WHEN _item IS NULL THEN NULL ELSE toUpper(_item) END) AS _list0
MATCH (n:GatherStall)
OPTIONAL MATCH (n)-[_rel0:GATHER_NEXT]->(_far0:GatherStall)
"""


def _signed() -> Any:
    return NEAR.count(SIGN.in_(["b", "c"]))


def _text(made: Any, want: str = "entities") -> str:
    return compile_statement(made, AGEDialect(), want).statement.text


def test_a_count_that_is_compared() -> None:
    assert _text(select(Stall).where(_signed() > 1)) == GATHERED + (
        "WHERE _far0.sign IN _list0\n"
        "WITH _list0, n, count(_rel0) AS _count0\n"
        "WHERE _count0 > $p1\n"
        "RETURN id(n), properties(n)"
    )


def test_a_count_that_is_ordered_by() -> None:
    assert _text(select(Stall).order_by(_signed(), desc=True)) == GATHERED + (
        "WHERE _far0.sign IN _list0\n"
        "WITH _list0, n, count(_rel0) AS _count0\n"
        "RETURN id(n), properties(n)\n"
        "ORDER BY _count0 DESC"
    )


def test_a_count_that_is_returned() -> None:
    assert _text(select(Stall).project(UID, _signed()), "rows") == GATHERED + (
        "WHERE _far0.sign IN _list0\nWITH _list0, n, count(_rel0) AS _count0\nRETURN n.uid, _count0"
    )


REACHED: Final[dict[str, Callable[[], Any]]] = {
    "edge": lambda: select(Stall).where(NEAR.count(NOTE.in_(["b"])) > 0),
    "not in": lambda: select(Stall).where(NEAR.count(SIGN.not_in_(["b"])) > 0),
    "negated": lambda: select(Stall).where(~(_signed() > 1)),
    "either": lambda: select(Stall).where((_signed() > 1) | (UID == "a")),
    "within another": lambda: select(Stall).where(NEAR.any(_signed() > 0)),
    "twice within": lambda: select(Stall).where(NEAR.count(NEAR.count(SIGN.in_(["b"])) > 0) > 0),
    "beside another": lambda: select(Stall).where((_signed() > 1) & SIGN.in_(["a"])),
    "order of a cut": lambda: select(Stall).order_by(_signed()).limit(2).with_("n").where(UID == "a"),
    "filter of a cut": lambda: select(Stall).limit(2).with_("n").where(_signed() > 1),
}


@pytest.mark.parametrize("name", REACHED)
def test_no_comprehension_is_left(name: str) -> None:
    text = _text(REACHED[name]())
    assert " | " not in text
    assert text.startswith("UNWIND CASE WHEN size($p")
    # who comes after a WITH still finds the list
    assert all("_list0" in line for line in text.splitlines()[1:] if line.startswith("WITH"))


LISTED: Final = Param("p", "toUpper", True)
PLACE: Final = Comparison("IN", Property("m", "sign"), LISTED)
NAMED: Final = Comparison("IN", Property("m", "sign"), Variable("_list0"))


def _counted(where: Comparison) -> Count:
    hop = Hop("T", "OUTGOING", "r")
    return Count(Subquery(NodePattern("n"), hop, NodePattern("m", ("A",)), where))


def _query(where: Comparison) -> Select:
    """Ask for the same number in every place where a value can stand."""
    number = _counted(where)
    cut = Cut(
        (Item(Variable("n")), Item(Aggregate("count", When(where, number)), "c")),
        order=(Order(number),),
        where=Comparison(">", Param("q"), number),
    )
    match = Match(NodePattern("n", ("A",)), where=Comparison("=", number, number))
    return Select((match, cut), (Item(number, "d"),), order=(Order(number, True),), subqueries=True)


def test_every_place_of_a_query_is_looked_into() -> None:
    made, lists = gathered(_query(PLACE))
    assert [(found.name, found.param) for found in lists] == [("_list0", LISTED)]
    wanted = _query(NAMED)
    cut = wanted.clauses[1]
    assert isinstance(cut, Cut)
    carried = Cut((*cut.items, Item(Variable("_list0"))), order=cut.order, where=cut.where)
    assert made == Select((wanted.clauses[0], carried), wanted.items, order=wanted.order, subqueries=True)


def test_a_query_without_lists_stays_itself() -> None:
    plain = _query(Comparison("=", Property("m", "sign"), Param("p")))
    assert gathered(plain) == (plain, [])
    assert gathered(plain)[0] is plain
