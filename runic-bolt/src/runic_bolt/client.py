"""The way to a server: the client's driver, made when it is first needed.

Owns connecting and closing, sync and async, and the look at what the server is; knows no statement. The pool is the
client's own.
"""

from __future__ import annotations

import asyncio
import os
import threading
from typing import Any, Final
from weakref import WeakKeyDictionary

from neo4j import AsyncDriver, AsyncGraphDatabase, Bookmarks, Driver, GraphDatabase

from runic.ogm.exceptions import ConnectionFailedError, DatabaseError
from runic_bolt.dialects.base import BoltDialect
from runic_bolt.errors import CLIENT_ERRORS, translate
from runic_bolt.options import Target

__all__ = ["AsyncClient", "Client", "product"]

# drivers of a parent process: their sockets are still the parent's, so they are neither used nor closed nor collected
_inherited: Final[list[Any]] = []


class _Place:
    """What both clients share: where to connect to, and how sessions are opened."""

    def __init__(self, target: Target, dialect: BoltDialect) -> None:
        self.target = target
        self.dialect = dialect
        self.closed = False

    def chain(self, make: Any) -> Any:
        """Return what tells each session what the ones before it wrote, where they may meet different servers, else None."""
        target = self.target
        if not (target.routed or target.handle is not None or "bookmarks" in target.session):
            return None
        begun = target.session.get("bookmarks")
        if begun is not None and not isinstance(begun, Bookmarks):
            begun = Bookmarks.from_raw_values([begun] if isinstance(begun, str) else begun)
        return make(initial_bookmarks=begun)

    def settings(self) -> dict[str, Any]:
        """Return the keywords of the client's driver."""
        settings = {"telemetry_disabled": True, **self.target.client}
        if self.dialect.notifications and not any(name.startswith("notifications") for name in settings):
            # every label, type and key that the database has not seen yet would be a warning in the log
            settings["notifications_disabled_classifications"] = ["UNRECOGNIZED"]
        return settings

    def session(self, *, read_only: bool, user: str | None, chain: Any) -> dict[str, Any]:
        """Return the keywords of a session; `chain` makes it see what the sessions before it wrote."""
        found = {"default_access_mode": "READ" if read_only else "WRITE", "bookmark_manager": chain}
        found |= self.target.session
        found.pop("bookmarks", None)  # where the chain begins
        if self.target.database is not None:
            found["database"] = self.target.database
        if user is not None:
            found["impersonated_user"] = user
        return found

    def open(self) -> None:
        """Raise `ConnectionFailedError` after closing."""
        if self.closed:
            raise ConnectionFailedError("this driver is closed; create a new one")

    def check(self, agent: str) -> None:
        """Raise `DatabaseError` when the server says that it is another product than the dialect is for."""
        found = product(agent)
        if found is not None and found != self.dialect.name and self.dialect.name in _PRODUCTS:
            raise DatabaseError(
                f"the server is {agent!r}, which speaks another dialect than {self.dialect.name!r}; use "
                f"create_driver({found!r}, …), or check_server=False if it only calls itself so"
            )


_PRODUCTS: Final = ("arcadedb", "memgraph", "neo4j")


def product(agent: str) -> str | None:
    """Return the backend that an agent string belongs to, None for an unknown one.

    ArcadeDB and Memgraph begin theirs with Neo4j's, for clients that ask for it.
    """
    text = agent.lower()
    return next((name for name in _PRODUCTS if name in text), None)


