"""A session that may not load at a touch, and the builders of searches."""

from __future__ import annotations

import pytest

from runic.ogm import AsyncSession, LazyLoadError, Session
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.query.specialised import (
    AsyncFulltextQueryBuilder,
    AsyncVectorQueryBuilder,
    FulltextQueryBuilder,
    VectorQueryBuilder,
)
from runic.testing import AsyncScriptedDriver, ScriptedDriver
from tests.unit.work.models import Worker


def test_a_session_without_lazy_loads_says_what_to_fetch() -> None:
    driver = ScriptedDriver([GraphResult([[7, "a", None, None]])])
    with Session(driver, lazy=False) as session:
        worker = session.get(Worker, "a")
        assert worker is not None
        with pytest.raises(LazyLoadError, match=r"Worker\.knows is not loaded.*fetch=\['knows'\]"):
            _ = worker.knows
    assert len(driver.statements) == 1


def test_searches_are_statements_of_the_session() -> None:
    session = Session(ScriptedDriver())
    found = session.fulltext_search(Worker, "x", ["name"])
    assert isinstance(found, FulltextQueryBuilder)
    near = session.vector_search(Worker, field=Worker.name, vector=[1.0], k=2)
    assert isinstance(near, VectorQueryBuilder)
    waiting = AsyncSession(AsyncScriptedDriver())
    assert isinstance(waiting.fulltext_search(Worker, query="x"), AsyncFulltextQueryBuilder)
    assert isinstance(waiting.vector_search(Worker, Worker.name, [1.0]), AsyncVectorQueryBuilder)
