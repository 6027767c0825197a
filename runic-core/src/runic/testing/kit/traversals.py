"""Traversals: optional and required, several, repeated, by edges with properties; what is returned, and for which rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runic.ogm.driver.capability import Capability
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.models import City, Company, Country, Employment, Person, Place, Region
from runic.testing.kit.people import COMPANY, EMPLOYMENT, PERSON, people, uids

COUNTRY: Any = Country

Make = Callable[[Any], Any]

REPEATED: dict[str, tuple[Make, str]] = {
    "default-is-unbounded": (lambda s: s.repeat(PERSON.reports), "bob cid dee"),
    "at-most": (lambda s: s.repeat(PERSON.reports, max_hops=2), "bob cid"),
    "exactly": (lambda s: s.repeat(PERSON.reports, min_hops=2, max_hops=2), "cid"),
    "from-two": (lambda s: s.repeat(PERSON.reports, min_hops=2), "cid dee"),
    "from-none": (lambda s: s.repeat(PERSON.reports, min_hops=0, max_hops=1), "ann bob"),
    "once": (lambda s: s.repeat(PERSON.reports, min_hops=1, max_hops=1), "bob"),
    "beyond": (lambda s: s.repeat(PERSON.reports, min_hops=4, max_hops=9), ""),
    "several-ways": (lambda s: s.repeat(PERSON.knows, max_hops=3), "bob cid cid"),
}


@case(each=REPEATED)
async def follow_a_relation_repeatedly(h: Harness, repeated: tuple[Make, str]) -> None:
    """`repeat` gives one row for each way of a length within its bounds."""
    h.requires(Capability.VARIABLE_LENGTH_PATHS)
    await people(h)
    make, wanted = repeated
    async with h.session() as session:
        stmt = make(select(Person).alias("a").where(PERSON.uid == "ann")).alias("b")
        assert uids(await session.scalars(stmt.order_by("b.uid"))) == wanted
        assert await session.count(stmt) == len(wanted.split())


@case()
async def repeat_in_other_directions(h: Harness) -> None:
    """Incoming and undirected relations repeat too; `repeat` drops rows without a way unless it is optional."""
    h.requires(Capability.VARIABLE_LENGTH_PATHS)
    await people(h)
    async with h.session() as session:
        dee = select(Person).alias("d").where(PERSON.uid == "dee")
        assert (
            uids(await session.scalars(dee.repeat(PERSON.boss).alias("b").order_by("b.uid"))) == "ann bob cid"
        )
        eve = select(Person).alias("e").where(PERSON.uid.in_(["eve", "dee"]))
        up = eve.repeat(PERSON.boss, max_hops=1)
        assert len(await session.all_rows(up.alias("b").return_nodes("e", "b"))) == 1
        kept = (
            eve.repeat(PERSON.boss, max_hops=1, optional=True)
            .alias("b")
            .return_nodes("e", "b")
            .order_by("e.uid")
        )
        assert [uids(list(row.values())) for row in await session.all_rows(kept)] == ["dee cid", "eve -"]
        ann = select(Person).alias("a").where(PERSON.uid == "ann")
        around = ann.repeat(PERSON.friends, max_hops=2).alias("b").distinct().where(PERSON.uid != "ann")
        assert uids(await session.scalars(around.order_by("b.uid"))) == "bob cid"


@case()
async def keep_or_drop_rows(h: Harness) -> None:
    """An optional traversal keeps the row for `all_rows` and leaves missing entities out; a required one drops the row."""
    await people(h)
    async with h.session() as session:
        base = select(Person).alias("p").order_by("p.uid")
        optional = base.traverse(PERSON.employer).alias("c").return_nodes("p", "c")
        rows = [uids(list(row.values())) for row in await session.all_rows(optional)]
        assert rows == ["ann acme", "bob acme", "cid beta", "dee -", "eve -"]
        required = base.traverse(PERSON.employer, optional=False).alias("c").return_nodes("p", "c")
        assert len(await session.all_rows(required)) == 3
        assert uids(await session.scalars(base.traverse(PERSON.employer).alias("c"))) == "acme acme beta"
        assert await session.count(base.traverse(PERSON.employer)) == 3
        assert uids(await session.scalars(base.traverse(PERSON.employer).alias("c").return_target("p"))) == (
            "ann bob cid dee eve"
        )
        only = base.traverse(PERSON.employer, optional=False).alias("c").return_target("p")
        assert uids(await session.scalars(only)) == "ann bob cid"


@case()
async def filter_an_optional_target(h: Harness) -> None:
    """A filter on an optional target makes it missing and keeps the row; one on the source drops the row."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person).alias("p").traverse(PERSON.employer, edge_alias="e").alias("c")
        both = stmt.return_nodes("p", "c").order_by("p.uid")
        rows = await session.all_rows(both.where(COMPANY.name == "Acme"))
        assert [uids(list(row.values())) for row in rows] == [
            "ann acme",
            "bob acme",
            "cid -",
            "dee -",
            "eve -",
        ]
        rows = await session.all_rows(both.where(EMPLOYMENT.since > 2005, on="e"))
        assert [uids(list(row.values())) for row in rows] == ["ann -", "bob acme", "cid -", "dee -", "eve -"]
        rows = await session.all_rows(both.where(PERSON.age > 26).where(COMPANY.name == "beta"))
        assert [uids(list(row.values())) for row in rows] == ["ann -", "dee -"]
        assert await session.count(stmt.where(COMPANY.name == "Acme")) == 2


