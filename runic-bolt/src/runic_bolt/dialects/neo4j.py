"""Neo4j's Cypher: where it differs from the neutral dialect, each difference with its reason.

Pure text; knows no connection. Facts are those of 5.26.0 and 2026.05.0; every form means the same in Cypher 5 and 25.
"""

from __future__ import annotations

from typing import Any, ClassVar

from runic.ogm.cypher.quoting import quote_name
from runic.ogm.cypher.rendering import SelectRenderer
from runic.ogm.cypher.writing import Writer
from runic_bolt.capabilities import NEO4J
from runic_bolt.codec import NEO4J as HOLDING
from runic_bolt.codec import BoltCodec
from runic_bolt.dialects.base import BoltDialect
from runic_bolt.reading import PackingReader
from runic_bolt.searches import Neo4jSearches
from runic_bolt.writing import TextWriter

__all__ = ["Neo4jDialect", "Neo4jReader", "Neo4jWriter"]


class Neo4jReader(PackingReader):
    """The forms of queries that Neo4j knows."""

    searches = Neo4jSearches


class Neo4jWriter(TextWriter):
    """The forms of writes that Neo4j does best."""

    def same_key(self, stored: str, wanted: str) -> str:
        """A plain comparison lets a plan that was made for an empty database read all nodes for every row."""
        return f"[{stored}] = [{wanted}]"


class Neo4jDialect(BoltDialect):
    """Cypher as Neo4j speaks it."""

    name = "neo4j"
    reader: ClassVar[type[SelectRenderer]] = Neo4jReader
    writer: ClassVar[type[Writer]] = Neo4jWriter
    int_ids = False
    # what is deleted gives its id back when every transaction that was open then has ended
    ids_hold = True
    enforces_read_only: ClassVar[bool] = True
    notifications: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__(NEO4J, BoltCodec(HOLDING))

    def id_of(self, alias: str) -> str:
        """Ids are text; `id()` is deprecated, and each use of it is a notification and a line in the log."""
        return f"elementId({alias})"

    def ident_of(self, entity: Any) -> Any:
        """Return the id of the client's node or edge."""
        return entity.element_id

    def quote_new(self, name: str) -> str:
        r"""Quote a name. `\uXXXX` is decoded before anything is parsed, so no backslash may be left in it."""
        if "\\" not in name:
            return quote_name(name, self.keywords)
        quote_name(name.replace("\\", "/"), self.keywords)
        return "`" + name.replace("\\", "\\u005c").replace("`", "``") + "`"
