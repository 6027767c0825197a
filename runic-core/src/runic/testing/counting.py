"""Drivers that remember what was sent through them, and can fail where a test wants it.

Wraps any driver of any backend; sessions work with the wrapper as with the driver. Knows no dialect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.dialect import Dialect
from runic.ogm.driver.lending import async_lender, lender
from runic.ogm.driver.protocol import AsyncConnection, AsyncGraphDriver, Connection, GraphDriver, GraphResult
from runic.ogm.exceptions import DatabaseError

__all__ = ["AsyncCountingDriver", "CountingDriver", "Sent"]


class Sent:
    """What was sent, in order, and which statement is to fail.

    Attributes:
        statements: every statement that was sent, those that failed included.
    """

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self._fault: tuple[int, BaseException, bool] | None = None
        self._parts: list[Sent] = []

    @property
    def count(self) -> int:
        """How many statements were sent."""
        return len(self.statements)

    @property
    def texts(self) -> list[str]:
        """The texts of what was sent."""
        return [statement.text for statement in self.statements]

    def clear(self) -> None:
        """Forget what was sent, and a fault that waits."""
        self.statements.clear()
        self._fault = None

    def fail_at(self, number: int, error: BaseException | None = None, *, after: bool = False) -> None:
        """Make one of the statements to come fail.

        Args:
            number: which one, the next is 1.
            error: what is raised; a `DatabaseError` when it is not given.
            after: whether the statement is carried out before the error is raised, as when an answer is lost.
        """
        failure = error if error is not None else DatabaseError("the test lets this statement fail")
        self._fault = (len(self.statements) + number, failure, after)

    @contextmanager
    def taken(self) -> Iterator[Sent]:
        """Collect what is sent within the block, apart from what was sent before and is sent after it."""
        part = Sent()
        self._parts.append(part)
        try:
            yield part
        finally:
            self._parts.remove(part)

    def note(self, statement: Statement) -> None:
        """Remember a statement before it is sent; raises the fault that waits for it."""
        for sent in (self, *self._parts):
            sent.statements.append(statement)
        self._raise(after=False)

    def done(self) -> None:
        """Raise the fault that waits for the answer of the last statement."""
        self._raise(after=True)

    def _raise(self, *, after: bool) -> None:
        fault = self._fault
        if fault is not None and fault[2] is after and len(self.statements) == fault[0]:
            self._fault = None
            raise fault[1]


class CountingDriver:
    """A sync driver that remembers what is sent through it.

    Args:
        driver: the driver that does the work.
    """

    def __init__(self, driver: GraphDriver) -> None:
        self.driver = driver
        self.sent = Sent()

    @property
    def dialect(self) -> Dialect:
        """The dialect of the wrapped driver."""
        return self.driver.dialect

    def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Note and run Cypher; the arguments and errors are those of the wrapped driver."""
        self.sent.note(Statement(cypher, dict(params or {}), raw=True))
        result = self.driver.execute(cypher, params)
        self.sent.done()
        return result

    def acquire(self, *, read_only: bool = False, **wishes: Any) -> CountingConnection:
        """Lend a connection of the wrapped driver that notes what it runs."""
        return CountingConnection(lender(self.driver).acquire(read_only=read_only, **wishes), self.sent)

    def close(self) -> None:
        """Close the wrapped driver."""
        self.driver.close()


class CountingConnection:
    """A connection that notes what it runs."""

    def __init__(self, connection: Connection, sent: Sent) -> None:
        self.connection = connection
        self.sent = sent

    @property
    def transactional(self) -> bool:
        """Whether the wrapped connection has transactions."""
        return self.connection.transactional

    def run(self, statement: Statement) -> GraphResult:
        """Note and send one statement."""
        self.sent.note(statement)
        result = self.connection.run(statement)
        self.sent.done()
        return result

    def begin(self) -> None:
        """Open a transaction."""
        self.connection.begin()

    def commit(self) -> None:
        """Commit."""
        self.connection.commit()

    def rollback(self) -> None:
        """Roll back."""
        self.connection.rollback()

    def release(self) -> None:
        """Give the connection back."""
        self.connection.release()


class AsyncCountingDriver:
    """The async twin of `CountingDriver`."""

    def __init__(self, driver: AsyncGraphDriver) -> None:
        self.driver = driver
        self.sent = Sent()

    @property
    def dialect(self) -> Dialect:
        """The dialect of the wrapped driver."""
        return self.driver.dialect

    async def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Note and run Cypher; the arguments and errors are those of the wrapped driver."""
        self.sent.note(Statement(cypher, dict(params or {}), raw=True))
        result = await self.driver.execute(cypher, params)
        self.sent.done()
        return result

    def acquire(self, *, read_only: bool = False, **wishes: Any) -> AsyncCountingConnection:
        """Lend a connection of the wrapped driver that notes what it runs."""
        lent = async_lender(self.driver).acquire(read_only=read_only, **wishes)
        return AsyncCountingConnection(lent, self.sent)

    async def close(self) -> None:
        """Close the wrapped driver."""
        await self.driver.close()


class AsyncCountingConnection:
    """The async twin of `CountingConnection`."""

    def __init__(self, connection: AsyncConnection, sent: Sent) -> None:
        self.connection = connection
        self.sent = sent

    @property
    def transactional(self) -> bool:
        """Whether the wrapped connection has transactions."""
        return self.connection.transactional

    async def run(self, statement: Statement) -> GraphResult:
        """Note and send one statement."""
        self.sent.note(statement)
        result = await self.connection.run(statement)
        self.sent.done()
        return result

    async def begin(self) -> None:
        """Open a transaction."""
        await self.connection.begin()

    async def commit(self) -> None:
        """Commit."""
        await self.connection.commit()

    async def rollback(self) -> None:
        """Roll back."""
        await self.connection.rollback()

    async def release(self) -> None:
        """Give the connection back."""
        await self.connection.release()
