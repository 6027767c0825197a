"""What the dialects of the databases that speak Bolt have in common, and what the driver asks of one."""

from __future__ import annotations

from typing import Any, ClassVar

from runic.ogm.cypher.dialect import CypherDialect
from runic.ogm.cypher.rendering import SelectRenderer
from runic_bolt.reading import PackingReader

__all__ = ["BoltDialect"]


class BoltDialect(CypherDialect):
    """Base of the dialects.

    Attributes:
        enforces_read_only: the server itself refuses writes in a session that only reads.
        names_columns: the server names the columns of a result without rows.
        notifications: the server can be told which notifications are not wanted.
        longest_message: how many bytes one message may have, None where the server says so itself.
    """

    reader: ClassVar[type[SelectRenderer]] = PackingReader
    enforces_read_only: ClassVar[bool] = False
    names_columns: ClassVar[bool] = True
    notifications: ClassVar[bool] = False
    longest_message: ClassVar[int | None] = None

    def ident_of(self, entity: Any) -> Any:
        """Return the id of the client's node or edge as `id_of` gives it."""
        # the public name warns that ids are deprecated, which they are on Neo4j only
        return entity._id
