"""Connections of a pool, kept at hand between statements.

The pool of the redis library decides how many connections there are and who waits; taking one and giving it back costs it
35 µs, a quarter of a point read (redis 8.1, unix socket). So a connection that is free stays here, ready for the next
statement, and goes back to the pool as soon as somebody waits there. A command is sent once: a line never repeats it.
"""

from __future__ import annotations

import threading
from collections import deque
from time import monotonic
from typing import Any, Final

from redis.exceptions import RedisError

__all__ = ["AsyncLine", "Line"]

# a connection that was used within the last half second is taken to be alive
_FRESH: Final = 0.5


class Line:
    """The connections of one sync pool; threads share it."""

    __slots__ = ("_idle", "_lock", "_waiting", "pool")

    def __init__(self, pool: Any) -> None:
        self.pool = pool
        self._idle: deque[tuple[Any, float]] = deque()
        self._lock = threading.Lock()
        self._waiting = 0

    def send(self, *command: Any) -> Any:
        """Send a command and return the reply; raises what the redis library raises."""
        connection = self._take()
        try:
            connection.send_command(*command)
            return connection.read_response()
        finally:
            self._give(connection)

    def _take(self) -> Any:
        try:
            connection, used = self._idle.pop()
        except IndexError:
            return self._wait()
        if monotonic() - used > _FRESH and _stale(connection):
            connection.disconnect()
        return connection

    def _wait(self) -> Any:
        with self._lock:
            self._waiting += 1
        try:
            # whoever gave one back before it could see that somebody waits has left it here
            return self._idle.pop()[0] if self._idle else self.pool.get_connection()
        except IndexError:
            return self.pool.get_connection()
        finally:
            with self._lock:
                self._waiting -= 1

    def _give(self, connection: Any) -> None:
        self._idle.append((connection, monotonic()))
        if self._waiting:
            try:
                self.pool.release(self._idle.popleft()[0])
            except IndexError:
                return


class AsyncLine:
    """The connections of one async pool; the tasks of one event loop share it."""

    __slots__ = ("_idle", "_waiting", "pool")

    def __init__(self, pool: Any) -> None:
        self.pool = pool
        self._idle: list[tuple[Any, float]] = []
        self._waiting = 0

    async def send(self, *command: Any) -> Any:
        """Send a command and return the reply; raises what the redis library raises."""
        connection = await self._take()
        try:
            await connection.send_command(*command)
            return await connection.read_response()
        finally:
            if self._waiting:
                await self.pool.release(connection)
            else:
                self._idle.append((connection, monotonic()))

    async def _take(self) -> Any:
        if not self._idle:
            self._waiting += 1
            try:
                return await self.pool.get_connection()
            finally:
                self._waiting -= 1
        connection, used = self._idle.pop()
        if monotonic() - used > _FRESH and await _stale_async(connection):
            await connection.disconnect(nowait=True)
        return connection


def _stale(connection: Any) -> bool:
    """Return whether the server has closed the connection: then there is something to read, its end."""
    try:
        return bool(connection.can_read(timeout=0))
    except (RedisError, OSError):
        return True


async def _stale_async(connection: Any) -> bool:
    # redis renamed it in version 8
    look = getattr(connection, "can_read", None) or connection.can_read_destructive
    try:
        return bool(await look())
    except (RedisError, OSError):
        return True
