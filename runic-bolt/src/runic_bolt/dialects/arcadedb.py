"""ArcadeDB's Cypher: where it differs from the neutral dialect, each difference with its reason.

Pure text; knows no connection. Facts are those of 26.10.2 over Bolt 5.4.
"""

from __future__ import annotations

from runic_bolt.capabilities import ARCADEDB
from runic_bolt.codec import ARCADEDB as HOLDING
from runic_bolt.codec import BoltCodec
from runic_bolt.dialects.base import BoltDialect

__all__ = ["ArcadeDBDialect"]


class ArcadeDBDialect(BoltDialect):
    """Strategy for ArcadeDB-specific Cypher generation."""

    name = "arcadedb"

    def __init__(self) -> None:
        super().__init__(ARCADEDB, BoltCodec(HOLDING))
