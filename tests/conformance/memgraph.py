"""The kit on this database, over Bolt, with its own words for constraints."""

from __future__ import annotations

import atexit
from dataclasses import replace
from typing import Any

from runic.ogm import create_driver
from runic.testing import BackendUnderTest
from tests.conformance.bolt import bolt_under_test
from tests.servers import ServerHandle

__all__ = ["under_test"]


def under_test(handle: ServerHandle) -> BackendUnderTest:
    """Return Memgraph as the kit takes it."""
    client: Any = create_driver("memgraph", **handle.options)
    atexit.register(client.close)
    return replace(
        bolt_under_test(handle),
        reset=lambda: _empty(client),
        make_unique=lambda label, key: _make_unique(client, label, key),
    )


def _empty(driver: Any) -> None:
    quote = driver.dialect.quote
    driver.execute("MATCH (n) DETACH DELETE n")
    for kind, label, properties, *_ in driver.execute("SHOW CONSTRAINT INFO").rows:
        if kind == "unique":
            keys = ", ".join(f"n.{quote(key)}" for key in properties)
            driver.execute(f"DROP CONSTRAINT ON (n:{quote(label)}) ASSERT {keys} IS UNIQUE")


def _make_unique(driver: Any, label: str, key: str) -> None:
    quote = driver.dialect.quote
    driver.execute(f"CREATE CONSTRAINT ON (n:{quote(label)}) ASSERT n.{quote(key)} IS UNIQUE")
