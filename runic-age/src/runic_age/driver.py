"""The drivers of Apache AGE, sync and async: what users and sessions hold.

They join a source of connections (a pool, or one that the caller handed in) with an exchange (what is said on them). They
know no model and no unit of work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.protocol import GraphResult
from runic_age.connection import AGEConnection, AsyncAGEConnection
from runic_age.dialect import AGEDialect, dialect_of
from runic_age.exchange import Exchange
from runic_age.factory import (
    AsyncSource,
    Source,
    async_source_of,
    open_async_pool,
    open_pool,
    source_of,
)
from runic_age.handed import AsyncHandedIn, HandedIn
from runic_age.names import DEFAULT_GRAPH, checked_graph

__all__ = ["AGEDriver", "AsyncAGEDriver", "create_age_driver", "create_async_age_driver"]

_ENCODE: Final = AGEDialect().codec.encode


class _Driver:
    """What both drivers share."""

    _exchange: Exchange
    _source: Any

    @property
    def dialect(self) -> AGEDialect:
        """The dialect of the server's version, that of AGE 1.5 until a connection or an option told the version."""
        return dialect_of(self._source.version)

    @property
    def version(self) -> str | None:
        """The version of AGE on the server, None until a connection or an option told it."""
        version: str | None = self._source.version
        return version

    @property
    def graph_name(self) -> str:
        """The name of the graph."""
        return self._exchange.graph

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of graph {self.graph_name!r}>"


class AGEDriver(_Driver):
    """Sync driver for Apache AGE (PostgreSQL graph extension).

    Args:
        conn: a connection of psycopg 3. It stays the caller's: the driver neither commits nor closes it by itself, and lends
            it to one session at a time. `create_driver("age", …)` makes a driver that owns a pool and can be shared, and so
            does a `ConnectionPool` of psycopg_pool in place of the connection, which stays the caller's, too.
        graph_name: the name of the graph; it is made if it is missing.

    Raises:
        TypeError: `conn` is no sync connection and no sync pool of psycopg.
        ValueError: a graph cannot have that name.
    """

    def __init__(self, conn: Any, graph_name: str = DEFAULT_GRAPH) -> None:
        graph = checked_graph(graph_name)
        self._source: Source = source_of(conn, graph)
        self._exchange = Exchange(graph)
        self._direct: AGEConnection | None = None

    @classmethod
    def open(cls, **options: Any) -> AGEDriver:
        """Return a driver with a pool of its own, which connects at its first statement; see `create_age_driver`."""
        graph, source = open_pool(options)
        driver = cls.__new__(cls)
        driver._exchange = Exchange(graph)
        driver._source = source
        driver._direct = None
        return driver

    def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Run Cypher with Python values as parameters; durable when it returns, unless `begin` was called.

        Args:
            cypher: the text; parameters stand in it as `$name`.
            params: values by name, encoded by their Python type.

        Returns:
            The result; nodes, edges and paths in it are `GraphNode`, `GraphEdge` and `GraphPath`.

        Raises:
            ValueEncodingError: a parameter cannot be sent.
            DatabaseError: what the server or the way to it reports.
        """
        statement = raw(cypher, params)
        if self._direct is not None:
            return self._direct.run(statement)
        connection = self.acquire()
        try:
            return connection.run(statement)
        finally:
            connection.release()

    def acquire(self, *, read_only: bool = False) -> AGEConnection:
        """Lend a connection; the network is touched by its first statement."""
        return AGEConnection(self._exchange, self._source, read_only=read_only)

    def begin(self) -> None:
        """Open a transaction for what is executed on the driver itself; sessions have transactions of their own.

        Raises:
            TransactionActiveError: one is open.
        """
        connection = self._direct or self.acquire()
        connection.begin()
        self._direct = connection

    def commit(self) -> None:
        """Make what was executed since `begin` durable; without it nothing happens.

        On a connection that the caller handed in, the caller's own transaction is committed, as `conn.commit()` does.
        """
        connection, self._direct = self._direct, None
        if connection is not None:
            try:
                connection.commit()
            finally:
                connection.release()
        elif isinstance(self._source, HandedIn):
            self._source.connection.commit()

    def rollback(self) -> None:
        """Undo what was executed since `begin`; without it nothing happens, save on a connection that was handed in."""
        connection, self._direct = self._direct, None
        if connection is not None:
            try:
                connection.rollback()
            finally:
                connection.release()
        elif isinstance(self._source, HandedIn):
            self._source.connection.rollback()

    def close(self) -> None:
        """Close the connections that the driver made itself; closing twice is no error."""
        connection, self._direct = self._direct, None
        if connection is not None:
            connection.release()
        self._source.close()


class AsyncAGEDriver(_Driver):
    """Async driver for Apache AGE; tasks may share one with a pool, and every event loop gets connections of its own.

    Args:
        conn: an async connection of psycopg 3, or an `AsyncConnectionPool`; see `AGEDriver`.
        graph_name: the name of the graph; it is made if it is missing.

    Raises:
        TypeError: `conn` is no async connection and no async pool of psycopg.
        ValueError: a graph cannot have that name.
    """

    def __init__(self, conn: Any, graph_name: str = DEFAULT_GRAPH) -> None:
        graph = checked_graph(graph_name)
        self._source: AsyncSource = async_source_of(conn, graph)
        self._exchange = Exchange(graph)
        self._direct: AsyncAGEConnection | None = None

    @classmethod
    def open(cls, **options: Any) -> AsyncAGEDriver:
        """Return a driver with pools of its own, which connects at its first statement; see `create_age_driver`."""
        graph, source = open_async_pool(options)
        driver = cls.__new__(cls)
        driver._exchange = Exchange(graph)
        driver._source = source
        driver._direct = None
        return driver

    async def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Run Cypher with Python values as parameters; see `AGEDriver.execute`."""
        statement = raw(cypher, params)
        if self._direct is not None:
            return await self._direct.run(statement)
        connection = self.acquire()
        try:
            return await connection.run(statement)
        finally:
            await connection.release()

    def acquire(self, *, read_only: bool = False) -> AsyncAGEConnection:
        """Lend a connection; the network is touched by its first statement."""
        return AsyncAGEConnection(self._exchange, self._source, read_only=read_only)

    async def begin(self) -> None:
        """Open a transaction for what is executed on the driver itself; see `AGEDriver.begin`."""
        connection = self._direct or self.acquire()
        await connection.begin()
        self._direct = connection

    async def commit(self) -> None:
        """Make what was executed since `begin` durable; see `AGEDriver.commit`."""
        connection, self._direct = self._direct, None
        if connection is not None:
            try:
                await connection.commit()
            finally:
                await connection.release()
        elif isinstance(self._source, AsyncHandedIn):
            await self._source.connection.commit()

    async def rollback(self) -> None:
        """Undo what was executed since `begin`; see `AGEDriver.rollback`."""
        connection, self._direct = self._direct, None
        if connection is not None:
            try:
                await connection.rollback()
            finally:
                await connection.release()
        elif isinstance(self._source, AsyncHandedIn):
            await self._source.connection.rollback()

    async def close(self) -> None:
        """Close the connections that the driver made itself; closing twice is no error."""
        connection, self._direct = self._direct, None
        if connection is not None:
            await connection.release()
        await self._source.close()


