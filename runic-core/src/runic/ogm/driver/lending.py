"""Connections for drivers that have none to lend: a minimal driver serves one session at a time.

A first-party driver has `acquire`; a third party's may offer only `execute`, or `execute` with `begin`, `commit` and
`rollback`. The wrapper here gives those the shape that sessions use, and refuses a second session while one holds it.
"""

from __future__ import annotations

from threading import Lock
from typing import Any, Final, Self
from weakref import WeakValueDictionary

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.capability import Capability
from runic.ogm.driver.protocol import (
    AsyncTransactionalGraphDriver,
    GraphResult,
    TransactionalGraphDriver,
)
from runic.ogm.exceptions import DriverBusyError

__all__ = ["AsyncLender", "Lender", "async_lender", "lender", "undoes", "unpacked"]

# by the id of the driver, which lives as long as its lender; a lender lives as long as a session knows it, or holds it
_lenders: Final[WeakValueDictionary[int, Any]] = WeakValueDictionary()
_lent: Final[set[Any]] = set()
_making: Final = Lock()


class _Lender:
    """What both lenders share: the driver, and whether a session holds it."""

    def __init__(self, driver: Any, *, transactional: bool) -> None:
        self.driver = driver
        self.transactional = transactional
        self._held = Lock()  # taken by the session that holds the driver

    @property
    def lent(self) -> bool:
        """True while a session holds the driver."""
        return self._held.locked()

    def acquire(self, *, read_only: bool = False) -> Self:
        """Lend the driver; raises `DriverBusyError` while a session holds it."""
        if not self._held.acquire(blocking=False):
            raise DriverBusyError(
                f"{type(self.driver).__name__} serves one session at a time and is in use; commit, roll back or close "
                f"the other session first, or use a driver with connections of its own"
            )
        _lent.add(self)
        return self

    def _take_back(self) -> None:
        _lent.discard(self)
        self._held.release()


class Lender(_Lender):
    """Lends a driver without connections of its own to one session at a time."""

    def __init__(self, driver: Any) -> None:
        super().__init__(driver, transactional=isinstance(driver, TransactionalGraphDriver))

    def run(self, statement: Statement) -> GraphResult:
        """Send one statement."""
        result: GraphResult = self.driver.execute(statement.text, dict(statement.params))
        return unpacked(statement, result)

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
            try:
                self.rollback()
            finally:
                self._take_back()


class AsyncLender(_Lender):
    """The async twin of `Lender`."""

    def __init__(self, driver: Any) -> None:
        super().__init__(driver, transactional=isinstance(driver, AsyncTransactionalGraphDriver))

    async def run(self, statement: Statement) -> GraphResult:
        """Send one statement."""
        result: GraphResult = await self.driver.execute(statement.text, dict(statement.params))
        return unpacked(statement, result)

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
            try:
                await self.rollback()
            finally:
                self._take_back()


def unpacked(statement: Statement, result: GraphResult) -> GraphResult:
    """Return the result of a statement with its rows apart, where the dialect gathered them: see `Statement.packed`.

    For the `run` of a connection that has no quicker way; a driver without connections gets it from its lender.
    """
    if statement.packed == "row":
        return GraphResult([row[0] for row in result.rows], result.columns, result.summary)
    if statement.packed:
        rows = result.rows[0][0] if result.rows else []
        return GraphResult(rows or [], result.columns, result.summary)
    return result


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
    with _making:
        found = _lenders.get(id(driver))
        if found is None:
            found = _lenders[id(driver)] = kind(driver)
        return found
