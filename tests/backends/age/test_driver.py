"""Both drivers of Apache AGE: what is handed in, which version is there, what the log tells."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from runic.ogm import AsyncSession, Field, Node, Relation, Session, create_driver, select
from runic.ogm.driver.capability import Capability, Level
from runic.ogm.exceptions import ConnectionFailedError, DriverBusyError, UnsupportedFeatureError
from runic.ogm.values import GraphNode
from runic.testing import AnyDriver, Colour
from runic_age.driver import AGEDriver, AsyncAGEDriver
from tests.backends.age.place import Place
from tests.backends.age.stage import ONE, Stage, scenario


class Being(Node, labels=["AgeBeing"]):
    uid: str = Field(primary_key=True)
    name: str | None = Field(default=None)
    likes: list[Being] = Relation(relationship="AGE_LIKES", direction="OUTGOING", target="Being")


class Robot(Being, labels=["AgeBeing", "AgeRobot"]):
    model: str | None = Field(default=None)


COUNT = "MATCH (n:AgeBeing) RETURN count(n) AS c"


# -- what is handed in ----------------------------------------------------------------------------------------------------


async def _pool(stage: Stage, *, max_size: int = 2, **options: Any) -> Any:
    """Open a pool of the client; runic does not close it."""
    cls: Any = ConnectionPool if stage.colour is Colour.SYNC else AsyncConnectionPool
    pool = cls(stage.place.conninfo, min_size=0, max_size=max_size, open=False, **options)
    await stage.wait(pool.open())
    return pool


@pytest.mark.parametrize("autocommit", [True, False])
def test_a_pool_of_the_callers_own(stage: Stage, autocommit: bool) -> None:
    async def body() -> None:
        pool = await _pool(stage, max_size=2, kwargs={"autocommit": autocommit})
        cls = AGEDriver if stage.colour is Colour.SYNC else AsyncAGEDriver
        driver = AnyDriver(cls(pool, stage.place.graph))
        async with stage.session(driver) as one, stage.session(driver) as other:
            one.add(Being(uid="a"))
            await one.flush()
            assert (await other.execute(COUNT)).rows == [[0]]
        await driver.execute("CREATE (:AgeBeing {uid: 'b'})")
        await driver.begin()
        await driver.execute("CREATE (:AgeBeing {uid: 'c'})")
        await driver.rollback()
        assert (await driver.execute(COUNT)).rows == [[2]]
        stage.place.terminate()
        assert await stage.works(driver)
        connection = await stage.wait(pool.getconn())
        assert connection.autocommit is autocommit
        await stage.wait(pool.putconn(connection))
        await driver.close()
        with pytest.raises(ConnectionFailedError, match="closed"):
            await driver.execute(ONE)
        assert not pool.closed
        await stage.wait(pool.close())

    stage.loop.run(body())


@scenario
async def test_a_pool_of_one_connection_makes_labels(stage: Stage) -> None:
    pool = await _pool(stage, max_size=1, timeout=2.0)
    async with stage.session(stage.made({"connection_pool": pool, "graph": stage.place.graph})) as session:
        session.add(Being(uid="a"))
        await session.flush()
        session.add(Robot(uid="b"))
    await stage.wait(pool.close())


@scenario
async def test_a_session_takes_a_pool_of_the_client(stage: Stage) -> None:
    pool = await _pool(stage)
    async with stage.session(pool) as session:
        assert (await session.execute(ONE)).rows == [[1]]
    await stage.wait(pool.close())


@scenario
async def test_a_connection_is_lent_to_one(stage: Stage) -> None:
    cls: Any = psycopg.Connection if stage.colour is Colour.SYNC else psycopg.AsyncConnection
    connection = await stage.wait(cls.connect(stage.place.conninfo))
    driver = stage.made({"connection": connection, "graph": stage.place.graph})
    async with stage.session(driver) as session:
        session.add(Being(uid="a"))
        await session.flush()
        with pytest.raises(DriverBusyError):
            await stage.works(driver)
    await driver.close()
    assert not connection.closed
    await stage.wait(connection.close())


@scenario
async def test_what_cannot_be_handed_in(stage: Stage) -> None:
    pool = await _pool(stage)
    for options in ({"connection_pool": pool, "host": "here"}, {"connection_pool": pool, "connection": pool}):
        with pytest.raises(TypeError, match="cannot stand beside"):
            stage.made(options)
    wrong: Any = AsyncAGEDriver if stage.colour is Colour.SYNC else AGEDriver
    with pytest.raises(TypeError, match="takes"):
        wrong(pool)
    await stage.wait(pool.close())


# -- transactions ----------------------------------------------------------------------------------------------------------


def _states(place: Place) -> set[str]:
    text = "SELECT state FROM pg_stat_activity WHERE application_name = %s"
    return {state for (state,) in place.sql(text, place.name)}


@scenario
async def test_what_only_reads_begins_nothing(stage: Stage) -> None:
    driver = stage.driver()
    async with stage.session(driver) as session:
        session.add(Being(uid="a"))
    async with stage.session(driver) as session:
        being = await session.must_get(Being, "a")
        assert await session.related(being, "likes") == []
        assert _states(stage.place) == {"idle"}
        being.name = "A"
        await session.flush()
        assert "idle in transaction" in _states(stage.place)
        await session.rollback()
        await session.execute(ONE)
        assert "idle in transaction" in _states(stage.place)
        async with stage.session(driver) as other:
            (await other.must_get(Being, "a")).name = "B"
        await session.refresh(being)
        assert being.name == "B"


@scenario
async def test_labels_that_go(stage: Stage) -> None:
    """A table that a rollback undoes, or somebody drops, is an empty label again."""
    cls: Any = psycopg.Connection if stage.colour is Colour.SYNC else psycopg.AsyncConnection
    connection = await stage.wait(cls.connect(stage.place.conninfo))
    async with stage.session(stage.made({"connection": connection, "graph": stage.place.graph})) as session:
        session.add(Being(uid="a"))
        await session.flush()
        await session.rollback()
        assert await session.scalars(select(Being)) == []
    await stage.wait(connection.close())
    driver = stage.driver()
    async with stage.session(driver) as session:
        session.add(Being(uid="a"))
    async with stage.session(driver) as session:
        assert len(await session.scalars(select(Being))) == 1
    stage.place.sql("SELECT drop_label(%s, 'AgeBeing')", stage.place.graph)
    async with stage.session(driver) as session:
        assert await session.scalars(select(Being)) == []
        session.add(Being(uid="b"))


@scenario
async def test_a_stricter_isolation_is_kept(stage: Stage) -> None:
    driver = stage.driver(options="-c default_transaction_isolation=repeatable\\ read")
    async with stage.session(driver) as session:
        session.add(Being(uid="a"))
    async with stage.session(driver) as session:
        assert await session.count(select(Being)) == 1
        assert "idle in transaction" in _states(stage.place)
        async with stage.session(driver) as other:
            other.add(Being(uid="b"))
        assert await session.count(select(Being)) == 1


# -- versions ----------------------------------------------------------------------------------------------------------


@scenario
async def test_the_version_is_found_out(stage: Stage) -> None:
    driver = stage.driver()
    assert driver.raw.version is None
    before = driver.dialect
    await driver.execute(ONE)
    version = stage.place.sql("SELECT extversion FROM pg_extension WHERE extname = 'age'")[0][0]
    assert driver.raw.version == version
    later = tuple(map(int, version.split("."))) >= (1, 7)
    level = driver.dialect.capabilities[Capability.SUBQUERIES].level
    assert level is (Level.FULL if later else Level.UNSUPPORTED)
    assert (driver.dialect is before) is (version == "1.5")
    if later:
        text = "UNWIND [1, 2] AS x RETURN EXISTS { MATCH (n) } AS e"
        assert (await driver.execute(text)).rows == [[False], [False]]


def test_the_version_can_be_said() -> None:
    driver: Any = create_driver("age", version="1.7.0")
    assert driver.dialect.capabilities.has(Capability.SUBQUERIES)
    with pytest.raises(UnsupportedFeatureError, match=r"1\.7"):
        create_driver("age", version="1.6").dialect.capabilities.require(Capability.SUBQUERIES)
    with pytest.raises(ValueError, match="version"):
        create_driver("age", version="newest")


# -- nodes of others -----------------------------------------------------------------------------------------------------


@scenario
async def test_nodes_that_others_made(stage: Stage) -> None:
    """Nodes without `_labels` are those of the class that their one label names."""
    driver = stage.driver()
    await driver.execute("CREATE (:AgeBeing {uid: 'a', name: 'A'})-[:AGE_LIKES]->(:AgeBeing {uid: 'b'})")
    await driver.execute("CREATE (:AgeBeing {uid: 'r', _labels: ['AgeBeing', 'AgeRobot']})")
    async with stage.session(driver) as session:
        found = {being.uid: being for being in await session.scalars(select(Being).order_by(Being.uid))}
        assert {uid: type(being).__name__ for uid, being in found.items()} == {
            "a": "Being", "b": "Being", "r": "Robot",
        }  # fmt: skip
        assert [robot.uid for robot in await session.scalars(select(Robot))] == ["r"]
        assert [being.uid for being in await session.related(found["a"], "likes")] == ["b"]
        found["a"].name = "B"
        await session.relate(found["b"], Being.likes, found["r"])
        session.delete(found["r"])
        await session.flush()
        session.delete(found["b"])
    async with stage.session(driver) as session:
        assert (await session.must_get(Being, "a")).name == "B"
        assert await session.get(Robot, "a") is None
        assert await session.count(select(Being)) == 1
    (node,) = (await driver.execute("MATCH (n) RETURN n")).rows[0]
    assert isinstance(node, GraphNode)
    assert node.labels == ("AgeBeing",)
    assert node.properties == {"uid": "a", "name": "B"}


# -- the log -------------------------------------------------------------------------------------------------------------


@scenario
async def test_the_log_shows_what_was_sent(stage: Stage) -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("runic.ogm")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        async with stage.session(stage.driver(), log_cypher=True) as session:
            session.add(being := Being(uid="a"))
            await session.flush()
            await session.refresh(being)
            await session.scalars(select(Being).where(Being.uid == "a"))
            await session.execute("RETURN 1 AS one")
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    table = f'"{stage.place.graph}"."AgeBeing"'
    assert f"INSERT INTO {table}" in lines[0]
    assert any("MATCH (n:AgeBeing)" in line or f"JOIN {table}" in line for line in lines[1:])
    assert lines[-1].startswith("RETURN 1 AS one")
    assert "$g" not in "".join(lines)


# -- the end ---------------------------------------------------------------------------------------------------------------


def test_a_program_that_does_not_close_ends_at_once(place: Place) -> None:
    code = (
        "from runic.ogm import create_driver\n"
        f"driver = create_driver('age', **{place.options!r})\n"
        "print(driver.execute('RETURN 1 AS one').rows)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=True)
    assert (run.stdout, run.stderr) == ("[[1]]\n", "")


def test_sessions_of_either_colour_refuse_the_other(place: Place) -> None:
    with place.connect() as connection, pytest.raises(TypeError):
        AsyncSession(connection)
    with pytest.raises(TypeError):
        Session(object())
