"""How the kit reaches FalkorDB, and what it needs besides Cypher."""

from __future__ import annotations

import atexit
import time
from contextlib import ExitStack
from functools import cache
from typing import Any

from runic.ogm import create_async_driver, create_driver
from runic.testing import BackendUnderTest, Colour
from tests.servers import ServerHandle
from tests.servers.falkordb import Private, free_port, private

GRAPH = "runic-kit"


def under_test(handle: ServerHandle) -> BackendUnderTest:
    """Return FalkorDB as the kit takes it."""

    def driver(graph: str | None = None) -> Any:
        return create_driver("falkordb", **{**handle.options, "graph": GRAPH if graph is None else graph})

    def async_driver(graph: str | None = None) -> Any:
        return create_async_driver(
            "falkordb", **{**handle.options, "graph": GRAPH if graph is None else graph}
        )

    client: Any = driver()
    few = {**handle.options, "graph": GRAPH, "max_connections": 2}
    nowhere = {"host": "127.0.0.1", "port": free_port(), "graph": GRAPH}
    return BackendUnderTest(
        name="falkordb",
        driver=driver,
        async_driver=async_driver,
        reset=lambda: _drop(client),
        make_unique=lambda label, name: _make_unique(client, label, name),
        unreachable={
            Colour.SYNC: lambda: create_driver("falkordb", **nowhere),
            Colour.ASYNC: lambda: create_async_driver("falkordb", **nowhere),
        },
        unauthorised={
            Colour.SYNC: lambda: create_driver("falkordb", **_intruder()),
            Colour.ASYNC: lambda: create_async_driver("falkordb", **_intruder()),
        },
        narrow={
            Colour.SYNC: lambda: create_driver("falkordb", **few),
            Colour.ASYNC: lambda: create_async_driver("falkordb", **few),
        },
    )


def _drop(driver: Any) -> None:
    """Delete the graph with its constraints; the shared drivers meet a graph that another client has made anew."""
    _, graph = driver.falkordb_connection()
    graph.execute_command("DEL", GRAPH)


def _make_unique(driver: Any, label: str, name: str) -> None:
    _, graph = driver.falkordb_connection()
    graph.create_node_range_index(label, name)
    graph.create_node_unique_constraint(label, name)
    deadline = time.monotonic() + 10
    while any(constraint["status"] != "OPERATIONAL" for constraint in graph.list_constraints()):
        assert time.monotonic() < deadline, "the constraint is not built"
        time.sleep(0.01)


@cache
def _locked() -> Private:
    """Start a server with a password; it ends with the tests."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(private(password="right"))


def _intruder() -> dict[str, Any]:
    return {**_locked().options, "password": "wrong", "graph": GRAPH}
