"""What reaches a graph of Apache AGE in one colour, so that a scenario is written once for both."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Coroutine
from typing import Any

from runic.ogm import AsyncSession, Session, create_async_driver, create_driver
from runic.testing import AnyDriver, AnySession, Colour
from runic.testing.colours import Loop, settle
from tests.backends.age.place import Place

__all__ = ["ONE", "Stage", "scenario"]

ONE = "RETURN 1 AS one"


class Stage:
    """A graph and what reaches it in one colour.

    Args:
        place: the graph.
        colour: the colour.
    """

    def __init__(self, place: Place, colour: Colour) -> None:
        self.place = place
        self.colour = colour
        self.loop = Loop(colour)
        self.drivers: list[AnyDriver] = []

    def driver(self, **options: Any) -> AnyDriver:
        """Make a driver, closed at the end."""
        return self.made({**self.place.options, **options})

    def made(self, options: dict[str, Any]) -> AnyDriver:
        """Make a driver from all of its options, closed at the end."""
        make: Any = create_driver if self.colour is Colour.SYNC else create_async_driver
        driver = AnyDriver(make("age", **options))
        self.drivers.append(driver)
        return driver

    def session(self, driver: Any, **options: Any) -> AnySession:
        """Open a session on a driver, or on what the client connected."""
        cls: Any = Session if self.colour is Colour.SYNC else AsyncSession
        return AnySession(cls(driver.raw if isinstance(driver, AnyDriver) else driver, **options))

    async def works(self, driver: AnyDriver) -> bool:
        """Whether a new session works."""
        async with self.session(driver) as session:
            return (await session.execute(ONE)).rows == [[1]]

    async def wait(self, value: Any) -> Any:
        """Return what a call of the client returns, in either colour."""
        return await settle(value)

    def close(self) -> None:
        """Close the drivers and the loop."""

        async def close() -> None:
            for driver in self.drivers:
                await driver.close()

        try:
            self.loop.run(close())
        finally:
            self.loop.close()


def scenario(body: Callable[[Stage], Coroutine[Any, Any, None]]) -> Callable[[Stage], None]:
    """Make a test of a scenario that is written once for both colours."""

    @functools.wraps(body)
    def test(stage: Stage) -> None:
        started = time.monotonic()
        stage.loop.run(body(stage))
        assert time.monotonic() - started < 60, "it hung"

    del test.__wrapped__
    test.__annotations__ = {"stage": Stage, "return": None}
    return test
