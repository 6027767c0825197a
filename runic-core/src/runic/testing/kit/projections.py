"""Projections: values instead of entities, under the names that a user gave, decoded as the fields are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from runic.ogm.query.builder import select
from runic.ogm.query.expressions import text
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.filters import SAMPLES
from runic.testing.kit.models import City, Company, Level, Person, Place, Sample, Ticket
from runic.testing.kit.people import COMPANY, EMPLOYMENT, PERSON, people

SAMPLE: Any = Sample
TICKET: Any = Ticket
CITY: Any = City


@case()
async def name_columns_as_given(h: Harness) -> None:
    """A field is keyed by its attribute, by alias and attribute when two share it, text by the text."""
    await people(h)
    async with h.session() as session:
        base = select(Person).where(PERSON.uid == "ann")
        (row,) = await session.all_rows(base.project(PERSON.name, "n.age", "n.uid", text("1 + 1").as_("two")))
        assert row == {"name": "Ann", "n.age": 30, "n.uid": "ann", "two": 2}
        assert list(row) == ["name", "n.age", "n.uid", "two"]
        pair = base.alias("p").traverse(PERSON.employer, edge_alias="e").alias("c")
        (row,) = await session.all_rows(pair.project("p.name", COMPANY.name, EMPLOYMENT.since, "e.role"))
        assert row == {"p.name": "Ann", "name": "Acme", "since": 2001, "e.role": "boss"}
        (row,) = await session.all_rows(base.project(text("toUpper(n.name)")))
        assert row == {"toUpper(n.name)": "ANN"}


@case(each=SAMPLES)
async def decode_values(h: Harness, sample: tuple[str, Any, Any]) -> None:
    """A projected value is the Python value of the field, a missing one None."""
    name, one, other = sample
    field = getattr(SAMPLE, name)
    async with h.session() as session:
        session.add(Sample(uid="a", **{name: one}), Sample(uid="b", **{name: other}), Sample(uid="c"))
        stmt = select(Sample).project(field).order_by(SAMPLE.uid)
        assert await session.scalars(stmt) == [one, other, None]
        assert await session.scalar(stmt) == one
        assert [row["n." + name] for row in await session.all_rows(stmt.project(f"n.{name}"))] == [
            one,
            other,
            None,
        ]


@case()
async def return_whole_nodes_beside_values(h: Harness) -> None:
    """An alias in a projection is the entity of the session, an edge's alias the edge object."""
    await people(h)
    async with h.session() as session:
        stmt = (
            select(Person)
            .alias("p")
            .where(PERSON.uid == "bob")
            .traverse(PERSON.employer, edge_alias="e")
            .alias("c")
        )
        (row,) = await session.all_rows(stmt.project("c", "p.age", "e", "p"))
        assert list(row) == ["c", "p.age", "e", "p"]
        assert isinstance(row["c"], Company)
        assert (row["c"].uid, row["p.age"], row["e"].role) == ("acme", 25, "clerk")
        assert row["p"] is await session.get(Person, "bob")


@case()
async def give_each_row_once(h: Harness) -> None:
    """`distinct()` of columns looks at the columns, not at the nodes behind them."""
    await people(h)
    async with h.session() as session:
        ages = select(Person).project(PERSON.age)
        assert sorted(await session.scalars(ages), key=str) == [25, 25, 30, 40, None]
        assert sorted(await session.scalars(ages.distinct()), key=str) == [25, 30, 40, None]
        assert await session.count(ages.distinct()) == 4
        pairs = select(Person).project(PERSON.age, PERSON.active).distinct()
        assert len(await session.all_rows(pairs)) == 5


@case()
async def project_keys_and_hierarchies(h: Harness) -> None:
    """Generated keys come as annotated; a field of a child is null for others."""
    async with h.session() as session:
        session.add(ticket := Ticket(title="x"), City(uid="c", population=3), Place(uid="p"))
        await session.flush()
        assert await session.scalars(select(Ticket).project(TICKET.id)) == [ticket.id]
        rows = await session.all_rows(select(Place).project("n.uid", CITY.population).order_by("n.uid"))
        assert rows == [{"n.uid": "c", "population": 3}, {"n.uid": "p", "population": None}]


@case()
async def project_lists_and_missing_targets(h: Harness) -> None:
    """Lists come whole; a field of an optional target that is missing is None and keeps its row."""
    await people(h)
    async with h.session() as session:
        tags = select(Person).project(PERSON.tags).order_by(PERSON.uid)
        assert [sorted(found or []) for found in await session.scalars(tags)] == [
            ["blue", "red"],
            ["red"],
            [],
            [],
            [],
        ]
        stmt = (
            select(Person)
            .alias("p")
            .traverse(PERSON.employer)
            .alias("c")
            .project("p.uid", "c.name")
            .order_by("p.uid")
        )
        assert [row["c.name"] for row in await session.all_rows(stmt)] == ["Acme", "Acme", "beta", None, None]


@case()
async def project_after_a_cut(h: Harness) -> None:
    """Values of what a `with_()` carried are decoded as before it."""
    async with h.session() as session:
        session.add(
            Sample(uid="a", day=date(2024, 2, 29), amount=Decimal("1.5"), level=Level.HIGH), Sample(uid="b")
        )
        stmt = (
            select(Sample)
            .order_by(SAMPLE.uid)
            .limit(1)
            .with_("n")
            .project(SAMPLE.day, SAMPLE.amount, SAMPLE.level)
        )
        assert await session.all_rows(stmt) == [
            {"day": date(2024, 2, 29), "amount": Decimal("1.5"), "level": Level.HIGH}
        ]
