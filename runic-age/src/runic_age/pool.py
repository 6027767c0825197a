"""The way to a server: connections of psycopg from its pool, made when they are first needed.

Owns connecting, making connections ready and closing them, sync and async; knows graphs and labels by their names only.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final
from weakref import WeakKeyDictionary, WeakSet

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolTimeout

from runic.ogm.driver.dropping import aside, soon
from runic.ogm.exceptions import ConnectionFailedError
from runic_age.errors import translate
from runic_age.exchange import Labels
from runic_age.making import Learning, Plan, Server, graph_plan, labels_plan, ready_plan
from runic_age.options import Target

__all__ = ["AsyncDropping", "AsyncPool", "Dropping", "Pool", "arun_plan", "is_alive", "run_plan"]

# how often somebody who waits for a connection looks whether connecting fails
_LOOK: Final = 0.25
# pools of a parent process: never closed here, since the sockets are the parent's
_forked: Final[list[Any]] = []
# pools with threads, which end before the interpreter does: it would wait for each of them
_open: Final[WeakSet[Any]] = WeakSet()


@atexit.register
def _close_all() -> None:
    for pool in list(_open):
        if pool not in _forked:
            pool.close(timeout=1.0)


def run_plan(connection: Any, plan: Plan) -> Server | None:
    """Run the statements of a plan and return its result."""
    try:
        order = next(plan)
        while True:
            try:
                cursor = connection.execute(*order)
                rows = cursor.fetchall() if cursor.description else []
            except psycopg.Error as error:
                order = plan.throw(error)
            else:
                order = plan.send(rows)
    except StopIteration as done:
        made: Server | None = done.value
        return made


async def arun_plan(connection: Any, plan: Plan) -> Server | None:
    """The async twin of `run_plan`."""
    try:
        order = next(plan)
        while True:
            try:
                cursor = await connection.execute(*order)
                rows = await cursor.fetchall() if cursor.description else []
            except psycopg.Error as error:
                order = plan.throw(error)
            else:
                order = plan.send(rows)
    except StopIteration as done:
        made: Server | None = done.value
        return made


def is_alive(connection: Any) -> bool:
    """Return whether an unused connection still has its server, as far as the socket knows; sends nothing."""
    try:
        # the first reads a farewell, the second finds that nothing follows
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except psycopg.OperationalError:
        return False
    return not connection.closed


class _Failures:
    """The last error of connecting, which the pool itself only logs."""

    def __init__(self) -> None:
        self.error: psycopg.Error | None = None

    def raise_new(self, before: psycopg.Error | None) -> None:
        """Raise what came after `before`, as an error of runic."""
        error = self.error
        if error is not None and error is not before:
            raise translate(error) from error


class _Place(Learning):
    """What both pools share."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.closed = False
        self.version = target.version
        self.keywords: dict[str, Any] = {"autocommit": True, **target.connection}
        self.settings: dict[str, Any] = {
            "min_size": 0,
            "max_size": target.max_connections,
            "open": False,
            "timeout": target.pool_timeout,
            "max_idle": target.max_idle,
            "reconnect_timeout": target.pool_timeout,
            "name": f"runic-{target.graph}",
        }

    def check(self) -> None:
        """Raise `ConnectionFailedError` after closing."""
        if self.closed:
            raise ConnectionFailedError("this driver is closed; create a new one")


class Dropping:
    """A sync pool that takes back what a session was dropped with."""

    give: Callable[[Any], None]

    def drop(self, connection: psycopg.Connection[Any], *, begun: bool) -> None:
        """Take back, from a finalizer, what a session was dropped with; closing it undoes what had begun."""
        del begun
        connection.pgconn.finish()
        aside(self.give, connection)


class AsyncDropping:
    """An async pool that takes back what a session was dropped with."""

    give: Callable[[Any], Awaitable[None]]

    def drop(
        self, connection: psycopg.AsyncConnection[Any], loop: asyncio.AbstractEventLoop, *, begun: bool
    ) -> None:
        """Take back, from a finalizer, what a session was dropped with; closing it undoes what had begun."""
        del begun
        connection.pgconn.finish()
        soon(loop, self.give, connection)


