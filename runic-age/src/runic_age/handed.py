"""A connection that the caller made and keeps: lent to one session at a time, made ready when it is used.

What is set on it within a transaction is undone with that transaction, so it is made ready again after a rollback.
"""

from __future__ import annotations

import asyncio
from threading import Lock
from typing import Any

import psycopg
from psycopg.pq import ExecStatus

from runic.ogm.driver.dropping import aside, soon
from runic.ogm.exceptions import ConnectionFailedError, DriverBusyError
from runic_age.exchange import Labels
from runic_age.making import Learning, Server, graph_plan, labels_plan, ready_plan
from runic_age.pool import arun_plan, run_plan

__all__ = ["AsyncHandedIn", "HandedIn"]


class _One(Learning):
    """The connection, and whether somebody has it."""

    def __init__(self, connection: Any, graph: str) -> None:
        self.connection = connection
        self.graph = graph
        self.closed = False
        # held while somebody has the connection: taking it tests and sets at once
        self._holding = Lock()

    @property
    def lent(self) -> bool:
        """Whether somebody has the connection."""
        return self._holding.locked()

    def learn(self, server: Server | None) -> None:
        """Note the version; a caller's own connection may have any isolation."""
        super().learn(server)
        self.relaxed = False

    def lend(self) -> None:
        """Mark the connection as lent; raises `DriverBusyError` while somebody has it."""
        if self.closed:
            raise ConnectionFailedError("this driver is closed; create a new one")
        if not self._holding.acquire(blocking=False):
            raise DriverBusyError(
                "this driver has one connection and a session holds it; commit, roll back or close that session first, or "
                "use create_driver('age', …), whose drivers have connections of their own"
            )

    def back(self) -> None:
        """Mark the connection as nobody's; it comes back once for every time that it was lent."""
        self._holding.release()


class HandedIn(_One):
    """A sync connection."""

    connection: psycopg.Connection[Any]

    def take(self) -> psycopg.Connection[Any]:
        """Return the connection, ready for AGE."""
        self.lend()
        try:
            with self.connection.transaction():
                run_plan(self.connection, ready_plan())
                self.learn(run_plan(self.connection, graph_plan(self.graph)))
        except BaseException:
            self.back()
            raise
        return self.connection

    def give(self, connection: psycopg.Connection[Any]) -> None:
        """Take the connection back."""
        self.back()

    def drop(self, connection: psycopg.Connection[Any], *, begun: bool) -> None:
        """Take the connection back from a finalizer; what a dropped session had begun on it is undone."""
        if not begun or connection.closed:
            self.back()
        elif connection.lock.acquire(blocking=False):
            # at once: the caller's next commit must not make it durable
            try:
                undo(connection)
            finally:
                connection.lock.release()
            self.back()
        else:
            aside(self._undo, connection)

    def make(self, labels: Labels) -> None:
        """Make tables of labels, in the transaction that is open."""
        with self.connection.transaction():
            run_plan(self.connection, labels_plan(self.graph, labels))

    def ensure_graph(self) -> None:
        """Do nothing: the graph is looked for whenever the connection is taken."""

    def close(self) -> None:
        """Use the connection no more; it stays the caller's."""
        self.closed = True

    def _undo(self, connection: psycopg.Connection[Any]) -> None:
        try:
            connection.rollback()
        except psycopg.Error:
            connection.close()
        finally:
            self.back()


class AsyncHandedIn(_One):
    """An async connection."""

    connection: psycopg.AsyncConnection[Any]

    async def take(self) -> psycopg.AsyncConnection[Any]:
        """Return the connection, ready for AGE."""
        self.lend()
        try:
            async with self.connection.transaction():
                await arun_plan(self.connection, ready_plan())
                self.learn(await arun_plan(self.connection, graph_plan(self.graph)))
        except BaseException:
            self.back()
            raise
        return self.connection

    async def give(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Take the connection back."""
        self.back()

    def drop(
        self, connection: psycopg.AsyncConnection[Any], loop: asyncio.AbstractEventLoop, *, begun: bool
    ) -> None:
        """Take the connection back from a finalizer; what a dropped session had begun on it is undone."""
        here = not loop.is_running() or asyncio._get_running_loop() is loop
        if not begun or connection.closed:
            self.back()
        elif here and not connection.lock.locked():
            undo(connection)
            self.back()
        elif not soon(loop, self._undo, connection):
            connection.pgconn.finish()
            self.back()

    async def make(self, labels: Labels) -> None:
        """Make tables of labels, in the transaction that is open."""
        async with self.connection.transaction():
            await arun_plan(self.connection, labels_plan(self.graph, labels))

    async def ensure_graph(self) -> None:
        """Do nothing: the graph is looked for whenever the connection is taken."""

    async def close(self) -> None:
        """Use the connection no more; it stays the caller's."""
        self.closed = True

    async def _undo(self, connection: psycopg.AsyncConnection[Any]) -> None:
        try:
            await connection.rollback()
        except psycopg.Error:
            await connection.close()
        finally:
            self.back()


def undo(connection: Any) -> None:
    """Undo the transaction on a connection that the caller keeps, of either colour; where that fails it is closed."""
    try:
        undone = connection.pgconn.exec_(b"ROLLBACK").status == ExecStatus.COMMAND_OK
    except psycopg.Error:
        undone = False
    if not undone:
        connection.pgconn.finish()
