"""Hostile names and texts: quoted rightly or refused before they are sent, and a canary stays untouched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.models import Edge, Node
from runic.ogm.driver.capability import Capability
from runic.ogm.exceptions import MetadataError, OrmError
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.models import Person
from runic.testing.kit.strategies import NASTY_TEXTS

HOSTILE = {
    "space": "two words",
    "dash": "kebab-case",
    "single-quote": "it's",
    "double-quote": 'say "x"',
    "backtick": "back`tick",
    "backticks": "``",
    "closing": "x`) DETACH DELETE n //",
    "closing-twice": "x``) DETACH DELETE n //",
    "backslash": "back\\slash",
    "backslash-backtick": "x\\`y",
    "ends-in-backslash": "x\\",
    "unicode-escape": "x\\u0060y",
    "unicode-escape-twice": "x\\\\u0060y",
    "dollar": "$x",
    "dollars": "a $$ b",
    "newline": "two\nlines",
    "tab": "a\tb",
    "nul": "a\x00b",
    "delete-char": "a\x7fb",
    "emoji": "\N{SNOWMAN}\N{PILE OF POO}",
    "umlaut": "\u00c4rger",
    "combining": "e\u0301",
    "keyword": "MATCH",
    "keyword-lower": "where",
    "null": "null",
    "true": "true",
    "digit": "1st",
    "comment": "x // y",
    "block-comment": "x /* y */",
    "semicolon": "x; MATCH (n) DETACH DELETE n",
    "colon": "a:b",
    "pipe": "a|b",
    "dot": "a.b",
    "brace": "{x}",
    "bracket": "[x]",
    "underscore": "_labels",
    "id": "id",
    "surrogate": "a\ud800",
    "long": "x" * 200,
}
IMPOSSIBLE = {"empty": "", "surrogate": "\udfff", "nul": "\x00"}


@asynccontextmanager
async def _canary(h: Harness, *refusals: type[BaseException], counted: bool = True) -> AsyncIterator[None]:
    """Do something hostile: it works, or is refused with nothing sent; the canary and its neighbours are untouched.

    A driver may refuse what a session had handed to it; that is not seen from here, so `counted=False` does not look.
    """
    await h.driver.execute(
        "CREATE (:KitCanary {uid: 'canary', note: 'alive'})-[:KIT_CANARY]->(:KitCanary {uid: 'mate'})"
    )
    with h.sent.taken() as sent:
        try:
            yield
        except refusals:
            assert sent.count == 0 or not counted, f"refused after {sent.texts} had been sent"
    assert await h.stored("KitCanary", "canary") == {"uid": "canary", "note": "alive"}
    assert (await h.nodes("KitCanary"), await h.edges("KIT_CANARY")) == (2, 1)


def _label_of(name: str) -> str:
    # what a keyword or an id means as a label is tried; that kit labels meet no user's is more important
    return f"Kit {name}" if len(name) < 100 else name


@case(each=HOSTILE)
async def as_labels(h: Harness, name: str) -> None:
    """A class with a hostile label is created, found, changed and deleted under exactly that label."""
    label = _label_of(name)
    with h.models():
        async with _canary(h, MetadataError):

            class Hostile(Node, labels=[label]):
                uid: str = Field(primary_key=True)
                value: int | None = Field(default=None)

            async with h.session() as session:
                session.add(entity := Hostile(uid="a", value=1), Hostile(uid="b"))
                await session.flush()
                entity.value = 2
            rows = await h.rows("MATCH (n {uid: 'a'}) RETURN labels(n) AS labels, n.value AS value")
            assert [(list(labels), value) for labels, value in rows] == [([label], 2)]
            async with h.session() as session:
                found = await session.scalars(select(Hostile).where(Hostile.value == 2))
                assert [e.uid for e in found] == ["a"]
                session.delete(found[0])
            assert await h.rows("MATCH (n {uid: 'a'}) RETURN n.uid AS uid") == []


@case(each=HOSTILE)
async def as_property_names(h: Harness, name: str) -> None:
    """A property with a hostile name is written, filtered, ordered by, changed and removed under exactly that name."""
    with h.models():
        async with _canary(h, MetadataError):

            class Hostile(Node, labels=["KitHostile"]):
                uid: str = Field(primary_key=True)
                value: int | None = Field(default=None, db_name=name)

            async with h.session() as session:
                session.add(entity := Hostile(uid="a", value=1), Hostile(uid="b", value=7))
                await session.flush()
                entity.value = 2
            assert await h.stored("KitHostile", "a") == {"uid": "a", name: 2}
            async with h.session() as session:
                small = Hostile.value < 5  # type: ignore[operator]
                found = await session.scalars(select(Hostile).where(small).order_by(Hostile.value))
                assert [(e.uid, e.value) for e in found] == [("a", 2)]
                found[0].value = None
            assert await h.stored("KitHostile", "a") == {"uid": "a"}


@case(each=HOSTILE)
async def as_edge_types(h: Harness, name: str) -> None:
    """An edge type with a hostile name is written, followed and deleted under exactly that name."""
    # some databases let a name be a label or an edge type, not both
    kind = f"Tie {name}" if len(name) < 100 else f"{name}tie"
    with h.models():
        async with _canary(h, MetadataError):

            class Bond(Edge, type=kind):
                weight: int | None = Field(default=None, db_name=kind)

            class Hostile(Node, labels=["KitHostile"]):
                uid: str = Field(primary_key=True)
                others: list[Any] = Relation(
                    relationship=kind, direction="OUTGOING", target="Hostile", edge_model="Bond"
                )

            async with h.session() as session:
                session.add(one := Hostile(uid="a"), other := Hostile(uid="b"))
                await session.relate(one, Hostile.others, other, edge=Bond(weight=3))
            rows = await h.rows(
                "MATCH (:KitHostile)-[r]->(:KitHostile) RETURN type(r) AS t, properties(r) AS p"
            )
            assert [(t, dict(p)) for t, p in rows] == [(kind, {kind: 3})]
            async with h.session() as session:
                one = await session.must_get(Hostile, "a", fetch=["others"])
                other = one.others[0]
                assert other.uid == "b"
                await session.unrelate(one, Hostile.others, other)
            assert await h.rows("MATCH (:KitHostile)-[r]->() RETURN r") == []


@case(each=HOSTILE | IMPOSSIBLE)
async def as_aliases(h: Harness, name: str) -> None:
    """A hostile alias is quoted, and is the key of the result, or it is refused."""
    async with h.session() as session:
        session.add(Person(uid="a", name="Ann"))
    async with _canary(h, MetadataError, OrmError, ValueError), h.session() as session:
        rows = await session.all_rows(select(Person).alias(name).where(Person.uid == "a"))
        assert [(list(row), row[name].uid) for row in rows] == [([name], "a")]


@case(each=HOSTILE)
async def as_parameter_names(h: Harness, name: str) -> None:
    """A raw parameter with a hostile name changes nothing but itself, or is refused."""
    async with _canary(h, OrmError, ValueError, counted=False), h.session() as session:
        result = await session.execute("RETURN $good AS good", {"good": 1, name: "RETURN 2 AS two //"})
        assert [list(row) for row in result.rows] == [[1]]


TEXTS = {f"{number:02}": text for number, text in enumerate(NASTY_TEXTS)}


@case(each=TEXTS)
async def as_parameter_values(h: Harness, text: str) -> None:
    """A hostile text arrives as it is, alone, in lists and in maps, or is refused."""
    async with _canary(h, OrmError, ValueError), h.session() as session:
        result = await session.execute(
            "RETURN $text AS text, $list AS list, $map AS map",
            {"text": text, "list": [text, [text]], "map": {"k": text}},
        )
        returned, listed, mapped = result.rows[0]
        assert returned == text
        assert listed == [text, [text]]
        assert dict(mapped) == {"k": text}


@case(each=TEXTS)
async def as_map_keys(h: Harness, text: str) -> None:
    """A hostile key of a map arrives as it is, or is refused."""
    async with _canary(h, OrmError, ValueError), h.session() as session:
        result = await session.execute("RETURN $map AS map", {"map": {text: 1, "rows": [{text: 2}]}})
        assert dict(result.rows[0][0]) == {text: 1, "rows": [{text: 2}]}


@case(each=TEXTS)
async def as_keys_of_nodes(h: Harness, text: str) -> None:
    """A node whose key is a hostile text is created, got, related and deleted."""
    async with _canary(h, OrmError, ValueError):
        async with h.session() as session:
            session.add(one := Person(uid=text, name=text), other := Person(uid="other"))
            await session.relate(one, Person.likes, other)
        async with h.session() as session:
            one = await session.must_get(Person, text)
            assert (one.uid, one.name) == (text, text)
            assert [p.uid for p in await session.related(one, "likes")] == ["other"]
            session.delete(one)
        assert await h.nodes("KitPerson") == 1


@case(each={name: operator for name in ("contains", "startswith", "endswith") for operator in [name]})
async def as_search_texts(h: Harness, operator: str) -> None:
    """Text operators take hostile texts literally."""
    texts = [t for t in NASTY_TEXTS if t.isprintable() and t.strip() and len(t) < 100]
    async with h.session() as session:
        session.add(*(Person(uid=f"p{i}", name=f"{t}|{t}") for i, t in enumerate(texts)))
    async with h.session() as session:
        for number, text in enumerate(texts):
            condition = getattr(Person.name, operator)(text)
            found = {p.uid for p in await session.scalars(select(Person).where(condition))}
            test = {"contains": str.__contains__, "startswith": str.startswith, "endswith": str.endswith}[
                operator
            ]
            expected = {f"p{i}" for i, t in enumerate(texts) if test(f"{t}|{t}", text)}
            assert f"p{number}" in found, f"{text!r} is not found"
            assert found == expected, f"{operator} {text!r}"


@case(each=IMPOSSIBLE)
async def impossible_names_are_refused(h: Harness, name: str) -> None:
    """A name that no database can hold is refused when the class is made or first used, before anything is sent."""
    with h.models(), h.sends(0), h.raises(MetadataError):

        class Hostile(Node, labels=[name]):
            uid: str = Field(primary_key=True)

        async with h.session() as session:
            session.add(Hostile(uid="a"))
            await session.flush()


@case(each=HOSTILE | IMPOSSIBLE)
async def as_graph_names(h: Harness, name: str) -> None:
    """A graph with a hostile name is a graph of its own, or the name is refused; the test graph is untouched."""
    h.requires(Capability.MULTIPLE_GRAPHS)
    graph = f"kit {name}" if name else name
    async with _canary(h, MetadataError):
        try:
            driver = h.new_driver(graph)
            try:
                await driver.execute("CREATE (:KitElsewhere {uid: 'a'})")
                result = await driver.execute("MATCH (n) RETURN count(n) AS c")
                await driver.execute("MATCH (n) DETACH DELETE n")
            finally:
                await driver.close()
        except (OrmError, ValueError):
            return
        assert result.rows[0][0] == 1
        assert await h.nodes("KitElsewhere") == 0
