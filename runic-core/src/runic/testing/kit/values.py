"""Every kind of value: written through a model it comes back equal within the stated precision, or is refused unsent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from runic.ogm.core.descriptors import Field
from runic.ogm.core.models import Node
from runic.ogm.core.types import DatetimeConverter, TypeConverter
from runic.ogm.exceptions import FieldValidationError, OrmError
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.harness import Harness, NotApplicable
from runic.testing.kit.models import Company, Employment, Mail, Person, Sample
from runic.testing.kit.precision import precision_of, same
from runic.testing.kit.strategies import KINDS, FieldOfValues


async def _write(h: Harness, entity: Any) -> bool:
    """Write one entity; False when its value is refused, which must happen before anything is sent."""
    session = h.session()
    with h.sent.taken() as sent:
        try:
            session.add(entity)
            await session.commit()
        except FieldValidationError:
            assert sent.count == 0, f"refused after {sent.texts} had been sent"
            return False
        finally:
            await session.close()
    return True


def _is_itself(value: Any) -> bool:
    """Whether a value equals itself; NaN does not, so no filter finds it."""
    return bool(value == value)  # noqa: PLR0124


def check_value(h: Harness, field: FieldOfValues, value: Any, got: Any) -> None:
    precision = precision_of(h.dialect.codec.table(), *field.kinds)
    assert same(precision, value, got), f"sent {value!r}, got {got!r}, within {precision}"


@case(each=KINDS, given=lambda field: field.tried, examples=60)
async def come_back(h: Harness, field: FieldOfValues, value: Any) -> None:
    """A value that is accepted comes back equal, through a new session; reading makes nothing dirty."""
    uid = h.key()
    if not await _write(h, Sample(uid=uid, **{field.name: value})):
        return
    async with h.session() as session:
        found = await session.must_get(Sample, uid)
        check_value(h, field, value, getattr(found, field.name))
        assert session.dirty == [], "reading made the entity dirty"
        with h.sends(0):
            await session.flush()


@case(
    each={name: field for name, field in KINDS.items() if field.equal},
    given=lambda field: field.tried,
    examples=25,
)
async def are_found(h: Harness, field: FieldOfValues, value: Any) -> None:
    """A filter for the value that was written finds the node, by `==` and by `in_`."""
    uid = h.key()
    if not _is_itself(value) or not await _write(h, Sample(uid=uid, **{field.name: value})):
        return
    column = getattr(Sample, field.name)
    async with h.session() as session:
        for condition in (column == value, column.in_([value])):
            found = await session.scalars(select(Sample).where(condition))
            assert uid in [sample.uid for sample in found], f"{value!r} is not found by {condition!r}"


@case(each=KINDS, given=lambda field: st.lists(st.none() | field.tried, min_size=2, max_size=12), examples=8)
async def come_back_from_one_flush(h: Harness, field: FieldOfValues, values: list[Any]) -> None:
    """Many values of one flush, some absent, come back each at its own entity."""
    encode = accepted_by(h, field)
    kept = {h.key(): value for value in values if value is None or encode(value)}
    async with h.session() as session:
        session.add(*(Sample(uid=uid, **{field.name: value}) for uid, value in kept.items()))
    async with h.session() as session:
        for sample in await session.scalars(select(Sample).where(Sample.uid.in_(list(kept)))):  # type: ignore[attr-defined]
            got = getattr(sample, field.name)
            if kept[sample.uid] is None:
                assert got is None
            else:
                check_value(h, field, kept[sample.uid], got)


def accepted_by(h: Harness, field: FieldOfValues) -> Any:
    session = h.session()
    prop = session.raw.mapper.node_plan(Sample).by_name[field.name]

    def accepted(value: Any) -> bool:
        try:
            prop.column([value], create=False)
        except FieldValidationError:
            return False
        return True

    return accepted


@case(each=KINDS, given=lambda field: st.tuples(field.tried, field.tried), examples=15)
async def change(h: Harness, field: FieldOfValues, values: tuple[Any, Any]) -> None:
    """A changed value comes back, and None removes the property."""
    encode = accepted_by(h, field)
    if not all(encode(value) for value in values):
        return
    uid = h.key()
    async with h.session() as session:
        session.add(sample := Sample(uid=uid, **{field.name: values[0]}))
        await session.flush()
        setattr(sample, field.name, values[1])
    async with h.session() as session:
        sample = await session.must_get(Sample, uid)
        check_value(h, field, values[1], getattr(sample, field.name))
        setattr(sample, field.name, None)
    assert set(await h.stored("KitSample", uid)) == {"uid"}


WRONG = {
    f"{name}-{number}": (field, value)
    for name, field in KINDS.items()
    for number, value in enumerate(field.wrong)
}


@case(each=WRONG)
async def of_wrong_type_are_refused(h: Harness, wrong: tuple[FieldOfValues, Any]) -> None:
    """A value of another type is refused with class, field and value, before anything of the flush is sent."""
    field, value = wrong
    session = h.session()
    with h.sends(0), h.raises(FieldValidationError) as caught:
        session.add(Sample(uid="good"), Sample(uid="bad", **{field.name: value}))
        await session.flush()
    error = caught.error
    assert isinstance(error, FieldValidationError)
    assert (error.owner, error.field) == ("Sample", field.name)
    await session.rollback()
    await session.close()
    assert await h.nodes("KitSample") == 0


@case()
async def of_wrong_type_are_refused_in_updates(h: Harness) -> None:
    """A changed field is checked as a new one is; what was loaded stays as it is."""
    async with h.session() as session:
        session.add(person := Person(uid="a", age=1))
        await session.flush()
        person.age = "old"  # type: ignore[assignment]
        with h.sends(0), h.raises(FieldValidationError):
            await session.flush()
        person.age = 2
    assert (await h.stored("KitPerson", "a"))["age"] == 2


@case()
async def of_wrong_type_are_refused_in_filters(h: Harness) -> None:
    """A filter value that does not fit is refused before it is sent; nothing is pasted as text."""
    async with h.session() as session:
        with h.sends(0), h.raises(OrmError):
            await session.scalars(select(Sample).where(Sample.moment == object()))


@case()
async def from_before_the_model_are_read(h: Harness) -> None:
    """Loaded values are never checked: a node may lack properties and hold others."""
    await h.driver.execute("CREATE (:KitMail {uid: 'a', other: 1})")
    async with h.session() as session:
        mail = await session.must_get(Mail, "a")
        assert mail.__dict__["subject"] is None
        mail.size = 3
    assert await h.stored("KitMail", "a") == {"uid": "a", "other": 1, "size": 3}


@case()
async def that_are_ints_pass_for_floats(h: Harness) -> None:
    """An int fits a float field and comes back as a float."""
    async with h.session() as session:
        session.add(Sample(uid="a", number=3, reals=[1, 2]))
    async with h.session() as session:
        sample = await session.must_get(Sample, "a")
        assert (sample.number, type(sample.number)) == (3.0, float)
        assert [type(value) for value in sample.reals or []] == [float, float]


@case()
async def given_as_none_stay_none(h: Harness) -> None:
    """An explicit None is not replaced by the default, neither at once nor when it is read."""
    async with h.session() as session:
        session.add(person := Person(uid="a", tags=["x"]))
        await session.flush()
        person.name = None
    async with h.session() as session:
        person = await session.must_get(Person, "a")
        assert (person.name, person.age, person.tags) == (None, None, ["x"])


IN_PLACE: dict[str, tuple[str, Any, list[Any], Any]] = {
    "list": ("texts", ["a"], [lambda v: v.append("b"), lambda v: v.__setitem__(0, "c")], ["c", "b"]),
    "dict": ("record", {"a": 1}, [lambda v: v.update(b=2), lambda v: v.pop("a")], {"b": 2}),
}


@case(each=IN_PLACE)
async def changed_in_place_are_seen(h: Harness, example: tuple[str, Any, list[Any], Any]) -> None:
    """A list or a dict that was changed in place is written, each time; one that was only read is not."""
    name, value, changes, expected = example
    if not accepted_by(h, KINDS[name])(value):
        raise NotApplicable(f"the backend refuses {name}")
    async with h.session() as session:
        session.add(Sample(uid="a", **{name: value}))
    async with h.session() as session:
        sample = await session.must_get(Sample, "a")
        assert getattr(sample, name) == value
        with h.sends(0):
            await session.flush()
        for change in changes:
            change(getattr(sample, name))
            assert session.dirty == [sample]
            await session.flush()
            assert session.dirty == []
    async with h.session() as session:
        assert getattr(await session.must_get(Sample, "a"), name) == expected


@case()
async def on_edges_come_back(h: Harness) -> None:
    """Edge properties are converted as those of nodes."""
    employment = Employment(role="it's `x`", since=1999, left=date(2001, 2, 3))
    async with h.session() as session:
        session.add(person := Person(uid="p"), company := Company(uid="c"))
        await session.relate(person, Person.employer, company, edge=employment)
    statement = (
        select(Person).alias("p").traverse(Person.employer, edge_alias="e", optional=False).alias("c")
        .return_nodes("p", "c").return_edge("e")
    )  # fmt: skip
    async with h.session() as session:
        rows = await session.all_with_edges(statement)
    _, edge, _ = rows[0]
    assert (edge.role, edge.since, edge.left) == ("it's `x`", 1999, date(2001, 2, 3))


class Shout(TypeConverter):
    """Keeps text in the database in capitals, by a function of the database."""

    cypher_fn = "toUpper"

    def to_graph(self, value: Any) -> Any:
        """Return the text, marked."""
        return f"<{value}>"

    def from_graph(self, value: Any) -> Any:
        """Return the text without the mark."""
        return str(value)[1:-1]


class Converted(Node, labels=["KitConverted"]):
    """Fields with converters, and an interned one."""

    uid: str = Field(primary_key=True)
    loud: str | None = Field(default=None, converter=Shout())
    moment: datetime | None = Field(default=None, converter=DatetimeConverter())
    kind: str | None = Field(default=None, interned=True)
    renamed: int | None = Field(default=None, db_name="other name")


@case()
async def with_converters_come_back(h: Harness) -> None:
    """A converter's function is sent in creates, updates and filters; the documented datetime converter keeps the offset."""
    moment = datetime.fromisoformat("2024-05-06T07:08:09.123456+02:00")
    async with h.session() as session:
        session.add(entity := Converted(uid="a", loud="one", moment=moment, kind="it's", renamed=1))
        await session.commit()
        assert (await h.stored("KitConverted", "a"))["loud"] == "<ONE>"
        entity.loud = "two"
    stored = await h.stored("KitConverted", "a")
    assert stored == {
        "uid": "a",
        "loud": "<TWO>",
        "moment": moment.isoformat(),
        "kind": "it's",
        "other name": 1,
    }
    async with h.session() as session:
        found = await session.scalars(
            select(Converted).where((Converted.loud == "two") & (Converted.renamed == 1))
        )
        assert [(e.loud, e.moment, e.kind, e.renamed) for e in found] == [("TWO", moment, "it's", 1)]
        assert found[0].moment is not None
        assert found[0].moment.utcoffset() == moment.utcoffset()
