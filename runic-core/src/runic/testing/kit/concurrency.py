"""Many threads, or many tasks: sessions share a driver and nothing else.

In the sync colour each piece of work has a thread, in the async colour a task; a case is written once for both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.capability import Capability
from runic.ogm.exceptions import DatabaseError, OrmError
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.colours import AnyDriver, AnySession, Colour, drive
from runic.testing.harness import Harness, NotApplicable
from runic.testing.kit.models import Person, Ticket

__all__: list[str] = []

_PATIENCE = 20.0


async def _at_once(
    h: Harness, work: Callable[[int], Coroutine[Any, Any, Any]], numbers: Iterable[int]
) -> list[Any]:
    """Do a piece of work for each number, all at the same time, and return what came of them."""
    many = list(numbers)
    if h.colour is Colour.ASYNC:
        return list(await asyncio.wait_for(asyncio.gather(*map(work, many)), _PATIENCE))
    with ThreadPoolExecutor(len(many)) as pool:
        return list(pool.map(lambda number: drive(work(number)), many, timeout=_PATIENCE))


def _meeting(h: Harness, parties: int) -> Callable[[], Awaitable[Any]]:
    """Return what everybody awaits to go on together."""
    if h.colour is Colour.ASYNC:
        return asyncio.Barrier(parties).wait
    barrier = Barrier(parties, timeout=_PATIENCE)

    async def wait() -> int:
        return barrier.wait()

    return wait


def _shared(h: Harness) -> None:
    if not h.lends:
        raise NotApplicable("the driver serves one session at a time")


async def _first(h: Harness) -> None:
    """Let the labels come into being: some databases let only one session at a time make a new one."""
    async with h.session() as session:
        session.add(Person(uid="first"), Ticket(title="first"))


@case()
async def no_two_sessions_share_a_transaction(h: Harness) -> None:
    """All have work flushed at the same time: each sees its own and nobody else's, and a rollback takes only its own."""
    h.requires(Capability.TRANSACTIONS)
    _shared(h)
    await _first(h)
    together = _meeting(h, 6)

    async def work(number: int) -> list[str]:
        session = h.session()
        session.add(Person(uid=f"p{number}", name="busy"))
        await session.flush()
        await together()
        seen = await session.scalars(select(Person).where(Person.name == "busy"))
        await together()
        await session.rollback()
        await session.close()
        return [person.uid for person in seen]

    assert await _at_once(h, work, range(6)) == [[f"p{number}"] for number in range(6)]
    assert await h.nodes("KitPerson") == 1


@case()
async def a_rollback_is_nobody_elses(h: Harness) -> None:
    """Half of the sessions commit and half roll back, at the same time: exactly the first half is there."""
    h.requires(Capability.TRANSACTIONS)
    _shared(h)
    await _first(h)

    async def work(number: int) -> None:
        session = h.session()
        if number % 2:
            session.add(Person(uid=f"p{number}", name="gone"))
            await session.flush()
            await session.rollback()
        else:
            await session.run(lambda inner: _add(inner, number), attempts=20)
        await session.close()

    await _at_once(h, work, range(12))
    stored = await h.rows("MATCH (n:KitPerson) WHERE n.name IS NOT NULL RETURN n.uid AS uid")
    assert sorted(uid for (uid,) in stored) == sorted(f"p{number}" for number in range(0, 12, 2))


async def _add(session: AnySession, number: int) -> None:
    session.add(Person(uid=f"p{number}", name="kept"))


@case()
async def ids_go_to_their_own_session(h: Harness) -> None:
    """Generated keys that many sessions ask for at the same time belong to the nodes that these made."""
    _shared(h)
    await _first(h)

    async def work(number: int) -> list[tuple[str, str]]:
        tickets: list[Ticket] = []

        async def make(session: AnySession) -> None:
            tickets[:] = [Ticket(title=f"{number}-{position}") for position in range(10)]
            session.add(*tickets)

        session = h.session()
        await session.run(make, attempts=20)
        given = [(ticket.id, ticket.title or "") for ticket in tickets]
        await session.close()
        return given

    given = [pair for pairs in await _at_once(h, work, range(10)) for pair in pairs]
    assert len({key for key, _ in given}) == 100
    async with h.session() as session:
        for key, title in given[::7]:
            assert (await session.must_get(Ticket, key)).title == title


