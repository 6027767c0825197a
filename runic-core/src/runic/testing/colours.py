"""One way to write a test for both colours: everything is awaited, also where nothing waits.

A case is an `async def` function. In the async colour it runs on an event loop; in the sync colour the wrappers here call
the sync session and driver, so the coroutine never suspends and is driven to its end by one `send`. Knows no backend.
"""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from inspect import isawaitable
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.dialect import Dialect
from runic.ogm.driver.protocol import AsyncGraphDriver, GraphDriver, GraphResult
from runic.ogm.query.builder import QueryBuilder
from runic.ogm.session.async_session import AsyncSession
from runic.ogm.session.session import Session

__all__ = ["AnyConnection", "AnyDriver", "AnySession", "Colour", "Loop", "drive", "settle"]

T = TypeVar("T")


class Colour(enum.Enum):
    """The two ways in which a session works."""

    SYNC = "sync"
    ASYNC = "async"


def drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits.

    Raises:
        RuntimeError: when it waits after all: something async was used in the sync colour.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        return cast(T, done.value)
    coroutine.close()
    raise RuntimeError("the case waited in the sync colour, where nothing can wait")


class Loop:
    """Runs the coroutines of one colour: on one event loop that lives as long as this object, or without any."""

    def __init__(self, colour: Colour) -> None:
        self.colour = colour
        self._runner = asyncio.Runner() if colour is Colour.ASYNC else None

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end and return its result."""
        return drive(coroutine) if self._runner is None else self._runner.run(coroutine)

    def close(self) -> None:
        """End the event loop."""
        if self._runner is not None:
            self._runner.close()


async def settle(value: Any) -> Any:
    """Return what a call of either colour returns."""
    return await value if isawaitable(value) else value


class AnyConnection:
    """A connection of either colour."""

    def __init__(self, connection: Any) -> None:
        self.raw = connection

    @property
    def transactional(self) -> bool:
        """Whether `rollback` undoes what was run."""
        return bool(self.raw.transactional)

    async def run(self, statement: Statement) -> GraphResult:
        """Send one statement."""
        return cast(GraphResult, await settle(self.raw.run(statement)))

    async def begin(self) -> None:
        """Open a transaction."""
        await settle(self.raw.begin())

    async def commit(self) -> None:
        """Commit."""
        await settle(self.raw.commit())

    async def rollback(self) -> None:
        """Roll back."""
        await settle(self.raw.rollback())

    async def release(self) -> None:
        """Give the connection back."""
        await settle(self.raw.release())


class AnyDriver:
    """A driver of either colour; what a minimal driver lacks raises `AttributeError` as on the driver itself."""

    def __init__(self, driver: GraphDriver | AsyncGraphDriver) -> None:
        self.raw: Any = driver

    @property
    def dialect(self) -> Dialect:
        """The driver's dialect."""
        return cast(Dialect, self.raw.dialect)

    async def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Run Cypher."""
        return cast(GraphResult, await settle(self.raw.execute(cypher, params)))

    def acquire(self, *, read_only: bool = False) -> AnyConnection:
        """Lend a connection."""
        return AnyConnection(self.raw.acquire(read_only=read_only))

    async def begin(self) -> None:
        """Open a transaction of the driver's own."""
        await settle(self.raw.begin())

    async def commit(self) -> None:
        """Commit it."""
        await settle(self.raw.commit())

    async def rollback(self) -> None:
        """Roll it back."""
        await settle(self.raw.rollback())

    async def close(self) -> None:
        """Close the driver."""
        await settle(self.raw.close())


