"""Filters on what relations lead to: how they bind, what becomes of their values, and the forms without subqueries."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.cypher.related import CountExpr, RelationExpr
from runic.ogm.cypher.select import Comparison, Cut, Match
from runic.ogm.exceptions import StatementError, UnsupportedFeatureError
from runic.ogm.query import QueryBuilder, select
from runic.ogm.query.compile import compile_statement
from runic.ogm.query.neutral import NEUTRAL
from runic_bolt.dialects.arcadedb import ArcadeDBDialect
from runic_bolt.dialects.memgraph import MemgraphDialect
from runic_falkordb.dialect import FalkorDBDialect
from tests.unit.query.models import Location, Movie, Rated, Team, User

USER: Any = User
MOVIE: Any = Movie
RATED: Any = Rated
TEAM: Any = Team
FALKORDB = FalkorDBDialect()


def where(stmt: QueryBuilder[Any]) -> str:
    return stmt.build()[0].split("\n")[1]


def sent(stmt: QueryBuilder[Any], dialect: Any = FALKORDB, want: str = "entities") -> list[str]:
    return compile_statement(stmt, dialect, want).statement.text.split("\n")


def test_filters_mean_the_related_node_and_the_edge_first() -> None:
    stmt = select(User).where(USER.rated.any(RATED.score > 4, MOVIE.year < 1990))
    assert where(stmt) == (
        "WHERE EXISTS { MATCH (n)-[_rel0:RATED]->(_far0:Movie) WHERE _rel0.score > $p0 AND _far0.year < $p1 }"
    )
    same_class = select(User).where(USER.friends.any(USER.age > 3))
    assert "_far0.age > $p0" in where(same_class)
    outside = select(User).alias("u").where(USER.rated.any(USER.age > 3))
    assert "u.age > $p0" in where(outside)


def test_an_alias_names_the_node_that_is_asked_about() -> None:
    stmt = select(User).alias("u").traverse(USER.friends).alias("f")
    assert "(u)-[_rel0:RATED]" in " ".join(sent(stmt.where(USER.rated.any(), on="u"), NEUTRAL))
    assert "(u)-[_rel0:RATED]" in " ".join(sent(stmt.where(USER.rated.any().with_alias("u")), NEUTRAL))
    assert "(f)-[_rel0:RATED]" in " ".join(sent(stmt.where(USER.rated.any()), NEUTRAL))


def test_values_keep_their_places() -> None:
    stmt = select(User).where((USER.age > 1) & (USER.rated.count(MOVIE.year > 2) > 3) & (USER.age < 4))
    assert compile_statement(stmt, NEUTRAL).statement.params == {"p0": 1, "p1": 2, "p2": 3, "p3": 4}
    assert compile_statement(stmt, FALKORDB).statement.params == {"p0": 1, "p1": 2, "p2": 3, "p3": 4}


def test_all_is_not_fulfilled_by_the_unknown() -> None:
    stmt = select(Team).where(TEAM.members.all(USER.age > 17))
    assert where(stmt) == (
        "WHERE NOT EXISTS { MATCH (n)<-[_rel0:MEMBER_OF]-(_far0:User) WHERE NOT coalesce(_far0.age > $p0, false) }"
    )


def test_names_inside_avoid_those_outside() -> None:
    stmt = select(User).alias("_far0").where(USER.friends.any())
    assert where(stmt) == "WHERE EXISTS { MATCH (_far0)-[_rel0:FRIEND]->(_far0_:User) }"


def test_records_of_intent() -> None:
    asked = USER.friends.any(USER.age > 3)
    assert isinstance(asked, RelationExpr)
    assert asked.with_alias("u").alias == "u"
    number = USER.friends.count()
    compared = number >= 2
    assert isinstance(compared, CountExpr)
    assert (compared.op, compared.value, str(number)) == (">=", 2, "User.friends.count()")
    assert [(number == 1).op, (number != 1).op, (number < 1).op, (number <= 1).op, (number > 1).op] == [
        "=",
        "<>",
        "<",
        "<=",
        ">",
    ]
    assert len({number, USER.friends.count()}) == 2
    with pytest.raises(TypeError, match="known to the database only"):
        bool(number)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: select(User).where(TEAM.members.any()), StatementError, "no alias in scope is a Team"),
        (lambda: select(User).where(USER.rated.any(TEAM.name == "x")), StatementError, r"_far0 \(Movie\)"),
        (lambda: select(User).where(USER.rated.any(), on="x"), StatementError, "no alias 'x'"),
        (lambda: select(User).where(USER.rated.any("x")), TypeError, r"any\(\) takes filter expressions"),
        (lambda: select(User).where(USER.rated.all()), TypeError, r"any\(\) asks"),
        (lambda: select(User).where(USER.rated.count() > -1), StatementError, "at least 0"),
        (lambda: select(User).where(USER.rated.count() > True), TypeError, "whole number"),
        (lambda: select(User).where(USER.rated.count()), TypeError, "compare it"),
        (lambda: select(User).aggregate(count_of_count()), TypeError, "traverse"),
        (
            lambda: (
                select(User)
                .alias("u")
                .traverse(USER.rated)
                .alias("m")
                .where(RelationExpr(User, "rated", "ANY", (), "m"))
            ),
            StatementError,
            r"User.rated is no relation of m \(Movie\)",
        ),
    ],
)
def test_what_cannot_be_meant(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        sent(make(), NEUTRAL)


def count_of_count() -> Any:
    from runic.ogm.query import avg

    return avg(USER.friends.count())


# -- without subqueries ----------------------------------------------------------------------------------------------------


def test_existence_is_written_in_place_where_it_can_be() -> None:
    assert sent(select(User).where(USER.team.none()))[:2] == [
        "MATCH (n:User)",
        "WHERE NOT (n)-[:MEMBER_OF]->(:Team)",
    ]
    cut = sent(select(User).limit(3).with_("n").where(USER.team.any()))
    assert "WHERE _count0 > 0" in cut
    either = sent(select(User).where(USER.team.any() | USER.friends.any(USER.age > 3)))
    assert "WHERE _count0 > 0 OR _count1 > 0" in either


def test_patterns_stand_in_no_function() -> None:
    def asked(expr: Any) -> str:
        return next(
            line for line in sent(select(User).where(USER.friends.all(expr))) if line.startswith("WHERE")
        )

    pattern = "(_far0)-[:MEMBER_OF]->(:Team)"
    assert asked(USER.team.any()) == f"WHERE NOT {pattern}"
    assert asked(USER.team.none()) == f"WHERE {pattern}"
    assert asked(~~USER.team.any()) == f"WHERE NOT {pattern}"
    old = "NOT coalesce(_far0.age > $p0, false)"
    assert asked(USER.team.any() & (USER.age > 3)) == f"WHERE NOT {pattern} OR {old}"
    assert asked(USER.team.any() | (USER.age > 3)) == f"WHERE NOT {pattern} AND {old}"
    young = "NOT coalesce(NOT _far0.age > $p0, false)"
    assert asked(~(USER.team.any() & (USER.age > 3))) == f"WHERE {pattern} AND {young}"
    assert asked((USER.age > 3) & (USER.age < 5)).startswith("WHERE NOT coalesce(")


def test_rows_stay_apart_by_their_edges() -> None:
    stmt = select(User).alias("u").traverse(USER.friends, optional=False).alias("f").with_("u", "f")
    asked = sent(stmt.where(USER.rated.any(MOVIE.year > 3)))
    assert "MATCH (u)-[_edge0:FRIEND]->(f:User)" in asked
    assert "WITH u, f, _edge0, count(_rel0) AS _count1" in asked
    counted = sent(stmt.distinct().with_("f").where(USER.rated.any(MOVIE.year > 3)))
    assert "WITH DISTINCT f" in counted


def test_rows_stay_apart_when_what_tells_them_is_dropped() -> None:
    liked = select(User).alias("u").traverse(USER.rated, edge_alias="r", optional=False).alias("m")
    asked = sent(liked.with_("u").where(USER.friends.count() > 1))
    assert "WITH u, r AS _kept0" in asked
    assert "WITH u, _kept0, count(_rel0) AS _count1" in asked
    perhaps = select(User).alias("u").traverse(USER.friends).alias("f").with_("f")
    asked = sent(perhaps.where(USER.friends.count() < 1), want="rows")
    assert "WITH f, _edge0, u AS _kept1" in asked, "several nodes may have no friend"
    grouped = sent(liked.distinct().with_("u").where(USER.friends.count() > 1))
    assert "_kept" not in "".join(grouped), "rows are equal on purpose"


def test_a_query_without_subqueries_is_left_alone() -> None:
    plain = sent(select(User).alias("u").traverse(USER.friends, optional=False).alias("f"), MemgraphDialect())
    assert "MATCH (u)-[:FRIEND]->(f:User)" in plain


@pytest.mark.parametrize("dialect", [FALKORDB, MemgraphDialect()], ids=lambda dialect: dialect.name)
def test_optional_targets_are_refused(dialect: Any) -> None:
    stmt = (
        select(User).alias("u").traverse(USER.friends).alias("f").where(USER.rated.count(MOVIE.year > 3) > 1)
    )
    with pytest.raises(UnsupportedFeatureError, match="optional target"):
        sent(stmt.return_nodes("u", "f"), dialect, "rows")
    assert "WHERE _count1 > $p1" in sent(stmt, dialect)


def test_counts_in_columns_and_orders() -> None:
    stmt = select(User).project(USER.friends.count().as_("f"), "n.name").order_by("f DESC").limit(2)
    assert [line for line in sent(stmt) if line.startswith(("RETURN", "ORDER"))] == [
        "RETURN _count0 AS f, n.name",
        "ORDER BY f DESC",
    ]
    distinct = sent(select(User).distinct().order_by(USER.friends.count()))
    assert distinct[1] == "WITH DISTINCT n"


def test_lifting_keeps_other_clauses() -> None:
    from runic.ogm.cypher.lifting import lifted
    from runic.ogm.query.compile import cache_of
    from runic.ogm.query.lower import Lowering
    from runic.ogm.query.result import finish

    stmt = select(User).where(USER.age > 3).where(USER.friends.any(USER.age > 4)).order_by(USER.name).limit(1)
    low = Lowering(cache_of(NEUTRAL).catalog, User, stmt._steps).run()
    select_ = finish(low, "entities").select
    made = lifted(select_, "x", lambda _: False)
    first, asked, cut = made.clauses
    assert isinstance(first, Match)
    assert isinstance(first.where, Comparison)
    assert isinstance(asked, Match)
    assert asked.optional
    assert isinstance(cut, Cut)
    assert (made.items, made.limit) == (select_.items, select_.limit)


# -- ArcadeDB --------------------------------------------------------------------------------------------------------------


def test_arcadedb_carries_what_it_sorts_by() -> None:
    stmt = select(User).alias("u").traverse(USER.rated, edge_alias="r", optional=False).alias("m")
    text = "\n".join(sent(stmt.order_by(RATED.score), ArcadeDBDialect()))
    assert "WITH m, r\nORDER BY r.score ASC" in text
    cut = "\n".join(sent(stmt.order_by(RATED.score).limit(3).with_("u"), ArcadeDBDialect()))
    assert "WITH u, r\nORDER BY r.score ASC\nLIMIT $__limit1\n" in cut
    assert cut.count("WITH coalesce(u) AS u") == 2 or "WITH coalesce(u) AS u" in cut


def test_arcadedb_is_spared_odd_aliases() -> None:
    stmt = select(Location).alias("a = b").order_by("`a = b`.title")
    compiled = compile_statement(stmt, ArcadeDBDialect(), "rows")
    assert "a = b" not in compiled.statement.text
    assert compiled.shapes[0].name == "a = b"
    assert "`a = b`" in compile_statement(stmt, NEUTRAL, "rows").statement.text
    odd = compile_statement(select(Location).alias("a`b"), FALKORDB, "rows")
    assert "(_name1:Location)" in odd.statement.text
    assert odd.shapes[0].name == "a`b"
