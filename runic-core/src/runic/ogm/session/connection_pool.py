"""The documented connection managers: a driver held once, sessions made from it.

They pool nothing themselves; the driver does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from runic.ogm.driver.factory import async_driver_for, driver_for
from runic.ogm.session.async_session import AsyncSession
from runic.ogm.session.session import Session

__all__ = ["AsyncConnectionManager", "ConnectionManager"]


class ConnectionManager:
    """Holds a driver for reuse: make one at start-up and share it.

    Args:
        db: a client whose `select_graph` gives a graph, or one graph handle or driver, then without `graph_name`.
        graph_name: name of the graph to select.
    """

    def __init__(self, db: Any, graph_name: str | None = None) -> None:
        self._driver = driver_for(_handle(db, graph_name))
        self._graph_name = graph_name if graph_name is not None else _name_of(db, self._driver)

    @property
    def graph_name(self) -> str:
        """The name of the graph."""
        return self._graph_name

    def acquire(self) -> Any:
        """Return the driver."""
        return self._driver

    def release(self, driver: Any) -> None:
        """Take the driver back; its connections went back to the pool already."""

    @contextmanager
    def session(self, **options: Any) -> Iterator[Session]:
        """Open a session that commits when the block ends well and rolls back when it raises.

        Args:
            **options: keywords of `Session`.
        """
        with Session(self._driver, **options) as session:
            yield session


class AsyncConnectionManager:
    """The async twin of `ConnectionManager`."""

    def __init__(self, db: Any, graph_name: str | None = None) -> None:
        self._driver = async_driver_for(_handle(db, graph_name))
        self._graph_name = graph_name if graph_name is not None else _name_of(db, self._driver)

    @property
    def graph_name(self) -> str:
        """The name of the graph."""
        return self._graph_name

    def acquire(self) -> Any:
        """Return the driver."""
        return self._driver

    async def release(self, driver: Any) -> None:
        """Take the driver back; its connections went back to the pool already."""

    @asynccontextmanager
    async def session(self, **options: Any) -> AsyncIterator[AsyncSession]:
        """Open a session that commits when the block ends well and rolls back when it raises.

        Args:
            **options: keywords of `AsyncSession`.
        """
        async with AsyncSession(self._driver, **options) as session:
            yield session


def _handle(db: Any, graph_name: Any) -> Any:
    if graph_name is None:
        return db
    if not isinstance(graph_name, str) or not graph_name:
        raise TypeError(f"graph_name must be the name of a graph, got {graph_name!r}")
    return db.select_graph(graph_name)


def _name_of(db: Any, driver: Any) -> str:
    for source in (db, driver):
        for attribute in ("graph_name", "name"):
            name = getattr(source, attribute, None)
            if isinstance(name, str):
                return name
    return ""
