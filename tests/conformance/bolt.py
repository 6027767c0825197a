"""How the kit reaches a database that speaks Bolt, and what it needs besides Cypher."""

from __future__ import annotations

import atexit
from typing import Any

from runic.ogm import create_async_driver, create_driver
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
    nowhere = {"host": "127.0.0.1", "port": free_port()}
    intruder = {**handle.options, "password": "wrong"} if "host" in handle.options else {}
    return BackendUnderTest(
        name=name,
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
        }
        if intruder
        else {},
    )


def _empty(driver: Any) -> None:
    driver.execute("MATCH (n) DETACH DELETE n")
    for name in [row[0] for row in driver.execute("SHOW CONSTRAINTS YIELD name RETURN name").rows]:
        driver.execute(f"DROP CONSTRAINT {driver.dialect.quote(name)} IF EXISTS")


def _make_unique(driver: Any, label: str, key: str) -> None:
    quote = driver.dialect.quote
    driver.execute(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{quote(label)}) REQUIRE n.{quote(key)} IS UNIQUE")
