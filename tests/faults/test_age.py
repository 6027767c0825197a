"""What goes wrong on the way to Apache AGE: errors of ours, no hang, no leaked connection, and the next session works."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from runic.ogm import Field, Node, Relation, Session, create_driver, select
from runic.ogm.exceptions import (
    AuthenticationError,
    ConnectionFailedError,
    DatabaseError,
    DriverBusyError,
    MissingGraphError,
    QueryTimeoutError,
    StaleEntityError,
    TransactionActiveError,
    TransientError,
)
from runic_age.driver import AGEDriver
from tests.servers import ServerHandle, require
from tests.servers.age import PackagedServer
from tests.servers.falkordb import free_port
from tests.servers.java import CannotStart, asked_for


class FaultyPerson(Node, labels=["FaultyPerson"]):
    """A node with a relation to its kind."""

    uid: str = Field(primary_key=True)
    age: int | None = Field(default=None)
    knows: list[FaultyPerson] = Relation(
        relationship="FAULTY_KNOWS", direction="OUTGOING", target="FaultyPerson"
    )


@pytest.fixture(scope="module")
def server() -> ServerHandle:
    return require("age")


@pytest.fixture
def make(server: ServerHandle) -> Iterator[Callable[..., AGEDriver]]:
    """Make drivers of a graph of the test's own; what they leave open is told."""
    graph = f"faults_{uuid4().hex[:12]}"
    name = f"runic-{graph}"[:60]
    drivers: list[Any] = []

    def driver(**options: Any) -> Any:
        made = create_driver("age", **{**server.options, "graph": graph, "application_name": name, **options})
        drivers.append(made)
        return made

    yield driver
    for made in drivers:
        made.close()
    with connect(server) as connection:
        deadline = time.monotonic() + 5
        count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
        while (left := connection.execute(count, (name,)).fetchall()[0][0]) and time.monotonic() < deadline:
            time.sleep(0.05)
        connection.execute("LOAD 'age'")
        connection.execute("SET search_path = ag_catalog, public")
        if connection.execute("SELECT 1 FROM ag_graph WHERE name = %s", (graph,)).fetchall():
            connection.execute(f"SELECT drop_graph('{graph}', true)")
    assert left == 0, f"{left} connections are left open"


def connect(server: ServerHandle, **options: Any) -> Any:
    """Return a connection of the client to the server of the tests."""
    given = server.options
    if "url" in given:
        return psycopg.connect(
            given["url"].replace("age://", "postgresql://", 1), **{"autocommit": True, **options}
        )
    return psycopg.connect(
        host=given["host"], port=given["port"], dbname=given["database"], user=given["username"],
        password=given["password"], **{"autocommit": True, **options},
    )  # fmt: skip


def terminate(server: ServerHandle, driver: AGEDriver) -> None:
    """End all sessions of a driver on the server."""
    with connect(server) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
            (f"runic-{driver.graph_name}"[:60],),
        )
    time.sleep(0.1)


# -- connecting --------------------------------------------------------------------------------------------------------


def test_nobody_listens() -> None:
    driver = create_driver("age", host="127.0.0.1", port=free_port(), graph="nowhere", connect_timeout=2)
    started = time.monotonic()
    with pytest.raises(ConnectionFailedError) as caught:
        driver.execute("RETURN 1 AS one")
    assert isinstance(caught.value.__cause__, psycopg.Error)
    assert time.monotonic() - started < 10
    driver.close()


def test_wrong_password(make: Callable[..., AGEDriver], server: ServerHandle) -> None:
    if "password" not in server.options:
        pytest.skip("the server's address holds the password")
    driver = make(password="not-the-password")
    with pytest.raises(AuthenticationError) as caught:
        driver.execute("RETURN 1 AS one")
    assert "not-the-password" not in str(caught.value)


def test_missing_database(make: Callable[..., AGEDriver], server: ServerHandle) -> None:
    if "database" not in server.options:
        pytest.skip("the server's address holds the database")
    with pytest.raises(MissingGraphError, match="no_such_database"):
        make(database="no_such_database").execute("RETURN 1 AS one")


def test_a_full_pool_says_so(make: Callable[..., AGEDriver]) -> None:
    driver = make(max_connections=1, pool_timeout=0.5)
    with Session(driver) as session:
        session.execute("RETURN 1 AS one")
        started = time.monotonic()
        with pytest.raises(ConnectionFailedError, match="max_connections"):
            driver.execute("RETURN 1 AS one")
        assert time.monotonic() - started < 5
    assert driver.execute("RETURN 1 AS one").rows == [[1]]


# -- losing the server --------------------------------------------------------------------------------------------------


def test_a_connection_that_died_in_the_pool_is_not_used(
    make: Callable[..., AGEDriver], server: ServerHandle
) -> None:
    driver = make()
    driver.execute("RETURN 1 AS one")
    terminate(server, driver)
    assert driver.execute("RETURN 1 AS one").rows == [[1]]
    terminate(server, driver)
    with Session(driver) as session:
        session.add(FaultyPerson(uid="a"))
    assert driver.execute("MATCH (n:FaultyPerson) RETURN count(n) AS c").rows == [[1]]


