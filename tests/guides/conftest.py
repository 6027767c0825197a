"""What the guides' tests run on: a FalkorDB, with a graph for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from runic.ogm import create_async_driver, create_driver
from tests.servers import require


@pytest.fixture
def options() -> dict[str, Any]:
    """What `create_driver("falkordb", ...)` takes to reach an empty graph."""
    return {**require("falkordb").options, "graph": f"guide-{uuid4().hex}"}


@pytest.fixture
def driver(options: dict[str, Any]) -> Iterator[Any]:
    made = create_driver("falkordb", **options)
    yield made
    made.close()


@pytest_asyncio.fixture
async def async_driver(options: dict[str, Any]) -> AsyncIterator[Any]:
    """Reaches the graph that `driver` reaches in the same test."""
    made = create_async_driver("falkordb", **options)
    yield made
    await made.close()


@pytest.fixture
def graph(driver: Any) -> Any:
    """A graph handle of FalkorDB's own client."""
    _, handle = driver.falkordb_connection()
    return handle
