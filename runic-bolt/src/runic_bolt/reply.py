"""What the client returned as values of Python and of runic: no type of the client leaves this package.

Pure: whoever runs a statement hands its rows in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any, Final

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

from runic.ogm.driver.protocol import GraphResult
from runic.ogm.values import GeoLocation, GraphEdge, GraphNode, GraphPath

__all__ = ["Ident", "Reader", "counters"]

Ident = Callable[[Any], Any]
"""Returns the id of a node or edge of the client as the dialect's id function gives it."""

_PLAIN: Final = frozenset({type(None), bool, int, float, str, bytes})


class Reader:
    """Turns rows of the client into rows of plain values.

    Args:
        ident: returns the id of an entity.
    """

    def __init__(self, ident: Ident) -> None:
        self.ident = ident
        self._known: dict[type, Callable[[Any], Any]] = {
            list: self._list,
            dict: self._dict,
            bytearray: bytes,
            Date: Date.to_native,
            Time: _time,
            DateTime: _datetime,
            Duration: _duration,
            WGS84Point: _point,
            Node: self._node,
            Path: self._path,
        }

    def result(self, rows: list[list[Any]], columns: list[str], *, packed: bool) -> GraphResult:
        """Return a result; `packed` says that the one cell of the one row holds all rows."""
        if packed:
            rows = rows[0][0] if rows else []
        return GraphResult(self.rows(rows), columns)

    def rows(self, rows: list[list[Any]]) -> list[list[Any]]:
        """Return rows of plain values; the same rows where there is nothing to turn."""
        types: set[type] = set()
        for row in rows:
            types.update(map(type, row))
        return rows if types <= _PLAIN else [self._list(row) for row in rows]

    def _list(self, values: list[Any]) -> list[Any]:
        return [value if type(value) in _PLAIN else self._value(value) for value in values]

    def _dict(self, value: Any) -> dict[str, Any]:
        return {key: v if type(v) in _PLAIN else self._value(v) for key, v in value.items()}

    def _value(self, value: Any) -> Any:
        turn = self._known.get(type(value))
        if turn is not None:
            return turn(value)
        # the client makes a class for every edge type
        return self._edge(value) if isinstance(value, Relationship) else value

    def _node(self, node: Node) -> GraphNode:
        return GraphNode(self.ident(node), tuple(sorted(node.labels)), self._dict(node))

    def _edge(self, edge: Relationship) -> GraphEdge:
        start, end = edge.nodes
        ident = self.ident
        return GraphEdge(ident(edge), edge.type, ident(start), ident(end), self._dict(edge))

    def _path(self, path: Path) -> GraphPath:
        return GraphPath(tuple(map(self._node, path.nodes)), tuple(map(self._edge, path.relationships)))


def counters(summary: Any) -> dict[str, Any]:
    """Return what a statement changed, under the names of the client; what is zero is left out."""
    counted = summary.counters
    names = [name for name in dir(type(counted)) if not name.startswith("_")]
    found = {name: getattr(counted, name, 0) for name in names}
    return {name: count for name, count in found.items() if isinstance(count, int) and count}


def _datetime(value: DateTime) -> datetime:
    native = value.to_native()
    offset = native.utcoffset()
    if offset is None:
        return native
    # the client's zones are pytz's; a plain offset compares alike and can be sent again
    return native.replace(tzinfo=UTC if not offset else timezone(offset))


def _time(value: Time) -> time:
    native = value.to_native()
    offset = native.utcoffset()
    return native if offset is None else native.replace(tzinfo=UTC if not offset else timezone(offset))


def _duration(value: Duration) -> timedelta | Duration:
    """Return a duration as a timedelta; one with months has no fixed length and stays what it is."""
    if value.months:
        return value
    return timedelta(days=value.days, seconds=value.seconds, microseconds=value.nanoseconds // 1000)


def _point(value: WGS84Point) -> GeoLocation | WGS84Point:
    """Return a point on the earth; one with a height stays what it is."""
    return GeoLocation(value[1], value[0]) if len(value) == 2 else value