def test_a_connection_that_dies_in_a_transaction(
    make: Callable[..., AGEDriver], server: ServerHandle
) -> None:
    driver = make()
    session = Session(driver)
    session.add(person := FaultyPerson(uid="a"))
    session.flush()
    terminate(server, driver)
    with pytest.raises(ConnectionFailedError):
        session.execute("RETURN 1 AS one")
    session.rollback()
    session.add(person)
    session.commit()
    session.close()
    assert driver.execute("MATCH (n:FaultyPerson) RETURN count(n) AS c").rows == [[1]]


@pytest.mark.slow
def test_a_server_that_dies_and_comes_back() -> None:
    try:
        own = PackagedServer() if asked_for("age") else None
    except CannotStart as why:
        pytest.skip(str(why))
    if own is None:
        pytest.skip("not asked for; RUNIC_TEST_BACKENDS=age starts it")
    driver = create_driver("age", **own.options, graph="dying", pool_timeout=3.0)
    try:
        session = Session(driver)
        session.add(person := FaultyPerson(uid="a"))
        session.flush()
        own.kill()
        with pytest.raises(ConnectionFailedError):
            session.commit()
        session.rollback()
        started = time.monotonic()
        with pytest.raises(ConnectionFailedError):
            driver.execute("RETURN 1 AS one")
        assert time.monotonic() - started < 10
        own.launch()
        session.add(person)
        session.commit()
        session.close()
        assert driver.execute("MATCH (n:FaultyPerson) RETURN n.uid AS uid").rows == [["a"]]
    finally:
        driver.close()
        own.stop()


def test_a_statement_takes_too_long(make: Callable[..., AGEDriver]) -> None:
    driver = make(timeout=200)
    session = Session(driver)
    with pytest.raises(QueryTimeoutError):
        session.execute("UNWIND range(1, 9999) AS a UNWIND range(1, 9999) AS b RETURN count(a + b) AS c")
    session.rollback()
    assert session.execute("RETURN 1 AS one").rows == [[1]]
    session.close()


# -- transactions -------------------------------------------------------------------------------------------------------


def test_a_failed_transaction_is_not_committed(make: Callable[..., AGEDriver]) -> None:
    driver = make()
    session = Session(driver)
    session.add(FaultyPerson(uid="a"))
    session.flush()
    with pytest.raises(DatabaseError):
        session.execute("RETURN noSuchFunction(1) AS x")
    with pytest.raises(DatabaseError, match="roll"):
        session.commit()
    session.rollback()
    session.close()
    assert driver.execute("MATCH (n:FaultyPerson) RETURN count(n) AS c").rows == [[0]]


def test_a_deadlock_is_a_conflict(make: Callable[..., AGEDriver]) -> None:
    driver = make()
    with Session(driver) as session:
        session.add_all([FaultyPerson(uid="a", age=0), FaultyPerson(uid="b", age=0)])
    barrier = threading.Barrier(2)
    errors: list[BaseException] = []

    def work(first: str, second: str) -> None:
        session = Session(driver)
        try:
            one, other = session.get(FaultyPerson, first), session.get(FaultyPerson, second)
            assert one is not None
            assert other is not None
            one.age = 1
            session.flush()
            barrier.wait(10)
            other.age = 1
            session.commit()
        except TransientError as error:
            errors.append(error)
        finally:
            session.close()

    threads = [threading.Thread(target=work, args=names) for names in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(errors) == 1


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


def test_a_graph_that_somebody_drops(make: Callable[..., AGEDriver], server: ServerHandle) -> None:
    driver = make()
    with Session(driver) as session:
        session.add(FaultyPerson(uid="a"))
    with connect(server) as connection:
        connection.execute("LOAD 'age'")
        connection.execute("SET search_path = ag_catalog, public")
        connection.execute(f"SELECT drop_graph('{driver.graph_name}', true)")
    with pytest.raises(MissingGraphError):
        driver.execute("MATCH (n) RETURN count(n) AS c")
    with Session(driver) as session:
        session.add(FaultyPerson(uid="b"))
    assert driver.execute("MATCH (n:FaultyPerson) RETURN n.uid AS uid").rows == [["b"]]


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


# -- a connection that was handed in --------------------------------------------------------------------------------------


@pytest.mark.parametrize("autocommit", [True, False])
def test_a_connection_of_the_callers_own(
    make: Callable[..., AGEDriver], server: ServerHandle, autocommit: bool
) -> None:
    graph = make().graph_name
    with connect(server, autocommit=autocommit) as connection:
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


def test_a_session_takes_a_connection_of_the_client(
    make: Callable[..., AGEDriver], server: ServerHandle
) -> None:
    make().execute("RETURN 1 AS one")
    with connect(server) as connection, Session(connection) as session:
        assert session.execute("RETURN 1 AS one").rows == [[1]]
