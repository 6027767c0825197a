"""A statement that was derived and thrown away is noticed; every other use is none of our business."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from runic.ogm.exceptions import StatementDroppedWarning
from runic.ogm.query import select
from runic.ogm.query.compile import compile_statement
from runic.ogm.query.neutral import NEUTRAL
from tests.unit.query.models import User

ADULT: Any = User.age > 18  # type: ignore[operator]


def run(stmt: Any) -> None:
    compile_statement(stmt, NEUTRAL)


@pytest.fixture
def told() -> Iterator[Callable[[], list[Any]]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield lambda: [warning for warning in caught if warning.category is StatementDroppedWarning]


Told = Callable[[], list[Any]]


def test_the_line_is_named(told: Told) -> None:
    stmt = select(User)
    stmt.where(ADULT)  # here
    run(stmt)
    (warning,) = told()
    assert warning.filename == __file__
    with open(__file__, encoding="utf-8") as source:  # noqa: PTH123
        assert source.read().split("\n")[warning.lineno - 1].strip() == "stmt.where(ADULT)  # here"


@pytest.mark.parametrize(
    "drop",
    [
        lambda stmt: stmt.limit(3),
        lambda stmt: stmt[3:6],
        lambda stmt: stmt.fetch("friends"),
        lambda stmt: stmt.alias("u"),
        lambda stmt: stmt.where(ADULT).limit(3),
        lambda stmt: stmt.traverse(User.friends),
        lambda stmt: stmt.traverse(User.friends).alias("f"),
    ],
)
def test_every_method_is_watched(told: Told, drop: Callable[[Any], Any]) -> None:
    stmt = select(User)
    drop(stmt)
    run(stmt)
    run(stmt)
    assert len(told()) == 1


def test_a_drop_behind_a_used_branch_is_noticed(told: Told) -> None:
    stmt = select(User)
    stmt.where(ADULT)
    kept = stmt.limit(3)
    run(kept)
    assert told() == []
    run(stmt)
    assert len(told()) == 1


def test_steps_are_watched_too(told: Told) -> None:
    step = select(User).traverse(User.friends)
    step.alias("f")
    run(step)
    assert len(told()) == 1


def test_building_counts_as_running(told: Told) -> None:
    stmt = select(User)
    stmt.limit(3)
    stmt.build()
    assert len(told()) == 1


@pytest.mark.parametrize("use", [run, lambda stmt: stmt.build(), repr, lambda stmt: run(stmt.limit(3))])
def test_what_was_used_may_go(told: Told, use: Callable[[Any], Any]) -> None:
    stmt = select(User)
    use(stmt.where(ADULT).skip(1))
    run(stmt)
    assert told() == []


def test_what_is_kept_is_no_drop(told: Told) -> None:
    stmt = select(User)
    branches = [stmt.where(ADULT), stmt.limit(3)]
    run(stmt)
    assert told() == []
    for branch in branches:
        run(branch)
    assert told() == []


def test_rebinding_is_the_way(told: Told) -> None:
    stmt = select(User)
    for _ in range(5):
        stmt = stmt.where(ADULT)
    run(stmt)
    assert told() == []
