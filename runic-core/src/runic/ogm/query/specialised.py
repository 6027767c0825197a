"""Statements of another colour or with another start: async ones, and searches by words, by vectors and by both.

Knows what is searched for; how a database searches is the business of its dialect.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from runic.ogm.core.models import Node
from runic.ogm.cypher.score import MOST
from runic.ogm.exceptions import StatementError, shorten
from runic.ogm.query.builder import QueryBuilder
from runic.ogm.query.structure import field_ref, valid_alias, whole_number
from runic.ogm.query.traversal import TraversalStep

__all__ = [
    "AsyncFulltextQueryBuilder",
    "AsyncHybridQueryBuilder",
    "AsyncQueryBuilder",
    "AsyncTraversalStep",
    "AsyncVectorQueryBuilder",
    "FulltextQueryBuilder",
    "HybridQueryBuilder",
    "VectorQueryBuilder",
]

if TYPE_CHECKING:
    from runic.ogm.core.mapped import Attribute, Relates

T = TypeVar("T")
V = TypeVar("V")
W = TypeVar("W")
X = TypeVar("X")
N = TypeVar("N", bound=Node)


class AsyncQueryBuilder(QueryBuilder[T]):
    """A statement whose terminal methods are awaited. Made by `AsyncSession.query(User)`."""

    if TYPE_CHECKING:

        def traverse(
            self, relation_field: Relates[N], *, edge_alias: str | None = None, optional: bool = True
        ) -> AsyncTraversalStep[N]:
            """Return a step along a relation, see `QueryBuilder.traverse`."""
            ...

        def repeat(
            self,
            relation_field: Relates[N],
            *,
            min_hops: int = 1,
            max_hops: int | None = None,
            optional: bool = False,
        ) -> AsyncTraversalStep[N]:
            """Return a step along a relation that is followed several times, see `QueryBuilder.repeat`."""
            ...

        @overload
        def tuples(self, one: type[V], two: type[W], /) -> AsyncQueryBuilder[tuple[V, W]]: ...
        @overload
        def tuples(
            self, one: type[V], two: type[W], three: type[X], /
        ) -> AsyncQueryBuilder[tuple[V, W, X]]: ...
        def tuples(self, *classes: type[Any]) -> AsyncQueryBuilder[Any]:
            """Return the statement whose results are tuples, see `QueryBuilder.tuples`."""
            ...

        @overload
        def project(self, field: Attribute[V], /, *fields: Any) -> AsyncQueryBuilder[V]: ...
        @overload
        def project(self, *fields: Any) -> AsyncQueryBuilder[Any]: ...
        def project(self, *fields: Any) -> AsyncQueryBuilder[Any]:
            """Return the statement with values instead of entities, see `QueryBuilder.project`."""
            ...

        def aggregate(self, *agg_exprs: Any, group_by: Any = None) -> AsyncQueryBuilder[Any]:
            """Return the statement with aggregations instead of entities, see `QueryBuilder.aggregate`."""
            ...

    def _next_step(self) -> AsyncTraversalStep[Any]:
        return object.__new__(AsyncTraversalStep)

    async def all(self) -> list[T]:  # type: ignore[override]
        """Run the statement and return its entities; raises `UnboundStatementError` without a session."""
        result: list[T] = await self._run_on().scalars(self)
        return result

    async def one(self) -> T | None:  # type: ignore[override]
        """Run the statement and return its first entity, or None."""
        result: T | None = await self._run_on().scalar(self)
        return result

    async def first_or_none(self) -> T | None:  # type: ignore[override]
        """Run the statement and return its first entity, or None; the same as `one()`."""
        result: T | None = await self._run_on().scalar(self)
        return result

    async def first(self) -> T:  # type: ignore[override]
        """Run the statement and return its first entity; raises `EntityNotFoundError` when there is none."""
        found: T = self._found(await self._run_on().scalar(self))
        return found

    async def ids(self) -> list[Any]:  # type: ignore[override]
        """Run the statement and return the database's ids of its entities, without loading them."""
        result: list[Any] = await self._run_on().ids(self)
        return result

    async def count(self) -> int:  # type: ignore[override]
        """Run the statement and return the number of rows that it matches; order and paging are ignored."""
        result: int = await self._run_on().count(self)
        return result

    async def scalar(self) -> T | None:  # type: ignore[override]
        """Run the statement and return the first column of the first row, or None."""
        result: T | None = await self._run_on().scalar(self)
        return result

    async def scalars(self) -> list[T]:  # type: ignore[override]
        """Run the statement and return the first column of every row."""
        result: list[T] = await self._run_on().scalars(self)
        return result

    async def all_rows(self) -> list[dict[str, Any]]:  # type: ignore[override]
        """Run the statement and return one dict a row, keyed by alias, attribute name or the text that was given."""
        result: list[dict[str, Any]] = await self._run_on().all_rows(self)
        return result

    async def all_with_edges(self) -> list[tuple[Any, ...]]:  # type: ignore[override]
        """Run the statement and return one tuple a row: the nodes of `return_nodes()`, the edge between them."""
        result: list[tuple[Any, ...]] = await self._run_on().all_with_edges(self)
        return result

    def __iter__(self) -> Iterator[T]:
        raise TypeError("an async statement is gone through with 'async for', or awaited: await stmt.all()")

    async def __aiter__(self) -> AsyncIterator[T]:
        for entity in await self.all():
            yield entity


class AsyncTraversalStep(AsyncQueryBuilder[T], TraversalStep[T]):  # pyright: ignore[reportIncompatibleMethodOverride]
    """A `TraversalStep` of an async statement."""


