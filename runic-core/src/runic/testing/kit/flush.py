"""Adding, changing and deleting nodes: what is in the database after a flush, and how few statements it took."""

from __future__ import annotations

from typing import Any

from runic.ogm.exceptions import (
    DuplicateKeyError,
    FieldValidationError,
    OrmError,
    StaleEntityError,
)
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.colours import AnySession
from runic.testing.harness import Harness
from runic.testing.kit.models import Company, Keyless, Mail, Person, Ticket


async def populate(h: Harness, number: int) -> list[str]:
    """Put people into the database past the session under test; return their keys."""
    keys = [f"p{i:04}" for i in range(number)]
    await h.driver.execute(
        "UNWIND $rows AS row CREATE (n:KitPerson {uid: row.uid, name: row.uid, age: row.age, active: true, tags: ['x']})",
        {"rows": [{"uid": key, "age": i} for i, key in enumerate(keys)]},
    )
    return keys


# -- create --------------------------------------------------------------------------------------------------------


@case()
async def creates(h: Harness) -> None:
    """An added entity is new until the flush, and stored with exactly its properties after it."""
    async with h.session() as session:
        person = Person(uid="a", name="Ann", tags=["x"])
        session.add(person)
        assert (session.new, person._new, await h.nodes("KitPerson")) == ([person], True, 0)
        await session.flush()
        assert (session.new, person._new, person._dirty) == ([], False, False)
    assert await h.stored("KitPerson", "a") == {"uid": "a", "name": "Ann", "active": True, "tags": ["x"]}


@case()
async def creates_many_in_as_many_statements_as_one(h: Harness) -> None:
    """The number of statements of a flush does not grow with the number of entities of a class."""
    counts = []
    for number in (1, 200):
        async with h.session() as session:
            session.add(
                *(Person(uid=f"{number}-{i}", age=i, name="x" if i % 2 else None) for i in range(number))
            )
            with h.sent.taken() as sent:
                await session.flush()
            counts.append(sent.count)
    assert counts[0] == counts[1], f"{counts} statements"
    assert await h.nodes("KitPerson") == 201


@case()
async def creates_each_class_apart(h: Harness) -> None:
    """Classes that are mixed while they are added cost one group each."""
    async with h.session() as session:
        for i in range(20):
            session.add(Person(uid=f"p{i}"), Company(uid=f"c{i}"), Mail(uid=f"m{i}", subject="s"))
        with h.sends(at_most=3 * _largest(h)):
            await session.flush()
    assert [await h.nodes(label) for label in ("KitPerson", "KitCompany", "KitMail")] == [20, 20, 20]


def _largest(h: Harness) -> int:
    """How many statements a group of writes takes at most on a backend; two leave room for emulated labels."""
    return 2


@case()
async def generates_keys(h: Harness) -> None:
    """The database's id becomes the key, as text, at the flush; each entity gets its own."""
    async with h.session() as session:
        tickets = [Ticket(title=f"t{i}") for i in range(50)]
        session.add(*tickets)
        assert {ticket.id for ticket in tickets} == {None}
        await session.flush()
        assert len({ticket.id for ticket in tickets}) == 50
        assert {type(ticket.id) for ticket in tickets} == {str}
    async with h.session() as session:
        for ticket in tickets[::7]:
            found = await session.must_get(Ticket, ticket.id)
            assert (found.id, found.title) == (ticket.id, ticket.title)
    assert "id" not in await h.number("MATCH (n:KitTicket {title: 't0'}) RETURN keys(n) AS keys")


@case()
async def filters_by_generated_keys(h: Harness) -> None:
    """A generated key can be filtered by like any other field."""
    async with h.session() as session:
        session.add(*(Ticket(title=f"t{i}") for i in range(5)))
        await session.flush()
        (chosen,) = await session.scalars(select(Ticket).where(Ticket.title == "t3"))
    async with h.session() as session:
        found = await session.scalars(select(Ticket).where(Ticket.id == chosen.id))
        assert [ticket.title for ticket in found] == ["t3"]
        found = await session.scalars(select(Ticket).where(Ticket.id.in_([chosen.id])))  # type: ignore[attr-defined]
        assert [ticket.title for ticket in found] == ["t3"]


