"""What the session's state is after a commit that failed: as before the flushes of that transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from runic.ogm.cypher.writes import ClearEdges, CreateNodes, DeleteNodes, UpdateNodes, WriteEdges
from runic.ogm.exceptions import ConstraintError, DatabaseError, DuplicateKeyError
from runic.ogm.session.async_session import AsyncSession
from runic.ogm.session.session import Session
from runic.testing import AsyncScriptedDriver, ScriptedDriver
from runic.testing.scripted import AsyncScriptedConnection, ScriptedConnection
from tests.unit.work.models import Bag, Firm, Label, Since, Thing, Worker


@contextmanager
def refusing() -> Iterator[None]:
    """Let commits fail within the block."""

    def broken(self: ScriptedConnection) -> None:
        raise ConstraintError("violated at the commit")

    async def broken_async(self: AsyncScriptedConnection) -> None:
        raise ConstraintError("violated at the commit")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScriptedConnection, "commit", broken)
        patch.setattr(AsyncScriptedConnection, "commit", broken_async)
        yield


@pytest.fixture
def driver() -> ScriptedDriver:
    return ScriptedDriver(transactional=True)


@pytest.fixture
def session(driver: ScriptedDriver) -> Iterator[Session]:
    with Session(driver) as session:
        yield session
        session.rollback()


def fail(session: Session) -> None:
    with refusing(), pytest.raises(ConstraintError):
        session.commit()
    with pytest.raises(DatabaseError, match="rollback"):
        session.flush()


def test_new_entities_of_every_flush_are_new_again(session: Session) -> None:
    worker, thing, firm = Worker(uid="w"), Thing(note="t"), Firm(uid="f")
    session.add_all([worker, thing])
    session.flush()
    session.add(firm)
    fail(session)
    assert session.new == [worker, thing, firm]
    assert [worker._ident, thing._ident, thing.id, firm._ident] == [None] * 4
    session.rollback()
    assert (session.new, worker in session, worker._new) == ([], False, True)
    session.add_all([worker, thing, firm])
    session.commit()
    assert [worker._new, thing._new, firm._new] == [False] * 3


def test_what_was_made_and_deleted_in_one_transaction_does_not_come_back(session: Session) -> None:
    session.add(worker := Worker(uid="w"))
    session.flush()
    session.delete(worker)
    fail(session)
    assert (session.new, session.deleted) == ([], [])


def test_changes_are_changes_again_with_their_first_old_value(session: Session) -> None:
    session.add(worker := Worker(uid="w", name="first", age=1))
    session.commit()
    worker.name = "second"
    session.flush()
    worker.name, worker.age = "third", 2
    fail(session)
    assert session.dirty == [worker]
    assert worker._changes == {"name": "first", "age": 1}
    session.rollback()
    assert (session.dirty, worker._dirty) == ([], False)


def test_deletions_wait_again(session: Session) -> None:
    session.add_all([old := Worker(uid="w", name="old"), other := Worker(uid="o")])
    session.commit()
    ident = old._ident
    session.delete(old)
    session.add(new := Worker(uid="w", name="new"))
    session.delete(other)
    fail(session)
    assert (session.new, session.deleted) == ([new], [old, other])
    assert (old._ident, old in session, session._unit.identity.by_id[ident]) == (ident, True, old)
    session.rollback()
    assert (session.deleted, old in session, new in session) == ([], True, False)


def test_edges_wait_again(session: Session, driver: ScriptedDriver) -> None:
    worker, other, firm = Worker(uid="w"), Worker(uid="o"), Firm(uid="f")
    session.add_all([worker, other, firm])
    session.commit()
    session.relate(worker, Worker.firm, firm, edge=(since := Since(year=1)))
    session.relate(worker, Worker.knows, other)
    session.flush()
    session.unrelate(worker, Worker.knows, other)
    fail(session)
    unit = session._unit
    assert [(c.relation.name, c.wanted) for c in unit.staged] == [("firm", True), ("knows", False)]
    assert len(unit.staged.clears) == 1
    assert (since._new, since.year) == (True, 1)
    session.rollback()
    assert not unit.staged
    driver.sent.clear()
    session.relate(worker, Worker.firm, firm, edge=since)
    session.commit()
    assert [type(group) for group in driver.groups] == [ClearEdges, WriteEdges]


def test_changed_edges_are_changed_again(session: Session) -> None:
    session.add_all([worker := Worker(uid="w"), firm := Firm(uid="f")])
    session.relate(worker, Worker.firm, firm, edge=(since := Since(year=1)))
    session.commit()
    since.year = 2
    session.flush()
    since.year = 3
    fail(session)
    assert (since.year, since._changes) == (3, {"year": 1})
    session.rollback()
    assert (since.year, since._dirty, since._new) == (1, False, False)


def test_a_rollback_takes_flushed_edges_back(session: Session) -> None:
    session.add_all([worker := Worker(uid="w"), firm := Firm(uid="f")])
    session.relate(worker, Worker.firm, firm, edge=(kept := Since(year=1)))
    session.commit()
    kept.year = 2
    session.flush()
    session.relate(worker, Worker.firm, firm, edge=(fresh := Since(year=3)))
    session.flush()
    session.rollback()
    assert (kept.year, kept._new, fresh.year, fresh._new) == (1, False, 3, True)


def test_a_commit_that_succeeds_forgets(session: Session) -> None:
    session.add(worker := Worker(uid="w"))
    session.commit()
    worker.name = "x"
    session.flush()
    session.commit()
    worker.age = 5
    fail(session)
    assert worker._changes == {"age": None}


def test_the_transaction_can_be_repeated(session: Session, driver: ScriptedDriver) -> None:
    session.add_all([worker := Worker(uid="w"), gone := Firm(uid="g")])
    session.commit()
    for attempt in (1, 2):
        driver.sent.clear()
        worker.name = "x"
        session.add(thing := Thing(note="t"))
        session.delete(gone)
        if attempt == 1:
            fail(session)
            session.rollback()
            driver.sent.clear()
        else:
            session.commit()
    assert [type(group) for group in driver.groups] == [CreateNodes, UpdateNodes, DeleteNodes]
    assert (thing._new, gone._new) == (False, True)


def test_the_async_session_does_alike() -> None:
    async def scenario() -> None:
        driver = AsyncScriptedDriver(transactional=True)
        session = AsyncSession(driver)
        session.add(worker := Worker(uid="w"))
        await session.flush()
        with refusing(), pytest.raises(ConstraintError):
            await session.commit()
        assert session.new == [worker]
        await session.rollback()
        assert worker._new
        await session.close()

    asyncio.run(scenario())


def test_closing_without_a_commit_leaves_new_entities_new(driver: ScriptedDriver) -> None:
    thing = Thing(note="a")
    session = Session(driver)
    session.add(thing)
    session.flush()
    session.close()
    assert thing._new
    assert vars(thing)["id"] is None
    other = Session(driver)
    other.add(thing)
    assert other.new == [thing]


# -- what a rollback leaves ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["in place", "by hand"])
def test_changes_noted_on_a_new_entity_do_not_hide_later_ones(
    session: Session, driver: ScriptedDriver, how: str
) -> None:
    bag = Bag(uid="b", tags=["x"])
    if how == "by hand":
        bag._dirty = True
    else:
        session.add(bag)
        session.flush()
        session.rollback()
        bag.tags.append("y")
        session.get(Thing, 1)  # looks for changes in place
        assert not bag._dirty, "it belongs to nobody"
    session.add(bag)
    session.commit()
    assert not bag._dirty
    bag.size = 3
    session.commit()
    (update,) = [group for group in driver.groups if isinstance(group, UpdateNodes)]
    assert [(column.name, column.values) for column in update.columns] == [("size", [3])]


@pytest.mark.parametrize("transactional", [True, False])
@pytest.mark.parametrize("noticed", [True, False])
def test_edges_take_back_what_was_changed_in_place(transactional: bool, noticed: bool) -> None:
    driver = ScriptedDriver(transactional=transactional)
    with Session(driver) as session:
        one, two, label = Bag(uid="1"), Bag(uid="2"), Label(words=["x"])
        session.add_all([one, two])
        session.relate(one, Bag.near, two, edge=label)
        session.commit()
        sent = len(driver.groups)
        label.words.append("y")
        if noticed:
            assert "words" in session.pending()
        session.rollback()
        assert label.words == ["x"]
        assert session.pending() == ""
        session.commit()
        assert len(driver.groups) == sent
        label.words.append("z")
        session.commit()
        assert [column.values for column in driver.groups[-1].columns] == [[["x", "z"]]]  # type: ignore[union-attr]


def revived(session: Session, uid: str) -> tuple[Firm, Any]:
    """Return an entity whose deletion was flushed before it was added again, and the id that it was stored under."""
    firm = Firm(uid=uid, name="A")
    session.add(firm)
    session.commit()
    ident = firm._ident
    session.delete(firm)
    session.flush()
    session.add(firm)
    return firm, ident


def test_an_entity_that_was_deleted_and_added_again_is_stored_after_a_rollback(session: Session) -> None:
    for flushed in (False, True):
        firm, ident = revived(session, f"f{flushed}")
        if flushed:
            session.flush()
        session.rollback()
        assert (firm._new, firm._ident, firm in session) == (False, ident, True)
        with pytest.raises(DuplicateKeyError):
            session.add(Firm(uid=firm.uid))


def test_a_commit_that_fails_after_that_leaves_it_stored_too(
    session: Session, driver: ScriptedDriver
) -> None:
    firm, ident = revived(session, "f")
    fail(session)
    session.rollback()
    assert (firm._new, firm._ident, firm in session) == (False, ident, True)
    session.delete(firm)
    session.flush()
    session.add(firm)
    session.commit()
    assert isinstance(driver.groups[-1], CreateNodes)
    again = firm._ident
    session.rollback()
    assert firm._ident == again, "a commit forgets what was before it"


def test_closing_leaves_it_stored_too(driver: ScriptedDriver) -> None:
    session = Session(driver)
    firm, ident = revived(session, "f")
    session.flush()
    session.close()
    assert firm._ident == ident
    assert not firm._origin


# -- a deletion that is taken back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("transactional", [True, False])
@pytest.mark.parametrize("first", ["change", "delete"])
def test_changes_outlive_a_deletion_that_is_taken_back(transactional: bool, first: str) -> None:
    driver = ScriptedDriver(transactional=transactional)
    with Session(driver) as session:
        firm = Firm(uid="f", name="A")
        session.add(firm)
        session.commit()
        if first == "change":
            firm.name = "B"
        session.delete(firm)
        if first == "delete":
            firm.name = "B"
        session.add(firm)
        assert session.dirty == [firm]
        session.commit()
        firm.name = "C"
        session.commit()
    updates = [group for group in driver.groups if isinstance(group, UpdateNodes)]
    assert [column.values for group in updates for column in group.columns] == [["B"], ["C"]]
    assert not any(isinstance(group, DeleteNodes) for group in driver.groups)
