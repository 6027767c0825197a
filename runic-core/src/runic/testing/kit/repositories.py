"""Repositories: pages, keys, counts and typed Cypher; what they return is the session's own."""

from __future__ import annotations

from typing import Any

from runic.ogm.exceptions import FieldValidationError, MetadataError
from runic.ogm.repository.async_repository import AsyncRepository
from runic.ogm.repository.repository import Repository
from runic.testing.case import case
from runic.testing.colours import AnySession, settle
from runic.testing.harness import Harness
from runic.testing.kit.models import City, Company, Country, Keyless, Person, Place, Ticket


def repository(session: AnySession, cls: type[Any]) -> Any:
    """Return the repository of the session's colour."""
    return (AsyncRepository if session.waits else Repository)(session.raw, cls)


async def _fill(h: Harness) -> None:
    acme = Company(uid="acme")
    async with h.session() as session:
        session.add(
            acme, *(Person(uid=uid, age=age, employer=acme) for age, uid in enumerate(("ann", "bob", "cid")))
        )
        session.add(City(uid="paris"), Country(uid="france"))


@case()
async def find_all_with_their_relations(h: Harness) -> None:
    """`find_all` pages first and then expands the page, in one statement more for each relation."""
    await _fill(h)
    async with h.session() as session:
        people = repository(session, Person)
        with h.sends(2):
            found = await settle(people.find_all(fetch=["employer"], skip=1, limit=2))
        assert (len(found), {person.employer.uid for person in found}) == (2, {"acme"})
        assert {type(place) for place in await settle(repository(session, Place).find_all())} == {
            City,
            Country,
        }
        with h.raises(MetadataError, match="employer"):
            await settle(people.find_all(fetch=["employr"]))


@case()
async def find_by_keys_in_their_order(h: Harness) -> None:
    """`find_all_by_ids` keeps the order of the keys, leaves out the unknown, and takes generated keys in either form."""
    await _fill(h)
    async with h.session() as session:
        people = repository(session, Person)
        assert [p.uid for p in await settle(people.find_all_by_ids(["cid", "nobody", "ann"]))] == [
            "cid",
            "ann",
        ]
        with h.sends(0):
            assert await settle(people.find_all_by_ids([])) == []
        session.add(one := Ticket(title="1"), two := Ticket(title="2"))
        await session.flush()
        assert await settle(repository(session, Ticket).find_all_by_ids([two.id, one.id])) == [two, one]
        with h.raises(FieldValidationError):
            await settle(people.find_all_by_ids([None]))
        with h.raises(TypeError):
            await settle(people.find_all_by_ids("ann"))
        with h.raises(MetadataError):
            await settle(repository(session, Keyless).find_all_by_ids(["x"]))


@case()
async def count_and_exist(h: Harness) -> None:
    """`count` and `exists` see what the session staged."""
    await _fill(h)
    async with h.session() as session:
        people = repository(session, Person)
        session.add(Person(uid="dee"))
        assert await settle(people.count()) == 4
        assert [await settle(people.exists(uid)) for uid in ("dee", "eve")] == [True, False]
        active = people.query().where(Person.active == True)  # noqa: E712
        assert len(await settle(active.all())) == 4


@case()
async def give_types_to_cypher(h: Harness) -> None:
    """`cypher` returns values, dicts or entities of the session, as it is told, and refuses what does not fit."""
    await _fill(h)
    async with h.session() as session:
        people = repository(session, Person)
        ann = await session.must_get(Person, "ann")
        query = "MATCH (n:KitPerson) RETURN n ORDER BY n.uid"
        found = await settle(people.cypher(query, returns=Person))
        assert [p.uid for p in found] == ["ann", "bob", "cid"]
        assert found[0] is ann
        assert await session.must_get(Person, "bob") is found[1]
        total = await settle(people.cypher_one("MATCH (n:KitPerson) RETURN sum(n.age) AS total", returns=int))
        assert total == 3
        rows = await settle(
            people.cypher("MATCH (n:KitPerson {uid: $uid}) RETURN n.age AS age", {"uid": "bob"}, returns=dict)
        )
        assert rows == [{"age": 1}]
        assert await settle(people.cypher(query)) == []
        assert await settle(people.cypher_one("MATCH (n:KitNobody) RETURN n", returns=Person)) is None
        assert len((await settle(people.cypher_raw(query))).rows) == 3
        with h.raises(TypeError, match="str"):
            await settle(people.cypher("MATCH (n:KitPerson) RETURN n.age AS age", returns=str))
        with h.raises(TypeError), h.sends(0):
            await settle(people.cypher(query, returns=list))
        with h.raises(MetadataError):
            await settle(people.cypher(query, returns=Company))