class Pool(Dropping, _Place):
    """Sync connections. Threads share it; a process that was forked makes itself a new one."""

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self._lock = threading.Lock()
        self._pid = 0
        self._pool: ConnectionPool[psycopg.Connection[Any]] | None = None
        self._failures = _Failures()

    def take(self) -> psycopg.Connection[Any]:
        """Return a connection that is nobody else's, ready for AGE; raises an error of runic."""
        self.check()
        pool = self._pool
        if pool is None or self._pid != os.getpid():
            pool = self._open()
        deadline = time.monotonic() + self.target.pool_timeout
        before = self._failures.error
        while True:
            try:
                connection = pool.getconn(timeout=min(_LOOK, self.target.pool_timeout))
            except PoolTimeout as error:
                self._failures.raise_new(before)
                if time.monotonic() > deadline:
                    raise translate(error) from error
                continue
            except psycopg.Error as error:
                raise translate(error) from error
            if is_alive(connection):
                return connection
            connection.close()
            pool.putconn(connection)

    def give(self, connection: psycopg.Connection[Any]) -> None:
        """Take a connection back."""
        pool = self._pool
        if pool is None or self._pid != os.getpid():
            connection.close()
        else:
            pool.putconn(connection)

    def make(self, labels: Labels) -> None:
        """Make tables of labels on a connection aside, so that they are there for others at once."""
        with self._connect() as connection, connection.transaction():
            run_plan(connection, labels_plan(self.target.graph, labels))

    def ensure_graph(self) -> None:
        """Make the graph if it is missing."""
        with self._connect() as connection, connection.transaction():
            self.learn(run_plan(connection, graph_plan(self.target.graph)))

    def close(self) -> None:
        """Close all connections; closing twice is no error."""
        with self._lock:
            self.closed = True
            pool, self._pool = self._pool, None
        if pool is not None and self._pid == os.getpid():
            pool.close()

    def _open(self) -> ConnectionPool[psycopg.Connection[Any]]:
        with self._lock:
            self.check()
            if self._pool is not None and self._pid == os.getpid():
                return self._pool
            if self._pool is not None:
                _forked.append(self._pool)
                self._pool = None
            # by hand first: its error is the true one, and it comes at once
            try:
                self.ensure_graph()
            except psycopg.Error as error:
                raise translate(error) from error
            pool: ConnectionPool[psycopg.Connection[Any]] = ConnectionPool(
                connection_class=_noting(self._failures),
                kwargs=self.keywords,
                configure=_ready,
                **self.settings,
            )
            pool.open()
            _open.add(pool)
            self._pool, self._pid = pool, os.getpid()
            return pool

    def _connect(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(**self.keywords)
        try:
            _ready(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _ready(connection: psycopg.Connection[Any]) -> None:
    with connection.transaction():
        run_plan(connection, ready_plan())


def _noting(failures: _Failures) -> type[psycopg.Connection[Any]]:
    class Noting(psycopg.Connection[Any]):
        @classmethod
        def connect(cls, *args: Any, **kwargs: Any) -> Any:
            try:
                return super().connect(*args, **kwargs)
            except psycopg.Error as error:
                failures.error = error
                raise

    return Noting


class AsyncPool(AsyncDropping, _Place):
    """Async connections; every event loop has its own."""

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self._pools: WeakKeyDictionary[Any, _LoopPool] = WeakKeyDictionary()

    async def take(self) -> psycopg.AsyncConnection[Any]:
        """Return a connection that is nobody else's, ready for AGE; raises an error of runic."""
        self.check()
        # what a loop that has ended left behind cannot be closed any more, only forgotten: it keeps the loop alive
        for ended in [loop for loop in list(self._pools) if loop.is_closed()]:
            self._pools.pop(ended, None)
        loop_pool = self._pools.setdefault(asyncio.get_running_loop(), _LoopPool())
        pool = await self._opened(loop_pool)
        deadline = time.monotonic() + self.target.pool_timeout
        before = loop_pool.failures.error
        while True:
            try:
                connection = await pool.getconn(timeout=min(_LOOK, self.target.pool_timeout))
            except PoolTimeout as error:
                loop_pool.failures.raise_new(before)
                if time.monotonic() > deadline:
                    raise translate(error) from error
                continue
            except psycopg.Error as error:
                raise translate(error) from error
            if is_alive(connection):
                return connection
            await connection.close()
            await pool.putconn(connection)

    async def give(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Take a connection back."""
        loop_pool = self._pools.get(asyncio.get_running_loop())
        if loop_pool is None or loop_pool.pool is None:
            await connection.close()
        else:
            await loop_pool.pool.putconn(connection)

    async def make(self, labels: Labels) -> None:
        """Make tables of labels on a connection aside, so that they are there for others at once."""
        async with await self._connect() as connection, connection.transaction():
            await arun_plan(connection, labels_plan(self.target.graph, labels))

    async def ensure_graph(self) -> None:
        """Make the graph if it is missing."""
        async with await self._connect() as connection, connection.transaction():
            self.learn(await arun_plan(connection, graph_plan(self.target.graph)))

    async def close(self) -> None:
        """Close the connections of this event loop, and let nobody take one any more; closing twice is no error."""
        self.closed = True
        loop_pool = self._pools.pop(asyncio.get_running_loop(), None)
        if loop_pool is not None and loop_pool.pool is not None and loop_pool.pid == os.getpid():
            await loop_pool.pool.close()

    async def _opened(self, loop_pool: _LoopPool) -> AsyncConnectionPool[psycopg.AsyncConnection[Any]]:
        if loop_pool.pool is not None and loop_pool.pid == os.getpid():
            return loop_pool.pool
        async with loop_pool.lock:
            self.check()
            if loop_pool.pool is not None and loop_pool.pid == os.getpid():
                return loop_pool.pool
            if loop_pool.pool is not None:
                _forked.append(loop_pool.pool)
                loop_pool.pool = None
            try:
                await self.ensure_graph()
            except psycopg.Error as error:
                raise translate(error) from error
            pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] = AsyncConnectionPool(
                connection_class=_anoting(loop_pool.failures),
                kwargs=self.keywords,
                configure=_aready,
                **self.settings,
            )
            await pool.open()
            loop_pool.pool, loop_pool.pid = pool, os.getpid()
            return pool

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        connection = await psycopg.AsyncConnection.connect(**self.keywords)
        try:
            await _aready(connection)
        except BaseException:
            await connection.close()
            raise
        return connection


class _LoopPool:
    """The pool of one event loop."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.pid = 0
        self.pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] | None = None
        self.failures = _Failures()


async def _aready(connection: psycopg.AsyncConnection[Any]) -> None:
    async with connection.transaction():
        await arun_plan(connection, ready_plan())


def _anoting(failures: _Failures) -> type[psycopg.AsyncConnection[Any]]:
    class Noting(psycopg.AsyncConnection[Any]):
        @classmethod
        async def connect(cls, *args: Any, **kwargs: Any) -> Any:
            try:
                return await super().connect(*args, **kwargs)
            except psycopg.Error as error:
                failures.error = error
                raise

    return Noting
