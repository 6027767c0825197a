"""Expressions: records of intent, combined by operators that cannot be misread."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.cypher.expressions import (
    AggExpr,
    CompoundExpr,
    FilterExpr,
    NegatedExpr,
    OrderExpr,
    StatementError,
    avg,
    collect,
    count,
    max_,
    min_,
    sum_,
    text,
)
from tests.unit.query.models import Movie, User

ADULT: Any = User.age > 18  # type: ignore[operator]
ACTIVE: Any = User.active == True  # noqa: E712


def test_operators_make_the_documented_records() -> None:
    assert FilterExpr(User, "age", ">", 18) == ADULT
    assert CompoundExpr("AND", [ADULT, ACTIVE]) == (ADULT & ACTIVE)
    assert CompoundExpr("OR", [ADULT, ACTIVE]) == (ADULT | ACTIVE)
    assert NegatedExpr(ACTIVE) == ~ACTIVE
    assert ~~ACTIVE == ACTIVE
    assert ADULT.with_alias("u") == FilterExpr(User, "age", ">", 18, "u")


def test_chains_of_one_operator_stay_flat() -> None:
    assert (ADULT & ACTIVE & ADULT).operands == [ADULT, ACTIVE, ADULT]
    assert ((ADULT & ACTIVE) | ADULT).operands == [ADULT & ACTIVE, ADULT]


@pytest.mark.parametrize("make", [lambda: ADULT and ACTIVE, lambda: not ADULT, lambda: bool(ADULT & ACTIVE)])
def test_truth_is_refused(make: Any) -> None:
    with pytest.raises(TypeError, match=r"'&', '\|' and '~'"):
        make()


@pytest.mark.parametrize(
    "make", [lambda: ADULT & True, lambda: True & ADULT, lambda: ADULT | "x", lambda: None | ADULT]
)
def test_only_expressions_combine(make: Any) -> None:
    with pytest.raises(TypeError, match="only filter expressions combine"):
        make()


def test_aggregations() -> None:
    assert count() == AggExpr("count", "*")
    assert count("*").as_("n") == AggExpr("count", "*", "n")
    functions = [f(User.age) for f in (avg, sum_, min_, max_, collect)]
    assert [expr.func for expr in functions] == ["avg", "sum", "min", "max", "collect"]
    assert collect(User.name, distinct=True).to_cypher({User: "u"}) == "collect(DISTINCT u.name)"
    assert avg(User.age).as_("average age").to_cypher({User: "u"}) == "avg(u.age) AS `average age`"
    assert count().to_cypher({}) == "count(*)"
    with pytest.raises(StatementError, match=r"User\.age: no alias of that class"):
        avg(User.age).to_cypher({Movie: "m"})


def test_order_terms() -> None:
    assert OrderExpr("n", "age").to_cypher() == "n.age ASC"
    assert OrderExpr("n", "match", desc=True).to_cypher() == "n.`match` DESC"
    assert OrderExpr(None, None, raw="score ASC").to_cypher() == "score ASC"


def test_text() -> None:
    assert text("n.x = $y", y=1).params == {"y": 1}
    assert text("n.x").as_("x").result_alias == "x"
    with pytest.raises(TypeError, match="got 5"):
        text(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="empty"):
        text("  ")


def test_text_is_given_its_parameters() -> None:
    assert text("n.age > $least AND n.name <> '$5'", least=3).params == {"least": 3}
    assert text('n.`$x` = "$y"').params == {}
    with pytest.raises(StatementError, match=r"names \$least.*least=…"):
        text("n.age > $least")
