"""What a connection does with the client's sessions and transactions, above all when something goes wrong."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

import pytest
from neo4j import exceptions as client

from runic.ogm import create_async_driver
from runic.ogm.cypher.statement import Statement
from runic.ogm.exceptions import ConnectionFailedError, CypherSyntaxError, DatabaseError
from runic_bolt.asynchronous import AsyncBoltConnection
from runic_bolt.client import AsyncClient
from runic_bolt.driver import BoltConnection
from runic_bolt.exchange import Exchange
from runic_bolt.factory import dialect_of

ONE = Statement("RETURN 1 AS one", {})


def syntax_error() -> Exception:
    make: Any = client.Neo4jError
    error: Exception = make._hydrate_neo4j(code="Neo.ClientError.Statement.SyntaxError", message="bad")
    return error


class Fakes:
    """Sessions and transactions of the client that note what is asked of them."""

    def __init__(self, *, begins: list[Exception | None], runs: list[Exception | None]) -> None:
        self.begins = begins
        self.runs = runs
        self.events: list[str] = []

    def note(self, event: str, fault: Exception | None = None) -> None:
        self.events.append(event)
        if fault is not None:
            raise fault


class FakeResult:
    def values(self) -> list[list[Any]]:
        return [[1]]

    def keys(self) -> list[str]:
        return ["one"]

    def consume(self) -> object:
        return object()


class FakeTransaction:
    def __init__(self, fakes: Fakes) -> None:
        self.fakes = fakes

    def run(self, text: str, params: Any) -> FakeResult:
        self.fakes.note("run", self.fakes.runs.pop(0))
        return FakeResult()

    def commit(self) -> None:
        self.fakes.note("commit")

    def rollback(self) -> None:
        self.fakes.note("rollback")


class FakeSession:
    def __init__(self, fakes: Fakes) -> None:
        self.fakes = fakes

    def begin_transaction(self, timeout: float | None) -> FakeTransaction:
        self.fakes.note("begin", self.fakes.begins.pop(0))
        return FakeTransaction(self.fakes)

    def close(self) -> None:
        self.fakes.note("close")


def awaited(target: Any, *names: str) -> Any:
    """Make methods of an object awaitable."""

    def wrap(method: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*args: Any, **keywords: Any) -> Any:
            made = method(*args, **keywords)
            if isinstance(made, FakeTransaction):
                return awaited(made, "run", "commit", "rollback")
            return awaited(made, "values", "consume") if isinstance(made, FakeResult) else made

        return call

    for name in names:
        setattr(target, name, wrap(getattr(target, name)))
    return target


class FakeClient:
    """Opens fake sessions in either colour."""

    class target:
        timeout = None

    def __init__(self, fakes: Fakes, *, waits: bool) -> None:
        self.fakes = fakes
        self.waits = waits

    def open_session(self, *, read_only: bool, user: str | None) -> Any:
        self.fakes.note("open")
        session = FakeSession(self.fakes)
        if not self.waits:
            return session

        async def opened() -> Any:
            return awaited(session, "begin_transaction", "close")

        return opened()


class Both:
    """One connection of either colour, called as if nothing waited."""

    def __init__(self, fakes: Fakes, *, waits: bool) -> None:
        client: Any = FakeClient(fakes, waits=waits)
        exchange = Exchange(dialect_of("neo4j"))
        self.raw: Any = (AsyncBoltConnection if waits else BoltConnection)(client, exchange)
        self.waits = waits

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.raw, name)
        if not self.waits:
            return method  # type: ignore[no-any-return]
        return lambda *args: asyncio.run(method(*args))


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def waits(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_a_failed_transaction_is_never_touched_again(waits: bool) -> None:
    """The client has given its connection back to the pool: what is sent to it now reaches somebody else's transaction."""
    fakes = Fakes(begins=[None, None], runs=[None, syntax_error(), None])
    connection = Both(fakes, waits=waits)
    connection.begin()
    connection.run(ONE)
    with pytest.raises(CypherSyntaxError):
        connection.run(ONE)
    with pytest.raises(DatabaseError, match="roll back"):
        connection.run(ONE)
    connection.rollback()
    assert fakes.events == ["open", "begin", "run", "run", "close"]
    connection.begin()
    connection.run(ONE)
    connection.commit()
    connection.release()
    assert fakes.events[5:] == ["open", "begin", "run", "commit", "close"]


def test_a_failed_transaction_cannot_be_committed(waits: bool) -> None:
    fakes = Fakes(begins=[None], runs=[syntax_error()])
    connection = Both(fakes, waits=waits)
    connection.begin()
    with pytest.raises(CypherSyntaxError):
        connection.run(ONE)
    with pytest.raises(DatabaseError, match="roll back"):
        connection.commit()
    connection.commit()
    assert fakes.events == ["open", "begin", "run", "close"]


def test_a_dead_connection_of_the_pool_is_not_noticed(waits: bool) -> None:
    fakes = Fakes(
        begins=[client.ServiceUnavailable("Failed to read from defunct connection"), None], runs=[None]
    )
    connection = Both(fakes, waits=waits)
    connection.begin()
    assert connection.run(ONE).rows == [[1]]
    assert fakes.events == ["open", "begin", "close", "open", "begin", "run"]
    connection.release()


@pytest.mark.parametrize(
    "begins",
    [
        [client.ServiceUnavailable("Couldn't connect to localhost:7687")],
        [client.ServiceUnavailable("defunct"), client.ServiceUnavailable("defunct")],
    ],
)
def test_a_server_that_is_away_is_told(waits: bool, begins: list[Exception | None]) -> None:
    fakes = Fakes(begins=list(begins), runs=[])
    connection = Both(fakes, waits=waits)
    connection.begin()
    with pytest.raises(ConnectionFailedError):
        connection.run(ONE)
    connection.rollback()
    connection.release()
    assert "run" not in fakes.events
    assert fakes.events[-1] == "close"


def test_a_loop_that_has_ended_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    class Held:
        """Keeps its loop alive, as the client's sockets do."""

        def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
            self.loop = loop

        def session(self, **settings: Any) -> Any:
            return self.loop

    async def made(self: AsyncClient) -> Any:
        return Held(asyncio.get_running_loop())

    monkeypatch.setattr(AsyncClient, "_made", made)
    driver: Any = create_async_driver("neo4j", host="localhost", password="x")
    loops: WeakSet[Any] = WeakSet()

    async def use() -> None:
        for _ in range(2):
            loops.add(await driver._client.open_session(read_only=False))

    for _ in range(5):
        asyncio.run(use())
    gc.collect()
    assert len(loops) == 1, "the last one is forgotten when another is used"


@pytest.mark.parametrize("error", [None, RuntimeError("Event loop is closed")])
def test_a_connection_that_is_dropped_when_its_loop_has_ended_is_cut(error: Exception | None) -> None:
    class Lent:
        """A session of the client."""

        cut = 0

        def cancel(self) -> None:
            self.cut += 1
            if error is not None:
                raise error

    async def take() -> Any:
        connection: Any = driver.acquire()
        connection._session, connection._pid, connection._loop = lent, os.getpid(), asyncio.get_running_loop()
        return connection

    lent = Lent()
    driver: Any = create_async_driver("neo4j", host="localhost", password="x")
    kept = [asyncio.run(take())]
    with pytest.warns(ResourceWarning, match="close"):
        kept.clear()
    assert lent.cut == 1
