"""How many statements a flush sends for changed and deleted nodes, and which rows they carry."""

from __future__ import annotations

import pytest

from runic.ogm.cypher.writes import CreateNodes, DeleteNodes, FindNodes, UpdateNodes
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import MultipleResultsError, StaleEntityError
from runic.ogm.session.session import Session
from runic.testing import ScriptedDriver
from tests.unit.work.models import Firm, Thing, Worker


def stored(driver: ScriptedDriver, session: Session, number: int) -> list[Worker]:
    """Put workers into the session as the database would hold them, and forget the statement."""
    workers = [Worker(uid=f"w{i}", name="x", age=i) for i in range(number)]
    session.add_all(workers)
    session.commit()
    driver.sent.clear()
    driver.events.clear()
    return workers


def updates(driver: ScriptedDriver) -> list[tuple[list[str], int]]:
    return [([c.name for c in g.columns], g.size) for g in driver.groups if isinstance(g, UpdateNodes)]


def test_updates_are_grouped_by_what_changed() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        for i, worker in enumerate(stored(driver, session, 9)):
            if i % 3 != 0:
                worker.age = 100
            if i % 3 != 1:
                worker.name = "y"
        session.flush()
    assert sorted(updates(driver)) == [(["age"], 3), (["name"], 3), (["name", "age"], 3)]
    assert len(driver.statements) == 3


def test_only_what_changed_is_sent() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        worker, _ = stored(driver, session, 2)
        worker.name = None
        session.flush()
    (group,) = driver.groups
    assert isinstance(group, UpdateNodes)
    assert [(c.name, c.values) for c in group.columns] == [("name", [None])]
    assert (group.match.ids, group.match.key and group.match.key.values) == ([1], ["w0"])


def test_ten_thousand_updates_are_one_statement() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        for worker in stored(driver, session, 10_000):
            worker.age = -1
        session.flush()
    assert updates(driver) == [(["age"], 10_000)]
    assert len(driver.statements) == 1


def test_a_second_flush_sends_nothing() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        (worker,) = stored(driver, session, 1)
        worker.age = 5
        session.flush()
        driver.sent.clear()
        session.flush()
        assert driver.statements == []
        assert not worker._dirty


def test_setting_what_is_there_may_be_sent_but_setting_back_keeps_order() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        (worker,) = stored(driver, session, 1)
        worker.age = 5
        worker._dirty = False
        session.flush()
    assert driver.statements == []


def test_all_fields_are_sent_when_told() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        (worker,) = stored(driver, session, 1)
        worker._dirty = True
        session.flush()
    assert updates(driver) == [(["name", "age"], 1)]


def test_deletes_are_one_statement_a_class() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        workers = stored(driver, session, 500)
        firms = [Firm(uid=f"f{i}") for i in range(10)]
        session.add_all(firms)
        session.commit()
        driver.sent.clear()
        for entity in [*workers, *firms]:
            session.delete(entity)
        session.flush()
    assert [(type(g), g.size) for g in driver.groups] == [(DeleteNodes, 500), (DeleteNodes, 10)]
    assert len(driver.statements) == 2


def test_a_changed_and_deleted_entity_is_only_deleted() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        (worker,) = stored(driver, session, 1)
        worker.age = 5
        session.delete(worker)
        session.flush()
    assert [type(g) for g in driver.groups] == [DeleteNodes]


def test_an_update_before_its_flush_is_one_with_the_create() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        session.add(worker := Worker(uid="w"))
        worker.age = 5
        session.flush()
    (group,) = driver.groups
    assert isinstance(group, CreateNodes)
    assert {c.name: c.values for c in group.columns} == {"uid": ["w"], "age": [5]}


@pytest.mark.parametrize("deletes", [False, True])
def test_a_row_without_a_node_is_named(deletes: bool) -> None:
    driver = ScriptedDriver(transactional=True)
    session = Session(driver)
    workers = stored(driver, session, 3)
    for worker in workers:
        if deletes:
            session.delete(worker)
        else:
            worker.age = 5
    driver.then(GraphResult([[2]], ["hits"]), GraphResult([[0, 1], [2, 3]], ["row", "id"]))
    with pytest.raises(StaleEntityError, match="w1") as caught:
        session.flush()
    assert caught.value.entities == [workers[1]]
    assert [type(g) for g in driver.groups[1:]] == [FindNodes]
    session.close()


def test_a_key_of_two_nodes_is_named() -> None:
    driver = ScriptedDriver(transactional=True)
    session = Session(driver)
    (worker,) = stored(driver, session, 1)
    worker.age = 5
    driver.then(GraphResult([[2]], ["hits"]), GraphResult([[0, 1], [0, 2]], ["row", "id"]))
    with pytest.raises(MultipleResultsError, match="w0"):
        session.flush()
    session.close()


def test_generated_keys_are_matched_by_id_alone() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        session.add(thing := Thing(note="a"))
        session.commit()
        driver.sent.clear()
        thing.note = "b"
        session.flush()
    (group,) = driver.groups
    assert isinstance(group, UpdateNodes)
    assert (group.match.ids, group.match.key) == ([thing.id], None)
