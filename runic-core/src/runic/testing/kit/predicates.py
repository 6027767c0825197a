"""Filters on what relations lead to: any, none, all, and how many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runic.ogm.driver.capability import Capability
from runic.ogm.exceptions import StatementError, UnsupportedFeatureError
from runic.ogm.query.builder import select
from runic.ogm.query.expressions import count
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.models import City, Company, Country, Person, Place
from runic.testing.kit.people import COMPANY, EMPLOYMENT, PERSON, people, uids

COUNTRY: Any = Country
PLACE: Any = Place

Make = Callable[[], Any]

PREDICATES: dict[str, tuple[Make, str]] = {
    "exists": (PERSON.knows.exists, "ann bob"),
    "any": (PERSON.employer.any, "ann bob cid"),
    "none": (PERSON.employer.none, "dee eve"),
    "not-exists": (lambda: ~PERSON.knows.exists(), "cid dee eve"),
    "incoming": (PERSON.boss.exists, "bob cid dee"),
    "undirected": (PERSON.friends.exists, "ann bob cid"),
    "any-of-the-target": (lambda: PERSON.knows.any(PERSON.name == "bob"), "ann"),
    "any-of-the-edge": (lambda: PERSON.employer.any(EMPLOYMENT.since > 2005), "bob"),
    "any-of-both": (lambda: PERSON.employer.any(EMPLOYMENT.role == "clerk", COMPANY.name == "Acme"), "bob"),
    "none-of": (lambda: PERSON.knows.none(PERSON.age == 25), "bob cid dee eve"),
    "all": (lambda: PERSON.knows.all(PERSON.name == "Cid"), "bob cid dee eve"),
    "all-counts-unknown-as-unmet": (lambda: PERSON.knows.all(PERSON.age == 25), "cid dee eve"),
    "all-of-existence": (lambda: PERSON.knows.all(PERSON.knows.exists()), "cid dee eve"),
    "all-of-none": (lambda: PERSON.knows.all(PERSON.knows.none()), "bob cid dee eve"),
    "all-of-either": (
        lambda: PERSON.knows.all(PERSON.knows.exists() | (PERSON.name == "Cid")),
        "ann bob cid dee eve",
    ),
    "all-of-both": (lambda: PERSON.knows.all(PERSON.employer.exists() & (PERSON.age == 25)), "cid dee eve"),
    "all-of-not-both": (
        lambda: PERSON.knows.all(~(PERSON.knows.exists() & (PERSON.age == 25))),
        "bob cid dee eve",
    ),
    "count": (lambda: PERSON.knows.count() == 2, "ann"),
    "count-at-least": (lambda: PERSON.friends.count() >= 2, "ann bob cid"),
    "count-none": (lambda: PERSON.knows.count() == 0, "cid dee eve"),
    "count-filtered": (lambda: PERSON.knows.count(PERSON.age > 20) > 0, "ann"),
    "count-parallel-edges": (lambda: PERSON.likes.count() == 2, "ann"),
    "nested": (lambda: PERSON.reports.any(PERSON.reports.any(PERSON.reports.none())), "bob"),
    "nested-other-class": (lambda: PERSON.knows.any(PERSON.employer.any(COMPANY.name == "beta")), "ann bob"),
    "nested-count": (lambda: PERSON.knows.any(PERSON.knows.count() >= 1), "ann"),
    "and": (lambda: PERSON.knows.exists() & (PERSON.age > 26), "ann"),
    "or": (lambda: PERSON.knows.any(PERSON.name == "bob") | (PERSON.age == 40), "ann dee"),
    "exists-or": (lambda: PERSON.likes.exists() | (PERSON.age == 40), "ann dee"),
    "exists-or-none": (lambda: PERSON.likes.exists() | PERSON.friends.none(), "ann dee eve"),
    "or-of-two": (
        lambda: PERSON.likes.exists() | PERSON.employer.any(EMPLOYMENT.role == "clerk"),
        "ann bob cid",
    ),
    "not-of-and": (lambda: ~(PERSON.knows.exists() & PERSON.employer.exists()), "cid dee eve"),
    "never-used-type": (PERSON.partners.none, "ann bob cid dee eve"),
}


@case(each=PREDICATES)
async def ask_about_relations(h: Harness, expected: tuple[Make, str]) -> None:
    """A predicate on a relation keeps or drops a node by what it is related to, and makes no rows of its own."""
    h.requires(Capability.EXISTENCE_PATTERNS)
    await people(h)
    make, wanted = expected
    async with h.session() as session:
        stmt = select(Person).where(make())
        assert uids(await session.scalars(stmt.order_by(PERSON.uid))) == wanted
        assert await session.count(stmt) == len(wanted.split())


@case()
async def ask_about_an_alias(h: Harness) -> None:
    """`on=` names the node that is asked about; a filter of a class outside means the node outside."""
    h.requires(Capability.EXISTENCE_PATTERNS)
    await people(h)
    async with h.session() as session:
        stmt = (
            select(Person)
            .alias("a")
            .traverse(PERSON.knows, optional=False)
            .alias("b")
            .order_by("a.uid, b.uid")
        )
        assert uids(await session.scalars(stmt.where(PERSON.knows.exists()))) == "bob"
        assert uids(await session.scalars(stmt.where(PERSON.likes.exists(), on="a"))) == "bob cid"
        older = PERSON.employer.any((PERSON.age > 26).with_alias("a"))
        assert uids(await session.scalars(stmt.where(older))) == "bob cid"
        inner = stmt.where(PERSON.employer.any(COMPANY.name == "beta"))
        assert uids(await session.scalars(inner.where(PERSON.age == 30, on="a"))) == "cid"


@case()
async def keep_rows_apart(h: Harness) -> None:
    """Rows that differ in their edges only stay apart when a relation is asked about, behind a cut too."""
    h.requires(Capability.EXISTENCE_PATTERNS)
    await people(h)
    async with h.session() as session:
        liked = select(Person).alias("a").traverse(PERSON.likes, optional=False).alias("b")
        asking = PERSON.knows.any(PERSON.name == "bob")
        assert uids(await session.scalars(liked.where(asking, on="a"))) == "eve eve"
        assert await session.count(liked.where(asking, on="a")) == 2
        assert uids(await session.scalars(liked.with_("a", "b").where(asking, on="a"))) == "eve eve"
        assert uids(await session.scalars(liked.distinct().where(asking, on="a"))) == "eve"
        named = select(Person).alias("a").traverse(PERSON.likes, edge_alias="e", optional=False).alias("b")
        for both in (liked, named):
            assert uids(await session.scalars(both.with_("a").where(asking, on="a"))) == "ann ann"
            assert await session.count(both.with_("a").where(PERSON.likes.count() == 2, on="a")) == 2
        followed = select(Person).alias("a").traverse(PERSON.knows).alias("b").with_("b")
        rows = await session.all_rows(followed.project("b.uid", PERSON.knows.count().as_("c")))
        assert sorted(str(row["b.uid"]) for row in rows) == ["None", "None", "None", "bob", "cid", "cid"]


@case()
async def ask_behind_a_cut(h: Harness) -> None:
    """What is asked behind a `with_()` is asked of the rows that it let through."""
    h.requires(Capability.EXISTENCE_PATTERNS)
    await people(h)
    async with h.session() as session:
        first = select(Person).alias("a").order_by(PERSON.uid).limit(2).with_("a")
        assert uids(await session.scalars(first.where(PERSON.boss.exists()))) == "bob"
        assert uids(await session.scalars(first.where(PERSON.boss.none()))) == "ann"
        assert uids(await session.scalars(first.where(PERSON.knows.any(PERSON.name == "bob")))) == "ann"
        assert uids(await session.scalars(first.where(PERSON.knows.count() == 1))) == "bob"


@case()
async def ask_at_the_end_of_ways(h: Harness) -> None:
    """Behind a repeated relation every way keeps its row, and its end is asked."""
    h.requires(Capability.EXISTENCE_PATTERNS)
    h.requires(Capability.VARIABLE_LENGTH_PATHS)
    await people(h)
    async with h.session() as session:
        ways = (
            select(Person).alias("a").where(PERSON.uid == "ann").repeat(PERSON.knows, max_hops=3).alias("b")
        )
        assert (
            uids(await session.scalars(ways.where(PERSON.employer.any(COMPANY.name == "beta")))) == "cid cid"
        )
        assert uids(await session.scalars(ways.where(PERSON.knows.count() == 1))) == "bob"
        assert await session.count(ways.where(PERSON.boss.any(PERSON.name == "bob"))) == 2


@case()
async def count_in_columns(h: Harness) -> None:
    """The number of related nodes is a column, a key of the order, and stands beside aggregations."""
    h.requires(Capability.EXISTENCE_PATTERNS)
    await people(h)
    async with h.session() as session:
        number = PERSON.knows.count().as_("known")
        rows = await session.all_rows(
            select(Person).project(PERSON.uid, number, PERSON.likes.count()).order_by("uid")
        )
        assert [tuple(row.values()) for row in rows] == [
            ("ann", 2, 2),
            ("bob", 1, 0),
            ("cid", 0, 0),
            ("dee", 0, 0),
            ("eve", 0, 0),
        ]
        assert list(rows[0]) == ["uid", "known", "count(likes)"]
        busy = select(Person).project(PERSON.uid, number).order_by("known DESC, uid").limit(2)
        assert await session.scalars(busy) == ["ann", "bob"]
        by_number = select(Person).order_by(PERSON.friends.count(), desc=True).order_by(PERSON.uid, desc=True)
        assert uids(await session.scalars(by_number)) == "cid bob ann eve dee"
        assert uids(await session.scalars(by_number.distinct().limit(2))) == "cid bob"
        grouped = select(Person).where(PERSON.knows.any()).aggregate(count().as_("c"), group_by=PERSON.active)
        assert sorted(map(str, await session.all_rows(grouped.order_by("n.active")))) == sorted(
            map(str, [{"active": False, "c": 1}, {"active": True, "c": 1}])
        )


@case()
async def follow_hierarchies(h: Harness) -> None:
    """A relation to a parent class finds its children; one of a child class is asked about children only."""
    h.requires(Capability.EXISTENCE_PATTERNS)
    async with h.session() as session:
        france, paris = Country(uid="france", code="F"), City(uid="paris", population=2)
        session.add(france, paris, City(uid="rome", population=3), Country(uid="chad"))
        await session.flush()
        await session.relate(france, "parts", paris)
        await session.flush()
        countries = select(Country).order_by(COUNTRY.uid)
        assert uids(await session.scalars(countries.where(COUNTRY.parts.any()))) == "france"
        assert (
            uids(await session.scalars(countries.where(COUNTRY.parts.any(City.population == 2)))) == "france"
        )
        assert (
            uids(await session.scalars(countries.where(COUNTRY.parts.none(PLACE.uid == "paris")))) == "chad"
        )
        assert (
            uids(await session.scalars(select(City).where(PLACE.near.none()).order_by("n.uid")))
            == "paris rome"
        )


@case()
async def ask_about_optional_targets(h: Harness) -> None:
    """A predicate on an optional target keeps the source's row, or is refused before anything is sent."""
    h.requires(Capability.EXISTENCE_PATTERNS)
    await people(h)
    stmt = (
        select(Person)
        .alias("a")
        .traverse(PERSON.reports)
        .alias("b")
        .where(PERSON.knows.any(PERSON.name == "Cid"))
    )
    async with h.session() as session:
        with h.sends() as sent:
            try:
                rows = await session.all_rows(stmt.return_nodes("a", "b").order_by("a.uid"))
            except UnsupportedFeatureError:
                assert sent.count == 0
                return
        assert [uids(list(row.values())) for row in rows] == ["ann bob", "bob -", "cid -", "dee -", "eve -"]


