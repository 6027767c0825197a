"""Memgraph's Cypher: where it differs from the neutral dialect, each difference with its reason.

Pure text; knows no connection. By the grammar and documentation of 3.9 and 3.12: no server could be reached.
"""

from __future__ import annotations

from typing import ClassVar

from runic.ogm.cypher.lifting import lifted
from runic.ogm.cypher.rendering import SelectRenderer
from runic.ogm.cypher.select import Select
from runic.ogm.cypher.statement import Statement
from runic_bolt.capabilities import MEMGRAPH
from runic_bolt.codec import MEMGRAPH as HOLDING
from runic_bolt.codec import BoltCodec
from runic_bolt.dialects.base import BoltDialect
from runic_bolt.reading import PackingReader
from runic_bolt.searches import MemgraphSearches

__all__ = ["MemgraphDialect", "MemgraphReader"]


class MemgraphReader(PackingReader):
    """The forms of queries that Memgraph knows."""

    searches = MemgraphSearches

    def render(self, select: Select) -> Statement:
        """Return the statement of a query; there is EXISTS {}, but no COUNT {}."""
        return super().render(lifted(select, self.dialect.name, lambda _: True))


class MemgraphDialect(BoltDialect):
    """Cypher as Memgraph speaks it. Ids are those of `id()`: `elementId()` came with 3.11 only."""

    name = "memgraph"
    reader: ClassVar[type[SelectRenderer]] = MemgraphReader

    def __init__(self) -> None:
        super().__init__(MEMGRAPH, BoltCodec(HOLDING))
