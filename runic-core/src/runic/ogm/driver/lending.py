"""Connections for drivers that have none to lend: a minimal driver serves one session at a time.

A first-party driver has `acquire`; a third party's may offer only `execute`, or `execute` with `begin`, `commit` and
`rollback`. The wrapper here gives those the shape that sessions use, and refuses a second session while one holds it.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.capability import Capability
from runic.ogm.driver.protocol import (
    AsyncTransactionalGraphDriver,
    GraphResult,
    TransactionalGraphDriver,
)
from runic.ogm.exceptions import DriverBusyError

__all__ = ["AsyncLender", "Lender", "async_lender", "lender", "undoes"]

_lenders: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


class Lender:
    """Lends a driver without connections of its own to one session at a time."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        self.transactional = isinstance(driver, TransactionalGraphDriver)
        self.lent = False

    def acquire(self, *, read_only: bool = False) -> Lender:
        """Lend the driver; raises `DriverBusyError` while a session holds it."""
        if self.lent:
            raise DriverBusyError(
                f"{type(self.driver).__name__} serves one session at a time and is in use; commit, roll back or close "
                f"the other session first, or use a driver with connections of its own"
            )
        self.lent = True
        return self

    def run(self, statement: Statement) -> GraphResult:
        """Send one statement."""
        result: GraphResult = self.driver.execute(statement.text, dict(statement.params))
        return result

    def begin(self) -> None:
        """Open a transaction, if the driver has any."""
        if self.transactional:
            self.driver.begin()

    def commit(self) -> None:
        """Commit, if the driver has transactions."""
        if self.transactional:
            self.driver.commit()

    def rollback(self) -> None:
        """Roll back, if the driver has transactions."""
        if self.transactional:
            self.driver.rollback()

    def release(self) -> None:
        """Take the driver back; what was not committed is rolled back."""
        if self.lent:
            self.lent = False
            self.rollback()


class AsyncLender:
    """The async twin of `Lender`."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        self.transactional = isinstance(driver, AsyncTransactionalGraphDriver)
        self.lent = False

    def acquire(self, *, read_only: bool = False) -> AsyncLender:
        """Lend the driver; raises `DriverBusyError` while a session holds it."""
        if self.lent:
            raise DriverBusyError(
                f"{type(self.driver).__name__} serves one session at a time and is in use; commit, roll back or close "
                f"the other session first, or use a driver with connections of its own"
            )
        self.lent = True
        return self

    async def run(self, statement: Statement) -> GraphResult:
        """Send one statement."""
        result: GraphResult = await self.driver.execute(statement.text, dict(statement.params))
        return result

    async def begin(self) -> None:
        """Open a transaction, if the driver has any."""
        if self.transactional:
            await self.driver.begin()

    async def commit(self) -> None:
        """Commit, if the driver has transactions."""
        if self.transactional:
            await self.driver.commit()

    async def rollback(self) -> None:
        """Roll back, if the driver has transactions."""
        if self.transactional:
            await self.driver.rollback()

    async def release(self) -> None:
        """Take the driver back; what was not committed is rolled back."""
        if self.lent:
            self.lent = False
            await self.rollback()


def lender(driver: Any) -> Any:
    """Return what a session acquires its connection from: the driver itself when it lends, else its one lender."""
    return driver if hasattr(driver, "acquire") else _the_lender(driver, Lender)


def async_lender(driver: Any) -> Any:
    """The async twin of `lender`."""
    return driver if hasattr(driver, "acquire") else _the_lender(driver, AsyncLender)


def undoes(driver: Any, source: Any) -> bool:
    """Return whether a rollback undoes what was flushed: what a lender found out, else the declared capability."""
    if isinstance(source, (Lender, AsyncLender)):
        return source.transactional
    return bool(driver.dialect.capabilities.has(Capability.TRANSACTIONS))


def _the_lender(driver: Any, kind: type[Any]) -> Any:
    found = _lenders.get(driver)
    if found is None:
        found = _lenders[driver] = kind(driver)
    return found
