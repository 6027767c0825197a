"""Bad luck on the way to a database over Bolt, in both colours.

Always the same is asked: an error of ours, no hang, no connection that is left over, and a driver that goes on.
"""

from __future__ import annotations

import asyncio
import functools
import os
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from runic.ogm import AsyncSession, Field, Node, Session, create_async_driver, create_driver
from runic.ogm.exceptions import (
    AuthenticationError,
    ConnectionFailedError,
    CypherSyntaxError,
    DatabaseError,
    MissingGraphError,
    QueryTimeoutError,
    TransientError,
)
from runic.testing import AnyDriver, AnySession, Colour
from runic.testing.colours import Loop, settle
from tests.servers import ServerHandle, require
from tests.servers.wire import Wire

ONE = "RETURN 1 AS one"


class Grain(Node, labels=["FaultyGrain"]):
    uid: str = Field(primary_key=True)
    value: int = Field(default=0)


class Stage:
    """A server behind a wire, and what reaches it in one colour."""

    def __init__(self, server: ServerHandle, colour: Colour) -> None:
        self.server = server
        self.colour = colour
        self.loop = Loop(colour)
        options = _plain(server.options)
        self.wire = Wire(options.pop("host"), options.pop("port"))
        self.options = {**options, "host": "127.0.0.1", "port": self.wire.port}
        self.drivers: list[AnyDriver] = []

    def driver(self, **options: Any) -> AnyDriver:
        make: Any = create_driver if self.colour is Colour.SYNC else create_async_driver
        driver = AnyDriver(make(self.server.backend, **{**self.options, **options}))
        self.drivers.append(driver)
        return driver

    def session(self, driver: AnyDriver, **options: Any) -> AnySession:
        cls: Any = Session if self.colour is Colour.SYNC else AsyncSession
        return AnySession(cls(driver.raw, **options))

    async def works(self, driver: AnyDriver) -> bool:
        async with self.session(driver) as session:
            return (await session.execute(ONE)).rows == [[1]]

    async def empty(self) -> None:
        for driver in self.drivers or [self.driver()]:
            await driver.execute("MATCH (n:FaultyGrain) DETACH DELETE n")
            break

    async def live(self, number: int) -> int:
        """Wait until at most `number` connections are left, two seconds at most; return how many there are."""
        deadline = time.monotonic() + 2
        while self.wire.live > number and time.monotonic() < deadline:
            if self.colour is Colour.ASYNC:
                await asyncio.sleep(0.01)  # the loop closes what was let go
            else:
                time.sleep(0.01)  # noqa: ASYNC251 - nothing else runs in the sync colour
        return self.wire.live

    def later(self, action: Callable[[], None], seconds: float = 0.3) -> None:
        threading.Timer(seconds, action).start()

    def close(self) -> None:
        async def close() -> None:
            for driver in self.drivers:
                await driver.close()

        try:
            self.loop.run(close())
            assert self.loop.run(self.live(0)) == 0, "connections are left open"
        finally:
            self.loop.close()
            self.wire.close()


def _plain(options: Any) -> dict[str, Any]:
    """Return how to reach a server as host, port and the rest, also where an address says it."""
    if "uri" not in options:
        return dict(options)
    parts = urlsplit(options["uri"])
    found = {
        "host": parts.hostname,
        "port": parts.port or 7687,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }
    return {**found, **{name: value for name, value in options.items() if name != "uri"}}


@pytest.fixture(scope="module", params=["neo4j", "neo4j-2026", "arcadedb"])
def server(request: pytest.FixtureRequest) -> ServerHandle:
    return require(request.param)


@pytest.fixture(params=list(Colour), ids=lambda colour: colour.value)
def stage(request: pytest.FixtureRequest, server: ServerHandle) -> Iterator[Stage]:
    stage = Stage(server, request.param)
    yield stage
    stage.close()


def scenario(body: Callable[[Stage], Coroutine[Any, Any, None]]) -> Callable[[Stage], None]:
    """Make a test of a scenario that is written once for both colours."""

    @functools.wraps(body)
    def test(stage: Stage) -> None:
        started = time.monotonic()
        stage.loop.run(body(stage))
        assert time.monotonic() - started < 60, "it hung"

    return test


# -- connecting ----------------------------------------------------------------------------------------------------


@scenario
async def test_wrong_credentials(stage: Stage) -> None:
    intruder = stage.driver(password="not-the-password")
    with pytest.raises(AuthenticationError) as caught:
        await stage.works(intruder)
    assert "not-the-password" not in str(caught.value)
    assert caught.value.__cause__ is not None
    assert await stage.live(0) == 0
    assert await stage.works(stage.driver())


