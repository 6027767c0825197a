"""Relations: what is in the graph after relate, unrelate, lists and assignments, from either side, in any order."""

from __future__ import annotations

from typing import Any

from runic.ogm.exceptions import DetachedEntityError, MetadataError, OrmError, StaleEntityError
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.colours import AnySession, Colour
from runic.testing.harness import Harness
from runic.testing.kit.models import Company, Employment, Person, Step


async def cast(h: Harness, people: str = "ann bob cid", companies: str = "acme bolt") -> None:
    """Put people and companies into the database, named by their keys."""
    async with h.session() as session:
        session.add(
            *(Person(uid=uid) for uid in people.split()), *(Company(uid=uid) for uid in companies.split())
        )


async def everyone(session: AnySession, cls: type[Any]) -> dict[str, Any]:
    """Return all entities of a class by key."""
    return {entity.uid: entity for entity in await session.scalars(select(cls))}


async def pairs(h: Harness, kind: str) -> list[tuple[str, str]]:
    """Return the keys of both ends of every edge of a type."""
    rows = await h.rows(f"MATCH (a)-[r:{kind}]->(b) RETURN a.uid AS a, b.uid AS b")
    return sorted((a, b) for a, b in rows)


# -- relate and unrelate -------------------------------------------------------------------------------------------


@case()
async def relates_outgoing(h: Harness) -> None:
    """An OUTGOING relation writes its edge from the source to the target, once, however often it is asked to."""
    await cast(h)
    for _ in range(2):
        async with h.session() as session:
            people = await everyone(session, Person)
            await session.relate(people["ann"], Person.likes, people["bob"])
            await session.relate(people["ann"], "likes", people["bob"])
    assert await pairs(h, "KIT_LIKES") == [("ann", "bob")]


@case()
async def relates_incoming(h: Harness) -> None:
    """An INCOMING relation writes the same physical edge as its mirror."""
    await cast(h)
    async with h.session() as session:
        people, companies = await everyone(session, Person), await everyone(session, Company)
        await session.relate(companies["acme"], Company.staff, people["ann"])
        await session.relate(people["ann"], Person.employer, companies["acme"])
        await session.relate(people["bob"], Person.boss, people["cid"])
    assert await pairs(h, "KIT_WORKS_FOR") == [("ann", "acme")]
    assert await pairs(h, "KIT_MANAGES") == [("cid", "bob")]


