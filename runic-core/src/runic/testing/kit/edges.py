"""Edge models: the properties of edges are written, read, changed and removed, and an edge that is gone stays gone."""

from __future__ import annotations

from datetime import date

from runic.ogm.exceptions import OrmError, StaleEntityError
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.colours import AnySession
from runic.testing.harness import Harness
from runic.testing.kit.models import Bond, Company, Employment, Person
from runic.testing.kit.relations import cast, everyone


async def _employment(session: AnySession) -> tuple[Person, Employment, Company]:
    statement = (
        select(Person).alias("p").traverse(Person.employer, edge_alias="e", optional=False).alias("c")
        .return_nodes("p", "c").return_edge("e")
    )  # fmt: skip
    (row,) = await session.all_with_edges(statement)
    person, edge, company = row
    return person, edge, company


@case()
async def edges_carry_properties(h: Harness) -> None:
    """An edge object's properties are written, updated by a second relate, and removed by None."""
    await cast(h)
    async with h.session() as session:
        ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
        await session.relate(ann, Person.employer, acme, edge=Employment(role="dev", since=1999))
    async with h.session() as session:
        ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
        await session.relate(
            acme, Company.staff, ann, edge=Employment(role="lead", since=None, left=date(2020, 1, 2))
        )
    rows = await h.rows("MATCH ()-[r:KIT_WORKS_FOR]->() RETURN r.role AS role, r.since AS since")
    assert [list(row) for row in rows] == [["lead", None]]
    async with h.session() as session:
        person, edge, company = await _employment(session)
        assert (person.uid, company.uid) == ("ann", "acme")
        assert (type(edge), edge.role, edge.since, edge.left) == (Employment, "lead", None, date(2020, 1, 2))


@case()
async def relating_without_an_edge_leaves_properties(h: Harness) -> None:
    """`relate` without an edge object leaves the properties of an existing edge alone, and validates nothing."""
    await cast(h)
    async with h.session() as session:
        ann, bob = await session.must_get(Person, "ann"), await session.must_get(Person, "bob")
        acme = await session.must_get(Company, "acme")
        await session.relate(ann, Person.employer, acme, edge=Employment(role="dev"))
        await session.relate(bob, Person.employer, acme)
    async with h.session() as session:
        ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
        await session.relate(ann, Person.employer, acme)
    rows = await h.rows("MATCH (n)-[r:KIT_WORKS_FOR]->() RETURN n.uid AS uid, r.role AS role ORDER BY n.uid")
    assert [list(row) for row in rows] == [["ann", "dev"], ["bob", None]]


@case()
async def changed_edges_are_written(h: Harness) -> None:
    """An edge that was loaded and changed is updated at the flush."""
    await cast(h)
    async with h.session() as session:
        ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
        await session.relate(ann, Person.employer, acme, edge=Employment(role="dev", since=1999))
    async with h.session() as session:
        _, edge, _ = await _employment(session)
        edge.role = "lead"
        edge.since = None
        before = edge._dirty
        await session.flush()
        assert (before, edge._dirty) == (True, False)
    rows = await h.rows("MATCH ()-[r:KIT_WORKS_FOR]->() RETURN r.role AS role, r.since AS since")
    assert [list(row) for row in rows] == [["lead", None]]


@case()
async def edges_are_validated(h: Harness) -> None:
    """A value that does not fit an edge's field is refused before anything of the flush is sent."""
    await cast(h)
    session = h.session()
    ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
    ann.name = "x"
    await session.relate(ann, Person.employer, acme, edge=Employment(role=3))  # type: ignore[arg-type]
    with h.sends(0), h.raises(OrmError, match="role"):
        await session.flush()
    await session.rollback()
    await session.close()


@case()
async def the_last_edge_object_counts(h: Harness) -> None:
    """Of several relates of a pair before a flush the last edge object is written, from whichever side."""
    await cast(h)
    async with h.session() as session:
        ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
        await session.relate(ann, Person.employer, acme, edge=Employment(role="first", since=1))
        await session.relate(acme, Company.staff, ann, edge=Employment(role="second"))
        await session.relate(ann, Person.employer, acme)
    rows = await h.rows("MATCH ()-[r:KIT_WORKS_FOR]->() RETURN r.role AS role")
    assert [list(row) for row in rows] == [["second"]]


@case()
async def a_pair_that_was_unrelated_starts_anew(h: Harness) -> None:
    """An edge that is removed in one flush and made in the next has none of the old properties."""
    await cast(h)
    async with h.session() as session:
        ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
        await session.relate(ann, Person.employer, acme, edge=Employment(role="dev", since=1999))
        await session.flush()
        await session.unrelate(ann, Person.employer, acme)
        await session.flush()
        await session.relate(ann, Person.employer, acme)
    rows = await h.rows("MATCH ()-[r:KIT_WORKS_FOR]->() RETURN r.role AS role, r.since AS since")
    assert [list(row) for row in rows] == [[None, None]]