@scenario
async def test_a_wrong_database(stage: Stage) -> None:
    lost = stage.driver(database="nosuchdatabase")
    for _ in range(3):
        with pytest.raises(MissingGraphError):
            await stage.works(lost)
    assert await stage.live(1) <= 1
    assert await stage.works(stage.driver())


@scenario
async def test_a_server_that_says_nothing(stage: Stage) -> None:
    stage.wire.silent = True
    driver = stage.driver(connection_timeout=1, pool_timeout=1)
    with pytest.raises(ConnectionFailedError):
        await stage.works(driver)
    stage.wire.silent = False
    assert await stage.works(driver)


# -- the connection goes -------------------------------------------------------------------------------------------


@scenario
async def test_gone_before_a_statement(stage: Stage) -> None:
    driver = stage.driver()
    assert await stage.works(driver)
    stage.wire.barred = True
    stage.wire.cut()
    session = stage.session(driver)
    session.add(grain := Grain(uid="a"))
    for _ in range(2):
        with pytest.raises(ConnectionFailedError):
            await session.commit()
        assert session.new == [grain]
        await session.rollback()
        session.add(grain)
    stage.wire.barred = False
    await session.commit()
    await session.close()
    async with stage.session(driver) as session:
        assert await session.get(Grain, "a") is not None
    await stage.empty()


@scenario
async def test_gone_during_a_statement(stage: Stage) -> None:
    driver = stage.driver()
    session = stage.session(driver)
    session.add(Grain(uid="first"))
    await session.flush()
    session.add(second := Grain(uid="second"))
    stage.wire.silent = True
    stage.later(stage.wire.cut)
    with pytest.raises(ConnectionFailedError):
        await session.flush()
    stage.wire.silent = False
    assert session.new == [second]
    with pytest.raises(DatabaseError, match="rollback"):
        await session.flush()
    await session.rollback()
    assert await session.get(Grain, "first") is None
    await session.close()
    assert await stage.works(driver)


@scenario
async def test_gone_between_flush_and_commit(stage: Stage) -> None:
    driver = stage.driver()
    session = stage.session(driver)
    session.add(grain := Grain(uid="a"))
    await session.flush()
    stage.wire.cut()
    with pytest.raises(ConnectionFailedError):
        await session.commit()
    assert session.new == [grain]
    await session.rollback()
    session.add(grain)
    await session.commit()
    await session.close()
    async with stage.session(driver) as session:
        assert len((await session.execute("MATCH (n:FaultyGrain) RETURN n.uid AS uid")).rows) == 1
    await stage.empty()


@scenario
async def test_gone_during_the_commit(stage: Stage) -> None:
    """The answer is lost: the error says that nobody knows."""
    driver = stage.driver()
    session = stage.session(driver)
    session.add(grain := Grain(uid="a"))
    await session.flush()
    stage.wire.silent = True
    stage.later(stage.wire.cut)
    with pytest.raises(ConnectionFailedError, match="not known"):
        await session.commit()
    stage.wire.silent = False
    assert session.new == [grain]
    await session.rollback()
    assert await session.get(Grain, "a") is not None, "it was carried out"
    await session.close()
    await stage.empty()


@scenario
async def test_connections_dropped_in_the_pool(stage: Stage) -> None:
    """Nothing of a transaction was sent yet, so a new session takes a new connection and does not notice."""
    driver = stage.driver()
    held = [driver.acquire() for _ in range(3)]
    for connection in held:
        await connection.begin()
        await connection.run(driver.raw._exchange.raw(ONE, None))
    for connection in held:
        await connection.rollback()
        await connection.release()
    assert await stage.live(3) == 3
    stage.wire.cut()
    for _ in range(4):
        assert await stage.works(driver)
    assert await stage.live(1) == 1


# -- errors of the server ------------------------------------------------------------------------------------------


@scenario
async def test_a_statement_that_takes_too_long(stage: Stage) -> None:
    if stage.server.backend != "neo4j":
        pytest.skip("the server ignores time limits, and the option is refused")
    driver = stage.driver(timeout=0.3)
    session = stage.session(driver)
    with pytest.raises(QueryTimeoutError):
        await session.execute(
            "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS s"
        )
    await session.rollback()
    assert (await session.execute(ONE)).rows == [[1]]
    await session.close()
    assert await stage.live(1) == 1


