"""The sync driver over the Bolt protocol, and the connections that it lends: what users and sessions hold.

They join a client (the way to the server) with an exchange (what is said there). They know no model and no unit of work.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.dropping import DROPPED, aside
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import ConnectionFailedError, DatabaseError, TransactionActiveError
from runic_bolt.client import Client
from runic_bolt.dialects.base import BoltDialect
from runic_bolt.errors import CLIENT_ERRORS, ENDED, translate, was_dropped
from runic_bolt.exchange import Exchange
from runic_bolt.options import Target, read_options

__all__ = ["BoltConnection", "BoltDriver", "create_arcadedb_driver"]


class BoltDriver:
    """Sync Bolt driver for Neo4j, Memgraph, ArcadeDB, or any other database that speaks Bolt; threads may share it.

    Sessions take connections of their own from it. `begin`, `execute`, `commit` and `rollback` in direct use have one that
    no session ever joins; without `begin` each `execute` is a transaction by itself.

    Args:
        uri: address of the server: `bolt://`, `neo4j://`, each also with `+s` or `+ssc`.
        auth: user name and password, or what the client takes as `auth=`.
        database: name of the database; None leaves it to the server.
        dialect: dialect of the database.
        encrypted: whether the connection uses TLS; an address with `+s` or `+ssc` says so itself.

    Raises:
        TypeError: for something that is no dialect.
        ValueError: for an address that makes no sense.
    """

    def __init__(
        self, uri: str, auth: Any, database: str | None, dialect: Any, *, encrypted: bool = True
    ) -> None:
        options = {"uri": uri, "auth": auth, "database": database}
        if "+" not in str(uri).partition("://")[0]:
            options["encrypted"] = encrypted
        self._set_up(read_options(_speaking(dialect).name, options), dialect)

    @classmethod
    def open(cls, target: Target, dialect: BoltDialect) -> BoltDriver:
        """Return a driver that connects at its first statement."""
        driver = cls.__new__(cls)
        driver._set_up(target, dialect)
        return driver

    def _set_up(self, target: Target, dialect: BoltDialect) -> None:
        self._exchange = Exchange(dialect)
        self._client = Client(target, dialect)
        self._own = BoltConnection(self._client, self._exchange)

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

    def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Run Cypher with Python values as parameters.

        Args:
            cypher: the text; parameters stand in it as `$name`.
            params: values by name, encoded by their Python type.

        Returns:
            The result; nodes, edges and paths in it are `GraphNode`, `GraphEdge` and `GraphPath`.

        Raises:
            ValueEncodingError: a parameter cannot be sent.
            DatabaseError: what the server or the way to it reports.
        """
        statement = self._exchange.raw(cypher, params)
        if self._own.open:
            return self._own.run(statement)
        connection = self.acquire()
        try:
            return connection.run(statement)
        finally:
            connection.release()

    def begin(self) -> None:
        """Open a transaction for what is executed directly; raises `TransactionActiveError` when one is open."""
        self._own.begin()

    def commit(self) -> None:
        """Make the open transaction durable; without one nothing happens."""
        self._end(self._own.commit)

    def rollback(self) -> None:
        """Undo the open transaction; without one nothing happens."""
        self._end(self._own.rollback)

    def _end(self, how: Any) -> None:
        try:
            how()
        finally:
            self._own.release()

    def acquire(self, *, read_only: bool = False, impersonate: str | None = None) -> BoltConnection:
        """Lend a connection, as another user when one is named; the network is touched by its first statement."""
        return BoltConnection(self._client, self._exchange, read_only=read_only, impersonate=impersonate)

    def bookmarks(self) -> frozenset[str]:
        """Return what marks the newest writes that sessions of this driver made or saw in a cluster.

        Another process hands them to its own driver as `bookmarks=`, and reads what was written here. Empty where the driver
        speaks to one server only.
        """
        return self._client.bookmarks()

    def close(self) -> None:
        """Close the connections that the driver made itself; closing twice is no error."""
        self._own.release()
        self._client.close()