@case()
async def go_on_from_either_end(h: Harness) -> None:
    """Several traversals go on from the newest node that has the relation, or from the one that is named."""
    await people(h)
    async with h.session() as session:
        stmt = (
            select(Person)
            .alias("a")
            .traverse(PERSON.knows, optional=False)
            .alias("b")
            .traverse(PERSON.employer, optional=False)
            .alias("c")
            .return_nodes("a", "b", "c")
            .order_by("a.uid, b.uid")
        )
        rows = [uids(list(row)) for row in await session.all_with_edges(stmt)]
        assert rows == ["ann bob acme", "ann cid beta", "bob cid beta"]
        fork = select(Person).alias("a").traverse(PERSON.knows, optional=False).alias("b")
        fork = fork.register_traversal(
            PERSON.reports, "a", "r", optional=False, edge_alias=None, min_hops=1, max_hops=1
        )
        rows = [
            uids(list(row))
            for row in await session.all_with_edges(fork.return_nodes("a", "b", "r").order_by("a.uid, b.uid"))
        ]
        assert rows == ["ann bob bob", "ann cid bob", "bob cid cid"]
        back = select(Person).alias("p").where(PERSON.uid == "ann").traverse(PERSON.employer).alias("c")
        staff = back.traverse(COMPANY.staff).alias("s").order_by("s.uid")
        assert uids(await session.scalars(staff)) == "ann bob"


@case()
async def need_no_alias(h: Harness) -> None:
    """Where `.alias()` is left out a name is made up; a step is accepted wherever a statement is."""
    await people(h)
    async with h.session() as session:
        step = select(Person).where(PERSON.uid == "ann").traverse(PERSON.knows)
        assert sorted(uids(await session.scalars(step)).split()) == ["bob", "cid"]
        assert await session.count(step) == 2
        assert await session.scalar(step.where(PERSON.name == "Cid")) is await session.get(Person, "cid")


