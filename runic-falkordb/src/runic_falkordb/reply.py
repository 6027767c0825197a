"""FalkorDB's compact replies as Python values.

A cell is `[type, value]`. Entities hold the numbers of their labels, types and property names, which `Names` resolves.
Pure: whoever sends a statement hands the reply in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal

from runic.ogm.driver.pausing import collector_paused
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import DatabaseError
from runic.ogm.values import GeoLocation, GraphEdge, GraphNode, GraphPath, Vector

__all__ = ["Names", "Reader", "UnknownNameError", "read_result", "text_of"]

Decoder = Callable[[Any], Any]

_STRING: Final = 2
# types below this one need no decoding: null, string, integer
_PLAIN: Final = 4
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001
_UTC_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class UnknownNameError(Exception):
    """A reply names a label, type or property that was made after the names were read."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one version of a graph's schema, by their numbers.

    Args:
        version: the server's mark of that version, a hash of everything named so far; 0 for an empty graph.
    """

    version: int = 0
    labels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()

    @classmethod
    def read(cls, version: int, reply: Sequence[Any]) -> Names:
        """Return the names from the reply to `QUERY`."""
        kinds: tuple[list[str], ...] = ([], [], [])
        for (_, kind), (_, name) in reply[1]:
            kinds[kind].append(name)
        return cls(version, *map(tuple, kinds))

    def extends(self, older: Names) -> bool:
        """Return whether these names are those of `older` and perhaps more, so that its numbers still hold."""
        pairs = ((older.labels, self.labels), (older.types, self.types), (older.properties, self.properties))
        return all(new[: len(old)] == old for old, new in pairs)

    QUERY = (
        "CALL db.labels() YIELD label RETURN 0 AS kind, label AS name "
        "UNION ALL CALL db.relationshipTypes() YIELD relationshipType RETURN 1 AS kind, relationshipType AS name "
        "UNION ALL CALL db.propertyKeys() YIELD propertyKey RETURN 2 AS kind, propertyKey AS name"
    )


class _Decoders(dict[int, Decoder]):
    """Decoders by the type of a cell, from the first that needs one."""

    def __missing__(self, kind: int) -> Decoder:
        raise DatabaseError(
            f"FalkorDB sent a value of type {kind}, which this version of runic-falkordb does not know"
        )


class Reader:
    """Decodes cells with the names of one schema version."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.decoders = _Decoders(
            {
                4: "true".__eq__,
                5: float,
                6: self.array,
                7: self.edge,
                8: self.node,
                9: self.path,
                10: self.map,
                11: _point,
                12: _vector,
                13: _datetime,
                14: _date,
                15: _time,
                16: _duration,
            }
        )

    def rows(self, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """Decode rows of cells."""
        decoders = self.decoders
        return [[value if kind < _PLAIN else decoders[kind](value) for kind, value in row] for row in rows]

    def array(self, cells: Sequence[Any]) -> list[Any]:
        """Decode a list."""
        decoders = self.decoders
        return [value if kind < _PLAIN else decoders[kind](value) for kind, value in cells]

    def map(self, parts: Sequence[Any]) -> dict[str, Any]:
        """Decode a map: key, cell, key, cell …"""
        return dict(zip(parts[::2], self.array(parts[1::2]), strict=True))

    def node(self, value: Sequence[Any]) -> GraphNode:
        """Decode a node; raises `UnknownNameError`."""
        ident, labels, properties = value
        known = self.names.labels
        try:
            return GraphNode(ident, tuple([known[number] for number in labels]), self.properties(properties))
        except IndexError:
            raise UnknownNameError from None

    def edge(self, value: Sequence[Any]) -> GraphEdge:
        """Decode an edge; raises `UnknownNameError`."""
        ident, kind, start, end, properties = value
        try:
            return GraphEdge(ident, self.names.types[kind], start, end, self.properties(properties))
        except IndexError:
            raise UnknownNameError from None

    def properties(self, properties: Sequence[Any]) -> dict[str, Any]:
        """Decode the properties of an entity: number of the name, type, value."""
        known, decoders = self.names.properties, self.decoders
        return {
            known[number]: value if kind < _PLAIN else decoders[kind](value)
            for number, kind, value in properties
        }

    def path(self, value: Sequence[Any]) -> GraphPath:
        """Decode a path; raises `UnknownNameError`."""
        nodes, edges = value
        return GraphPath(tuple(self.array(nodes[1])), tuple(self.array(edges[1])))


def read_result(
    reply: Sequence[Any], reader: Reader, *, packed: bool | Literal["row"] = False
) -> GraphResult:
    """Return a reply as a result: columns, rows and the statistics as summary.

    Args:
        reply: what the server answered; without columns it is the statistics alone.
        reader: decodes the cells.
        packed: the one cell holds all rows, as a list or as JSON text of a list; "row" when it holds one row.
    """
    summary = _summary(reply[-1])
    if len(reply) == 1:
        return GraphResult([], [], summary)
    columns = [name for _, name in reply[0]]
    if packed == "row":
        return GraphResult([reader.array(cell) for ((_, cell),) in reply[1]], columns, summary)
    if packed and reply[1]:
        ((kind, value),) = reply[1][0]
        return GraphResult(
            json.loads(value) if kind == _STRING else reader.array([(kind, value)])[0], columns, summary
        )
    with collector_paused(len(reply[1])):
        return GraphResult(reader.rows(reply[1]), columns, summary)


def text_of(reply: Any) -> Any:
    """Return the reply of a client that does not decode text, decoded."""
    if isinstance(reply, bytes):
        return reply.decode()
    return [text_of(part) for part in reply] if isinstance(reply, list) else reply


def _summary(lines: Sequence[str]) -> dict[str, Any]:
    """Return statistics such as `Nodes created: 2` as `{"nodes_created": 2}`."""
    summary: dict[str, Any] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "Query internal execution time":
            summary["run_time_ms"] = float(value.partition(" ")[0])
        elif name == "Cached execution":
            summary["cached_execution"] = value != "0"
        else:
            summary[name.lower().replace(" ", "_")] = int(float(value))
    return summary


def _point(value: Sequence[Any]) -> GeoLocation:
    return GeoLocation(float(value[0]), float(value[1]))


def _vector(value: Sequence[Any]) -> Vector:
    return Vector(map(float, value))


def _datetime(seconds: int) -> datetime:
    # not fromtimestamp: it refuses what lies before 1970 on some systems
    return _UTC_EPOCH + timedelta(seconds=seconds)


def _date(seconds: int) -> date:
    return (_EPOCH + timedelta(seconds=seconds)).date()


def _time(seconds: int) -> time:
    # counted from 1900, so negative; only the time of day matters
    return (_EPOCH + timedelta(seconds=seconds)).time()


def _duration(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)
