"""Bad luck over Bolt: a server that is gone, a full pool, a slow statement, a conflict, a fork, the wrong product."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from runic.ogm import create_driver
from runic.ogm.exceptions import (
    ConnectionFailedError,
    DatabaseError,
    QueryTimeoutError,
    TransactionActiveError,
    TransientError,
)
from tests.servers import ServerHandle, require
from tests.servers.java import CannotStart, JavaServer

ONE = "RETURN 1 AS one"


@pytest.fixture(scope="module", params=["neo4j", "neo4j-2026", "arcadedb"])
def server(request: pytest.FixtureRequest) -> ServerHandle:
    return require(request.param)


@pytest.fixture
def driver(server: ServerHandle) -> Iterator[Any]:
    driver: Any = create_driver(server.backend, **server.options)
    try:
        driver.execute("MATCH (n:Fault) DETACH DELETE n")
        yield driver
        driver.execute("MATCH (n:Fault) DETACH DELETE n")
    finally:
        driver.close()


def test_a_full_pool_says_so(server: ServerHandle) -> None:
    # the limit holds for connecting, too, which takes a server that has just begun its time
    driver: Any = create_driver(server.backend, **server.options, max_connections=1, pool_timeout=3)
    held = driver.acquire()
    try:
        held.begin()
        held.run(driver._exchange.raw(ONE, None))
        with pytest.raises(ConnectionFailedError, match="max_connection_pool_size"):
            driver.execute(ONE)
        held.release()
        assert driver.execute(ONE).rows == [[1]]
    finally:
        held.release()
        driver.close()


def test_errors_leak_no_connection(server: ServerHandle) -> None:
    driver: Any = create_driver(server.backend, **server.options, max_connections=2, pool_timeout=2)
    try:
        for _ in range(20):
            connection = driver.acquire()
            connection.begin()
            with pytest.raises(DatabaseError):
                connection.run(driver._exchange.raw("RETURN noSuchFunction(1)", None))
            connection.release()
        assert driver.execute(ONE).rows == [[1]]
    finally:
        driver.close()


def test_direct_use(driver: Any) -> None:
    driver.begin()
    driver.execute("CREATE (:Fault {k: 1})")
    with pytest.raises(TransactionActiveError):
        driver.begin()
    driver.rollback()
    driver.rollback()
    assert driver.execute("MATCH (n:Fault) RETURN count(n)").rows == [[0]]


def test_a_poisoned_transaction_is_rolled_back(driver: Any) -> None:
    driver.begin()
    driver.execute("CREATE (:Fault {k: 1})")
    with pytest.raises(DatabaseError):
        driver.execute("NO CYPHER")
    with pytest.raises(DatabaseError, match="roll back"):
        driver.execute(ONE)
    driver.rollback()
    assert driver.execute("MATCH (n:Fault) RETURN count(n)").rows == [[0]]


def test_a_slow_statement_is_ended() -> None:
    server = require("neo4j")
    driver: Any = create_driver("neo4j", **server.options, timeout=0.3)
    try:
        with pytest.raises(QueryTimeoutError):
            driver.execute("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b)")
        assert driver.execute(ONE).rows == [[1]]
    finally:
        driver.close()


def test_a_conflict_is_transient(driver: Any) -> None:
    """Two transactions that write two nodes in opposite order: one of them is told to try again."""
    driver.execute("CREATE (:Fault {k: 1}), (:Fault {k: 2})")
    met = threading.Barrier(2, timeout=20)
    errors: list[DatabaseError] = []

    def work(first: int, second: int) -> None:
        connection = driver.acquire()
        try:
            connection.begin()
            text = "MATCH (n:Fault {k: $k}) SET n.v = coalesce(n.v, 0) + 1"
            connection.run(driver._exchange.raw(text, {"k": first}))
            met.wait()
            connection.run(driver._exchange.raw(text, {"k": second}))
            connection.commit()
        except DatabaseError as error:
            errors.append(error)
        finally:
            connection.release()

    threads = [threading.Thread(target=work, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors
    assert all(type(error) is TransientError for error in errors), errors
    assert driver.execute(ONE).rows == [[1]]


def test_a_fork_connects_anew(driver: Any) -> None:
    """Parent and child both go on, and neither reads what the other was sent."""
    connection = driver.acquire()
    connection.begin()
    connection.run(driver._exchange.raw(ONE, None))
    child = os.fork()
    if child == 0:
        code = 1
        try:
            own = [driver.execute("RETURN $x AS x", {"x": i}).rows[0][0] for i in range(20)]
            try:
                connection.run(driver._exchange.raw(ONE, None))
            except ConnectionFailedError:
                code = 0 if own == list(range(20)) else 2
        finally:
            os._exit(code)
    theirs = [driver.execute("RETURN $x AS x", {"x": -i}).rows[0][0] for i in range(20)]
    _, status = os.waitpid(child, 0)
    connection.run(driver._exchange.raw(ONE, None))
    connection.release()
    assert (os.waitstatus_to_exitcode(status), theirs) == (0, [-i for i in range(20)])


def test_the_wrong_product_is_reported(server: ServerHandle) -> None:
    other = "arcadedb" if server.backend == "neo4j" else "neo4j"
    options = {name: value for name, value in server.options.items() if name != "http_url"}  # only one has it
    driver: Any = create_driver(other, **options)
    try:
        with pytest.raises(DatabaseError, match=server.backend):
            driver.execute(ONE)
    finally:
        driver.close()
    trusting: Any = create_driver(other, **options, check_server=False)
    try:
        assert trusting.execute(ONE).rows == [[1]]
    finally:
        trusting.close()


@pytest.mark.slow
def test_a_server_that_dies(server: ServerHandle) -> None:
    """Before, during and after: our errors, no hang."""
    mortal, login = _another(server)
    driver: Any = create_driver(server.backend, host="127.0.0.1", port=mortal.port, **login)
    try:
        assert driver.execute(ONE).rows == [[1]]
        connection = driver.acquire()
        connection.begin()
        connection.run(driver._exchange.raw("CREATE (:Fault)", None))
        mortal.kill()
        with pytest.raises(DatabaseError):
            connection.run(driver._exchange.raw(ONE, None))
        connection.rollback()
        connection.release()
        with pytest.raises(ConnectionFailedError):
            driver.execute(ONE)
    finally:
        driver.close()
        mortal.stop()


def _another(server: ServerHandle) -> tuple[JavaServer, dict[str, str]]:
    """Start a server of the test's own; return it with what it wants to know of who connects."""
    from tests.servers import arcadedb, neo4j

    try:
        if server.backend == "neo4j":
            return neo4j.private(server.edition), {"password": neo4j.PASSWORD}
        return arcadedb.private(), {"password": arcadedb.PASSWORD, "database": arcadedb.DATABASE}
    except CannotStart as reason:
        raise pytest.skip.Exception(str(reason)) from None
