"""Filters: every operator means the same on every database, with null, case and converters as Python sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from runic.ogm.core.types import TypeConverter
from runic.ogm.exceptions import UnsupportedFeatureError
from runic.ogm.query.builder import select
from runic.ogm.query.expressions import text
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.models import City, Country, Level, Person, Place, Region, Sample, Ticket
from runic.testing.kit.people import COMPANY, PERSON, people, uids

PLACE: Any = Place
CITY: Any = City
SAMPLE: Any = Sample
TICKET: Any = Ticket

Make = Callable[[], Any]

OPERATORS: dict[str, tuple[Make, str]] = {
    "equal": (lambda: PERSON.age == 25, "bob eve"),
    "not-equal": (lambda: PERSON.age != 25, "ann dee"),
    "less": (lambda: PERSON.age < 30, "bob eve"),
    "less-or-equal": (lambda: PERSON.age <= 30, "ann bob eve"),
    "greater": (lambda: PERSON.age > 30, "dee"),
    "greater-or-equal": (lambda: PERSON.age >= 30, "ann dee"),
    "greater-than-a-fraction": (lambda: PERSON.age > 29.5, "ann dee"),
    "bool": (lambda: PERSON.active == False, "bob"),  # noqa: E712
    "is-null": (PERSON.age.is_null, "cid"),
    "is-not-null": (PERSON.age.is_not_null, "ann bob dee eve"),
    "equals-none": (lambda: PERSON.name == None, "dee"),  # noqa: E711
    "differs-from-none": (lambda: PERSON.name != None, "ann bob cid eve"),  # noqa: E711
    "contains": (lambda: PERSON.name.contains("n"), "ann"),
    "contains-line-break": (lambda: PERSON.name.contains("\n"), "eve"),
    "contains-percent": (lambda: PERSON.name.contains("%"), "eve"),
    "contains-nothing": (lambda: PERSON.name.contains(""), "ann bob cid eve"),
    "starts-with": (lambda: PERSON.name.startswith("A"), "ann"),
    "starts-with-is-case-sensitive": (lambda: PERSON.name.startswith("B"), ""),
    "ends-with": (lambda: PERSON.name.endswith("b"), "bob"),
    "i-exact": (lambda: PERSON.name.iexact("BOB"), "bob"),
    "i-contains": (lambda: PERSON.name.icontains("C"), "cid"),
    "i-starts-with": (lambda: PERSON.name.istartswith("B"), "bob"),
    "i-ends-with": (lambda: PERSON.name.iendswith("N"), "ann"),
    "in": (lambda: PERSON.name.in_(["Ann", "Cid", "nobody"]), "ann cid"),
    "in-nothing": (lambda: PERSON.name.in_([]), ""),
    "in-with-none": (lambda: PERSON.name.in_(["Ann", None]), "ann dee"),
    "in-a-set": (lambda: PERSON.age.in_({25, 40}), "bob dee eve"),
    "not-in": (lambda: PERSON.name.not_in_(["Ann", "bob"]), "cid eve"),
    "not-in-nothing": (lambda: PERSON.age.not_in_([]), "ann bob cid dee eve"),
    "not-in-with-none": (lambda: PERSON.name.not_in_(["Ann", None]), "bob cid eve"),
    "list-contains": (lambda: PERSON.tags.contains("blue"), "ann"),
    "list-contains-not": (lambda: ~PERSON.tags.contains("red"), "cid dee eve"),
    "and": (lambda: (PERSON.age == 25) & (PERSON.active == True), "eve"),  # noqa: E712
    "or": (lambda: (PERSON.age == 40) | (PERSON.name == "Cid"), "cid dee"),
    "not-is-unknown-for-null": (lambda: ~(PERSON.age == 25), "ann dee"),
    "not-of-or": (lambda: ~((PERSON.age == 25) | (PERSON.name == "Ann")), ""),
    "or-with-null": (lambda: (PERSON.age > 100) | PERSON.age.is_null(), "cid"),
    "nested": (lambda: ((PERSON.age > 26) | (PERSON.name == "bob")) & ~(PERSON.uid == "dee"), "ann bob"),
    "two-fields": (lambda: PERSON.name == PERSON.uid, "bob"),
    "two-fields-differ": (lambda: PERSON.name != PERSON.uid, "ann cid eve"),
    "raw-text": (lambda: text("n.age % $by = 0 AND n.age > $least", by=5, least=29), "ann dee"),
}


@case(each=OPERATORS)
async def mean_what_they_say(h: Harness, expected: tuple[Make, str]) -> None:
    """An operator finds the nodes that it would find in Python; null is unknown, and only text in that case fits."""
    await people(h)
    make, wanted = expected
    async with h.session() as session:
        found = await session.scalars(select(Person).where(make()).order_by(PERSON.uid))
        assert uids(found) == wanted
        left_out = await session.scalars(select(Person).exclude(make()).order_by(PERSON.uid))
        assert not set(uids(left_out).split()) & set(wanted.split())


PATTERNS: dict[str, tuple[str, str]] = {
    "whole": ("Ann", "ann"),
    "part": ("An", ""),
    "end": ("nn", ""),
    "any": ("A.*", "ann"),
    "alternatives": ("An|bob|C", "bob"),
    "group": ("(bo)b", "bob"),
    "options": ("(?i)ANN|BOB", "ann bob"),
    "class": ("[A-C][a-z]{2}", "ann cid"),
    "digits": (r"Eve\s\d+%", "eve"),
    "before-the-line-break": ("Eve", ""),
    "dot-stops-at-line-breaks": ("(?s)Eve.100%", "eve"),
    "nothing": ("", ""),
}


@case(each=PATTERNS)
async def match_the_whole_text(h: Harness, pattern: tuple[str, str]) -> None:
    """`matches()` looks at the whole text, whatever the database's operator does by itself."""
    await people(h)
    regex, wanted = pattern
    async with h.session() as session:
        found = await session.scalars(select(Person).where(PERSON.name.matches(regex)).order_by(PERSON.uid))
        assert uids(found) == wanted
        others = await session.scalars(select(Person).where(~PERSON.name.matches(regex)).order_by(PERSON.uid))
        assert uids(others) == " ".join(
            uid for uid in ("ann", "bob", "cid", "eve") if uid not in wanted.split()
        )


