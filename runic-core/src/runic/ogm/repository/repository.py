"""The sync repository."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from runic.ogm.driver.protocol import GraphResult
from runic.ogm.query.builder import QueryBuilder, select
from runic.ogm.repository import _plans
from runic.ogm.session.session import Session

__all__ = ["Repository", "RepositoryProtocol"]

T = TypeVar("T")


class RepositoryProtocol(Protocol[T]):
    """What a repository of one entity type offers."""

    def find_all(
        self, fetch: Iterable[str] | None = None, skip: int = 0, limit: int | None = None
    ) -> list[T]:
        """Return the entities of the type."""
        ...

    def find_all_by_ids(self, pks: Iterable[Any], fetch: Iterable[str] | None = None) -> list[T]:
        """Return the entities with these keys."""
        ...

    def count(self) -> int:
        """Return how many there are."""
        ...

    def exists(self, pk: Any) -> bool:
        """Return whether there is one with that key."""
        ...


class Repository(Generic[T]):
    """Typed reads and explicit Cypher for one entity type; all that it returns belongs to the session.

    Writing stays with the session. Derive a class of your own for the queries of a domain.

    Args:
        session: the session that runs everything.
        entity_class: a `Node` class.
    """

    def __init__(self, session: Session, entity_class: type[T]) -> None:
        session.mapper.node_plan(entity_class)
        self._session = session
        self._cls = entity_class

    def find_all(
        self, fetch: Iterable[str] | None = None, skip: int = 0, limit: int | None = None
    ) -> list[T]:
        """Return the entities of this type, subtypes as their own classes.

        Args:
            fetch: relations to load for all of them, dotted for relations of relations; the page is read first.
            skip: how many to leave out.
            limit: how many to return at most.
        """
        return self._session._run(_plans.find_all(self._session._open(), self._cls, fetch, skip, limit))

    def find_all_by_ids(self, pks: Iterable[Any], fetch: Iterable[str] | None = None) -> list[T]:
        """Return the entities with these keys, in the order of the keys; keys that no node has are left out."""
        return self._session._run(_plans.find_all_by_ids(self._session._open(), self._cls, pks, fetch))

    def count(self) -> int:
        """Return the number of entities of this type."""
        cls: type[Any] = self._cls
        return self._session.count(select(cls))

    def exists(self, pk: Any) -> bool:
        """Return whether a node with that key is there."""
        return self._session._run(_plans.exists(self._session._open(), self._cls, pk))

    def query(self) -> QueryBuilder[T]:
        """Return a statement for this type that is bound to the session."""
        return self._session.query(self._cls)

    def cypher(
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
        return self._session._run(_plans.cypher(self._session._open(), query, params, returns, write=write))

    def cypher_one(
        self, query: str, params: Mapping[str, Any] | None = None, *, returns: Any = None, write: bool = False
    ) -> Any:
        """Run raw Cypher and return the first value of what `cypher` returns, or None."""
        found = self.cypher(query, params, returns=returns, write=write)
        return found[0] if found else None

    def cypher_raw(
        self, query: str, params: Mapping[str, Any] | None = None, *, write: bool = False
    ) -> GraphResult:
        """Run raw Cypher and return the result as the session's `execute` does."""
        return self._session.execute(query, params, write=write)
