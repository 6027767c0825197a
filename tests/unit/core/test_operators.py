"""Comparing fields on the class makes filters."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.models import Edge, Node
from runic.ogm.cypher.expressions import CompoundExpr, FilterExpr, NegatedExpr


def person() -> Any:
    class Person(Node):
        name: str = Field()
        age: int = Field()
        tags: list[str] = Field()
        boss: Any = Relation(relationship="B", direction="OUTGOING", target="Person")

    return Person


def test_every_operator() -> None:
    cls = person()
    made: list[tuple[Any, str, Any]] = [
        (cls.name == "x", "=", "x"),
        (cls.name != "x", "<>", "x"),
        (cls.age > 1, ">", 1),
        (cls.age >= 1, ">=", 1),
        (cls.age < 1, "<", 1),
        (cls.age <= 1, "<=", 1),
        (cls.name.contains("x"), "CONTAINS", "x"),
        (cls.name.startswith("x"), "STARTS WITH", "x"),
        (cls.name.endswith("x"), "ENDS WITH", "x"),
        (cls.name.matches("x.*"), "=~", "x.*"),
        (cls.name.iexact("x"), "IEXACT", "x"),
        (cls.name.icontains("x"), "ICONTAINS", "x"),
        (cls.name.istartswith("x"), "ISTARTS WITH", "x"),
        (cls.name.iendswith("x"), "IENDS WITH", "x"),
        (cls.name.is_null(), "IS NULL", None),
        (cls.name.is_not_null(), "IS NOT NULL", None),
        (cls.name.in_(["x", "y"]), "IN", ["x", "y"]),
    ]
    for expression, op, value in made:
        assert isinstance(expression, FilterExpr)
        assert expression.cls is cls
        assert (expression.prop, expression.op, expression.value) == (expression.prop, op, value)
        assert (expression.alias, expression.negate) == (None, False)
    assert (cls.age > 18).op == ">"
    assert cls.name.not_in_(("x",)).negate


def test_none_asks_for_presence() -> None:
    cls = person()
    assert (cls.name == None).op == "IS NULL"  # noqa: E711
    assert (cls.name != None).op == "IS NOT NULL"  # noqa: E711


def test_filters_combine() -> None:
    cls = person()
    both = (cls.age > 1) & (cls.name == "x")
    assert isinstance(both, CompoundExpr)
    assert isinstance(~both, NegatedExpr)


@pytest.mark.parametrize("wrong", ["abc", 3, None])
def test_in_takes_a_list(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"in_\(\) takes a list of values"):
        person().name.in_(wrong)


def test_in_takes_any_collection() -> None:
    assert person().age.in_(range(2)).value == [0, 1]


def test_relations_are_not_compared() -> None:
    cls = person()
    with pytest.raises(TypeError, match=r"Person.boss is a relation and cannot be compared by ="):
        _ = cls.boss == "x"
    with pytest.raises(TypeError, match="IS NULL"):
        cls.boss.is_null()


def test_descriptors_are_hashable_and_found_by_identity() -> None:
    cls = person()
    assert {cls.name: 1, cls.tags: 2, cls.boss: 3}[cls.tags] == 2


def test_edges_compare_alike() -> None:
    class Rated(Edge):
        score: float = Field()

    expression: Any = Rated.score > 4.0
    assert (expression.cls, expression.prop) == (Rated, "score")


def test_an_inherited_field_means_the_class_that_it_was_named_with() -> None:
    parent = person()

    class Clerk(parent):  # type: ignore[misc,valid-type]
        desk: int = Field()

    heir: Any = Clerk
    assert (heir.name == "x").cls is Clerk
    assert (heir.tags == ["x"]).cls is Clerk
    assert (parent.name == "x").cls is parent
    assert heir.name is heir.name
    assert isinstance(heir.name, type(parent.name))
