"""How staged edges are compacted, and how many statements they cost."""

from __future__ import annotations

from runic.ogm.cypher.writes import ClearEdges, DeleteEdges, WriteEdges
from runic.ogm.session.session import Session
from runic.testing import ScriptedDriver
from tests.unit.work.models import Firm, Since, Thing, Worker


def cast(driver: ScriptedDriver, session: Session, number: int = 4) -> tuple[list[Worker], list[Firm]]:
    workers = [Worker(uid=f"w{i}") for i in range(number)]
    firms = [Firm(uid=f"f{i}") for i in range(2)]
    session.add_all([*workers, *firms])
    session.commit()
    driver.sent.clear()
    return workers, firms


def test_ten_thousand_relates_are_one_statement() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        workers, _ = cast(driver, session, 10_001)
        for other in workers[1:]:
            session.relate(workers[0], Worker.knows, other)
        session.flush()
        assert len(driver.statements) == 1
        (group,) = driver.groups
        assert isinstance(group, WriteEdges)
        assert (group.size, group.mode, group.undirected) == (10_000, "merge", False)


def test_the_last_call_for_a_pair_wins() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        (a, b, c, d), _ = cast(driver, session)
        session.relate(a, Worker.knows, b)
        session.unrelate(a, Worker.knows, b)
        session.unrelate(a, Worker.knows, c)
        session.relate(a, Worker.knows, c)
        session.relate(a, Worker.knows, d)
        session.relate(a, Worker.knows, d)
        session.flush()
    sizes = {type(g): g.size for g in driver.groups}
    assert sizes == {DeleteEdges: 1, WriteEdges: 2}


def test_both_directions_of_an_undirected_pair_are_one() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        (a, b, _, _), _ = cast(driver, session)
        session.relate(a, Worker.friends, b)
        session.relate(b, Worker.friends, a)
        session.flush()
    (group,) = driver.groups
    assert isinstance(group, WriteEdges)
    assert (group.size, group.undirected) == (1, True)


def test_to_one_clears_the_others_in_one_statement() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        workers, (first, second) = cast(driver, session)
        for worker in workers:
            session.relate(worker, Worker.firm, first)
        for worker in workers:
            session.relate(worker, Worker.firm, second)
        session.flush()
    clear, write = driver.groups
    assert isinstance(clear, ClearEdges)
    assert isinstance(write, WriteEdges)
    assert (clear.size, write.size) == (4, 4)
    assert write.target.key is not None
    assert set(write.target.key.values) == {"f1"}
    assert len(driver.statements) == 2


def test_new_nodes_have_no_edges_to_clear() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        _, (firm, _) = cast(driver, session)
        worker = Worker(uid="new", firm=firm)
        session.add(worker)
        session.flush()
    assert not [g for g in driver.groups if isinstance(g, ClearEdges)]


def test_edges_with_and_without_properties_are_groups_of_their_own() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        workers, (firm, _) = cast(driver, session)
        for i, worker in enumerate(workers):
            session.relate(worker, Worker.firm, firm, edge=Since(year=i) if i % 2 else None)
        session.flush()
    columns = sorted((len(g.columns), g.size) for g in driver.groups if isinstance(g, WriteEdges))
    assert columns == [(0, 2), (1, 2)]


def test_cascades_cost_one_statement_a_class_and_one_for_the_edges() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        for i in range(50):
            session.add(Worker(uid=f"w{i}", made=[Thing(note="x"), Thing(note="y")]))
        session.flush()
    assert [g.size for g in driver.groups] == [50, 100, 100]
    assert len(driver.statements) == 3


def test_edges_of_deleted_nodes_are_not_sent() -> None:
    driver = ScriptedDriver()
    with Session(driver) as session:
        (a, b, _, _), _ = cast(driver, session)
        session.relate(a, Worker.knows, b)
        session.delete(b)
        session.flush()
    assert not [g for g in driver.groups if isinstance(g, WriteEdges)]
