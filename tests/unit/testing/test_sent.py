"""Drivers that count, and that fail where a test wants it."""

from __future__ import annotations

import asyncio

import pytest

from runic.ogm import AsyncSession, Session
from runic.ogm.driver.protocol import AsyncGraphDriver, GraphDriver, GraphResult
from runic.ogm.exceptions import ConnectionFailedError, DatabaseError
from runic.testing import AsyncCountingDriver, AsyncScriptedDriver, CountingDriver, ScriptedDriver
from tests.unit.work.models import Worker


def test_what_a_session_sends_is_counted() -> None:
    driver = CountingDriver(ScriptedDriver())
    with Session(driver) as session:
        session.add(Worker(uid="w"))
        with driver.sent.taken() as part:
            session.flush()
        session.execute("RETURN 1 AS one")
    assert (part.count, driver.sent.count) == (1, 2)
    assert driver.sent.texts[1] == "RETURN 1 AS one"


def test_what_an_async_session_sends_is_counted() -> None:
    async def scenario() -> int:
        driver = AsyncCountingDriver(AsyncScriptedDriver())
        async with AsyncSession(driver) as session:
            session.add(Worker(uid="w"))
            await session.flush()
            await driver.execute("RETURN 1 AS one")
        return driver.sent.count

    assert asyncio.run(scenario()) == 2


def test_wrappers_are_drivers() -> None:
    assert isinstance(CountingDriver(ScriptedDriver()), GraphDriver)
    assert isinstance(AsyncCountingDriver(AsyncScriptedDriver()), AsyncGraphDriver)


@pytest.mark.parametrize("after", [False, True])
def test_the_chosen_statement_fails_once(after: bool) -> None:
    inner = ScriptedDriver()
    driver = CountingDriver(inner)
    driver.execute("RETURN 1 AS one")
    driver.sent.fail_at(2, ConnectionFailedError("gone"), after=after)
    driver.execute("RETURN 2 AS two")
    with pytest.raises(ConnectionFailedError):
        driver.execute("RETURN 3 AS three")
    driver.execute("RETURN 4 AS four")
    assert len(inner.statements) == (4 if after else 3)


def test_a_minimal_driver_is_lent() -> None:
    class Minimal:
        def __init__(self) -> None:
            self.inner = ScriptedDriver()
            self.dialect = self.inner.dialect

        def execute(self, cypher: str, params: object = None) -> GraphResult:
            return GraphResult([[1]], ["one"])

        def close(self) -> None:
            pass

    driver = CountingDriver(Minimal())
    with Session(driver) as session:
        assert session.execute("RETURN 1 AS one").rows == [[1]]
    assert driver.sent.count == 1


def test_a_script_is_answered_in_order_and_then_everything_is_found() -> None:
    driver = ScriptedDriver(
        [
            GraphResult([[1]], ["a"]),
            DatabaseError("second"),
            lambda statement: GraphResult([[statement.text]], ["c"]),
        ]
    )
    assert driver.execute("one").rows == [[1]]
    with pytest.raises(DatabaseError, match="second"):
        driver.execute("two")
    assert driver.execute("three").rows == [["three"]]
    assert driver.execute("four").rows == []


def test_a_closed_scripted_driver_refuses() -> None:
    driver = ScriptedDriver()
    driver.close()
    with pytest.raises(ConnectionFailedError):
        driver.execute("RETURN 1 AS one")