@case()
async def relates_both(h: Harness) -> None:
    """A BOTH relation has one edge between two nodes, found from both, whichever side wrote it."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        await session.relate(people["ann"], Person.friends, people["bob"])
    async with h.session() as session:
        people = await everyone(session, Person)
        await session.relate(people["bob"], Person.friends, people["ann"])
    assert len(await pairs(h, "KIT_KNOWS")) == 1
    async with h.session() as session:
        people = await everyone(session, Person)
        assert [p.uid for p in await session.related(people["ann"], "friends")] == ["bob"]
        assert [p.uid for p in await session.related(people["bob"], "friends")] == ["ann"]
        await session.unrelate(people["bob"], Person.friends, people["ann"])
    assert await pairs(h, "KIT_KNOWS") == []


@case()
async def relates_new_nodes(h: Harness) -> None:
    """Nodes that are created in the same flush are related in it, keyed and keyless ends alike."""
    async with h.session() as session:
        session.add(ann := Person(uid="ann"), bob := Person(uid="bob"))
        await session.relate(ann, Person.likes, bob)
        await session.relate(ann, Person.friends, bob)
        await session.relate(bob, Person.reports, ann)
    assert [await pairs(h, kind) for kind in ("KIT_LIKES", "KIT_MANAGES")] == [
        [("ann", "bob")],
        [("bob", "ann")],
    ]
    assert len(await pairs(h, "KIT_KNOWS")) == 1


@case()
async def relates_to_itself(h: Harness) -> None:
    """A node can be related to itself, in every direction, and unrelated."""
    await cast(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        for field in (Person.likes, Person.friends, Person.boss):
            await session.relate(ann, field, ann)
    for kind in ("KIT_LIKES", "KIT_KNOWS", "KIT_MANAGES"):
        assert await pairs(h, kind) == [("ann", "ann")]
    async with h.session() as session:
        ann = await session.must_get(Person, "ann")
        assert await session.related(ann, "friends") == [ann]
        assert await session.related(ann, "boss") is ann
        for field in (Person.likes, Person.friends, Person.boss):
            await session.unrelate(ann, field, ann)
    for kind in ("KIT_LIKES", "KIT_KNOWS", "KIT_MANAGES"):
        assert await pairs(h, kind) == []


@case()
async def directed_and_undirected_views_share_edges(h: Harness) -> None:
    """A type that is declared with and without a direction is one set of edges, read in two ways."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        ann, bob, cid = people["ann"], people["bob"], people["cid"]
        await session.relate(ann, Person.knows, bob)
        await session.relate(bob, Person.knows, ann)
        await session.relate(bob, Person.friends, cid)
        await session.commit()
        assert await pairs(h, "KIT_KNOWS") == [("ann", "bob"), ("bob", "ann"), ("bob", "cid")]
        await session.relate(cid, Person.knows, ann)
        await session.relate(cid, Person.friends, bob)
        await session.commit()
        assert len(await pairs(h, "KIT_KNOWS")) == 4
        assert {p.uid for p in await session.related(bob, "friends")} == {"ann", "cid"}
        assert {p.uid for p in await session.related(bob, "knows")} == {"ann", "cid"}
        assert await session.related(cid, "knows") == [ann]
        await session.unrelate(ann, Person.friends, bob)
    assert await pairs(h, "KIT_KNOWS") == [("bob", "cid"), ("cid", "ann")]


@case()
async def keeps_types_apart(h: Harness) -> None:
    """Edges of different types between two nodes are different relations."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        for field in (Person.likes, Person.friends, Person.reports):
            await session.relate(people["ann"], field, people["bob"])
    async with h.session() as session:
        people = await everyone(session, Person)
        await session.unrelate(people["ann"], Person.friends, people["bob"])
        assert [p.uid for p in await session.related(people["ann"], "likes")] == ["bob"]
        assert await session.related(people["ann"], "friends") == []
        assert [p.uid for p in await session.related(people["ann"], "reports")] == ["bob"]


@case()
async def the_last_call_wins(h: Harness) -> None:
    """Before the flush only the last word about a pair counts."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        ann, bob, cid = people["ann"], people["bob"], people["cid"]
        await session.relate(ann, Person.likes, bob)
        await session.unrelate(ann, Person.likes, bob)
        await session.unrelate(ann, Person.likes, cid)
        await session.relate(ann, Person.likes, cid)
    assert await pairs(h, "KIT_LIKES") == [("ann", "cid")]


@case()
async def unrelating_nothing_is_no_error(h: Harness) -> None:
    """Removing an edge that does not exist changes nothing."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        await session.unrelate(people["ann"], Person.likes, people["bob"])
    assert await pairs(h, "KIT_LIKES") == []


@case()
async def relates_many_in_as_many_statements_as_one(h: Harness) -> None:
    """Staged edges of one relation are one group."""
    counts = []
    for number in (1, 60):
        async with h.session() as session:
            session.add(*(people := [Person(uid=f"{number}-{i}") for i in range(number + 1)]))
            await session.flush()
            for other in people[1:]:
                await session.relate(people[0], Person.likes, other)
            with h.sent.taken() as sent:
                await session.flush()
            counts.append(sent.count)
    assert counts[0] == counts[1]
    assert await h.edges("KIT_LIKES") == 61


@case()
async def reads_see_staged_edges(h: Harness) -> None:
    """Every read of the session sees what was related and unrelated before it."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        ann, bob, cid = people["ann"], people["bob"], people["cid"]
        assert await session.related(ann, "likes") == []
        await session.relate(ann, Person.likes, bob)
        assert await session.related(ann, "likes") == [bob]
        await session.relate(ann, Person.likes, cid)
        result = await session.execute(
            "MATCH (:KitPerson {uid: 'ann'})-[:KIT_LIKES]->(n) RETURN count(n) AS c"
        )
        assert result.rows[0][0] == 2
        await session.unrelate(ann, Person.likes, bob)
        assert await session.related(ann, "likes") == [cid]


