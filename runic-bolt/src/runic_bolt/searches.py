"""Searches on Neo4j, ArcadeDB and Memgraph: by the name of an index, in the query syntax of Lucene or its like.

Pure text; knows no connection. Facts are those of Neo4j 5.26, ArcadeDB 26.10.2 and the documentation of Memgraph 3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Final

from runic.ogm.cypher.searches import SearchForms
from runic.ogm.cypher.select import FulltextSearch, VectorSearch
from runic.ogm.driver.schema import index_name
from runic.ogm.values import IndexSpec

__all__ = ["ArcadeDBSearches", "MemgraphSearches", "Neo4jSearches"]

_SYNTAX: Final = re.compile(r"([^\w])")


class LuceneSearches(SearchForms):
    """What the three share: the syntax of the words, and calls by the name of an index."""

    prefix: ClassVar[str] = ""
    missing: ClassVar[re.Pattern[str]]

    def text(self, text: str, properties: Sequence[str], *, raw: bool) -> str:
        """Every word is a quoted phrase that must be found, in any of the properties: nothing in quotes is syntax."""
        fields = [self.prefix + _SYNTAX.sub(r"\\\1", name) for name in properties]
        if raw:
            return " ".join(f"{field}:({text})" for field in fields) or text
        phrases = ['"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in text.split()]
        if not fields:
            return " ".join(f"+{phrase}" for phrase in phrases or ['""'])
        return " ".join(
            f"+({' '.join(f'{field}:{phrase}' for field in fields)})" for phrase in phrases or ['""']
        )

    def named(self, search: FulltextSearch | VectorSearch) -> str:
        """Return the name of the index as a literal."""
        return self.renderer.literal(search.index or self.usual_name(search))

    def usual_name(self, search: FulltextSearch | VectorSearch) -> str:
        """Return the name that the schema manager gives."""
        if isinstance(search, VectorSearch):
            return index_name(IndexSpec(search.label, search.property, "VECTOR"))
        return index_name(IndexSpec(search.label, "", "FULLTEXT"))

    def text_call(self, search: FulltextSearch) -> str:
        """Return the call of a full-text search."""
        return f"CALL db.index.fulltext.queryNodes({self.named(search)}, ${search.param})"

    def vector_call(self, search: VectorSearch) -> str:
        """Return the call of a vector search."""
        return f"CALL db.index.vector.queryNodes({self.named(search)}, ${search.k}, ${search.param.name})"

    def nearness(self, search: VectorSearch) -> str:
        """The score has the wanted scale: `(1 + cosine) / 2`, and `1 / (1 + distance²)`."""
        return "__near"

    def failed(self, error: Exception) -> bool:
        """Return whether an error says that there is no such index."""
        return self.missing.search(str(error)) is not None


class Neo4jSearches(LuceneSearches):
    """Searches of Neo4j."""

    opening = "CALL () {"  # without the parentheses it is deprecated, and each use a line in the log
    missing = re.compile(r"There is no such (fulltext|vector) schema index")

    def nearness(self, search: VectorSearch) -> str:
        """Told by the vectors themselves: an index that quantizes, as they do unless told not to, is off by up to 0.03."""
        node, name = self.quote(search.alias), self.quote(search.property)
        told = f"vector.similarity.{search.similarity}({node}.{name}, ${search.param.name})"
        return f"coalesce({told}, __near)"  # null where this transaction took the vector away


class ArcadeDBSearches(LuceneSearches):
    """Searches of ArcadeDB, whose indexes are called `Label[property,property]`."""

    # it says no more than that; a text that cannot be read is refused with the same words
    missing = re.compile(r"Error executing procedure: db\.index\.(fulltext|vector)|No vector index found")

    def usual_name(self, search: FulltextSearch | VectorSearch) -> str:
        """Return the name that the database gives; the schema manager sorts the properties of a full-text index."""
        held = (search.property,) if isinstance(search, VectorSearch) else search.indexed
        return f"{search.label}[{','.join(held).replace(' ', '')}]"  # blanks in properties are left out


class MemgraphSearches(LuceneSearches):
    """Searches of Memgraph, by its documentation."""

    prefix = "data."
    missing = re.compile(r"index .*(doesn't|does not) exist", re.IGNORECASE)

    def text_call(self, search: FulltextSearch) -> str:
        """Return the call; texts name their properties, and without any all are searched."""
        function = "search" if search.properties else "search_all"
        return f"CALL text_search.{function}({self.named(search)}, ${search.param})"

    def vector_call(self, search: VectorSearch) -> str:
        """Return the call of a vector search."""
        return f"CALL vector_search.search({self.named(search)}, ${search.k}, ${search.param.name})"

    def yielded(self, search: VectorSearch) -> str:
        """The column `similarity` has another scale for each metric, the distance is cosine or squared."""
        return "distance"

    def nearness(self, search: VectorSearch) -> str:
        """Return the score."""
        return "1.0 - __near / 2" if search.similarity == "cosine" else "1.0 / (1.0 + __near)"
