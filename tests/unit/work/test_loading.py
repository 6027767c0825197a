"""How many statements reading costs: from the identity map none, for a relation of N parents one a chunk."""

from __future__ import annotations

import pytest

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import DetachedEntityError, LazyLoadError
from runic.ogm.query.builder import select
from runic.ogm.session.async_session import AsyncSession
from runic.ogm.session.session import Session
from runic.testing import AsyncScriptedDriver, ScriptedDriver
from tests.unit.work.models import Firm, Worker


def rows(driver: ScriptedDriver | AsyncScriptedDriver, number: int) -> None:
    """Let the next read return workers: `[id, uid, name, age]`."""
    driver.reads.append(GraphResult([[i, f"w{i}", "x", i] for i in range(number)]))


def firms(per_parent: int = 1) -> object:
    """Answer an expansion: for each parent id rows `[parent, id, uid, name]`."""

    def answer(statement: Statement) -> GraphResult:
        ids = statement.params["ids"]
        return GraphResult(
            [[x, 100_000 + x % 7 + k, f"f{x % 7 + k}", None] for x in ids for k in range(per_parent)]
        )

    return answer


def test_an_added_entity_is_got_without_a_statement() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        session.add(worker := Worker(uid="w"))
        assert session.get(Worker, "w") is worker
        session.expunge(worker)
    assert driver.statements == []


def test_a_loaded_entity_is_got_without_a_statement() -> None:
    driver = ScriptedDriver()
    rows(driver, 3)
    with Session(driver) as session:
        workers = session.scalars(select(Worker))
        assert len(driver.statements) == 1
        assert [session.get(Worker, f"w{i}") for i in range(3)] == workers
    assert len(driver.statements) == 1


def test_a_thousand_parents_cost_one_more_statement() -> None:
    driver = ScriptedDriver()
    rows(driver, 1000)
    driver.reads.append(firms())  # type: ignore[arg-type]
    with Session(driver) as session:
        names = [worker.firm.uid for worker in session.scalars(select(Worker)) if worker.firm is not None]
    assert len(names) == 1000
    assert len(driver.statements) == 2


@pytest.mark.parametrize("parents", [1, 9_999, 10_001, 25_000])
def test_parents_cost_one_statement_a_chunk(parents: int) -> None:
    driver = ScriptedDriver()
    limit = driver.dialect.max_rows
    chunks = -(-parents // limit)
    rows(driver, parents)
    driver.reads.extend([firms()] * chunks)  # type: ignore[list-item]
    with Session(driver) as session:
        workers = session.scalars(select(Worker))
        assert workers[-1].firm is not None
        assert all(isinstance(worker.firm, Firm) for worker in workers)
    assert len(driver.statements) == 1 + chunks


def test_targets_that_parents_share_are_one_object() -> None:
    driver = ScriptedDriver()
    rows(driver, 70)
    driver.reads.append(firms())  # type: ignore[arg-type]
    with Session(driver) as session:
        workers = session.scalars(select(Worker))
        assert len({id(worker.firm) for worker in workers}) == 7


def test_fetch_costs_one_statement_a_relation_and_level() -> None:
    driver = ScriptedDriver()
    driver.reads.append(GraphResult([[1, "w1", "x", 1]]))
    with Session(driver) as session:
        worker = session.get(Worker, "w1", fetch=["firm", "knows", "knows.firm"])
        assert worker is not None
        assert (worker.firm, worker.knows) == (None, [])
    assert len(driver.statements) == 3


def test_fetch_of_what_is_loaded_sends_nothing() -> None:
    driver = ScriptedDriver()
    driver.reads.append(GraphResult([[1, "w1", "x", 1]]))
    with Session(driver) as session:
        session.get(Worker, "w1", fetch=["firm"])
        session.get(Worker, "w1", fetch=["firm"])
    assert len(driver.statements) == 2


def test_a_read_flushes_once() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        session.add(Worker(uid="w"))
        session.scalars(select(Worker))
        session.scalars(select(Firm))
    assert len(driver.statements) == 3


def test_expired_entities_of_a_result_are_read_together() -> None:
    driver = ScriptedDriver()
    rows(driver, 50)
    driver.reads.append(GraphResult([[i, f"w{i}", "y", i] for i in range(50)]))
    with Session(driver) as session:
        workers = session.scalars(select(Worker))
        for worker in workers:
            session.expire(worker)
        assert {worker.name for worker in workers} == {"y"}
    assert len(driver.statements) == 2


def test_nothing_loads_after_close() -> None:
    driver = ScriptedDriver()
    rows(driver, 1)
    with Session(driver) as session:
        (worker,) = session.scalars(select(Worker))
    assert worker.name == "x"
    with pytest.raises(DetachedEntityError):
        _ = worker.firm
    assert len(driver.statements) == 1


async def test_the_async_session_loads_together() -> None:
    driver = AsyncScriptedDriver()
    rows(driver, 100)
    driver.reads.append(firms())  # type: ignore[arg-type]
    async with AsyncSession(driver) as session:
        workers = await session.scalars(select(Worker))
        with pytest.raises(LazyLoadError, match="fetch="):
            _ = workers[0].firm
        await session.load(workers[0], "firm")
        assert all(isinstance(worker.firm, Firm) for worker in workers)
    assert len(driver.statements) == 2
