"""The ports between runic and a database: drivers, the connections they lend, and results.

A driver is made once, shared between threads or tasks, and owns a pool. A session never runs on the shared object: it
takes a connection of its own from `acquire()` when its first statement needs one, and releases it at commit, rollback or
close. A driver without `acquire()` is complete too; it is lent to one session at a time.

The async protocols have the same names and meanings; what does I/O is a coroutine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, runtime_checkable

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.dialect import Dialect

__all__ = [
    "SENT",
    "AsyncConnection",
    "AsyncGraphDriver",
    "AsyncPooledGraphDriver",
    "AsyncTransactionalGraphDriver",
    "Connection",
    "GraphDriver",
    "GraphResult",
    "PooledGraphDriver",
    "TransactionalGraphDriver",
]

SENT: Final = "statement"
"""The key of a summary under which a driver tells the text that it sent in place of the statement's."""


@dataclass(slots=True)
class GraphResult:
    """What a statement returned.

    Attributes:
        rows: one list of values a row, in the order of `columns`.
        columns: the names of the columns, exactly as the statement gave them.
        summary: counters and notes of the database, under its own names; under `SENT` the text that was sent, where it was
            not that of the statement.
    """

    rows: list[list[Any]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    summary: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class GraphDriver(Protocol):
    """The least that a backend must offer: run a statement, say which dialect it speaks, close."""

    @property
    def dialect(self) -> Dialect:
        """The dialect that the server speaks."""
        ...

    def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Run Cypher with Python values as parameters and return the decoded result."""
        ...

    def close(self) -> None:
        """Give back every connection; closing twice is no error."""
        ...


@runtime_checkable
class TransactionalGraphDriver(GraphDriver, Protocol):
    """A driver whose direct use can span statements with one transaction."""

    def begin(self) -> None:
        """Open a transaction; raises `TransactionActiveError` when one is open."""
        ...

    def commit(self) -> None:
        """Make the open transaction durable; without one nothing happens."""
        ...

    def rollback(self) -> None:
        """Undo the open transaction; without one nothing happens."""
        ...


class Connection(Protocol):
    """What a session holds while it works. Used by one session, never shared."""

    @property
    def transactional(self) -> bool:
        """True when `begin` opens a transaction that `rollback` undoes."""
        ...

    def run(self, statement: Statement) -> GraphResult:
        """Send one statement whose parameters are encoded already."""
        ...

    def begin(self) -> None:
        """Open a transaction; on a database without transactions nothing happens."""
        ...

    def commit(self) -> None:
        """Make the open transaction durable."""
        ...

    def rollback(self) -> None:
        """Undo the open transaction."""
        ...

    def release(self) -> None:
        """Give the connection back; an open transaction is rolled back. Releasing twice is no error."""
        ...


@runtime_checkable
class PooledGraphDriver(GraphDriver, Protocol):
    """A driver that lends connections: what every first-party backend is."""

    def acquire(self, *, read_only: bool = False) -> Connection:
        """Lend a connection. Cheap: the network is touched by its first statement.

        A driver that declares `Capability.IMPERSONATION` also takes `impersonate`, the user to act as.
        """
        ...


@runtime_checkable
class AsyncGraphDriver(Protocol):
    """The async twin of `GraphDriver`."""

    @property
    def dialect(self) -> Dialect:
        """The dialect that the server speaks."""
        ...

    async def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Run Cypher with Python values as parameters and return the decoded result."""
        ...

    async def close(self) -> None:
        """Give back every connection; closing twice is no error."""
        ...


@runtime_checkable
class AsyncTransactionalGraphDriver(AsyncGraphDriver, Protocol):
    """The async twin of `TransactionalGraphDriver`."""

    async def begin(self) -> None:
        """Open a transaction; raises `TransactionActiveError` when one is open."""
        ...

    async def commit(self) -> None:
        """Make the open transaction durable; without one nothing happens."""
        ...

    async def rollback(self) -> None:
        """Undo the open transaction; without one nothing happens."""
        ...


class AsyncConnection(Protocol):
    """The async twin of `Connection`."""

    @property
    def transactional(self) -> bool:
        """True when `begin` opens a transaction that `rollback` undoes."""
        ...

    async def run(self, statement: Statement) -> GraphResult:
        """Send one statement whose parameters are encoded already."""
        ...

    async def begin(self) -> None:
        """Open a transaction; on a database without transactions nothing happens."""
        ...

    async def commit(self) -> None:
        """Make the open transaction durable."""
        ...

    async def rollback(self) -> None:
        """Undo the open transaction."""
        ...

    async def release(self) -> None:
        """Give the connection back; an open transaction is rolled back. Releasing twice is no error."""
        ...


@runtime_checkable
class AsyncPooledGraphDriver(AsyncGraphDriver, Protocol):
    """The async twin of `PooledGraphDriver`."""

    def acquire(self, *, read_only: bool = False) -> AsyncConnection:
        """Lend a connection. Cheap: the network is touched by its first statement."""
        ...
