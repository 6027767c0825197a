"""Slices, relations to fetch, first results and ids: what a statement becomes and what a session is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm import Session
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import EntityNotFoundError, MetadataError, StatementError, UnboundStatementError
from runic.ogm.query import QueryBuilder, select
from runic.ogm.query.compile import compile_statement
from runic.ogm.query.neutral import NEUTRAL
from runic.testing import ScriptedDriver
from tests.unit.query.models import Team, User

USER: Any = User


def paging(stmt: QueryBuilder[Any]) -> list[str]:
    return [line for line in stmt.build()[0].split("\n") if line.startswith(("SKIP", "LIMIT", "WITH"))]


@pytest.mark.parametrize(
    ("stmt", "lines"),
    [
        (select(User)[5:20], ["SKIP 5", "LIMIT 15"]),
        (select(User)[5:], ["SKIP 5"]),
        (select(User)[:20], ["SKIP 0", "LIMIT 20"]),
        (select(User)[20:5], ["SKIP 20", "LIMIT 0"]),
        (select(User)[10:40][5:10], ["SKIP 15", "LIMIT 5"]),
        (select(User)[10:40][5:], ["SKIP 15", "LIMIT 25"]),
        (select(User)[10:40][50:], ["SKIP 60", "LIMIT 0"]),
        (select(User).limit(8).skip(2)[1:100], ["SKIP 3", "LIMIT 7"]),
        (select(User)[1:3].skip(7), ["SKIP 7", "LIMIT 2"]),
    ],
)
def test_slices(stmt: QueryBuilder[Any], lines: list[str]) -> None:
    assert paging(stmt) == lines


def test_a_cut_begins_a_new_page() -> None:
    assert paging(select(User)[2:5].with_("n")[1:])[-1] == "SKIP 1"


@pytest.mark.parametrize("rows", [3, slice(0, 9, 2), "name", (1, 2)])
def test_only_slices_without_a_step(rows: Any) -> None:
    with pytest.raises(TypeError, match="slices of rows"):
        select(User)[rows]


@pytest.mark.parametrize("rows", [slice(-3, None), slice(None, -1)])
def test_no_negative_slices(rows: slice) -> None:
    with pytest.raises(StatementError, match="at least 0"):
        select(User)[rows]


def test_a_slice_leaves_the_statement_alone() -> None:
    base = select(User).limit(9)
    part = base[3:]
    assert paging(base) == ["LIMIT 9"]
    assert paging(part) == ["SKIP 3", "LIMIT 6"]


def test_ids_are_all_that_is_asked_for() -> None:
    stmt = select(User).where(USER.age > 3).order_by(USER.name)
    text = compile_statement(stmt, NEUTRAL, "ids").statement.text
    assert text.split("\n")[2:] == ["RETURN id(n)", "ORDER BY n.name ASC"]
    driver = ScriptedDriver(reads=[GraphResult([[7], [3]], ["id"])])
    with Session(driver) as session:
        assert session.ids(stmt) == [7, 3]


def test_ids_of_optional_targets_are_not_missing() -> None:
    text = compile_statement(select(User).traverse(USER.friends), NEUTRAL, "ids").statement.text
    assert "OPTIONAL" not in text


def test_distinct_ids_can_be_sorted_by_a_field() -> None:
    stmt = select(User).alias("u").traverse(USER.friends).alias("f").distinct().order_by("f.name")
    text = compile_statement(stmt, NEUTRAL, "ids").statement.text
    assert text.split("\n")[2:] == ["WITH DISTINCT f", "RETURN id(f)", "ORDER BY f.name ASC"]
    with pytest.raises(StatementError, match="not among the results"):
        compile_statement(stmt.order_by("u.name"), NEUTRAL, "ids")


def test_the_first_or_an_error() -> None:
    driver = ScriptedDriver(reads=[GraphResult([], []), GraphResult([], [])])
    with Session(driver) as session:
        stmt = session.query(Team).where(Team.name == "x")
        assert stmt.first_or_none() is None
        with pytest.raises(EntityNotFoundError, match=r"no Team matches .*n\.name"):
            stmt.first()
    for terminal in ("first", "first_or_none", "ids"):
        with pytest.raises(UnboundStatementError):
            getattr(select(User), terminal)()


@pytest.mark.parametrize("what", [3, User.name, None])
def test_only_relations_are_fetched(what: Any) -> None:
    with pytest.raises(TypeError, match="relations"):
        select(User).fetch(what)


def test_what_cannot_be_fetched_is_refused_before_anything_is_sent() -> None:
    with Session(ScriptedDriver()) as session:
        with pytest.raises(MetadataError, match="nope"):
            session.scalars(select(User).fetch("nope"))
        for run in (session.all_rows, session.ids, session.scalars):
            with pytest.raises(StatementError, match="fetch"):
                run(
                    select(User).project(USER.name).fetch("friends")
                    if run == session.scalars
                    else select(User).fetch("friends")
                )


def test_a_column_may_be_named_like_a_node() -> None:
    from runic.ogm.query import count

    stmt = select(User).aggregate(count().as_("n"), group_by="n.city").order_by("n DESC")
    assert stmt.build()[0].split("\n")[2] == "ORDER BY n DESC"
    with pytest.raises(StatementError, match="whole node"):
        select(User).order_by("n").build()
