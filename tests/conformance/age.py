"""How the kit reaches Apache AGE, and what it needs besides Cypher."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import psycopg

from runic.ogm import create_async_driver, create_driver
from runic.testing import BackendUnderTest, Colour
from runic_age.driver import AGEDriver
from runic_age.schema import schema_adapter
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
    few = {**handle.options, "graph": GRAPH, "max_connections": 2}
    nowhere = {"host": "127.0.0.1", "port": free_port(), "graph": GRAPH}
    wrong = {**handle.options, "graph": GRAPH, **_wrong(handle.options)}
    return BackendUnderTest(
        name=handle.name,
        driver=driver,
        async_driver=async_driver,
        reset=lambda: _empty(client),
        make_unique=lambda label, name: _make_unique(client, label, name),
        unreachable={
            Colour.SYNC: lambda: create_driver("age", **nowhere),
            Colour.ASYNC: lambda: create_async_driver("age", **nowhere),
        },
        unauthorised={
            Colour.SYNC: lambda: create_driver("age", **wrong),
            Colour.ASYNC: lambda: create_async_driver("age", **wrong),
        },
        narrow={
            Colour.SYNC: lambda: create_driver("age", **few),
            Colour.ASYNC: lambda: create_async_driver("age", **few),
        },
    )


def _make_unique(driver: AGEDriver, label: str, name: str) -> None:
    adapter: Any = schema_adapter(driver)
    adapter.create_unique_constraint(label, name)


def _wrong(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that make the password wrong; an address may hold the right one."""
    if "url" not in options:
        return {"password": "wrong"}
    parts = urlsplit(options["url"])
    place = f"{parts.username}:wrong@{parts.netloc.rpartition('@')[2]}"
    return {"url": parts._replace(netloc=place).geturl()}


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
