"""How many statements a flush sends for new nodes, in which order, and what comes of the answers."""

from __future__ import annotations

import pytest

from runic.ogm.core.state import UNKNOWN_ID
from runic.ogm.cypher.writes import CreateNodes, DeleteNodes, WriteEdges
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import DuplicateKeyError, FieldValidationError, OrmError
from runic.ogm.session.session import Session
from runic.testing import ScriptedDriver
from tests.unit.work.models import Firm, Thing, Worker


def test_ten_thousand_of_one_class_are_one_statement() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        session.add_all(Worker(uid=f"w{i}", age=i) for i in range(10_000))
        session.flush()
        assert len(driver.statements) == 1
        (group,) = driver.groups
        assert isinstance(group, CreateNodes)
        assert (group.size, group.labels) == (10_000, ("UnitWorker",))


def test_more_than_a_statement_carries_are_cut() -> None:
    driver = ScriptedDriver()
    limit = driver.dialect.max_rows
    with Session(driver) as session:
        workers = [Worker(uid=f"w{i}") for i in range(limit + 1)]
        session.add_all(workers)
        session.flush()
        assert len(driver.statements) == 2
        assert workers[-1]._ident is not None


def test_mixed_classes_are_one_statement_each() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        for i in range(100):
            session.add(Worker(uid=f"w{i}"))
            session.add(Firm(uid=f"f{i}"))
            session.add(Thing(note=f"t{i}"))
        session.flush()
    sizes = [(g.labels, g.size) for g in driver.groups if isinstance(g, CreateNodes)]
    assert sizes == [(("UnitWorker",), 100), (("UnitFirm",), 100), (("UnitThing",), 100)]
    assert len(driver.statements) == 3


def test_columns_that_nobody_fills_are_left_out() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        session.add_all([Worker(uid="a", name="x"), Worker(uid="b")])
        session.flush()
    (group,) = driver.groups
    assert isinstance(group, CreateNodes)
    assert {c.name: c.values for c in group.columns} == {"uid": ["a", "b"], "name": ["x", None]}


def test_generated_keys_follow_the_row_and_not_the_order() -> None:
    things = [Thing(note=f"t{i}") for i in range(3)]
    driver = ScriptedDriver([GraphResult([[2, 70], [0, 50], [1, 60]], ["row", "id"])])
    with Session(driver) as session:
        session.add_all(things)
        session.flush()
        assert [thing.id for thing in things] == [50, 60, 70]
        assert session.get(Thing, 60) is things[1]
    assert len(driver.statements) == 1


def test_an_answer_for_too_few_rows_is_an_error() -> None:
    driver = ScriptedDriver([GraphResult([[0, 50]], ["row", "id"])], transactional=True)
    with Session(driver) as session:
        session.add_all([Thing(note="a"), Thing(note="b")])
        with pytest.raises(OrmError, match="1 of 2"):
            session.flush()
        session.rollback()


def test_add_and_delete_send_nothing() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        worker, firm = Worker(uid="a"), Firm(uid="f")
        session.add_all([worker, firm])
        session.relate(worker, Worker.firm, firm)
        session.delete(worker)
        session.delete(firm)
        session.commit()
    assert driver.statements == []
    assert driver.events == []


def test_edges_come_after_creates_with_their_ids() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        workers = [Worker(uid=f"w{i}") for i in range(20)]
        firm = Firm(uid="f")
        session.add_all([*workers, firm])
        for worker in workers:
            session.relate(worker, Worker.firm, firm)
        session.flush()
        assert len(driver.statements) <= 4
        edges = [g for g in driver.groups if isinstance(g, WriteEdges)]
        assert [g.size for g in edges] == [20]
        assert edges[0].source.ids is not None
        assert UNKNOWN_ID not in edges[0].source.ids
        assert None not in edges[0].source.ids


def test_a_key_that_is_added_again_is_deleted_first() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        old, other = Worker(uid="a"), Worker(uid="b")
        session.add_all([old, other])
        session.flush()
        driver.sent.clear()
        session.delete(old)
        session.delete(other)
        session.add(Worker(uid="a"))
        session.flush()
    assert [type(g) for g in driver.groups] == [DeleteNodes, CreateNodes, DeleteNodes]


def test_two_objects_with_one_key_are_refused() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        session.add(Worker(uid="a"))
        with pytest.raises(DuplicateKeyError, match="'a'"):
            session.add(Worker(uid="a"))
        session.expunge_all()


def test_keys_that_became_equal_are_refused_at_flush() -> None:
    driver = ScriptedDriver()
    session = Session(driver)
    first, second = Worker(uid="a"), Worker(uid="b")
    session.add_all([first, second])
    second.uid = "a"
    with pytest.raises(DuplicateKeyError):
        session.flush()
    session.close()
    assert driver.statements == []


def test_nothing_is_sent_when_any_value_is_wrong() -> None:
    driver = ScriptedDriver()
    session = Session(driver)
    session.add_all([Firm(uid="f"), Thing(note="t"), Worker(uid="w", age="old")])  # type: ignore[arg-type]
    with pytest.raises(FieldValidationError, match=r"Worker\.age"):
        session.flush()
    assert driver.statements == []
    assert len(session.new) == 3
    session.close()


def test_a_flush_of_nothing_takes_no_connection() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        session.flush()
        session.commit()
    assert driver.events == []


def test_what_waits_can_be_read() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        worker, firm = Worker(uid="w"), Firm(uid="f")
        session.add_all([worker, firm])
        session.relate(worker, Worker.firm, firm)
        text = session.pending()
        assert "create 1 Worker" in text
        assert "UNIT_WORKS_AT" in text
        assert driver.statements == []
