"""One node, one object in a session, however it comes."""

from __future__ import annotations

from runic.ogm.exceptions import (
    DetachedEntityError,
    MetadataError,
    MultipleResultsError,
    OrmError,
    StaleEntityError,
)
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.colours import Colour
from runic.testing.harness import Harness
from runic.testing.kit.models import City, Company, Keyless, Person, Place, Ticket


async def two_people(h: Harness) -> None:
    """Store Ann, who likes Bob and works for a company."""
    async with h.session() as session:
        session.add(ann := Person(uid="ann", name="Ann", tags=["x"]), bob := Person(uid="bob", name="Bob"))
        session.add(company := Company(uid="c", name="Acme"))
        await session.relate(ann, Person.likes, bob)
        await session.relate(ann, Person.employer, company)


@case()
async def one_object_however_it_comes(h: Harness) -> None:
    """`get`, statements, relations and reading again all give the same object."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        with h.sends(0):
            assert await session.get(Person, "ann") is ann
        assert await session.scalar(select(Person).where(Person.name == "Ann")) is ann
        (bob,) = await session.related(ann, "likes")
        assert await session.get(Person, "bob") is bob
        assert {id(p) for p in await session.scalars(select(Person))} == {id(ann), id(bob)}
        company = await session.related(ann, "employer")
        (again,) = await session.related(company, "staff")
        assert again is ann


@case()
async def an_added_object_is_the_one(h: Harness) -> None:
    """After the flush, reads return the object that was added; before it, `get` does too."""
    async with h.session() as session:
        session.add(person := Person(uid="a"), ticket := Ticket(title="t"), note := Keyless(note="n"))
        with h.sends(0):
            assert await session.get(Person, "a") is person
        assert await session.scalars(select(Person)) == [person]
        assert await session.scalar(select(Ticket)) is ticket
        assert await session.get(Ticket, ticket.id) is ticket
        assert await session.scalar(select(Keyless)) is note


@case()
async def one_object_through_parent_and_child(h: Harness) -> None:
    """The same node read as parent class and as child class is one object of the child class."""
    async with h.session() as session:
        session.add(City(uid="z", title="Zurich", population=1))
    async with h.session() as session:
        as_place = await session.must_get(Place, "z")
        assert type(as_place) is City
        with h.sends(0):
            assert await session.get(City, "z") is as_place
        assert await session.scalar(select(City)) is as_place
        assert await session.scalar(select(Place)) is as_place


@case()
async def different_classes_may_share_a_key(h: Harness) -> None:
    """A key is a key of its class: two classes with one key are two objects."""
    async with h.session() as session:
        session.add(person := Person(uid="same"), company := Company(uid="same"))
        await session.flush()
        assert await session.get(Person, "same") is person
        assert await session.get(Company, "same") is company


@case()
async def reading_keeps_changes(h: Harness) -> None:
    """A read that meets a changed object does not overwrite the change."""
    await two_people(h)
    async with h.session(autoflush=False) as session:
        ann = await session.must_get(Person, "ann")
        ann.name = "changed"
        await session.scalars(select(Person))
        assert ann.name == "changed"
        await session.flush()
    assert (await h.stored("KitPerson", "ann"))["name"] == "changed"


@case()
async def missing_is_none(h: Harness) -> None:
    """`get` of a key that nothing has is None."""
    async with h.session() as session:
        assert await session.get(Person, "nobody") is None
        assert await session.get(Ticket, "123456789") is None
        assert await session.scalar(select(Person)) is None
        assert await session.scalars(select(Person)) == []


@case()
async def deleted_is_none(h: Harness) -> None:
    """`get` of what is deleted in the session is None, before and after the flush."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        session.delete(ann)
        assert await session.get(Person, "ann") is None
        await session.flush()
        assert await session.get(Person, "ann") is None


@case()
async def get_needs_a_key(h: Harness) -> None:
    """`get` on a class without a key raises and names the class."""
    async with h.session() as session:
        with h.sends(0), h.raises(MetadataError, match="Keyless"):
            await session.get(Keyless, "x")


@case()
async def get_accepts_ids_of_either_type(h: Harness) -> None:
    """A generated key can be asked for as text and, where ids are numbers, as a number: it is one entity."""
    async with h.session() as session:
        session.add(ticket := Ticket(title="t"))
        await session.flush()
        assert await session.get(Ticket, ticket.id) is ticket
        if ticket.id.isdigit():
            assert await session.get(Ticket, int(ticket.id)) is ticket


@case()
async def an_id_of_another_class_is_none(h: Harness) -> None:
    """A database's id of a node of another class is not found through this class."""
    async with h.session() as session:
        session.add(Person(uid="a"))
        await session.flush()
        session.add(ticket := Ticket(title="t"))
        await session.flush()
        session.delete(ticket)
        await session.commit()
        session.expunge_all()
        for number in range(4):
            assert await session.get(Ticket, str(number)) is None


@case()
async def two_nodes_for_a_key_are_an_error(h: Harness) -> None:
    """When two nodes answer to a key, `get` raises instead of choosing one."""
    await h.rows("CREATE (:KitPerson {uid: 'x'}), (:KitPerson {uid: 'x'})")
    async with h.session() as session:
        with h.raises(MultipleResultsError):
            await session.get(Person, "x")


