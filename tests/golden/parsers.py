"""The databases' own parsers, asked what they think of a statement without running it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import psycopg

from runic.ogm import create_driver
from runic.ogm.cypher.statement import Statement
from runic_age.exchange import Exchange, sendable
from runic_age.layout import width
from runic_age.script import GRAPH, Script
from runic_age.seeking import Seek
from runic_falkordb.exchange import _sendable
from tests.servers import ServerHandle

__all__ = ["Parser", "parser"]

NAME = "runic_golden"


class Parser(Protocol):
    """Explains statements; raises whatever the database reports."""

    dialect: Any

    def explain(self, statement: Statement, params: Mapping[str, Any]) -> None:
        """Have a statement planned."""
        ...

    def close(self) -> None:
        """Let go of the server."""
        ...


def parser(handle: ServerHandle, dialect: str) -> Parser:
    """Return the parser of a server that runs."""
    if dialect == "falkordb":
        return FalkorDBParser(handle, dialect)
    return AGEParser(handle, dialect) if dialect == "age" else BoltParser(handle, dialect)


class BoltParser:
    """Neo4j and ArcadeDB: EXPLAIN is a statement."""

    def __init__(self, handle: ServerHandle, dialect: str) -> None:
        self.driver: Any = create_driver(dialect, **handle.options)
        self.dialect = self.driver.dialect

    def explain(self, statement: Statement, params: Mapping[str, Any]) -> None:
        self.driver.execute(f"EXPLAIN {statement.text}", params)

    def close(self) -> None:
        self.driver.close()


class FalkorDBParser:
    """EXPLAIN is a command."""

    def __init__(self, handle: ServerHandle, dialect: str) -> None:
        self.driver: Any = create_driver(dialect, **{**handle.options, "graph": NAME})
        self.dialect = self.driver.dialect
        self.driver.execute("CREATE (:Post)")

    def explain(self, statement: Statement, params: Mapping[str, Any]) -> None:
        _, graph = self.driver.falkordb_connection()
        graph.execute_command("GRAPH.EXPLAIN", NAME, _sendable(Statement(statement.text, params)))

    def close(self) -> None:
        _, graph = self.driver.falkordb_connection()
        graph.execute_command("DEL", NAME)
        self.driver.close()


class AGEParser:
    """What is sent is SQL, with Cypher inside or without; its tables must be there."""

    def __init__(self, handle: ServerHandle, dialect: str) -> None:
        self.driver: Any = create_driver(dialect, **{**handle.options, "graph": NAME})
        self.dialect = self.driver.dialect
        self.exchange = Exchange(NAME)
        self.driver.execute("CREATE (:Person)-[:LIVES_IN]->(:City)-[:KNOWS]->(:Day)")
        self.connection: psycopg.Connection[Any] = _connected(handle.options)
        self.connection.execute("LOAD 'age'")
        self.connection.execute('SET search_path = ag_catalog, "$user", public')

    def explain(self, statement: Statement, params: Mapping[str, Any]) -> None:
        if isinstance(statement, Script):
            given: dict[str, Any] = dict(params)
            for step in statement.steps:
                self.plan(step.text.replace(GRAPH, self.exchange.schema), given)
                given |= dict.fromkeys(step.keep, "{}")
            return
        layout = [part for part in statement.columns if not isinstance(part, Seek)]
        text = self.exchange.wrapped(statement.text, width(layout))
        self.plan(text, (sendable(Statement(statement.text, params)),))

    def plan(self, text: str, params: Any) -> None:
        # the text is a golden file
        self.connection.execute(f"EXPLAIN {text}".encode(), params)

    def close(self) -> None:
        self.connection.close()
        self.driver.close()


def _connected(options: Mapping[str, Any]) -> psycopg.Connection[Any]:
    """Connect beside the driver."""
    if "url" in options:
        return psycopg.connect(options["url"].replace("age://", "postgresql://", 1), autocommit=True)
    return psycopg.connect(
        host=options["host"],
        port=options["port"],
        dbname=options["database"],
        user=options["username"],
        password=options["password"],
        autocommit=True,
    )
