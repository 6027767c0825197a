"""The drivers of FalkorDB, sync and async: what users and sessions hold.

They join a client (the way to the server) with an exchange (what is said there). They know no model and no unit of work.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import iscoroutinefunction
from typing import Any, Final

from redis import ConnectionPool

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.protocol import GraphResult
from runic_falkordb.client import AsyncClient, Client, HandedIn, InThread
from runic_falkordb.dialect import FalkorDBDialect
from runic_falkordb.errors import CLIENT_ERRORS
from runic_falkordb.exchange import Exchange
from runic_falkordb.options import Target, checked_graph, checked_timeout

__all__ = ["AsyncFalkorDBConnection", "AsyncFalkorDBDriver", "FalkorDBConnection", "FalkorDBDriver"]

_DIALECT: Final = FalkorDBDialect()


class _Driver:
    """What both drivers share."""

    _exchange: Exchange

    @property
    def dialect(self) -> FalkorDBDialect:
        """The dialect that the server speaks."""
        return _DIALECT

    @property
    def graph_name(self) -> str:
        """The name of the graph."""
        return self._exchange.graph

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of graph {self.graph_name!r}>"


class FalkorDBDriver(_Driver):
    """Sync driver for one graph; threads may share it.

    Args:
        graph: a graph handle of the FalkorDB client, embedded ones included. It stays the caller's: closing the driver
            leaves it open. `create_driver("falkordb", …)` makes a driver that owns its connections.
        db: the client that the handle belongs to, when it is not `graph.client`.
        timeout: milliseconds that a reading statement may take on the server; writes are not limited by it.

    Raises:
        TypeError: `graph` is no sync graph handle.
    """

    def __init__(self, graph: Any, db: Any = None, *, timeout: int | None = None) -> None:
        if not is_graph(graph):
            raise TypeError(f"FalkorDBDriver takes a graph handle of the FalkorDB client, got {graph!r}")
        if iscoroutinefunction(type(graph).query):
            raise TypeError(
                "FalkorDBDriver takes a sync graph handle, got an async one; use AsyncFalkorDBDriver"
            )
        self._exchange = Exchange(checked_graph(graph.name), checked_timeout(timeout))
        self._client: Client | HandedIn = HandedIn(graph, db)
        self._graph = graph

    @classmethod
    def open(cls, target: Target) -> FalkorDBDriver:
        """Return a driver that makes its own connections, at its first statement."""
        driver = cls.__new__(cls)
        driver._exchange = Exchange(target.graph, target.timeout)
        driver._client = Client(target)
        driver._graph = None
        return driver

    def falkordb_connection(self) -> tuple[Any, Any]:
        """Return the client and the graph handle of the FalkorDB library; connects."""
        db = self._client.db()
        # a process that was forked has another client
        if self._graph is None or (isinstance(self._client, Client) and self._graph.client is not db):
            self._graph = db.select_graph(self.graph_name)
        return db, self._graph

    def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Run Cypher with Python values as parameters.

        Args:
            cypher: the text; parameters stand in it as `$name`.
            params: values by name, encoded by their Python type.

        Returns:
            The result; nodes, edges and paths in it are `GraphNode`, `GraphEdge` and `GraphPath`.

        Raises:
            ValueEncodingError: a parameter cannot be sent.
            DatabaseError: what the server or the way to it reports.
        """
        return self.run(_raw(cypher, params))

    def acquire(self, *, read_only: bool = False) -> FalkorDBConnection:
        """Lend a connection; the network is touched by its first statement."""
        return FalkorDBConnection(self, read_only=read_only)

    def run(self, statement: Statement, *, read_only: bool = False) -> GraphResult:
        """Send one statement whose parameters are encoded already; raises as `execute` does."""
        send = self._client.send()
        talk = self._exchange.talk(statement, read_only=read_only)
        try:
            command = next(talk)
            while True:
                try:
                    reply = send(*command)
                except (*CLIENT_ERRORS, UnicodeDecodeError) as error:
                    command = talk.throw(error)
                else:
                    command = talk.send(reply)
        except StopIteration as done:
            result: GraphResult = done.value
            return result

    def close(self) -> None:
        """Close the connections that the driver made itself; closing twice is no error."""
        self._client.close()


