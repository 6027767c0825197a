"""Entities that are in no session: what can be read and changed there, and how they come back."""

from __future__ import annotations

import copy
import pickle

from runic.ogm.exceptions import DetachedEntityError, DuplicateKeyError
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.identity import two_people
from runic.testing.kit.models import Company, Person


@case()
async def detached_values_stay_readable(h: Harness) -> None:
    """After the session is closed loaded values can be read; what is not loaded raises."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann", fetch=["likes"])
    assert (ann.name, ann.tags, [p.name for p in ann.likes]) == ("Ann", ["x"], ["Bob"])
    for access in (lambda: ann.employer, lambda: ann.friends):
        with h.raises(DetachedEntityError):
            access()
    assert "ann" in repr(ann)


@case()
async def expunged_objects_are_let_go(h: Harness) -> None:
    """An expunged entity is not written, and the next read makes another object."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        ann.name = "lost"
        session.expunge(ann)
        assert ann not in session
        assert await session.get(Person, "ann") is not ann
        with h.raises(DetachedEntityError):
            session.expunge(ann)
    assert (await h.stored("KitPerson", "ann"))["name"] == "Ann"


@case()
async def detached_objects_come_back(h: Harness) -> None:
    """A detached entity that is added to another session is updated there, not created again."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
    ann.name = "Anna"
    async with h.session() as session:
        session.add(ann)
        assert session.new == []
        assert session.dirty == [ann]
        assert await session.get(Person, "ann") is ann
        await session.flush()
        assert [p.uid for p in await session.related(ann, "likes")] == ["bob"]
    assert ((await h.stored("KitPerson", "ann"))["name"], await h.nodes("KitPerson")) == ("Anna", 2)


@case()
async def detached_relations_are_not_lost(h: Harness) -> None:
    """What is assigned to a relation, or done to its list, while an entity is detached is written when it comes back."""
    await two_people(h)
    async with h.session() as session:
        session.add(Person(uid="cid"), Company(uid="d"))
    async with h.session() as session:
        ann = await session.must_get(Person, "ann", fetch=["likes"])
        bob, cid = await session.must_get(Person, "bob"), await session.must_get(Person, "cid")
        company = await session.must_get(Company, "d")
    ann.likes.append(cid)
    ann.likes.remove(bob)
    ann.employer = company
    bob.friends = [cid]
    async with h.session() as session:
        session.add(cid, company, bob, ann)
        await session.flush()
        assert (await session.related(ann, "likes"), await session.related(ann, "employer")) == (
            [cid],
            company,
        )
        assert await session.related(cid, "friends") == [bob]
    rows = await h.rows("MATCH (a:KitPerson)-[r]->(b) RETURN a.uid AS a, type(r) AS t, b.uid AS b")
    expected = [["ann", "KIT_LIKES", "cid"], ["ann", "KIT_WORKS_FOR", "d"], ["bob", "KIT_KNOWS", "cid"]]
    assert sorted(list(row) for row in rows) == expected


@case()
async def detached_objects_meet_their_twin(h: Harness) -> None:
    """A detached entity whose node the session holds as another object is refused."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
    async with h.session() as session:
        await session.must_get(Person, "ann")
        with h.raises(DuplicateKeyError):
            session.add(ann)


@case()
async def detached_objects_can_be_deleted(h: Harness) -> None:
    """A detached entity can be handed to another session for deletion; one that was never stored cannot."""
    await two_people(h)
    async with h.session() as session:
        bob = await session.must_get(Person, "bob")
    async with h.session() as session:
        session.delete(bob)
        with h.raises(DetachedEntityError):
            session.delete(Person(uid="never"))
    assert await h.nodes("KitPerson") == 1


@case()
async def copies_are_detached(h: Harness) -> None:
    """A copied or unpickled entity belongs to no session and keeps its loaded values."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        for twin in (copy.copy(ann), pickle.loads(pickle.dumps(ann))):  # noqa: S301 (it was made here)
            assert twin not in session
            assert (twin.uid, twin.name, twin.tags) == ("ann", "Ann", ["x"])
            with h.raises(DetachedEntityError):
                _ = twin.employer


@case()
async def a_copy_is_not_the_original(h: Harness) -> None:
    """A copy of a persistent entity cannot enter the session that holds the original."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        with h.raises(DuplicateKeyError):
            session.add(copy.copy(ann))
        twin = copy.deepcopy(ann)
        twin.tags.append("y")
        assert ann.tags == ["x"]
        with h.sends(0):
            await session.flush()


@case(each={"read while attached": True, "read while detached": False})
async def changed_in_place_while_detached_is_written(h: Harness, attached: bool) -> None:
    """A list that was changed in place while its entity was detached is written when the entity is added again."""
    await two_people(h)
    tags: list[str] = []
    async with h.session() as session:
        ann, bob = await session.must_get(Person, "ann"), await session.must_get(Person, "bob")
        if attached:
            tags = ann.tags
        else:
            assert bob.tags is not None
    (tags if attached else ann.tags).append("y")
    ann.age = 3
    async with h.session() as session:
        session.add(ann, bob)
        assert session.dirty == [ann]
        await session.flush()
        ann.tags.append("z")
    stored = await h.stored("KitPerson", "ann")
    assert (stored["tags"], stored["age"]) == (["x", "y", "z"], 3)


@case()
async def changed_in_place_and_expunged_is_written(h: Harness) -> None:
    """In-place changes before and after expunge() are written when the entity is added again, to any session."""
    await two_people(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        ann.tags.append("y")
        session.expunge(ann)
    assert (await h.stored("KitPerson", "ann"))["tags"] == ["x"]
    ann.tags.append("z")
    async with h.session() as session:
        session.add(ann)
    assert (await h.stored("KitPerson", "ann"))["tags"] == ["x", "y", "z"]
    async with h.session() as session:
        session.add(ann)
        with h.sends(0):
            await session.flush()