@case()
async def mirrors_follow(h: Harness) -> None:
    """A relation that is loaded on the other end shows the change too."""
    await cast(h)
    async with h.session() as session:
        people, companies = await everyone(session, Person), await everyone(session, Company)
        ann, acme = people["ann"], companies["acme"]
        assert await session.related(acme, "staff") == []
        assert await session.related(ann, "employer") is None
        await session.relate(ann, Person.employer, acme)
        assert await session.related(acme, "staff") == [ann]
        assert await session.related(ann, "employer") is acme
        await session.unrelate(acme, Company.staff, ann)
        assert await session.related(ann, "employer") is None
        assert await session.related(acme, "staff") == []


@case(each={"relate": "relate", "assign": "assign"})
async def mirrors_follow_a_replacement(h: Harness, how: str) -> None:
    """When a to-one relation gets another target, what is loaded on the old target and on the new one follows."""
    await cast(h)
    async with h.session() as session:
        ann, companies = await session.must_get(Person, "ann"), await everyone(session, Company)
        acme, bolt = companies["acme"], companies["bolt"]
        await session.relate(ann, Person.employer, acme)
        await session.flush()
        assert (await session.related(acme, "staff"), await session.related(bolt, "staff")) == ([ann], [])
        if how == "relate":
            await session.relate(ann, Person.employer, bolt)
        else:
            ann.employer = bolt
        for _ in range(2):
            assert (await session.related(acme, "staff"), await session.related(bolt, "staff")) == ([], [ann])
            await session.flush()


@case(colours=(Colour.ASYNC,))
async def loaded_ends_follow_in_place(h: Harness) -> None:
    """In async, where an access cannot load, relations that are loaded stay loaded, and show what was staged."""
    await cast(h)
    async with h.session() as session:
        ann = await session.must_get(Person, "ann", fetch=["employer", "friends", "likes"])
        bob = await session.must_get(Person, "bob", fetch=["friends"])
        acme = await session.must_get(Company, "acme", fetch=["staff"])
        with h.sends(0):
            await session.relate(ann, Person.employer, acme)
            await session.relate(ann, Person.friends, bob)
            ann.likes.append(bob)
            assert (ann.employer, acme.staff, ann.friends, bob.friends) == (acme, [ann], [bob], [ann])
            await session.unrelate(bob, Person.friends, ann)
            assert (ann.friends, bob.friends, ann.likes) == ([], [], [bob])
        await session.commit()
        with h.sends(0):
            assert (ann.employer, acme.staff, ann.friends, ann.likes) == (acme, [ann], [], [bob])
    assert (await pairs(h, "KIT_WORKS_FOR"), await pairs(h, "KIT_KNOWS")) == ([("ann", "acme")], [])


@case()
async def refuses_wrong_ends(h: Harness) -> None:
    """A target or an edge of the wrong class, an unknown relation, and ends that no session has are refused at the call."""
    await cast(h)
    async with h.session() as session:
        people, companies = await everyone(session, Person), await everyone(session, Company)
        ann, bob, acme = people["ann"], people["bob"], companies["acme"]
        with h.raises(TypeError):
            await session.relate(ann, Person.likes, acme)
        with h.raises(TypeError):
            await session.relate(ann, Person.employer, acme, edge=Person(uid="x"))
        with h.raises(TypeError):
            await session.relate(ann, Person.likes, bob, edge=Employment(role="x"))
        with h.raises(MetadataError):
            await session.relate(ann, "nothing", bob)
        with h.raises(MetadataError):
            await session.relate(acme, Person.likes, bob)
        with h.raises(DetachedEntityError):
            await session.relate(ann, Person.likes, Person(uid="transient"))
        with h.sends(0):
            await session.flush()


