"""What the session's state is after a flush that failed, with and without transactions, and what is tried again."""

from __future__ import annotations

import asyncio

import pytest

from runic.ogm.cypher.writes import CreateNodes, FindNodes, UpdateNodes
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import (
    ConnectionFailedError,
    ConstraintError,
    DatabaseError,
    PartialFlushError,
    TransientError,
    UnrecoverableRollbackWarning,
)
from runic.ogm.session.async_session import AsyncSession
from runic.ogm.session.session import Session
from runic.testing import AsyncScriptedDriver, ScriptedDriver
from tests.unit.work.models import Firm, Thing, Worker


def test_without_transactions_the_error_says_what_is_written() -> None:
    driver = ScriptedDriver()
    session = Session(driver)
    worker, firm, thing = Worker(uid="w"), Firm(uid="f"), Thing(note="t")
    session.add_all([worker, firm, thing])
    driver.sent.fail_at(2, ConstraintError("refused"))
    with pytest.raises(PartialFlushError, match="1 of 3") as caught:
        session.flush()
    assert (caught.value.written, caught.value.pending) == ([worker], [firm, thing])
    assert isinstance(caught.value.__cause__, ConstraintError)
    assert session.new == [firm, thing]
    driver.sent.clear()
    session.flush()
    assert len(driver.statements) == 2
    assert (session.new, worker._new, thing._new) == ([], False, False)
    with pytest.warns(UnrecoverableRollbackWarning, match="3"):
        session.rollback()
    session.close()


def test_without_transactions_pending_edges_are_named() -> None:
    driver = ScriptedDriver()
    session = Session(driver)
    worker, other = Worker(uid="w"), Worker(uid="o")
    session.add_all([worker, other])
    session.relate(worker, Worker.knows, other)
    driver.sent.fail_at(2, DatabaseError("broken"))
    with pytest.raises(PartialFlushError) as caught:
        session.flush()
    assert caught.value.pending == [(worker, "knows", other)]
    driver.sent.clear()
    session.flush()
    assert len(driver.statements) == 1
    session.close()


@pytest.mark.parametrize("carried_out", [False, True])
def test_a_lost_answer_is_asked_about_before_it_is_sent_again(carried_out: bool) -> None:
    driver = ScriptedDriver()
    session = Session(driver)
    worker, firm = Worker(uid="w"), Firm(uid="f")
    session.add_all([worker, firm])
    driver.sent.fail_at(2, ConnectionFailedError("gone"))
    with pytest.raises(PartialFlushError):
        session.flush()
    driver.sent.clear()
    driver.then(GraphResult([[0, 77]] if carried_out else [], ["row", "id"]))
    session.flush()
    assert [type(g) for g in driver.groups] == [FindNodes, UpdateNodes if carried_out else CreateNodes]
    assert (firm._ident == 77) is carried_out
    session.close()


def test_a_lost_answer_to_a_deletion_is_asked_about() -> None:
    driver = ScriptedDriver()
    session = Session(driver)
    session.add(worker := Worker(uid="w"))
    session.commit()
    session.delete(worker)
    driver.sent.fail_at(1, ConnectionFailedError("gone"))
    with pytest.raises(ConnectionFailedError):
        session.flush()
    driver.sent.clear()
    driver.then(GraphResult([], ["row", "id"]))
    session.flush()
    assert [type(g) for g in driver.groups] == [FindNodes]
    assert session.deleted == []
    session.close()


def test_a_chunk_that_is_written_stays_written() -> None:
    driver = ScriptedDriver()
    limit = driver.dialect.max_rows
    session = Session(driver)
    session.add_all(Worker(uid=f"w{i}") for i in range(limit + 5))
    driver.sent.fail_at(2, DatabaseError("broken"))
    with pytest.raises(PartialFlushError) as caught:
        session.flush()
    assert (len(caught.value.written), len(caught.value.pending)) == (limit, 5)
    assert len(session.new) == 5
    session.close()


def test_the_first_failure_is_raised_as_it_is() -> None:
    driver = ScriptedDriver()
    session = Session(driver)
    session.add(Worker(uid="w"))
    driver.sent.fail_at(1, DatabaseError("broken"))
    with pytest.raises(DatabaseError, match="broken") as caught:
        session.flush()
    assert not isinstance(caught.value, PartialFlushError)
    assert len(session.new) == 1
    session.close()


