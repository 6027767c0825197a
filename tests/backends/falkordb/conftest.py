"""A driver on the shared server, with a graph of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from runic_falkordb.driver import FalkorDBDriver
from runic_falkordb.factory import open_driver
from tests.servers import ServerHandle, require


@pytest.fixture(scope="session")
def server() -> ServerHandle:
    return require("falkordb")


@pytest.fixture
def graph() -> str:
    return f"test {uuid4().hex}"


@pytest.fixture
def driver(server: ServerHandle, graph: str) -> Iterator[FalkorDBDriver]:
    driver = open_driver(**server.options, graph=graph)
    try:
        yield driver
        db, _ = driver.falkordb_connection()
        db.execute_command("DEL", graph)
    finally:
        driver.close()