@scenario
async def test_a_poisoned_transaction(stage: Stage) -> None:
    driver = stage.driver(max_connections=1, pool_timeout=3)
    for _ in range(5):
        session = stage.session(driver)
        session.add(Grain(uid="a"))
        await session.flush()
        with pytest.raises(CypherSyntaxError):
            await session.execute("NO CYPHER")
        with pytest.raises(DatabaseError, match="roll back"):
            await session.execute(ONE)
        await session.rollback()
        assert await session.get(Grain, "a") is None
        await session.close()
    assert await stage.live(1) == 1


async def _fails(session: AnySession) -> None:
    async with session:
        session.add(Grain(uid="a"))
        await session.flush()
        await session.execute("RETURN noSuchFunction(1) AS x")


@scenario
async def test_sessions_that_fail_leak_nothing(stage: Stage) -> None:
    driver = stage.driver(max_connections=2, pool_timeout=3)
    for _ in range(10):
        with pytest.raises(DatabaseError):
            await _fails(stage.session(driver))
        abandoned = stage.session(driver)
        await abandoned.execute(ONE)
        await abandoned.close()
    assert await stage.live(2) <= 2
    assert await stage.works(driver)


class Opponents:
    """Two units that write two nodes in opposite order: a deadlock, or a conflict at the commit."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.driver = stage.driver()
        self.attempts = 0
        self.errors: list[BaseException] = []

    async def unit(self, first: str, second: str, meet: Callable[[], Any]) -> None:
        met = False

        async def work(session: AnySession) -> None:
            nonlocal met
            self.attempts += 1
            text = "MATCH (n:FaultyGrain {uid: $uid}) SET n.value = n.value + 1"
            await session.execute(text, {"uid": first}, write=True)
            if not met:
                met = True
                await settle(meet())
            await session.execute(text, {"uid": second}, write=True)

        session = self.stage.session(self.driver)
        await session.run(work, attempts=10)
        await session.close()

    async def as_tasks(self) -> None:
        barrier = asyncio.Barrier(2)
        await asyncio.gather(self.unit("a", "b", barrier.wait), self.unit("b", "a", barrier.wait))

    def as_threads(self) -> None:
        barrier = threading.Barrier(2, timeout=20)

        def run(first: str, second: str) -> None:
            try:
                Loop(Colour.SYNC).run(self.unit(first, second, barrier.wait))
            except Exception as error:  # noqa: BLE001 - told by the test
                self.errors.append(error)

        threads = [threading.Thread(target=run, args=pair) for pair in (("a", "b"), ("b", "a"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)


@scenario
async def test_conflicts_are_tried_again(stage: Stage) -> None:
    opponents = Opponents(stage)
    async with stage.session(opponents.driver) as session:
        session.add(Grain(uid="a"), Grain(uid="b"))
    if stage.colour is Colour.SYNC:
        opponents.as_threads()
    else:
        await opponents.as_tasks()
    assert not opponents.errors
    async with stage.session(opponents.driver) as session:
        assert [(await session.must_get(Grain, uid)).value for uid in ("a", "b")] == [2, 2]
    assert opponents.attempts > 2, "there was no conflict"
    await stage.empty()


@scenario
async def test_a_conflict_that_goes_on_is_raised(stage: Stage) -> None:
    async def work(session: AnySession) -> None:
        await session.execute(ONE)
        raise TransientError("again")

    driver = stage.driver(max_connections=1, pool_timeout=3)
    session = stage.session(driver)
    with pytest.raises(TransientError):
        await session.run(work, attempts=2)
    await session.close()
    assert await stage.works(driver)
    assert await stage.live(1) == 1


# -- of one colour -------------------------------------------------------------------------------------------------


def test_a_cancelled_task_leaves_nothing(server: ServerHandle) -> None:
    stage = Stage(server, Colour.ASYNC)

    async def cancelled() -> None:
        driver = stage.driver(max_connections=1, pool_timeout=5)
        for _ in range(3):
            async with stage.session(driver) as session:
                stage.wire.silent = bool(await session.execute(ONE))
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(session.execute(ONE), 0.2)
                stage.wire.silent = False
                await session.rollback()
        assert await stage.works(driver)
        assert await stage.live(1) == 1

    try:
        stage.loop.run(cancelled())
    finally:
        stage.close()


def test_a_fork_connects_anew(stage: Stage) -> None:
    """Parent and child go on with connections of their own, also where an event loop was left behind."""
    driver = stage.driver()
    assert stage.loop.run(stage.works(driver))
    child = os.fork()
    if child == 0:
        code = 1
        try:
            fresh = Loop(stage.colour)
            code = 0 if all(fresh.run(stage.works(driver)) for _ in range(5)) else 2
        finally:
            os._exit(code)
    assert all(stage.loop.run(stage.works(driver)) for _ in range(5))
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
