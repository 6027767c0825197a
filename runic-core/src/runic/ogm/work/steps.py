"""Where the pure half of runic meets the half that does I/O.

The convention, stated once: every function of `runic.ogm.work` that needs the database is a generator. It yields a step,
receives the result of that step, and returns its own result; an error of the step is thrown in at the yield. A step is a
`Statement`, whose result is a `GraphResult`, or one of the two markers below. Two trampolines run such a plan, one for each
colour; they are the only place that waits.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Generator
from threading import Lock
from time import perf_counter
from typing import Any, TypeVar

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.pausing import MANY, collector_paused
from runic.ogm.driver.protocol import SENT, AsyncConnection, Connection, GraphResult
from runic.ogm.exceptions import DatabaseError

__all__ = ["AsyncRunner", "Marker", "Plan", "Runner", "Step"]

T = TypeVar("T")

log = logging.getLogger("runic.ogm")


class Marker(enum.Enum):
    """The steps that are no statement."""

    COMMIT = "commit"
    ROLLBACK = "rollback"


Step = Statement | Marker
Plan = Generator[Step, Any, T]


def resume(plan: Plan[Any], result: GraphResult | None) -> Step:
    """Hand a plan the result of its step and return the next one."""
    if result is None or len(result.rows) < MANY:
        return plan.send(result)
    with collector_paused(len(result.rows)):
        return plan.send(result)


class _Runner:
    """What both trampolines share: the connection of one session, and the guard against use from two places at once."""

    def __init__(self, driver: Any, *, read_only: bool, log_cypher: bool, user: str | None = None) -> None:
        self.driver = driver
        self.wishes = (
            {"read_only": read_only} if user is None else {"read_only": read_only, "impersonate": user}
        )
        self.log_cypher = log_cypher
        self.connection: Any = None
        self.busy = Lock()

    @property
    def in_transaction(self) -> bool:
        """True while statements have run that a rollback would undo."""
        return self.connection is not None and bool(self.connection.transactional)

    @property
    def at_rest(self) -> bool:
        """True when no plan is running and there is no transaction."""
        connection = self.connection
        return (connection is None or not connection.transactional) and not self.busy.locked()

    def enter(self) -> None:
        """Refuse a second plan while one is running: a session serves one thread or task at a time."""
        if not self.busy.acquire(blocking=False):
            raise DatabaseError(
                "this session is running a statement already; a session serves one thread or task at a time, "
                "open one session for each"
            )

    def note(self, statement: Statement, started: float, result: GraphResult) -> None:
        """Log a statement with its parameters' names; values are never logged."""
        log.info(
            "%s [%s] -> %d rows in %.1f ms",
            result.summary.get(SENT, statement.text),
            ", ".join(statement.params),
            len(result.rows),
            (perf_counter() - started) * 1e3,
        )


class Runner(_Runner):
    """Runs plans for a sync session."""

    connection: Connection | None

    def run(self, plan: Plan[T]) -> T:
        """Carry out every step of `plan` and return its result."""
        self.enter()
        try:
            step = next(plan)
            while True:
                try:
                    result = self.perform(step)
                except BaseException as error:  # noqa: BLE001 - the plan decides
                    step = plan.throw(error)
                else:
                    step = resume(plan, result)
        except StopIteration as done:
            outcome: T = done.value
            return outcome
        finally:
            self.busy.release()

    def perform(self, step: Step) -> GraphResult | None:
        """Carry out one step."""
        if isinstance(step, Statement):
            connection = self.connection or self.open()
            if not self.log_cypher:
                return connection.run(step)
            started = perf_counter()
            result = connection.run(step)
            self.note(step, started, result)
            return result
        if self.connection is not None:
            try:
                self.connection.commit() if step is Marker.COMMIT else self.connection.rollback()
            finally:
                self.close()
        return None

    def open(self) -> Connection:
        """Take a connection for this session and open its transaction."""
        connection: Connection = self.driver.acquire(**self.wishes)
        try:
            if connection.transactional:
                connection.begin()
        except BaseException:
            connection.release()
            raise
        self.connection = connection
        return connection

    def close(self) -> None:
        """Give the connection back."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.release()


class AsyncRunner(_Runner):
    """Runs plans for an async session."""

    connection: AsyncConnection | None

    async def run(self, plan: Plan[T]) -> T:
        """Carry out every step of `plan` and return its result."""
        self.enter()
        try:
            step = next(plan)
            while True:
                try:
                    result = await self.perform(step)
                except BaseException as error:  # noqa: BLE001 - the plan decides
                    step = plan.throw(error)
                else:
                    step = resume(plan, result)
        except StopIteration as done:
            outcome: T = done.value
            return outcome
        finally:
            self.busy.release()

    async def perform(self, step: Step) -> GraphResult | None:
        """Carry out one step."""
        if isinstance(step, Statement):
            connection = self.connection or await self.open()
            if not self.log_cypher:
                return await connection.run(step)
            started = perf_counter()
            result = await connection.run(step)
            self.note(step, started, result)
            return result
        if self.connection is not None:
            try:
                await (self.connection.commit() if step is Marker.COMMIT else self.connection.rollback())
            finally:
                await self.close()
        return None

    async def open(self) -> AsyncConnection:
        """Take a connection for this session and open its transaction."""
        connection: AsyncConnection = self.driver.acquire(**self.wishes)
        try:
            if connection.transactional:
                await connection.begin()
        except BaseException:
            await connection.release()
            raise
        self.connection = connection
        return connection

    async def close(self) -> None:
        """Give the connection back."""
        connection, self.connection = self.connection, None
        if connection is not None:
            await connection.release()
