"""What a case of the compliance kit is given: sessions and drivers of one backend in one colour, and a look past them.

Owns the description of a backend under test, the resources that its cases share, and the questions that a case may ask.
Knows no backend by name.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

from runic.ogm.core.metadata import get_metadata
from runic.ogm.driver.capability import Capability
from runic.ogm.driver.dialect import Dialect
from runic.ogm.driver.protocol import AsyncGraphDriver, GraphDriver
from runic.ogm.session.async_session import AsyncSession
from runic.ogm.session.session import Session
from runic.testing.colours import AnyDriver, AnySession, Colour, Loop
from runic.testing.counting import AsyncCountingDriver, CountingDriver, Sent

__all__ = [
    "AsyncDriverMaker",
    "BackendUnderTest",
    "DriverMaker",
    "Ground",
    "Harness",
    "NotApplicable",
    "Raised",
]


class DriverMaker(Protocol):
    """Makes a sync driver for the tests."""

    def __call__(self, graph: str | None = None) -> GraphDriver:
        """Return a new driver of the test graph, or of the graph that is named."""
        ...


class AsyncDriverMaker(Protocol):
    """Makes an async driver for the tests."""

    def __call__(self, graph: str | None = None) -> AsyncGraphDriver:
        """Return a new driver of the test graph, or of the graph that is named."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendUnderTest:
    """A backend, as its author hands it to the kit.

    Args:
        name: its name, for the report.
        driver: makes sync drivers; the tests own the graph that it reaches and empty it.
        async_driver: the same for async drivers; None where there are none, the async colour is then not applicable.
        reset: empties the test graph; None lets the kit delete every node.
        make_unique: makes a property of a label unique in the test graph, until it is reset; None leaves those cases out.
        unreachable: makes a driver of a server that is not there; None leaves that case out.
        unauthorised: makes a driver with a wrong password; None leaves that case out.
        narrow: makes a driver with two connections at the most, for which sessions wait; None leaves those cases out.
    """

    name: str
    driver: DriverMaker
    async_driver: AsyncDriverMaker | None = None
    reset: Callable[[], None] | None = None
    make_unique: Callable[[str, str], None] | None = None
    unreachable: Mapping[Colour, Callable[[], Any]] = field(default_factory=dict)
    unauthorised: Mapping[Colour, Callable[[], Any]] = field(default_factory=dict)
    narrow: Mapping[Colour, Callable[[], Any]] = field(default_factory=dict)


class Raised:
    """A block that must raise; the error is kept as `error`."""

    error: BaseException

    def __init__(self, expected: tuple[type[BaseException], ...], match: str) -> None:
        self._expected = expected
        self._match = match

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        names = " or ".join(error.__name__ for error in self._expected)
        assert error is not None, f"{names} expected, nothing was raised"
        if not isinstance(error, self._expected):
            return False
        assert self._match in str(error), f"{self._match!r} is not in {str(error)!r}"
        self.error = error
        return True


class NotApplicable(Exception):  # noqa: N818 (an outcome, no error)
    """A case does not concern this backend; says why."""


class Ground:
    """What all cases of one backend and one colour share: a driver and, in the async colour, an event loop."""

    def __init__(self, backend: BackendUnderTest, colour: Colour) -> None:
        self.backend = backend
        self.colour = colour
        self.loop = Loop(colour)
        try:
            self.driver = self.new_driver()
        except BaseException:
            self.loop.close()
            raise

    def new_driver(self, graph: str | None = None) -> CountingDriver | AsyncCountingDriver:
        """Make a driver of this colour that counts what is sent."""
        if self.colour is Colour.SYNC:
            return CountingDriver(self.backend.driver(graph))
        if self.backend.async_driver is None:
            raise NotApplicable(f"{self.backend.name} has no async driver")
        return AsyncCountingDriver(self.backend.async_driver(graph))

    def renew(self) -> None:
        """Make a new driver where it lends no connections: a case that failed may have left a session that holds it."""
        if hasattr(self.driver.driver, "acquire"):
            return
        self.loop.run(AnyDriver(self.driver).close())
        self.driver = self.new_driver()

    def empty(self) -> None:
        """Empty the test graph."""
        if self.backend.reset is not None:
            self.backend.reset()
        else:
            self.loop.run(AnyDriver(self.driver).execute("MATCH (n) DETACH DELETE n"))

    def close(self) -> None:
        """Close the driver and end the loop."""
        try:
            self.loop.run(AnyDriver(self.driver).close())
        finally:
            self.loop.close()


