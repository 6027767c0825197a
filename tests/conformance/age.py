"""How the kit reaches Apache AGE, and what it needs besides Cypher."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import psycopg

from runic.ogm import create_async_driver, create_driver
from runic.testing import BackendUnderTest, Colour
from runic_age.driver import AGEDriver
from runic_age.schema import create_unique_constraint
from tests.servers import ServerHandle
from tests.servers.falkordb import free_port

GRAPH = "runic-kit"


def under_test(handle: ServerHandle) -> BackendUnderTest:
    """Return Apache AGE as the kit takes it."""

    def driver(graph: str | None = None) -> Any:
        return create_driver("age", **{**handle.options, "graph": GRAPH if graph is None else graph})

    def async_driver(graph: str | None = None) -> Any:
        return create_async_driver("age", **{**handle.options, "graph": GRAPH if graph is None else graph})

    client: Any = driver()
    nowhere = {"host": "127.0.0.1", "port": free_port(), "graph": GRAPH}
    wrong = {**handle.options, "graph": GRAPH, "password": "wrong"} if "password" in handle.options else None
    return BackendUnderTest(
        name="age",
        driver=driver,
        async_driver=async_driver,
        reset=lambda: _empty(client),
        make_unique=lambda label, name: create_unique_constraint(client, label, name),
        unreachable={
            Colour.SYNC: lambda: create_driver("age", **nowhere),
            Colour.ASYNC: lambda: create_async_driver("age", **nowhere),
        },
        unauthorised={
            Colour.SYNC: lambda: create_driver("age", **wrong),
            Colour.ASYNC: lambda: create_async_driver("age", **wrong),
        }
        if wrong is not None
        else {},
    )


def _empty(driver: AGEDriver) -> None:
    """Delete all nodes and edges, and the constraints; the labels stay, since AGE 1.5 does not drop many of them well."""
    driver.execute("RETURN 1")
    connection: Any = driver._source.take()
    try:
        rows = connection.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND indexname LIKE 'runic%%'", (GRAPH,)
        ).fetchall()
        for (name,) in rows:
            with suppress(psycopg.errors.UndefinedObject):
                connection.execute(f'DROP INDEX "{GRAPH}"."{name}"')
        connection.execute(f'DELETE FROM "{GRAPH}"._ag_label_edge')
        connection.execute(f'DELETE FROM "{GRAPH}"._ag_label_vertex')
    finally:
        driver._source.give(connection)
