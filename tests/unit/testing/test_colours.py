"""Cases are driven to their end without a loop in the sync colour, and must not wait there."""

from __future__ import annotations

import asyncio

import pytest

from runic.ogm import AsyncSession, Session, select
from runic.testing import AnySession, AsyncScriptedDriver, Colour, ScriptedDriver
from runic.testing.colours import Loop, drive
from tests.unit.work.models import Worker


async def _twice(number: int) -> int:
    return number * 2


async def _waits() -> None:
    await asyncio.sleep(0)


def test_what_never_waits_is_driven_to_its_end() -> None:
    assert drive(_twice(21)) == 42


def test_what_waits_is_an_error_in_the_sync_colour() -> None:
    with pytest.raises(RuntimeError, match="sync colour"):
        drive(_waits())


def test_errors_pass_through() -> None:
    async def fails() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        drive(fails())


@pytest.mark.parametrize("colour", Colour)
def test_one_body_runs_on_both_sessions(colour: Colour) -> None:
    driver = ScriptedDriver() if colour is Colour.SYNC else AsyncScriptedDriver()

    async def body() -> int:
        raw = Session(driver) if isinstance(driver, ScriptedDriver) else AsyncSession(driver)
        async with AnySession(raw) as session:
            session.add(worker := Worker(uid="w"))
            await session.flush()
            assert await session.get(Worker, "w") is worker
            assert await session.scalars(select(Worker)) == []
            return len(driver.statements)

    loop = Loop(colour)
    try:
        assert loop.run(body()) == 2
    finally:
        loop.close()
    assert driver.events[-1] == "release"
