"""What the client is told: who connects, where to, as whom each session acts, and what it has to have seen."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from neo4j import AsyncGraphDatabase, GraphDatabase

from runic.ogm.exceptions import ConnectionFailedError, DatabaseError, UnsupportedFeatureError
from runic.ogm.session.async_session import AsyncSession
from runic.ogm.session.session import Session
from runic_bolt.asynchronous import AsyncBoltDriver
from runic_bolt.client import AsyncClient, Client
from runic_bolt.driver import BoltDriver
from runic_bolt.factory import dialect_of, open_driver
from runic_bolt.options import read_options


class FakeInfo:
    def __init__(self, agent: str) -> None:
        self.agent = agent


class FakeSession:
    """Runs nothing."""

    def begin_transaction(self, **keywords: Any) -> Any:
        raise NotImplementedError

    def close(self) -> None: ...


class AsyncFakeSession(FakeSession):
    async def close(self) -> None:  # type: ignore[override]
        ...


class FakeDriver:
    """Stands for the client's driver; notes what its sessions are asked for."""

    def __init__(self, agent: str = "Neo4j/5.26.0") -> None:
        self.agent = agent
        self.asked: list[dict[str, Any]] = []
        self.closed = 0

    def session(self, **keywords: Any) -> Any:
        self.asked.append(keywords)
        return FakeSession()

    def get_server_info(self) -> FakeInfo:
        return FakeInfo(self.agent)

    def close(self) -> None:
        self.closed += 1


class AsyncFakeDriver(FakeDriver):
    def session(self, **keywords: Any) -> Any:
        self.asked.append(keywords)
        return AsyncFakeSession()

    async def get_server_info(self) -> FakeInfo:  # type: ignore[override]
        return FakeInfo(self.agent)

    async def close(self) -> None:  # type: ignore[override]
        self.closed += 1


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any], FakeDriver]]:
    """Replace the maker of the client's drivers; return what it was asked for."""
    made: list[tuple[str, dict[str, Any], FakeDriver]] = []

    def make(cls: type[FakeDriver], uri: str, keywords: dict[str, Any]) -> FakeDriver:
        made.append((uri, keywords, cls()))
        return made[-1][2]

    monkeypatch.setattr(GraphDatabase, "driver", staticmethod(lambda uri, **k: make(FakeDriver, uri, k)))
    monkeypatch.setattr(
        AsyncGraphDatabase,
        "driver",
        staticmethod(lambda uri, **k: make(AsyncFakeDriver, uri, k)),
    )
    return made


Made = list[tuple[str, dict[str, Any], FakeDriver]]


def client_of(backend: str = "neo4j", **options: Any) -> Client:
    return Client(read_options(backend, options), dialect_of(backend))


def test_everything_reaches_the_client(made: Made) -> None:
    client = client_of(
        uri="neo4j+s://ann:pw@host:1/db?region=eu",
        max_connections=3,
        pool_timeout=4,
        connection_timeout=5,
        keep_alive=False,
        notifications_min_severity="OFF",
        fetch_size=10,
        impersonated_user="eve",
    )
    client.open_session(read_only=True)
    ((uri, keywords, driver),) = made
    assert uri == "neo4j+s://host:1?region=eu"
    assert keywords == {
        "auth": ("ann", "pw"),
        "telemetry_disabled": True,
        "max_connection_pool_size": 3,
        "connection_acquisition_timeout": 4,
        "connection_timeout": 5,
        "keep_alive": False,
        "notifications_min_severity": "OFF",
    }
    asked = driver.asked[0]
    assert asked.pop("bookmark_manager") is not None
    assert asked == {
        "default_access_mode": "READ",
        "fetch_size": 10,
        "impersonated_user": "eve",
        "database": "db",
    }


def test_sessions_of_a_routed_driver_are_chained(made: Made) -> None:
    client = client_of(uri="neo4j://host")
    client.open_session(read_only=False)
    client.open_session(read_only=True)
    first, second = (asked["bookmark_manager"] for asked in made[0][2].asked)
    assert first is second
    first.update_bookmarks(set(), {"FB:1"})
    assert client.bookmarks() == {"FB:1"}


def test_one_server_needs_no_bookmarks(made: Made) -> None:
    client = client_of(uri="bolt://host")
    client.open_session(read_only=False)
    assert made[0][2].asked[0]["bookmark_manager"] is None
    assert client.bookmarks() == frozenset()


