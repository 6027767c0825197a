"""What Neo4j, ArcadeDB and Memgraph can do, as data: Neo4j 5.26 to 2026, ArcadeDB 26.10, Memgraph 3."""

from __future__ import annotations

from typing import Final

from runic.ogm.driver.capability import Capabilities, Capability, Level, Support

__all__ = ["ARCADEDB", "MEMGRAPH", "NEO4J"]

_LATER: Final = "not in this version of runic-bolt"

_COMMON: Final[dict[Capability, Support | Level]] = {
    Capability.TRANSACTIONS: Level.FULL,
    Capability.MULTIPLE_LABELS: Level.FULL,
    Capability.INTERNED_STRINGS: Support(Level.UNSUPPORTED, "", "store them as plain text"),
    Capability.NATIVE_TEMPORALS: Support(Level.FULL, "microseconds; datetimes with a zone are stored in UTC"),
    Capability.NATIVE_POINTS: Support(Level.FULL, "WGS 84, 64-bit"),
    Capability.NATIVE_VECTORS: Support(Level.EMULATED, "lists of 64-bit floats"),
    Capability.BYTES: Level.FULL,
    Capability.MAPS: Support(Level.EMULATED, "JSON text"),
    Capability.REGULAR_EXPRESSIONS: Support(Level.FULL, "Java's"),
    Capability.VARIABLE_LENGTH_PATHS: Level.FULL,
    Capability.SUBQUERIES: Level.FULL,
    Capability.EXISTENCE_PATTERNS: Level.FULL,
    Capability.PATHS: Level.FULL,
    Capability.EXPLAIN: Support(Level.NOT_IMPLEMENTED, _LATER, "send EXPLAIN through the client"),
    Capability.RANGE_INDEX: Level.FULL,
    Capability.COMPOSITE_INDEX: Level.FULL,
    Capability.EDGE_INDEX: Level.FULL,
    Capability.UNIQUE_CONSTRAINT: Level.FULL,
    Capability.EXISTENCE_CONSTRAINT: Support(Level.NOT_IMPLEMENTED, _LATER),
    Capability.FULLTEXT_SEARCH: Level.FULL,
    Capability.VECTOR_SEARCH: Level.FULL,
}

NEO4J: Final = Capabilities(
    "neo4j",
    {
        **_COMMON,
        Capability.READ_ONLY_SESSIONS: Support(Level.FULL, "READ access mode"),
        Capability.QUERY_TIMEOUT: Level.FULL,
        Capability.MULTIPLE_GRAPHS: Support(Level.VERSIONED, "databases; Enterprise only"),
        Capability.CLUSTER_ROUTING: Support(Level.FULL, "neo4j:// with bookmarks"),
        Capability.IMPERSONATION: Support(Level.VERSIONED, "Session(impersonate=…); Enterprise only"),
    },
)
"""An answer for every capability of Neo4j."""

ARCADEDB: Final = Capabilities(
    "arcadedb",
    {
        **_COMMON,
        Capability.FULLTEXT_SEARCH: Support(Level.FULL, "its index is made over HTTP: give http_url="),
        Capability.VECTOR_SEARCH: Support(Level.FULL, "its index is made over HTTP: give http_url="),
        Capability.READ_ONLY_SESSIONS: Support(
            Level.EMULATED, "the driver refuses statements that write, and rolls back"
        ),
        Capability.QUERY_TIMEOUT: Support(Level.UNSUPPORTED, "the server ignores it"),
        Capability.MULTIPLE_GRAPHS: Support(Level.FULL, "databases, created over HTTP"),
        Capability.CLUSTER_ROUTING: Support(Level.FULL, "uri='neo4j://…'; every server takes writes"),
        Capability.IMPERSONATION: Support(Level.UNSUPPORTED, "", "connect as that user"),
    },
)
"""An answer for every capability of ArcadeDB."""

MEMGRAPH: Final = Capabilities(
    "memgraph",
    {
        **_COMMON,
        Capability.READ_ONLY_SESSIONS: Support(
            Level.EMULATED, "the driver refuses statements that write, and rolls back"
        ),
        Capability.QUERY_TIMEOUT: Level.FULL,
        Capability.MULTIPLE_GRAPHS: Support(Level.VERSIONED, "databases; Enterprise only"),
        Capability.CLUSTER_ROUTING: Support(
            Level.VERSIONED, "uri='neo4j://…' of a coordinator; Enterprise only"
        ),
        Capability.IMPERSONATION: Support(Level.UNSUPPORTED, "", "connect as that user"),
        Capability.COMPOSITE_INDEX: Support(Level.FULL, "of nodes"),
        Capability.UNIQUE_CONSTRAINT: Support(Level.FULL, "of nodes; checked at commit"),
        Capability.BYTES: Support(Level.EMULATED, "base64 text"),
        Capability.MAPS: Level.FULL,
        Capability.REGULAR_EXPRESSIONS: Support(Level.FULL, "ECMAScript's"),
        Capability.EXISTENCE_PATTERNS: Support(Level.FULL, "EXISTS {}; numbers in clauses of their own"),
        Capability.SUBQUERIES: Support(Level.FULL, "CALL { WITH … }; no COUNT {} and COLLECT {}"),
    },
)
"""An answer for every capability of Memgraph, by its documentation."""
