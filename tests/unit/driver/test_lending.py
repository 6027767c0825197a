"""Minimal drivers, which have no connections of their own: one session at a time, and nobody keeps them alive."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Mapping
from typing import Any
from weakref import ref

import pytest

from runic.ogm.driver.lending import async_lender, lender
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import DriverBusyError
from runic.ogm.session.session import Session
from runic.testing.plain import plain_dialect


class Minimal:
    """A driver as a third party may write it."""

    __slots__ = ("__weakref__", "dialect", "done")

    def __init__(self) -> None:
        self.dialect = plain_dialect()
        self.done: list[str] = []

    def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        self.done.append(cypher)
        return GraphResult([], [])

    def begin(self) -> None:
        self.done.append("begin")

    def commit(self) -> None:
        self.done.append("commit")

    def rollback(self) -> None:
        self.done.append("rollback")

    def close(self) -> None:
        self.done.append("close")


class Awaited(Minimal):
    """Its async twin."""

    __slots__ = ()

    async def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:  # type: ignore[override]
        return GraphResult([], [])

    async def begin(self) -> None:  # type: ignore[override]
        self.done.append("begin")

    async def commit(self) -> None:  # type: ignore[override]
        self.done.append("commit")

    async def rollback(self) -> None:  # type: ignore[override]
        await asyncio.sleep(0)
        self.done.append("rollback")


def test_a_driver_has_one_lender() -> None:
    driver = Minimal()
    first = lender(driver)
    assert lender(driver) is first
    first.acquire()
    with pytest.raises(DriverBusyError):
        lender(driver).acquire()
    first.release()
    first.release()
    assert driver.done == ["rollback"]
    lender(driver).acquire().release()


def test_nobody_keeps_a_driver_that_the_program_has_dropped() -> None:
    driver = Minimal()
    with Session(driver) as session:
        session.execute("RETURN 1")
    gone = ref(driver)
    del driver, session
    gc.collect()
    assert gone() is None


def test_a_driver_that_is_held_stays_held_without_its_session() -> None:
    driver = Minimal()
    session = Session(driver)
    session.execute("RETURN 1")
    del session
    gc.collect()
    other = Session(driver)
    with pytest.raises(DriverBusyError):
        other.execute("RETURN 2")
    other.close()
    assert "commit" not in driver.done


def test_of_many_threads_one_gets_it() -> None:
    driver = Minimal()
    ready, won, lost = threading.Barrier(8), list[Any](), list[DriverBusyError]()

    def take() -> None:
        ready.wait()
        try:
            won.append(lender(driver).acquire())
        except DriverBusyError as error:
            lost.append(error)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)


def test_it_is_free_only_after_the_rollback() -> None:
    async def both() -> list[str]:
        driver = Awaited()
        source = async_lender(driver)
        source.acquire()
        giving = asyncio.create_task(source.release())
        await asyncio.sleep(0)
        with pytest.raises(DriverBusyError):
            source.acquire()
        await giving
        source.acquire()
        return driver.done

    assert asyncio.run(both()) == ["rollback"]