MOMENT = datetime(2024, 2, 29, 12, 30, 15, 123456, tzinfo=UTC)
SAMPLES: dict[str, tuple[str, Any, Any]] = {
    "integer": ("integer", 2**53 + 1, 7),
    "number": ("number", 1.5, -2.25),
    "text": ("text", 'it\'s "so" `\\', "x"),
    "binary": ("binary", b"\x00\xff", b"x"),
    "moment": ("moment", MOMENT, MOMENT + timedelta(days=1)),
    "day": ("day", date(2024, 2, 29), date(1969, 12, 31)),
    "clock": ("clock", time(12, 30), time(0, 0)),
    "span": ("span", timedelta(days=1, microseconds=5), timedelta(seconds=-1)),
    "amount": ("amount", Decimal("1.10"), Decimal(-3)),
    "unique": ("unique", UUID(int=5), UUID(int=6)),
    "level": ("level", Level.HIGH, Level.LOW),
}


@case(each=SAMPLES)
async def convert_as_the_field_does(h: Harness, sample: tuple[str, Any, Any]) -> None:
    """A value in `==`, `in_` and `not_in_` is converted like a stored one, members of enums included."""
    name, one, other = sample
    field = getattr(SAMPLE, name)
    async with h.session() as session:
        session.add(Sample(uid="a", **{name: one}), Sample(uid="b", **{name: other}), Sample(uid="c"))
        base = select(Sample).order_by(SAMPLE.uid)
        assert uids(await session.scalars(base.where(field == one))) == "a"
        assert uids(await session.scalars(base.where(field != one))) == "b"
        assert uids(await session.scalars(base.where(field.in_([one, other])))) == "a b"
        assert uids(await session.scalars(base.where(field.not_in_([other])))) == "a"
        assert uids(await session.scalars(base.where(field.in_([other, None])))) == "b c"


@case(each={name: SAMPLES[name] for name in ("integer", "number", "text", "moment", "day", "clock", "span")})
async def compare_in_the_order_of_values(h: Harness, sample: tuple[str, Any, Any]) -> None:
    """`<` and `>` follow the order of the Python values, however they are stored, or are refused before anything is sent."""
    name, one, other = sample
    low, high = sorted([one, other])
    field = getattr(SAMPLE, name)
    async with h.session() as session:
        session.add(Sample(uid="low", **{name: low}), Sample(uid="high", **{name: high}), Sample(uid="none"))
        base = select(Sample).order_by(SAMPLE.uid)
        await session.flush()
        with h.sends() as sent:
            try:
                assert uids(await session.scalars(base.where(field > low))) == "high"
            except UnsupportedFeatureError:
                assert sent.count == 0
                return
        assert uids(await session.scalars(base.where(field < high))) == "low"
        assert uids(await session.scalars(base.where((field >= low) & (field <= high)))) == "high low"


class Loud(TypeConverter):
    """Has the database put text in capitals."""

    cypher_fn = "toUpper"

    def to_graph(self, value: Any) -> Any:
        """Return the text as it is."""
        return value

    def from_graph(self, value: Any) -> Any:
        """Return the text as it is."""
        return value


