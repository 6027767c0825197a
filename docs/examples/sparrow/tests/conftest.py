"""All that the compliance kit wants to know."""

from __future__ import annotations

import json
import os

import pytest

from runic.ogm import create_driver
from runic.ogm.driver.protocol import GraphDriver
from runic.testing import BackendUnderTest

pytest_plugins = ["runic.testing.pytest_plugin"]

# what the client takes, for example {"host": "localhost"}; the graph is emptied again and again
SERVER = json.loads(os.environ.get("SPARROW_SERVER", "{}"))
GRAPH = os.environ.get("SPARROW_GRAPH", "sparrow-kit")


def make_driver(graph: str | None = None) -> GraphDriver:
    return create_driver("sparrow", graph=GRAPH if graph is None else graph, **SERVER)


@pytest.fixture(scope="session")
def backend() -> BackendUnderTest:
    return BackendUnderTest(name="sparrow", driver=make_driver)
