"""Aggregations: of values, of nothing, by groups, before and behind a cut, the same numbers and types everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from runic.ogm.query.builder import select
from runic.ogm.query.expressions import avg, collect, count, max_, min_, sum_, text
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.models import Level, Person, Sample
from runic.testing.kit.people import COMPANY, EMPLOYMENT, PERSON, people, uids

SAMPLE: Any = Sample

Make = Callable[[], Any]

SINGLE: dict[str, tuple[Make, Any, Any]] = {
    "rows": (count, 5, 0),
    "values": (lambda: count(PERSON.age), 4, 0),
    "distinct-values": (lambda: count(PERSON.age, distinct=True), 3, 0),
    "sum": (lambda: sum_(PERSON.age), 120, 0),
    "avg": (lambda: avg(PERSON.age), 30.0, None),
    "min": (lambda: min_(PERSON.age), 25, None),
    "max": (lambda: max_(PERSON.age), 40, None),
    "min-text": (lambda: min_(PERSON.name), "Ann", None),
    "max-text": (lambda: max_(PERSON.name), "bob", None),
    "collect": (lambda: collect(PERSON.age), [25, 25, 30, 40], []),
    "collect-distinct": (lambda: collect(PERSON.age, distinct=True), [25, 30, 40], []),
    "raw": (lambda: text("count(n.age) * $by", by=2).as_("x"), 8, 0),
}


@case(each=SINGLE)
async def aggregate_all_and_nothing(h: Harness, single: tuple[Make, Any, Any]) -> None:
    """An aggregation leaves nulls out; of nothing it is what the documentation says, with the type of the field."""
    make, wanted, of_nothing = single
    async with h.session() as session:
        stmt = select(Person).aggregate(make())
        assert await session.scalar(stmt) == of_nothing
    await people(h)
    async with h.session() as session:
        found = await session.scalar(stmt)
        found = sorted(found) if isinstance(found, list) else found
        assert found == wanted
        assert type(found) is type(wanted)
        assert len(await session.all_rows(stmt)) == 1


@case()
async def name_their_columns(h: Harness) -> None:
    """A column is named by its alias, or by the text of the aggregation."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person).aggregate(
            count(), avg(PERSON.age).as_("mean age"), max_(PERSON.age), count("n")
        )
        (row,) = await session.all_rows(stmt)
        assert row == {"count(*)": 5, "mean age": 30.0, "max(n.age)": 40, "count(n)": 5}


@case()
async def group_by_values(h: Harness) -> None:
    """One row for each value, null among them, keyed by exactly what was given."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person).aggregate(count().as_("total"), group_by="n.age").order_by("n.age")
        rows = await session.all_rows(stmt)
        assert rows == [
            {"n.age": 25, "total": 2},
            {"n.age": 30, "total": 1},
            {"n.age": 40, "total": 1},
            {"n.age": None, "total": 1},
        ]
        by_field = select(Person).aggregate(count().as_("total"), group_by=PERSON.active).order_by("total")
        assert await session.all_rows(by_field) == [
            {"active": False, "total": 1},
            {"active": True, "total": 4},
        ]
        both = (
            select(Person)
            .aggregate(count(), group_by=[PERSON.age, "n.active"])
            .order_by("age DESC, n.active")
        )
        assert [tuple(row.values()) for row in await session.all_rows(both)] == [
            (None, True, 1),
            (40, True, 1),
            (30, True, 1),
            (25, False, 1),
            (25, True, 1),
        ]


@case()
async def group_by_nodes(h: Harness) -> None:
    """Grouped by an alias, a row holds the entity of the session beside its numbers; optional ones count 0."""
    await people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        stmt = (
            select(Person)
            .alias("p")
            .traverse(PERSON.knows)
            .alias("k")
            .aggregate(count("k").as_("friends"), sum_(PERSON.age), group_by="p")
            .order_by("friends DESC, p.uid")
        )
        rows = await session.all_rows(stmt)
        assert rows[0]["p"] is ann
        assert [(row["p"].uid, row["friends"], row["sum(k.age)"]) for row in rows] == [
            ("ann", 2, 25),
            ("bob", 1, 0),
            ("cid", 0, 0),
            ("dee", 0, 0),
            ("eve", 0, 0),
        ]
        assert [row["p"].uid for row in await session.all_rows(stmt.skip(1).limit(2))] == ["bob", "cid"]


@case()
async def group_by_the_other_end(h: Harness) -> None:
    """Edges are aggregated and grouped by like nodes; parallel edges count each."""
    await people(h)
    async with h.session() as session:
        work = select(Person).alias("p").traverse(PERSON.employer, edge_alias="e", optional=False).alias("c")
        stmt = work.aggregate(
            min_(EMPLOYMENT.since).as_("first"), count().as_("staff"), group_by=COMPANY.name
        )
        assert await session.all_rows(stmt.order_by("name")) == [
            {"name": "Acme", "first": 2001, "staff": 2},
            {"name": "beta", "first": None, "staff": 1},
        ]
        liked = select(Person).alias("a").traverse(PERSON.likes, optional=False).alias("b")
        assert await session.all_rows(liked.aggregate(count().as_("n"), group_by="b.uid")) == [
            {"b.uid": "eve", "n": 2}
        ]


@case()
async def keep_the_kind(h: Harness) -> None:
    """The least and the greatest of a field, and the list of its values, are Python values of the field's kind."""
    async with h.session() as session:
        session.add(
            Sample(uid="a", day=date(2024, 1, 2), level=Level.LOW, number=1.5, span=timedelta(hours=1)),
            Sample(uid="b", day=date(1969, 1, 2), level=Level.LOW, number=2.0),
            Sample(uid="c"),
        )
        stmt = select(Sample).aggregate(
            min_(SAMPLE.day), max_(SAMPLE.day), collect(SAMPLE.level).as_("levels"), sum_(SAMPLE.number)
        )
        (row,) = await session.all_rows(stmt)
        assert row == {
            "min(n.day)": date(1969, 1, 2),
            "max(n.day)": date(2024, 1, 2),
            "levels": [Level.LOW, Level.LOW],
            "sum(n.number)": 3.5,
        }
        days = await session.scalar(select(Sample).aggregate(collect(SAMPLE.day)))
        assert isinstance(days, list)
        assert sorted(days) == [date(1969, 1, 2), date(2024, 1, 2)]


@case()
async def filter_what_was_aggregated(h: Harness) -> None:
    """A `with_()` carries numbers on, by which rows are filtered and sorted, and from which a traversal goes on."""
    await people(h)
    async with h.session() as session:
        busy = (
            select(Person)
            .alias("p")
            .traverse(PERSON.friends)
            .alias("f")
            .aggregate(count("f").as_("c"), group_by="p")
            .with_("p", "c")
            .where(text("c >= $least", least=2))
        )
        assert uids(await session.scalars(busy.order_by("c DESC, p.uid"))) == "ann bob cid"
        rows = await session.all_rows(busy.project("p.uid", "c").order_by("p.uid").limit(1))
        assert rows == [{"p.uid": "ann", "c": 2}]
        employers = busy.traverse(PERSON.employer, optional=False).alias("e").distinct().order_by("e.uid")
        assert uids(await session.scalars(employers)) == "acme beta"
        assert await session.count(busy) == 3
