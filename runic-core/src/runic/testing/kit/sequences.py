"""Random sequences of operations on a session, compared with a plain model of the graph that cannot be wrong.

The model is a map of nodes and a set of edges. Every operation is done to both; after each flush, commit, rollback, expire
and reload the session's view, and what the database holds, must be what the model says.
"""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.models import Node
from runic.ogm.driver.capability import Capability
from runic.ogm.exceptions import UnrecoverableRollbackWarning
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.harness import Harness

NAMES: Final = ("ann", "bob", "cid", "dee", "eve")

Step = tuple[str, int, int, int]


class Actor(Node, labels=["KitActor"]):
    """A node with one relation of each shape."""

    uid: str = Field(primary_key=True)
    name: str | None = Field(default=None)
    tags: list[str] = Field(default_factory=list)
    likes: list[Actor] = Relation(relationship="KIT_A_LIKES", direction="OUTGOING", target="Actor")
    liked_by: list[Actor] = Relation(relationship="KIT_A_LIKES", direction="INCOMING", target="Actor")
    friends: list[Actor] = Relation(relationship="KIT_A_KNOWS", direction="BOTH", target="Actor")
    idol: Actor | None = Relation(relationship="KIT_A_ADMIRES", direction="OUTGOING", target="Actor")


@dataclass
class World:
    """The plain model: what the graph should hold."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    likes: set[tuple[str, str]] = field(default_factory=set)
    friends: set[frozenset[str]] = field(default_factory=set)
    idol: dict[str, str] = field(default_factory=dict)

    def remove(self, uid: str) -> None:
        """Take a node out, with its edges."""
        del self.nodes[uid]
        self.likes = {pair for pair in self.likes if uid not in pair}
        self.friends = {pair for pair in self.friends if uid not in pair}
        self.idol = {a: b for a, b in self.idol.items() if uid not in (a, b)}

    def related(self, uid: str, relation: str) -> set[str]:
        """Return the keys that a relation of a node should hold."""
        if relation == "likes":
            return {b for a, b in self.likes if a == uid}
        if relation == "liked_by":
            return {a for a, b in self.likes if b == uid}
        if relation == "friends":
            return {other for pair in self.friends if uid in pair for other in (pair - {uid} or {uid})}
        return {self.idol[uid]} if uid in self.idol else set()


class Player:
    """Plays a sequence on a session and on the model."""

    def __init__(self, h: Harness) -> None:
        self.h = h
        self.session = h.session()
        self.wanted = World()
        self.flushed = World()
        self.committed = World()
        self.held: dict[str, Actor] = {}
        self.prefix = h.key("p")

    def uid(self, number: int) -> str:
        return f"{self.prefix}-{NAMES[number % len(NAMES)]}"

    async def actor(self, number: int) -> Actor | None:
        """Return the entity of a node that the model has, loading it if need be."""
        uid = self.uid(number)
        if uid not in self.wanted.nodes:
            return None
        if uid not in self.held:
            await self.flush()
            self.held[uid] = await self.session.must_get(Actor, uid)
        return self.held[uid]

    async def play(self, step: Step) -> None:
        name, a, b, c = step
        operation: Callable[[int, int, int], Awaitable[None]] = getattr(self, f"do_{name}")
        await operation(a, b, c)

    # -- operations ------------------------------------------------------------------------------------------------

    async def do_add(self, a: int, b: int, c: int) -> None:
        uid = self.uid(a)
        if uid not in self.wanted.nodes:
            self.held[uid] = Actor(uid=uid, name=f"n{b}", tags=[f"t{c}"])
            self.session.add(self.held[uid])
            self.wanted.nodes[uid] = {"name": f"n{b}", "tags": [f"t{c}"]}

    async def do_add_with_relations(self, a: int, b: int, c: int) -> None:
        uid, other = self.uid(a), await self.actor(b)
        if uid in self.wanted.nodes or other is None:
            return
        self.held[uid] = Actor(uid=uid, likes=[other], friends=[other], idol=other)
        self.session.add(self.held[uid])
        self.wanted.nodes[uid] = {"name": None, "tags": []}
        self.wanted.likes.add((uid, other.uid))
        self.wanted.friends.add(frozenset((uid, other.uid)))
        self.wanted.idol[uid] = other.uid

    async def do_rename(self, a: int, b: int, c: int) -> None:
        if actor := await self.actor(a):
            actor.name = f"n{b}" if c % 3 else None
            self.wanted.nodes[actor.uid]["name"] = actor.name

    async def do_tag(self, a: int, b: int, c: int) -> None:
        if actor := await self.actor(a):
            tags = await self.session.value(actor, "tags")
            if c % 3 == 0 and tags:
                tags.pop()
            elif c % 3 == 1:
                actor.tags = [f"t{b}"]
            else:
                tags.append(f"t{b}")
            self.wanted.nodes[actor.uid]["tags"] = list(actor.tags)

    async def do_delete(self, a: int, b: int, c: int) -> None:
        if actor := await self.actor(a):
            self.session.delete(actor)
            del self.held[actor.uid]
            self.wanted.remove(actor.uid)

    async def do_take_back(self, a: int, b: int, c: int) -> None:
        """Delete a node, perhaps change it, and think better of it."""
        actor = await self.actor(a)
        if actor is None or actor._ident is None:
            return
        for number in range(3):
            if number == 1:
                self.session.delete(actor)
            if number == c % 3:
                actor.name = f"n{b}"
                self.wanted.nodes[actor.uid]["name"] = actor.name
        self.session.add(actor)

    async def do_revive(self, a: int, b: int, c: int) -> None:
        """Add an object again whose node is deleted: it gets a new one, without edges."""
        actor = await self.actor(a)
        if actor is None or actor._ident is None:
            return
        values = {name: deepcopy(await self.session.value(actor, name)) for name in ("name", "tags")}
        self.session.delete(actor)
        self.wanted.remove(actor.uid)
        await self.flush()
        self.session.add(actor)
        self.wanted.nodes[actor.uid] = values
        if c % 2:
            await self.flush()

    async def do_relate(self, a: int, b: int, c: int) -> None:
        one, two = await self.actor(a), await self.actor(b)
        if one is None or two is None:
            return
        relation = ("likes", "liked_by", "friends", "idol")[c % 4]
        await self.session.relate(one, relation, two)
        self.note(relation, one.uid, two.uid, wanted=True)

    async def do_unrelate(self, a: int, b: int, c: int) -> None:
        one, two = await self.actor(a), await self.actor(b)
        if one is None or two is None:
            return
        relation = ("likes", "liked_by", "friends", "idol")[c % 4]
        await self.session.unrelate(one, relation, two)
        self.note(relation, one.uid, two.uid, wanted=False)

    async def do_list(self, a: int, b: int, c: int) -> None:
        """Change a relation by its list."""
        one, two = await self.actor(a), await self.actor(b)
        if one is None or two is None:
            return
        relation = ("likes", "liked_by", "friends")[c % 3]
        if one._ident is None:
            await self.flush()
        nodes = await self.related(one, relation)
        if any(node is two for node in nodes):
            nodes.remove(two)
            self.note(relation, one.uid, two.uid, wanted=False)
        else:
            nodes.append(two)
            self.note(relation, one.uid, two.uid, wanted=True)

    async def do_assign(self, a: int, b: int, c: int) -> None:
        """Assign a relation, loaded or not."""
        one, two = await self.actor(a), await self.actor(b)
        if one is None:
            return
        relation = ("likes", "liked_by", "friends", "idol")[c % 4]
        for uid in self.wanted.related(one.uid, relation):
            self.note(relation, one.uid, uid, wanted=False)
        if relation == "idol":
            one.idol = two
        else:
            setattr(one, relation, [] if two is None else [two])
        if two is not None:
            self.note(relation, one.uid, two.uid, wanted=True)

    def note(self, relation: str, one: str, two: str, *, wanted: bool) -> None:
        """Do to the model what was done to a relation."""
        if relation == "idol":
            if wanted:
                self.wanted.idol[one] = two
            elif self.wanted.idol.get(one) == two:
                del self.wanted.idol[one]
            return
        edges: set[Any] = self.wanted.friends if relation == "friends" else self.wanted.likes
        edge: Any = frozenset((one, two)) if relation == "friends" else (one, two)
        if relation == "liked_by":
            edge = (two, one)
        if wanted:
            edges.add(edge)
        else:
            edges.discard(edge)

    async def do_expire(self, a: int, b: int, c: int) -> None:
        actor = await self.actor(a)
        if actor is not None and actor._ident is not None:
            self.session.expire(actor)
            self.wanted.nodes[actor.uid] = deepcopy(self.flushed.nodes[actor.uid])

    async def do_refresh(self, a: int, b: int, c: int) -> None:
        actor = await self.actor(a)
        if actor is not None and actor._ident is not None:
            await self.session.refresh(actor)
            self.wanted.nodes[actor.uid] = deepcopy(self.flushed.nodes[actor.uid])

    # -- the session's life ----------------------------------------------------------------------------------------

    async def flush(self) -> None:
        await self.session.flush()
        self.flushed = deepcopy(self.wanted)

    async def do_flush(self, a: int, b: int, c: int) -> None:
        await self.flush()
        await self.check_graph()

    async def do_commit(self, a: int, b: int, c: int) -> None:
        await self.session.commit()
        self.flushed = deepcopy(self.wanted)
        self.committed = deepcopy(self.wanted)
        await self.check_graph()

    async def do_rollback(self, a: int, b: int, c: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnrecoverableRollbackWarning)
            await self.session.rollback()
        kept = self.committed if self.h.has(Capability.TRANSACTIONS) else self.flushed
        self.wanted, self.flushed = deepcopy(kept), deepcopy(kept)
        self.held = {uid: actor for uid, actor in self.held.items() if actor in self.session}
        await self.check_graph()

    async def do_renew(self, a: int, b: int, c: int) -> None:
        """Commit and go on in a new session."""
        await self.do_commit(a, b, c)
        await self.session.close()
        self.session = self.h.session()
        self.held = {}

    async def do_expunge(self, a: int, b: int, c: int) -> None:
        """Let all go once everything is flushed, and find it again."""
        await self.flush()
        self.session.expunge_all()
        self.held = {}

    async def do_check(self, a: int, b: int, c: int) -> None:
        await self.check_view()

    # -- comparing -------------------------------------------------------------------------------------------------

    async def related(self, actor: Actor, relation: str) -> Any:
        await self.flush()
        return await self.session.related(actor, relation)

    async def check_view(self) -> None:
        """The session sees what the model says."""
        await self.flush()
        found = await self.session.scalars(select(Actor).where(Actor.uid.startswith(self.prefix + "-")))
        seen = {}
        for actor in found:
            name, tags = await self.session.value(actor, "name"), await self.session.value(actor, "tags")
            seen[actor.uid] = {"name": name, "tags": list(tags)}
            assert self.held.setdefault(actor.uid, actor) is actor, f"two objects for {actor.uid}"
        assert seen == self.wanted.nodes
        for actor in found:
            for relation in ("likes", "liked_by", "friends", "idol"):
                value = await self.session.related(actor, relation)
                nodes = value if isinstance(value, list) else [value] if value is not None else []
                uids = [node.uid for node in nodes]
                assert len(uids) == len(set(uids)), f"{actor.uid}.{relation} holds a node twice"
                assert set(uids) == self.wanted.related(actor.uid, relation), f"{actor.uid}.{relation}"

    async def check_graph(self) -> None:
        """The database holds what the model says, seen past the mapper."""
        start = {"start": self.prefix + "-"}
        rows = (
            await self.session.execute(
                "MATCH (n:KitActor) WHERE n.uid STARTS WITH $start RETURN n.uid, n.name, n.tags", start
            )
        ).rows
        assert {uid: {"name": name, "tags": list(tags)} for uid, name, tags in rows} == self.wanted.nodes
        assert len(rows) == len(self.wanted.nodes), "a node is there twice"
        edges: dict[str, list[tuple[str, str]]] = {}
        for kind in ("KIT_A_LIKES", "KIT_A_KNOWS", "KIT_A_ADMIRES"):
            query = f"MATCH (a:KitActor)-[r:{kind}]->(b) WHERE a.uid STARTS WITH $start RETURN a.uid, b.uid, r IS NULL"
            result = await self.session.execute(query, start)
            edges[kind] = [(one, two) for one, two, _ in result.rows]
            assert len(edges[kind]) == len(set(edges[kind])), f"{kind} holds an edge twice"
        assert set(edges["KIT_A_LIKES"]) == self.wanted.likes
        assert sorted(map(sorted, edges["KIT_A_KNOWS"])) == sorted(
            sorted(pair) * (2 if len(pair) == 1 else 1) for pair in self.wanted.friends
        )
        assert set(edges["KIT_A_ADMIRES"]) == set(self.wanted.idol.items())


def operations() -> st.SearchStrategy[list[Step]]:
    """Return sequences of operations; numbers choose nodes, values and relations."""
    names = sorted(name.removeprefix("do_") for name in vars(Player) if name.startswith("do_"))
    number = st.integers(0, 5)
    step = st.tuples(st.sampled_from([*names, "add", "relate", "list", "assign"]), number, number, number)
    return st.lists(step, min_size=3, max_size=30)


@case(given=operations, examples=150)
async def match_a_plain_model(h: Harness, steps: list[Step]) -> None:
    """Whatever is done to a session in whatever order, it and the graph are what a plain model says."""
    player = Player(h)
    try:
        for step in [("add", 0, 0, 0), ("add", 1, 0, 0), *steps]:
            await player.play(step)
        await player.check_view()
        await player.do_commit(0, 0, 0)
    finally:
        await player.session.close()
        await h.rows("MATCH (n:KitActor) DETACH DELETE n")