@pytest.mark.parametrize("scheme", ["neo4j", "bolt"])
def test_given_bookmarks_are_where_the_chain_begins(made: Made, scheme: str) -> None:
    client = client_of(uri=f"{scheme}://host", bookmarks=["FB:7"])
    client.open_session(read_only=False)
    asked = made[0][2].asked[0]
    assert "bookmarks" not in asked
    assert set(asked["bookmark_manager"].get_bookmarks()) == {"FB:7"}


def test_a_manager_of_the_users_own_is_used(made: Made) -> None:
    own = GraphDatabase.bookmark_manager()
    client = client_of(uri="neo4j://host", bookmark_manager=own)
    client.open_session(read_only=False)
    assert made[0][2].asked[0]["bookmark_manager"] is own


def test_a_session_acts_as_another_user(made: Made) -> None:
    client = client_of(impersonated_user="eve")
    client.open_session(read_only=False, user="bob")
    client.open_session(read_only=False)
    assert [asked["impersonated_user"] for asked in made[0][2].asked] == ["bob", "eve"]


def test_who_a_session_acts_as_comes_from_the_session(made: Made) -> None:
    driver = open_driver("neo4j")
    with Session(driver, impersonate="bob") as session, pytest.raises(NotImplementedError):
        session.execute("RETURN 1 AS one")
    assert made[0][2].asked[0]["impersonated_user"] == "bob"


@pytest.mark.parametrize("backend", ["arcadedb", "memgraph"])
def test_no_impersonation_where_the_database_has_none(backend: str) -> None:
    with pytest.raises(UnsupportedFeatureError, match=r"impersonation; .*connect as that user"):
        Session(open_driver(backend), impersonate="bob")


@pytest.mark.parametrize("wrong", ["", 5, ("bob",)])
def test_a_user_is_named_by_text(wrong: Any) -> None:
    with pytest.raises(TypeError, match="impersonate"):
        Session(open_driver("neo4j"), impersonate=wrong)


def test_the_wrong_product_is_closed_again(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeDriver, "get_server_info", lambda self: FakeInfo("Neo4j/5.2 - Memgraph"))
    client = client_of()
    with pytest.raises(DatabaseError, match=r"create_driver\('memgraph'"):
        client.open_session(read_only=False)
    assert made[0][2].closed == 1


def test_an_existing_driver_is_used_and_not_closed() -> None:
    handle: Any = FakeDriver()
    target = read_options("neo4j", {"driver": handle, "database": "db", "fetch_size": 5})
    driver = BoltDriver.open(target, dialect_of("neo4j"))
    driver._client.open_session(read_only=False)
    driver._client.open_session(read_only=False)
    first, second = handle.asked
    assert (first["database"], first["fetch_size"]) == ("db", 5)
    assert first["bookmark_manager"] is second["bookmark_manager"] is not None
    driver.close()
    assert handle.closed == 0
    with pytest.raises(ConnectionFailedError, match="closed"):
        driver._client.open_session(read_only=False)


def test_a_driver_of_the_other_colour_is_refused() -> None:
    with pytest.raises(TypeError, match="create_async_driver"):
        open_driver("neo4j", driver=AsyncFakeDriver())


def test_the_async_client_does_alike(made: Made) -> None:
    async def scenario() -> None:
        target = read_options("neo4j", {"uri": "neo4j://host", "bookmarks": ["FB:7"]})
        client = AsyncClient(target, dialect_of("neo4j"))
        await client.open_session(read_only=True, user="bob")
        await client.open_session(read_only=False)
        first, second = made[0][2].asked
        assert (first["default_access_mode"], first["impersonated_user"]) == ("READ", "bob")
        assert "impersonated_user" not in second
        assert first["bookmark_manager"] is second["bookmark_manager"]
        await first["bookmark_manager"].update_bookmarks(set(), {"FB:8"})
        assert await client.bookmarks() == {"FB:7", "FB:8"}
        await client.close()
        assert made[0][2].closed == 1

    asyncio.run(scenario())


def test_an_async_session_acts_as_another_user(made: Made) -> None:
    async def scenario() -> None:
        driver = AsyncBoltDriver.open(read_options("neo4j", {}), dialect_of("neo4j"))
        async with AsyncSession(driver, impersonate="bob") as session:
            with pytest.raises(NotImplementedError):
                await session.execute("RETURN 1 AS one")
        assert made[0][2].asked[0]["impersonated_user"] == "bob"

    asyncio.run(scenario())