@case()
async def an_edge_object_can_be_changed_after_the_flush(h: Harness) -> None:
    """An edge object that was written is written again when it changes."""
    await cast(h)
    async with h.session() as session:
        ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
        await session.relate(ann, Person.employer, acme, edge=(edge := Employment(role="dev")))
        await session.flush()
        edge.role = "lead"
    rows = await h.rows("MATCH ()-[r:KIT_WORKS_FOR]->() RETURN r.role AS role")
    assert [list(row) for row in rows] == [["lead"]]


@case()
async def a_changed_edge_that_is_gone_is_noticed(h: Harness) -> None:
    """An edge object whose edge was removed is not brought back by a change: the flush raises."""
    await cast(h)
    for by_other in (False, True):
        session = h.session()
        ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
        await session.relate(ann, Person.employer, acme, edge=Employment(role="dev"))
        await session.commit()
        _, edge, _ = await _employment(session)
        if by_other:
            await h.rows("MATCH ()-[r:KIT_WORKS_FOR]->() DELETE r")
        else:
            await session.unrelate(ann, Person.employer, acme)
            await session.commit()
        edge.role = "lead"
        with h.raises(StaleEntityError):
            await session.flush()
        session.expunge_all()
        await session.close()
        assert await h.edges("KIT_WORKS_FOR") == 0


@case()
async def a_written_edge_that_is_gone_is_noticed(h: Harness) -> None:
    """The same for an edge object that the session itself has written."""
    await cast(h)
    session = h.session()
    ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
    await session.relate(ann, Person.employer, acme, edge=(edge := Employment(role="dev")))
    await session.flush()
    await session.unrelate(ann, Person.employer, acme)
    await session.commit()
    edge.role = "lead"
    with h.raises(StaleEntityError):
        await session.flush()
    session.expunge_all()
    await session.close()
    assert await h.edges("KIT_WORKS_FOR") == 0


@case()
async def an_edge_object_serves_one_pair(h: Harness) -> None:
    """Two pairs with an edge object each keep their own properties."""
    await cast(h)
    async with h.session() as session:
        people, acme = await everyone(session, Person), await session.must_get(Company, "acme")
        for number, person in enumerate(people.values()):
            await session.relate(
                person, Person.employer, acme, edge=Employment(role=f"r-{person.uid}", since=number)
            )
    rows = await h.rows("MATCH (p)-[r:KIT_WORKS_FOR]->() RETURN p.uid AS uid, r.role AS role ORDER BY p.uid")
    assert [list(row) for row in rows] == [["ann", "r-ann"], ["bob", "r-bob"], ["cid", "r-cid"]]


@case()
async def parallel_edges_are_one_relation(h: Harness) -> None:
    """Two edges of a type between two nodes, made by others, are one entry of a list, and go together."""
    await cast(h)
    await h.rows(
        "MATCH (a:KitPerson {uid: 'ann'}), (b:KitPerson {uid: 'bob'}) "
        "CREATE (a)-[:KIT_LIKES {n: 1}]->(b), (a)-[:KIT_LIKES {n: 2}]->(b)"
    )
    async with h.session() as session:
        people = await everyone(session, Person)
        assert await session.related(people["ann"], "likes") == [people["bob"]]
        await session.relate(people["ann"], Person.likes, people["bob"])
        await session.flush()
        assert await h.edges("KIT_LIKES") == 2
        await session.unrelate(people["ann"], Person.likes, people["bob"])
    assert await h.edges("KIT_LIKES") == 0


@case()
async def undirected_edges_carry_properties(h: Harness) -> None:
    """The properties of an undirected edge are written and changed from either end; there is one edge all the time."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        await session.relate(people["ann"], Person.partners, people["bob"], edge=(bond := Bond(strength=1)))
        await session.flush()
        bond.strength = 2
        await session.commit()
        assert await _strengths(h) == [2]
        await session.relate(people["bob"], Person.partners, people["ann"], edge=(turned := Bond(strength=3)))
        await session.commit()
        assert await _strengths(h) == [3]
        turned.strength = 4
    assert await _strengths(h) == [4]
    statement = (
        select(Person).where(Person.uid == "bob").alias("p").traverse(Person.partners, edge_alias="e", optional=False)
        .alias("q").return_nodes("p", "q").return_edge("e")
    )  # fmt: skip
    async with h.session() as session:
        ((one, edge, other),) = await session.all_with_edges(statement)
        assert (one.uid, edge.strength, other.uid) == ("bob", 4, "ann")
        edge.strength = None
    assert await _strengths(h) == [None]


async def _strengths(h: Harness) -> list[int | None]:
    return [row[0] for row in await h.rows("MATCH ()-[r:KIT_BOND]->() RETURN r.strength AS strength")]
