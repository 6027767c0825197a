"""Reads that flush first, commit, rollback, and what is left when a flush fails: with transactions and without."""

from __future__ import annotations

import asyncio
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from runic.ogm.driver.capability import Capability
from runic.ogm.exceptions import (
    ConnectionFailedError,
    DatabaseError,
    OrmError,
    PartialFlushError,
    SessionClosedError,
    StaleEntityError,
    TransientError,
    UnrecoverableRollbackWarning,
)
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.colours import Colour, drive
from runic.testing.harness import Harness, NotApplicable
from runic.testing.kit.flush import populate
from runic.testing.kit.models import Company, Mail, Person, Ticket

# -- autoflush, commit, rollback ------------------------------------------------------------------------------------


@case()
async def reads_flush_first(h: Harness) -> None:
    """Statements, counts and raw Cypher see what the session staged."""
    async with h.session() as session:
        session.add(person := Person(uid="a", age=1))
        assert await session.count(select(Person)) == 1
        person.age = 2
        assert [p.age for p in await session.scalars(select(Person).where(Person.age == 2))] == [2]
        person.age = 3
        result = await session.execute("MATCH (n:KitPerson) RETURN n.age AS age")
        assert result.rows[0][0] == 3
        session.delete(person)
        assert await session.scalar(select(Person)) is None


@case()
async def reads_do_not_flush_when_told(h: Harness) -> None:
    """`autoflush=False` leaves staged work alone until it is flushed."""
    async with h.session(autoflush=False) as session:
        session.add(Person(uid="a"))
        assert await session.count(select(Person)) == 0
        await session.flush()
        assert await session.count(select(Person)) == 1


@case()
async def shows_what_waits(h: Harness) -> None:
    """`pending()` tells what a flush would send, and sends nothing."""
    async with h.session() as session:
        assert session.pending() == ""
        session.add(Person(uid="a"), Person(uid="b"))
        with h.sends(0):
            text = session.pending()
        assert "2" in text
        assert "Person" in text
        await session.flush()
        assert session.pending() == ""


@case()
async def commits_at_the_end_of_the_block(h: Harness) -> None:
    """A block that ends well commits; loaded values stay loaded after a commit."""
    async with h.session() as session:
        session.add(person := Person(uid="a"))
        await session.commit()
        with h.sends(0):
            assert (person.uid, person.active) == ("a", True)
        person.name = "later"
    assert (await h.stored("KitPerson", "a"))["name"] == "later"


@case()
async def rolls_back_at_an_error(h: Harness) -> None:
    """A block that raises discards what is staged, and the error passes through."""
    with h.raises(KeyError):
        async with h.session() as session:
            session.add(Person(uid="a"))
            raise KeyError("x")
    assert await h.nodes("KitPerson") == 0


@case()
async def rolls_back_what_is_staged(h: Harness) -> None:
    """After a rollback new entities are transient, changes are gone, deletions taken back."""
    await populate(h, 2)
    async with h.session() as session:
        changed, deleted = await session.scalars(select(Person).order_by(Person.uid))
        changed.name = "changed"
        session.delete(deleted)
        session.add(added := Person(uid="new"))
        await session.rollback()
        assert (session.new, session.dirty, session.deleted) == ([], [], [])
        assert added._new
        assert added not in session
        assert await session.value(changed, "name") == "p0000"
        assert deleted in session
        with h.sends(0):
            await session.flush()
        session.add(added)
    assert await h.nodes("KitPerson") == 3


@case()
async def rolls_back_what_is_flushed(h: Harness) -> None:
    """With transactions a rollback undoes flushed writes, and the objects follow."""
    h.requires(Capability.TRANSACTIONS)
    await populate(h, 2)
    async with h.session() as session:
        changed, deleted = await session.scalars(select(Person).order_by(Person.uid))
        session.add(added := Ticket(title="t"))
        changed.name = "changed"
        session.delete(deleted)
        await session.flush()
        assert added.id is not None
        await session.rollback()
        assert [added.id, added._new] == [None, True]
        assert deleted in session
        assert await session.value(changed, "name") == "p0000"
        assert await session.value(deleted, "name") == "p0001"
    assert (await h.nodes("KitPerson"), await h.nodes("KitTicket")) == (2, 0)