@case()
async def return_edges_between_nodes(h: Harness) -> None:
    """`all_with_edges` gives the edge object between its nodes, converted, once for each edge."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person).alias("p").traverse(PERSON.employer, edge_alias="e").alias("c")
        stmt = stmt.return_nodes("p", "c").return_edge("e").order_by("p.uid")
        rows = await session.all_with_edges(stmt.where(PERSON.uid.in_(["ann", "dee"])))
        person, edge, company = rows[0]
        assert (person.uid, company.uid, edge.role, edge.since) == ("ann", "acme", "boss", 2001)
        assert isinstance(edge, Employment)
        assert rows[1][1:] == (None, None)
        liked = select(Person).alias("a").traverse(PERSON.likes, edge_alias="e", optional=False).alias("b")
        assert len(await session.all_with_edges(liked.return_nodes("a", "b").return_edge("e"))) == 2
        other_way = stmt.return_nodes("c", "p").where(PERSON.uid == "bob")
        (row,) = await session.all_with_edges(other_way)
        assert (row[0].uid, row[1].role, row[2].uid) == ("acme", "clerk", "bob")


@case()
async def make_a_row_of_every_edge(h: Harness) -> None:
    """Parallel edges make a row each, in entities, counts and aggregations; `distinct()` makes one of them."""
    await people(h)
    async with h.session() as session:
        liked = select(Person).alias("a").traverse(PERSON.likes).alias("b")
        assert uids(await session.scalars(liked)) == "eve eve"
        assert await session.count(liked) == 2
        assert uids(await session.scalars(liked.distinct())) == "eve"
        assert await session.count(liked.distinct()) == 1
        assert uids(await session.scalars(liked.with_("b"))) == "eve eve"


@case()
async def see_undirected_edges_from_both_ends(h: Harness) -> None:
    """A relation without a direction finds each edge from either end, once."""
    await people(h)
    async with h.session() as session:
        stmt = (
            select(Person)
            .alias("a")
            .traverse(PERSON.friends, optional=False)
            .alias("b")
            .order_by("a.uid, b.uid")
        )
        rows = [uids(list(row)) for row in await session.all_with_edges(stmt.return_nodes("a", "b"))]
        assert rows == ["ann bob", "ann cid", "bob ann", "bob cid", "cid ann", "cid bob"]


@case()
async def reach_children_of_the_target(h: Harness) -> None:
    """The target of a relation to a parent class comes as its own class, and can be filtered by a child's field."""
    async with h.session() as session:
        france, paris, spa = Country(uid="france"), City(uid="paris", population=2), Region(uid="spa")
        session.add(france, paris, spa, Place(uid="nowhere"))
        await session.flush()
        for part in (paris, spa):
            await session.relate(france, "parts", part)
        stmt = select(Country).alias("c").traverse(COUNTRY.parts).alias("p").order_by("p.uid")
        assert [type(place) for place in await session.scalars(stmt)] == [City, Region]
        assert await session.scalars(stmt.where(City.population == 2)) == [paris]


@case()
async def load_relations_of_results(h: Harness) -> None:
    """`fetch()` loads relations of the entities of a statement in one statement more for each, page first."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person).order_by(PERSON.uid).limit(2).fetch(PERSON.knows, "employer.staff")
        with h.sends(4):
            ann, bob = await session.scalars(stmt)
        with h.sends(0):
            assert sorted(uids(ann.knows).split()) == ["bob", "cid"]
            assert bob.employer is not None
            assert sorted(uids(bob.employer.staff).split()) == ["ann", "bob"]


@case()
async def tuples_of_classes(h: Harness) -> None:
    """`tuples` returns of each class the newest node or edge that the statement names, and leaves out rows without one."""
    await people(h)
    async with h.session() as session:
        stmt = (
            select(Person)
            .alias("p")
            .traverse(PERSON.employer, edge_alias="job")
            .alias("c")
            .order_by("p.uid")
            .tuples(Person, Employment, Company)
        )
        found = await session.scalars(stmt)
        assert [(p.uid, job.role, c.uid) for p, job, c in found] == [
            ("ann", "boss", "acme"),
            ("bob", "clerk", "acme"),
            ("cid", "clerk", "beta"),
        ]
        assert await session.count(stmt) == 3
        first = await session.scalar(stmt)
        assert first is not None
        assert first[0] is found[0][0]
        pairs = select(Person).traverse(PERSON.knows).tuples(Person, Person)
        known = await session.scalars(pairs)
        assert sorted((one.uid, other.uid) for one, other in known) == [
            ("ann", "bob"),
            ("ann", "cid"),
            ("bob", "cid"),
        ]
