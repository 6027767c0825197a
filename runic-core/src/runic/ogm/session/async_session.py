"""The async session: the same work as the sync one, awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from runic.ogm.driver.factory import async_driver_for
from runic.ogm.driver.lending import async_lender, undoes
from runic.ogm.driver.protocol import AsyncGraphDriver, GraphResult
from runic.ogm.exceptions import LazyLoadError, SessionClosedError, TransientError
from runic.ogm.mapping.mapper import Mapper
from runic.ogm.query.builder import QueryBuilder
from runic.ogm.query.specialised import (
    AsyncFulltextQueryBuilder,
    AsyncHybridQueryBuilder,
    AsyncQueryBuilder,
    AsyncVectorQueryBuilder,
)
from runic.ogm.session._base import SessionBase
from runic.ogm.work import execute, load
from runic.ogm.work.flush import flush
from runic.ogm.work.steps import AsyncRunner, Plan
from runic.ogm.work.unit import UnitOfWork

__all__ = ["AsyncSession"]

_T = TypeVar("_T")


class AsyncSession(SessionBase):
    """A unit of work on one database: it loads entities, remembers their changes and writes them in few statements.

    As a context manager it commits when the block ends well and rolls back when it raises.

    On a database with transactions everything from the first statement to `commit` or `rollback` is one transaction. On
    FalkorDB every statement is atomic by itself, and `rollback` can only discard what is not flushed yet.

    Args:
        driver: a driver from `create_driver`, or a client's graph handle that an installed backend recognises.
        mapper: the plans of the model classes; made for the driver's dialect when it is not given.
        log_cypher: log every statement on the logger `runic.ogm`, with parameter names but no values.
        autoflush: whether reads flush first, so that they see what the session staged.
        read_only: refuse writes, and use the database's reading path.
        impersonate: the user of the database to act as, where the database lets the driver's user do that.

    Raises:
        TypeError: when `driver` is neither a driver nor a known handle.
        UnsupportedFeatureError: when `impersonate` is given and the database has nothing like it.
    """

    def __init__(
        self,
        driver: AsyncGraphDriver | Any,
        mapper: Mapper | None = None,
        *,
        log_cypher: bool = False,
        autoflush: bool = True,
        read_only: bool = False,
        impersonate: str | None = None,
    ) -> None:
        super().__init__(async_driver_for(driver), mapper)
        source = async_lender(self.driver)
        user = self._acting_as(impersonate)
        self._runner = AsyncRunner(source, read_only=read_only, log_cypher=log_cypher, user=user)
        self._unit = UnitOfWork(
            self.mapper,
            self._touch,
            autoflush=autoflush,
            in_place=True,
            transactional=undoes(self.driver, source),
        )

    async def _run(self, plan: Plan[_T]) -> _T:
        if self._closed:
            plan.close()
            raise SessionClosedError("this session is closed; open a new one")
        return await self._runner.run(plan)

    def _touch(self, plan: Plan[Any], entity: Any, name: str) -> Any:
        plan.close()
        cls = type(entity).__name__
        if name in self._unit.plan_of(entity).relations:
            raise LazyLoadError(
                f"{cls}.{name} is not loaded, and an attribute access cannot await it; "
                f"load it before with fetch=[{name!r}], or with await session.load(entity, {name!r})"
            )
        raise LazyLoadError(
            f"{cls}.{name} is expired, and an attribute access cannot await it; call await session.refresh(entity)"
        )

    # -- reading ---------------------------------------------------------------------------------------------------

    async def get(self, cls: type[_T], pk: Any, fetch: Iterable[str] | None = None) -> _T | None:
        """Return the entity with a key, from the session if it is there, else from the database.

        Args:
            cls: a `Node` class; a parent class finds its children, each as its own class.
            pk: the value of the key.
            fetch: relations to load with it, dotted for relations of relations.

        Returns:
            The entity, or None when there is none or it is deleted in this session.

        Raises:
            MultipleResultsError: when several nodes have that key.
            MetadataError: when the class has no key, or no such relation.
        """
        found: _T | None = await self._run(load.get(self._open(), cls, pk, fetch))
        return found

    def load_relationship(self, entity: Any, field_name: str) -> Any:
        """Raise `LazyLoadError`: an attribute access cannot await. Use `fetch`, or `await session.load(...)`."""
        return self._touch(load.relationship(self._open(), entity, field_name), entity, field_name)

    async def load(self, entity: Any, *names: str) -> Any:
        """Load relations of an entity, and of all that came from the same result and lack them.

        Args:
            entity: a persistent entity of this session.
            *names: the relations.

        Returns:
            The value of the relation, or a tuple of them when several were named.
        """
        return await self._run(load.relations(self._open(), entity, names))

    async def refresh(self, entity: Any) -> None:
        """Read an entity again at once; its unflushed changes are dropped.

        Raises:
            StaleEntityError: when its node no longer exists.
            DetachedEntityError: when it is not persistent in this session.
        """
        await self._run(load.refresh(self._open(), entity))

    async def scalars(self, stmt: QueryBuilder[_T]) -> list[_T]:
        """Run a statement and return its entities, or the first column when it projects or aggregates."""
        return await self._run(execute.scalars(self._open(), stmt))

    async def scalar(self, stmt: QueryBuilder[_T]) -> _T | None:
        """Run a statement and return its first entity or value, or None; at most one row is asked for."""
        found: _T | None = await self._run(execute.scalar(self._open(), stmt))
        return found

    async def count(self, stmt: QueryBuilder[Any]) -> int:
        """Return the number of rows that a statement matches; its order and paging are ignored."""
        return await self._run(execute.count(self._open(), stmt))

    async def ids(self, stmt: QueryBuilder[Any]) -> list[Any]:
        """Run a statement and return the database's ids of its entities, without loading them."""
        return await self._run(execute.ids(self._open(), stmt))

    async def all_rows(self, stmt: QueryBuilder[Any]) -> list[dict[str, Any]]:
        """Run a statement and return one dict a row, keyed by alias or column text; entities are decoded."""
        return await self._run(execute.all_rows(self._open(), stmt))

    async def all_with_edges(self, stmt: QueryBuilder[Any]) -> list[tuple[Any, ...]]:
        """Run a statement with `return_nodes` and `return_edge` and return one tuple a row."""
        return await self._run(execute.all_with_edges(self._open(), stmt))

    def query(self, cls: type[_T]) -> AsyncQueryBuilder[_T]:
        """Return a statement for `cls` that is bound to this session, so that it can run itself."""
        self._open()
        return AsyncQueryBuilder(self, cls)

    def fulltext_search(
        self,
        cls: type[_T],
        query: str,
        fields: list[str] | None = None,
        *,
        raw: bool = False,
        index: str | None = None,
    ) -> AsyncFulltextQueryBuilder[_T]:
        """Return a statement that starts from a full-text search, to be narrowed, ordered and run; best first.

        Args:
            cls: a `Node` class with a field that has `index_type="FULLTEXT"`, whose index exists.
            query: the text to search for: every word of it must be found, nothing in it is syntax.
            fields: names of the fields to search; all that are indexed when it is None.
            raw: the text is in the database's own search syntax.
            index: the name of an index that others have made, where searches go by names.

        Raises:
            UnsupportedFeatureError: when it is run on a database that has no such search.
            MissingIndexError: when it is run and there is no index.
        """
        self._open()
        return AsyncFulltextQueryBuilder(self, cls, query, fields, raw=raw, index=index)

    def vector_search(
        self,
        cls: type[_T],
        field: Any,
        vector: Sequence[float],
        k: int = 10,
        *,
        candidates: int | None = None,
        index: str | None = None,
    ) -> AsyncVectorQueryBuilder[_T]:
        """Return a statement that starts from the nodes whose vectors are nearest, to be narrowed, ordered and run.

        Args:
            cls: a `Node` class with a vector field, whose index exists.
            field: that field, accessed on the class (`Document.embedding`).
            vector: the vector to search near.
            k: how many nodes at most, filters included.
            candidates: how many nodes are looked at; ten times `k`, and at least 100, where filters follow.
            index: the name of an index that others have made, where searches go by names.

        Raises:
            UnsupportedFeatureError: when it is run on a database that has no such search.
            FieldValidationError: when it is run with a vector of another length than the field declares.
            MissingIndexError: when it is run and there is no index.
        """
        self._open()
        return AsyncVectorQueryBuilder(self, cls, field, vector, k, candidates=candidates, index=index)

    def hybrid_search(
        self, cls: type[_T], query: str, field: Any, vector: Sequence[float], k: int = 10, **options: Any
    ) -> AsyncHybridQueryBuilder[_T]:
        """Return a statement that starts from both searches, fused by rank; see `HybridQueryBuilder` for its options.

        Args:
            cls: a `Node` class with a full-text and a vector index.
            query: the text to search for.
            field: the vector field, accessed on the class.
            vector: the vector to search near.
            k: how many nodes at most, filters included.
            **options: `fields`, `raw`, `candidates`, `text_index` and `vector_index`.

        Raises:
            UnsupportedFeatureError: when it is run on a database that has no such searches.
            MissingIndexError: when it is run and an index is missing.
        """
        self._open()
        return AsyncHybridQueryBuilder(self, cls, query, field, vector, k, **options)

    async def execute(
        self, cypher: str, params: Mapping[str, Any] | None = None, write: bool = False
    ) -> GraphResult:
        """Run raw Cypher and return rows and columns as the database gave them.

        Args:
            cypher: the statement; values belong into `params`, never into the text.
            params: parameters by name; an entity stands for its id.
            write: whether it changes data. In a read-only session only statements that do not are sent.
        """
        return await self._run(execute.raw(self._open(), cypher, params, write=write))

    # -- writing ---------------------------------------------------------------------------------------------------

    async def relate(self, source: Any, field_name: Any, target: Any, edge: Any = None) -> None:
        """Stage an edge between two nodes; the flush creates it, or updates the one that exists.

        Args:
            source: the node that declares the relation.
            field_name: the relation, as a class attribute (`Person.company`) or by name.
            target: the node at the other end.
            edge: an object of the relation's `edge_model` with the properties to write.

        Raises:
            TypeError: when an end or the edge is of the wrong class.
            MetadataError: when the relation does not exist.
            DetachedEntityError: when an end is in no session and the relation does not cascade.
        """
        self._stage_relate(source, field_name, target, edge)

    async def unrelate(self, source: Any, field_name: Any, target: Any) -> None:
        """Stage the removal of an edge between two nodes; one that does not exist is no error."""
        self._stage_unrelate(source, field_name, target)

    async def flush(self) -> None:
        """Send what is staged; see `runic.ogm.work.flush` for order and errors."""
        await self._run(flush(self._open()))

    async def commit(self) -> None:
        """Flush, and make everything since the last commit durable. Loaded entities stay loaded."""
        unit = self._open()
        if unit.idle and self._runner.at_rest:  # nothing was sent that could be committed
            await self._runner.close()
            unit.committed()
            return
        await self._run(execute.commit(unit))

    async def rollback(self) -> None:
        """Discard what is staged and, on a database with transactions, undo what was flushed; entities expire.

        Warns `UnrecoverableRollbackWarning` when flushed writes stay because the database cannot undo them.
        """
        await self._run(execute.rollback(self._open()))

    async def run(self, work: Callable[[AsyncSession], Awaitable[_T]], *, attempts: int = 3) -> _T:
        """Await `work(session)` and commit; on a conflict roll back and do it all again.

        Args:
            work: a coroutine function of this session, which may run several times.
            attempts: how often at most.

        Raises:
            TransientError: when the last attempt met a conflict, too.
        """
        from asyncio import sleep  # costs 75 ms to import, and is there when a coroutine runs

        for pause in execute.pauses(attempts):
            try:
                result = await work(self)
                await self.commit()
            except TransientError:
                await self.rollback()
                if pause is None:
                    raise
                await sleep(pause)
            except BaseException:
                await self.rollback()
                raise
            else:
                return result
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Let every entity go, roll back an open transaction and give the connection back; twice is no error."""
        if self._closed:
            return
        self._unit.close()
        self._closed = True
        await self._runner.close()

    async def __aenter__(self) -> Self:
        self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._closed:
                if error is None:
                    await self.commit()
                else:
                    await self.rollback()
        finally:
            await self.close()