def create_age_driver(
    host: str = "localhost",
    port: int = 5432,
    database: str = "postgres",
    graph: str = DEFAULT_GRAPH,
    username: str = "postgres",
    password: str | None = None,
    **options: Any,
) -> AGEDriver:
    """Create an AGEDriver connected to a PostgreSQL+AGE instance; it connects when it is first used.

    Args:
        host: PostgreSQL host name or IP address.
        port: PostgreSQL port (default is 5432).
        database: PostgreSQL database name.
        graph: AGE graph name within the database.
        username: PostgreSQL user name.
        password: PostgreSQL password.
        **options: what `create_driver("age", …)` takes: `max_connections`, `pool_timeout`, `max_idle`, `timeout`
            (milliseconds that a statement may take), `prepare_threshold`, `version` (of AGE, before a connection tells it),
            and the keywords of a connection string such as `sslmode`.

    Raises:
        TypeError: for an option that does not exist.
        ValueError: for a value that makes no sense.
    """
    return AGEDriver.open(
        host=host, port=port, database=database, graph=graph, username=username, password=password, **options
    )


def create_async_age_driver(
    host: str = "localhost",
    port: int = 5432,
    database: str = "postgres",
    graph: str = DEFAULT_GRAPH,
    username: str = "postgres",
    password: str | None = None,
    **options: Any,
) -> AsyncAGEDriver:
    """Create an AsyncAGEDriver; the async twin of `create_age_driver`."""
    return AsyncAGEDriver.open(
        host=host, port=port, database=database, graph=graph, username=username, password=password, **options
    )


def raw(cypher: Any, params: Mapping[str, Any] | None) -> Statement:
    """Return the statement of a user's text; raises `TypeError` and `ValueEncodingError`."""
    if not isinstance(cypher, str):
        raise TypeError(f"a statement must be text, got {cypher!r}")
    return Statement(cypher, {name: _ENCODE(value) for name, value in (params or {}).items()}, raw=True)
