"""The forms of searches: by words, by vectors, and by both; the neutral ones are FalkorDB's.

A backend derives from `SearchForms` and overrides the calls, what the scores mean, and what its search syntax reads as such.
This module knows no backend and no connection; the words themselves are parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from runic.ogm.cypher.select import FulltextSearch, HybridSearch, Id, Order, Variable, VectorSearch

if TYPE_CHECKING:
    from runic.ogm.cypher.rendering import SelectRenderer
    from runic.ogm.cypher.statement import Statement

__all__ = ["SearchForms"]

FOUND: Final = "__found"
"""The score of a search inside a hybrid one."""
TEXTS: Final = "__texts"
NEARS: Final = "__nears"
RANK: Final = 60
"""The constant of reciprocal rank fusion: 60, as in the paper that brought it and in most search engines since."""


class SearchForms:
    """Renders searches.

    Args:
        renderer: renders what is no search.
    """

    opening = "CALL {"

    def __init__(self, renderer: SelectRenderer) -> None:
        self.renderer = renderer
        self.quote = renderer.quote

    # -- by words --------------------------------------------------------------------------------------------------

    def text(self, text: str, properties: Sequence[str], *, raw: bool) -> str:
        """Return what the call is given: every word of a user's text is looked for, and none of it is syntax.

        Args:
            text: what is looked for.
            properties: only these are searched; all of the index when there are none.
            raw: the text is in the search syntax already.
        """
        del properties, raw
        return text

    def text_call(self, search: FulltextSearch) -> str:
        """Return the call of a full-text search, which yields `node` and `score`: any positive number."""
        return f"CALL db.idx.fulltext.queryNodes({self.renderer.literal(search.label)}, ${search.param})"

    def fulltext(self, search: FulltextSearch) -> list[str]:
        """Return the lines of a full-text search; its score is brought between 0 and 1 without changing the order."""
        node = self.quote(search.alias)
        head = f"{self.text_call(search)} YIELD node AS {node}"
        if search.score is None:
            return [head, *self.where(search)]
        score = f"__rank / (1.0 + __rank) AS {self.quote(search.score)}"
        return [f"{head}, score AS __rank", f"WITH {node}, {score}", *self.where(search)]

    # -- by vectors ------------------------------------------------------------------------------------------------

    def vector_call(self, search: VectorSearch) -> str:
        """Return the call of a vector search."""
        literal = self.renderer.literal
        place = f"{literal(search.label)}, {literal(search.property)}"
        return f"CALL db.idx.vector.queryNodes({place}, ${search.k}, {self.renderer.value(search.param)})"

    def yielded(self, search: VectorSearch) -> str:
        """Return the column that `nearness` is told by, `__near`."""
        del search
        return "score"

    def nearness(self, search: VectorSearch) -> str:
        """Return the score: here `__near` is the distance, cosine or plain."""
        return "1.0 - __near / 2" if search.similarity == "cosine" else "1.0 / (1.0 + __near * __near)"

    def vector(self, search: VectorSearch) -> list[str]:
        """Return the lines of a vector search."""
        node = self.quote(search.alias)
        return [
            f"{self.vector_call(search)} YIELD node AS {node}, {self.yielded(search)} AS __near",
            f"WITH {node}, {self.nearness(search)} AS {self.quote(search.score)}",
            *self.where(search),
        ]

    def where(self, search: FulltextSearch | VectorSearch) -> list[str]:
        """Return the line of WHERE: the labels that the index does not know, and what a statement asks for."""
        parts: list[str] = []
        if search.labels:
            parts.append(":".join([self.quote(search.alias), *map(self.quote, search.labels)]))
        if search.where is not None:
            rendered = self.renderer.operand if parts else self.renderer.predicate
            parts.append(rendered(search.where))
        return [f"WHERE {' AND '.join(parts)}"] if parts else []

    # -- by both ---------------------------------------------------------------------------------------------------

    def hybrid(self, search: HybridSearch) -> list[str]:
        """Return the lines of both searches and their fusion: each gives `1 / (60 + rank)`, scaled so that 1 is best."""
        node, texts, nears = self.quote(search.alias), self.quote(TEXTS), self.quote(NEARS)
        here = f"__i < size({texts})"
        found = f"CASE WHEN {here} THEN {texts}[__i] ELSE {nears}[__i - size({texts})] END"
        rank = f"CASE WHEN {here} THEN __i ELSE __i - size({texts}) END"
        best = (RANK + 1) / 2
        return [
            *self.gathered(self.fulltext(replace(search.text, score=FOUND)), search, texts),
            *self.gathered(self.vector(replace(search.near, score=FOUND)), search, nears),
            f"UNWIND range(0, size({texts}) + size({nears}) - 1) AS __i",
            f"WITH {found} AS {node}, {best} / ({RANK + 1} + {rank}) AS __part",
            f"WITH {node}, sum(__part) AS {self.quote(search.score)}",
            *self.renderer.where(search.where),
        ]

    def gathered(self, lines: Sequence[str], search: HybridSearch, name: str) -> list[str]:
        """Return a search as a subquery that gathers its best nodes in a list, best first."""
        node, found = self.quote(search.alias), self.quote(FOUND)
        order = self.renderer.order([Order(Variable(FOUND), desc=True), Order(Id(search.alias))])
        return [
            self.opening,
            *lines,
            f"WITH {node}, {found}",
            *order,
            f"LIMIT ${search.depth}",
            f"RETURN collect({node}) AS {name}",
            "}",
        ]

    # -- without an index ------------------------------------------------------------------------------------------

    def failed(self, error: Exception) -> bool:
        """Return whether an error says that there is no such index."""
        del error
        return False

    def listing(self, search: FulltextSearch | VectorSearch) -> Statement | None:
        """Return a statement that names the indexed properties; needed where a missing index is no error."""
        del search
        return None