class Harness:
    """The hands of one case.

    Attributes:
        colour: the colour in which the case runs.
        needed: capabilities that the case asked for.
        missing: those of them that the backend does not declare.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.colour = ground.colour
        self.needed: list[Capability] = []
        self.missing: list[Capability] = []
        self._keys = itertools.count(1)

    # -- what the backend can do -----------------------------------------------------------------------------------

    @property
    def dialect(self) -> Dialect:
        """The backend's dialect."""
        return self.ground.driver.dialect

    def has(self, capability: Capability) -> bool:
        """Whether the backend declares a capability."""
        return self.dialect.capabilities.has(capability)

    def requires(self, capability: Capability) -> None:
        """Say that the case needs a capability.

        Where it is not declared the case goes on all the same: a failure then counts as not applicable, and success is
        reported, since the backend can do more than it says.
        """
        self.needed.append(capability)
        if not self.has(capability):
            self.missing.append(capability)

    def lacks(self, capability: Capability) -> None:
        """Say that the case is about a backend without a capability; elsewhere it is not applicable."""
        if self.has(capability):
            raise NotApplicable(f"the backend has {capability.value}")

    # -- sessions and drivers --------------------------------------------------------------------------------------

    @property
    def driver(self) -> AnyDriver:
        """The driver that all cases share; what goes through it is counted."""
        return AnyDriver(self.ground.driver)

    @property
    def lends(self) -> bool:
        """Whether the backend's driver has connections to lend."""
        return hasattr(self.ground.driver.driver, "acquire")

    @property
    def sent(self) -> Sent:
        """What was sent through the shared driver."""
        return self.ground.driver.sent

    def new_driver(self, graph: str | None = None) -> AnyDriver:
        """Return a driver of its own, not wrapped; the case closes it."""
        return AnyDriver(self.ground.new_driver(graph).driver)

    def session(self, driver: AnyDriver | None = None, **options: Any) -> AnySession:
        """Open a session of the case's colour on the shared driver, or on another one."""
        raw = self.ground.driver if driver is None else driver.raw
        if self.colour is Colour.SYNC:
            return AnySession(Session(raw, **options))
        return AnySession(AsyncSession(raw, **options))

    # -- a look past the session -----------------------------------------------------------------------------------

    async def rows(self, cypher: str, params: Mapping[str, Any] | None = None) -> list[list[Any]]:
        """Run Cypher on the driver itself and return the rows; it is not counted."""
        result = await AnyDriver(self.ground.driver.driver).execute(cypher, params)
        return result.rows

    async def number(self, cypher: str, params: Mapping[str, Any] | None = None) -> Any:
        """Run Cypher that returns one value, and return it."""
        rows = await self.rows(cypher, params)
        assert len(rows) == 1, f"one row expected from {cypher!r}, got {rows!r}"
        return rows[0][0]

    async def nodes(self, label: str) -> int:
        """Count the nodes with a label."""
        return int(await self.number(f"MATCH (n:{label}) RETURN count(n) AS c"))

    async def edges(self, kind: str) -> int:
        """Count the edges of a type."""
        return int(await self.number(f"MATCH ()-[r:{kind}]->() RETURN count(r) AS c"))

    async def stored(self, label: str, uid: str) -> dict[str, Any]:
        """Return the properties of the one node with a label and a `uid`, as the driver decodes them."""
        node = await self.number(f"MATCH (n:{label} {{uid: $uid}}) RETURN n", {"uid": uid})
        return dict(node.properties)

    # -- small help ------------------------------------------------------------------------------------------------

    def key(self, prefix: str = "k") -> str:
        """Return a key that no other call returned in this case."""
        return f"{prefix}{next(self._keys)}"

    def raises(self, *errors: type[BaseException], match: str = "") -> Raised:
        """Expect one of several errors within the block; `match` must occur in its text."""
        return Raised(errors, match)

    @contextmanager
    def sends(self, number: int | None = None, *, at_most: int | None = None) -> Iterator[Sent]:
        """Expect a number of statements on the shared driver within the block."""
        with self.sent.taken() as sent:
            yield sent
        if number is not None:
            assert sent.count == number, f"{number} statements expected, {sent.count} sent: {sent.texts}"
        if at_most is not None:
            assert sent.count <= at_most, (
                f"at most {at_most} statements expected, {sent.count} sent: {sent.texts}"
            )

    @contextmanager
    def models(self) -> Iterator[None]:
        """Forget the model classes that are made within the block."""
        metadata = get_metadata()
        before = metadata.snapshot()
        try:
            yield
        finally:
            metadata.restore(before)
