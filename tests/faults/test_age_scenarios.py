"""Bad luck on the way to Apache AGE, in both colours: errors of ours, no hang, no leak, and a driver that goes on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from runic.ogm import AsyncSession, Field, Node, Session, create_async_driver, create_driver, select
from runic.ogm.exceptions import (
    AuthenticationError,
    ConnectionFailedError,
    ConstraintError,
    CypherSyntaxError,
    DatabaseError,
    MissingGraphError,
    QueryTimeoutError,
    TransientError,
    UnsupportedFeatureError,
)
from runic.testing import AnySession, Colour
from runic.testing.colours import Loop, drive
from tests.backends.age.conftest import place, stage
from tests.backends.age.place import Place
from tests.backends.age.stage import ONE, Stage, scenario
from tests.servers.age import PackagedServer
from tests.servers.catalog import required
from tests.servers.falkordb import free_port
from tests.servers.java import CannotStart, asked_for

__all__ = ["place", "stage"]

COUNT = "MATCH (n:ScenarioGrain) RETURN count(n) AS c"
SLOW = "UNWIND range(1, 9999) AS a UNWIND range(1, 9999) AS b RETURN count(a + b) AS c"


class Grain(Node, labels=["ScenarioGrain"]):
    uid: str = Field(primary_key=True)
    value: int = Field(default=0)


# -- connecting --------------------------------------------------------------------------------------------------------


@scenario
async def test_nobody_listens(stage: Stage) -> None:
    driver = stage.made({"host": "127.0.0.1", "port": free_port(), "graph": "nowhere", "connect_timeout": 2})
    started = time.monotonic()
    for _ in range(3):
        with pytest.raises(ConnectionFailedError) as caught:
            await driver.execute(ONE)
        assert isinstance(caught.value.__cause__, psycopg.Error)
    assert time.monotonic() - started < 15


@scenario
async def test_a_wrong_password(stage: Stage) -> None:
    driver = stage.made({**stage.place.parts, "password": "not-the-password", "graph": stage.place.graph})
    with pytest.raises(AuthenticationError) as caught:
        await driver.execute(ONE)
    assert "not-the-password" not in str(caught.value)
    with pytest.raises(AuthenticationError):
        await stage.works(driver)


@scenario
async def test_a_missing_database(stage: Stage) -> None:
    driver = stage.made({**stage.place.parts, "database": "no_such_database", "graph": stage.place.graph})
    with pytest.raises(MissingGraphError, match="no_such_database"):
        await driver.execute(ONE)


@scenario
async def test_a_database_without_the_extension(stage: Stage) -> None:
    driver = stage.made({**stage.place.parts, "database": "template1", "graph": stage.place.graph})
    with pytest.raises(MissingGraphError, match="CREATE EXTENSION age"):
        await driver.execute(ONE)


@scenario
async def test_a_full_pool(stage: Stage) -> None:
    driver = stage.driver(max_connections=1, pool_timeout=0.5)
    async with stage.session(driver) as session:
        await session.execute(ONE)
        started = time.monotonic()
        with pytest.raises(ConnectionFailedError, match="max_connections"):
            await driver.execute(ONE)
        assert time.monotonic() - started < 5
    assert await stage.works(driver)


# -- losing the server --------------------------------------------------------------------------------------------------


@scenario
async def test_connections_that_died_in_the_pool(stage: Stage) -> None:
    driver = stage.driver()
    assert await stage.works(driver)
    stage.place.terminate()
    assert await stage.works(driver)
    stage.place.terminate()
    async with stage.session(driver) as session:
        session.add(Grain(uid="a"))
    assert (await driver.execute(COUNT)).rows == [[1]]


@scenario
async def test_a_connection_that_dies_in_a_transaction(stage: Stage) -> None:
    driver = stage.driver()
    session = stage.session(driver)
    session.add(grain := Grain(uid="a"))
    await session.flush()
    stage.place.terminate()
    with pytest.raises(ConnectionFailedError):
        await session.execute(ONE)
    await session.rollback()
    session.add(grain)
    await session.commit()
    await session.close()
    assert (await driver.execute(COUNT)).rows == [[1]]


@scenario
async def test_a_connection_that_dies_before_the_commit(stage: Stage) -> None:
    driver = stage.driver()
    session = stage.session(driver)
    session.add(Grain(uid="a"))
    await session.flush()
    stage.place.terminate()
    with pytest.raises(ConnectionFailedError):
        await session.commit()
    await session.rollback()
    await session.close()
    assert (await driver.execute(COUNT)).rows == [[0]]


@scenario
async def test_a_connection_that_dies_during_a_statement(stage: Stage) -> None:
    driver = stage.driver()
    session = stage.session(driver)
    await session.execute(ONE)
    timer = threading.Timer(0.4, stage.place.terminate)
    timer.start()
    with pytest.raises(ConnectionFailedError):
        await session.execute(SLOW)
    timer.join()
    await session.rollback()
    await session.close()
    assert await stage.works(driver)


@pytest.mark.slow
@pytest.mark.parametrize("colour", list(Colour))
def test_a_server_that_dies_and_comes_back(colour: Colour) -> None:
    if not asked_for("age"):
        pytest.skip("not asked for; RUNIC_TEST_BACKENDS=age starts it")
    try:
        own = PackagedServer()
    except CannotStart as why:
        if "age" in required() and "RUNIC_TEST_AGE_URI" not in os.environ:
            pytest.fail(f"age must run and does not: {why}")
        pytest.skip(f"a server that may be killed cannot be started: {why}")
    make: Any = create_driver if colour is Colour.SYNC else create_async_driver
    cls: Any = Session if colour is Colour.SYNC else AsyncSession
    loop = Loop(colour)

    async def outage() -> None:
        driver = make("age", **own.options, graph="dying", pool_timeout=3.0)
        session = AnySession(cls(driver))
        session.add(grain := Grain(uid="a"))
        await session.flush()
        own.kill()
        with pytest.raises(ConnectionFailedError):
            await session.commit()
        await session.rollback()
        started = time.monotonic()
        with pytest.raises(ConnectionFailedError):
            await session.execute(ONE)
        assert time.monotonic() - started < 10
        await session.rollback()
        own.launch()
        session.add(grain)
        await session.commit()
        assert [found.uid for found in await session.scalars(select(Grain))] == ["a"]
        await session.close()
        closing = driver.close()
        if colour is Colour.ASYNC:
            await closing

    try:
        loop.run(outage())
    finally:
        loop.close()
        own.stop()


# -- statements and transactions ------------------------------------------------------------------------------------------


@scenario
async def test_a_statement_that_takes_too_long(stage: Stage) -> None:
    driver = stage.driver(timeout=200)
    session = stage.session(driver)
    with pytest.raises(QueryTimeoutError):
        await session.execute(SLOW)
    await session.rollback()
    assert (await session.execute(ONE)).rows == [[1]]
    await session.close()


@scenario
async def test_a_poisoned_transaction(stage: Stage) -> None:
    driver = stage.driver()
    session = stage.session(driver)
    session.add(Grain(uid="a"))
    await session.flush()
    with pytest.raises(CypherSyntaxError) as caught:
        await session.execute("RETURN noSuchFunction(1) AS x")
    assert caught.value.statement == "RETURN noSuchFunction(1) AS x"
    with pytest.raises(DatabaseError, match="roll"):
        await session.execute(ONE)
    with pytest.raises(DatabaseError, match="roll"):
        await session.commit()
    await session.rollback()
    assert (await session.execute(COUNT)).rows == [[0]]
    session.add(Grain(uid="b"))
    await session.commit()
    await session.close()
    assert (await driver.execute(COUNT)).rows == [[1]]


@scenario
async def test_the_error_shows_what_was_sent(stage: Stage) -> None:
    driver = stage.driver()
    async with stage.session(driver) as session:
        session.add(Grain(uid="a"))
    stage.place.sql(
        'CREATE UNIQUE INDEX ON $g."ScenarioGrain" (agtype_access_operator(properties, \'"uid"\'::agtype))'
    )
    session = stage.session(driver)
    session.add(Grain(uid="a"))
    with pytest.raises(ConstraintError) as caught:
        await session.flush()
    statement = caught.value.statement or ""
    assert f'INSERT INTO "{stage.place.graph}"."ScenarioGrain"' in statement
    assert "$g" not in statement
    await session.rollback()
    await session.close()


@scenario
async def test_everything_cannot_be_returned(stage: Stage) -> None:
    with pytest.raises(UnsupportedFeatureError, match="RETURN n, r, m"):
        await stage.driver().execute("MATCH (n) RETURN *")


@scenario
async def test_nothing_leaks(stage: Stage) -> None:
    driver = stage.driver(max_connections=2, pool_timeout=3, timeout=300)
    for number in range(8):
        text = SLOW if number % 4 == 0 else "RETURN noSuchFunction(1) AS x"
        with pytest.raises(DatabaseError):
            await _failing(stage, driver, text)
        abandoned = stage.session(driver)
        await abandoned.execute(ONE)
        await abandoned.close()
        with pytest.raises(DatabaseError):
            await driver.execute("RETURN noSuchFunction(1) AS x")
    assert stage.place.connections() <= 2
    async with stage.session(driver) as one, stage.session(driver) as other:
        assert (await one.execute(ONE)).rows == (await other.execute(ONE)).rows


async def _failing(stage: Stage, driver: Any, text: str) -> None:
    async with stage.session(driver) as session:
        session.add(Grain(uid="a"))
        await session.execute(text)


@scenario
async def test_a_graph_that_somebody_drops(stage: Stage) -> None:
    driver = stage.driver()
    async with stage.session(driver) as session:
        session.add(Grain(uid="a"))
    stage.place.drop()
    with pytest.raises(MissingGraphError):
        await driver.execute(COUNT)
    async with stage.session(driver) as session:
        session.add(Grain(uid="b"))
    assert (await driver.execute("MATCH (n:ScenarioGrain) RETURN n.uid AS uid")).rows == [["b"]]


# -- conflicts ---------------------------------------------------------------------------------------------------------


async def _opposite(
    stage: Stage, driver: Any, names: tuple[str, str], meet: Callable[[], Any], done: list[int]
) -> None:
    """Change two nodes, one after the other, when the other side has changed its first; again after a conflict."""

    async def unit(session: AnySession) -> None:
        done.append(1)
        one, other = [await session.must_get(Grain, name) for name in names]
        one.value += 1
        await session.flush()
        if len(done) <= 2:
            await stage.wait(meet())
        other.value += 1

    async with stage.session(driver) as session:
        await session.run(unit)


def test_deadlocks_are_tried_again(stage: Stage) -> None:
    driver = stage.driver()
    done: list[int] = []

    async def prepare() -> None:
        async with stage.session(driver) as session:
            session.add(Grain(uid="a"), Grain(uid="b"))

    async def check() -> None:
        async with stage.session(driver) as session:
            assert [grain.value for grain in await session.scalars(select(Grain))] == [2, 2]

    stage.loop.run(prepare())
    sides = [("a", "b"), ("b", "a")]
    if stage.colour is Colour.ASYNC:
        barrier = asyncio.Barrier(2)

        async def both() -> None:
            await asyncio.gather(*(_opposite(stage, driver, side, barrier.wait, done) for side in sides))

        stage.loop.run(both())
    else:
        meeting = threading.Barrier(2, timeout=10)

        def meet() -> None:
            meeting.wait()

        threads = [
            threading.Thread(target=lambda side=side: drive(_opposite(stage, driver, side, meet, done)))
            for side in sides
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert len(done) == 3
    stage.loop.run(check())


@scenario
async def test_conflicts_are_told(stage: Stage) -> None:
    """Cypher's own SET of a node that another transaction changed: AGE's words for a conflict."""
    driver = stage.driver()
    async with stage.session(driver) as session:
        session.add(Grain(uid="a"))
    first, second = stage.session(driver), stage.session(driver)
    change = "MATCH (n:ScenarioGrain) SET n.value = n.value + 1"
    await first.execute(change)
    timer = threading.Timer(0.3, _commit_aside, (stage, first)) if stage.colour is Colour.SYNC else None
    if timer is None:
        waiting = asyncio.create_task(second.execute(change))
        await asyncio.sleep(0.3)
        await first.commit()
        with pytest.raises(TransientError):
            await waiting
    else:
        timer.start()
        with pytest.raises(TransientError):
            await second.execute(change)
        timer.join()
    await second.rollback()
    await second.execute(change)
    await second.commit()
    await first.close()
    await second.close()


def _commit_aside(stage: Stage, session: AnySession) -> None:
    drive(session.commit())


# -- tasks -------------------------------------------------------------------------------------------------------------


async def test_a_task_that_is_cancelled(place: Place) -> None:
    driver: Any = create_async_driver("age", **place.options, max_connections=1, pool_timeout=5)
    session = AsyncSession(driver)
    session.add(Grain(uid="a"))
    await session.flush()
    task = asyncio.create_task(session.execute(SLOW))
    await asyncio.sleep(0.3)
    started = time.monotonic()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, DatabaseError):
        await task
    await session.rollback()
    await session.close()
    assert time.monotonic() - started < 5
    assert (await driver.execute(ONE)).rows == [[1]]
    assert (await driver.execute("MATCH (n) RETURN count(n) AS c")).rows == [[0]]
    await driver.close()


async def test_the_first_use_of_a_label_by_many_tasks(place: Place) -> None:
    driver: Any = create_async_driver("age", **place.options)

    async def work(number: int) -> None:
        async with AsyncSession(driver) as session:
            session.add(Grain(uid=f"a{number}"))

    await asyncio.gather(*map(work, range(8)))
    assert (await driver.execute(COUNT)).rows == [[8]]
    await driver.close()