class FulltextQueryBuilder(QueryBuilder[T]):
    """A statement that starts from a full-text search. Made by `session.fulltext_search(…)`.

    The best come first, unless it orders otherwise; `score` is a column.

    Args:
        session: the session that runs it, or None.
        root_cls: a `Node` class with a field that has `index_type="FULLTEXT"`.
        query: the text to search for: every word of it must be found.
        fields: names of the fields to search; all that are indexed when it is None.
        raw: the text is in the search syntax of the database.
        index: the name of an index that others have made, where searches go by names.
    """

    def __init__(
        self,
        session: Any,
        root_cls: type[T],
        query: str,
        fields: Sequence[str] | None = None,
        *,
        raw: bool = False,
        index: str | None = None,
    ) -> None:
        super().__init__(session, root_cls)
        options = {"raw": bool(raw), "index": index}
        self._steps = (("ROOT", (), ("FULLTEXT", _names(fields), None, _given(options))),)
        self._values = (_text(query),)


class VectorQueryBuilder(QueryBuilder[T]):
    """A statement that starts from the nodes whose vectors are nearest. Made by `session.vector_search(…)`.

    The nearest come first, unless it orders otherwise; `score` is a column.

    Args:
        session: the session that runs it, or None.
        root_cls: a `Node` class with a field that has `index_type="VECTOR"`.
        field: that field, accessed on the class.
        vector: the vector to search near.
        k: how many nodes at most, filters included.
        candidates: how many nodes are looked at; ten times `k`, and at least 100, where filters follow.
        index: the name of an index that others have made, where searches go by names.
    """

    def __init__(
        self,
        session: Any,
        root_cls: type[T],
        field: Any,
        vector: Sequence[float],
        k: int,
        *,
        candidates: int | None = None,
        index: str | None = None,
    ) -> None:
        super().__init__(session, root_cls)
        options = {"candidates": candidates is not None, "index": index}
        self._steps = (("ROOT", (), ("VECTOR", (), field_ref(field)[1:], _given(options))),)
        self._values = (_vector(vector), *_numbers(k, candidates))


class HybridQueryBuilder(QueryBuilder[T]):
    """A statement that starts from a full-text and a vector search, fused by rank. Made by `session.hybrid_search(…)`.

    Each search puts its finds in order; a node gets `1 / (60 + rank)` from each that found it (reciprocal rank fusion).
    `score` is the sum, scaled: 1 for what is first in both. The best come first, unless the statement orders otherwise.

    Args:
        session: the session that runs it, or None.
        root_cls: a `Node` class with a full-text and a vector index.
        query: the text to search for.
        field: the vector field, accessed on the class.
        vector: the vector to search near.
        k: how many nodes at most, filters included.
        fields: names of the fields to search for the text; all that are indexed when it is None.
        raw: the text is in the search syntax of the database.
        candidates: how many nodes each search contributes; ten times `k`, and at least 100.
        text_index, vector_index: names of indexes that others have made, where searches go by names.
    """

    def __init__(
        self,
        session: Any,
        root_cls: type[T],
        query: str,
        field: Any,
        vector: Sequence[float],
        k: int = 10,
        fields: Sequence[str] | None = None,
        *,
        raw: bool = False,
        candidates: int | None = None,
        text_index: str | None = None,
        vector_index: str | None = None,
    ) -> None:
        super().__init__(session, root_cls)
        options = {
            "raw": bool(raw),
            "candidates": candidates is not None,
            "text_index": text_index,
            "vector_index": vector_index,
        }
        self._steps = (("ROOT", (), ("HYBRID", _names(fields), field_ref(field)[1:], _given(options))),)
        self._values = (_text(query), _vector(vector), *_numbers(k, candidates))


def _text(query: Any) -> str:
    if not isinstance(query, str):
        raise TypeError(f"a full-text search looks for text, got {query!r}")
    return query


def _vector(vector: Any) -> list[Any]:
    if isinstance(vector, (str, bytes)) or not isinstance(vector, Iterable):
        raise TypeError(f"a vector search looks near a list of numbers, got {shorten(vector)}")
    return list(vector)


def _names(fields: Any) -> tuple[str, ...]:
    if isinstance(fields, str):
        raise TypeError(f"fields takes a list of names, got {fields!r}; write fields=[{fields!r}]")
    return tuple(valid_alias(name, "fields=") for name in fields or ())


def _given(options: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Return the options that are set, so that they can be a part of a statement's shape."""
    for name in ("index", "text_index", "vector_index"):
        if options.get(name) is not None:
            valid_alias(options[name], f"{name}=")
    return tuple((name, value) for name, value in options.items() if value)


def _numbers(k: Any, candidates: Any) -> tuple[int, ...]:
    least = whole_number(k, "k", 1)
    wanted = (least,) if candidates is None else (least, whole_number(candidates, "candidates", least))
    if wanted[-1] > MOST:
        raise StatementError(f"a search looks at {MOST} nodes at most, got {wanted[-1]}")
    return wanted


class AsyncFulltextQueryBuilder(AsyncQueryBuilder[T], FulltextQueryBuilder[T]):  # pyright: ignore[reportIncompatibleMethodOverride]
    """A `FulltextQueryBuilder` whose terminal methods are awaited."""


class AsyncVectorQueryBuilder(AsyncQueryBuilder[T], VectorQueryBuilder[T]):  # pyright: ignore[reportIncompatibleMethodOverride]
    """A `VectorQueryBuilder` whose terminal methods are awaited."""


class AsyncHybridQueryBuilder(AsyncQueryBuilder[T], HybridQueryBuilder[T]):  # pyright: ignore[reportIncompatibleMethodOverride]
    """A `HybridQueryBuilder` whose terminal methods are awaited."""
