"""The documented converters."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runic.ogm import values
from runic.ogm.core import types
from runic.ogm.core.types import (
    DatetimeConverter,
    EnumConverter,
    GeoLocation,
    GeoLocationConverter,
    TypeConverter,
    Vector,
    VectorConverter,
)
from runic.ogm.exceptions import ValueEncodingError


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


CONVERTERS: list[TypeConverter] = [
    DatetimeConverter(),
    EnumConverter(Colour),
    VectorConverter(),
    GeoLocationConverter(),
]


def test_the_value_types_are_those_of_the_leaf() -> None:
    assert (types.Vector, types.GeoLocation) == (values.Vector, values.GeoLocation)


@pytest.mark.parametrize("converter", CONVERTERS, ids=lambda converter: type(converter).__name__)
def test_none_passes(converter: TypeConverter) -> None:
    assert (converter.to_graph(None), converter.from_graph(None)) == (None, None)


def test_functions() -> None:
    assert [converter.cypher_fn for converter in CONVERTERS] == [None, None, "vecf32", "point"]


OFFSETS = st.builds(dt.timezone, st.builds(dt.timedelta, hours=st.integers(-23, 23)))


@given(st.datetimes(timezones=st.none() | OFFSETS))
def test_datetimes_keep_their_offset(value: dt.datetime) -> None:
    converter = DatetimeConverter()
    text = converter.to_graph(value)
    assert isinstance(text, str)
    back = converter.from_graph(text)
    assert (back, back.tzinfo is None) == (value, value.tzinfo is None)
    assert back.utcoffset() == value.utcoffset()
    assert converter.from_graph(value) is value


@given(st.sampled_from(Colour))
def test_enums(member: Colour) -> None:
    converter = EnumConverter(Colour)
    assert converter.from_graph(converter.to_graph(member)) is member
    assert converter.to_graph(member.value) == member.value


@given(st.lists(st.floats(allow_nan=False)))
def test_vectors(numbers: list[float]) -> None:
    converter = VectorConverter()
    stored = converter.to_graph(Vector(numbers))
    assert type(stored) is list
    back = converter.from_graph(stored)
    assert isinstance(back, Vector)
    assert back == numbers


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_places(latitude: float, longitude: float) -> None:
    converter = GeoLocationConverter()
    place = GeoLocation(latitude, longitude)
    stored = converter.to_graph(place)
    assert stored == {"latitude": latitude, "longitude": longitude}
    assert converter.from_graph(stored) == place
    assert converter.from_graph(place) is place


@pytest.mark.parametrize(
    ("converter", "value"),
    [
        (DatetimeConverter(), "2024-05-06"),
        (DatetimeConverter(), dt.date(2024, 5, 6)),
        (EnumConverter(Colour), "green"),
        (GeoLocationConverter(), {"latitude": 1, "longitude": 2}),
    ],
)
def test_wrong_values_are_refused(converter: Any, value: Any) -> None:
    with pytest.raises(ValueEncodingError):
        converter.to_graph(value)