class Client(_Place):
    """A sync client. Threads share it; a process that was forked makes itself a new one."""

    def __init__(self, target: Target, dialect: BoltDialect) -> None:
        super().__init__(target, dialect)
        self._lock = threading.Lock()
        self._pid = 0
        self._driver: Driver | None = None
        self._chain = self.chain(GraphDatabase.bookmark_manager)

    def open_session(self, *, read_only: bool, user: str | None = None) -> Any:
        """Return a session of the client; connects at the first call. Raises `DatabaseError`."""
        driver = self._driver
        if driver is None or self._pid != os.getpid() or self.closed:
            driver = self._connect()
        return driver.session(**self.session(read_only=read_only, user=user, chain=self._chain))

    def bookmarks(self) -> frozenset[str]:
        """Return what marks the newest writes that sessions made or saw; empty where there is one server only."""
        return frozenset() if self._chain is None else frozenset(self._chain.get_bookmarks())

    def close(self) -> None:
        """Close the client's driver, unless it was handed in."""
        with self._lock:
            self.closed = True
            driver, self._driver = self._driver, None
        if driver is not None and self.target.handle is None:
            if self._pid == os.getpid():
                driver.close()
            else:
                _inherited.append(driver)

    def _connect(self) -> Driver:
        # a lock that another thread held while the process was forked would never be free again
        if self._pid not in (0, os.getpid()):
            self._lock = threading.Lock()
        with self._lock:
            self.open()
            if self._driver is not None:
                if self._pid == os.getpid():
                    return self._driver
                _inherited.append(self._driver)
            driver = self._made()
            self._driver, self._pid = driver, os.getpid()
            return driver

    def _made(self) -> Driver:
        target = self.target
        try:
            driver: Driver = target.handle or GraphDatabase.driver(
                target.uri, auth=target.auth, **self.settings()
            )
        except CLIENT_ERRORS as error:
            raise translate(error) from error
        try:
            self.check(driver.get_server_info().agent if target.check_server else "")
        except BaseException as error:
            if target.handle is None:
                driver.close()
            if isinstance(error, CLIENT_ERRORS):
                raise translate(error) from error
            raise
        return driver


class AsyncClient(_Place):
    """An async client. Each event loop has its own connections: sockets belong to the loop that opened them."""

    def __init__(self, target: Target, dialect: BoltDialect) -> None:
        super().__init__(target, dialect)
        self._pid = os.getpid()
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
        self._drivers: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncDriver] = WeakKeyDictionary()
        self._chain = self.chain(AsyncGraphDatabase.bookmark_manager)

    async def open_session(self, *, read_only: bool, user: str | None = None) -> Any:
        """Return a session of the client; connects at the first call in a loop. Raises `DatabaseError`."""
        driver = self._drivers.get(asyncio.get_running_loop())
        if driver is None or self._pid != os.getpid() or self.closed:
            driver = await self._connect()
        return driver.session(**self.session(read_only=read_only, user=user, chain=self._chain))

    async def bookmarks(self) -> frozenset[str]:
        """Return what marks the newest writes that sessions made or saw; empty where there is one server only."""
        return frozenset() if self._chain is None else frozenset(await self._chain.get_bookmarks())

    async def close(self) -> None:
        """Close the connections of this loop, and refuse further use in any; another loop closes its own by this too."""
        self.closed = True
        driver = self._drivers.pop(asyncio.get_running_loop(), None)
        if driver is not None and self.target.handle is None:
            if self._pid == os.getpid():
                await driver.close()
            else:
                _inherited.append(driver)

    async def _connect(self) -> AsyncDriver:
        loop = asyncio.get_running_loop()
        if self._pid != os.getpid():
            self._pid = os.getpid()
            _inherited.extend(self._drivers.values())
            self._drivers.clear()
            self._locks.clear()
        # what a loop that has ended left behind cannot be closed any more, only forgotten: it keeps the loop alive
        for ended in [known for known in list(self._locks) if known.is_closed()]:
            self._locks.pop(ended, None)
            self._drivers.pop(ended, None)
        async with self._locks.setdefault(loop, asyncio.Lock()):
            self.open()
            if loop not in self._drivers:
                self._drivers[loop] = await self._made()
            return self._drivers[loop]

    async def _made(self) -> AsyncDriver:
        target = self.target
        try:
            driver: AsyncDriver = target.handle or AsyncGraphDatabase.driver(
                target.uri, auth=target.auth, **self.settings()
            )
        except CLIENT_ERRORS as error:
            raise translate(error) from error
        try:
            self.check((await driver.get_server_info()).agent if target.check_server else "")
        except BaseException as error:
            if target.handle is None:
                await driver.close()
            if isinstance(error, CLIENT_ERRORS):
                raise translate(error) from error
            raise
        return driver
