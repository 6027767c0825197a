"""Loading relations: lazily for everything that came together, eagerly by `fetch`, and in how many statements."""

from __future__ import annotations

from runic.ogm.exceptions import LazyLoadError, MetadataError
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.colours import Colour
from runic.testing.harness import Harness
from runic.testing.kit.models import Company, Crate, Item, Person, Shelf

PEOPLE = 40


async def _crowd(h: Harness, people: int = PEOPLE) -> None:
    """People who like the next two, half of them employed by one of three companies."""
    async with h.session() as session:
        companies = [Company(uid=f"c{i}") for i in range(3)]
        crowd = [Person(uid=f"p{i:03}", age=i) for i in range(people)]
        session.add(*companies, *crowd)
        await session.flush()
        for i, person in enumerate(crowd):
            for step in (1, 2):
                await session.relate(person, Person.likes, crowd[(i + step) % people])
            if i % 2 == 0:
                await session.relate(person, Person.employer, companies[i % 3])


def _liked(i: int, people: int = PEOPLE) -> list[str]:
    return sorted(f"p{(i + step) % people:03}" for step in (1, 2))


@case()
async def a_loop_over_parents_costs_one_more_statement(h: Harness) -> None:
    """The first touch of a relation loads it for all entities of the result."""
    await _crowd(h)
    async with h.session() as session:
        people = await session.scalars(select(Person).order_by(Person.uid))
        with h.sends(1):
            for i, person in enumerate(people):
                assert sorted(p.uid for p in await session.related(person, "likes")) == _liked(i)
        with h.sends(1):
            employers = [await session.related(person, "employer") for person in people]
        assert [None if e is None else e.uid for e in employers] == [
            f"c{i % 3}" if i % 2 == 0 else None for i in range(PEOPLE)
        ]
        with h.sends(0):
            assert [await session.related(person, "likes") for person in people]


@case()
async def what_was_loaded_is_a_result_too(h: Harness) -> None:
    """The targets of a relation came together, so their relations load together."""
    await _crowd(h)
    async with h.session() as session:
        young = Person.age < 10  # type: ignore[operator]
        people = await session.scalars(select(Person).where(young).order_by(Person.uid))
        employers = {
            id(e): e for person in people if (e := await session.related(person, "employer")) is not None
        }
        with h.sends(1):
            staff = [await session.related(company, "staff") for company in employers.values()]
        assert sum(map(len, staff)) == PEOPLE // 2


@case()
async def nothing_is_loaded_that_was_not_touched(h: Harness) -> None:
    """Reading entities reads no relation."""
    await _crowd(h, 6)
    async with h.session() as session:
        with h.sends(1):
            await session.scalars(select(Person))
        with h.sends(1):
            await session.get(Company, "c1")


@case()
async def fetch_loads_with_get(h: Harness) -> None:
    """`get(…, fetch=…)` loads the relations; touching them afterwards sends nothing."""
    await _crowd(h, 6)
    async with h.session() as session:
        with h.sends(at_most=3):
            person = await session.must_get(Person, "p000", fetch=["likes", "employer"])
        with h.sends(0):
            assert sorted(p.uid for p in person.likes) == ["p001", "p002"]
            assert person.employer is not None
            assert person.employer.uid == "c0"


@case()
async def fetch_goes_deep(h: Harness) -> None:
    """Dotted names fetch relations of relations, one statement a step."""
    await _crowd(h, 6)
    async with h.session() as session:
        with h.sends(at_most=4):
            person = await session.must_get(Person, "p000", fetch=["likes.likes.employer"])
        with h.sends(0):
            second = sorted(q.uid for p in person.likes for q in p.likes)
            assert second == ["p002", "p003", "p003", "p004"]
            assert {q.employer.uid for p in person.likes for q in p.likes if q.employer is not None} == {
                "c1",
                "c2",
            }


@case()
async def fetch_loads_what_an_entity_lacks(h: Harness) -> None:
    """`fetch` also works for an entity that the session holds already, and for what is loaded sends nothing."""
    await _crowd(h, 6)
    async with h.session() as session:
        person = await session.must_get(Person, "p000")
        with h.sends(1):
            assert await session.get(Person, "p000", fetch=["likes"]) is person
        with h.sends(0):
            assert await session.get(Person, "p000", fetch=["likes"]) is person
            assert len(person.likes) == 2


@case()
async def fetch_of_nothing_is_empty(h: Harness) -> None:
    """A relation without edges is loaded as an empty list or None, once."""
    async with h.session() as session:
        session.add(Person(uid="a"))
    async with h.session() as session:
        person = await session.must_get(Person, "a", fetch=["likes", "employer", "friends", "boss"])
        with h.sends(0):
            assert (person.likes, person.employer, person.friends, person.boss) == ([], None, [], None)


@case()
async def fetch_of_nobody_is_none(h: Harness) -> None:
    """`fetch` for a key that nothing has is None."""
    async with h.session() as session:
        assert await session.get(Person, "nobody", fetch=["likes"]) is None


