"""What Apache AGE can do, as data: AGE 1.5 and later."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from runic.ogm.driver.capability import Capabilities, Capability, Level, Support

__all__ = ["CAPABILITIES", "OLDEST", "capabilities_of"]

OLDEST: Final = "1.5"
"""The oldest version that is supported."""

_LATER: Final = "not in this version of runic-age"
_SQL: Final = "use SQL on the label's table, by a connection of psycopg"

CAPABILITIES: Final = Capabilities(
    "age",
    {
        Capability.TRANSACTIONS: Support(
            Level.FULL, "PostgreSQL's, read committed unless the server says otherwise"
        ),
        Capability.READ_ONLY_SESSIONS: Support(
            Level.FULL,
            "a read-only transaction; clauses that write are refused by the driver, since AGE 1.5 lets some pass",
        ),
        Capability.QUERY_TIMEOUT: Support(Level.FULL, "statement_timeout, reads and writes"),
        Capability.MULTIPLE_GRAPHS: Support(Level.FULL, "names of 3 to 63 letters, digits, _, - and ."),
        Capability.CLUSTER_ROUTING: Support(
            Level.NOT_IMPLEMENTED, _LATER, "name several hosts with target_session_attrs='read-write'"
        ),
        Capability.IMPERSONATION: Support(Level.UNSUPPORTED, "", "connect as that role"),
        Capability.MULTIPLE_LABELS: Support(
            Level.EMULATED,
            "a node has one label for good; all labels of a model stand in its property _labels, which models, filters and "
            "decoded nodes understand, and labels() does not: filter raw Cypher by 'Label' IN n._labels",
        ),
        Capability.INTERNED_STRINGS: Support(
            Level.UNSUPPORTED, "", "leave interned= out, it changes nothing"
        ),
        Capability.NATIVE_TEMPORALS: Support(Level.EMULATED, "ISO text that sorts like time"),
        Capability.NATIVE_POINTS: Support(
            Level.EMULATED, "maps of latitude and longitude; no distance function"
        ),
        Capability.NATIVE_VECTORS: Support(Level.EMULATED, "lists of floats"),
        Capability.BYTES: Support(Level.EMULATED, "base64 text"),
        Capability.MAPS: Level.FULL,
        Capability.REGULAR_EXPRESSIONS: Support(Level.FULL, "PostgreSQL's advanced regular expressions"),
        Capability.VARIABLE_LENGTH_PATHS: Support(
            Level.FULL, "the first one in a session reads the whole graph, and each one after a write"
        ),
        Capability.SUBQUERIES: Support(Level.VERSIONED, "EXISTS {} and COUNT {} from AGE 1.7 on"),
        Capability.EXISTENCE_PATTERNS: Support(
            Level.FULL,
            "EXISTS((n)-[:TYPE]->()), else counted in clauses of its own; not of optional targets",
        ),
        Capability.PATHS: Level.FULL,
        Capability.EXPLAIN: Support(Level.NOT_IMPLEMENTED, _LATER, _SQL),
        Capability.RANGE_INDEX: Support(
            Level.FULL, "for = and ranges, not for IN a list, nor before AGE 1.8 for ORDER BY"
        ),
        Capability.COMPOSITE_INDEX: Level.FULL,
        Capability.EDGE_INDEX: Level.FULL,
        Capability.UNIQUE_CONSTRAINT: Support(Level.FULL, "a unique index on the table of the primary label"),
        Capability.EXISTENCE_CONSTRAINT: Support(Level.NOT_IMPLEMENTED, _LATER, _SQL),
        Capability.FULLTEXT_SEARCH: Support(Level.UNSUPPORTED, "AGE has no full-text procedure", _SQL),
        Capability.VECTOR_SEARCH: Support(
            Level.UNSUPPORTED, "AGE has no vector index", "use the extension pgvector in SQL"
        ),
    },
)
"""An answer for every capability."""

_SUBQUERIES: Final = Support(Level.FULL, "EXISTS {} and COUNT {}")
_NO_SUBQUERIES: Final = Support(
    Level.UNSUPPORTED,
    "EXISTS {} and COUNT {} came with AGE 1.7",
    "use EXISTS((n)-[:TYPE]->()), or a newer server",
)


@lru_cache(16)
def capabilities_of(release: tuple[int, ...]) -> Capabilities:
    """Return what a release of AGE can do."""
    return CAPABILITIES.updated({Capability.SUBQUERIES: _SUBQUERIES if release >= (1, 7) else _NO_SUBQUERIES})