@case()
async def warns_of_what_it_cannot_roll_back(h: Harness) -> None:
    """Without transactions a rollback after a flush warns, with the number of writes that stay."""
    h.lacks(Capability.TRANSACTIONS)
    async with h.session() as session:
        session.add(*(Person(uid=f"p{i}") for i in range(3)))
        await session.flush()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            await session.rollback()
    messages = [str(w.message) for w in caught if w.category is UnrecoverableRollbackWarning]
    assert len(messages) == 1
    assert "3" in messages[0]
    assert await h.nodes("KitPerson") == 3


@case()
async def hides_uncommitted_work(h: Harness) -> None:
    """With transactions other sessions do not see what is flushed and not committed."""
    h.requires(Capability.TRANSACTIONS)
    async with h.session() as session:
        session.add(Person(uid="a"))
        await session.flush()
        assert await h.nodes("KitPerson") == 0
        await session.commit()
        assert await h.nodes("KitPerson") == 1


# -- failures ------------------------------------------------------------------------------------------------------


@case()
async def fails_whole_with_transactions(h: Harness) -> None:
    """When a statement of a flush fails, the session's state is as before, and the work can be repeated."""
    h.requires(Capability.TRANSACTIONS)
    session = h.session()
    person, ticket = Person(uid="p"), Ticket(title="t")
    session.add(person, ticket)
    h.sent.fail_at(2, DatabaseError("broken"))
    with h.raises(DatabaseError, match="broken") as caught:
        await session.flush()
    assert not isinstance(caught.error, PartialFlushError)
    assert [session.new, ticket.id, person._new] == [[person, ticket], None, True]
    await session.rollback()
    session.add(person, ticket)
    await session.commit()
    await session.close()
    assert (await h.nodes("KitPerson"), await h.nodes("KitTicket")) == (1, 1)


@case()
async def a_failed_flush_must_be_rolled_back(h: Harness) -> None:
    """After a flush that failed half-way nothing can be committed before a rollback."""
    h.requires(Capability.TRANSACTIONS)
    async with h.session() as session:
        session.add(Person(uid="gone"))
    session = h.session()
    gone = await session.must_get(Person, "gone")
    await h.rows("MATCH (n:KitPerson) DETACH DELETE n")
    session.add(Ticket(title="t"))
    gone.name = "x"
    with h.raises(StaleEntityError):
        await session.commit()
    with h.raises(DatabaseError, match="rollback"):
        await session.commit()
    await session.rollback()
    await session.commit()
    await session.close()
    assert (await h.nodes("KitPerson"), await h.nodes("KitTicket")) == (0, 0)


@case()
async def fails_partly_without_transactions(h: Harness) -> None:
    """Without transactions the error says what is written and what is not, and flushing again completes the work."""
    h.lacks(Capability.TRANSACTIONS)
    session = h.session()
    person, company, mail = Person(uid="p"), Company(uid="c"), Mail(uid="m", subject="s")
    session.add(person, company, mail)
    h.sent.fail_at(2, DatabaseError("broken"))
    with h.raises(PartialFlushError, match="broken") as caught:
        await session.flush()
    error = caught.error
    assert isinstance(error, PartialFlushError)
    assert (error.written, error.pending) == ([person], [company, mail])
    assert isinstance(error.__cause__, DatabaseError)
    assert session.new == [company, mail]
    await session.commit()
    await session.close()
    assert [await h.nodes(label) for label in ("KitPerson", "KitCompany", "KitMail")] == [1, 1, 1]


