"""From what a user says to where connections come from: options, URLs, and connections that exist already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from runic_age.handed import AsyncHandedIn, HandedIn
from runic_age.lending import AsyncLentPool, LentPool
from runic_age.names import DEFAULT_GRAPH, checked_graph
from runic_age.options import GRAPH_NAMES, HANDLES, read_options, refuse_unknown
from runic_age.pool import AsyncPool, Pool

__all__ = ["AsyncSource", "Source", "async_source_of", "open_async_pool", "open_pool", "source_of"]

Source = Pool | LentPool | HandedIn
AsyncSource = AsyncPool | AsyncLentPool | AsyncHandedIn


def open_pool(options: Mapping[str, Any]) -> tuple[str, Source]:
    """Return the name of the graph and the source of its sync connections; raises `TypeError` and `ValueError`."""
    graph, handle = _handle(options)
    if handle is not None:
        return graph, source_of(handle, graph)
    target = read_options(options)
    return target.graph, Pool(target)


def open_async_pool(options: Mapping[str, Any]) -> tuple[str, AsyncSource]:
    """Return the name of the graph and the source of its async connections; raises `TypeError` and `ValueError`."""
    graph, handle = _handle(options)
    if handle is not None:
        return graph, async_source_of(handle, graph)
    target = read_options(options)
    return target.graph, AsyncPool(target)


def source_of(handle: Any, graph: str) -> HandedIn | LentPool:
    """Return what lends the sync connection, or the pool, that the caller made; raises `TypeError`."""
    if isinstance(handle, psycopg.Connection):
        return HandedIn(handle, graph)
    if isinstance(handle, ConnectionPool):
        return LentPool(handle, graph)
    if isinstance(handle, (psycopg.AsyncConnection, AsyncConnectionPool)):
        raise TypeError(f"AGEDriver takes what is sync, got {handle!r}; use AsyncAGEDriver")
    raise TypeError(f"AGEDriver takes a connection or a pool of psycopg, got {handle!r}")


def async_source_of(handle: Any, graph: str) -> AsyncHandedIn | AsyncLentPool:
    """Return what lends the async connection, or the pool, that the caller made; raises `TypeError`."""
    if isinstance(handle, psycopg.AsyncConnection):
        return AsyncHandedIn(handle, graph)
    if isinstance(handle, AsyncConnectionPool):
        return AsyncLentPool(handle, graph)
    raise TypeError(f"AsyncAGEDriver takes an async connection or pool of psycopg, got {handle!r}")


def _handle(options: Mapping[str, Any]) -> tuple[str, Any]:
    refuse_unknown(options)
    given = {name: value for name, value in options.items() if value is not None}
    handles = [given.pop(name) for name in HANDLES if name in given]
    if not handles:
        return DEFAULT_GRAPH, None
    names = [given.pop(name) for name in GRAPH_NAMES if name in given]
    if given or len(set(names)) > 1 or len(handles) > 1:
        beside = ", ".join(sorted(given)) or ("two graphs" if len(handles) == 1 else "connection_pool")
        raise TypeError(f"{beside} cannot stand beside a connection or a pool that was made already")
    return checked_graph(names[0] if names else DEFAULT_GRAPH), handles[0]
