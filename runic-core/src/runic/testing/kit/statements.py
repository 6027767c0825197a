"""Building statements: immutable, shared, and refused with the names in scope before anything is sent."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable
from typing import Any, cast

from runic.ogm.exceptions import (
    FieldValidationError,
    MetadataError,
    StatementDroppedWarning,
    StatementError,
    UnboundStatementError,
)
from runic.ogm.query.builder import select
from runic.ogm.query.expressions import FilterExpr, avg, count, sum_, text
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.models import Company, Employment, Person
from runic.testing.kit.people import COMPANY, EMPLOYMENT, PERSON, people, uids

Make = Callable[[], Any]
Bad = tuple[str, Make, type[Exception] | tuple[type[Exception], ...], str]


def person() -> Any:
    return select(Person).alias("p")


def work() -> Any:
    return person().traverse(PERSON.employer, edge_alias="e").alias("c")


REFUSED: dict[str, Bad] = {
    "unknown-alias": (
        "scalars",
        lambda: person().where(PERSON.age > 1, on="q"),
        StatementError,
        "p (Person)",
    ),
    "misspelt-alias": ("scalars", lambda: work().return_target("cc"), StatementError, "c (Company)"),
    "alias-of-another-class": (
        "scalars",
        lambda: work().where(PERSON.age > 1, on="c"),
        StatementError,
        "Person.age",
    ),
    "class-not-in-scope": ("scalars", lambda: person().where(COMPANY.name == "x"), StatementError, "'name'"),
    "no-such-field": (
        "scalars",
        lambda: person().where(FilterExpr(Person, "agee", ">", 1)),
        StatementError,
        "did you mean 'age'",
    ),
    "no-such-field-in-text": (
        "scalars",
        lambda: person().order_by("p.agee"),
        StatementError,
        "did you mean 'age'",
    ),
    "relation-of-another-class": (
        "scalars",
        lambda: person().traverse(COMPANY.staff),
        StatementError,
        "Company.staff",
    ),
    "no-relation": ("scalars", lambda: person().traverse(PERSON.name), TypeError, "only a relation"),
    "compared-relation": ("scalars", lambda: person().where(PERSON.knows == "x"), TypeError, "traverse()"),
    "ordered-by-relation": ("scalars", lambda: person().order_by(PERSON.knows), TypeError, "count()"),
    "alias-twice": (
        "scalars",
        lambda: person().traverse(PERSON.knows).alias("p"),
        StatementError,
        "'p' is used twice",
    ),
    "edge-alias-twice": (
        "scalars",
        lambda: person().traverse(PERSON.knows, edge_alias="p").alias("k"),
        StatementError,
        "'p' is used twice",
    ),
    "negative-limit": ("scalars", lambda: person().limit(-1), StatementError, "-1"),
    "negative-skip": ("scalars", lambda: person().skip(-1), StatementError, "-1"),
    "no-whole-limit": ("scalars", lambda: person().limit(1.5), TypeError, "1.5"),
    "bool-as-limit": ("scalars", lambda: person().limit(True), TypeError, "True"),
    "negative-slice": ("scalars", lambda: person()[-3:], StatementError, "-3"),
    "single-index": ("scalars", lambda: person()[3], TypeError, "slices"),
    "hops-the-wrong-way": (
        "scalars",
        lambda: person().repeat(PERSON.knows, min_hops=3, max_hops=2),
        StatementError,
        "max_hops",
    ),
    "aggregate-twice": (
        "all_rows",
        lambda: person().aggregate(count().as_("x"), sum_(PERSON.age).as_("x")),
        StatementError,
        "'x'",
    ),
    "aggregate-twice-unnamed": (
        "all_rows",
        lambda: person().aggregate(count(), count()),
        StatementError,
        "'count(*)'",
    ),
    "column-twice": ("all_rows", lambda: person().project("p.age", "p.age"), StatementError, "'p.age'"),
    "average-of-text": (
        "scalar",
        lambda: person().aggregate(avg(PERSON.name)),
        StatementError,
        "Person.name",
    ),
    "sum-of-rows": ("scalar", lambda: person().aggregate(sum_("*")), StatementError, "name a field"),
    "group-by-a-call": (
        "all_rows",
        lambda: person().aggregate(count(), group_by="toUpper(p.name)"),
        StatementError,
        "text(",
    ),
    "order-by-a-statement": ("scalars", lambda: person().order_by("p.age DELETE p"), StatementError, "text("),
    "order-by-what-is-gone": (
        "all_rows",
        lambda: person().aggregate(count()).order_by(PERSON.name),
        StatementError,
        "p (Person)",
    ),
    "not-carried": (
        "scalars",
        lambda: work().with_("c").where(PERSON.age > 1),
        StatementError,
        "c (Company)",
    ),
    "dropped-aggregation": (
        "scalars",
        lambda: person().aggregate(count(), group_by="p").with_("p"),
        StatementError,
        "count(*)",
    ),
    "edges-of-no-nodes": (
        "all_with_edges",
        lambda: work().return_edge("e"),
        StatementError,
        "return_nodes()",
    ),
    "edges-of-values": ("all_with_edges", lambda: person().project(PERSON.age), StatementError, "all_rows()"),
    "entities-of-pairs": (
        "scalars",
        lambda: work().return_nodes("p", "c"),
        StatementError,
        "all_with_edges()",
    ),
    "node-as-edge": (
        "all_with_edges",
        lambda: work().return_nodes("p").return_edge("c"),
        StatementError,
        "no edge",
    ),
    "edge-as-node": ("scalars", lambda: work().return_target("e"), StatementError, "no node"),
    "ids-of-values": ("ids", lambda: person().project(PERSON.age), StatementError, "scalars()"),
    "fetch-for-values": (
        "scalars",
        lambda: person().project(PERSON.age).fetch("knows"),
        StatementError,
        "fetch()",
    ),
    "fetch-what-is-no-relation": ("scalars", lambda: person().fetch("nope"), MetadataError, "nope"),
    "text-search-in-numbers": (
        "scalars",
        lambda: person().where(PERSON.age.contains("1")),
        StatementError,
        "Person.age",
    ),
    "value-of-another-kind": (
        "scalars",
        lambda: person().where(PERSON.age > "x"),
        FieldValidationError,
        "Person.age",
    ),
    "greater-than-none": ("scalars", lambda: person().where(PERSON.age > None), StatementError, "is_null()"),
    "one-text-as-list": ("scalars", lambda: person().where(PERSON.name.in_("ann")), TypeError, "in_()"),
    "plain-bool": ("scalars", lambda: person().where(True), TypeError, "plain bool"),
    "and-instead-of-ampersand": (
        "scalars",
        lambda: person().where((PERSON.age > 1) and (PERSON.age < 3)),
        TypeError,
        "'&'",
    ),
    "text-as-filter": ("scalars", lambda: person().where("p.age > 1"), TypeError, "text("),
    "edge-class-selected": ("scalars", lambda: select(cast("Any", Employment)), TypeError, "Node"),
    "no-statement": ("scalars", lambda: Person, TypeError, "select()"),
    "unbound": ("scalars", lambda: person().all(), UnboundStatementError, "session.scalars(stmt)"),
    "parameter-not-given": ("scalars", lambda: person().where(text("p.age > $x")), StatementError, "$x"),
    "parameter-twice": (
        "scalars",
        lambda: person().where(text("p.age > $x", x=1)).where(text("p.age < $x", x=2)),
        StatementError,
        "'x'",
    ),
    "parameter-of-ours": ("scalars", lambda: person().where(text("p.age > $p0", p0=1)), StatementError, "p0"),
    "path-with-an-edge": (
        "scalars",
        lambda: person().register_traversal(
            PERSON.knows, "p", "k", optional=False, edge_alias="e", min_hops=1, max_hops=3
        ),
        StatementError,
        "edge_alias",
    ),
}


@case(each=REFUSED)
async def refuse_what_cannot_be_meant(h: Harness, bad: Bad) -> None:
    """A statement that cannot be meant is refused before anything is sent, naming class, field and what is in scope."""
    terminal, make, error, named = bad
    errors = error if isinstance(error, tuple) else (error,)
    async with h.session() as session:
        with h.sends(0), h.raises(*errors, match=named):
            await getattr(session, terminal)(make())


@case()
async def share_a_base(h: Harness) -> None:
    """Statements never change: a base serves several branches, and runs as often as it is wanted."""
    await people(h)
    base = select(Person).where(PERSON.age == 25).order_by(PERSON.uid)
    first, second = base.where(PERSON.name == "bob"), base.limit(1).exclude(PERSON.name == "bob")
    async with h.session() as session:
        assert uids(await session.scalars(first)) == "bob"
        assert uids(await session.scalars(second)) == "eve"
        assert uids(await session.scalars(base)) == "bob eve"
        assert uids(await session.scalars(base)) == "bob eve"
    async with h.session() as session:
        assert uids(await session.scalars(base)) == "bob eve"


@case()
async def notice_what_was_dropped(h: Harness) -> None:
    """A derived statement that was thrown away is told about when the one that it came from runs, and only then."""
    await people(h)
    stmt = select(Person)
    stmt.where(PERSON.age == 25)
    gc.collect()
    async with h.session() as session:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert await session.count(stmt) == 5
            kept = stmt.where(PERSON.age == 25)
            assert await session.count(kept) == 2
            assert await session.count(stmt) == 5
        dropped = [warning for warning in caught if warning.category is StatementDroppedWarning]
        assert len(dropped) == 1
        assert dropped[0].filename == __file__


@case()
async def show_themselves(h: Harness) -> None:
    """`build()` of a bound statement is in the dialect of its session, and sends nothing."""
    async with h.session() as session:
        with h.sends(0):
            cypher, params = session.raw.query(Company).where(COMPANY.name == "x").build()
            assert "MATCH" in cypher
            assert "x" in params.values()
            assert "KitCompany" in repr(session.raw.query(Company))
            edges = session.raw.query(Person).traverse(PERSON.employer, edge_alias="e").alias("c")
            assert "KIT_WORKS_FOR" in edges.where(EMPLOYMENT.since > 3).build()[0]