@case()
async def sessions_do_not_share(h: Harness) -> None:
    """Two sessions have two objects for a node, and an object of one is refused by the other."""
    await two_people(h)
    first, second = h.session(), h.session()
    try:
        one, other = await first.must_get(Person, "ann"), await second.must_get(Person, "ann")
        assert one is not other
        with h.raises(OrmError, match="session"):
            second.add(one)
    finally:
        await first.close()
        await second.close()


# -- expire, refresh -----------------------------------------------------------------------------------------------


@case()
async def refresh_reads_again(h: Harness) -> None:
    """`refresh` takes what the database holds now, and drops the entity's own changes."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        await h.rows("MATCH (n:KitPerson {uid: 'ann'}) SET n.age = 7")
        ann.name = "dropped"
        await session.refresh(ann)
        assert (ann.name, ann.age, ann._dirty) == ("Ann", 7, False)
        with h.sends(0):
            await session.flush()


@case()
async def refresh_of_what_is_gone_raises(h: Harness) -> None:
    """`refresh` of a node that no longer exists raises, and so does that of a new one."""
    await two_people(h)
    session = h.session()
    bob = await session.must_get(Person, "bob")
    await h.rows("MATCH (n:KitPerson {uid: 'bob'}) DETACH DELETE n")
    with h.raises(StaleEntityError):
        await session.refresh(bob)
    with h.raises(DetachedEntityError):
        await session.refresh(Person(uid="new"))
    session.expunge_all()
    await session.close()


@case()
async def expired_values_are_read_again(h: Harness) -> None:
    """`expire` drops the values; the next access reads them, in async after `refresh`."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        ann.age = 99
        session.expire(ann)
        await h.rows("MATCH (n:KitPerson {uid: 'ann'}) SET n.name = 'Anna'")
        if h.colour is Colour.ASYNC:
            with h.sends(0), h.raises(OrmError, match="refresh"):
                _ = ann.name
            await session.refresh(ann)
        assert [ann.name, ann.age, ann.uid] == ["Anna", None, "ann"]
        with h.sends(0):
            await session.flush()


@case()
async def expired_objects_come_alive_in_a_read(h: Harness) -> None:
    """A statement that returns an expired entity fills it."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        session.expire(ann)
        await h.rows("MATCH (n:KitPerson {uid: 'ann'}) SET n.name = 'Anna'")
        await session.scalars(select(Person))
        with h.sends(0):
            assert ann.name == "Anna"


@case()
async def expired_and_changed_keeps_the_rest(h: Harness) -> None:
    """A field that is set on an expired entity is written; the others are not touched."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        session.expire(ann)
        ann.age = 5
        await session.flush()
    stored = await h.stored("KitPerson", "ann")
    assert (stored["age"], stored["name"]) == (5, "Ann")


class Odd(Company, labels=["KitOdd"]):
    """A model with an equality of its own."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


@case()
async def equality_is_the_users_business(h: Harness) -> None:
    """Objects that say they are equal, and cannot be hashed, are still told apart."""
    async with h.session() as session:
        session.add(one := Odd(uid="a"), other := Odd(uid="b"))
        await session.flush()
        other.name = "other"
        assert [id(e) for e in session.dirty] == [id(other)]
        await session.flush()
        session.delete(one)
    assert [row[0] for row in await h.rows("MATCH (n:KitOdd) RETURN n.uid AS uid")] == ["b"]


# -- corners -------------------------------------------------------------------------------------------------------


@case()
async def a_new_key_is_found_under_the_new_key(h: Harness) -> None:
    """The key of a pending entity may still change; `get` finds it under the key that it has."""
    async with h.session(autoflush=False) as session:
        session.add(person := Person(uid="before"))
        person.uid = "after"
        assert await session.get(Person, "before") is None
        await session.flush()
        assert await session.get(Person, "after") is person


@case()
async def a_key_of_the_wrong_type_is_refused(h: Harness) -> None:
    """`get` with a key that cannot be one is refused before it is sent."""
    async with h.session() as session:
        for wrong in (5, None, ["a"], object()):
            with h.sends(0), h.raises(OrmError, TypeError):
                await session.get(Person, wrong)
        for odd in ("not an id", None, 1.5):
            with h.raises(OrmError, TypeError):
                assert await session.get(Ticket, odd) is None
                raise OrmError


@case()
async def a_transient_entity_has_nothing_to_load(h: Harness) -> None:
    """Relations and fields of an entity that was never added read as None or empty; nothing is sent."""
    person = Person(uid="a")
    with h.sends(0):
        assert (person.likes, person.employer, person.name, person.tags) == ([], None, None, [])
        assert "Person" in repr(person)


@case()
async def a_deleted_entity_is_let_go(h: Harness) -> None:
    """After its deletion is committed an entity is in no session; its values stay, its relations read as empty."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        session.delete(ann)
        await session.commit()
        assert ann not in session
        assert (ann.uid, ann.name) == ("ann", "Ann")
        with h.sends(0):
            ann.name = "later"
            await session.flush()


@case()
async def many_expired_are_read_together(h: Harness) -> None:
    """Expired entities of one result are read again in one statement when one of them is touched."""
    await two_people(h)
    async with h.session() as session:
        people = await session.scalars(select(Person).order_by(Person.uid))
        for person in people:
            session.expire(person)
        if h.colour is Colour.SYNC:
            with h.sends(1):
                assert [person.name for person in people] == ["Ann", "Bob"]
        else:
            await session.scalars(select(Person))
            assert [person.name for person in people] == ["Ann", "Bob"]
