"""Pages, counts and single results: what `limit`, `skip`, slices, `with_`, `count`, `first` and `ids` mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runic.ogm.exceptions import EntityNotFoundError
from runic.ogm.query.builder import select
from runic.ogm.query.specialised import AsyncQueryBuilder
from runic.testing.case import case
from runic.testing.colours import settle
from runic.testing.harness import Harness
from runic.testing.kit.models import Person
from runic.testing.kit.people import PERSON, people, uids

Make = Callable[[Any], Any]

PAGES: dict[str, tuple[Make, str]] = {
    "limit": (lambda s: s.limit(2), "ann bob"),
    "skip": (lambda s: s.skip(3), "dee eve"),
    "both": (lambda s: s.skip(1).limit(2), "bob cid"),
    "none": (lambda s: s.limit(0), ""),
    "beyond": (lambda s: s.skip(9), ""),
    "last-limit-counts": (lambda s: s.limit(4).limit(1).skip(4).skip(0), "ann"),
    "slice": (lambda s: s[1:3], "bob cid"),
    "slice-from": (lambda s: s[3:], "dee eve"),
    "slice-to": (lambda s: s[:2], "ann bob"),
    "slice-of-a-slice": (lambda s: s[1:4][1:], "cid dee"),
    "slice-of-a-page": (lambda s: s.skip(1).limit(3)[2:9], "dee"),
    "slice-of-nothing": (lambda s: s[4:2], ""),
    "cut": (lambda s: s.limit(3).with_().order_by(PERSON.uid, desc=True).limit(2), "cid bob"),
    "cut-then-filter": (lambda s: s.limit(3).with_("n").where(PERSON.age.is_not_null()), "ann bob"),
    "cut-then-page": (lambda s: s.skip(1).limit(3).with_("n").order_by(PERSON.uid).skip(1), "cid dee"),
    "cut-twice": (
        lambda s: s.limit(4).with_().order_by(PERSON.uid, desc=True).limit(2).with_().order_by(PERSON.uid),
        "cid dee",
    ),
    "filter-then-cut": (lambda s: s.where(PERSON.age == 25).limit(1).with_(), "bob"),
}


@case(each=PAGES)
async def give_a_page(h: Harness, page: tuple[Make, str]) -> None:
    """Rows are left out by number where it is written: what a `with_()` finished stays before it."""
    await people(h)
    make, wanted = page
    async with h.session() as session:
        assert uids(await session.scalars(make(select(Person).order_by(PERSON.uid)))) == wanted


@case()
async def page_columns_and_rows(h: Harness) -> None:
    """Values, rows and tuples are paged like entities."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person).order_by(PERSON.uid)[1:3]
        assert await session.scalars(stmt.project(PERSON.uid)) == ["bob", "cid"]
        assert [row["n"].uid for row in await session.all_rows(stmt)] == ["bob", "cid"]
        pairs = (
            select(Person)
            .alias("a")
            .traverse(PERSON.knows, optional=False)
            .alias("b")
            .order_by("a.uid, b.uid")
        )
        assert [
            uids(list(row)) for row in await session.all_with_edges(pairs.return_nodes("a", "b")[1:])
        ] == [
            "ann cid",
            "bob cid",
        ]


@case()
async def cut_before_a_traversal(h: Harness) -> None:
    """A page before a `with_()` is a page of sources, not of what they lead to."""
    await people(h)
    async with h.session() as session:
        first = select(Person).alias("p").order_by(PERSON.uid).limit(1).with_("p")
        known = first.traverse(PERSON.knows).alias("k").order_by("k.uid")
        assert uids(await session.scalars(known)) == "bob cid"
        assert uids(await session.scalars(known.limit(1))) == "bob"
        assert await session.count(known) == 2


@case()
async def count_matches(h: Harness) -> None:
    """`count()` counts matched rows: order and paging are ignored, `distinct()` and missing targets are not."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person)
        assert await session.count(stmt) == 5
        assert await session.count(stmt.where(PERSON.age == 25).order_by(PERSON.name).skip(1).limit(1)) == 2
        assert await session.count(stmt.limit(0)) == 5
        assert await session.count(stmt.project(PERSON.age)) == 5
        assert await session.count(stmt.project(PERSON.age).distinct()) == 4
        known = select(Person).alias("a").traverse(PERSON.knows).alias("b")
        assert await session.count(known) == 3
        assert await session.count(known.distinct()) == 2
        assert await session.count(known.return_target("a")) == 6
        assert await session.count(known.return_target("a").distinct()) == 5
        assert await session.count(select(Person).order_by(PERSON.uid).limit(2).with_("n")) == 2
        assert await session.count(stmt.where(PERSON.name == "nobody")) == 0


@case()
async def give_the_first(h: Harness) -> None:
    """`one` and `first_or_none` give the first or None, `first` raises; one row is asked for."""
    await people(h)
    async with h.session() as session:
        stmt = session.raw.query(Person).order_by(PERSON.uid, desc=True)
        nobody = stmt.where(PERSON.name == "nobody")
        assert (await settle(stmt.one())).uid == "eve"
        assert (await settle(stmt.first())).uid == "eve"
        assert await settle(nobody.one()) is None
        assert await settle(nobody.first_or_none()) is None
        with h.raises(EntityNotFoundError, match="no Person matches"):
            await settle(nobody.first())
        assert await settle(stmt[1:].project(PERSON.uid).scalar()) == "dee"
        assert await settle(stmt.limit(0).one()) is None


@case()
async def give_ids_only(h: Harness) -> None:
    """`ids()` gives the database's ids of the results in their order, each once when distinct, and loads nothing."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person).order_by(PERSON.uid)
        idents = await session.ids(stmt[1:3])
        persons = [await session.must_get(Person, uid) for uid in ("bob", "cid")]
        assert [person._ident for person in persons] == idents
        liked = select(Person).alias("a").traverse(PERSON.likes).alias("b")
        assert len(await session.ids(liked)) == 2
        assert len(await session.ids(liked.distinct())) == 1


@case()
async def run_themselves(h: Harness) -> None:
    """A statement that is bound to a session runs itself, again and again, and is gone through like a list."""
    await people(h)
    async with h.session() as session:
        stmt = session.raw.query(Person).where(PERSON.age == 25).order_by(PERSON.uid)
        found = [person async for person in stmt] if isinstance(stmt, AsyncQueryBuilder) else list(stmt)
        assert uids(found) == "bob eve"
        assert await settle(stmt.all()) == found
        assert await settle(stmt.count()) == 2
        assert await settle(stmt.scalars()) == found
        assert len(await settle(stmt.all_rows())) == 2
        assert await settle(stmt.traverse(PERSON.employer).alias("c").return_target("c").count()) == 1
