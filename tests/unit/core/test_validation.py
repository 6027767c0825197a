"""Which values fit a field, one by one and by the column."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runic.ogm.core.descriptors import Field
from runic.ogm.core.models import Node
from runic.ogm.core.types import GeoLocation, TypeConverter, Vector
from runic.ogm.exceptions import FieldValidationError


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


class Upper(str):
    __slots__ = ()


class Shout(TypeConverter):
    def to_graph(self, value: Any) -> Any:
        return value

    def from_graph(self, value: Any) -> Any:
        return value


class Sample(Node, abstract=True):
    flag: bool = Field()
    count: int = Field()
    ratio: float = Field()
    text: str = Field()
    blob: bytes = Field()
    when: dt.datetime = Field()
    day: dt.date = Field()
    hour: dt.time = Field()
    span: dt.timedelta = Field()
    price: Decimal = Field()
    uid: UUID = Field()
    colour: Colour = Field()
    vector: Vector = Field(dimension=2)
    place: GeoLocation = Field()
    tags: list[str] = Field()
    maybe_tags: list[str | None] = Field()
    anything: Any = Field()
    grades: dict[str, int] = Field()
    nested: list[list[int]] = Field()
    size: Literal["s", "m"] = Field()
    either: int | str = Field()
    shout: str = Field(converter=Shout())
    maybe: int | None = Field()
    needed: int | None = Field(required=True)


def spec(name: str) -> Any:
    return Sample.__runic__.field(name)


NOW = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
GOOD: dict[str, list[Any]] = {
    "flag": [True, False],
    "count": [0, -1, 2**80, Level.LOW],
    "ratio": [1.5, 1, float("nan")],
    "text": ["", "x", Upper("X")],
    "blob": [b""],
    "when": [NOW],
    "day": [dt.date(2024, 5, 6)],
    "hour": [dt.time(1)],
    "span": [dt.timedelta(1)],
    "price": [Decimal(1)],
    "uid": [UUID(int=1)],
    "colour": [Colour.RED],
    "vector": [Vector([1.0, 2.0]), [1, 2.5]],
    "place": [GeoLocation(1, 2)],
    "tags": [[], ["a", Upper("B")]],
    "maybe_tags": [["a", None]],
    "anything": [None, 1, "x", [object()]],
    "grades": [{}, {"a": 1}],
    "nested": [[[1], []]],
    "size": ["s", "m"],
    "either": [1, "x"],
    "shout": ["x", 1, object()],
    "maybe": [None, 1],
    "needed": [1],
}
BAD: list[tuple[str, Any, str]] = [
    ("flag", 1, "expected a bool"),
    ("count", True, "expected an int"),
    ("count", 1.0, "expected an int"),
    ("count", "1", "expected an int"),
    ("ratio", True, "expected a float"),
    ("ratio", "1.5", "expected a float"),
    ("text", 1, "expected a str"),
    ("text", b"x", "expected a str"),
    ("blob", "x", "expected a bytes"),
    ("when", dt.date(2024, 5, 6), "expected a datetime"),
    ("when", "2024-05-06", "expected a datetime"),
    ("day", NOW, "expected a date"),
    ("price", 1.5, "expected a Decimal"),
    ("uid", "x", "expected an? UUID"),
    ("colour", "red", "expected a member of Colour"),
    ("vector", Vector([1.0]), "expected 2 dimensions and not 1"),
    ("vector", ["a", 1.0], "element 0: expected numbers"),
    ("vector", (1.0, 2.0), "expected a Vector"),
    ("place", {"latitude": 1, "longitude": 2}, "expected a GeoLocation"),
    ("tags", ["a", 1], "element 1: expected a str"),
    ("tags", ["a", None], "element 1: None is not allowed here"),
    ("tags", ("a",), "expected a list"),
    ("tags", "abc", "expected a list"),
    ("grades", {"a": "b"}, "element 'a': expected an int"),
    ("grades", {1: 1}, "expected text for the keys and not 1"),
    ("nested", [[1], ["x"]], "element 1: element 0: expected an int"),
    ("size", "l", "expected one of 'm', 's'"),
    ("size", 1, "expected one of 's', 'm'"),
    ("either", 1.5, "expected an int or a str"),
    ("either", True, "expected an int or a str"),
    ("shout", None, "a value is required"),
    ("needed", None, "a value is required"),
    ("text", None, "a value is required"),
]


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in GOOD for value in GOOD[name]], ids=repr
)
def test_values_that_fit(name: str, value: Any) -> None:
    spec(name).check(value)
    spec(name).check_column([value, value])


@pytest.mark.parametrize(("name", "value", "reason"), BAD, ids=repr)
def test_values_that_do_not_fit(name: str, value: Any, reason: str) -> None:
    for check in (spec(name).check, lambda value: spec(name).check_column([*GOOD[name], value])):
        with pytest.raises(FieldValidationError, match=reason) as caught:
            check(value)
        assert (caught.value.owner, caught.value.field, caught.value.value) == ("Sample", name, value)


def test_columns_of_optional_fields_may_lack_values() -> None:
    spec("maybe").check_column([None, 1, None])
    spec("anything").check_column([None, object()])


def test_the_error_shows_a_short_value_even_of_objects_without_text() -> None:
    class Nasty:
        def __repr__(self) -> str:
            raise ValueError

    with pytest.raises(FieldValidationError, match="<Nasty>"):
        spec("text").check(Nasty())
    with pytest.raises(FieldValidationError) as caught:
        spec("count").check("x" * 10_000)
    assert len(str(caught.value)) < 200


def test_the_key_is_required() -> None:
    class Keyed(Node, abstract=True):
        id: str | None = Field(default=None)

    with pytest.raises(FieldValidationError, match="a value is required"):
        Keyed.__runic__.field("id").check(None)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.binary(max_size=5),
    st.dates(),
    st.datetimes(),
    st.sampled_from([Colour.RED, Level.LOW, Upper("x")]),
    st.lists(st.one_of(st.integers(), st.text(max_size=2), st.none()), max_size=3),
    st.dictionaries(st.one_of(st.text(max_size=2), st.integers()), st.integers(), max_size=2),
)


@given(st.sampled_from(sorted(GOOD)), st.lists(VALUES, max_size=6))
def test_a_column_is_refused_exactly_when_one_of_its_values_is(name: str, values: list[Any]) -> None:
    field = spec(name)
    refused = None
    for value in values:
        try:
            field.check(value)
        except FieldValidationError as error:
            refused = error
            break
    if refused is None:
        field.check_column(values)
    else:
        with pytest.raises(FieldValidationError) as caught:
            field.check_column(values)
        assert (caught.value.reason, caught.value.value) == (refused.reason, refused.value)
