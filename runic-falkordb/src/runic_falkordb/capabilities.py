"""What FalkorDB can do, as data: module 4.16 to 4.22."""

from __future__ import annotations

from typing import Final

from runic.ogm.driver.capability import Capabilities, Capability, Level, Support

__all__ = ["CAPABILITIES"]

_LATER: Final = "not in this version of runic-falkordb"

CAPABILITIES: Final = Capabilities(
    "falkordb",
    {
        Capability.TRANSACTIONS: Support(
            Level.UNSUPPORTED,
            "each statement is atomic by itself; a rollback discards what is not flushed and cannot undo what is",
            "flush once, at commit",
        ),
        Capability.READ_ONLY_SESSIONS: Support(Level.FULL, "GRAPH.RO_QUERY"),
        Capability.QUERY_TIMEOUT: Support(Level.FULL, "reads only; the server lets writes run to their end"),
        Capability.MULTIPLE_GRAPHS: Support(Level.FULL, "one key each"),
        Capability.CLUSTER_ROUTING: Support(
            Level.FULL, "Sentinel and Redis Cluster, found by the client; no bookmarks"
        ),
        Capability.IMPERSONATION: Support(Level.UNSUPPORTED, "", "connect as that user"),
        Capability.MULTIPLE_LABELS: Level.FULL,
        Capability.INTERNED_STRINGS: Support(Level.FULL, "intern()"),
        Capability.NATIVE_TEMPORALS: Support(
            Level.EMULATED,
            "dates are native; times and datetimes are text, to keep microseconds and offsets",
        ),
        Capability.NATIVE_POINTS: Support(Level.FULL, "32-bit coordinates"),
        Capability.NATIVE_VECTORS: Support(Level.FULL, "32-bit floats"),
        Capability.BYTES: Support(Level.EMULATED, "base64 text"),
        Capability.MAPS: Support(Level.EMULATED, "JSON text"),
        Capability.REGULAR_EXPRESSIONS: Support(
            Level.EMULATED, "string.matchRegEx(), its own dialect of patterns"
        ),
        Capability.VARIABLE_LENGTH_PATHS: Level.FULL,
        Capability.SUBQUERIES: Support(Level.FULL, "CALL { WITH … }; no EXISTS {} and COUNT {}"),
        Capability.EXISTENCE_PATTERNS: Support(
            Level.FULL, "as a bare pattern, else counted in clauses of its own; not of optional targets"
        ),
        Capability.PATHS: Level.FULL,
        Capability.EXPLAIN: Support(Level.NOT_IMPLEMENTED, _LATER, "use the client's graph.explain()"),
        Capability.RANGE_INDEX: Level.FULL,
        Capability.COMPOSITE_INDEX: Support(
            Level.EMULATED, "an index of each property, which the database combines"
        ),
        Capability.EDGE_INDEX: Level.FULL,
        Capability.UNIQUE_CONSTRAINT: Support(
            Level.FULL, "ASCII letters, digits and _ in names; lists are not checked"
        ),
        Capability.EXISTENCE_CONSTRAINT: Support(Level.NOT_IMPLEMENTED, _LATER),
        Capability.FULLTEXT_SEARCH: Support(Level.FULL, "RediSearch"),
        Capability.VECTOR_SEARCH: Support(Level.FULL, "HNSW; 32-bit floats"),
    },
)
"""An answer for every capability."""
