"""The neutral dialect: what most databases understand.

A backend derives from it and overrides what its database does otherwise: a class attribute where it differs by a name or an
operator, a method of `SelectRenderer` or `Writer` where it differs by a form. No I/O, no model class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from runic.ogm.cypher.quoting import KEYWORDS, Known, quote_name
from runic.ogm.cypher.rendering import AGGREGATES, OPERATORS, SelectRenderer
from runic.ogm.cypher.select import Select
from runic.ogm.cypher.statement import Statement
from runic.ogm.cypher.writes import RenderedWrite, WriteGroup
from runic.ogm.cypher.writing import Writer
from runic.ogm.exceptions import ValueEncodingError

__all__ = ["CypherDialect"]


class CypherDialect:
    """Base of every dialect that speaks Cypher.

    Args:
        capabilities: what the database can do.
        codec: how values are stored.

    Class attributes that a backend overrides:
        name: the backend's name, as error messages use it.
        keywords: names that need quoting, in lower case.
        operators, aggregates: templates; `{**OPERATORS, "=~": "…"}` changes one, leaving one out makes it raise.
        reader, writer: what renders queries and writes.
        intern_function: stores equal strings once, where there is such a function.
        max_rows: the number of rows that one writing statement carries at most.
        odd_aliases: whether any text in backticks is read as an alias; else such names are replaced in what is sent.
        int_ids: whether ids are integers; else they are text.
        ids_hold: an id that a transaction has seen is given to no other node before the transaction ends.

    Attributes:
        names: names as they stand in text, kept; `quote_new` makes them.
    """

    name: str = "cypher"
    keywords: ClassVar[frozenset[str]] = KEYWORDS
    operators: Mapping[str, str] = OPERATORS
    aggregates: Mapping[str, str] = AGGREGATES
    reader: ClassVar[type[SelectRenderer]] = SelectRenderer
    writer: ClassVar[type[Writer]] = Writer
    intern_function: str | None = None
    max_rows: int = 10_000
    odd_aliases: bool = True
    int_ids: bool = True
    ids_hold: bool = False

    def __init__(self, capabilities: Any, codec: Any) -> None:
        self.capabilities = capabilities
        self.codec = codec
        self.names = Known(self.quote_new)
        self._reader = self.reader(self)
        self._writer = self.writer(self)

    def quote_type(self, name: str) -> str:
        """Return a primary label or an edge type as it stands in text; raises `MetadataError` for impossible ones."""
        return self.quote(name)

    def quote(self, name: str) -> str:
        """Return a label, type, property or alias as it stands in text: bare where it can, else quoted.

        Raises:
            MetadataError: for a name that the database cannot hold.
        """
        return self.names[name]

    def quote_new(self, name: str) -> str:
        """Quote a name that was not met before; raises `MetadataError`."""
        return quote_name(name, self.keywords)

    def id_of(self, alias: str) -> str:
        """Return the expression for the database's id of what `alias`, quoted already, stands for."""
        return f"id({alias})"

    def ident(self, key: Any) -> Any:
        """Return the id that `key`, a generated key or a text of it, stands for, as the database compares it.

        Raises:
            ValueEncodingError: when it cannot be an id of this database.
        """
        wanted = "whole numbers" if self.int_ids else "text"
        if isinstance(key, bool) or not isinstance(key, (int, str)):
            raise ValueEncodingError(f"{self.name} has {wanted} for ids", key)
        if not self.int_ids:
            return str(key)
        number = int(key) if isinstance(key, int) or (key.isascii() and key.isdigit()) else -1
        if not 0 <= number < 2**63:
            raise ValueEncodingError(f"{self.name} has {wanted} for ids", key)
        return number

    def indexed(self, kind: Any) -> Any:
        """Return the representation of a key and of a property that an index is declared for: that of all others."""
        return self.codec.storage(kind)

    def pattern(self, regex: str) -> str:
        """Return a regular expression in the form in which the database's operator looks at the whole string."""
        return regex

    def search_text(self, text: str, properties: Sequence[str], *, raw: bool = False) -> str:
        """Return a user's text as the full-text search of the database takes it: every word, and no syntax.

        Args:
            text: what is looked for.
            properties: those that are searched, by their names in the database; empty for all.
            raw: the text is in the database's own syntax, and stays as it is.
        """
        return self._reader.searching.text(text, properties, raw=raw)

    def search_failed(self, error: Exception) -> bool:
        """Return whether an error says that the index of a search is missing."""
        return self._reader.searching.failed(error)

    def search_index(self, search: Any) -> Statement | None:
        """Return a statement whose first column names the indexed properties, where a missing index is no error."""
        return self._reader.searching.listing(search)

    def render_select(self, select: Select) -> Statement:
        """Return the statement of a query; raises `UnsupportedFeatureError` before anything is sent."""
        return self._reader.render(select)

    def render_write(self, group: WriteGroup) -> Sequence[RenderedWrite]:
        """Return the statements that carry out one group of a flush, in order."""
        return self._writer.render(group)
