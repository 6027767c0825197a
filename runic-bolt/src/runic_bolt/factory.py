"""Functions that make drivers of the three backends from options, addresses and drivers of the client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from neo4j import AsyncDriver, Driver

from runic_bolt.asynchronous import AsyncBoltDriver
from runic_bolt.dialects.arcadedb import ArcadeDBDialect
from runic_bolt.dialects.base import BoltDialect
from runic_bolt.dialects.memgraph import MemgraphDialect
from runic_bolt.dialects.neo4j import Neo4jDialect
from runic_bolt.driver import BoltDriver
from runic_bolt.options import read_options

__all__ = ["DIALECTS", "open_async_driver", "open_driver"]

DIALECTS: Final[Mapping[str, Callable[[], BoltDialect]]] = {
    "arcadedb": ArcadeDBDialect,
    "memgraph": MemgraphDialect,
    "neo4j": Neo4jDialect,
}
"""The dialects by the names of their backends."""

_made: Final[dict[str, BoltDialect]] = {}


def dialect_of(backend: str) -> BoltDialect:
    """Return the dialect that all drivers of a backend share."""
    return _made.setdefault(backend, DIALECTS[backend]()) if backend not in _made else _made[backend]


def open_driver(backend: str, /, **options: Any) -> BoltDriver:
    """Return a driver for what the options say; it connects when it is first used.

    A server: `host`, `port`, or `uri` (`bolt://`, `neo4j://`, with `+s` or `+ssc`), `database`, `username`, `password`,
    `auth`, `encrypted`. A client that exists: `driver`. Further: `timeout`, `fetch_size`, `max_connections`, `pool_timeout`,
    `bookmarks`, `impersonated_user`, `check_server`, and the options of the client's own driver.
    """
    target = read_options(backend, options)
    if target.handle is not None and not isinstance(target.handle, Driver):
        raise TypeError(
            f"driver must be a sync driver of the package neo4j, got {type(target.handle).__name__}; an async one goes to "
            f"create_async_driver"
        )
    return BoltDriver.open(target, dialect_of(backend))


def open_async_driver(backend: str, /, **options: Any) -> AsyncBoltDriver:
    """Return an async driver for what the options say; the async twin of `open_driver`."""
    target = read_options(backend, options)
    if target.handle is not None and not isinstance(target.handle, AsyncDriver):
        raise TypeError(
            f"driver must be an async driver of the package neo4j, got {type(target.handle).__name__}; a sync one goes to "
            f"create_driver"
        )
    return AsyncBoltDriver.open(target, dialect_of(backend))
