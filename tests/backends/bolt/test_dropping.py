"""Sessions that are dropped without being closed: the connection comes back, and nothing of theirs stays."""

from __future__ import annotations

import asyncio
import gc
import os
import warnings
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from runic.ogm import AsyncSession, Field, Node, Session, create_async_driver, create_driver
from runic.ogm.driver.dropping import DROPPED
from tests.servers import require


class Leaf(Node, labels=["BoltLeaf"]):
    uid: str = Field(primary_key=True)


COUNT = "MATCH (n:BoltLeaf) RETURN count(n) AS c"
FEW: dict[str, Any] = {"max_connection_pool_size": 2, "connection_acquisition_timeout": 5.0}


@pytest.fixture(params=["neo4j", "neo4j-2026", "arcadedb"])
def place(request: pytest.FixtureRequest) -> Iterator[tuple[str, dict[str, Any]]]:
    handle = require(request.param)
    options = {**handle.options, **FEW}
    yield handle.backend, options
    driver = create_driver(handle.backend, **options)
    driver.execute("MATCH (n:BoltLeaf) DETACH DELETE n")
    driver.close()


def dropped(session: weakref.ref[Any]) -> None:
    """Collect what a caller let go of; the client has a warning of its own besides."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        gc.collect()
    assert session() is None
    assert [str(warning.message) for warning in caught].count(DROPPED) == 1


def test_the_pool_has_the_connection_again(place: tuple[str, dict[str, Any]]) -> None:
    def write(uid: str) -> weakref.ref[Session]:
        session = Session(driver)
        session.add(Leaf(uid=uid))
        session.flush()
        return weakref.ref(session)

    backend, options = place
    driver: Any = create_driver(backend, **options)
    for number in range(5):
        dropped(write(f"dropped {number}"))
    with Session(driver) as one, Session(driver) as other:
        assert one.execute(COUNT).rows == other.execute(COUNT).rows == [[0]]
    with Session(driver) as session:
        session.add(Leaf(uid="sixth"))
        session.commit()
    assert driver.execute(COUNT).rows == [[1]]
    driver.close()


def test_the_pool_of_a_loop_has_the_connection_again(place: tuple[str, dict[str, Any]]) -> None:
    backend, options = place

    async def body() -> None:
        async def write(uid: str) -> weakref.ref[AsyncSession]:
            session = AsyncSession(driver)
            session.add(Leaf(uid=uid))
            await session.flush()
            return weakref.ref(session)

        driver: Any = create_async_driver(backend, **options)
        for number in range(5):
            dropped(await write(f"dropped {number}"))
        async with AsyncSession(driver) as one, AsyncSession(driver) as other:
            assert (await one.execute(COUNT)).rows == (await other.execute(COUNT)).rows == [[0]]
        await driver.close()

    asyncio.run(body())


def test_what_was_closed_or_inherited_gives_no_warning(place: tuple[str, dict[str, Any]]) -> None:
    backend, options = place
    driver: Any = create_driver(backend, **options)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with Session(driver) as session:
            session.execute(COUNT)
        connection = driver.acquire()
        connection.begin()
        connection.run(driver._exchange.raw(COUNT, None))
        pid, connection._pid = connection._pid, os.getpid() + 1
        connection.__del__()
        connection._pid = pid
        connection.release()
        del session, connection
        gc.collect()
    assert DROPPED not in [str(warning.message) for warning in caught]
    driver.close()
