"""The driver: `execute`, `dialect` and `close`, which is all that a session needs; it serves one session at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from falkordb import FalkorDB, Node
from falkordb.edge import Edge
from falkordb.path import Path
from redis import exceptions as redis

from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import (
    AuthenticationError,
    ConnectionFailedError,
    CypherSyntaxError,
    DatabaseError,
    QueryTimeoutError,
)
from runic.ogm.values import GeoLocation, GraphEdge, GraphNode, GraphPath
from runic_sparrow.dialect import SparrowDialect, identifier

__all__ = ["SparrowDriver"]

_ERRORS: Final[tuple[tuple[type[Exception], type[DatabaseError]], ...]] = (
    (redis.AuthenticationError, AuthenticationError),
    (redis.TimeoutError, QueryTimeoutError),
    (redis.ConnectionError, ConnectionFailedError),
)


class SparrowDriver:
    """A driver for one graph.

    Args:
        graph: its name.
        options: what the client's `FalkorDB(...)` takes.
    """

    def __init__(self, *, graph: str = "sparrow", **options: Any) -> None:
        if not graph or "\0" in graph:
            raise ValueError(f"a graph cannot be called {graph!r}")
        self.dialect = SparrowDialect()
        self._name = graph
        self._options = options
        self._client: Any = None
        self._closed = False

    def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Run Cypher; connects when it is first called.

        Raises:
            ValueEncodingError: a parameter cannot be sent.
            DatabaseError: what the server or the way to it reports.
        """
        if self._closed:
            raise ConnectionFailedError("the driver is closed; make a new one", statement=cypher)
        sent = {
            identifier(name, "the name of a parameter"): self.dialect.codec.encode(value)
            for name, value in (params or {}).items()
        }
        try:
            if self._client is None:
                self._client = FalkorDB(**self._options)
            result = self._client.select_graph(self._name).query(cypher, sent)
        except (redis.RedisError, OSError) as error:
            raise _translated(error, cypher) from error
        columns = [name for _, name in result.header]
        return GraphResult([[_read(cell) for cell in row] for row in result.result_set], columns)

    def close(self) -> None:
        """Close the connections; closing twice is no error."""
        self._closed = True
        if self._client is not None:
            self._client.connection.close()


def _translated(error: Exception, cypher: str) -> DatabaseError:
    """Return the error of runic; values never stand in its text."""
    for known, kind in _ERRORS:
        if isinstance(error, known):
            return kind(str(error), statement=cypher)
    text = str(error).partition(" errCtx: ")[0]
    syntax = "errMsg:" in text or " not defined" in text or "Unknown function" in text
    return (CypherSyntaxError if syntax else DatabaseError)(text, statement=cypher)


def _read(cell: Any) -> Any:
    """Return a value of the client as runic knows it."""
    if isinstance(cell, Node):
        return GraphNode(cell.id, tuple(cell.labels or ()), _read(cell.properties))
    if isinstance(cell, Edge):
        return GraphEdge(cell.id, cell.relation, cell.src_node, cell.dest_node, _read(cell.properties))
    if isinstance(cell, Path):
        return GraphPath(tuple(map(_read, cell.nodes())), tuple(map(_read, cell.edges())))
    if isinstance(cell, list):
        return [_read(item) for item in cell]
    if isinstance(cell, dict):
        if cell.keys() == {"latitude", "longitude"}:
            return GeoLocation(cell["latitude"], cell["longitude"])
        return {name: _read(item) for name, item in cell.items()}
    return cell