@case()
async def notices_ends_that_are_gone(h: Harness) -> None:
    """Relating a node that another deleted raises, naming the object; no edge dangles."""
    await cast(h)
    session = h.session()
    people = await everyone(session, Person)
    await h.rows("MATCH (n:KitPerson {uid: 'bob'}) DELETE n")
    await session.relate(people["ann"], Person.likes, people["bob"])
    with h.raises(StaleEntityError) as caught:
        await session.flush()
    assert isinstance(caught.error, StaleEntityError)
    assert caught.error.entities == [people["bob"]]
    session.expunge_all()
    await session.close()
    assert await h.edges("KIT_LIKES") == 0


@case()
async def deleting_an_end_drops_its_edges(h: Harness) -> None:
    """Edges that were staged for a node that is then deleted are not sent, and caches forget it."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        ann, bob = people["ann"], people["bob"]
        await session.relate(ann, Person.likes, bob)
        session.delete(bob)
        await session.flush()
        assert await session.related(ann, "likes") == []
    assert await h.edges("KIT_LIKES") == 0


# -- to-one --------------------------------------------------------------------------------------------------------


@case(each={"relate": "relate", "assign": "assign"})
async def to_one_replaces(h: Harness, how: str) -> None:
    """On a to-one relation a new target replaces the old one, whether it was loaded or not."""
    await cast(h)
    for loaded in (False, True):
        for uid in ("acme", "bolt"):
            async with h.session() as session:
                ann, company = await session.must_get(Person, "ann"), await session.must_get(Company, uid)
                if loaded:
                    await session.related(ann, "employer")
                if how == "relate":
                    await session.relate(ann, Person.employer, company)
                else:
                    ann.employer = company
                await session.flush()
                assert await session.related(ann, "employer") is company
            assert await pairs(h, "KIT_WORKS_FOR") == [("ann", uid)]


@case()
async def to_one_keeps_others(h: Harness) -> None:
    """Replacing the employer of one person leaves those of others alone."""
    await cast(h)
    async with h.session() as session:
        people, companies = await everyone(session, Person), await everyone(session, Company)
        for person in people.values():
            await session.relate(person, Person.employer, companies["acme"])
    async with h.session() as session:
        ann, bolt = await session.must_get(Person, "ann"), await session.must_get(Company, "bolt")
        await session.relate(ann, Person.employer, bolt)
    assert await pairs(h, "KIT_WORKS_FOR") == [("ann", "bolt"), ("bob", "acme"), ("cid", "acme")]


@case(each={"loaded": True, "unloaded": False})
async def none_unrelates(h: Harness, loaded: bool) -> None:
    """Assigning None to a to-one relation removes its edge, loaded or not."""
    await cast(h)
    async with h.session() as session:
        ann, acme = await session.must_get(Person, "ann"), await session.must_get(Company, "acme")
        ann.employer = acme
    assert await pairs(h, "KIT_WORKS_FOR") == [("ann", "acme")]
    async with h.session() as session:
        ann = await session.must_get(Person, "ann", fetch=["employer"] if loaded else None)
        ann.employer = None
        await session.flush()
        assert await session.related(ann, "employer") is None
    assert await pairs(h, "KIT_WORKS_FOR") == []


@case(each={"relate": "relate", "assign": "assign", "none": "none"})
async def to_one_keeps_edges_to_other_classes(h: Harness, how: str) -> None:
    """Replacing a to-one relation leaves edges of its type alone that lead to nodes of other classes."""
    await cast(h)
    await h.rows(
        "MATCH (a:KitPerson {uid: 'ann'}), (b:KitPerson {uid: 'bob'}), (c:KitCompany {uid: 'acme'}) "
        "CREATE (a)-[:KIT_WORKS_FOR]->(b), (a)-[:KIT_WORKS_FOR]->(c)"
    )
    async with h.session() as session:
        ann, bolt = await session.must_get(Person, "ann"), await session.must_get(Company, "bolt")
        if how == "relate":
            await session.relate(ann, Person.employer, bolt)
        else:
            ann.employer = bolt if how == "assign" else None
    expected = [("ann", "bob")] if how == "none" else [("ann", "bob"), ("ann", "bolt")]
    assert await pairs(h, "KIT_WORKS_FOR") == expected


# -- corners -------------------------------------------------------------------------------------------------------


@case()
async def expunged_ends_take_their_staged_edges_along(h: Harness) -> None:
    """What was staged for an entity that is then expunged is not sent."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        await session.relate(people["ann"], Person.likes, people["bob"])
        session.expunge(people["bob"])
        with h.sends(0):
            await session.flush()
    assert await pairs(h, "KIT_LIKES") == []