@case()
async def refuses_given_generated_keys(h: Harness) -> None:
    """A value for a key that the database gives is refused."""
    async with h.session() as session:
        session.add(ticket := Ticket(id="12", title="x"))  # type: ignore[call-arg]
        with h.sends(0), h.raises(FieldValidationError):
            await session.flush()
        session.expunge(ticket)


@case()
async def creates_without_a_key(h: Harness) -> None:
    """A class without a key is created, changed and deleted by its node."""
    async with h.session() as session:
        session.add(*(Keyless(note=f"n{i}") for i in range(3)))
        await session.flush()
        notes = await session.scalars(select(Keyless))
        notes[0].note = "changed"
        session.delete(notes[1])
    left = sorted(row[0] for row in await h.rows("MATCH (n:KitKeyless) RETURN n.note AS note"))
    assert len(left) == 2
    assert "changed" in left


@case()
async def lets_go_what_was_only_added(h: Harness) -> None:
    """Adding and deleting before a flush sends nothing."""
    async with h.session() as session:
        session.add(person := Person(uid="a"))
        session.delete(person)
        with h.sends(0):
            await session.flush()
        assert person._new
        assert person not in session


@case()
async def adds_twice_once(h: Harness) -> None:
    """Adding the same object again changes nothing."""
    async with h.session() as session:
        person = Person(uid="a")
        session.add(person)
        session.add(person)
        await session.flush()
        session.add(person)
        with h.sends(0):
            await session.flush()
    assert await h.nodes("KitPerson") == 1


# -- change --------------------------------------------------------------------------------------------------------


@case()
async def writes_what_changed(h: Harness) -> None:
    """Only changed properties are written: what another session changed meanwhile stays."""
    await populate(h, 1)
    async with h.session() as session:
        person = await session.must_get(Person, "p0000")
        await h.driver.execute("MATCH (n:KitPerson) SET n.name = 'other', n.extra = 1")
        person.age = 33
        assert (person._dirty, session.dirty) == (True, [person])
        await session.flush()
        assert (person._dirty, session.dirty) == (False, [])
    stored = await h.stored("KitPerson", "p0000")
    assert (stored["age"], stored["name"], stored["extra"]) == (33, "other", 1)


@case()
async def removes_what_is_none(h: Harness) -> None:
    """None removes the property; so does deleting the attribute."""
    await populate(h, 1)
    async with h.session() as session:
        person = await session.must_get(Person, "p0000")
        person.age = None
        del person.name
    assert await h.stored("KitPerson", "p0000") == {"uid": "p0000", "active": True, "tags": ["x"]}


@case()
async def updates_many_in_as_many_statements_as_one(h: Harness) -> None:
    """The same change of many entities is one group, whatever their values."""
    await populate(h, 60)
    counts = []
    for keys in (1, 50):
        async with h.session() as session:
            people = await session.scalars(select(Person).order_by(Person.uid))
            for i, person in enumerate(people[:keys]):
                person.name = f"{keys}-{i}"
            with h.sent.taken() as sent:
                await session.flush()
            counts.append(sent.count)
    assert counts[0] == counts[1]
    assert await h.number("MATCH (n:KitPerson) WHERE n.name STARTS WITH '50-' RETURN count(n) AS c") == 50


