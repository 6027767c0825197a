"""What goes wrong on the way to FalkorDB: each a clear error of ours, the client's chained, in both colours."""

from __future__ import annotations

import asyncio
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from runic.ogm.driver.factory import create_async_driver, create_driver
from runic.ogm.exceptions import (
    AuthenticationError,
    ConnectionFailedError,
    DatabaseError,
    OrmError,
    QueryTimeoutError,
)
from runic_falkordb.embedded import find_binaries
from tests.servers.falkordb import Private, free_port, private

Run = Callable[..., Any]


def run_sync(cypher: str = "RETURN 1", **options: Any) -> Any:
    driver = create_driver("falkordb", **options)
    try:
        return driver.execute(cypher).rows
    finally:
        driver.close()


def run_async(cypher: str = "RETURN 1", **options: Any) -> Any:
    async def main() -> Any:
        driver = create_async_driver("falkordb", **options)
        try:
            return (await driver.execute(cypher)).rows
        finally:
            await driver.close()

    return asyncio.run(main())


@pytest.fixture(params=[run_sync, run_async], ids=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Run:
    made: Run = request.param
    return made


@pytest.fixture(scope="module")
def locked() -> Iterator[Private]:
    """A server with a password, and a user who may only read."""
    with private(password="right") as server:
        client: Any = redis.Redis(host="127.0.0.1", port=server.port, password="right", protocol=2)
        client.execute_command(
            "ACL", "SETUSER", "reader", "on", ">pw", "~*", "+graph.ro_query", "+info", "+ping", "+client"
        )
        client.close()
        yield server


def test_no_server(run: Run) -> None:
    with pytest.raises(ConnectionFailedError, match="refused") as failed:
        run(host="127.0.0.1", port=free_port())
    assert isinstance(failed.value.__cause__, redis.ConnectionError)


def test_no_socket(run: Run, tmp_path: Path) -> None:
    with pytest.raises(ConnectionFailedError):
        run(unix_socket_path=str(tmp_path / "nothing"))


def test_no_such_host(run: Run) -> None:
    with pytest.raises(ConnectionFailedError):
        run(host="no-such-host.invalid")


def test_right_password(run: Run, locked: Private) -> None:
    assert run(**locked.options) == [[1]]
    assert run(url=f"falkordb://default:right@127.0.0.1:{locked.port}/g") == [[1]]


@pytest.mark.parametrize(
    "login", [{}, {"password": "hush-hush"}, {"username": "nobody", "password": "hush-hush"}]
)
def test_wrong_password(run: Run, locked: Private, login: dict[str, str]) -> None:
    with pytest.raises(AuthenticationError, match="refused the credentials") as failed:
        run(host="127.0.0.1", port=locked.port, **login)
    assert "hush" not in str(failed.value)


def test_a_user_who_may_not_write(run: Run, locked: Private) -> None:
    with pytest.raises(AuthenticationError, match="may not do that"):
        run("CREATE ()", host="127.0.0.1", port=locked.port, username="reader", password="pw")


def test_tls_against_a_plain_port(run: Run, locked: Private) -> None:
    with pytest.raises(ConnectionFailedError):
        run(**locked.options, ssl=True, socket_connect_timeout=0.5)


def test_a_redis_without_the_module(run: Run, tmp_path: Path) -> None:
    with plain_redis(tmp_path) as socket, pytest.raises(DatabaseError, match="without the FalkorDB module"):
        run(unix_socket_path=socket)


def test_a_key_that_is_no_graph(run: Run, locked: Private) -> None:
    with redis.Redis(host="127.0.0.1", port=locked.port, password="right", protocol=2) as client:
        client.set("text", "x")
    with pytest.raises(DatabaseError, match="is no graph"):
        run(**locked.options, graph="text")


@contextmanager
def plain_redis(folder: Path) -> Iterator[str]:
    socket = folder / "s"
    command = [
        str(find_binaries().server),
        "--port",
        "0",
        "--unixsocket",
        str(socket),
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 20
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            yield str(socket)
        finally:
            process.terminate()


def test_a_server_that_is_killed_and_comes_back() -> None:
    port = free_port()
    with private(port=port) as server:
        driver = create_driver("falkordb", **server.options)
        assert driver.execute("RETURN 1").rows == [[1]]
        server.kill()
        with pytest.raises(ConnectionFailedError) as failed:
            driver.execute("CREATE (:N) RETURN $p", {"p": "hush"})
        assert failed.value.statement == "CREATE (:N) RETURN $p"
        assert "hush" not in str(failed.value)
        with pytest.raises(ConnectionFailedError):
            driver.execute("RETURN 1")
    with private(port=port):
        assert driver.execute("RETURN 1").rows == [[1]]
    driver.close()


async def test_a_server_that_is_killed_and_comes_back_async() -> None:
    port = free_port()
    with private(port=port) as server:
        driver = create_async_driver("falkordb", **server.options)
        assert (await driver.execute("RETURN 1")).rows == [[1]]
        server.kill()
        for _ in range(2):
            with pytest.raises(ConnectionFailedError):
                await driver.execute("RETURN 1")
    with private(port=port):
        assert (await driver.execute("RETURN 1")).rows == [[1]]
    await driver.close()


SLOW = "UNWIND range(0, 20000000) AS i RETURN count(i)"


def test_a_server_that_is_killed_at_work_and_nothing_is_sent_again() -> None:
    with private() as server:
        driver = create_driver("falkordb", **server.options)
        driver.execute("RETURN 1")
        threading.Timer(0.1, server.kill).start()
        started = time.monotonic()
        with pytest.raises(ConnectionFailedError):
            driver.execute(f"{SLOW.removesuffix('RETURN count(i)')} CREATE (:N)")
        assert time.monotonic() - started < 5
        driver.close()


def test_a_statement_that_takes_too_long(run: Run, locked: Private) -> None:
    with pytest.raises(QueryTimeoutError, match="timed out"):
        run(SLOW, **locked.options, timeout=20)


def test_a_server_that_does_not_answer_in_time(run: Run, locked: Private) -> None:
    with pytest.raises(QueryTimeoutError, match="socket_timeout"):
        run(SLOW, **locked.options, socket_timeout=0.05)


def test_no_connection_is_free() -> None:
    with private() as server:
        driver = create_driver("falkordb", **server.options, max_connections=1, pool_timeout=0.05)
        driver.execute("RETURN 1")
        busy = threading.Thread(
            target=lambda: driver.execute("UNWIND range(0, 6000000) AS i RETURN count(i)")
        )
        busy.start()
        time.sleep(0.05)
        with pytest.raises(ConnectionFailedError, match="max_connections"):
            driver.execute("RETURN 1")
        busy.join()
        assert driver.execute("RETURN 1").rows == [[1]]
        driver.close()


async def test_no_async_connection_is_free() -> None:
    with private() as server:
        driver = create_async_driver("falkordb", **server.options, max_connections=1, pool_timeout=0.05)
        await driver.execute("RETURN 1")
        busy = asyncio.create_task(driver.execute("UNWIND range(0, 6000000) AS i RETURN count(i)"))
        await asyncio.sleep(0.1)
        with pytest.raises(ConnectionFailedError, match="max_connections"):
            await driver.execute("RETURN 1")
        await busy
        assert (await driver.execute("RETURN 1")).rows == [[1]]
        await driver.close()


def test_the_server_can_be_left_out_of_errors(run: Run, locked: Private) -> None:
    """Whatever the server says, it is an error of ours, with the statement and without the values."""
    for cypher in (
        "RETURN",
        "RETURN 1/0",
        "RETURN foo(1)",
        "CALL nope()",
        "RETURN $missing",
        "RETURN 1 AS a, 2 AS a",
    ):
        with pytest.raises(OrmError) as failed:
            run(cypher, **locked.options)
        assert isinstance(failed.value, DatabaseError)
        assert failed.value.statement == cypher
        assert isinstance(failed.value.__cause__, redis.RedisError)
