"""Functions that make drivers of FalkorDB from options, URLs, clients and pools.

Knows which option leads to which kind of driver; what the options mean is the business of `runic_falkordb.options`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from redis import ConnectionPool
from redis.asyncio import ConnectionPool as AsyncConnectionPool

from runic_falkordb.driver import AsyncFalkorDBDriver, FalkorDBDriver, is_graph
from runic_falkordb.options import (
    DEFAULT_GRAPH,
    GRAPH_NAMES,
    Target,
    checked_graph,
    checked_timeout,
    read_options,
    refuse_unknown,
)

__all__ = ["create_async_falkordb_driver", "create_falkordb_driver", "open_async_driver", "open_driver"]


def create_falkordb_driver(
    host: str = "localhost", port: int = 6379, graph: str = DEFAULT_GRAPH, **options: Any
) -> FalkorDBDriver:
    """Create a FalkorDBDriver from connection parameters; it connects when it is first used.

    Args:
        host: FalkorDB host name or IP address.
        port: FalkorDB port (default Redis port is 6379).
        graph: Name of the graph to select.
        **options: what `create_driver("falkordb", …)` takes: `username`, `password`, `ssl` and its options,
            `max_connections`, `pool_timeout`, `timeout`, `socket_timeout` and so on.

    Raises:
        TypeError: for an option that does not exist.
        ValueError: for a value that makes no sense.
    """
    return open_driver(host=host, port=port, graph=graph, **options)


def create_async_falkordb_driver(
    host: str = "localhost", port: int = 6379, graph: str = DEFAULT_GRAPH, **options: Any
) -> AsyncFalkorDBDriver:
    """Create an AsyncFalkorDBDriver from connection parameters; the async twin of `create_falkordb_driver`."""
    return open_async_driver(host=host, port=port, graph=graph, **options)


def open_driver(**options: Any) -> FalkorDBDriver:
    """Return a driver for what the options say; see `runic_falkordb.options` for all of them.

    A server: `host`, `port`, `username`, `password`, `ssl`, or `url`. The embedded database: `path` or `embedded=True`. A
    client that exists: `client`, `connection_pool`, or a graph handle as `graph`.
    """
    found = _resolved(options)
    if not isinstance(found, Target):
        return FalkorDBDriver(found, options.get("client"), timeout=options.get("timeout"))
    if isinstance(found.pool, AsyncConnectionPool):
        raise TypeError(
            "create_driver takes a sync connection_pool, got an async one; use create_async_driver"
        )
    return FalkorDBDriver.open(found)


def open_async_driver(**options: Any) -> AsyncFalkorDBDriver:
    """Return an async driver for what the options say; the async twin of `open_driver`."""
    found = _resolved(options)
    if isinstance(found, Target):
        return AsyncFalkorDBDriver.open(found)
    return AsyncFalkorDBDriver(found, timeout=options.get("timeout"))


def _resolved(options: Mapping[str, Any]) -> Any:
    """Return the graph handle that the options hold or lead to, else the target that they describe."""
    refuse_unknown(options)
    given = {name: value for name, value in options.items() if value is not None}
    graph = next((given[name] for name in GRAPH_NAMES if name in given), DEFAULT_GRAPH)
    source = next((name for name in ("client", "connection_pool") if name in given), None)
    if source is None and not is_graph(graph):
        return read_options(options)
    if beside := sorted(set(given) - {*GRAPH_NAMES, "timeout", source}):
        raise TypeError(
            f"{', '.join(beside)} cannot stand beside {source or 'a graph handle'}, which is connected already"
        )
    if is_graph(graph):
        return graph
    name = checked_graph(graph)
    if source == "client":
        client = given["client"]
        if not callable(getattr(client, "select_graph", None)):
            raise TypeError(f"client must be a client of the FalkorDB library, got {client!r}")
        return client.select_graph(name)
    pool = given["connection_pool"]
    if not isinstance(pool, (ConnectionPool, AsyncConnectionPool)):
        raise TypeError(f"connection_pool must be a pool of the redis library, got {pool!r}")
    return Target(graph=name, timeout=checked_timeout(given.get("timeout")), pool=pool)