class BoltConnection:
    """A session of the client with the transaction that it runs. Used by one session, never shared."""

    __slots__ = (
        *("_client", "_ended", "_exchange", "_pid", "_read_only", "_session", "_transaction", "_user"),
        "open",
    )

    transactional: Final = True

    def __init__(
        self, client: Client, exchange: Exchange, *, read_only: bool = False, impersonate: str | None = None
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
        aside(_close, session)
        # the last: where warnings are errors it ends the finalizer
        warnings.warn(DROPPED, ResourceWarning, stacklevel=1, source=self)

    def run(self, statement: Statement) -> GraphResult:
        """Send one statement, in the open transaction or in one of its own; raises `DatabaseError`."""
        self._exchange.check(statement, read_only=self._read_only)
        try:
            result = self._runner().run(statement.text, statement.params)
            rows, columns = result.values(), result.keys()
            # an error of a result that nobody consumed is lost, together with what it wrote
            summary = result.consume()
        except CLIENT_ERRORS as error:
            if self._transaction is not None:
                # the client has given its connection away, perhaps to somebody else already: not to be touched again
                self._transaction, self._ended = None, True
            raise translate(error, statement.text, statement.params) from error
        return self._exchange.result(statement, rows, list(columns), summary)

    def begin(self) -> None:
        """Open a transaction, at the server with the first statement; raises `TransactionActiveError`."""
        if self.open:
            raise TransactionActiveError("a transaction is open already; commit or roll back first")
        self.open = True

    def commit(self) -> None:
        """Make the open transaction durable; one that only reads is rolled back. Raises `DatabaseError`."""
        transaction, self._transaction, self.open = self._transaction, None, False
        if self._ended:
            self.release()
            raise DatabaseError(ENDED)
        if transaction is None:
            return
        try:
            if self._read_only and not self._exchange.dialect.enforces_read_only:
                transaction.rollback()
            else:
                transaction.commit()
        except CLIENT_ERRORS as error:
            raise translate(error) from error

    def rollback(self) -> None:
        """Undo the open transaction. One that the server has ended already is undone."""
        transaction, self._transaction, self.open = self._transaction, None, False
        if self._ended:
            self.release()
        if transaction is None or self._pid != os.getpid():
            return
        try:
            transaction.rollback()
        except CLIENT_ERRORS:
            # the connection is lost, and with it the transaction
            self.release()

    def release(self) -> None:
        """Give the connection back; an open transaction is rolled back. Releasing twice is no error."""
        session, self._session = self._session, None
        self._transaction, self.open, self._ended = None, False, False
        if session is None or self._pid != os.getpid():
            return
        try:
            session.close()
        except CLIENT_ERRORS:
            return

    def _runner(self) -> Any:
        """Return what runs statements: the transaction, begun now if need be, or the session."""
        if self._ended:
            raise DatabaseError(ENDED)
        if self._transaction is not None and self._pid == os.getpid():
            return self._transaction
        if self._session is None:
            self._session = self._client.open_session(read_only=self._read_only, user=self._user)
            self._pid = os.getpid()
        elif self._pid != os.getpid():
            raise ConnectionFailedError("this connection belongs to the parent process; open a new session")
        timeout = self._client.target.timeout
        if not self.open:
            return self._session if timeout is None else _Timed(self._session, timeout)
        try:
            self._transaction = self._session.begin_transaction(timeout=timeout)
        except CLIENT_ERRORS as error:
            if not was_dropped(error):
                raise
            self._session.close()
            self._session = self._client.open_session(read_only=self._read_only, user=self._user)
            self._transaction = self._session.begin_transaction(timeout=timeout)
        return self._transaction


class _Timed:
    """A session whose statements have a time limit each."""

    __slots__ = ("_session", "_timeout")

    def __init__(self, session: Any, timeout: float) -> None:
        self._session = session
        self._timeout = timeout

    def run(self, text: str, params: Mapping[str, Any]) -> Any:
        """Send a statement with its limit; awaitable where the session is."""
        from neo4j import Query

        # the client asks for a literal, since it cannot know that values are parameters here
        literal: Any = text
        return self._session.run(Query(literal, timeout=self._timeout), params)


def _close(session: Any) -> None:
    session.close()


def _speaking(dialect: Any) -> BoltDialect:
    if not isinstance(dialect, BoltDialect):
        raise TypeError(
            f"dialect must be a Neo4jDialect, MemgraphDialect, ArcadeDBDialect or one derived from BoltDialect, "
            f"got {dialect!r}"
        )
    return dialect


def create_arcadedb_driver(
    host: str, port: int, database: str, username: str, password: str, **options: Any
) -> BoltDriver:
    """Create a BoltDriver configured for ArcadeDB; it connects when it is first used.

    Args:
        host: ArcadeDB host name or IP address.
        port: its Bolt port, 7687 by default.
        database: name of the database, which must exist.
        username: user name.
        password: password.
        **options: what `create_driver("arcadedb", …)` takes.

    Raises:
        TypeError: for an option that does not exist.
        ValueError: for a value that makes no sense.
    """
    from runic_bolt.factory import open_driver

    return open_driver(
        "arcadedb", host=host, port=port, database=database, username=username, password=password, **options
    )