@case()
async def fails_before_it_begins(h: Harness) -> None:
    """When the first statement fails nothing is written; the session keeps the work and can try again."""
    session = h.session()
    session.add(person := Person(uid="p"))
    h.sent.fail_at(1, DatabaseError("broken"))
    with h.raises(DatabaseError, match="broken"):
        await session.flush()
    await session.rollback()
    session.add(person)
    await session.commit()
    await session.close()
    assert await h.nodes("KitPerson") == 1


@case()
async def repeats_after_a_conflict(h: Harness) -> None:
    """`session.run` does the whole work again when it met a conflict, and gives up after the last attempt."""
    attempts: list[int] = []

    async def work(session: Any) -> str:
        attempts.append(1)
        session.add(Person(uid="a"))
        return "done"

    async with h.session() as session:
        h.sent.fail_at(1, TransientError("conflict"))
        assert await session.run(work) == "done"
    assert len(attempts) == 2
    assert await h.nodes("KitPerson") == 1


@case()
async def refuses_use_after_close(h: Harness) -> None:
    """A closed session refuses everything; closing again is no error."""
    session = h.session()
    session.add(person := Person(uid="a"))
    await session.close()
    await session.close()
    for call in (
        lambda: session.get(Person, "a"),
        lambda: session.scalars(select(Person)),
        lambda: session.execute("RETURN 1 AS one"),
        session.flush,
        session.commit,
        session.rollback,
        lambda: session.refresh(person),
    ):
        with h.sends(0), h.raises(SessionClosedError):
            await call()
    for stage in (session.add, session.delete, session.expire, session.expunge):
        with h.raises(SessionClosedError):
            stage(person)


@case()
async def a_lost_answer_makes_no_duplicates(h: Harness) -> None:
    """When the answer to a create is lost, flushing again asks what is there, and creates only what is not."""
    h.lacks(Capability.TRANSACTIONS)
    for carried_out in (False, True):
        prefix = f"{carried_out}-"
        session = h.session()
        session.add(*(people := [Person(uid=f"{prefix}{i}", age=i) for i in range(5)]))
        h.sent.fail_at(1, ConnectionFailedError("the answer is lost"), after=carried_out)
        with h.raises(ConnectionFailedError):
            await session.flush()
        people[0].age = 99
        await session.relate(people[0], Person.likes, people[1])
        await session.commit()
        assert session.new == []
        await session.close()
        assert (await h.stored("KitPerson", f"{prefix}0"))["age"] == 99
    assert (await h.nodes("KitPerson"), await h.edges("KIT_LIKES")) == (10, 2)


@case()
async def a_lost_answer_to_a_deletion_is_no_error(h: Harness) -> None:
    """When the answer to a delete is lost, flushing again deletes what is left."""
    h.lacks(Capability.TRANSACTIONS)
    for carried_out in (False, True):
        await populate(h, 3)
        session = h.session()
        for person in await session.scalars(select(Person)):
            session.delete(person)
        h.sent.fail_at(1, ConnectionFailedError("the answer is lost"), after=carried_out)
        with h.raises(ConnectionFailedError):
            await session.flush()
        await session.commit()
        assert session.deleted == []
        await session.close()
        assert await h.nodes("KitPerson") == 0


@case()
async def a_rollback_takes_everything_staged_back(h: Harness) -> None:
    """Staged edges, cascades, replacements and in-place changes are gone after a rollback; what is loaded is right again."""
    await populate(h, 3)
    async with h.session() as session:
        one, two, three = await session.scalars(select(Person).order_by(Person.uid))
        await session.relate(one, Person.likes, two)
        await session.commit()
        one.tags.append("new")
        await session.relate(one, Person.likes, three)
        await session.unrelate(one, Person.likes, two)
        session.add(company := Company(uid="c"))
        one.employer = company
        session.delete(three)
        await session.rollback()
        assert (await session.value(one, "tags"), await session.related(one, "employer")) == (["x"], None)
        assert await session.related(one, "likes") == [two]
        with h.sends(0):
            await session.flush()
        assert company not in session
    assert (await h.nodes("KitPerson"), await h.nodes("KitCompany"), await h.edges("KIT_LIKES")) == (3, 0, 1)


