"""Relation lists, relations given to constructors, and cascades: every way to relate without calling `relate`."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from runic.ogm.exceptions import DetachedEntityError
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.models import Company, Crate, Item, Person
from runic.testing.kit.relations import cast, everyone, pairs


async def _likes(h: Harness, *targets: str) -> None:
    await cast(h, "ann bob cid dan eve")
    async with h.session() as session:
        people = await everyone(session, Person)
        for target in targets:
            await session.relate(people["ann"], Person.likes, people[target])


@case()
async def lists_record(h: Harness) -> None:
    """What is appended to and removed from a relation list is related and unrelated."""
    await _likes(h, "bob", "cid")
    async with h.session() as session:
        people = await everyone(session, Person)
        likes = await session.related(people["ann"], "likes")
        assert isinstance(likes, list)
        likes.append(people["dan"])
        likes.remove(people["bob"])
        likes += [people["eve"]]
        await session.flush()
        assert sorted(p.uid for p in await session.related(people["ann"], "likes")) == ["cid", "dan", "eve"]
    assert await pairs(h, "KIT_LIKES") == [("ann", "cid"), ("ann", "dan"), ("ann", "eve")]


@case()
async def lists_are_replaced_by_the_difference(h: Harness) -> None:
    """Assigning a list to a loaded relation keeps what is in both: edges that stay are not made again."""
    await _likes(h, "bob", "cid")
    await h.rows("MATCH ()-[r:KIT_LIKES]->(:KitPerson {uid: 'cid'}) SET r.mark = 1")
    async with h.session() as session:
        people = await everyone(session, Person)
        await session.related(people["ann"], "likes")
        people["ann"].likes = [people["cid"], people["dan"]]
    assert await pairs(h, "KIT_LIKES") == [("ann", "cid"), ("ann", "dan")]
    assert await h.number("MATCH ()-[r:KIT_LIKES]->() WHERE r.mark = 1 RETURN count(r) AS c") == 1


@case()
async def lists_are_replaced_unloaded(h: Harness) -> None:
    """Assigning a list to a relation that is not loaded removes the others, and keeps edges that stay."""
    await _likes(h, "bob", "cid")
    await h.rows("MATCH ()-[r:KIT_LIKES]->(:KitPerson {uid: 'cid'}) SET r.mark = 1")
    async with h.session() as session:
        people = await everyone(session, Person)
        people["ann"].likes = [people["cid"], people["dan"]]
        await session.flush()
        assert sorted(p.uid for p in await session.related(people["ann"], "likes")) == ["cid", "dan"]
    assert await pairs(h, "KIT_LIKES") == [("ann", "cid"), ("ann", "dan")]
    assert await h.number("MATCH ()-[r:KIT_LIKES]->() WHERE r.mark = 1 RETURN count(r) AS c") == 1


@case()
async def nothing_goes_because_it_was_not_loaded(h: Harness) -> None:
    """Changing a field of an entity whose relations are not loaded leaves all edges alone."""
    await _likes(h, "bob", "cid")
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        ann.name = "Ann"
    assert len(await pairs(h, "KIT_LIKES")) == 2


@case()
async def constructors_take_relations(h: Harness) -> None:
    """Relations that a constructor was given are written with the entity, from whichever side."""
    await cast(h, "old")
    async with h.session() as session:
        old, acme = await session.must_get(Person, "old"), await session.must_get(Company, "acme")
        session.add(new := Person(uid="new", employer=acme, likes=[old], boss=old))
        session.add(Company(uid="fresh", staff=[old]))
        await session.flush()
        assert await session.related(new, "employer") is acme
    assert await pairs(h, "KIT_WORKS_FOR") == [("new", "acme"), ("old", "fresh")]
    assert (await pairs(h, "KIT_LIKES"), await pairs(h, "KIT_MANAGES")) == (
        [("new", "old")],
        [("old", "new")],
    )


@case()
async def transient_targets_are_refused(h: Harness) -> None:
    """Without cascade a target that no session has is refused, at the call or before anything is sent."""
    await cast(h)
    session = h.session()
    ann = await session.must_get(Person, "ann")
    with h.sends(0):
        with h.raises(DetachedEntityError):
            ann.employer = Company(uid="transient")
            await session.flush()
        session.add(Person(uid="new", likes=[Person(uid="transient")]))
        with h.raises(DetachedEntityError):
            await session.flush()
    await session.rollback()
    await session.close()


# -- cascade -------------------------------------------------------------------------------------------------------


@case()
async def cascades_stage_what_they_reach(h: Harness) -> None:
    """Adding an entity adds what its cascading relations reach, edges and cycles included."""
    first, second, third = Item(uid="1"), Item(uid="2"), Item(uid="3")
    first.near, second.near, third.near = [second], [third], [first]
    async with h.session() as session:
        session.add(crate := Crate(uid="c", items=[first], best=second))
        assert {id(e) for e in session.new} == {id(e) for e in (crate, first, second, third)}
    assert await pairs(h, "KIT_HOLDS") == [("c", "1")]
    assert await pairs(h, "KIT_BEST") == [("c", "2")]
    assert await pairs(h, "KIT_NEAR") == [("1", "2"), ("2", "3"), ("3", "1")]


@case()
async def cascades_follow_later_changes(h: Harness) -> None:
    """What is appended or assigned to a cascading relation of a persistent entity is created at the flush."""
    async with h.session() as session:
        session.add(Crate(uid="c"))
    async with h.session() as session:
        crate = await session.must_get(Crate, "c", fetch=["items"])
        crate.items.append(Item(uid="1"))
        crate.best = Item(uid="2")
        await session.relate(crate, Crate.items, Item(uid="3"))
    assert await pairs(h, "KIT_HOLDS") == [("c", "1"), ("c", "3")]
    assert await pairs(h, "KIT_BEST") == [("c", "2")]
    async with h.session() as session:
        item = await session.must_get(Item, "1")
        crate = await session.related(item, "crate")
        assert crate.uid == "c"


# -- corners -------------------------------------------------------------------------------------------------------


CHANGES: dict[str, tuple[Callable[[Any], Any], str | None]] = {
    "insert": (lambda c: c.likes.insert(0, c.dan), "bob cid dan"),
    "extend": (lambda c: c.likes.extend([c.dan, c.eve]), "bob cid dan eve"),
    "pop": (lambda c: c.likes.pop(), None),
    "clear": (lambda c: c.likes.clear(), ""),
    "delete-item": (lambda c: c.likes.__delitem__(0), None),
    "delete-slice": (lambda c: c.likes.__delitem__(slice(None)), ""),
    "set-slice": (lambda c: c.likes.__setitem__(slice(None), [c.eve]), "eve"),
    "multiply": (lambda c: c.likes.__imul__(0), ""),
    "again": (lambda c: c.likes.append(c.bob), "bob cid"),
    "reverse": (lambda c: c.likes.reverse(), "bob cid"),
    "sort": (lambda c: c.likes.sort(key=lambda p: p.uid, reverse=True), "bob cid"),
    "copy": (lambda c: c.likes.copy().append(c.dan), "bob cid"),
}


@case(each=CHANGES)
async def every_change_is_recorded(h: Harness, example: tuple[Callable[[Any], Any], str | None]) -> None:
    """Each way to change a list in Python is a change of the graph, and no other is."""
    change, expected = example
    await _likes(h, "bob", "cid")
    async with h.session() as session:
        people = await everyone(session, Person)
        likes = await session.related(people["ann"], "likes")
        change(SimpleNamespace(likes=likes, **people))
        if expected is None:
            expected = " ".join(person.uid for person in likes)
        await session.flush()
        assert {p.uid for p in await session.related(people["ann"], "likes")} == set(expected.split())
    assert {target for _, target in await pairs(h, "KIT_LIKES")} == set(expected.split())


@case()
async def a_refused_change_leaves_the_list(h: Harness) -> None:
    """Appending what cannot be related raises, and neither list nor graph change."""
    await _likes(h, "bob")
    async with h.session() as session:
        people = await everyone(session, Person)
        likes = await session.related(people["ann"], "likes")
        for wrong, error in (
            (Company(uid="c"), TypeError),
            ("x", TypeError),
            (Person(uid="new"), DetachedEntityError),
        ):
            with h.raises(error):
                likes.append(wrong)
            with h.raises(error):
                likes.extend([people["cid"], wrong])
        assert likes == [people["bob"]]
        with h.sends(0):
            await session.flush()
    assert await pairs(h, "KIT_LIKES") == [("ann", "bob")]


@case()
async def a_kept_list_still_records(h: Harness) -> None:
    """A list that a program holds on to records after a flush and after a commit."""
    await _likes(h, "bob")
    async with h.session() as session:
        people = await everyone(session, Person)
        likes = await session.related(people["ann"], "likes")
        for uid in ("cid", "dan", "eve"):
            likes.append(people[uid])
            await session.commit()
    assert [target for _, target in await pairs(h, "KIT_LIKES")] == ["bob", "cid", "dan", "eve"]


@case()
async def a_list_of_a_new_entity_records(h: Harness) -> None:
    """What is appended to the list of a new entity, before its flush and after it, is written."""
    await _likes(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        session.add(new := Person(uid="new", likes=[people["bob"]]))
        new.likes.append(people["cid"])
        await session.flush()
        new.likes.append(people["dan"])
        new.likes.remove(people["bob"])
    assert await pairs(h, "KIT_LIKES") == [("new", "cid"), ("new", "dan")]


@case()
async def a_mirrored_list_is_one_relation(h: Harness) -> None:
    """Appending on one side and removing on the other before a flush cancel each other out."""
    await cast(h)
    async with h.session() as session:
        people, companies = await everyone(session, Person), await everyone(session, Company)
        ann, acme = people["ann"], companies["acme"]
        staff = await session.related(acme, "staff")
        staff.append(ann)
        ann.employer = None
        await session.flush()
        assert await session.related(acme, "staff") == []
    assert await pairs(h, "KIT_WORKS_FOR") == []


@case()
async def assigning_twice_keeps_the_last(h: Harness) -> None:
    """Of several assignments before a flush the last one counts, loaded or not."""
    await _likes(h, "bob", "cid")
    for loaded in (False, True):
        async with h.session() as session:
            people = await everyone(session, Person)
            if loaded:
                await session.related(people["ann"], "likes")
            people["ann"].likes = [people["dan"]]
            people["ann"].likes = [people["bob"], people["eve"]]
            await session.flush()
            assert sorted(p.uid for p in await session.related(people["ann"], "likes")) == ["bob", "eve"]
        assert await pairs(h, "KIT_LIKES") == [("ann", "bob"), ("ann", "eve")]


@case()
async def a_detached_list_is_a_plain_list(h: Harness) -> None:
    """After the session is closed a loaded list can be read and changed; nothing is recorded and nothing breaks."""
    await _likes(h, "bob")
    async with h.session() as session:
        ann = await session.must_get(Person, "ann", fetch=["likes"])
    ann.likes.append(Person(uid="x"))
    ann.likes.clear()
    assert ann.likes == []
    assert await pairs(h, "KIT_LIKES") == [("ann", "bob")]
