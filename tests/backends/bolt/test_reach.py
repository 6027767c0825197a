"""What a Bolt driver reaches on a real server: routing, bookmarks, other users, existing clients, options of the client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import neo4j
import pytest

from runic.ogm import AsyncSession, Field, Node, Session, create_async_driver, create_driver
from runic.ogm.exceptions import DatabaseError, UnsupportedFeatureError
from runic_bolt.options import read_options
from tests.servers import ServerHandle, require

ONE = "RETURN 1 AS one"


class Beacon(Node, labels=["BoltBeacon"]):
    uid: str = Field(primary_key=True)


@pytest.fixture(scope="module", params=["neo4j", "neo4j-2026", "arcadedb"])
def server(request: pytest.FixtureRequest) -> ServerHandle:
    return require(request.param)


@pytest.fixture(autouse=True)
def empty(server: ServerHandle) -> Iterator[None]:
    yield
    driver: Any = create_driver(server.backend, **server.options)
    driver.execute("MATCH (n:BoltBeacon) DETACH DELETE n")
    driver.close()


def by_address(server: ServerHandle, scheme: str) -> dict[str, Any]:
    """Return the options that reach the server by an address with a scheme."""
    target = read_options(server.backend, server.options)
    user, password = target.auth
    where = target.uri.partition("://")[2]
    found = {"uri": f"{scheme}://{where}", "username": user, "password": password}
    return found if target.database is None else {**found, "database": target.database}


def test_routing_and_bookmarks(server: ServerHandle) -> None:
    writer: Any = create_driver(server.backend, **by_address(server, "neo4j"))
    assert writer.bookmarks() == frozenset()
    with Session(writer) as session:
        session.add(Beacon(uid="a"))
    with Session(writer, read_only=True) as session:
        assert session.get(Beacon, "a") is not None
    known = writer.bookmarks()
    assert known
    reader: Any = create_driver(server.backend, **by_address(server, "neo4j"), bookmarks=known)
    assert reader.bookmarks() == known
    with Session(reader, read_only=True) as session:
        assert session.get(Beacon, "a") is not None
        with pytest.raises(DatabaseError, match="read-only"):
            session.execute("CREATE (:BoltBeacon {uid: 'b'})")
        session.rollback()
    writer.close()
    reader.close()


def test_routing_and_bookmarks_async(server: ServerHandle) -> None:
    async def scenario() -> None:
        driver: Any = create_async_driver(server.backend, **by_address(server, "neo4j"))
        async with AsyncSession(driver) as session:
            session.add(Beacon(uid="a"))
        async with AsyncSession(driver, read_only=True) as session:
            assert await session.get(Beacon, "a") is not None
        assert await driver.bookmarks()
        await driver.close()

    asyncio.run(scenario())


def _act(driver: Any) -> None:
    with Session(driver, impersonate="somebody") as session:
        session.execute(ONE)


def test_another_user(server: ServerHandle) -> None:
    """The Community edition of Neo4j refuses when it is asked, the others have nothing like it."""
    driver: Any = create_driver(server.backend, **server.options)
    with pytest.raises(UnsupportedFeatureError, match="connect as that user"):
        _act(driver)
    with Session(driver) as session:
        assert session.execute(ONE).rows == [[1]]
    driver.close()


@pytest.mark.parametrize("size", [1, 3, -1])
def test_fetch_size(server: ServerHandle, size: int) -> None:
    driver: Any = create_driver(server.backend, **server.options, fetch_size=size)
    rows = driver.execute("UNWIND range(1, 10) AS i RETURN i").rows
    assert rows == [[i] for i in range(1, 11)]
    driver.close()


def test_an_existing_driver(server: ServerHandle) -> None:
    target = read_options(server.backend, server.options)
    with neo4j.GraphDatabase.driver(target.uri, auth=target.auth) as handle:
        driver: Any = create_driver(server.backend, driver=handle, database=target.database)
        with Session(driver) as session:
            session.add(Beacon(uid="a"))
        driver.close()
        handle.verify_connectivity()
        if server.backend == "neo4j":
            with Session(handle) as session:
                assert session.get(Beacon, "a") is not None


def test_an_existing_async_driver(server: ServerHandle) -> None:
    async def scenario() -> None:
        target = read_options(server.backend, server.options)
        async with neo4j.AsyncGraphDatabase.driver(target.uri, auth=target.auth) as handle:
            driver: Any = create_async_driver(server.backend, driver=handle, database=target.database)
            async with AsyncSession(driver) as session:
                session.add(Beacon(uid="a"))
            await driver.close()
            await handle.verify_connectivity()
            if server.backend == "neo4j":
                async with AsyncSession(handle) as session:
                    assert await session.get(Beacon, "a") is not None

    asyncio.run(scenario())


@pytest.mark.parametrize("server", ["arcadedb"], indirect=True)
@pytest.mark.parametrize("colour", ["sync", "async"])
def test_an_existing_client_of_another_product(server: ServerHandle, colour: str) -> None:
    """A bare client is taken to lead to Neo4j; where it does not, the error says what to do."""
    target = read_options(server.backend, server.options)
    if colour == "sync":
        with neo4j.GraphDatabase.driver(target.uri, auth=target.auth) as handle, Session(handle) as session:
            with pytest.raises(DatabaseError, match=server.backend):
                session.execute(ONE)
            session.rollback()
        return

    async def scenario() -> None:
        async with neo4j.AsyncGraphDatabase.driver(target.uri, auth=target.auth) as handle:
            session = AsyncSession(handle)
            with pytest.raises(DatabaseError, match=server.backend):
                await session.execute(ONE)
            await session.close()

    asyncio.run(scenario())


def test_notifications(server: ServerHandle, caplog: pytest.LogCaptureFixture) -> None:
    """What every new database would warn of is not asked for; who wants it says so."""
    unknown = "MATCH (n:BoltNobodyKnows {nothing: 1}) RETURN n"
    with caplog.at_level(logging.DEBUG, logger="neo4j.notifications"):
        quiet: Any = create_driver(server.backend, **server.options)
        quiet.execute(unknown)
        quiet.close()
        assert not caplog.records
        if server.backend == "neo4j":
            loud: Any = create_driver(server.backend, **server.options, notifications_min_severity="WARNING")
            loud.execute(unknown)
            loud.close()
            assert caplog.records
