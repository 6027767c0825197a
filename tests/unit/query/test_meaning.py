"""What a statement means: scopes, bindings, optional targets, cuts, and errors that name what is in scope."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.cypher.expressions import FilterExpr, StatementError, avg, collect, count, sum_, text
from runic.ogm.exceptions import FieldValidationError
from runic.ogm.query import QueryBuilder, select
from runic.ogm.query.compile import compile_statement
from runic.ogm.query.neutral import NEUTRAL
from tests.unit.query.models import City, Country, Location, Movie, Team, User

ACTIVE: Any = User.active == True  # noqa: E712


def lines(stmt: QueryBuilder[Any]) -> list[str]:
    return stmt.build()[0].split("\n")


def sent(stmt: QueryBuilder[Any], want: str = "entities") -> list[str]:
    return compile_statement(stmt, NEUTRAL, want).statement.text.split("\n")


def friends() -> QueryBuilder[Any]:
    return select(User).alias("u").traverse(User.friends).alias("f")


# -- binding -------------------------------------------------------------------------------------------------------------


def test_a_filter_binds_where_it_is_written() -> None:
    stmt = select(User).where(ACTIVE).traverse(User.friends).alias("f").where(User.age == 3)
    assert lines(stmt)[1:4] == [
        "WHERE n.active = $p0",
        "OPTIONAL MATCH (n)-[:FRIEND]->(f:User)",
        "WHERE f.age = $p1",
    ]


def test_renaming_carries_filters_along() -> None:
    stmt = select(User).where(ACTIVE).alias("u").where(User.age == 1, on="u").alias("x")
    assert lines(stmt) == ["MATCH (x:User)", "WHERE x.active = $p0 AND x.age = $p1", "RETURN x"]


def test_on_reaches_every_leaf() -> None:
    stmt = friends().where((User.age == 1) | ~(User.name == "x"), on="u")
    assert lines(stmt)[1] == "WHERE u.age = $p0 OR NOT u.name = $p1"


def test_an_alias_in_the_expression_binds() -> None:
    stmt = friends().where(FilterExpr(User, "age", "=", 1).with_alias("u"))
    assert lines(stmt)[1] == "WHERE u.age = $p0"


def test_inherited_fields_bind_to_the_queried_class() -> None:
    assert lines(select(City).where(Location.title == "x"))[1] == "WHERE n.title = $p0"
    assert lines(select(Location).where(City.title == "x"))[1] == "WHERE n.title = $p0"


def test_generated_names_avoid_those_that_are_given() -> None:
    stmt = select(User).traverse(User.friends).traverse(User.friends).alias("n1")
    assert lines(stmt)[:3] == [
        "MATCH (n:User)",
        "OPTIONAL MATCH (n)-[:FRIEND]->(n1_:User)",
        "OPTIONAL MATCH (n1_)-[:FRIEND]->(n1:User)",
    ]


def test_a_hop_starts_where_its_relation_is_declared() -> None:
    stmt = select(User).alias("u").traverse(User.rated).alias("m").traverse(User.team).alias("t")
    assert lines(stmt)[2] == "OPTIONAL MATCH (u)-[:MEMBER_OF]->(t:Team)"


def test_exclude_is_the_opposite() -> None:
    assert lines(select(User).exclude(ACTIVE))[1] == "WHERE NOT n.active = $p0"


# -- optional targets ----------------------------------------------------------------------------------------------------


def test_a_filter_on_an_optional_target_keeps_the_row() -> None:
    assert lines(friends().where(User.age == 1)) == [
        "MATCH (u:User)",
        "OPTIONAL MATCH (u)-[:FRIEND]->(f:User)",
        "WHERE f.age = $p0",
        "RETURN f",
    ]


def test_a_filter_on_anything_else_restricts_rows() -> None:
    assert lines(friends().where(User.age == 1, on="u"))[1] == "WHERE u.age = $p0"


def test_parts_of_a_conjunction_find_their_own_places() -> None:
    stmt = select(User).alias("u").traverse(User.rated).alias("m").where((Movie.year == 1) & ACTIVE)
    assert lines(stmt)[1:4] == [
        "WHERE u.active = $p1",
        "OPTIONAL MATCH (u)-[:RATED]->(m:Movie)",
        "WHERE m.year = $p0",
    ]


def test_results_are_not_missing() -> None:
    assert "OPTIONAL" not in " ".join(sent(friends()))
    assert "OPTIONAL" not in " ".join(sent(friends(), "count"))
    assert "OPTIONAL" in " ".join(sent(friends(), "rows"))
    assert "OPTIONAL" in " ".join(sent(friends().return_target("u")))


def test_what_leads_to_the_result_is_not_missing_either() -> None:
    stmt = friends().traverse(User.rated).alias("m")
    assert sent(stmt)[1:3] == ["MATCH (u)-[:FRIEND]->(f:User)", "MATCH (f)-[:RATED]->(m:Movie)"]
    assert sent(stmt.return_target("f"))[1:3] == [
        "MATCH (u)-[:FRIEND]->(f:User)",
        "OPTIONAL MATCH (f)-[:RATED]->(m:Movie)",
    ]


# -- errors --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: friends().where(Movie.year == 1),
            r"where\(\): no alias in scope is a Movie, whose 'year' is meant; in scope: u \(User\), f \(User\)",
        ),
        (
            lambda: friends().where(ACTIVE, on="g"),
            r"User.active in where\(\): no alias 'g'; in scope: u \(User\)",
        ),
        (lambda: friends().where(Movie.year == 1, on="u"), r"Movie.year is no field of u \(User\)"),
        (
            lambda: friends().where(FilterExpr(User, "nam", "=", 1)),
            "User has no field 'nam' .alias 'f'.; did you mean 'name'",
        ),
        (lambda: friends().order_by(Movie.year), "no alias in scope is a Movie"),
        (lambda: friends().order_by("x.name"), "no alias 'x'"),
        (lambda: friends().order_by("u.nam"), "User has no field 'nam'"),
        (
            lambda: friends().order_by("total"),
            r"'total' is no column of the result and no field of f \(User\)",
        ),
        (lambda: friends().order_by("u"), "whole node or edge"),
        (lambda: friends().project("total"), "no alias 'total'"),
        (lambda: friends().return_target("x"), r"return_target\(\): no alias 'x'"),
        (lambda: friends().return_nodes("u", "x"), r"return_nodes\(\): no alias 'x'"),
        (lambda: friends().return_edge("f"), r"return_edge\(\): f \(User\) is no edge"),
        (lambda: friends().with_("x"), r"with_\(\): no alias 'x'"),
        (lambda: friends().with_("u", "u"), "names 'u' twice"),
        (lambda: friends().with_("u").where(ACTIVE, on="f"), "no alias 'f'"),
        (lambda: friends().return_target("f").with_("u"), r"f \(User\) was not carried"),
        (lambda: friends().project("u.name").with_("u"), r"project\(\) after it"),
        (lambda: friends().aggregate(count().as_("c"), group_by="u").with_("u"), "drops 'c'"),
        (lambda: friends().aggregate(count().as_("c"), group_by="u.city").with_("c"), r"drops 'u.city'"),
        (
            lambda: select(Movie).traverse(User.friends),
            r"traversing User.friends: no alias in scope is a User.*n \(Movie\)",
        ),
        (lambda: select(User).alias("u").traverse(User.friends).alias("u"), "'u' is used twice"),
        (lambda: select(User).alias("u").traverse(User.rated, edge_alias="u"), "'u' is used twice"),
        (lambda: select(User).aggregate(count(), count()), r"two columns are named 'count\(\*\)'"),
        (lambda: select(User).project(User.name, User.name), "two columns are named"),
        (lambda: select(User).aggregate(avg(User.name)), "avg needs numbers, and User.name is of kind str"),
        (lambda: select(User).aggregate(avg("n")), "avg.. needs a property"),
        (
            lambda: select(User).where(FilterExpr(User, "age", "CONTAINS", "1")),
            "User.age is of kind int, which CONTAINS cannot search",
        ),
        (lambda: select(Team).where(FilterExpr(Team, "id", "CONTAINS", "1")), "the database's id"),
        (lambda: friends().distinct().return_target("f").order_by("u.name"), "not among the results"),
        (
            lambda: select(User).aggregate(count(), group_by="n.city").order_by(User.name),
            "not among the results",
        ),
        (lambda: select(User).where(text("$x > 1", x=1)).where(text("$x > 2", x=2)), "two text.. parts"),
    ],
)
def test_a_statement_that_cannot_mean_anything(make: Any, message: str) -> None:
    with pytest.raises(StatementError, match=message):
        compile_statement(make(), NEUTRAL)


def test_an_order_against_none_is_refused_at_once() -> None:
    with pytest.raises(StatementError, match=r"User.age > None is never true"):
        select(User).where(User.age > None)  # type: ignore[operator]


def test_parameters_of_text_keep_off_ours() -> None:
    for name in ("p0", "__limit"):
        with pytest.raises(StatementError, match="give it another name"):
            select(User).where(text("x", **{name: 1}))


def test_a_path_has_no_edge_alias() -> None:
    with pytest.raises(StatementError, match="no edge_alias"):
        select(User).alias("u").register_traversal(
            User.friends, "u", "f", optional=True, edge_alias="e", min_hops=1, max_hops=3
        ).build()


@pytest.mark.parametrize(
    ("stmt", "want", "message"),
    [
        (select(User).project(User.name), "edges", r"use all_rows\(\)"),
        (friends(), "edges", r"needs return_nodes\(\)"),
        (friends().return_nodes("u", "f"), "entities", r"use all_with_edges\(\)"),
        (friends().return_nodes("u", "f"), "scalar", r"use all_with_edges\(\)"),
    ],
)
def test_mixed_up_terminals(stmt: Any, want: str, message: str) -> None:
    with pytest.raises(StatementError, match=message):
        compile_statement(stmt, NEUTRAL, want)


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        (FilterExpr(Team, "id", "=", "x1"), "x1"),
        (FilterExpr(Team, "id", "IN", [1, "-2"]), "-2"),
        (FilterExpr(User, "name", "CONTAINS", 5), 5),
    ],
)
def test_values_that_cannot_be_compared(expr: FilterExpr, value: object) -> None:
    with pytest.raises(FieldValidationError) as caught:
        compile_statement(select(expr.cls).where(expr), NEUTRAL)
    assert (caught.value.owner, caught.value.field, caught.value.value) == (
        expr.cls.__name__,
        expr.prop,
        value,
    )


# -- results -------------------------------------------------------------------------------------------------------------


def test_edges_stand_between_their_ends() -> None:
    stmt = select(User).alias("u").traverse(User.rated, edge_alias="r").alias("m")

    def names(stmt: QueryBuilder[Any]) -> list[str]:
        return [shape.name for shape in compile_statement(stmt, NEUTRAL, "edges").shapes]

    assert names(stmt.return_nodes("u", "m").return_edge("r")) == ["u", "r", "m"]
    assert names(stmt.return_nodes("m", "u").return_edge("r")) == ["m", "r", "u"]
    assert names(stmt.return_nodes("u").return_edge("r")) == ["u", "r"]
    longer = stmt.traverse(User.team, edge_alias="e").alias("t").return_nodes("m", "u", "t").return_edge("e")
    assert names(longer.return_edge("r")) == ["m", "r", "u", "e", "t"]


def test_columns_are_keyed_by_what_was_given() -> None:
    stmt = select(User).alias("u").traverse(User.rated).alias("m")
    rows = stmt.project(User.id, Movie.id, "u.name", Movie.title, text("1 + 1"))
    names = [shape.name for shape in compile_statement(rows, NEUTRAL, "rows").shapes]
    assert names == ["u.id", "m.id", "u.name", "title", "1 + 1"]


def test_aggregates_are_keyed_by_alias_or_text() -> None:
    stmt = select(User).aggregate(
        count(), sum_(User.age).as_("total"), collect(User.name, distinct=True), group_by="n.city"
    )
    names = [shape.name for shape in compile_statement(stmt, NEUTRAL, "rows").shapes]
    assert names == ["n.city", "count(*)", "total", "collect(DISTINCT n.name)"]


def test_grouping_takes_lists_and_fields() -> None:
    stmt = select(User).aggregate(count().as_("c"), group_by=[User.city, "n.role"])
    assert lines(stmt)[-1] == "RETURN n.city, n.role, count(*) AS c"


def test_relations_of_a_subclass() -> None:
    assert (
        "(n)-[:CAPITAL]->(c:Location:City)" in sent(select(Country).traverse(Country.capital).alias("c"))[1]
    )