@case()
async def updates_groups_by_what_changed(h: Harness) -> None:
    """Different sets of changed properties are different groups; each entity gets its own values."""
    await populate(h, 9)
    async with h.session() as session:
        people = await session.scalars(select(Person).order_by(Person.uid))
        for i, person in enumerate(people):
            if i % 3 != 0:
                person.age = 100 + i
            if i % 3 != 1:
                person.name = f"n{i}"
        with h.sends(at_most=3 * _largest(h)):
            await session.flush()
    rows = await h.rows("MATCH (n:KitPerson) RETURN n.age AS age, n.name AS name ORDER BY n.uid")
    expected = [[i if i % 3 == 0 else 100 + i, f"p{i:04}" if i % 3 == 1 else f"n{i}"] for i in range(9)]
    assert [list(row) for row in rows] == expected


@case()
async def sends_nothing_for_nothing(h: Harness) -> None:
    """A flush without changes, and one after a change was forgotten, sends nothing."""
    await populate(h, 2)
    async with h.session() as session:
        person, other = await session.scalars(select(Person).order_by(Person.uid))
        other.name = "forgotten"
        other._dirty = False
        with h.sends(0):
            await session.flush()
            await session.commit()
        person._dirty = True
        with h.sends(at_most=_largest(h)):
            await session.flush()


@case()
async def refuses_a_changed_key(h: Harness) -> None:
    """The key of a stored node cannot change."""
    await populate(h, 1)
    async with h.session() as session:
        person = await session.must_get(Person, "p0000")
        person.uid = "other"
        with h.sends(0), h.raises(OrmError, match="key"):
            await session.flush()
        person.uid = "p0000"
        with h.sends(0):
            await session.flush()


# -- delete --------------------------------------------------------------------------------------------------------


@case()
async def deletes_with_edges(h: Harness) -> None:
    """A deleted node takes its edges along; its neighbours stay."""
    async with h.session() as session:
        session.add(one := Person(uid="a"), other := Person(uid="b"))
        await session.relate(one, Person.likes, other)
        await session.relate(other, Person.reports, one)
        await session.flush()
        session.delete(one)
        assert session.deleted == [one]
        await session.flush()
        assert one not in session
    assert (await h.nodes("KitPerson"), await h.edges("KIT_LIKES"), await h.edges("KIT_MANAGES")) == (1, 0, 0)


@case()
async def deletes_many_in_as_many_statements_as_one(h: Harness) -> None:
    """Deletions of a class are one group."""
    await populate(h, 60)
    counts = []
    for keys in (1, 50):
        async with h.session() as session:
            people = await session.scalars(select(Person).order_by(Person.uid))
            for person in people[:keys]:
                session.delete(person)
            with h.sent.taken() as sent:
                await session.flush()
            counts.append(sent.count)
    assert counts[0] == counts[1]
    assert await h.nodes("KitPerson") == 9


@case()
async def takes_a_deletion_back(h: Harness) -> None:
    """Adding a deleted entity before the flush keeps it; nothing is sent."""
    await populate(h, 1)
    async with h.session() as session:
        person = await session.must_get(Person, "p0000")
        session.delete(person)
        session.add(person)
        with h.sends(0):
            await session.flush()
    assert await h.nodes("KitPerson") == 1


@case()
async def adds_a_key_again(h: Harness) -> None:
    """A new node with the key of one that is deleted in the same flush takes its place."""
    async with h.session() as session:
        session.add(old := Person(uid="a", name="old", age=1), mate := Person(uid="b"))
        await session.relate(mate, Person.likes, old)
        await session.flush()
        session.delete(old)
        session.add(new := Person(uid="a", name="new"))
        await session.flush()
        assert await session.get(Person, "a") is new
    assert await h.stored("KitPerson", "a") == {"uid": "a", "name": "new", "active": True, "tags": []}
    assert await h.edges("KIT_LIKES") == 0


@case()
async def adds_again_what_was_deleted(h: Harness) -> None:
    """An object whose node was deleted can be added again: it becomes a new node."""
    async with h.session() as session:
        session.add(person := Person(uid="a", name="x"))
        await session.commit()
        session.delete(person)
        await session.commit()
        session.add(person)
        await session.commit()
    assert (await h.stored("KitPerson", "a"))["name"] == "x"


