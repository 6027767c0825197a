"""Composing: immutable, strict about arguments, and never silently something else than a statement."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.core.models import Node
from runic.ogm.cypher.expressions import StatementError, avg, count, text
from runic.ogm.exceptions import UnboundStatementError
from runic.ogm.query import (
    AsyncQueryBuilder,
    FulltextQueryBuilder,
    QueryBuilder,
    TraversalStep,
    VectorQueryBuilder,
    select,
)
from runic.ogm.query.compile import build
from tests.unit.query.conftest import FakeAsyncSession, FakeSession
from tests.unit.query.models import Document, Movie, Post, Rated, Team, User


def lines(stmt: QueryBuilder[Any]) -> list[str]:
    return stmt.build()[0].split("\n")


def test_the_documented_text() -> None:
    text_, params = select(User).where(User.active == True).build()  # noqa: E712
    assert text_ == "MATCH (n:User)\nWHERE n.active = $p0\nRETURN n"
    assert params == {"p0": True}


def test_statements_never_change() -> None:
    base = select(User)
    young, old = base.where(User.age < 20), base.where(User.age > 60)  # type: ignore[operator]
    assert lines(base) == ["MATCH (n:User)", "RETURN n"]
    assert lines(young)[1] == "WHERE n.age < $p0"
    assert lines(old)[1] == "WHERE n.age > $p0"


def test_values_are_taken_when_they_are_given() -> None:
    tags = ["a"]
    stmt = select(User).where(User.tags == tags)
    tags.append("b")
    assert stmt.build()[1] == {"p0": ["a"]}


@pytest.mark.parametrize("cls", [int, "User", None, Node, Rated, User(id="x", name="X")])
def test_only_node_classes_are_selected(cls: Any) -> None:
    with pytest.raises(TypeError, match="derived from Node"):
        select(cls)


@pytest.mark.parametrize(
    ("expr", "why"),
    [
        (True, "plain bool True"),
        (User.name, "the field"),
        ("n.age > 3", "wrap Cypher in text"),
        (None, "got None"),
        (5, "got 5"),
    ],
)
def test_where_takes_expressions_only(expr: Any, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        select(User).where(expr)


@pytest.mark.parametrize("number", [-1, 2**63])
@pytest.mark.parametrize("method", ["limit", "skip"])
def test_impossible_numbers_of_rows(method: str, number: int) -> None:
    with pytest.raises(StatementError, match=f"{method}.*{number}"):
        getattr(select(User), method)(number)


@pytest.mark.parametrize("number", [True, 1.0, "5", None])
def test_numbers_of_rows_are_ints(number: Any) -> None:
    with pytest.raises(TypeError, match="whole number"):
        select(User).limit(number)


def test_numbers_of_hops() -> None:
    with pytest.raises(StatementError, match="min_hops"):
        select(User).repeat(User.parent, min_hops=-1)
    with pytest.raises(StatementError, match="max_hops"):
        select(User).repeat(User.parent, min_hops=3, max_hops=2)
    assert (
        "(n)-[:PARENT*2..3]->(n1:User)" in lines(select(User).repeat(User.parent, min_hops=2, max_hops=3))[1]
    )
    assert "(n)-[:PARENT]->(n1:User)" in lines(select(User).repeat(User.parent, max_hops=1))[1]


@pytest.mark.parametrize("what", [User.name, "friends", User, None])
def test_only_relations_are_traversed(what: Any) -> None:
    with pytest.raises(TypeError, match="only a relation"):
        select(User).traverse(what)


@pytest.mark.parametrize("name", ["", "  "])
def test_empty_aliases(name: str) -> None:
    for call in (
        select(User).alias,
        select(User).return_target,
        select(User).return_edge,
        select(User).with_,
    ):
        with pytest.raises(StatementError, match="name of an alias"):
            call(name)


@pytest.mark.parametrize("name", [None, 5, User])
def test_aliases_are_text(name: Any) -> None:
    for call in (select(User).alias, select(User).return_edge, select(User).with_, select(User).return_nodes):
        with pytest.raises(TypeError, match="name of an alias"):
            call(name)
    with pytest.raises(TypeError, match="name of an alias"):
        select(User).where(User.active == True, on=5)  # type: ignore[arg-type]  # noqa: E712


@pytest.mark.parametrize("call", ["return_nodes", "project", "aggregate"])
def test_something_must_be_returned(call: str) -> None:
    with pytest.raises(TypeError, match=call.split("_", maxsplit=1)[0]):
        getattr(select(User), call)()


@pytest.mark.parametrize(
    "wrong", ["n.age + 1", "count(*)", "n.age; DELETE", "n.a.b", "", "n.age ASC DESC", "n.age UP"]
)
def test_text_is_read_strictly(wrong: str) -> None:
    with pytest.raises(StatementError, match=r"wrap other Cypher in text\("):
        select(User).order_by(wrong)
    with pytest.raises(StatementError, match=r"wrap other Cypher in text\("):
        select(User).project(wrong)
    with pytest.raises(StatementError, match=r"wrap other Cypher in text\("):
        select(User).aggregate(count(), group_by=wrong)
    with pytest.raises(StatementError, match=r"wrap other Cypher in text\("):
        select(User).aggregate(avg(wrong))


def test_order_directions() -> None:
    stmt = select(User).order_by("n.age desc, `name` ASCENDING,city")
    assert lines(stmt)[-1] == "ORDER BY n.age DESC, n.name ASC, n.city ASC"
    assert lines(select(User).order_by("name, age", desc=True))[-1] == "ORDER BY n.name DESC, n.age DESC"
    with pytest.raises(StatementError, match="direction twice"):
        select(User).order_by("name ASC", desc=True)
    assert lines(select(User).order_by(User.name).order_by(None)) == ["MATCH (n:User)", "RETURN n"]
    assert lines(select(User).order_by(text("size(n.name) DESC")))[-1] == "ORDER BY size(n.name) DESC"


def test_other_types_are_refused() -> None:
    with pytest.raises(TypeError, match=r"project\(\) takes fields"):
        select(User).project(5)
    with pytest.raises(TypeError, match="is a relation"):
        select(User).project(User.friends)
    with pytest.raises(TypeError, match=r"aggregate\(\) takes"):
        select(User).aggregate(User.name)
    with pytest.raises(StatementError, match=r"only count\(\)"):
        select(User).aggregate(avg("*"))


@pytest.mark.parametrize("act", [bool, len, lambda stmt: "x" in stmt])
def test_a_statement_is_no_collection(act: Any, session: FakeSession) -> None:
    for stmt in (select(User), QueryBuilder(session, User)):
        with pytest.raises(TypeError):
            act(stmt)


@pytest.mark.parametrize(
    "terminal", ["all", "one", "count", "scalar", "scalars", "all_rows", "all_with_edges"]
)
def test_terminals_of_a_bound_statement(terminal: str, session: FakeSession) -> None:
    stmt = QueryBuilder(session, User).where(User.active == True)  # noqa: E712
    asked = {"all": "scalars", "one": "scalar"}.get(terminal, terminal)
    assert list(getattr(stmt, terminal)()) == [asked, stmt]
    with pytest.raises(UnboundStatementError, match=r"session\.scalars"):
        getattr(select(User), terminal)()


def test_bound_statements_iterate(session: FakeSession) -> None:
    stmt = QueryBuilder(session, User).limit(3)
    assert list(stmt) == ["scalars", stmt]
    with pytest.raises(UnboundStatementError):
        iter(select(User))


@pytest.mark.parametrize(
    "terminal", ["all", "one", "count", "scalar", "scalars", "all_rows", "all_with_edges"]
)
async def test_async_terminals(terminal: str, async_session: FakeAsyncSession) -> None:
    base = AsyncQueryBuilder(async_session, User)
    asked = {"all": "scalars", "one": "scalar"}.get(terminal, terminal)
    for stmt in (base.limit(2), base.traverse(User.friends), base.traverse(User.friends).alias("f").limit(1)):
        assert isinstance(stmt, AsyncQueryBuilder)
        assert list(await getattr(stmt, terminal)()) == [asked, stmt]


async def test_async_iteration(async_session: FakeAsyncSession) -> None:
    stmt = AsyncQueryBuilder(async_session, User).limit(3)
    assert [each async for each in stmt] == ["scalars", stmt]  # type: ignore[comparison-overlap]
    with pytest.raises(TypeError, match="async for"):
        iter(stmt)


def test_a_step_is_a_statement(session: FakeSession) -> None:
    step = QueryBuilder(session, User).alias("u").traverse(User.rated, edge_alias="r")
    assert isinstance(step, TraversalStep)
    assert lines(step)[1:] == ["OPTIONAL MATCH (u)-[r:RATED]->(n1:Movie)", "RETURN n1"]
    assert list[Any](step.scalars()) == ["scalars", step]
    for done in (step.alias("m"), step.where(Movie.year == 1), step.limit(3)):
        assert type(done) is QueryBuilder


def test_a_step_can_be_made_by_hand() -> None:
    made: QueryBuilder[Any] = TraversalStep(
        select(User).alias("u"), User.friends, "u", optional=False, max_hops=None
    ).alias("f")
    assert lines(made)[1:] == ["MATCH (u)-[:FRIEND*1..]->(f:User)", "RETURN f"]
    registered = (
        select(User)
        .alias("u")
        .register_traversal(User.rated, "u", "m", optional=True, edge_alias="r", min_hops=1, max_hops=1)
    )
    assert lines(registered)[1:] == ["OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)", "RETURN m"]


def test_steps_keep_the_kind_of_their_statement() -> None:
    stmt = FulltextQueryBuilder(None, Post, "x")
    assert type(stmt.where(Post.published == True)) is FulltextQueryBuilder  # noqa: E712


@pytest.mark.parametrize(
    "make",
    [
        lambda: FulltextQueryBuilder(None, Post, 5),  # type: ignore[arg-type]
        lambda: FulltextQueryBuilder(None, Post, "x", "title"),
        lambda: VectorQueryBuilder(None, Document, "embedding", [1.0], 3),
        lambda: VectorQueryBuilder(None, Document, Document.embedding, [1.0], 0),
    ],
)
def test_searches_check_their_arguments(make: Any) -> None:
    with pytest.raises((TypeError, StatementError, ValueError)):
        make()


def test_a_vector_search_needs_a_vector() -> None:
    with pytest.raises(StatementError, match="needs a Vector"):
        build(VectorQueryBuilder(None, Document, Document.id, [1.0], 3))


def test_repr_shows_the_text_and_never_fails() -> None:
    assert repr(select(User).limit(3)) == "<QueryBuilder MATCH (n:User) RETURN n LIMIT 3>"
    assert "no alias in scope is a Movie" in repr(select(User).where(Movie.year == 1))


def test_tuples_name_the_newest_of_each_class() -> None:
    stmt = select(User).alias("u").traverse(User.rated, edge_alias="r").alias("m")
    assert lines(stmt.tuples(User, Rated, Movie))[1:] == ["MATCH (u)-[r:RATED]->(m:Movie)", "RETURN u, r, m"]
    assert lines(stmt.tuples(Movie, User))[-1] == "RETURN m, u"
    twice = select(User).alias("u").traverse(User.friends).alias("f")
    assert lines(twice.tuples(User, User))[-1] == "RETURN u, f"
    for classes in ((User, Team), (Movie, Movie)):
        with pytest.raises(StatementError, match=r"tuples\(\): no alias in scope is a (Team|Movie)"):
            build(stmt.tuples(*classes))
    with pytest.raises(TypeError, match="takes Node and Edge classes, got 'User'"):
        stmt.tuples(User, "User")  # type: ignore[call-overload]
