"""A pool of psycopg that the caller made and keeps: its connections are lent to sessions, made ready for AGE.

A connection goes back as it came, save that the library is loaded and its schema stands in the search path.
"""

from __future__ import annotations

from inspect import isawaitable
from typing import Any
from weakref import WeakSet

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from runic.ogm.exceptions import ConnectionFailedError
from runic_age.errors import translate
from runic_age.exchange import Labels
from runic_age.making import Learning, graph_plan, labels_plan, ready_plan
from runic_age.pool import AsyncDropping, Dropping, arun_plan, is_alive, run_plan

__all__ = ["AsyncLentPool", "LentPool"]


class _Lent(Learning):
    """What both colours share: the pool, and which of its connections are known."""

    def __init__(self, pool: Any, graph: str) -> None:
        self.pool = pool
        self.graph = graph
        self.closed = False
        self._loaded: WeakSet[Any] = WeakSet()
        # connections that do not commit by themselves: what they are set back to
        self._manual: WeakSet[Any] = WeakSet()

    def check(self) -> None:
        """Raise `ConnectionFailedError` after closing."""
        if self.closed:
            raise ConnectionFailedError("this driver is closed; create a new one")


class LentPool(Dropping, _Lent):
    """A sync pool."""

    pool: ConnectionPool[psycopg.Connection[Any]]

    def take(self) -> psycopg.Connection[Any]:
        """Return a connection that is nobody else's, ready for AGE; raises an error of runic."""
        self.check()
        while True:
            connection = self._next()
            if is_alive(connection):
                break
            connection.pgconn.finish()
            self.pool.putconn(connection)
        try:
            self._prepare(connection)
        except BaseException as error:
            self.give(connection)
            if isinstance(error, psycopg.Error):
                raise translate(error) from error
            raise
        return connection

    def give(self, connection: psycopg.Connection[Any]) -> None:
        """Give a connection back to its pool."""
        if connection in self._manual:
            self._manual.discard(connection)
            if not connection.closed:
                connection.autocommit = False
        self.pool.putconn(connection)

    def make(self, labels: Labels) -> None:
        """Make tables of labels on a connection aside, which is none of the pool's: all of those may be lent."""
        address, keywords = self.pool.conninfo, self.pool.kwargs
        place: Any = address() if callable(address) else address
        given: Any = (keywords() if callable(keywords) else keywords) or {}
        with (
            self.pool.connection_class.connect(place, **{**given, "autocommit": True}) as connection,
            connection.transaction(),
        ):
            run_plan(connection, ready_plan())
            run_plan(connection, labels_plan(self.graph, labels))

    def close(self) -> None:
        """Use the pool no more; it stays the caller's."""
        self.closed = True

    def _next(self) -> psycopg.Connection[Any]:
        try:
            return self.pool.getconn()
        except psycopg.Error as error:
            raise translate(error) from error

    def _prepare(self, connection: psycopg.Connection[Any]) -> None:
        if not connection.autocommit:
            connection.autocommit = True
            self._manual.add(connection)
        with connection.transaction():
            run_plan(connection, ready_plan(loaded=connection in self._loaded))
            if self.version is None:
                self.learn(run_plan(connection, graph_plan(self.graph)))
        self._loaded.add(connection)


class AsyncLentPool(AsyncDropping, _Lent):
    """An async pool."""

    pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]]

    async def take(self) -> psycopg.AsyncConnection[Any]:
        """Return a connection that is nobody else's, ready for AGE; raises an error of runic."""
        self.check()
        while True:
            connection = await self._next()
            if is_alive(connection):
                break
            connection.pgconn.finish()
            await self.pool.putconn(connection)
        try:
            await self._prepare(connection)
        except BaseException as error:
            await self.give(connection)
            if isinstance(error, psycopg.Error):
                raise translate(error) from error
            raise
        return connection

    async def give(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Give a connection back to its pool."""
        if connection in self._manual:
            self._manual.discard(connection)
            if not connection.closed:
                await connection.set_autocommit(False)
        await self.pool.putconn(connection)

    async def make(self, labels: Labels) -> None:
        """Make tables of labels on a connection aside, which is none of the pool's: all of those may be lent."""
        address, keywords = self.pool.conninfo, self.pool.kwargs
        place: Any = address() if callable(address) else address
        given: Any = (keywords() if callable(keywords) else keywords) or {}
        async with (
            await self.pool.connection_class.connect(
                await place if isawaitable(place) else place,
                **{**(await given if isawaitable(given) else given), "autocommit": True},
            ) as connection,
            connection.transaction(),
        ):
            await arun_plan(connection, ready_plan())
            await arun_plan(connection, labels_plan(self.graph, labels))

    async def close(self) -> None:
        """Use the pool no more; it stays the caller's."""
        self.closed = True

    async def _next(self) -> psycopg.AsyncConnection[Any]:
        try:
            return await self.pool.getconn()
        except psycopg.Error as error:
            raise translate(error) from error

    async def _prepare(self, connection: psycopg.AsyncConnection[Any]) -> None:
        if not connection.autocommit:
            await connection.set_autocommit(True)
            self._manual.add(connection)
        async with connection.transaction():
            await arun_plan(connection, ready_plan(loaded=connection in self._loaded))
            if self.version is None:
                self.learn(await arun_plan(connection, graph_plan(self.graph)))
        self._loaded.add(connection)