@case()
async def adds_again_before_the_commit(h: Harness) -> None:
    """An object whose deletion is flushed and not committed can be added again, too; its edges are gone."""
    async with h.session() as session:
        session.add(person := Person(uid="a", name="x"), other := Person(uid="b"))
        await session.relate(person, Person.likes, other)
        await session.commit()
        assert await session.related(person, "likes") == [other]
        session.delete(person)
        await session.flush()
        session.add(person)
        assert session.new == [person]
        await session.flush()
        assert await session.get(Person, "a") is person
        assert await session.related(person, "likes") == []
    assert (await h.stored("KitPerson", "a"))["name"] == "x"
    assert await h.edges("KIT_LIKES") == 0


# -- keys ----------------------------------------------------------------------------------------------------------


@case()
async def refuses_a_second_object_for_a_key(h: Harness) -> None:
    """Two objects with one key in one session are refused, pending and persistent ones."""
    await populate(h, 1)
    async with h.session() as session:
        kept = await session.must_get(Person, "p0000")
        with h.raises(DuplicateKeyError):
            session.add(Person(uid="p0000"))
            await session.flush()
        session.expunge_all()
        session.add(Person(uid="x"))
        with h.raises(DuplicateKeyError):
            session.add(Person(uid="x"))
            await session.flush()
        session.expunge_all()
        assert kept.name == "p0000"
    assert await h.nodes("KitPerson") == 1


@case()
async def refuses_a_missing_key(h: Harness) -> None:
    """A node without a value for its own key is refused before anything is sent."""
    session = h.session()
    session.add(Person(uid="good"), Person(uid=None))  # type: ignore[arg-type]
    with h.sends(0), h.raises(FieldValidationError):
        await session.flush()
    await session.rollback()
    await session.close()


@case()
async def refuses_what_is_required_and_missing(h: Harness) -> None:
    """A required value that is absent or None is refused before anything of the flush is sent."""
    for given in ({}, {"subject": None}):
        mail = Mail(uid="a", **given)  # type: ignore[arg-type]
        session = h.session()
        session.add(Person(uid="p"))
        session.add(mail)
        with h.sends(0), h.raises(FieldValidationError, match="subject"):
            await session.flush()
        await session.rollback()
        await session.close()
    assert await h.nodes("KitPerson") == 0


# -- what others did meanwhile ------------------------------------------------------------------------------------


async def refused_as_stale(
    h: Harness, session: AnySession, people: list[Person], *, delete: bool
) -> list[Any]:
    """Change or delete people of whom one is gone; return the entities that the flush's error names."""
    for person in people:
        if delete:
            session.delete(person)
        else:
            person.name = "changed"
    with h.raises(StaleEntityError) as caught:
        await session.flush()
    assert isinstance(caught.error, StaleEntityError)
    return caught.error.entities


@case(each={"update": False, "delete": True})
async def notices_what_is_gone(h: Harness, delete: bool) -> None:
    """An update or a delete of a node that another deleted raises, naming the object; the others are not undone."""
    await populate(h, 3)
    session = h.session()
    people = await session.scalars(select(Person).order_by(Person.uid))
    await h.rows("MATCH (n:KitPerson {uid: 'p0001'}) DELETE n")
    assert await refused_as_stale(h, session, people, delete=delete) == [people[1]]
    session.expunge_all()
    await session.close()


@case()
async def never_updates_a_stranger(h: Harness) -> None:
    """A node that was given the id of a deleted one is not taken for it."""
    await populate(h, 1)
    session = h.session()
    person = await session.must_get(Person, "p0000")
    await h.rows("MATCH (n:KitPerson) DELETE n")
    await h.rows("CREATE (n:KitPerson {uid: 'stranger', name: 'mine'}) RETURN 1 AS one")
    person.name = "yours"
    with h.raises(StaleEntityError):
        await session.flush()
    session.expunge_all()
    await session.close()
    assert (await h.stored("KitPerson", "stranger"))["name"] == "mine"