@case()
async def wrap_by_a_function(h: Harness) -> None:
    """A converter's Cypher function wraps what is compared, each element of a list too, before and behind a cut."""
    with h.models():
        from runic.ogm.core.descriptors import Field
        from runic.ogm.core.models import Node

        class Shop(Node, labels=["KitShop"]):
            uid: str = Field(primary_key=True)
            sign: str | None = Field(default=None, converter=Loud())

        shop: Any = Shop
        async with h.session() as session:
            session.add(Shop(uid="a", sign="bread"), Shop(uid="b", sign="Wine"), Shop(uid="c"))
            base = select(Shop).order_by(shop.uid)
            assert uids(await session.scalars(base.where(shop.sign == "bReAd"))) == "a"
            assert uids(await session.scalars(base.where(shop.sign.in_(["wine", "x"])))) == "b"
            assert uids(await session.scalars(base.where(shop.sign.in_([])))) == ""
            both = base.where(shop.sign.in_(["wine", "bread"]) & shop.sign.not_in_(["WINE"]))
            assert uids(await session.scalars(both)) == "a"
            cut = base.limit(2).with_("n").where(shop.sign.in_(["wine"]))
            assert uids(await session.scalars(cut)) == "b"


@case()
async def find_generated_keys(h: Harness) -> None:
    """A key that the database gives is its id: equal, in a list, as text and as it is; what cannot be an id is refused."""
    async with h.session() as session:
        session.add(one := Ticket(title="1"), two := Ticket(title="2"), Ticket(title="3"))
        await session.flush()
        base = select(Ticket).order_by(TICKET.title)
        assert await session.scalars(base.where(TICKET.id == one.id)) == [one]
        assert await session.scalars(base.where(TICKET.id.in_([two.id, one.id]))) == [one, two]
        assert await session.scalars(base.where(TICKET.id.not_in_([two.id]) & (TICKET.title < "3"))) == [one]
        assert await session.scalars(base.where((TICKET.id == two.id) | (TICKET.title == "1"))) == [one, two]
        assert await session.count(select(Ticket).where(TICKET.id.in_([]))) == 0


@case()
async def reach_inherited_fields(h: Harness) -> None:
    """Fields of a parent filter children, fields of a child filter the children among the parents."""
    async with h.session() as session:
        session.add(
            Place(uid="p", title="x"),
            City(uid="c", title="x", population=5),
            Country(uid="l", title="y", code="X"),
            Region(uid="r", title="x"),
        )
        everywhere = select(Place).order_by(PLACE.uid)
        assert uids(await session.scalars(everywhere.where(PLACE.title == "x"))) == "c p r"
        assert uids(await session.scalars(select(City).where(PLACE.title == "x"))) == "c"
        assert uids(await session.scalars(select(Country).where(PLACE.title == "x"))) == "r"
        assert uids(await session.scalars(everywhere.where(CITY.population > 3))) == "c"
        assert uids(await session.scalars(select(City).where(CITY.title == "x"))) == "c"


@case()
async def name_the_alias_that_is_meant(h: Harness) -> None:
    """With one class under two aliases a filter means the newest, or the one that `on=` names, for every leaf."""
    await people(h)
    async with h.session() as session:
        pairs = select(Person).alias("a").traverse(PERSON.knows, optional=False).alias("b")
        pairs = pairs.order_by("a.uid, b.uid").return_nodes("a", "b")

        async def found(stmt: Any) -> str:
            return " ".join(uids(list(row)).replace(" ", ">") for row in await session.all_with_edges(stmt))

        assert await found(pairs) == "ann>bob ann>cid bob>cid"
        assert await found(pairs.where(PERSON.name == "Cid")) == "ann>cid bob>cid"
        assert await found(pairs.where(PERSON.name == "Ann", on="a")) == "ann>bob ann>cid"
        both = (PERSON.name == "bob") | ~(PERSON.age == 30)
        assert await found(pairs.where(both, on="a")) == "bob>cid"
        assert await found(pairs.exclude(PERSON.name == "bob", on="b")) == "ann>cid bob>cid"
        mixed = (PERSON.age == 30).with_alias("a") & (PERSON.name == "bob")
        assert await found(pairs.where(mixed)) == "ann>bob"


@case()
async def bind_before_a_traversal(h: Harness) -> None:
    """A filter that is written before a traversal means the node before it; a filter on other classes finds theirs."""
    await people(h)
    async with h.session() as session:
        stmt = select(Person).where(PERSON.name == "bob").traverse(PERSON.knows).alias("f")
        assert uids(await session.scalars(stmt)) == "cid"
        stmt = select(Person).alias("p").traverse(PERSON.employer).alias("c").where(COMPANY.name == "beta")
        assert uids(await session.scalars(stmt.return_target("p").order_by("p.uid"))) == "ann bob cid dee eve"
        assert uids(await session.scalars(stmt)) == "beta"