@case()
async def fetch_refuses_unknown_names(h: Harness) -> None:
    """A relation that does not exist, at any depth, is refused with its name."""
    await _crowd(h, 3)
    async with h.session() as session:
        for path in ("nothing", "likes.nothing", "name", "likes.uid"):
            with h.raises(MetadataError):
                await session.get(Person, "p000", fetch=[path])


@case()
async def load_takes_several(h: Harness) -> None:
    """`load` loads the named relations of an entity and its peers, and returns them."""
    await _crowd(h, 6)
    async with h.session() as session:
        people = await session.scalars(select(Person).order_by(Person.uid))
        with h.sends(2):
            likes, employer = await session.load(people[0], "likes", "employer")
        assert (likes, employer) == (people[0].likes, people[0].employer)
        with h.sends(0):
            assert sorted(p.uid for p in people[3].likes) == ["p004", "p005"]


@case()
async def loading_keeps_what_is_changed(h: Harness) -> None:
    """A relation that leads to a changed entity brings the same object, its change untouched."""
    await _crowd(h, 6)
    async with h.session(autoflush=False) as session:
        one = await session.must_get(Person, "p001")
        one.name = "changed"
        zero = await session.must_get(Person, "p000", fetch=["likes"])
        assert any(person is one for person in zero.likes)
        assert one.name == "changed"


@case()
async def loading_leaves_out_what_is_deleted(h: Harness) -> None:
    """A relation that is loaded after a deletion was staged, and before it is flushed, does not hold the deleted node."""
    await _crowd(h, 6)
    async with h.session(autoflush=False) as session:
        people = await session.scalars(select(Person).order_by(Person.uid))
        session.delete(people[1])
        assert [p.uid for p in await session.related(people[0], "likes")] == ["p002"]


@case()
async def loading_spares_what_is_loaded(h: Harness) -> None:
    """A touch loads only for peers that lack the relation; staged changes of others stay."""
    await _crowd(h, 6)
    async with h.session(autoflush=False) as session:
        people = await session.scalars(select(Person).order_by(Person.uid))
        first = await session.must_get(Person, "p000", fetch=["likes"])
        assert first is people[0]
        first.likes = []
        assert len(await session.related(people[1], "likes")) == 2
        assert first.likes == []


@case()
async def not_lazy_is_always_loaded(h: Harness) -> None:
    """A relation with `lazy=False` comes with its entity, by `get` and by statements."""
    async with h.session() as session:
        session.add(*(Shelf(uid=f"s{i}", crates=[]) for i in range(3)))
        session.add(crate := Crate(uid="c"))
        shelf = await session.must_get(Shelf, "s1")
        await session.relate(shelf, Shelf.crates, crate)
    async with h.session() as session:
        shelf = await session.must_get(Shelf, "s1")
        with h.sends(0):
            assert [c.uid for c in shelf.crates] == ["c"]
    async with h.session() as session:
        with h.sends(at_most=2):
            shelves = await session.scalars(select(Shelf).order_by(Shelf.uid))
        with h.sends(0):
            assert [[c.uid for c in shelf.crates] for shelf in shelves] == [[], ["c"], []]


@case()
async def what_new_entities_were_given_is_known(h: Harness) -> None:
    """Relations that a new entity was given need no loading after the flush; the others load like any other's."""
    async with h.session() as session:
        session.add(
            crate := Crate(uid="c", items=[Item(uid="i")]),
            *(people := [Person(uid=f"p{i}") for i in range(9)]),
        )
        people[0].likes = people[1:]
        await session.flush()
        with h.sends(0):
            assert [item.uid for item in crate.items] == ["i"]
            assert people[0].likes == people[1:]
        with h.sends(1):
            assert [await session.related(person, "employer") for person in people] == [None] * 9


@case(colours=(Colour.ASYNC,))
async def touching_raises_in_async(h: Harness) -> None:
    """An attribute access cannot await: it raises, and names the remedy."""
    await _crowd(h, 3)
    async with h.session() as session:
        person = await session.must_get(Person, "p000")
        with h.sends(0), h.raises(LazyLoadError, match="fetch="):
            _ = person.likes
        await session.load(person, "likes")
        assert len(person.likes) == 2


@case()
async def many_parents_cost_one_statement_a_chunk(h: Harness) -> None:
    """For many parents the number of statements is that of the chunks, not of the parents."""
    people = 1500
    await h.driver.execute(
        "UNWIND range(0, $n - 1) AS i "
        "CREATE (:KitPerson {uid: toString(i)})-[:KIT_WORKS_FOR]->(:KitCompany {uid: toString(i)})",
        {"n": people},
    )
    async with h.session() as session:
        crowd = await session.scalars(select(Person))
        assert len(crowd) == people
        with h.sends(at_most=1 + people // 500):
            for person in crowd:
                employer = await session.related(person, "employer")
                assert employer.uid == person.uid
