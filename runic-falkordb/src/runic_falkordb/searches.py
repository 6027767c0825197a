"""Searches on FalkorDB: by label, in the query syntax of RediSearch.

Pure text; knows no connection. Facts are those of module 4.22.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from runic.ogm.cypher.searches import SearchForms
from runic.ogm.cypher.select import FulltextSearch, VectorSearch
from runic.ogm.cypher.statement import Statement

__all__ = ["FalkorDBSearches"]

# What parts words when text is indexed is what is syntax in a search, so a blank in its place finds the same words; an
# escaped one would belong to the word, and no indexed word has one.
_PARTS: Final = re.compile(
    r"[\x00-\x20!-/:-@\[-^`{-\x7f]+|\b_+\b"
)  # a word of nothing but _ cannot be read, either
_SYNTAX: Final = re.compile(r"([\x00-\x20!-/:-@\[-^`{-\x7f])")
_NO_INDEX: Final = re.compile(
    r"Attempted to access undefined attribute|Invalid arguments for procedure 'db\.idx\.vector"
)
_PLAIN: Final = re.compile(r"[A-Za-z0-9_]+")
_LISTING: Final = (
    "CALL db.indexes() YIELD label, types, entitytype "
    "WHERE label = $label AND entitytype = 'NODE' UNWIND keys(types) AS name "
    "WITH name, types WHERE 'FULLTEXT' IN types[name] RETURN name"
)


class FalkorDBSearches(SearchForms):
    """The neutral forms, the search syntax, and the question for an index: a search without one finds nothing."""

    def text(self, text: str, properties: Sequence[str], *, raw: bool) -> str:
        """Words in a row must all be found, in any of the properties."""
        words = text if raw else _PARTS.sub(" ", text).strip()
        if not properties or not words:
            return words
        if all(map(_PLAIN.fullmatch, properties)):
            return f"@{'|'.join(properties)}:({words})"
        # of several names joined by | only the first may be escaped (4.22), and a bare alternative swallows the next
        names = [_SYNTAX.sub(r"\\\1", name) for name in properties]
        return " ".join(
            f"({' | '.join(f'(@{name}:({word}))' for name in names)})"
            for word in ([words] if raw else words.split())
        )

    def failed(self, error: Exception) -> bool:
        """A vector search without an index is an error."""
        return _NO_INDEX.search(str(error)) is not None

    def listing(self, search: FulltextSearch | VectorSearch) -> Statement | None:
        """Return the statement that names the properties of the full-text index."""
        return Statement(_LISTING, {"label": search.label})
