"""Statements: what each ending sends and returns, that they are frozen, and where a database would answer something else."""

from __future__ import annotations

from typing import Any, Final

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.models import Node
from runic.ogm.exceptions import OrmError
from runic.ogm.query.builder import select
from runic.ogm.query.expressions import count, max_, min_, sum_
from runic.ogm.values import GraphNode
from runic.testing.case import case
from runic.testing.harness import Harness, NotApplicable
from runic.testing.kit.models import Person, Place

__all__: list[str] = []

# typed as Any: to a checker the fields of a class hold values
_PERSON: Final[Any] = Person


async def _ages(h: Harness, *ages: int) -> None:
    """Put people into the database, named p0, p1, ... and of the given ages."""
    async with h.session() as session:
        session.add(
            *(Person(uid=f"p{number}", name=f"P{number}", age=age) for number, age in enumerate(ages))
        )


def _uids(people: list[Person]) -> list[str]:
    return [person.uid for person in people]


# -- endings and what they send ----------------------------------------------------------------------------------------


@case()
async def each_ending_sends_one_statement(h: Harness) -> None:
    """Entities, the first, a count, rows, ids and pairs: one statement each, with what was asked for."""
    await _ages(h, 30, 10, 20)
    stmt = select(Person).where(_PERSON.age > 10).order_by(_PERSON.age)
    async with h.session() as session:
        with h.sends(1):
            assert _uids(await session.scalars(stmt)) == ["p2", "p0"]
        with h.sends(1):
            first = await session.scalar(stmt)
        assert first is not None
        assert first.uid == "p2"
        with h.sends(1):
            assert await session.count(stmt) == 2
        with h.sends(1):
            assert [row["n"].uid for row in await session.all_rows(stmt.alias("n"))] == ["p2", "p0"]
        with h.sends(1):
            assert len(await session.ids(stmt)) == 2
        with h.sends(1):
            assert await session.scalars(stmt.project(_PERSON.name)) == ["P2", "P0"]


@case()
async def nothing_found_is_empty(h: Harness) -> None:
    """No node at all, and none that matches: an empty list, None, 0."""
    stmt = select(Person).where(_PERSON.age > 100)
    async with h.session() as session:
        for uid in ("young", "younger"):
            assert await session.scalars(stmt) == []
            assert await session.scalar(stmt) is None
            assert await session.count(stmt) == 0
            assert await session.all_rows(stmt) == []
            assert await session.ids(stmt) == []
            session.add(Person(uid=uid, age=1))
            await session.flush()


@case()
async def building_sends_nothing(h: Harness) -> None:
    """Making a statement, deriving from it and asking for its text touch no database."""
    async with h.session() as session:
        with h.sends(0):
            stmt = session.raw.query(Person).where(_PERSON.age > 1).order_by(_PERSON.name).limit(3)
            cypher, params = stmt.build()
        assert "KitPerson" in cypher
        assert 1 in params.values()


@case()
async def statements_are_frozen(h: Harness) -> None:
    """What is derived from a statement changes neither it nor what else is derived from it; each can run again."""
    await _ages(h, 10, 20, 30)
    base = select(Person).order_by(_PERSON.age)
    old, young, one = base.where(_PERSON.age > 15), base.where(_PERSON.age < 15), base.limit(1)
    for _ in range(2):
        async with h.session() as session:
            assert _uids(await session.scalars(old)) == ["p1", "p2"]
            assert _uids(await session.scalars(young)) == ["p0"]
            assert _uids(await session.scalars(one)) == ["p0"]
            assert _uids(await session.scalars(base)) == ["p0", "p1", "p2"]


@case()
async def pages_follow_each_other(h: Harness) -> None:
    """Skip and limit cut the ordered rows; a page behind the end is empty, and a limit of 0 is kept."""
    await _ages(h, *range(7))
    stmt = select(Person).order_by(_PERSON.age)
    async with h.session() as session:
        pages = [_uids(await session.scalars(stmt.skip(start).limit(3))) for start in (0, 3, 6, 9)]
        assert pages == [["p0", "p1", "p2"], ["p3", "p4", "p5"], ["p6"], []]
        assert await session.scalars(stmt.limit(0)) == []
        assert _uids(await session.scalars(stmt.skip(5))) == ["p5", "p6"]


@case()
async def values_are_parameters(h: Harness) -> None:
    """The same statement with other values is the same text, so that the database compiles it once."""
    await _ages(h, 1, 2)
    async with h.session() as session:
        with h.sends(2) as sent:
            for age in (1, 2):
                found = await session.scalars(select(Person).where(_PERSON.age == age, on=None).limit(age))
                assert [person.age for person in found] == [age]
    assert sent.texts[0] == sent.texts[1]


# -- where databases answer something else -----------------------------------------------------------------------------


@case()
async def a_page_is_cut_before_what_follows(h: Harness) -> None:
    """What is filtered after a cut is filtered among the rows of the page, not before they are counted."""
    await _ages(h, 1, 2, 3, 4, 5)
    page = select(Person).alias("p").order_by(_PERSON.age).limit(3).with_("p")
    async with h.session() as session:
        assert _uids(await session.scalars(page.where(_PERSON.age > 2))) == ["p2"]
        assert await session.count(page.where(_PERSON.age > 2)) == 1


