"""Statements of another colour or with another start: async ones, full-text search, vector search.

Knows what is searched for; how a database searches is the business of its dialect.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from runic.ogm.query.builder import QueryBuilder
from runic.ogm.query.structure import field_ref, valid_alias, whole_number
from runic.ogm.query.traversal import TraversalStep

__all__ = [
    "AsyncFulltextQueryBuilder",
    "AsyncQueryBuilder",
    "AsyncTraversalStep",
    "AsyncVectorQueryBuilder",
    "FulltextQueryBuilder",
    "VectorQueryBuilder",
]

T = TypeVar("T")


class AsyncQueryBuilder(QueryBuilder[T]):
    """A statement whose terminal methods are awaited. Made by `AsyncSession.query(User)`."""

    if TYPE_CHECKING:

        def traverse(
            self, relation_field: Any, *, edge_alias: str | None = None, optional: bool = True
        ) -> AsyncTraversalStep[Any]:
            """Return a step along a relation, see `QueryBuilder.traverse`."""
            ...

        def repeat(
            self,
            relation_field: Any,
            *,
            min_hops: int = 1,
            max_hops: int | None = None,
            optional: bool = False,
        ) -> AsyncTraversalStep[Any]:
            """Return a step along a relation that is followed several times, see `QueryBuilder.repeat`."""
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

    async def count(self) -> int:  # type: ignore[override]
        """Run the statement and return the number of rows that it matches; order and paging are ignored."""
        result: int = await self._run_on().count(self)
        return result

    async def scalar(self) -> Any:
        """Run the statement and return the first column of the first row, or None."""
        return await self._run_on().scalar(self)

    async def scalars(self) -> list[Any]:  # type: ignore[override]
        """Run the statement and return the first column of every row."""
        result: list[Any] = await self._run_on().scalars(self)
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

    Args:
        session: the session that runs it, or None.
        root_cls: a `Node` class with a field that has `index_type="FULLTEXT"`.
        query: the text to search for.
        fields: names of the fields to search; all that are indexed when it is None.
    """

    def __init__(
        self, session: Any, root_cls: type[T], query: str, fields: Sequence[str] | None = None
    ) -> None:
        super().__init__(session, root_cls)
        if not isinstance(query, str):
            raise TypeError(f"a full-text search looks for text, got {query!r}")
        if isinstance(fields, str):
            raise TypeError(f"fields takes a list of names, got {fields!r}; write fields=[{fields!r}]")
        names = tuple(valid_alias(name, "fields=") for name in fields or ())
        self._steps = (("ROOT", (), ("FULLTEXT", names)),)
        self._values = (query,)


class VectorQueryBuilder(QueryBuilder[T]):
    """A statement that starts from the nodes whose vectors are nearest. Made by `session.vector_search(…)`.

    Args:
        session: the session that runs it, or None.
        root_cls: a `Node` class with a field that has `index_type="VECTOR"`.
        field: that field, accessed on the class.
        vector: the vector to search near.
        k: how many nodes at most.
    """

    def __init__(self, session: Any, root_cls: type[T], field: Any, vector: Sequence[float], k: int) -> None:
        super().__init__(session, root_cls)
        _, owner, name = field_ref(field)
        self._steps = (("ROOT", (), ("VECTOR", (owner, name))),)
        self._values = (list(vector), whole_number(k, "k", 1))


class AsyncFulltextQueryBuilder(AsyncQueryBuilder[T], FulltextQueryBuilder[T]):  # pyright: ignore[reportIncompatibleMethodOverride]
    """A `FulltextQueryBuilder` whose terminal methods are awaited."""


class AsyncVectorQueryBuilder(AsyncQueryBuilder[T], VectorQueryBuilder[T]):  # pyright: ignore[reportIncompatibleMethodOverride]
    """A `VectorQueryBuilder` whose terminal methods are awaited."""
