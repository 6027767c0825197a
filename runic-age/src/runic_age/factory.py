"""From what a user says to where connections come from: options, URLs, and connections that exist already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from runic_age.handed import AsyncHandedIn, HandedIn
from runic_age.names import DEFAULT_GRAPH, checked_graph
from runic_age.options import GRAPH_NAMES, read_options, refuse_unknown
from runic_age.pool import AsyncPool, Pool

__all__ = ["open_async_pool", "open_pool"]


def open_pool(options: Mapping[str, Any]) -> tuple[str, Pool | HandedIn]:
    """Return the name of the graph and the source of its sync connections; raises `TypeError` and `ValueError`."""
    graph, connection = _connection(options)
    if connection is None:
        target = read_options(options)
        return target.graph, Pool(target)
    if not isinstance(connection, psycopg.Connection):
        raise TypeError(f"connection must be a sync connection of psycopg, got {connection!r}")
    return graph, HandedIn(connection, graph)


def open_async_pool(options: Mapping[str, Any]) -> tuple[str, AsyncPool | AsyncHandedIn]:
    """Return the name of the graph and the source of its async connections; raises `TypeError` and `ValueError`."""
    graph, connection = _connection(options)
    if connection is None:
        target = read_options(options)
        return target.graph, AsyncPool(target)
    if not isinstance(connection, psycopg.AsyncConnection):
        raise TypeError(f"connection must be an async connection of psycopg, got {connection!r}")
    return graph, AsyncHandedIn(connection, graph)


def _connection(options: Mapping[str, Any]) -> tuple[str, Any]:
    refuse_unknown(options)
    given = {name: value for name, value in options.items() if value is not None}
    connection = given.pop("connection", None)
    if connection is None:
        return DEFAULT_GRAPH, None
    names = [given.pop(name) for name in GRAPH_NAMES if name in given]
    if given or len(set(names)) > 1:
        raise TypeError(
            f"{', '.join(sorted(given)) or 'two graphs'} cannot stand beside connection=, which is connected already"
        )
    return checked_graph(names[0] if names else DEFAULT_GRAPH), connection