@case()
async def one_edge_however_many_relate(h: Harness) -> None:
    """Sessions that relate the same two nodes at the same time make one edge, or it reads as one."""
    _shared(h)
    async with h.session() as session:
        session.add(one := Person(uid="one"), other := Person(uid="other"), third := Person(uid="third"))
        await session.relate(one, Person.likes, third)
        await session.relate(third, Person.likes, other)

    async def relate(session: AnySession) -> None:
        source, target = await session.must_get(Person, "one"), await session.must_get(Person, "other")
        await session.relate(source, Person.likes, target)

    async def work(_: int) -> None:
        session = h.session()
        await session.run(relate, attempts=20)
        await session.close()

    await _at_once(h, work, range(8))
    between = (
        "MATCH (a:KitPerson {uid: 'one'})-[r:KIT_LIKES]->(b:KitPerson {uid: 'other'}) RETURN count(r) AS c"
    )
    edges = await h.number(between)
    async with h.session() as session:
        one = await session.must_get(Person, "one", fetch=["likes"])
        assert sorted(person.uid for person in one.likes) == ["other", "third"]
    assert edges >= 1
    if edges > 1:
        raise NotApplicable(
            "the database lets transactions make the same edge at the same time, and tells none of them"
        )


@case()
async def few_connections_serve_many(h: Harness) -> None:
    """With two connections many sessions wait for each other and all come to their end; none is left out or leaked."""
    make = h.ground.backend.narrow.get(h.colour)
    if make is None:
        raise NotApplicable("the backend under test does not say how connections are limited")
    await _first(h)
    narrow = AnyDriver(make())

    async def work(number: int) -> int:
        async with h.session(narrow) as session:
            await session.count(select(Person))
            return int((await session.execute("RETURN $n AS n", {"n": number})).rows[0][0])

    try:
        for _ in range(2):
            assert await _at_once(h, work, range(16)) == list(range(16))
    finally:
        await narrow.close()


@case(each={"one after the other": 1, "at the same time": 8})
async def errors_give_connections_back(h: Harness, at_once: int) -> None:
    """With two connections, sessions that fail leave both for the next."""
    make = h.ground.backend.narrow.get(h.colour)
    if make is None:
        raise NotApplicable("the backend under test does not say how connections are limited")
    narrow = AnyDriver(make())

    async def work(_: int) -> None:
        session = h.session(narrow)
        try:
            with h.raises(DatabaseError):
                await session.execute("THIS IS NO CYPHER")
            await session.rollback()
        finally:
            await session.close()

    try:
        for start in range(0, 8, at_once):
            await _at_once(h, work, range(start, start + at_once))
        async with h.session(narrow) as session:
            assert (await session.execute("RETURN 1 AS one")).rows[0][0] == 1
    finally:
        await narrow.close()


# -- one session -------------------------------------------------------------------------------------------------------


class _Slow:
    """A driver whose statements wait until they are let go."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self.dialect = driver.dialect
        self.begun, self.go = Event(), Event()

    def execute(self, cypher: str, params: Any = None) -> Any:
        return self._driver.execute(cypher, params)

    def acquire(self, **wishes: Any) -> _SlowConnection:
        return _SlowConnection(self._driver.acquire(**wishes), self)

    def close(self) -> None:
        self._driver.close()


class _SlowConnection:
    def __init__(self, connection: Any, slow: _Slow) -> None:
        self._connection = connection
        self._slow = slow

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def run(self, statement: Statement) -> Any:
        self._slow.begun.set()
        assert self._slow.go.wait(_PATIENCE)
        return self._connection.run(statement)


@case(colours=(Colour.SYNC,))
async def a_session_serves_one_thread(h: Harness) -> None:
    """A second thread that uses a session while a statement runs is refused, and the first one's answer is right."""
    slow = _Slow(h.ground.driver)
    session = h.session(AnyDriver(slow))
    session.add(Person(uid="a"))
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: drive(session.count(select(Person))))
        try:
            assert slow.begun.wait(_PATIENCE)
            with h.raises(OrmError, match="one thread"):
                await session.count(select(Person))
        finally:
            slow.go.set()
        assert answer.result(_PATIENCE) == 1
    await session.close()


@case(colours=(Colour.SYNC,))
async def a_session_goes_from_thread_to_thread(h: Harness) -> None:
    """One after the other, threads may use one session: it is of no thread."""
    session = h.session()
    for number in range(3):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(session.add, Person(uid=f"p{number}")).result()
            pool.submit(lambda: drive(session.flush())).result()
    await session.commit()
    await session.close()
    assert await h.nodes("KitPerson") == 3


@case()
async def two_drivers_do_not_know_each_other(h: Harness) -> None:
    """Drivers of one graph share nothing: closing one leaves the other, and what one writes the other reads."""
    one, other = h.new_driver(), h.new_driver()
    async with h.session(one) as session:
        session.add(Person(uid="a"))
    async with h.session(other) as session:
        assert await session.count(select(Person)) == 1
    await one.close()
    async with h.session(other) as session:
        assert (await session.must_get(Person, "a")).uid == "a"
    await other.close()