@case()
async def a_rollback_frees_a_key(h: Harness) -> None:
    """A key whose node is deleted and added again is the old object's after a rollback."""
    await populate(h, 1)
    async with h.session() as session:
        old = await session.must_get(Person, "p0000")
        session.delete(old)
        session.add(new := Person(uid="p0000", name="new"))
        await session.rollback()
        assert await session.get(Person, "p0000") is old
        assert (new in session, new._new) == (False, True)
    assert (await h.stored("KitPerson", "p0000"))["name"] == "p0000"


@case()
async def a_read_only_session_sends_no_flush(h: Harness) -> None:
    """What was staged on a read-only session is refused at the flush, and nothing is written."""
    h.requires(Capability.READ_ONLY_SESSIONS)
    await populate(h, 1)
    session = h.session(read_only=True)
    person = await session.must_get(Person, "p0000")
    person.name = "changed"
    session.add(Person(uid="new"))
    with h.raises(OrmError):
        await session.commit()
    await session.rollback()
    await session.close()
    assert ((await h.stored("KitPerson", "p0000"))["name"], await h.nodes("KitPerson")) == ("p0000", 1)


@case(colours=(Colour.ASYNC,))
async def one_session_serves_one_task(h: Harness) -> None:
    """Two tasks on one session at the same time are told so, and the session works on."""
    async with h.session() as session:
        found = await asyncio.gather(
            *(session.count(select(Person)) for _ in range(4)), return_exceptions=True
        )
        assert any(isinstance(result, OrmError) for result in found)
        assert await session.count(select(Person)) == 0


@case(colours=(Colour.ASYNC,))
async def a_cancelled_task_leaves_a_session_that_can_roll_back(h: Harness) -> None:
    """A task that is cancelled in the middle of a flush leaves neither the session nor the driver unusable."""
    session = h.session()
    session.add(*(Person(uid=f"p{i:05}") for i in range(5_000)))
    task = asyncio.ensure_future(session.flush())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnrecoverableRollbackWarning)
        await session.rollback()
    await session.close()
    assert await h.number("RETURN 1 AS one") == 1
    async with h.session() as other:
        assert await other.count(select(Person)) in (0, 5_000)


@case()
async def a_flush_of_more_than_one_chunk_is_whole(h: Harness) -> None:
    """More rows than a statement carries are written in several, and none is lost or doubled."""
    number = h.dialect.max_rows * 2 + 3 if h.dialect.max_rows <= 10_000 else 20_003
    async with h.session() as session:
        tickets = [Ticket(title=f"t{i}") for i in range(number)]
        session.add(*tickets)
        await session.flush()
        assert len({ticket.id for ticket in tickets}) == number
        for ticket in tickets:
            ticket.title = "same"
        await session.flush()
        for ticket in tickets[1:]:
            session.delete(ticket)
    rows = await h.rows("MATCH (n:KitTicket) RETURN n.title AS title")
    assert [list(row) for row in rows] == [["same"]]


@case()
async def one_driver_serves_many_sessions_at_once(h: Harness) -> None:
    """Threads, or tasks, each with a session of its own, share a driver; nothing is lost and nothing is mixed up."""
    if not h.lends:
        raise NotApplicable("the driver serves one session at a time")

    async def work(number: int) -> None:
        async with h.session() as session:
            session.add(*(Person(uid=f"{number}-{i}", age=number) for i in range(20)))
            await session.flush()
            found = await session.scalars(select(Person).where(Person.age == number))
            assert {person.uid for person in found} == {f"{number}-{i}" for i in range(20)}

    # the first alone: some databases let only one session at a time make a new label
    await work(0)
    if h.colour is Colour.ASYNC:
        await asyncio.gather(*map(work, range(1, 30)))
    else:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: drive(work(number)), range(1, 30)))
    assert await h.nodes("KitPerson") == 600
