"""What finalizers do with a connection when the way back is gone, too."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from psycopg.pq import ExecStatus

from runic_age.connection import AGEConnection, AsyncAGEConnection
from runic_age.handed import AsyncHandedIn, HandedIn, undo


class Client:
    """The part of a connection of the client that finalizers touch."""

    def __init__(self, lock: Any, answer: Any = ExecStatus.COMMAND_OK) -> None:
        self.lock = lock
        self.closed = False
        self.answer = answer
        self.sent: list[bytes] = []
        self.pgconn = self

    def exec_(self, text: bytes) -> Any:
        self.sent.append(text)
        if isinstance(self.answer, Exception):
            raise self.answer
        return SimpleNamespace(status=self.answer)

    def finish(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    "answer", [ExecStatus.FATAL_ERROR, psycopg.OperationalError("the connection is lost")]
)
def test_what_cannot_be_undone_is_closed(answer: Any) -> None:
    client = Client(None, answer)
    undo(client)
    assert client.sent == [b"ROLLBACK"]
    assert client.closed


def test_somebody_uses_the_connection_meanwhile() -> None:
    client: Any = Client(threading.Lock())
    one = HandedIn(client, "graph")
    one.lend()
    with client.lock:
        before = threading.Event()
        client.rollback = lambda: (before.wait(5), client.sent.append(b"later"))
        one.drop(client, begun=True)
        assert (one.lent, client.sent) == (True, [])
    before.set()
    _until(lambda: not one.lent)
    assert client.sent == [b"later"]


def test_a_task_uses_the_connection_meanwhile() -> None:
    async def body() -> None:
        client: Any = Client(asyncio.Lock())

        async def rollback() -> None:
            async with client.lock:
                client.sent.append(b"later")

        client.rollback = rollback
        one = AsyncHandedIn(client, "graph")
        one.lend()
        async with client.lock:
            one.drop(client, asyncio.get_running_loop(), begun=True)
            await asyncio.sleep(0)
            assert (one.lent, client.sent) == (True, [])
        await asyncio.to_thread(_until, lambda: not one.lent)
        assert client.sent == [b"later"]

    asyncio.run(body())


def test_an_event_loop_that_has_ended_leaves_the_connection_undone() -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    client: Any = Client(asyncio.Lock())
    one = AsyncHandedIn(client, "graph")
    one.lend()
    one.drop(client, loop, begun=True)
    assert (one.lent, client.sent, client.closed) == (False, [b"ROLLBACK"], False)


@pytest.mark.parametrize("begun", [True, False])
def test_only_what_had_begun_is_undone(begun: bool) -> None:
    client: Any = Client(threading.Lock())
    one = HandedIn(client, "graph")
    one.lend()
    one.drop(client, begun=begun)
    assert (one.lent, client.sent) == (False, [b"ROLLBACK"] if begun else [])
    assert not client.lock.locked()


@pytest.mark.parametrize("cls", [AGEConnection, AsyncAGEConnection])
def test_what_was_never_made_in_full_has_nothing_to_give(cls: Any) -> None:
    cls.__new__(cls).__del__()


def _until(reached: Any) -> None:
    asked = threading.Event()
    for _ in range(500):
        if reached():
            return
        asked.wait(0.01)
    raise AssertionError("it never happened")
