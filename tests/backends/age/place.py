"""A graph of a test's own on a server of Apache AGE, looked at past runic: connections are counted and ended here."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.servers import ServerHandle


class Place:
    """A graph that nobody else uses.

    Args:
        server: where it is.

    Attributes:
        graph: its name; it is made by whoever connects first.
        name: the application under whose name drivers of this test connect.
    """

    def __init__(self, server: ServerHandle) -> None:
        self.graph = f"tests_{uuid4().hex[:12]}"
        self.name = f"runic-{self.graph}"
        self.server = server

    @property
    def options(self) -> dict[str, Any]:
        """What `create_driver("age", …)` needs to reach the graph."""
        return {**self.server.options, "graph": self.graph, "application_name": self.name}

    @property
    def parts(self) -> dict[str, Any]:
        """How to reach the server as host, port and the rest, also where an address says it."""
        given = conninfo_to_dict(self.conninfo)
        names = {"dbname": "database", "user": "username"}
        return {names.get(name, name): value for name, value in given.items()}

    @property
    def conninfo(self) -> str:
        """The address for the client itself."""
        given = self.server.options
        if "url" in given:
            return make_conninfo(
                given["url"].replace("age://", "postgresql://", 1), application_name=self.name
            )
        return make_conninfo(
            host=given["host"], port=given["port"], dbname=given["database"], user=given["username"],
            password=given["password"], application_name=self.name,
        )  # fmt: skip

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        """Return a connection of the client, which is not counted."""
        given = {"autocommit": True, "application_name": "runic-tests", **options}
        return psycopg.connect(self.conninfo, **given)

    def sql(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement of SQL, ready for AGE, and return its rows; `$g` stands for the graph."""
        with self.connect() as connection:
            connection.execute("LOAD 'age'")
            connection.execute("SET search_path = ag_catalog, public")
            cursor = connection.execute(text.replace("$g", f'"{self.graph}"').encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def connections(self) -> int:
        """Return how many connections of the test's drivers the server has."""
        count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
        return int(self.sql(count, self.name)[0][0])

    def terminate(self) -> None:
        """End all connections of the test's drivers on the server."""
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", self.name
        )
        deadline = time.monotonic() + 5
        while self.connections() and time.monotonic() < deadline:
            time.sleep(0.02)

    def drop(self) -> None:
        """Drop the graph, where it is there."""
        if self.sql("SELECT 1 FROM ag_graph WHERE name = %s", self.graph):
            self.sql(f"SELECT drop_graph('{self.graph}', true)")

    def clean(self) -> None:
        """Drop the graph, and fail when a connection is left open."""
        deadline = time.monotonic() + 5
        while (left := self.connections()) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.drop()
        assert left == 0, f"{left} connections are left open"
