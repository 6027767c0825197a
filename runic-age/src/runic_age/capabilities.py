"""What Apache AGE can do, as data: AGE 1.5 and later."""

from __future__ import annotations

from typing import Final

from runic.ogm.driver.capability import Capabilities, Capability, Level, Support

__all__ = ["CAPABILITIES"]

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
            Level.UNSUPPORTED,
            "a node has one label for good; all labels of a model stand in its property _labels, which models, filters and "
            "decoded nodes understand, and labels() does not",
            "filter raw Cypher by 'Label' IN n._labels",
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
        Capability.SUBQUERIES: Support(
            Level.UNSUPPORTED, "EXISTS {} and COUNT {} from AGE 1.7 on, as raw Cypher"
        ),
        Capability.EXISTENCE_PATTERNS: Support(Level.FULL, "EXISTS((n)-[:TYPE]->())"),
        Capability.PATHS: Level.FULL,
        Capability.EXPLAIN: Support(Level.NOT_IMPLEMENTED, _LATER, _SQL),
        Capability.RANGE_INDEX: Support(Level.FULL, "runic_age.schema.create_range_index"),
        Capability.COMPOSITE_INDEX: Support(Level.NOT_IMPLEMENTED, _LATER, _SQL),
        Capability.EDGE_INDEX: Support(Level.FULL, "runic_age.schema.create_range_index"),
        Capability.UNIQUE_CONSTRAINT: Support(Level.FULL, "runic_age.schema.create_unique_constraint"),
        Capability.EXISTENCE_CONSTRAINT: Support(Level.NOT_IMPLEMENTED, _LATER, _SQL),
        Capability.FULLTEXT_SEARCH: Support(Level.UNSUPPORTED, "AGE has no full-text procedure", _SQL),
        Capability.VECTOR_SEARCH: Support(
            Level.UNSUPPORTED, "AGE has no vector index", "use the extension pgvector in SQL"
        ),
    },
)
"""An answer for every capability."""
