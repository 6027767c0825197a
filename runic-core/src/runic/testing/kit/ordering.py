"""Order: null behind everything when ascending, text by its code points, several keys, keys of every kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runic.ogm.exceptions import UnsupportedFeatureError
from runic.ogm.query.builder import select
from runic.ogm.query.expressions import text
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.filters import SAMPLES
from runic.testing.kit.models import Person, Place, Sample, Ticket
from runic.testing.kit.people import EMPLOYMENT, PERSON, people, uids

SAMPLE: Any = Sample
TICKET: Any = Ticket

Make = Callable[[Any], Any]

ORDERS: dict[str, tuple[Make, str]] = {
    "ascending-null-last": (lambda s: s.order_by(PERSON.age).order_by(PERSON.uid), "bob eve ann dee cid"),
    "descending-null-first": (
        lambda s: s.order_by(PERSON.age, desc=True).order_by(PERSON.uid),
        "cid dee ann bob eve",
    ),
    "text-by-code-points": (lambda s: s.order_by(PERSON.name), "ann cid eve bob dee"),
    "bools": (lambda s: s.order_by(PERSON.active).order_by(PERSON.uid, desc=True), "bob eve dee cid ann"),
    "by-text": (lambda s: s.order_by("n.age DESC, n.uid"), "cid dee ann bob eve"),
    "by-attribute-text": (lambda s: s.order_by("age desc").order_by("uid", desc=True), "cid dee ann eve bob"),
    "by-raw-text": (lambda s: s.order_by(text("n.age % 7")).order_by(PERSON.uid), "ann bob eve dee cid"),
    "dropped": (lambda s: s.order_by(PERSON.age).order_by(None).order_by(PERSON.uid), "ann bob cid dee eve"),
    "distinct": (lambda s: s.distinct().order_by(PERSON.uid, desc=True), "eve dee cid bob ann"),
    "after-a-filter": (
        lambda s: s.order_by(PERSON.uid, desc=True).where(PERSON.age.is_not_null()),
        "eve dee bob ann",
    ),
}


@case(each=ORDERS)
async def sort_nodes(h: Harness, order: tuple[Make, str]) -> None:
    """Nodes come in the order that the statement asks for, the same on every database."""
    await people(h)
    make, wanted = order
    async with h.session() as session:
        assert uids(await session.scalars(make(select(Person)))) == wanted


@case(each={name: sample for name, sample in SAMPLES.items() if name not in {"level", "binary", "unique"}})
async def sort_like_python(h: Harness, sample: tuple[str, Any, Any]) -> None:
    """Values sort as in Python whatever they are stored as, or the order is refused before anything is sent."""
    name, one, other = sample
    low, high = sorted([one, other])
    field = getattr(SAMPLE, name)
    async with h.session() as session:
        session.add(Sample(uid="high", **{name: high}), Sample(uid="low", **{name: low}), Sample(uid="none"))
        await session.flush()
        with h.sends() as sent:
            try:
                found = await session.scalars(select(Sample).order_by(field))
            except UnsupportedFeatureError:
                assert sent.count == 0
                return
        assert uids(found) == "low high none"
        assert uids(await session.scalars(select(Sample).order_by(field, desc=True))) == "none high low"


@case()
async def sort_by_other_aliases(h: Harness) -> None:
    """A traversal is sorted by either end, by the edge's properties, and by a class that two aliases share."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person).alias("a").traverse(PERSON.employer, edge_alias="e", optional=False).alias("c")
        both = stmt.return_nodes("a", "c")

        async def found(ordered: Any) -> str:
            return uids([row[0] for row in await session.all_with_edges(ordered)])

        assert await found(both.order_by(EMPLOYMENT.since)) == "ann bob cid"
        assert await found(both.order_by(EMPLOYMENT.role).order_by("a.uid", desc=True)) == "ann cid bob"
        assert await found(both.order_by("c.name DESC, a.age")) == "cid bob ann"
        known = select(Person).alias("a").traverse(PERSON.knows, optional=False).alias("b")
        assert (
            uids(await session.scalars(known.order_by("a.uid").order_by(PERSON.name, desc=True)))
            == "bob cid cid"
        )
        rows = await session.all_rows(known.order_by("b.uid, a.uid DESC").return_nodes("a", "b"))
        assert [uids([row["a"], row["b"]]) for row in rows] == ["ann bob", "bob cid", "ann cid"]


@case()
async def sort_optional_targets(h: Harness) -> None:
    """Rows whose optional target is missing sort like null."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person).alias("a").traverse(PERSON.boss).alias("b").return_nodes("a", "b")
        rows = await session.all_rows(stmt.order_by("b.uid, a.uid"))
        assert [uids(list(row.values())) for row in rows] == [
            "bob ann",
            "cid bob",
            "dee cid",
            "ann -",
            "eve -",
        ]


@case()
async def sort_by_generated_keys(h: Harness) -> None:
    """A key that the database gives sorts by the database's id: every node once, in one order and its opposite."""
    async with h.session() as session:
        session.add(*(Ticket(title=str(number)) for number in range(5)))
        up = await session.scalars(select(Ticket).order_by(TICKET.id))
        down = await session.scalars(select(Ticket).order_by(TICKET.id, desc=True))
        assert (len(up), up) == (5, down[::-1])


@case()
async def sort_columns(h: Harness) -> None:
    """Columns are sorted by their alias, by their attribute, and by what is not returned."""
    await people(h)
    async with h.session() as session:
        names = select(Person).project(PERSON.name, text("n.age * 2").as_("twice"))
        assert [row["twice"] for row in await session.all_rows(names.order_by("twice DESC"))] == [
            None,
            80,
            60,
            50,
            50,
        ]
        assert await session.scalars(names.order_by("name")) == ["Ann", "Cid", "Eve\n100%", "bob", None]
        assert await session.scalars(names.order_by(PERSON.uid, desc=True)) == [
            "Eve\n100%",
            None,
            "Cid",
            "bob",
            "Ann",
        ]
        ages = select(Person).project(PERSON.age).distinct()
        assert await session.scalars(ages.order_by(PERSON.age)) == [25, 30, 40, None]


@case()
async def sort_mixed_hierarchies(h: Harness) -> None:
    """Entities of several classes sort by a field of the parent, or of one child."""
    from runic.testing.kit.models import City, Country

    async with h.session() as session:
        session.add(
            City(uid="b", population=1), Country(uid="a"), City(uid="c", population=0), Place(uid="d")
        )
        assert uids(await session.scalars(select(Place).order_by("uid"))) == "a b c d"
        city: Any = City
        found = await session.scalars(select(Place).order_by(city.population).order_by("uid", desc=True))
        assert uids(found) == "c b d a"
