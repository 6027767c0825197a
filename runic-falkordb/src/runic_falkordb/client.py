"""The way to a server: the FalkorDB client and its pool, made when they are first needed.

Owns connecting and closing, sync and async; knows graphs by their names only and no statement. The client's constructor asks
the server what it is (one server, Sentinel or Cluster), so it is called by the first statement, and off the event loop.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import redis
import redis.asyncio as aredis
from falkordb import FalkorDB
from falkordb.asyncio import FalkorDB as AsyncFalkorDB

from runic.ogm.exceptions import ConnectionFailedError, OrmError
from runic_falkordb import embedded
from runic_falkordb.errors import CLIENT_ERRORS, translate
from runic_falkordb.line import AsyncLine, Line
from runic_falkordb.options import Target

__all__ = ["AsyncClient", "Client", "Closed", "HandedIn", "InThread"]

Send = Callable[..., Any]
AsyncSend = Callable[..., Awaitable[Any]]

# A command is never sent twice: nobody knows whether the first try of a write was carried out. A connection that the server
# has closed meanwhile is noticed by the pool before it is used.
# the library leaves its constructor without types
_BlockingPool: Final[Any] = redis.BlockingConnectionPool
_CLUSTER: Final = {"cluster_error_retry_attempts": 0}


class Closed:
    """Whether a client was closed, and what it says then."""

    __slots__ = ("closed",)

    def __init__(self) -> None:
        self.closed = False

    def check(self) -> None:
        """Raise `ConnectionFailedError` after closing."""
        if self.closed:
            raise ConnectionFailedError("this driver is closed; create a new one")


class _Place:
    """Where to connect to, an embedded server being started for it."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.server: embedded.EmbeddedServer | None = None
        if target.embedded:
            # missing binaries show where the driver is made, not where it is first used
            embedded.find_binaries()

    def keywords(self) -> dict[str, Any]:
        """Return the keywords of a connection, without a policy of repeating commands; starts the embedded server."""
        keywords = dict(self.target.connection)
        if self.target.embedded:
            if self.server is None or not self.server.running:
                self.server = embedded.share(self.target.path)
            keywords["path"] = self.server.socket
        return {**keywords, "decode_responses": True, "protocol": 2}

    def pool_keywords(self, connections: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords of a pool, its connections being of the class that goes with the place."""
        keywords = self.keywords()
        kind = "unix" if "path" in keywords else "tls" if self.target.tls else "tcp"
        target = self.target
        return {
            **keywords,
            "connection_class": connections[kind],
            "max_connections": target.max_connections,
            "timeout": target.pool_timeout,
        }

    def close(self) -> None:
        """Give the embedded server back."""
        server, self.server = self.server, None
        if server is not None:
            embedded.release(server)


class Client(Closed):
    """A sync client of our own. Threads share it; a process that was forked makes itself a new one."""

    __slots__ = ("_db", "_lock", "_pid", "_place", "_pool", "_send")

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._place = _Place(target)
        self._lock = threading.Lock()
        self._pid = 0
        self._db: Any = None
        self._pool: redis.ConnectionPool | None = None
        self._send: Send | None = None

    def send(self) -> Send:
        """Return the function that sends a command; connects at the first call."""
        if self._send is not None and self._pid == os.getpid() and not self.closed:
            return self._send
        return self._connect()

    def db(self) -> Any:
        """Return the client object of the FalkorDB library."""
        self.send()
        return self._db

    def close(self) -> None:
        """Close all connections and stop the embedded server, if it is the last to use it."""
        with self._held():
            if self.closed:
                return
            self.closed = True
            db, self._db, self._send = self._db, None, None
            if db is not None and self._pid and self._pool is not None:
                db.connection.close()
                self._pool.disconnect()
            self._place.close()

    def _connect(self) -> Send:
        with self._held():
            self.check()
            if self._send is not None and self._pid == os.getpid():
                return self._send
            self._pool, self._db = _opened(self._place)
            send: Send = _sender(self._db, self._pool)
            self._pid, self._send = os.getpid(), send
            return send

    def _held(self) -> threading.Lock:
        # a lock that another thread held while the process was forked would never be free again
        if self._pid not in (0, os.getpid()):
            self._lock = threading.Lock()
            self._pid = 0
        return self._lock


class HandedIn(Closed):
    """A client that a user made, sync or async; it is never closed here."""

    __slots__ = ("_db", "_send")

    def __init__(self, graph: Any, db: Any = None) -> None:
        super().__init__()
        self._db = getattr(graph, "client", None) if db is None else db
        self._send: Send = graph.execute_command

    def send(self) -> Send:
        """Return the function that sends a command."""
        self.check()
        return self._send

    async def asend(self) -> AsyncSend:
        """Return the function that sends a command, when the client is an async one."""
        self.check()
        return self._send

    def db(self) -> Any:
        """Return the client object that the graph belongs to."""
        return self._db

    def close(self) -> None:
        """Refuse further use."""
        self.closed = True

    async def aclose(self) -> None:
        """Refuse further use."""
        self.closed = True


class InThread:
    """A sync client used from an event loop: each command waits in a thread of its own."""

    __slots__ = ("client",)

    def __init__(self, client: Client | HandedIn) -> None:
        self.client = client

    async def asend(self) -> AsyncSend:
        """Return the function that sends a command."""
        send = await asyncio.to_thread(self.client.send)

        async def in_thread(*command: Any) -> Any:
            return await asyncio.to_thread(send, *command)

        return in_thread

    async def aclose(self) -> None:
        """Close the client."""
        await asyncio.to_thread(self.client.close)


class AsyncClient(Closed):
    """An async client of our own. Each event loop has its own connections: sockets belong to the loop that opened them."""

    __slots__ = ("_locks", "_opened", "_pid", "_place")

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._place = _Place(target)
        self._pid = os.getpid()
        self._locks: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}
        self._opened: dict[asyncio.AbstractEventLoop, tuple[Callable[[], Awaitable[None]], AsyncSend]] = {}

    async def asend(self) -> AsyncSend:
        """Return the function that sends a command; connects at the first call in a loop."""
        opened = self._opened.get(asyncio.get_running_loop())
        if opened is not None and not self.closed and self._pid == os.getpid():
            return opened[1]
        return (await self._connect())[1]

    async def aclose(self) -> None:
        """Close the connections of this loop and refuse further use; another loop closes its own by calling this too."""
        first, self.closed = not self.closed, True
        opened = self._opened.pop(asyncio.get_running_loop(), None)
        if opened is not None:
            await opened[0]()
        if first:
            await asyncio.to_thread(self._place.close)

    async def _connect(self) -> tuple[Callable[[], Awaitable[None]], AsyncSend]:
        loop = asyncio.get_running_loop()
        if self._pid != os.getpid():
            self._pid = os.getpid()
            self._opened, self._locks = {}, {}
        # what a loop that has ended left behind cannot be closed any more, only forgotten
        for ended in [known for known in list(self._locks) if known.is_closed()]:
            self._locks.pop(ended, None)
            self._opened.pop(ended, None)
        async with self._locks.setdefault(loop, asyncio.Lock()):
            self.check()
            if loop not in self._opened:
                self._opened[loop] = await self._made()
            return self._opened[loop]

    async def _made(self) -> tuple[Callable[[], Awaitable[None]], AsyncSend]:
        """Return what closes the connections, and what sends commands over them."""
        target = self._place.target
        if target.pool is not None:
            handed = await asyncio.to_thread(_asked, lambda: AsyncFalkorDB(connection_pool=target.pool))
            return _nothing, handed.execute_command
        mode = await asyncio.to_thread(_mode, self._place)
        if mode == "sentinel":
            # the client finds a master through Sentinel in its sync form only
            in_thread = InThread(Client(target))
            return in_thread.aclose, await in_thread.asend()
        keywords = await asyncio.to_thread(self._place.pool_keywords, _ASYNC_CONNECTIONS)
        pool = aredis.BlockingConnectionPool(**keywords)
        if mode != "cluster":
            return pool.disconnect, AsyncLine(pool).send
        settings = {**_CLUSTER, **target.client}
        db = await asyncio.to_thread(
            _asked, lambda: AsyncFalkorDB(connection_pool=pool, ssl=target.tls, **settings)
        )

        async def close() -> None:
            await db.connection.aclose()
            await pool.disconnect()

        return close, db.execute_command


async def _nothing() -> None:
    """Leave a pool that was handed in as it is."""


class TLSConnection(redis.SSLConnection):
    """A TLS connection whose handshake is limited like connecting: a server that speaks no TLS says nothing at all."""

    def _wrap_socket_with_ssl(self, sock: Any) -> Any:
        sock.settimeout(self.socket_connect_timeout)
        wrapped = super()._wrap_socket_with_ssl(sock)  # type: ignore[no-untyped-call]
        wrapped.settimeout(self.socket_timeout)
        return wrapped


_CONNECTIONS: Final = {
    "tcp": redis.Connection,
    "tls": TLSConnection,
    "unix": redis.UnixDomainSocketConnection,
}
_ASYNC_CONNECTIONS: Final = {
    "tcp": aredis.Connection,
    "tls": aredis.SSLConnection,
    "unix": aredis.UnixDomainSocketConnection,
}


def _opened(place: _Place) -> tuple[Any, Any]:
    """Return the pool, None for one that was handed in, and the client."""
    own = None if place.target.pool is not None else _BlockingPool(**place.pool_keywords(_CONNECTIONS))
    settings = {**_CLUSTER, **place.target.client}
    return own, _asked(
        lambda: FalkorDB(connection_pool=own or place.target.pool, ssl=place.target.tls, **settings)
    )


def _mode(place: _Place) -> str:
    """Ask the server what it is, once: unlike the client's own question, this one fails at once where there is no server."""
    if place.target.embedded:
        return "standalone"
    pool = _BlockingPool(**{**place.pool_keywords(_CONNECTIONS), "max_connections": 1})
    try:
        answer: Any = redis.Redis(connection_pool=pool).info("server")
        return str(answer.get("redis_mode", "standalone"))
    except CLIENT_ERRORS as error:
        raise translate(error) from error
    finally:
        pool.disconnect()


def _sender(db: Any, pool: Any) -> Any:
    """Return the function that sends commands: over a line of our own pool, else as the client does in a cluster."""
    if pool is not None and getattr(db.connection, "connection_pool", None) is pool:
        return Line(pool).send
    return db.execute_command


def _asked(make: Callable[[], Any]) -> Any:
    """Return the client; its constructor asks the server, and what goes wrong there is an error of ours."""
    try:
        return make()
    except CLIENT_ERRORS as error:
        raise translate(error) from error
    except OrmError:
        raise
    except Exception as error:
        raise ConnectionFailedError(
            f"the FalkorDB client could not be set up ({type(error).__name__}: {error})"
        ) from error
