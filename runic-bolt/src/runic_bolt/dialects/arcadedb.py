"""ArcadeDB's Cypher: where it differs from the neutral dialect, each difference with its reason.

Pure text; knows no connection. Facts are those of 26.10.2 over Bolt 5.4.
"""

from __future__ import annotations

from typing import ClassVar

from runic.ogm.exceptions import MetadataError
from runic_bolt.capabilities import ARCADEDB
from runic_bolt.codec import ARCADEDB as HOLDING
from runic_bolt.codec import BoltCodec
from runic_bolt.dialects.base import BoltDialect

__all__ = ["ArcadeDBDialect"]


class ArcadeDBDialect(BoltDialect):
    """Strategy for ArcadeDB-specific Cypher generation."""

    name = "arcadedb"
    names_columns: ClassVar[bool] = False

    def quote_new(self, name: str) -> str:
        """Quote a name; raises `MetadataError` for an asterisk in it, which no label or type can hold."""
        quoted = super().quote_new(name)
        if "*" in name:
            raise MetadataError(
                f"ArcadeDB has no labels and types with an asterisk in their name, got {name!r}"
            )
        return quoted

    def __init__(self) -> None:
        super().__init__(ARCADEDB, BoltCodec(HOLDING))
