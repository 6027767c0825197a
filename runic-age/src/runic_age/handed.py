"""A connection that the caller made and keeps: lent to one session at a time, made ready when it is used.

What is set on it within a transaction is undone with that transaction, so it is made ready again after a rollback.
"""

from __future__ import annotations

from typing import Any

import psycopg

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
        self.lent = False
        self.closed = False

    def learn(self, server: Server | None) -> None:
        """Note the version; a caller's own connection may have any isolation."""
        super().learn(server)
        self.relaxed = False

    def lend(self) -> None:
        """Mark the connection as lent; raises `DriverBusyError` while somebody has it."""
        if self.closed:
            raise ConnectionFailedError("this driver is closed; create a new one")
        if self.lent:
            raise DriverBusyError(
                "this driver has one connection and a session holds it; commit, roll back or close that session first, or "
                "use create_driver('age', …), whose drivers have connections of their own"
            )
        self.lent = True


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
            self.lent = False
            raise
        return self.connection

    def give(self, connection: psycopg.Connection[Any]) -> None:
        """Take the connection back."""
        self.lent = False

    def make(self, labels: Labels) -> None:
        """Make tables of labels, in the transaction that is open."""
        with self.connection.transaction():
            run_plan(self.connection, labels_plan(self.graph, labels))

    def ensure_graph(self) -> None:
        """Do nothing: the graph is looked for whenever the connection is taken."""

    def close(self) -> None:
        """Use the connection no more; it stays the caller's."""
        self.closed = True


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
            self.lent = False
            raise
        return self.connection

    async def give(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Take the connection back."""
        self.lent = False

    async def make(self, labels: Labels) -> None:
        """Make tables of labels, in the transaction that is open."""
        async with self.connection.transaction():
            await arun_plan(self.connection, labels_plan(self.graph, labels))

    async def ensure_graph(self) -> None:
        """Do nothing: the graph is looked for whenever the connection is taken."""

    async def close(self) -> None:
        """Use the connection no more; it stays the caller's."""
        self.closed = True
