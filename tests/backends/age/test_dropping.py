"""Sessions that are dropped without being closed: the connection comes back, and nothing of theirs stays."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import warnings
import weakref
from typing import Any

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from runic.ogm import AsyncSession, Field, Node, Session, create_async_driver, create_driver
from runic.testing import AnyDriver, AnySession, Colour
from tests.backends.age.place import Place
from tests.backends.age.stage import Stage, scenario


class Leaf(Node, labels=["AgeLeaf"]):
    uid: str = Field(primary_key=True)


COUNT = "MATCH (n:AgeLeaf) RETURN count(n) AS c"


async def _written(stage: Stage, driver: Any, uid: str) -> AnySession:
    """Return a session that wrote something and is not closed."""
    session = stage.session(driver)
    session.add(Leaf(uid=uid))
    await session.flush()
    return session


async def _drop(stage: Stage, driver: Any, uid: str) -> None:
    dropped = weakref.ref(await _written(stage, driver, uid))
    assert dropped() is None
    with pytest.warns(ResourceWarning, match="close") as caught:
        gc.collect()
    assert len(caught) == 1


async def _drop_five(stage: Stage, driver: AnyDriver) -> None:
    """Drop more sessions than there are connections, and find that others work and see nothing."""
    await driver.execute("CREATE (:AgeLeaf {uid: 'kept'})")
    for number in range(5):
        await _drop(stage, driver, f"dropped {number}")
    async with stage.session(driver) as one, stage.session(driver) as other:
        assert (await one.execute(COUNT)).rows == (await other.execute(COUNT)).rows == [[1]]
        one.add(Leaf(uid="sixth"))
        await one.commit()
    assert (await driver.execute(COUNT)).rows == [[2]]


@scenario
async def test_a_pool_has_the_connection_again(stage: Stage) -> None:
    driver = stage.driver(max_connections=2, pool_timeout=5.0)
    await _drop_five(stage, driver)
    assert stage.place.connections() <= 2


@scenario
async def test_a_pool_of_the_callers_has_the_connection_again(stage: Stage) -> None:
    cls: Any = ConnectionPool if stage.colour is Colour.SYNC else AsyncConnectionPool
    pool = cls(stage.place.conninfo, min_size=0, max_size=2, open=False, timeout=5.0)
    await stage.wait(pool.open())
    await _drop_five(stage, stage.made({"connection_pool": pool, "graph": stage.place.graph}))
    for _ in range(2):
        # the pool counts both: the caller can have them, as they were
        assert (await stage.wait(pool.getconn())).autocommit is False
    await stage.wait(pool.close())


async def _freed(stage: Stage, connection: Any) -> None:
    driver = stage.made({"connection": connection, "graph": stage.place.graph})
    async with stage.session(driver) as session:
        session.add(Leaf(uid="kept"))
    await _drop(stage, driver, "dropped")
    # the next commit of the caller's makes nothing of it durable
    await stage.wait(connection.commit())
    assert not connection.closed
    async with stage.session(driver) as session:
        assert (await session.execute(COUNT)).rows == [[1]]


@pytest.mark.parametrize("autocommit", [True, False])
def test_a_connection_of_the_callers_is_free_again(stage: Stage, autocommit: bool) -> None:
    async def body() -> None:
        cls: Any = psycopg.Connection if stage.colour is Colour.SYNC else psycopg.AsyncConnection
        connection = await stage.wait(cls.connect(stage.place.conninfo, autocommit=autocommit))
        try:
            await _freed(stage, connection)
        finally:
            await stage.wait(connection.close())

    stage.loop.run(body())


@scenario
async def test_a_driver_that_began_gives_back_too(stage: Stage) -> None:
    options = {**stage.place.options, "max_connections": 1, "pool_timeout": 5.0}
    driver = stage.made(options)
    await driver.begin()
    await driver.execute("CREATE (:AgeLeaf {uid: 'dropped'})")
    with pytest.warns(ResourceWarning, match="begin"):
        driver.raw._direct = None
    assert (await driver.execute(COUNT)).rows == [[0]]


@scenario
async def test_what_was_closed_gives_no_warning(stage: Stage) -> None:
    driver = stage.driver(max_connections=1)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        await (await _written(stage, driver, "closed")).close()
        stage.session(driver)
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
    assert await stage.works(driver)


def test_a_warning_that_is_an_error_takes_nothing_away(place: Place) -> None:
    told: list[Any] = []
    hook, driver = sys.unraisablehook, create_driver("age", **place.options, max_connections=1)
    sys.unraisablehook = lambda found: told.append(found.exc_type)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            Session(driver).execute(COUNT)
            gc.collect()
    finally:
        sys.unraisablehook = hook
    assert told == [ResourceWarning]
    assert driver.execute(COUNT).rows == [[0]]
    driver.close()


def test_a_collection_within_the_lock_of_the_pool_does_not_hang(place: Place) -> None:
    driver: Any = create_driver("age", **place.options, max_connections=1, pool_timeout=5.0)
    Session(driver).execute(COUNT)
    with driver._source._pool._lock, pytest.warns(ResourceWarning):
        gc.collect()
    assert driver.execute(COUNT).rows == [[0]]
    driver.close()


def test_a_child_process_leaves_the_connection_to_its_parent(place: Place) -> None:
    driver = create_driver("age", **place.options, max_connections=1)
    with Session(driver) as session:
        session.execute("CREATE (:AgeLeaf)")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if not child:
            told: list[Any] = []
            warnings.showwarning = lambda *told_of, **_: told.append(told_of)
            connection: Any = session._runner.connection
            connection.__del__()
            os._exit(len(told) + 2 * (connection._connection is None))
        assert os.waitpid(child, 0)[1] == 0
        assert session.execute(COUNT).rows == [[1]]
    driver.close()


def test_an_event_loop_that_has_ended(place: Place) -> None:
    driver: Any = create_async_driver("age", **place.options, max_connections=1)

    async def leave() -> None:
        await AsyncSession(driver).execute("CREATE (:AgeLeaf)")

    asyncio.run(leave())
    with pytest.warns(ResourceWarning, match="close"):
        gc.collect()

    async def look() -> Any:
        try:
            return (await driver.execute(COUNT)).rows
        finally:
            await driver.close()

    assert asyncio.run(look()) == [[0]]


def test_another_thread_may_collect_what_an_event_loop_dropped(place: Place) -> None:
    async def body() -> Any:
        driver = create_async_driver("age", **place.options, max_connections=1, pool_timeout=5.0)
        await AsyncSession(driver).execute("CREATE (:AgeLeaf)")
        with pytest.warns(ResourceWarning):
            await asyncio.to_thread(gc.collect)
        try:
            return (await driver.execute(COUNT)).rows
        finally:
            await driver.close()

    assert asyncio.run(body()) == [[0]]
