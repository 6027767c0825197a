"""The way back of a connection whose session was dropped without being closed, for drivers that have pools.

Called by finalizers, which run wherever a collection does: within the pool's own lock, too, and in any thread. So nothing
here waits for a lock; what may wait is left to another thread, or to the event loop.
"""

from __future__ import annotations

import _thread
import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

__all__ = ["DROPPED", "aside", "soon"]

DROPPED: Final = (
    "a session, or a driver after begin(), was dropped while it held a connection, and what it had not committed is undone; "
    "open sessions in a `with` block or close() them"
)
"""The text of the `ResourceWarning` that a finalizer gives."""

# an event loop keeps no hold on its tasks
_giving: Final[set[asyncio.Task[None]]] = set()


def aside(act: Callable[[Any], None], connection: Any) -> None:
    """Do something with a sync connection in a thread of its own; `threading` would take locks to start one."""

    def run() -> None:
        # whoever could be told dropped the session
        with suppress(Exception):
            act(connection)

    # at the end of the interpreter there are no more threads
    with suppress(RuntimeError):
        _thread.start_new_thread(run, ())


def soon(loop: asyncio.AbstractEventLoop, act: Callable[[Any], Awaitable[None]], connection: Any) -> bool:
    """Do something with an async connection when its event loop comes to it; False when that loop has ended."""

    async def run() -> None:
        with suppress(Exception):
            await act(connection)

    def start() -> None:
        task = loop.create_task(run())
        _giving.add(task)
        task.add_done_callback(_giving.discard)

    try:
        loop.call_soon_threadsafe(start)
    except RuntimeError:
        return False
    return True
