"""Many threads and processes on one graph of Apache AGE; what needs one session only is in `test_age_scenarios`."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from runic.ogm import AsyncSession, Field, Node, Relation, Session, create_async_driver, create_driver, select
from runic.ogm.exceptions import (
    ConnectionFailedError,
    DriverBusyError,
    StaleEntityError,
    TransactionActiveError,
)
from runic_age.driver import AGEDriver
from tests.backends.age.conftest import place
from tests.backends.age.place import Place

__all__ = ["place"]


class FaultyPerson(Node, labels=["FaultyPerson"]):
    """A node with a relation to its kind."""

    uid: str = Field(primary_key=True)
    age: int | None = Field(default=None)
    knows: list[FaultyPerson] = Relation(
        relationship="FAULTY_KNOWS", direction="OUTGOING", target="FaultyPerson"
    )


@pytest.fixture
def make(place: Place) -> Iterator[Callable[..., AGEDriver]]:
    """Make drivers of the graph; what they leave open is told."""
    drivers: list[Any] = []

    def driver(**options: Any) -> Any:
        made = create_driver("age", **{**place.options, **options})
        drivers.append(made)
        return made

    yield driver
    for made in drivers:
        made.close()


# -- transactions -------------------------------------------------------------------------------------------------------


def test_counting_in_many_threads(make: Callable[..., AGEDriver]) -> None:
    driver = make()
    with Session(driver) as session:
        session.add(FaultyPerson(uid="a", age=0))

    def work() -> None:
        for number in range(5):
            with Session(driver) as session:
                session.add(FaultyPerson(uid=f"{threading.get_ident()}-{number}"))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert driver.execute("MATCH (n:FaultyPerson) RETURN count(n) AS c").rows == [[31]]


def test_the_first_use_of_a_label_by_many(make: Callable[..., AGEDriver]) -> None:
    driver = make()
    driver.execute("RETURN 1 AS one")
    barrier = threading.Barrier(6)
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            with Session(driver) as session:
                session.add(one := FaultyPerson(uid=f"a{number}"))
                session.add(other := FaultyPerson(uid=f"b{number}"))
                barrier.wait(10)
                session.relate(one, FaultyPerson.knows, other)
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert driver.execute("MATCH ()-[r:FAULTY_KNOWS]->() RETURN count(r) AS c").rows == [[6]]


def test_two_sessions_with_one_new_label_do_not_wait_for_each_other(make: Callable[..., AGEDriver]) -> None:
    driver = make()
    first, second = Session(driver), Session(driver)
    first.add(FaultyPerson(uid="a"))
    first.flush()
    second.add(FaultyPerson(uid="b"))
    second.flush()
    second.commit()
    first.rollback()
    first.close()
    second.close()
    assert driver.execute("MATCH (n:FaultyPerson) RETURN n.uid AS uid").rows == [["b"]]


@pytest.mark.parametrize("deleter_first", [True, False])
def test_no_edge_without_an_end(make: Callable[..., AGEDriver], deleter_first: bool) -> None:
    driver = make()
    with Session(driver) as session:
        session.add_all([FaultyPerson(uid="a"), FaultyPerson(uid="b")])
    deleting, relating = Session(driver), Session(driver)
    gone = deleting.get(FaultyPerson, "b")
    one, other = relating.get(FaultyPerson, "a"), relating.get(FaultyPerson, "b")
    deleting.delete(gone)
    relating.relate(one, FaultyPerson.knows, other)
    outcome: list[BaseException | None] = []

    def finish(session: Session) -> None:
        try:
            session.commit()
        except StaleEntityError as error:
            outcome.append(error)
        else:
            outcome.append(None)

    first, second = (deleting, relating) if deleter_first else (relating, deleting)
    first.flush()
    thread = threading.Thread(target=finish, args=(second,))
    thread.start()
    time.sleep(0.3)
    assert thread.is_alive(), "the second did not wait for the first"
    first.commit()
    thread.join(20)
    assert [type(error) for error in outcome] == [StaleEntityError if deleter_first else type(None)]
    deleting.close()
    relating.close()
    ends = driver.execute("MATCH (a)-[r:FAULTY_KNOWS*1..2]->(b) RETURN count(*) AS c").rows
    assert ends == [[0]]


def test_merging_one_edge_twice_at_once(make: Callable[..., AGEDriver]) -> None:
    driver = make()
    with Session(driver) as session:
        session.add_all([FaultyPerson(uid="a"), FaultyPerson(uid="b")])
    barrier = threading.Barrier(4)

    def work() -> None:
        with Session(driver) as session:
            one, other = session.get(FaultyPerson, "a"), session.get(FaultyPerson, "b")
            barrier.wait(10)
            session.relate(one, FaultyPerson.knows, other)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert driver.execute("MATCH ()-[r:FAULTY_KNOWS]->() RETURN count(r) AS c").rows == [[1]]


# -- graphs and processes ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_fork_after_connecting(make: Callable[..., AGEDriver]) -> None:
    driver = make()
    driver.execute("RETURN 1 AS one")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with Session(driver) as session:
                session.add(FaultyPerson(uid="child"))
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    for _ in range(3):
        assert driver.execute("MATCH (n:FaultyPerson) RETURN n.uid AS uid").rows == [["child"]]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_fork_after_connecting_in_a_loop(place: Place) -> None:
    driver: Any = create_async_driver("age", **place.options)

    async def add(uid: str) -> int:
        async with AsyncSession(driver) as session:
            session.add(FaultyPerson(uid=uid))
        return int((await driver.execute("MATCH (n:FaultyPerson) RETURN count(n) AS c")).rows[0][0])

    with asyncio.Runner() as runner:
        assert runner.run(add("parent")) == 1
        child = os.fork()
        if child == 0:
            code = 1
            try:
                asyncio.set_event_loop(None)
                asyncio._set_running_loop(None)
                code = 0 if asyncio.new_event_loop().run_until_complete(add("child")) == 2 else 1
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert runner.run(add("again")) == 3
        runner.run(driver.close())


# -- a connection that was handed in --------------------------------------------------------------------------------------


@pytest.mark.parametrize("autocommit", [True, False])
def test_a_connection_of_the_callers_own(
    make: Callable[..., AGEDriver], place: Place, autocommit: bool
) -> None:
    graph = make().graph_name
    with place.connect(autocommit=autocommit) as connection:
        driver = AGEDriver(connection, graph)
        with Session(driver) as session:
            session.add(FaultyPerson(uid="a"))
        with Session(driver) as session:
            person = session.get(FaultyPerson, "a")
            assert person is not None
            person.age = 5
            session.flush()
            with pytest.raises(DriverBusyError), Session(driver) as other:
                other.execute("RETURN 1 AS one")
            session.rollback()
            assert session.scalars(select(FaultyPerson))[0].age is None
        driver.begin()
        with pytest.raises(TransactionActiveError):
            driver.begin()
        driver.execute("CREATE (:FaultyPerson {uid: 'b'})")
        driver.rollback()
        driver.execute("CREATE (:FaultyPerson {uid: 'c'})")
        driver.commit()
        driver.close()
        assert not connection.closed
        with pytest.raises(ConnectionFailedError):
            driver.execute("RETURN 1 AS one")
    found = make().execute("MATCH (n:FaultyPerson) RETURN n.uid AS uid ORDER BY n.uid").rows
    assert found == [["a"], ["c"]]


def test_a_session_takes_a_connection_of_the_client(make: Callable[..., AGEDriver], place: Place) -> None:
    make().execute("RETURN 1 AS one")
    with place.connect() as connection, Session(connection) as session:
        assert session.execute("RETURN 1 AS one").rows == [[1]]
