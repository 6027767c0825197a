"""The async twins of `runic_bolt.driver`: same names, same meanings; what does I/O is a coroutine."""

from __future__ import annotations

import asyncio
import os
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.dropping import DROPPED, soon
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import ConnectionFailedError, DatabaseError, TransactionActiveError
from runic_bolt.client import AsyncClient
from runic_bolt.dialects.base import BoltDialect
from runic_bolt.driver import _speaking, _Timed
from runic_bolt.errors import CLIENT_ERRORS, ENDED, translate, was_dropped
from runic_bolt.exchange import Exchange
from runic_bolt.options import Target, read_options

__all__ = ["AsyncBoltConnection", "AsyncBoltDriver"]


class AsyncBoltDriver:
    """Async Bolt driver; tasks may share it, and every event loop gets connections of its own. See `BoltDriver`."""

    def __init__(
        self, uri: str, auth: Any, database: str | None, dialect: Any, *, encrypted: bool = True
    ) -> None:
        options = {"uri": uri, "auth": auth, "database": database}
        if "+" not in str(uri).partition("://")[0]:
            options["encrypted"] = encrypted
        self._set_up(read_options(_speaking(dialect).name, options), dialect)

    @classmethod
    def open(cls, target: Target, dialect: BoltDialect) -> AsyncBoltDriver:
        """Return a driver that connects at its first statement in a loop."""
        driver = cls.__new__(cls)
        driver._set_up(target, dialect)
        return driver

    def _set_up(self, target: Target, dialect: BoltDialect) -> None:
        self._exchange = Exchange(dialect)
        self._client = AsyncClient(target, dialect)
        self._own = AsyncBoltConnection(self._client, self._exchange)

    @property
    def dialect(self) -> BoltDialect:
        """The dialect that the server speaks."""
        return self._exchange.dialect

    @property
    def database(self) -> str | None:
        """The name of the database, None for the server's own choice."""
        return self._client.target.database

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.dialect.name} database {self.database!r}>"

    async def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Run Cypher with Python values as parameters; see `BoltDriver.execute`."""
        statement = self._exchange.raw(cypher, params)
        if self._own.open:
            return await self._own.run(statement)
        connection = self.acquire()
        try:
            return await connection.run(statement)
        finally:
            await connection.release()

    async def begin(self) -> None:
        """Open a transaction for what is executed directly; raises `TransactionActiveError` when one is open."""
        await self._own.begin()

    async def commit(self) -> None:
        """Make the open transaction durable; without one nothing happens."""
        try:
            await self._own.commit()
        finally:
            await self._own.release()

    async def rollback(self) -> None:
        """Undo the open transaction; without one nothing happens."""
        try:
            await self._own.rollback()
        finally:
            await self._own.release()

    def acquire(self, *, read_only: bool = False, impersonate: str | None = None) -> AsyncBoltConnection:
        """Lend a connection, as another user when one is named; the network is touched by its first statement."""
        return AsyncBoltConnection(self._client, self._exchange, read_only=read_only, impersonate=impersonate)

    async def bookmarks(self) -> frozenset[str]:
        """Return what marks the newest writes; see `BoltDriver.bookmarks`."""
        return await self._client.bookmarks()

    async def close(self) -> None:
        """Close the connections that the driver made itself; closing twice is no error."""
        await self._own.release()
        await self._client.close()


class AsyncBoltConnection:
    """The async twin of `BoltConnection`."""

    __slots__ = (
        *(
            "_client",
            "_ended",
            "_exchange",
            "_loop",
            "_pid",
            "_read_only",
            "_session",
            "_transaction",
            "_user",
        ),
        "open",
    )

    transactional: Final = True

    def __init__(
        self,
        client: AsyncClient,
        exchange: Exchange,
        *,
        read_only: bool = False,
        impersonate: str | None = None,
    ) -> None:
        self._client = client
        self._exchange = exchange
        self._read_only = read_only
        self._user = impersonate
        self._pid = 0
        self._session: Any = None
        self._transaction: Any = None
        self._ended = False
        self.open = False

    def __del__(self, _ending: Callable[[], bool] = sys.is_finalizing) -> None:
        session: Any = getattr(self, "_session", None)
        if session is None or _ending() or self._pid != os.getpid():
            return
        self._session = self._transaction = None
        if not soon(self._loop, _close, session):
            # its sockets belong to a loop that has ended
            with suppress(RuntimeError):
                session.cancel()
        # the last: where warnings are errors it ends the finalizer
        warnings.warn(DROPPED, ResourceWarning, stacklevel=1, source=self)

    async def run(self, statement: Statement) -> GraphResult:
        """Send one statement, in the open transaction or in one of its own; raises `DatabaseError`."""
        self._exchange.check(statement, read_only=self._read_only)
        try:
            result = await (await self._runner()).run(statement.text, statement.params)
            rows, columns = await result.values(), result.keys()
            summary = await result.consume()
        except CLIENT_ERRORS as error:
            if self._transaction is not None:
                # the client has given its connection away, perhaps to somebody else already: not to be touched again
                self._transaction, self._ended = None, True
            raise translate(error, statement.text, statement.params) from error
        return self._exchange.result(statement, rows, list(columns), summary)

    async def begin(self) -> None:
        """Open a transaction, at the server with the first statement; raises `TransactionActiveError`."""
        if self.open:
            raise TransactionActiveError("a transaction is open already; commit or roll back first")
        self.open = True

    async def commit(self) -> None:
        """Make the open transaction durable; one that only reads is rolled back. Raises `DatabaseError`."""
        transaction, self._transaction, self.open = self._transaction, None, False
        if self._ended:
            await self.release()
            raise DatabaseError(ENDED)
        if transaction is None:
            return
        try:
            if self._read_only and not self._exchange.dialect.enforces_read_only:
                await transaction.rollback()
            else:
                await transaction.commit()
        except CLIENT_ERRORS as error:
            raise translate(error) from error

    async def rollback(self) -> None:
        """Undo the open transaction. One that the server has ended already is undone."""
        transaction, self._transaction, self.open = self._transaction, None, False
        if self._ended:
            await self.release()
        if transaction is None or self._pid != os.getpid():
            return
        try:
            await transaction.rollback()
        except CLIENT_ERRORS:
            # the connection is lost, and with it the transaction
            await self.release()

    async def release(self) -> None:
        """Give the connection back; an open transaction is rolled back. Releasing twice is no error."""
        session, self._session = self._session, None
        self._transaction, self.open, self._ended = None, False, False
        if session is None or self._pid != os.getpid():
            return
        try:
            await session.close()
        except CLIENT_ERRORS:
            return
        except BaseException:
            # a cancelled task must not leave the connection half-read in the pool
            session.cancel()
            raise

    async def _runner(self) -> Any:
        """Return what runs statements: the transaction, begun now if need be, or the session."""
        if self._ended:
            raise DatabaseError(ENDED)
        if self._transaction is not None and self._pid == os.getpid():
            return self._transaction
        if self._session is None:
            self._session = await self._client.open_session(read_only=self._read_only, user=self._user)
            self._pid = os.getpid()
            self._loop = asyncio.get_running_loop()
        elif self._pid != os.getpid():
            raise ConnectionFailedError("this connection belongs to the parent process; open a new session")
        timeout = self._client.target.timeout
        if not self.open:
            return self._session if timeout is None else _Timed(self._session, timeout)
        try:
            self._transaction = await self._session.begin_transaction(timeout=timeout)
        except CLIENT_ERRORS as error:
            if not was_dropped(error):
                raise
            await self._session.close()
            self._session = await self._client.open_session(read_only=self._read_only, user=self._user)
            self._transaction = await self._session.begin_transaction(timeout=timeout)
        return self._transaction


async def _close(session: Any) -> None:
    await session.close()
