"""Connections kept at hand: taken again, checked when old, handed to whoever waits."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from typing import Any

import pytest
from redis.exceptions import ConnectionError as LostError

from runic_falkordb import line as module
from runic_falkordb.line import AsyncLine, Line


class Connection:
    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self.dropped = 0
        self.readable = False
        self.hold: threading.Event | None = None

    def send_command(self, *command: Any) -> None:
        self.sent.append(command)

    def read_response(self) -> Any:
        if self.hold is not None:
            assert self.hold.wait(5)
        command = self.sent[-1]
        if command[0] == "FAIL":
            raise LostError("gone")
        return command

    def can_read(self, timeout: float = 0) -> bool:
        return self.readable

    def disconnect(self, nowait: bool = False) -> None:
        self.dropped += 1


class Pool:
    def __init__(self, size: int = 2) -> None:
        self.free = deque(Connection() for _ in range(size))
        self.back = threading.Condition()
        self.taken = 0

    def get_connection(self) -> Connection:
        with self.back:
            assert self.back.wait_for(lambda: self.free, 5), "nobody gave a connection back"
            self.taken += 1
            return self.free.popleft()

    def release(self, connection: Connection) -> None:
        with self.back:
            self.free.append(connection)
            self.back.notify()


def test_one_connection_serves_one_after_the_other() -> None:
    pool = Pool()
    line = Line(pool)
    assert [line.send("PING", number) for number in range(3)] == [("PING", 0), ("PING", 1), ("PING", 2)]
    assert pool.taken == 1


def test_a_connection_is_kept_after_an_error() -> None:
    pool = Pool(1)
    line = Line(pool)
    with pytest.raises(LostError):
        line.send("FAIL")
    assert line.send("PING") == ("PING",)
    assert pool.taken == 1


def test_an_old_connection_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(1)
    connection = pool.free[0]
    line = Line(pool)
    line.send("PING")
    connection.readable = True
    line.send("PING")
    assert connection.dropped == 0
    monkeypatch.setattr(module, "_FRESH", -1.0)
    line.send("PING")
    assert connection.dropped == 1


def test_whoever_waits_gets_the_connection() -> None:
    pool = Pool(1)
    connection = pool.free[0]
    connection.hold = threading.Event()
    line = Line(pool)
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(line.send("PING", n))) for n in range(4)]
    for thread in threads:
        thread.start()
    connection.hold.set()
    for thread in threads:
        thread.join(10)
    assert sorted(answers) == [("PING", number) for number in range(4)]


class AsyncConnection(Connection):
    async def send_command(self, *command: Any) -> None:  # type: ignore[override]
        self.sent.append(command)

    async def read_response(self) -> Any:
        await asyncio.sleep(0)
        return super().read_response()

    async def can_read(self) -> bool:  # type: ignore[override]
        return self.readable

    async def disconnect(self, nowait: bool = False) -> None:  # type: ignore[override]
        self.dropped += 1


class AsyncPool:
    def __init__(self, size: int) -> None:
        self.free: asyncio.Queue[AsyncConnection] = asyncio.Queue()
        self.taken = 0
        for _ in range(size):
            self.free.put_nowait(AsyncConnection())

    async def get_connection(self) -> AsyncConnection:
        self.taken += 1
        return await asyncio.wait_for(self.free.get(), 5)

    async def release(self, connection: AsyncConnection) -> None:
        self.free.put_nowait(connection)


async def test_tasks_share_connections() -> None:
    pool = AsyncPool(2)
    line = AsyncLine(pool)
    answers = await asyncio.gather(*(line.send("PING", number) for number in range(20)))
    assert sorted(answers) == [("PING", number) for number in range(20)]
    assert await line.send("PING") == ("PING",)
    taken = pool.taken
    await line.send("PING")
    assert pool.taken == taken


async def test_an_old_async_connection_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = AsyncPool(1)
    line = AsyncLine(pool)
    await line.send("PING")
    monkeypatch.setattr(module, "_FRESH", -1.0)
    connection = line._idle[0][0]
    connection.readable = True
    await line.send("PING")
    assert connection.dropped == 1
