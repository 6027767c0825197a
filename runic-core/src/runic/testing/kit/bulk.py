"""Hundreds of rows in one statement, where a dialect may choose other forms than for a few: they mean the same."""

from __future__ import annotations

from itertools import cycle, islice
from math import isfinite
from typing import Any, Final

from hypothesis import strategies as st

from runic.ogm.core.descriptors import Field
from runic.ogm.core.models import Node
from runic.ogm.exceptions import ConstraintError
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.errors import constrain
from runic.testing.kit.flush import populate, refused_as_stale
from runic.testing.kit.models import Company, Employment, Person, Place, Sample
from runic.testing.kit.strategies import KINDS, FieldOfValues
from runic.testing.kit.values import accepted_by, check_value

MANY: Final = 130

SEPARATORS: Final = frozenset("\x1c\x1d\x1e\x1f")

ODD_KEYS: Final = ("\x1f", "\x1e", "a\x1fb", "\n", "", ",", "null", "0", "it's", "\\u001f", "\N{PILE OF POO}")


@case(
    each={f"{name}{plain}{some}": (field, bool(plain), bool(some)) for name, field in KINDS.items()
          for plain in (("", "-plain") if name in {"text", "number"} else ("",)) for some in ("", "-some-absent")},
    given=lambda variant: st.lists(variant[0].tried, min_size=1, max_size=20),
    examples=2,
)  # fmt: skip
async def values_come_back(h: Harness, variant: tuple[FieldOfValues, bool, bool], values: list[Any]) -> None:
    """Many values of a kind are created and changed each at its own entity, with and without absent ones among them.

    One odd value may change how the whole column is sent, so that there are columns without any, too.
    """
    field, plain, absent = variant
    accepted = accepted_by(h, field)
    good = [
        value for value in (*field.trouble, *values) if accepted(value) and not (plain and _is_odd(value))
    ]
    if not good:
        return
    if absent:
        good.append(None)
    written = dict(zip([h.key() for _ in range(MANY)], islice(cycle(good), MANY), strict=True))
    async with h.session() as session:
        samples = [Sample(uid=uid, **{field.name: value}) for uid, value in written.items()]
        session.add(*samples)
        await session.commit()
        await _compare(h, field, written)
        turned = dict(zip(written, islice(cycle(good), 1, MANY + 1), strict=True))
        for sample in samples:
            setattr(sample, field.name, turned[sample.uid])
    await _compare(h, field, turned)


def _is_odd(value: Any) -> bool:
    """Whether a value may stand for something else among others: text with separators, a number that is none."""
    return bool(SEPARATORS & set(value)) if isinstance(value, str) else not isfinite(value)


async def _compare(h: Harness, field: FieldOfValues, written: dict[str, Any]) -> None:
    async with h.session() as session:
        found = await session.scalars(select(Sample).where(Sample.uid.in_(list(written))))  # type: ignore[attr-defined]
        assert len(found) == len(written)
        for sample in found:
            got = getattr(sample, field.name)
            if written[sample.uid] is None:
                assert got is None
            else:
                check_value(h, field, written[sample.uid], got)


@case()
async def absent_properties_are_not_stored(h: Harness) -> None:
    """Of many entities, those without a value have no property: not an empty one."""
    async with h.session() as session:
        people = [
            Person(uid=f"p{i:04}", age=None if i % 3 else i, name="" if i % 2 else None) for i in range(MANY)
        ]
        session.add(*people)
        await session.commit()
        stored = await _counts(h)
        for i, person in enumerate(people):
            person.age, person.name = (i if i % 3 else None), (None if i % 2 else "")
    turned = await _counts(h)
    ages, names = len(range(0, MANY, 3)), len(range(1, MANY, 2))
    assert (stored, turned) == ([ages, names, names], [MANY - ages, MANY - names, MANY - names])


async def _counts(h: Harness) -> list[int]:
    session = h.session()
    counts = [
        len(await session.scalars(select(Person).where(condition)))
        for condition in (Person.age.is_not_null(), Person.name.is_not_null(), Person.name == "")  # type: ignore[union-attr]
    ]
    await session.close()
    return counts


@case()
async def long_texts_come_back(h: Harness) -> None:
    """Twenty megabytes in one flush are stored and read, in as many statements as the database takes them in."""
    texts = {f"t{i:02}": f"{i:02}{'x' if i % 2 else 'é'}" + "y" * 1_000_000 for i in range(20)}
    async with h.session() as session:
        session.add(*(Sample(uid=uid, text=text) for uid, text in texts.items()))
    async with h.session() as session:
        for sample in await session.scalars(select(Sample)):
            assert sample.text == texts.pop(sample.uid)
            sample.text = sample.uid
    assert texts == {}
    async with h.session() as session:
        assert all(sample.text == sample.uid for sample in await session.scalars(select(Sample)))


# -- nodes found by id and by key ----------------------------------------------------------------------------------


class OddKey(Node, labels=["KitOddKey"]):
    """A text for a key, and a number."""

    uid: str = Field(primary_key=True)
    number: int | None = Field(default=None)


