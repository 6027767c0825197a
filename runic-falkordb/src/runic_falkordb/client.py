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
from weakref import WeakKeyDictionary

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

    @property
    def tls(self) -> bool:
        """Whether connections are encrypted; the client asks for it on the way to Sentinel and Cluster."""
        return self.target.tls

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
                db.close()
                self._pool.disconnect()
            self._place.close()

    def _connect(self) -> Send:
        with self._held():
            self.check()
            if self._send is not None and self._pid == os.getpid():
                return self._send
            self._pool, self._db = _opened(self._place)
            send: Send = _sender(self._db, self._pool, Line)
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

    async def adb(self) -> Any:
        """Return the client object of the FalkorDB library."""
        return await asyncio.to_thread(self.client.db)

    async def aclose(self) -> None:
        """Close the client."""
        await asyncio.to_thread(self.client.close)


class AsyncClient(Closed):
    """An async client of our own. Each event loop has its own connections: sockets belong to the loop that opened them."""

    __slots__ = ("_locks", "_opened", "_pid", "_place", "_target")

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target
        self._place = _Place(target)
        self._pid = os.getpid()
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
        self._opened: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[Any, Any, AsyncSend]] = (
            WeakKeyDictionary()
        )

    async def asend(self) -> AsyncSend:
        """Return the function that sends a command; connects at the first call in a loop."""
        opened = self._opened.get(asyncio.get_running_loop())
        if opened is not None and not self.closed and self._pid == os.getpid():
            return opened[2]
        return (await self._connect())[2]

    async def adb(self) -> Any:
        """Return the client object of the FalkorDB library."""
        await self.asend()
        return self._opened[asyncio.get_running_loop()][1]

    async def aclose(self) -> None:
        """Close the connections of this loop and refuse further use; another loop closes its own by calling this too."""
        first, self.closed = not self.closed, True
        pool, db, _ = self._opened.pop(asyncio.get_running_loop(), (None, None, None))
        if isinstance(db, InThread):
            await db.aclose()
        elif db is not None and pool is not None:
            await db.aclose()
            await pool.disconnect()
        if first:
            await asyncio.to_thread(self._place.close)

    async def _connect(self) -> tuple[Any, Any, AsyncSend]:
        loop = asyncio.get_running_loop()
        if self._pid != os.getpid():
            self._pid = os.getpid()
            self._opened.clear()
            self._locks.clear()
        async with self._locks.setdefault(loop, asyncio.Lock()):
            self.check()
            if loop not in self._opened:
                self._opened[loop] = await self._made()
            return self._opened[loop]

    async def _made(self) -> tuple[Any, Any, AsyncSend]:
        if await asyncio.to_thread(self._behind_sentinel):
            # the client finds a master through Sentinel in its sync form only
            in_thread = InThread(Client(self._target))
            return None, in_thread, await in_thread.asend()
        pool, db = await asyncio.to_thread(_opened_async, self._place)
        return pool, db, _sender(db, pool, AsyncLine)

    def _behind_sentinel(self) -> bool:
        # asked even where a Sentinel cannot be: unlike the client's own question, this one fails at once without a server
        if self._target.embedded or self._target.pool is not None:
            return False
        keywords = _Place(self._target).pool_keywords(_CONNECTIONS)
        pool = _BlockingPool(**{**keywords, "max_connections": 1})
        try:
            return redis.Redis(connection_pool=pool).info("server").get("redis_mode") == "sentinel"
        except CLIENT_ERRORS as error:
            raise translate(error) from error
        finally:
            pool.disconnect()


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
    return own, _asked(lambda: FalkorDB(connection_pool=own or place.target.pool, ssl=place.tls, **settings))


def _opened_async(place: _Place) -> tuple[Any, Any]:
    """Return the pool, None for one that was handed in, and the client."""
    own = (
        None
        if place.target.pool is not None
        else aredis.BlockingConnectionPool(**place.pool_keywords(_ASYNC_CONNECTIONS))
    )
    settings = {**_CLUSTER, **place.target.client}
    return own, _asked(
        lambda: AsyncFalkorDB(connection_pool=own or place.target.pool, ssl=place.tls, **settings)
    )


def _sender(db: Any, pool: Any, line: type[Line | AsyncLine]) -> Any:
    """Return the function that sends commands: over a line of our own pool, else as the client does in a cluster."""
    if pool is not None and getattr(db.connection, "connection_pool", None) is pool:
        return line(pool).send
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