@case()
async def parallel_edges_are_a_row_each(h: Harness) -> None:
    """Two edges of one type between two nodes, made by somebody else, are two rows."""
    await _ages(h, 1, 2)
    await h.rows(
        "MATCH (a:KitPerson {uid: 'p0'}), (b:KitPerson {uid: 'p1'}) CREATE (a)-[:KIT_LIKES]->(b), (a)-[:KIT_LIKES]->(b)"
    )
    async with h.session() as session:
        stmt = select(Person).alias("a").traverse(Person.likes, optional=False).alias("b")
        assert await session.count(stmt) == 2
        assert await session.count(stmt.distinct()) == 1


@case()
async def a_second_hop_may_go_back(h: Harness) -> None:
    """Each hop is matched by itself: one that has no direction also leads back over the edge it came by."""
    await _ages(h, 1, 2, 3)
    async with h.session() as session:
        people = {person.uid: person for person in await session.scalars(select(Person))}
        await session.relate(people["p0"], Person.friends, people["p1"])
        await session.relate(people["p1"], Person.friends, people["p2"])
        await session.commit()
        first = select(Person).alias("a").where(_PERSON.uid == "p0").traverse(Person.friends, optional=False)
        second = first.alias("b").traverse(Person.friends, optional=False).alias("c")
        assert sorted(_uids(await session.scalars(second))) == ["p0", "p2"]


@case()
async def sums_keep_their_type(h: Harness) -> None:
    """The sum of ints is an int, the smallest and the largest too."""
    await _ages(h, 1, 2, 3)
    async with h.session() as session:
        aggregates = (
            sum_(_PERSON.age).as_("all"),
            min_(_PERSON.age).as_("least"),
            max_(_PERSON.age).as_("most"),
        )
        (row,) = await session.all_rows(select(Person).aggregate(*aggregates, count().as_("rows")))
    assert row == {"all": 6, "least": 1, "most": 3, "rows": 3}
    assert {type(value) for value in row.values()} == {int}


@case()
async def sums_of_nothing(h: Harness) -> None:
    """Of no rows the sum is 0, as the count is; the smallest is None."""
    async with h.session() as session:
        aggregates = (sum_(_PERSON.age).as_("all"), min_(_PERSON.age).as_("least"), count().as_("rows"))
        (row,) = await session.all_rows(select(Person).aggregate(*aggregates))
    assert row == {"all": 0, "least": None, "rows": 0}


@case()
async def other_types_in_filters_of_text(h: Harness) -> None:
    """A node that holds a number where the model says text: a filter finds the others, or the database's error is ours."""
    await _ages(h, 1)
    await h.rows("CREATE (:KitPerson {uid: 'odd', name: 5})")
    for wanted in (_PERSON.name.iexact("p0"), _PERSON.name.icontains("P"), _PERSON.name.startswith("P")):
        session = h.session()
        try:
            assert await session.scalars(select(Person).where(wanted).project(_PERSON.uid)) == ["p0"]
        except OrmError:
            await session.rollback()
        assert await session.count(select(Person)) == 2
        await session.close()


@case()
async def unlabelled_nodes_are_read(h: Harness) -> None:
    """A node without a label, made by somebody else, comes back from raw Cypher."""
    try:
        await h.rows("CREATE (n {note: 'bare'})")
    except OrmError as refused:
        raise NotApplicable("the database has no nodes without a label") from refused
    async with h.session() as session:
        result = await session.execute("MATCH (n {note: 'bare'}) RETURN n")
        ((node,),) = result.rows
    assert isinstance(node, GraphNode)
    assert isinstance(node.labels, tuple)
    assert dict(node.properties) == {"note": "bare"}


@case()
async def one_name_for_a_label_and_an_edge_type(h: Harness) -> None:
    """A name that is both a label and an edge type works, or is refused by one of our errors and nothing is spoilt."""
    with h.models():

        class Both(Node, labels=["KitBoth"]):
            uid: str = Field(primary_key=True)
            others: list[Any] = Relation(relationship="KitBoth", direction="OUTGOING", target="Both")

        session = h.session()
        one, other = Both(uid="one"), Both(uid="other")
        session.add(one, other)
        await session.commit()
        try:
            await session.relate(one, Both.others, other)
            await session.commit()
        except OrmError:
            await session.rollback()
            assert await session.count(select(Both)) == 2
        else:
            assert await h.edges("KitBoth") == 1
        session.expunge_all()
        await session.close()


@case()
async def long_texts_under_a_constraint(h: Harness) -> None:
    """A text too long for an index is stored, or refused by one of our errors; the session works afterwards."""
    make = h.ground.backend.make_unique
    if make is None:
        raise NotApplicable("the backend under test does not say how a constraint is made")
    make("KitPlace", "uid")
    session = h.session()
    # not compressible: an index may compress what it holds
    session.add(Place(uid="".join(chr(0x4E00 + number * 7919 % 20000) for number in range(6000))))
    try:
        await session.commit()
    except OrmError:
        await session.rollback()
        assert await h.nodes("KitPlace") == 0
    session.add(Place(uid="short"))
    await session.commit()
    await session.close()
    assert (await h.stored("KitPlace", "short"))["uid"] == "short"