class AnySession:
    """A session of either colour: what sends is awaited, what stages is called.

    Two methods are of the kit: `related` and `value` read an attribute that may have to be loaded, by touching it in the
    sync colour and by the session's awaitable methods in the other.
    """

    def __init__(self, session: Session | AsyncSession) -> None:
        self.raw: Any = session
        self.waits = isinstance(session, AsyncSession)

    async def __aenter__(self) -> Self:
        await settle(self.raw.__aenter__() if self.waits else self.raw.__enter__())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        leave = self.raw.__aexit__ if self.waits else self.raw.__exit__
        await settle(leave(kind, error, trace))

    # -- staging ---------------------------------------------------------------------------------------------------

    def add(self, *entities: Any) -> None:
        """Stage entities."""
        if len(entities) == 1:
            self.raw.add(entities[0])
        else:
            self.raw.add_all(entities)

    def delete(self, entity: Any) -> None:
        """Stage a deletion."""
        self.raw.delete(entity)

    def expire(self, entity: Any) -> None:
        """Drop an entity's loaded values."""
        self.raw.expire(entity)

    def expunge(self, entity: Any) -> None:
        """Let an entity go."""
        self.raw.expunge(entity)

    def expunge_all(self) -> None:
        """Let every entity go."""
        self.raw.expunge_all()

    def pending(self) -> str:
        """What a flush would send."""
        return cast(str, self.raw.pending())

    def __contains__(self, entity: object) -> bool:
        return entity in self.raw

    @property
    def new(self) -> list[Any]:
        """What the next flush creates."""
        return list(self.raw.new)

    @property
    def dirty(self) -> list[Any]:
        """What the next flush updates."""
        return list(self.raw.dirty)

    @property
    def deleted(self) -> list[Any]:
        """What the next flush deletes."""
        return list(self.raw.deleted)

    # -- sending ---------------------------------------------------------------------------------------------------

    async def get(self, cls: type[T], pk: Any, fetch: Iterable[str] | None = None) -> T | None:
        """Return the entity with a key, or None."""
        return cast("T | None", await settle(self.raw.get(cls, pk, fetch=fetch)))

    async def must_get(self, cls: type[T], pk: Any, fetch: Iterable[str] | None = None) -> T:
        """Return the entity with a key; a case that expects it fails without."""
        found = await self.get(cls, pk, fetch)
        assert found is not None, f"{cls.__name__} {pk!r} is not there"
        return found

    async def scalars(self, stmt: QueryBuilder[T]) -> list[T]:
        """Run a statement and return its entities or values."""
        return cast("list[T]", await settle(self.raw.scalars(stmt)))

    async def scalar(self, stmt: QueryBuilder[T]) -> T | None:
        """Run a statement and return its first entity or value."""
        return cast("T | None", await settle(self.raw.scalar(stmt)))

    async def count(self, stmt: QueryBuilder[Any]) -> int:
        """Count the matches of a statement."""
        return cast(int, await settle(self.raw.count(stmt)))

    async def ids(self, stmt: QueryBuilder[Any]) -> list[Any]:
        """Return the ids of the entities of a statement."""
        return cast("list[Any]", await settle(self.raw.ids(stmt)))

    async def all_rows(self, stmt: QueryBuilder[Any]) -> list[dict[str, Any]]:
        """Run a statement and return its rows."""
        return cast("list[dict[str, Any]]", await settle(self.raw.all_rows(stmt)))

    async def all_with_edges(self, stmt: QueryBuilder[Any]) -> list[tuple[Any, ...]]:
        """Run a statement and return tuples of nodes and edges."""
        return cast("list[tuple[Any, ...]]", await settle(self.raw.all_with_edges(stmt)))

    async def execute(
        self, cypher: str, params: Mapping[str, Any] | None = None, *, write: bool = False
    ) -> GraphResult:
        """Run raw Cypher."""
        return cast(GraphResult, await settle(self.raw.execute(cypher, params, write=write)))

    async def refresh(self, entity: Any) -> None:
        """Read an entity again."""
        await settle(self.raw.refresh(entity))

    async def load(self, entity: Any, *names: str) -> Any:
        """Load relations of an entity."""
        return await settle(self.raw.load(entity, *names))

    async def relate(self, source: Any, field: Any, target: Any, edge: Any = None) -> None:
        """Stage an edge."""
        await settle(self.raw.relate(source, field, target, edge=edge))

    async def unrelate(self, source: Any, field: Any, target: Any) -> None:
        """Stage the removal of an edge."""
        await settle(self.raw.unrelate(source, field, target))

    async def flush(self) -> None:
        """Send what is staged."""
        await settle(self.raw.flush())

    async def commit(self) -> None:
        """Flush and make it durable."""
        await settle(self.raw.commit())

    async def rollback(self) -> None:
        """Discard what is staged, and undo what can be undone."""
        await settle(self.raw.rollback())

    async def run(self, work: Callable[[AnySession], Awaitable[T]], *, attempts: int = 3) -> T:
        """Run work as one unit, again when it met a conflict."""
        if self.waits:
            return cast(T, await self.raw.run(lambda _: work(self), attempts=attempts))
        inner = cast("Callable[[AnySession], Coroutine[Any, Any, T]]", work)
        return cast(T, self.raw.run(lambda _: drive(inner(self)), attempts=attempts))

    async def close(self) -> None:
        """Close the session."""
        await settle(self.raw.close())

    # -- of the kit ------------------------------------------------------------------------------------------------

    async def related(self, entity: Any, name: str) -> Any:
        """Return the value of a relation, loading it where it is not loaded."""
        return await self.raw.load(entity, name) if self.waits else getattr(entity, name)

    async def value(self, entity: Any, name: str) -> Any:
        """Return the value of a field, reading it again where it is expired."""
        if self.waits and name not in entity.__dict__:
            await self.raw.refresh(entity)
        return getattr(entity, name)
