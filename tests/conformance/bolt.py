"""How the kit reaches a database that speaks Bolt, and what it needs besides Cypher."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from runic.migrate import SchemaManager
from runic.ogm import DatabaseError, create_async_driver, create_driver
from runic.testing import BackendUnderTest, Colour
from tests.servers import ServerHandle
from tests.servers.java import free_port

__all__ = ["bolt_under_test"]


def bolt_under_test(handle: ServerHandle) -> BackendUnderTest:
    """Return a database as the kit takes it; constraints are those of Neo4j's syntax."""
    name = handle.backend

    def driver(graph: str | None = None) -> Any:
        return create_driver(name, **named(graph))

    def async_driver(graph: str | None = None) -> Any:
        return create_async_driver(name, **named(graph))

    def named(graph: str | None) -> dict[str, Any]:
        return dict(handle.options) if graph is None else {**handle.options, "database": graph}

    client: Any = driver()
    atexit.register(client.close)
    few = {**handle.options, "max_connections": 2}
    nowhere = {"host": "127.0.0.1", "port": free_port()}
    intruder = {**handle.options, **_wrong(handle.options)}
    return BackendUnderTest(
        name=handle.name,
        driver=driver,
        async_driver=async_driver,
        reset=lambda: _empty(client),
        make_unique=lambda label, key: _make_unique(client, label, key),
        unreachable={
            Colour.SYNC: lambda: create_driver(name, **nowhere),
            Colour.ASYNC: lambda: create_async_driver(name, **nowhere),
        },
        unauthorised={
            Colour.SYNC: lambda: create_driver(name, **intruder),
            Colour.ASYNC: lambda: create_async_driver(name, **intruder),
        },
        narrow={
            Colour.SYNC: lambda: create_driver(name, **few),
            Colour.ASYNC: lambda: create_async_driver(name, **few),
        },
    )


def _wrong(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that make the password wrong; an address may hold the right one."""
    if "uri" not in options:
        return {"password": "wrong"}
    parts = urlsplit(options["uri"])
    return {"uri": parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl(), "password": "wrong"}


def _empty(driver: Any) -> None:
    driver.execute("MATCH (n) DETACH DELETE n")
    for name in [row[0] for row in driver.execute("SHOW CONSTRAINTS YIELD name RETURN name").rows]:
        drop = f"DROP CONSTRAINT {driver.dialect.quote(name)} IF EXISTS"
        try:
            driver.execute(drop)
        except DatabaseError:  # an index that a test left behind holds on to the type of its property
            SchemaManager(driver).drop_indexes()
            driver.execute(drop)


def _make_unique(driver: Any, label: str, key: str) -> None:
    quote = driver.dialect.quote
    driver.execute(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{quote(label)}) REQUIRE n.{quote(key)} IS UNIQUE")
