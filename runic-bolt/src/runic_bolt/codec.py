"""What the databases that speak Bolt hold: which form for which kind, and by what the three differ.

Knows representations; sends nothing, and knows no connection.
"""

from __future__ import annotations

from typing import Final

from runic.ogm.driver.compound import Lists
from runic.ogm.driver.forms import BASE64
from runic.ogm.driver.holding import PLAIN, TEXTS, Holding, HoldingCodec
from runic.ogm.driver.storage import FINITE, STR_WITHOUT_NUL
from runic_bolt.storage import LOCAL_TIME, MICROSECOND_SPAN, NAMED_UTC, NATIVE

__all__ = ["ARCADEDB", "MEMGRAPH", "NEO4J", "BoltCodec"]

_FORMS: Final = {**PLAIN, **TEXTS, **NATIVE}
# text, and vectors among other lists, do not tell what they were
_TOLD: Final = frozenset({*PLAIN, *NATIVE})

NEO4J: Final = Holding(
    "Neo4j", _FORMS, Lists("Neo4j", mixed=False, nulls=False), inside={"bytes": BASE64}, told=_TOLD
)
"""What Neo4j 5.26 and later hold."""

ARCADEDB: Final = Holding(
    "ArcadeDB",
    # 26.10.2 stores a datetime with an offset, sent as a parameter, as a local one
    {**_FORMS, "datetime": NAMED_UTC},
    Lists("ArcadeDB"),
    told=_TOLD,
)
"""What ArcadeDB 26.10 holds."""

MEMGRAPH: Final = Holding(
    "Memgraph",
    {
        **_FORMS,
        "float": FINITE,
        "str": STR_WITHOUT_NUL,
        "bytes": BASE64,
        "time": LOCAL_TIME,
        "timedelta": MICROSECOND_SPAN,
    },
    Lists("Memgraph", nulls=False),
    json=None,
    told=_TOLD - {"bytes"},
)
"""What Memgraph 3 holds, by its documentation and source."""


class BoltCodec(HoldingCodec):
    """The value codec of one of the databases that speak Bolt."""
