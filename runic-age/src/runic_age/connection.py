"""What a session holds while it works: one connection of PostgreSQL, and the transaction on it, sync and async.

The connection is taken when the first statement needs it. Without `begin` every statement is durable when it returns. What
is dropped while it holds a connection gives it back with a `ResourceWarning`.
"""

from __future__ import annotations

import asyncio
import os
import sys
import warnings
from collections.abc import Callable
from typing import Any, Final

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.dropping import DROPPED
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import DatabaseError, TransactionActiveError
from runic_age.errors import translate
from runic_age.exchange import Exchange, Labels
from runic_age.factory import AsyncSource, Source
from runic_age.script import Script

__all__ = ["AGEConnection", "AsyncAGEConnection"]

_BEGIN: Final = (b"BEGIN", b"BEGIN READ ONLY")
_LOST: Final = "an error had ended this transaction and it was rolled back; nothing of it was committed"


def returns(cursor: Any) -> bool:
    """Return whether there are rows to fetch; `description` would say the same, and describe every column."""
    result = cursor.pgresult
    return result is not None and bool(result.nfields)


class _Connection:
    """What both colours share: the transaction's state."""

    transactional: Final = True
    # for a finalizer of what was never made in full
    _connection: Any = None

    def __init__(self, exchange: Exchange, *, read_only: bool = False) -> None:
        self._exchange = exchange
        self._read_only = read_only
        self._open = False
        # whether the server knows of the transaction, too
        self._begun = False
        self._known: set[str] = set()
        self._source: Any = None
        # the process that took the connection, whose socket is not for a child to close
        self._pid = 0

    def _waits(self, statement: Statement) -> bool:
        """Return whether the transaction may begin later: where every statement reads what is committed by then anyhow,
        a query of runic's own is the same without it, and a session that only reads saves two ways to the server.
        """
        return (
            not (statement.writes or statement.raw or isinstance(statement, Script)) and self._source.relaxed
        )

    def _opening(self) -> None:
        """Raise `TransactionActiveError` when a transaction is open."""
        if self._open:
            raise TransactionActiveError(
                "a transaction is open on this connection already; commit it or roll it back first"
            )

    def _ended(self) -> None:
        self._open = self._begun = False
        self._known = set()

    def __del__(self, _ending: Callable[[], bool] = sys.is_finalizing) -> None:
        connection = self._connection
        if connection is None or _ending() or self._pid != os.getpid():
            return
        self._connection = None
        self._drop(connection)
        if self._begun:
            self._exchange.forget()
        # the last: where warnings are errors it ends the finalizer
        warnings.warn(DROPPED, ResourceWarning, stacklevel=1, source=self)

    def _drop(self, connection: Any) -> None:
        """Have the source take a connection back from a finalizer."""
        raise NotImplementedError

    def _failed(self) -> bool:
        connection = self._connection
        return connection is not None and connection.info.transaction_status == TransactionStatus.INERROR


class AGEConnection(_Connection):
    """A sync connection of one session.

    Args:
        exchange: the conversations of the graph.
        source: where the connection comes from.
        read_only: whether writing is refused.
    """

    def __init__(self, exchange: Exchange, source: Source, *, read_only: bool = False) -> None:
        super().__init__(exchange, read_only=read_only)
        self._source = source

    def run(self, statement: Statement) -> GraphResult:
        """Send one statement; raises what its conversation raises."""
        if isinstance(statement, Script) and len(statement.steps) > 1 and not self._open:
            self.begin()
            try:
                result = self.run(statement)
                self.commit()
            except BaseException:
                self.rollback()
                raise
            return result
        if self._open and not self._begun and not self._waits(statement):
            self._begin()
        talk = self._exchange.talk(statement, self._known, read_only=self._read_only, alone=not self._begun)
        rows: list[tuple[Any, ...]]
        try:
            order = next(talk)
            connection = self._taken()
            while True:
                try:
                    if isinstance(order, Labels):
                        self._source.make(order)
                        rows = []
                    else:
                        cursor = connection.execute(order.text, order.params)
                        rows = cursor.fetchall() if returns(cursor) else []
                except psycopg.Error as error:
                    order = talk.throw(error)
                else:
                    order = talk.send(rows)
        except StopIteration as done:
            answer: GraphResult = done.value
            return answer
        finally:
            if not self._begun:
                self._known = set()

    def begin(self) -> None:
        """Open a transaction; raises `TransactionActiveError` when one is open."""
        self._opening()
        self._taken()
        self._open = True

    def _begin(self) -> None:
        connection = self._taken()
        try:
            if not connection.autocommit:
                if self._read_only:
                    connection.execute("SET TRANSACTION READ ONLY")
            # half the cost of a cursor, which tells better what went wrong
            elif connection.pgconn.exec_(_BEGIN[self._read_only]).status != ExecStatus.COMMAND_OK:
                connection.execute(_BEGIN[self._read_only])
        except psycopg.Error as error:
            raise translate(error) from error
        self._begun = True

    def commit(self) -> None:
        """Make the open transaction durable; raises `DatabaseError` when an error had ended it."""
        if not self._begun:
            self._ended()
            return
        if self._failed():
            self.rollback()
            raise DatabaseError(_LOST)
        try:
            self._connection.commit()
        except psycopg.Error as error:
            raise translate(error) from error
        finally:
            self._ended()

    def rollback(self) -> None:
        """Undo the open transaction; a connection that is lost is closed, which undoes it, too."""
        connection = self._connection
        if connection is None or not self._begun:
            self._ended()
            return
        try:
            if not connection.closed:
                connection.rollback()
        except psycopg.Error:
            connection.close()
        finally:
            self._ended()
            self._exchange.forget()

    def release(self) -> None:
        """Give the connection back; an open transaction is rolled back. Releasing twice is no error."""
        connection = self._connection
        if connection is None:
            return
        try:
            self.rollback()
        finally:
            self._connection = None
            self._source.give(connection)

    def _taken(self) -> Any:
        if self._connection is None:
            try:
                self._connection = self._source.take()
            except psycopg.Error as error:
                raise translate(error) from error
            self._pid = os.getpid()
        return self._connection

    def _drop(self, connection: Any) -> None:
        self._source.drop(connection, begun=self._begun)


