"""Text of agtype as Python values: exact, also where text looks like an annotation."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runic.ogm.exceptions import DatabaseError
from runic.ogm.values import GraphEdge, GraphNode, GraphPath
from runic_age.agtype import column, dumps, entities, objects
from runic_age.layout import EdgeColumns, NodeColumns, PlainColumn, rows, width

ANN = '{"id": 844424930131969, "label": "Person", "properties": {"name": "a}::vertex \\"]::path"}}::vertex'
KNOWS = '{"id": 1, "label": "KNOWS", "end_id": 3, "start_id": 2, "properties": {"w": 1.5}}::edge'
CITY = '{"id": 3, "label": "Place", "properties": {"_labels": ["Place", "City"], "x": {}}}::vertex'


def test_nodes_and_edges() -> None:
    ann = GraphNode(844424930131969, ("Person",), {"name": 'a}::vertex "]::path'})
    assert column([ANN, None, KNOWS]) == [ann, None, GraphEdge(1, "KNOWS", 2, 3, {"w": 1.5})]


def test_labels_of_a_class_with_several() -> None:
    assert entities(CITY) == GraphNode(3, ("Place", "City"), {"x": {}})
    assert entities('{"id": 1, "label": "", "properties": {}}::vertex') == GraphNode(1, (), {})


def test_a_property_that_is_no_list_of_labels_stays() -> None:
    node = entities('{"id": 1, "label": "L", "properties": {"_labels": 2}}::vertex')
    assert node == GraphNode(1, ("L",), {"_labels": 2})


def test_paths() -> None:
    ann, city = entities(ANN), entities(CITY)
    path = GraphPath((ann, city), (entities(KNOWS),))
    assert entities(f"[{ANN}, {KNOWS}, {CITY}]::path") == path
    assert entities(f'{{"p": [[{ANN}]::path, []]}}') == {"p": [GraphPath((ann,), ()), []]}


def test_entities_within_values() -> None:
    assert entities(f'[{{"a": {ANN}}}, "x::numeric"]') == [{"a": entities(ANN)}, "x::numeric"]


def test_numbers() -> None:
    assert column(["1.10::numeric", "NaN", "-Infinity", "1e+16", "-0.0"])[0] == Decimal("1.10")
    assert math.isnan(column(["NaN"])[0])
    assert repr(column(["-0.0", "1e+300", "3"])) == "[-0.0, 1e+300, 3]"
    assert column(["-12::numeric", '{"a": [1::numeric]}']) == [Decimal(-12), {"a": [Decimal(1)]}]


@pytest.mark.parametrize("text", ["{", "nonsense", '{"a": }'])
def test_what_is_no_agtype_is_refused(text: str) -> None:
    with pytest.raises(DatabaseError):
        column([text])


# PostgreSQL stores no NUL
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=5))
def test_plain_values_come_back(values: list[Any]) -> None:
    assert column([dumps(value) for value in values]) == values


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_plain_values_come_back_beside_entities(values: list[Any]) -> None:
    assert column([*map(dumps, values), ANN])[:-1] == values


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_properties_of_any_text(properties: dict[str, Any]) -> None:
    properties.pop("_labels", None)
    text = json.dumps({"id": 1, "label": "L", "properties": properties}) + "::vertex"
    assert entities(text) == GraphNode(1, ("L",), properties)


@given(
    st.integers(1, 3).flatmap(
        lambda size: st.tuples(
            st.just(size), st.dictionaries(TEXT, st.lists(VALUES, min_size=size, max_size=size), max_size=4)
        )
    ),
    st.booleans(),
)
def test_maps_of_columns(sized: tuple[int, dict[str, list[Any]]], labelled: bool) -> None:
    size, columns = sized[0] * 12, {name: values * 12 for name, values in sized[1].items()}
    columns.pop("_labels", None)
    fixed = {"_labels": ["A", "B"]} if labelled else {}
    wanted = [
        fixed | {name: values[row] for name, values in columns.items() if values[row] is not None}
        for row in range(size)
    ]
    assert json.loads(objects(list(columns.items()), size, fixed)) == wanted


def test_maps_keep_what_looks_like_what_stands_between_them() -> None:
    odd = ["null", '"', "},{", "\n", ',"a":', "\\", "\u2028"] * 10
    gaps = [None, *odd[1:]]
    assert json.loads(objects([("a", odd), ("b", gaps)], 70, {}))[0] == {"a": "null"}
    assert [found["b"] for found in json.loads(objects([("b", gaps), ("a", odd)], 70, {}))[1:]] == odd[1:]


def test_maps_of_columns_of_different_length_are_refused() -> None:
    for size in (2, 50):
        with pytest.raises(ValueError, match="shorter"):
            objects([("a", [1] * size), ("b", [1])], size, {})


def test_rows_that_end_with_a_node() -> None:
    layout = (PlainColumn(), NodeColumns(("name", "age")))
    ann, bob, nobody = (
        ("1", "7", '{"name": "Ann", "age": 4}'),
        ("2", "8", '{"name": "Bob"}'),
        ("3", None, None),
    )
    assert rows([ann], layout) == [[1, 7, "Ann", 4]]
    assert rows([ann, ann], layout) == [[1, 7, "Ann", 4]] * 2
    assert rows([ann, bob], layout) == [[1, 7, "Ann", 4], [2, 8, "Bob", None]]
    assert rows([nobody, ann], layout) == [[3, None, None, None], [1, 7, "Ann", 4]]
    assert rows([ann[1:], bob[1:]], layout[1:]) == [[7, "Ann", 4], [8, "Bob", None]]
    assert rows([ann[1:]], (NodeColumns(("name",)),)) == [[7, "Ann"]]


def test_rows_of_nodes_edges_and_values() -> None:
    layout = (PlainColumn(), NodeColumns(("name", "age"), True), EdgeColumns(("w",)), EdgeColumns(None))
    fetched = [
        ("1", "7", '{"name": "Ann", "_labels": ["A", "B"]}', '"A"', "9", "7", "8", '{"w": 2}', "9", "7", "8", '{"w": 2}'),
        ("2", None, None, None, None, None, None, None, None, None, None, None),
    ]  # fmt: skip
    assert width(layout) == 12
    assert rows(fetched, layout) == [
        [1, 7, ("A", "B"), "Ann", None, 9, 7, 8, 2, 9, 7, 8, {"w": 2}],
        [2, *[None] * 12],
    ]
    assert rows([], layout) == []
