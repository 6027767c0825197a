"""What a dialect is: the pure half of a backend, which turns records into text and values into storage.

It does no I/O and knows no model class, no entity and no session. `runic.ogm.cypher.dialect.CypherDialect` is the neutral
one; a backend derives from it and overrides what its database does differently.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.codec import ValueCodec

if TYPE_CHECKING:
    from runic.ogm.cypher.select import Select
    from runic.ogm.cypher.writes import RenderedWrite, WriteGroup
    from runic.ogm.driver.capability import Capabilities

__all__ = ["Dialect"]


class Dialect(Protocol):
    """The language of one database."""

    @property
    def name(self) -> str:
        """The backend's name, as error messages use it."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What the database can do; asked before anything is rendered."""
        ...

    @property
    def codec(self) -> ValueCodec:
        """How values are stored."""
        ...

    @property
    def max_rows(self) -> int:
        """The number of rows that one writing statement carries at most."""
        ...

    @property
    def intern_function(self) -> str | None:
        """Cypher function that stores one copy of equal strings, or None where the database has none."""
        ...

    @property
    def ids_hold(self) -> bool:
        """Whether an id that a transaction has seen is given to no other node before the transaction ends."""
        ...

    def ident(self, key: str | int) -> Any:
        """Return the database's id that a generated key names, in the type that the database compares with.

        Raises:
            ValueEncodingError: when it cannot be an id of this database.
        """
        ...

    def pattern(self, regex: str) -> str:
        """Return a regular expression in the form in which the database's operator looks at the whole string."""
        ...

    def search_text(self, text: str, properties: Sequence[str], *, raw: bool = False) -> str:
        """Return a user's text as the full-text search takes it: every word of it, and nothing of it as syntax.

        Args:
            text: what is looked for.
            properties: those that are searched, by their names in the database; empty for all.
            raw: the text is in the database's own syntax, and stays as it is.
        """
        ...

    def search_failed(self, error: Exception) -> bool:
        """Return whether an error that a search met says that its index is missing."""
        ...

    def search_index(self, search: Any) -> Statement | None:
        """Return a statement whose first column names what a full-text index holds, where a missing one is no error."""
        ...

    def quote(self, name: str) -> str:
        """Return a label, type, property or alias as it stands in text; raises `MetadataError` for impossible names."""
        ...

    def render_select(self, select: Select) -> Statement:
        """Return the statement of a query record; raises `UnsupportedFeatureError` before anything is sent."""
        ...

    def render_write(self, group: WriteGroup) -> Sequence[RenderedWrite]:
        """Return the statements that carry out one group of a flush, in order."""
        ...