class AsyncAGEConnection(_Connection):
    """The async twin of `AGEConnection`."""

    _loop: asyncio.AbstractEventLoop

    def __init__(self, exchange: Exchange, source: AsyncSource, *, read_only: bool = False) -> None:
        super().__init__(exchange, read_only=read_only)
        self._source = source

    async def run(self, statement: Statement) -> GraphResult:
        """Send one statement; raises what its conversation raises."""
        if isinstance(statement, Script) and len(statement.steps) > 1 and not self._open:
            await self.begin()
            try:
                result = await self.run(statement)
                await self.commit()
            except BaseException:
                await self.rollback()
                raise
            return result
        if self._open and not self._begun and not self._waits(statement):
            await self._begin()
        talk = self._exchange.talk(statement, self._known, read_only=self._read_only, alone=not self._begun)
        rows: list[tuple[Any, ...]]
        try:
            order = next(talk)
            connection = await self._taken()
            while True:
                try:
                    if isinstance(order, Labels):
                        await self._source.make(order)
                        rows = []
                    else:
                        cursor = await connection.execute(order.text, order.params)
                        rows = await cursor.fetchall() if returns(cursor) else []
                except psycopg.Error as error:
                    order = talk.throw(error)
                else:
                    order = talk.send(rows)
        except StopIteration as done:
            answer: GraphResult = done.value
            return answer
        finally:
            if not self._begun:
                self._known = set()

    async def begin(self) -> None:
        """Open a transaction; raises `TransactionActiveError` when one is open."""
        self._opening()
        await self._taken()
        self._open = True

    async def _begin(self) -> None:
        connection = await self._taken()
        try:
            if connection.autocommit:
                await connection.execute(_BEGIN[self._read_only])
            elif self._read_only:
                await connection.execute("SET TRANSACTION READ ONLY")
        except psycopg.Error as error:
            raise translate(error) from error
        self._begun = True

    async def commit(self) -> None:
        """Make the open transaction durable; raises `DatabaseError` when an error had ended it."""
        if not self._begun:
            self._ended()
            return
        if self._failed():
            await self.rollback()
            raise DatabaseError(_LOST)
        try:
            await self._connection.commit()
        except psycopg.Error as error:
            raise translate(error) from error
        finally:
            self._ended()

    async def rollback(self) -> None:
        """Undo the open transaction; a connection that is lost is closed, which undoes it, too."""
        connection = self._connection
        if connection is None or not self._begun:
            self._ended()
            return
        try:
            if not connection.closed:
                await connection.rollback()
        except psycopg.Error:
            await connection.close()
        finally:
            self._ended()
            self._exchange.forget()

    async def release(self) -> None:
        """Give the connection back; an open transaction is rolled back. Releasing twice is no error."""
        connection = self._connection
        if connection is None:
            return
        try:
            await self.rollback()
        finally:
            self._connection = None
            await self._source.give(connection)

    async def _taken(self) -> Any:
        if self._connection is None:
            try:
                self._connection = await self._source.take()
            except psycopg.Error as error:
                raise translate(error) from error
            self._pid = os.getpid()
            self._loop = asyncio.get_running_loop()
        return self._connection

    def _drop(self, connection: Any) -> None:
        self._source.drop(connection, self._loop, begun=self._begun)