def test_with_transactions_the_state_is_as_before() -> None:
    driver = ScriptedDriver(transactional=True)
    session = Session(driver)
    worker, other, thing = Worker(uid="w"), Worker(uid="o"), Thing(note="t")
    session.add_all([worker, other, thing])
    session.relate(worker, Worker.knows, other)
    driver.sent.fail_at(3, DatabaseError("broken"))
    with pytest.raises(DatabaseError, match="broken") as caught:
        session.flush()
    assert not isinstance(caught.value, PartialFlushError)
    assert session.new == [worker, other, thing]
    assert [worker._ident, thing._ident, thing.id] == [None, None, None]
    session.rollback()
    assert driver.events == ["acquire", "begin", "rollback", "release"]
    driver.sent.clear()
    session.add_all([worker, other, thing])
    session.relate(worker, Worker.knows, other)
    session.commit()
    assert len(driver.statements) == 3
    assert driver.events[-4:] == ["acquire", "begin", "commit", "release"]
    session.close()


def test_with_transactions_a_rollback_makes_new_entities_transient() -> None:
    driver = ScriptedDriver(transactional=True)
    with Session(driver) as session:
        session.add(thing := Thing(note="t"))
        session.flush()
        assert thing.id is not None
        session.rollback()
        assert [thing.id, thing._new] == [None, True]
        assert thing not in session
    assert "commit" not in driver.events


def test_one_connection_spans_a_transaction() -> None:
    driver = ScriptedDriver(transactional=True)
    with Session(driver) as session:
        session.add(Worker(uid="w"))
        session.flush()
        session.execute("RETURN 1 AS one")
        session.add(Firm(uid="f"))
        session.commit()
        session.add(Thing(note="t"))
    assert driver.events == ["acquire", "begin", "commit", "release"] * 2


def test_run_tries_conflicts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    driver = ScriptedDriver(transactional=True)
    calls: list[int] = []

    def work(session: Session) -> str:
        calls.append(1)
        session.add(Worker(uid="w"))
        if len(calls) < 3:
            driver.sent.fail_at(1, TransientError("conflict"))
        return "done"

    with Session(driver) as session:
        assert session.run(work) == "done"
    assert len(calls) == 3
    assert driver.events.count("rollback") == 2
    assert driver.events.count("commit") == 1


def test_run_gives_up_after_the_last_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    driver = ScriptedDriver([TransientError("conflict")] * 2, transactional=True)
    with Session(driver) as session:
        with pytest.raises(TransientError):
            session.run(lambda s: s.add(Worker(uid="w")), attempts=2)
        assert session.new == []
    assert len(driver.statements) == 2


def test_run_does_not_repeat_other_errors() -> None:
    driver = ScriptedDriver([DatabaseError("broken")], transactional=True)
    with Session(driver) as session, pytest.raises(DatabaseError, match="broken"):
        session.run(lambda s: s.add(Worker(uid="w")))
    assert len(driver.statements) == 1


def test_the_async_session_fails_alike() -> None:
    async def scenario() -> None:
        driver = AsyncScriptedDriver()
        session = AsyncSession(driver)
        worker, firm = Worker(uid="w"), Firm(uid="f")
        session.add_all([worker, firm])
        driver.sent.fail_at(2, DatabaseError("broken"))
        with pytest.raises(PartialFlushError) as caught:
            await session.flush()
        assert (caught.value.written, caught.value.pending) == ([worker], [firm])
        await session.flush()
        assert session.new == []
        await session.commit()
        await session.close()

    asyncio.run(scenario())


def test_the_async_session_tries_conflicts_again() -> None:
    async def scenario() -> None:
        driver = AsyncScriptedDriver([TransientError("conflict")], transactional=True)

        async def work(session: AsyncSession) -> None:
            session.add(Worker(uid="w"))

        async with AsyncSession(driver) as session:
            await session.run(work)
        assert len(driver.statements) == 2

    asyncio.run(scenario())


def test_after_a_commit_that_failed_nothing_goes_on_before_a_rollback() -> None:
    driver = ScriptedDriver(transactional=True)
    session = Session(driver)
    worker = Worker(uid="a")
    session.add(worker)
    session.flush()
    connection = session._runner.connection
    assert connection is not None

    def broken() -> None:
        raise ConstraintError("violated at the commit")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection), "commit", lambda self: broken())
        with pytest.raises(ConstraintError):
            session.commit()
    sent = len(driver.statements)
    with pytest.raises(DatabaseError, match="rollback"):
        session.commit()
    with pytest.raises(DatabaseError, match="rollback"):
        session.get(Worker, "b")
    assert len(driver.statements) == sent
    session.rollback()
    assert (worker._new, worker in session) == (True, False)
    session.close()
