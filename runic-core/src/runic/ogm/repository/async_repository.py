"""The async repository: the same reads, awaited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from runic.ogm.driver.protocol import GraphResult
from runic.ogm.query.builder import select
from runic.ogm.query.specialised import AsyncQueryBuilder
from runic.ogm.repository import _plans
from runic.ogm.session.async_session import AsyncSession

__all__ = ["AsyncRepository", "AsyncRepositoryProtocol"]

T = TypeVar("T")


class AsyncRepositoryProtocol(Protocol[T]):
    """What a repository of one entity type offers."""

    async def find_all(
        self, fetch: Iterable[str] | None = None, skip: int = 0, limit: int | None = None
    ) -> list[T]:
        """Return the entities of the type."""
        ...

    async def find_all_by_ids(self, pks: Iterable[Any], fetch: Iterable[str] | None = None) -> list[T]:
        """Return the entities with these keys."""
        ...

    async def count(self) -> int:
        """Return how many there are."""
        ...

    async def exists(self, pk: Any) -> bool:
        """Return whether there is one with that key."""
        ...


class AsyncRepository(Generic[T]):
    """Typed reads and explicit Cypher for one entity type; all that it returns belongs to the session.

    Writing stays with the session. Derive a class of your own for the queries of a domain.

    Args:
        session: the session that runs everything.
        entity_class: a `Node` class.
    """

    def __init__(self, session: AsyncSession, entity_class: type[T]) -> None:
        session.mapper.node_plan(entity_class)
        self._session = session
        self._cls = entity_class

    async def find_all(
        self, fetch: Iterable[str] | None = None, skip: int = 0, limit: int | None = None
    ) -> list[T]:
        """Return the entities of this type, subtypes as their own classes.

        Args:
            fetch: relations to load for all of them, dotted for relations of relations; the page is read first.
            skip: how many to leave out.
            limit: how many to return at most.
        """
        return await self._session._run(_plans.find_all(self._session._open(), self._cls, fetch, skip, limit))

    async def find_all_by_ids(self, pks: Iterable[Any], fetch: Iterable[str] | None = None) -> list[T]:
        """Return the entities with these keys, in the order of the keys; keys that no node has are left out."""
        return await self._session._run(_plans.find_all_by_ids(self._session._open(), self._cls, pks, fetch))

    async def count(self) -> int:
        """Return the number of entities of this type."""
        cls: type[Any] = self._cls
        return await self._session.count(select(cls))

    async def exists(self, pk: Any) -> bool:
        """Return whether a node with that key is there."""
        return await self._session._run(_plans.exists(self._session._open(), self._cls, pk))

    def query(self) -> AsyncQueryBuilder[T]:
        """Return a statement for this type that is bound to the session."""
        return self._session.query(self._cls)

    async def cypher(
        self, query: str, params: Mapping[str, Any] | None = None, *, returns: Any = None, write: bool = False
    ) -> list[Any]:
        """Run raw Cypher and return a typed list.

        Args:
            query: the statement.
            params: parameters by name.
            returns: `int`, `float`, `str` or `bool` for the first column, `dict` for one dict a row, a `Node` class for
                the entities of the first column, None for an empty list.
            write: whether it changes data.

        Raises:
            TypeError: when `returns` is none of these, or the rows do not hold it.
        """
        return await self._session._run(
            _plans.cypher(self._session._open(), query, params, returns, write=write)
        )

    async def cypher_one(
        self, query: str, params: Mapping[str, Any] | None = None, *, returns: Any = None, write: bool = False
    ) -> Any:
        """Run raw Cypher and return the first value of what `cypher` returns, or None."""
        found = await self.cypher(query, params, returns=returns, write=write)
        return found[0] if found else None

    async def cypher_raw(
        self, query: str, params: Mapping[str, Any] | None = None, *, write: bool = False
    ) -> GraphResult:
        """Run raw Cypher and return the result as the session's `execute` does."""
        return await self._session.execute(query, params, write=write)