class FalkorDBConnection:
    """What a session holds: the driver, and whether it may write. FalkorDB runs each statement whole, by itself."""

    __slots__ = ("_driver", "_read_only")

    transactional: Final = False

    def __init__(self, driver: FalkorDBDriver, *, read_only: bool = False) -> None:
        self._driver = driver
        self._read_only = read_only

    def run(self, statement: Statement) -> GraphResult:
        """Send one statement."""
        return self._driver.run(statement, read_only=self._read_only)

    def begin(self) -> None:
        """Do nothing: there are no transactions that span statements."""

    def commit(self) -> None:
        """Do nothing: every statement is durable when it returns."""

    def rollback(self) -> None:
        """Do nothing: nothing can be undone."""

    def release(self) -> None:
        """Do nothing: the pool has its connection back after every statement."""


class AsyncFalkorDBDriver(_Driver):
    """Async driver for one graph; tasks may share it, and every event loop gets connections of its own.

    Args:
        graph: a graph handle of the FalkorDB client, async or sync, embedded ones included. With a sync one statements wait
            in threads, so that the event loop never does. It stays the caller's: closing the driver leaves it open.
        timeout: milliseconds that a reading statement may take on the server; writes are not limited by it.

    Raises:
        TypeError: `graph` is no graph handle.
    """

    def __init__(self, graph: Any, *, timeout: int | None = None) -> None:
        if not is_graph(graph):
            raise TypeError(f"AsyncFalkorDBDriver takes a graph handle of the FalkorDB client, got {graph!r}")
        self._exchange = Exchange(checked_graph(graph.name), checked_timeout(timeout))
        handle = HandedIn(graph)
        asynchronous = iscoroutinefunction(type(graph).query)
        self._client: AsyncClient | HandedIn | InThread = handle if asynchronous else InThread(handle)

    @classmethod
    def open(cls, target: Target) -> AsyncFalkorDBDriver:
        """Return a driver that makes its own connections, at its first statement in a loop."""
        driver = cls.__new__(cls)
        driver._exchange = Exchange(target.graph, target.timeout)
        sync_pool = isinstance(target.pool, ConnectionPool)
        driver._client = InThread(Client(target)) if sync_pool else AsyncClient(target)
        return driver

    async def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Run Cypher with Python values as parameters; see `FalkorDBDriver.execute`."""
        return await self.run(_raw(cypher, params))

    def acquire(self, *, read_only: bool = False) -> AsyncFalkorDBConnection:
        """Lend a connection; the network is touched by its first statement."""
        return AsyncFalkorDBConnection(self, read_only=read_only)

    async def run(self, statement: Statement, *, read_only: bool = False) -> GraphResult:
        """Send one statement whose parameters are encoded already; raises as `execute` does."""
        send = await self._client.asend()
        talk = self._exchange.talk(statement, read_only=read_only)
        try:
            command = next(talk)
            while True:
                try:
                    reply = await send(*command)
                except (*CLIENT_ERRORS, UnicodeDecodeError) as error:
                    command = talk.throw(error)
                else:
                    command = talk.send(reply)
        except StopIteration as done:
            result: GraphResult = done.value
            return result

    async def close(self) -> None:
        """Close the connections that the driver made itself; closing twice is no error."""
        await self._client.aclose()


class AsyncFalkorDBConnection:
    """The async twin of `FalkorDBConnection`."""

    __slots__ = ("_driver", "_read_only")

    transactional: Final = False

    def __init__(self, driver: AsyncFalkorDBDriver, *, read_only: bool = False) -> None:
        self._driver = driver
        self._read_only = read_only

    async def run(self, statement: Statement) -> GraphResult:
        """Send one statement."""
        return await self._driver.run(statement, read_only=self._read_only)

    async def begin(self) -> None:
        """Do nothing: there are no transactions that span statements."""

    async def commit(self) -> None:
        """Do nothing: every statement is durable when it returns."""

    async def rollback(self) -> None:
        """Do nothing: nothing can be undone."""

    async def release(self) -> None:
        """Do nothing: the pool has its connection back after every statement."""


def is_graph(handle: Any) -> bool:
    """Return whether `handle` is a graph of the FalkorDB client, or looks like one."""
    kind = type(handle)
    return (
        isinstance(getattr(handle, "name", None), str)
        and callable(getattr(handle, "execute_command", None))
        and callable(getattr(kind, "query", None))
        and callable(getattr(kind, "ro_query", None))
    )


def _raw(cypher: Any, params: Mapping[str, Any] | None) -> Statement:
    if not isinstance(cypher, str):
        raise TypeError(f"a statement must be text, got {cypher!r}")
    encode = _DIALECT.codec.encode
    return Statement(cypher, {name: encode(value) for name, value in (params or {}).items()}, raw=True)