BAD: dict[str, tuple[Make, type[Exception], str]] = {
    "other-class": (lambda: select(Person).where(COMPANY.staff.any()), StatementError, "Company"),
    "field-of-neither": (
        lambda: select(Company).where(COMPANY.staff.any(PLACE.title == "x")),
        StatementError,
        "title",
    ),
    "unknown-alias": (lambda: select(Person).where(PERSON.knows.any(), on="x"), StatementError, "'x'"),
    "no-comparison": (lambda: select(Person).where(PERSON.knows.count()), TypeError, "compare"),
    "all-of-nothing": (lambda: select(Person).where(PERSON.knows.all()), TypeError, "any()"),
    "plain-bool": (lambda: select(Person).where(PERSON.knows.any(True)), TypeError, "filter expressions"),
    "negative": (lambda: select(Person).where(PERSON.knows.count() > -1), StatementError, "-1"),
    "not-whole": (lambda: select(Person).where(PERSON.knows.count() > 1.5), TypeError, "whole number"),
}


@case(each=BAD)
async def refuse_what_cannot_be_meant(h: Harness, bad: tuple[Make, type[Exception], str]) -> None:
    """A predicate that cannot be meant is refused before anything is sent, naming what it is about."""
    make, error, named = bad
    async with h.session() as session:
        with h.sends(0), h.raises(error, match=named):
            await session.scalars(make())