@case()
async def deleted_ends_are_refused(h: Harness) -> None:
    """A node that is deleted in the session cannot be related any more, before the flush and after it."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        session.delete(people["bob"])
        with h.raises(DetachedEntityError):
            await session.relate(people["ann"], Person.likes, people["bob"])
        await session.flush()
        with h.raises(DetachedEntityError):
            await session.relate(people["ann"], Person.likes, people["bob"])


@case()
async def strangers_are_refused(h: Harness) -> None:
    """An end that is detached, or held by another session, is refused at the call, in every way to relate."""
    await cast(h)
    async with h.session() as session:
        detached = await session.must_get(Person, "bob")
    other = h.session()
    foreign = await other.must_get(Person, "cid")
    async with h.session() as session:
        ann = await session.must_get(Person, "ann", fetch=["likes"])
        for stranger in (detached, foreign):
            with h.raises(OrmError):
                await session.relate(ann, Person.likes, stranger)
            with h.raises(OrmError):
                await session.unrelate(ann, Person.likes, stranger)
            with h.raises(OrmError):
                ann.likes.append(stranger)
            with h.raises(OrmError):
                ann.boss = stranger
        with h.sends(0):
            await session.flush()
        session.add(detached)
        await session.relate(ann, Person.likes, detached)
    await other.close()
    assert await pairs(h, "KIT_LIKES") == [("ann", "bob")]


@case()
async def a_loaded_list_forgets_who_is_deleted(h: Harness) -> None:
    """After a flush a loaded relation does not hold what the flush deleted."""
    await cast(h)
    async with h.session() as session:
        people = await everyone(session, Person)
        await session.relate(people["ann"], Person.likes, people["bob"])
        await session.relate(people["ann"], Person.likes, people["cid"])
        await session.flush()
        assert len(await session.related(people["ann"], "likes")) == 2
        session.delete(people["bob"])
        await session.flush()
        assert await session.related(people["ann"], "likes") == [people["cid"]]


@case()
async def generated_keys_can_be_related(h: Harness) -> None:
    """Nodes whose keys the database gives are related in the flush that creates them."""
    async with h.session() as session:
        session.add(one := Step(title="1"), two := Step(title="2"), three := Step(title="3", following=[one]))
        await session.relate(one, Step.following, two)
        await session.relate(two, Step.following, three)
    rows = await h.rows(
        "MATCH (a:KitStep)-[:KIT_THEN]->(b:KitStep) RETURN a.title AS one, b.title AS other ORDER BY a.title"
    )
    assert [list(row) for row in rows] == [["1", "2"], ["2", "3"], ["3", "1"]]