@case(each={"with separators": True, "without": False})
async def odd_keys_are_told_apart(h: Harness, separators: bool) -> None:
    """Keys that are made of separators, or look like other values, find each its own node."""
    odd_keys = [key for key in ODD_KEYS if separators or not SEPARATORS & set(key)]
    keys = [*odd_keys, *(f"{key}#{i}" for i in range(MANY // len(odd_keys)) for key in odd_keys)]
    async with h.session() as session:
        session.add(*(OddKey(uid=key, number=i) for i, key in enumerate(keys)))
    async with h.session() as session:
        for entity in await session.scalars(select(OddKey)):
            assert keys[entity.number or 0] == entity.uid
            entity.number = -1 - (entity.number or 0)
    async with h.session() as session:
        found = await session.scalars(select(OddKey))
        assert sorted((-1 - (e.number or 0), e.uid) for e in found) == list(enumerate(keys))
        for entity in found:
            if entity.uid not in odd_keys:
                session.delete(entity)
    async with h.session() as session:
        assert {entity.uid for entity in await session.scalars(select(OddKey))} == set(odd_keys)


@case(each={"every one": 1, "every other": 2, "one of ten": 10, "all but a few": -10})
async def some_of_many_are_deleted(h: Harness, step: int) -> None:
    """Those that are deleted are gone, whatever gaps lie between their ids, and the others are there."""
    keys = await populate(h, MANY)
    async with h.session() as session:
        people = await session.scalars(select(Person).order_by(Person.uid))
        for i, person in enumerate(people):
            if (i % step == 0) if step > 0 else (i % -step != 0):
                session.delete(person)
    kept = [key for i, key in enumerate(keys) if ((i % step != 0) if step > 0 else (i % -step == 0))]
    async with h.session() as session:
        assert [person.uid for person in await session.scalars(select(Person).order_by(Person.uid))] == kept


@case(each={"update": False, "delete": True})
async def strangers_are_left_alone(h: Harness, delete: bool) -> None:
    """Among many nodes, one that took the id of a deleted one is neither changed nor deleted, and the flush says so."""
    await populate(h, MANY)
    session = h.session()
    people = await session.scalars(select(Person).order_by(Person.uid))
    await h.rows("MATCH (n:KitPerson {uid: 'p0100'}) DELETE n")
    await h.rows("CREATE (n:KitPerson {uid: 'stranger', name: 'mine'}) RETURN 1 AS one")
    assert await refused_as_stale(h, session, people, delete=delete) == [people[100]]
    await session.rollback()
    await session.close()
    assert (await h.stored("KitPerson", "stranger"))["name"] == "mine"


@case()
async def values_are_not_in_errors(h: Harness) -> None:
    """An error about one of many values does not show it, nor any other."""
    constrain(h)
    async with h.session() as session:
        session.add(Place(uid="kit-secret-100", title="first"))
    session = h.session()
    session.add(*(Place(uid=f"kit-secret-{i}", title=f"kit-secret-title-{i}") for i in range(MANY)))
    with h.raises(ConstraintError) as caught:
        await session.commit()
    assert "kit-secret" not in str(caught.error)
    await session.rollback()
    await session.close()
    assert (await h.stored("KitPlace", "kit-secret-100"))["title"] == "first"


# -- edges -----------------------------------------------------------------------------------------------------------


@case(each={"texts": (False, False), "absent": (True, False), "separators": (False, True)})
async def edges_hold_their_own_values(h: Harness, variant: tuple[bool, bool]) -> None:
    """Many edges are created, set, changed by their objects and removed, each between its own nodes."""
    absent, separators = variant

    def role(i: int, word: str) -> str:
        return f"{word}\x1f{i}" if separators and i % 7 == 0 else f"{word} {i}"

    async with h.session() as session:
        people = [Person(uid=f"p{i:04}") for i in range(MANY)]
        companies = [Company(uid=f"c{i:04}") for i in range(MANY)]
        session.add(*people, *companies)
        for i, (person, company) in enumerate(zip(people, companies, strict=True)):
            edge = Employment(role=role(i, "was"), since=None if absent and i % 2 else i)
            await session.relate(person, Person.employer, company, edge=edge)
    assert await _employments(h) == [
        (f"p{i:04}", f"c{i:04}", role(i, "was"), None if absent and i % 2 else i) for i in range(MANY)
    ]
    async with h.session() as session:
        for _, edge, _ in await session.all_with_edges(_working()):
            edge.role = edge.role.replace("was", "is")
            edge.since = None if edge.since is None and absent else -1
    assert await _employments(h) == [
        (f"p{i:04}", f"c{i:04}", role(i, "is"), None if absent and i % 2 else -1) for i in range(MANY)
    ]
    async with h.session() as session:
        people = await session.scalars(select(Person).order_by(Person.uid))
        companies = await session.scalars(select(Company).order_by(Company.uid))
        for i in range(0, MANY, 2):
            await session.unrelate(people[i], Person.employer, companies[i])
    assert [row[0] for row in await _employments(h)] == [f"p{i:04}" for i in range(1, MANY, 2)]


def _working() -> Any:
    return (
        select(Person).alias("p").traverse(Person.employer, edge_alias="e", optional=False).alias("c")
        .return_nodes("p", "c").return_edge("e")
    )  # fmt: skip


async def _employments(h: Harness) -> list[tuple[str, str, str, int | None]]:
    async with h.session() as session:
        rows = await session.all_with_edges(_working())
        return sorted((person.uid, company.uid, edge.role, edge.since) for person, edge, company in rows)
