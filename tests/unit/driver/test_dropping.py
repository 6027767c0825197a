"""What finalizers leave to others: a thread, or the event loop; and what becomes of it when there is none."""

from __future__ import annotations

import _thread
import asyncio
import threading
from typing import Any

import pytest

from runic.ogm.driver.dropping import aside, soon


def test_no_thread_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(_thread, "start_new_thread", refuse)
    acted: list[Any] = []
    aside(acted.append, 1)
    assert acted == []


def test_an_event_loop_that_has_ended_takes_nothing() -> None:
    loop = asyncio.new_event_loop()
    loop.close()

    async def act(_: Any) -> None:
        raise AssertionError

    assert soon(loop, act, 1) is False


def test_an_error_on_the_way_back_is_nobodys() -> None:
    done = threading.Event()

    def act(_: Any) -> None:
        done.set()
        raise ConnectionError("gone")

    async def aact(_: Any) -> None:
        act(_)

    aside(act, 1)
    assert done.wait(5)
    done.clear()

    async def body() -> None:
        assert soon(asyncio.get_running_loop(), aact, 1)
        await asyncio.to_thread(done.wait, 5)
        assert done.is_set()

    asyncio.run(body())
