"""Parameters as text: exact, and nothing but plain values."""

from __future__ import annotations

import math
from decimal import Decimal
from enum import IntEnum
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runic.ogm.exceptions import ValueEncodingError
from runic_falkordb.header import header, literal
from tests.unit.falkordb.reading import read_header, read_literal

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
INT = st.integers(-(2**63), 2**63 - 1)
SCALAR = st.none() | st.booleans() | INT | st.floats(allow_nan=False, allow_infinity=False) | TEXT
NAME = TEXT.filter(lambda name: name and "`" not in name)
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAME, inner, max_size=4),
    max_leaves=8,
)


@given(VALUE)
def test_every_value_is_written_exactly(value: Any) -> None:
    assert same(read_literal(literal(value)), value)


@given(st.lists(TEXT))
def test_columns_of_text_are_written_exactly(values: list[str]) -> None:
    assert read_literal(literal(values)) == values


@given(st.dictionaries(NAME, VALUE, min_size=1, max_size=3))
def test_every_name_is_written_exactly(params: dict[str, Any]) -> None:
    found = read_header(header(params))
    assert found.keys() == params.keys()
    assert all(same(found[name], value) for name, value in params.items())


def test_no_parameters_no_header() -> None:
    assert header({}) == ""


@pytest.mark.parametrize(
    "text",
    [
        "\x01\x1f",
        "a\\u0041",
        "\\",
        '"',
        "\\u00",
        "tab\tline\nreturn\r",
        "\x7f\x85\u2028\ufeff",
        "😀",
        "`$x`",
        "/",
        "'",
    ],
)
def test_text_that_json_would_escape(text: str) -> None:
    assert read_literal(literal(text)) == text
    assert read_literal(literal([text, "x"])) == [text, "x"]


class Hostile:
    def __str__(self) -> str:
        return "1 RETURN 'injected' //"

    __repr__ = __str__


class Text(str):
    __slots__ = ()


class Number(IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    "value",
    [
        Hostile(),
        [Hostile()],
        [1, [Hostile()]],
        {"a": Hostile()},
        Text("x"),
        Number.ONE,
        (1, 2),
        {1, 2},
        b"x",
        uuid4(),
        Decimal(1),
        math.nan,
        math.inf,
        [1.0, math.nan],
        2**63,
        -(2**63) - 1,
        [1, 2**63],
        ["a", 2**63],
        "a\0b",
        ["a", "b\0"],
        object,
    ],
    ids=repr,
)
def test_anything_else_is_refused(value: Any) -> None:
    with pytest.raises(ValueEncodingError):
        literal(value)
    with pytest.raises(ValueEncodingError):
        literal([value])


@pytest.mark.parametrize("name", ["", "a`b", "a\0", 1, None, Text("a")])
def test_names_that_cannot_be_written(name: Any) -> None:
    with pytest.raises(ValueEncodingError):
        header({name: 1})
    with pytest.raises(ValueEncodingError):
        literal({name: 1})


def test_too_deep() -> None:
    value: Any = []
    for _ in range(200):
        value = [value]
    with pytest.raises(ValueEncodingError, match="nested"):
        literal(value)


def same(left: Any, right: Any) -> bool:
    """Compare with types: True is not 1, and 0.0 is not -0.0."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return repr(left) == repr(right) if isinstance(left, float) else bool(left == right)
