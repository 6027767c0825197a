"""Random filters, orders and pages, compared with Python's own evaluation over the same objects."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.models import Level, Sample

Tree = tuple[Any, ...]

_TEXTS: Final = (
    "",
    "a",
    "A",
    "b",
    "ab",
    "Ab",
    "aB",
    "ba",
    "a b",
    "a%b",
    "a_b",
    "it's",
    "\\",
    "a\nb",
    "é",
    "z",
    "\N{SNOWMAN}",
)
_DAYS: Final = (date(1969, 12, 31), date(2000, 2, 29), date(2024, 1, 1))
_INTS: Final = (-3, -1, 0, 1, 2, 10, 2**53 + 1)
_FLOATS: Final = (-1.5, 0.0, 0.25, 2.0, 1e10)
_PATTERNS: Final = ("a.*", ".*b", "[aA]b", "a|b", "", "a.b", "(?i)AB", "x*")
VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "integer": _INTS,
    "number": _FLOATS,
    "text": _TEXTS,
    "boolean": (True, False),
    "day": _DAYS,
    "level": tuple(Level),
}
SORTED: Final = ("integer", "number", "text", "boolean", "day")
COMPARED: Final = ("integer", "number", "text", "day")


def population() -> list[dict[str, Any]]:
    """Return the values of the objects, the same every time; a third of them are missing."""
    dice = Random(7)  # noqa: S311 - no secret
    out: list[dict[str, Any]] = []
    for number in range(40):
        row: dict[str, Any] = {name: dice.choice((*values, None, None)) for name, values in VALUES.items()}
        texts = None if number % 5 == 0 else dice.sample(_TEXTS, dice.randint(0, 3))
        out.append({"uid": f"{number:02}", "texts": texts, **row})
    return out


OBJECTS: Final = population()


def leaves() -> st.SearchStrategy[Tree]:
    """Return single comparisons."""
    fields = st.sampled_from(sorted(VALUES))
    equal = fields.flatmap(
        lambda name: st.tuples(st.sampled_from(["=", "<>"]), st.just(name), st.sampled_from(VALUES[name]))
    )
    order = st.sampled_from(COMPARED).flatmap(
        lambda name: st.tuples(
            st.sampled_from(["<", "<=", ">", ">="]), st.just(name), st.sampled_from(VALUES[name])
        )
    )
    several = fields.flatmap(
        lambda name: st.tuples(
            st.sampled_from(["in", "not in"]),
            st.just(name),
            st.lists(st.sampled_from((*VALUES[name], None)), max_size=4),
        )
    )
    null = st.tuples(st.sampled_from(["null", "not null"]), fields, st.none())
    parts = st.tuples(
        st.sampled_from(["contains", "startswith", "endswith"]), st.just("text"), st.sampled_from(_TEXTS)
    )
    # capitals beyond ASCII are left alone by some databases
    case_less = st.tuples(
        st.sampled_from(["iexact", "icontains", "istartswith", "iendswith"]),
        st.just("text"),
        st.sampled_from([text for text in _TEXTS if text.isascii()]),
    )
    whole = st.tuples(st.just("matches"), st.just("text"), st.sampled_from(_PATTERNS))
    holds = st.tuples(st.just("has"), st.just("texts"), st.sampled_from(_TEXTS))
    fields_alike = st.tuples(st.just("same"), st.just("uid"), st.just("text"))
    return equal | order | several | null | parts | case_less | whole | holds | fields_alike


def trees() -> st.SearchStrategy[Tree]:
    """Return predicates of any depth."""
    return st.recursive(
        leaves(),
        lambda inner: (
            st.tuples(st.sampled_from(["and", "or"]), inner, inner) | st.tuples(st.just("not"), inner)
        ),
        max_leaves=6,
    )


def queries() -> st.SearchStrategy[Tree]:
    """Return filters with orders and pages."""
    keys = st.lists(
        st.tuples(st.sampled_from(SORTED), st.booleans()), max_size=3, unique_by=lambda key: key[0]
    )
    return st.tuples(st.lists(trees(), max_size=2), keys, st.integers(0, 5), st.none() | st.integers(0, 30))


# -- as runic has it -----------------------------------------------------------------------------------------------


def expression(tree: Tree) -> Any:
    """Return a predicate as a user would write it."""
    match tree:
        case ("and", left, right):
            return expression(left) & expression(right)
        case ("or", left, right):
            return expression(left) | expression(right)
        case ("not", inner):
            return ~expression(inner)
        case (op, name, value):
            field = getattr(Sample, name)
            return COMPARISONS[op](field, value) if op in COMPARISONS else getattr(field, op)(value)
        case _:
            raise AssertionError(tree)


COMPARISONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "=": lambda field, value: field == value,
    "<>": lambda field, value: field != value,
    "<": lambda field, value: field < value,
    "<=": lambda field, value: field <= value,
    ">": lambda field, value: field > value,
    ">=": lambda field, value: field >= value,
    "in": lambda field, value: field.in_(value),
    "not in": lambda field, value: field.not_in_(value),
    "null": lambda field, _: field.is_null(),
    "not null": lambda field, _: field.is_not_null(),
    "has": lambda field, value: field.contains(value),
    "same": lambda field, value: field == getattr(Sample, value),
}


# -- as Python has it ----------------------------------------------------------------------------------------------


def truth(tree: Tree, row: dict[str, Any]) -> bool | None:
    """Return whether a predicate holds for an object, None where it is unknown."""
    match tree:
        case ("and", left, right):
            both = (truth(left, row), truth(right, row))
            return False if False in both else None if None in both else True
        case ("or", left, right):
            both = (truth(left, row), truth(right, row))
            return True if True in both else None if None in both else False
        case ("not", inner):
            found = truth(inner, row)
            return None if found is None else not found
        case (op, name, value):
            return compared(op, row[name], row[value] if op == "same" else value)
        case _:
            raise AssertionError(tree)


def compared(op: str, stored: Any, value: Any) -> bool | None:
    """Return the truth of one comparison."""
    if op in {"null", "not null"}:
        return (stored is None) == (op == "null")
    if op in {"in", "not in"}:
        found = (None in value) if stored is None else stored in value
        known = stored is not None or None in value or not [v for v in value if v is not None]
        if stored is None and None not in value:
            return (None if value else False) if op == "in" else (None if value else True)
        return found if op == "in" else (not found if known else None)
    if stored is None or value is None:
        return None
    return bool(TRUTHS[op](stored, value))


TRUTHS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "contains": lambda a, b: b in a,
    "startswith": lambda a, b: a.startswith(b),
    "endswith": lambda a, b: a.endswith(b),
    "iexact": lambda a, b: a.lower() == b.lower(),
    "icontains": lambda a, b: b.lower() in a.lower(),
    "istartswith": lambda a, b: a.lower().startswith(b.lower()),
    "iendswith": lambda a, b: a.lower().endswith(b.lower()),
    "matches": lambda a, b: re.fullmatch(b, a) is not None,
    "has": lambda a, b: b in a,
    "same": lambda a, b: a == b,
}


def expected(filters: list[Tree], keys: list[tuple[str, bool]], skip: int, limit: int | None) -> list[str]:
    """Return the keys of the objects that a query should find, in order."""
    rows = [row for row in OBJECTS if all(truth(tree, row) is True for tree in filters)]
    rows.sort(key=lambda row: row["uid"])
    for name, desc in reversed(keys):
        known = sorted(
            (row for row in rows if row[name] is not None), key=lambda row: row[name], reverse=desc
        )
        if desc:  # a reversed sort keeps equal ones in their order
            rows = [row for row in rows if row[name] is None] + known
        else:
            rows = known + [row for row in rows if row[name] is None]
    return [row["uid"] for row in rows][skip : None if limit is None else skip + limit]


@case(given=queries, examples=80)
async def find_what_python_finds(h: Harness, query: Tree) -> None:
    """Any filter, order and page finds the objects that Python finds among the same ones, in the same order."""
    if await h.nodes("KitSample") == 0:
        async with h.session() as session:
            session.add(*(Sample(**row) for row in OBJECTS))
    filters, keys, skip, limit = query
    stmt: Any = select(Sample)
    for tree in filters:
        stmt = stmt.where(expression(tree))
    for name, desc in keys:
        stmt = stmt.order_by(getattr(Sample, name), desc=desc)
    stmt = stmt.order_by("n.uid").skip(skip)
    if limit is not None:
        stmt = stmt.limit(limit)
    async with h.session(read_only=True) as session:
        found = [sample.uid for sample in await session.scalars(stmt)]
        assert found == expected(filters, keys, skip, limit), stmt
        if not keys:  # order makes no difference to a count, and planning a statement takes its time
            assert await session.count(stmt) == len(expected(filters, [], 0, None))
