"""Memgraph's Cypher: where it differs from the neutral dialect, each difference with its reason.

Pure text; knows no connection. By the grammar and documentation of 3.9 and 3.12: no server could be reached.
"""

from __future__ import annotations

from runic_bolt.capabilities import MEMGRAPH
from runic_bolt.codec import MEMGRAPH as HOLDING
from runic_bolt.codec import BoltCodec
from runic_bolt.dialects.base import BoltDialect

__all__ = ["MemgraphDialect"]


class MemgraphDialect(BoltDialect):
    """Cypher as Memgraph speaks it. Ids are those of `id()`: `elementId()` came with 3.11 only."""

    name = "memgraph"

    def __init__(self) -> None:
        super().__init__(MEMGRAPH, BoltCodec(HOLDING))
