"""Compact replies as Python values."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from runic.ogm.exceptions import DatabaseError
from runic.ogm.values import GeoLocation, GraphEdge, GraphNode, GraphPath, Vector
from runic_falkordb.reply import Names, Reader, UnknownNameError, read_result, text_of

NAMES = Names(7, ("Person", "City"), ("LIVES_IN",), ("name", "since"))
READER = Reader(NAMES)
NODE = [8, [5, [0, 1], [[0, 2, "Ann"]]]]
EDGE = [7, [9, 0, 5, 6, [[1, 5, "1.5"]]]]
ANN = GraphNode(5, ("Person", "City"), {"name": "Ann"})
LIVES = GraphEdge(9, "LIVES_IN", 5, 6, {"since": 1.5})


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ([1, None], None),
        ([2, "x"], "x"),
        ([3, -5], -5),
        ([4, "true"], True),
        ([4, "false"], False),
        ([5, "-0"], -0.0),
        ([5, "1.79769313486231e+308"], 1.79769313486231e308),
        ([6, [[3, 1], [6, [[5, "2.5"], [1, None]]]]], [1, [2.5, None]]),
        ([10, ["a", [3, 1], "b", [10, []]]], {"a": 1, "b": {}}),
        ([11, ["1.5", "-2"]], GeoLocation(1.5, -2)),
        ([12, ["1", "2.0999999046325684"]], Vector([1.0, 2.0999999046325684])),
        ([13, -62135596800], datetime(1, 1, 1, tzinfo=UTC)),
        ([13, 253402300799], datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ([14, -86400], date(1969, 12, 31)),
        ([14, -62135596800], date(1, 1, 1)),
        ([15, -2208963111], time(7, 8, 9)),
        ([16, -259200], timedelta(days=-3)),
        (NODE, ANN),
        (EDGE, LIVES),
        ([9, [[6, [NODE, NODE]], [6, [EDGE]]]], GraphPath((ANN, ANN), (LIVES,))),
        ([10, ["n", NODE]], {"n": ANN}),
    ],
)
def test_cells(cell: Any, value: Any) -> None:
    ((found,),) = READER.rows([[cell]])
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "cell", [[8, [1, [2], []]], [8, [1, [], [[2, 3, 1]]]], [7, [1, 1, 0, 0, []]], [6, [[8, [1, [9], []]]]]]
)
def test_names_that_are_not_known_yet(cell: Any) -> None:
    with pytest.raises(UnknownNameError):
        READER.rows([[cell]])


def test_a_type_that_nobody_knows() -> None:
    with pytest.raises(DatabaseError, match="does not know"):
        READER.rows([[[99, "?"]]])


def test_result() -> None:
    reply = [
        [[1, "a b"], [1, "n.x"]],
        [[[3, 1], [5, "0.5"]]],
        ["Nodes created: 2", "Cached execution: 1", "Query internal execution time: 0.25 milliseconds"],
    ]
    result = read_result(reply, READER)
    assert result.columns == ["a b", "n.x"]
    assert result.rows == [[1, 0.5]]
    assert result.summary == {"nodes_created": 2, "cached_execution": True, "run_time_ms": 0.25}


def test_result_without_columns() -> None:
    result = read_result([["Labels added: 1"]], READER)
    assert (result.rows, result.columns, result.summary) == ([], [], {"labels_added": 1})


@pytest.mark.parametrize(
    "cell", [[2, "[[0, 7], [1, 8]]"], [6, [[6, [[3, 0], [3, 7]]], [6, [[3, 1], [3, 8]]]]]]
)
def test_packed_rows(cell: Any) -> None:
    assert read_result([[[1, "x"]], [[cell]], []], READER, packed=True).rows == [[0, 7], [1, 8]]


def test_no_packed_rows() -> None:
    assert read_result([[[1, "x"]], [], []], READER, packed=True).rows == []


def test_names() -> None:
    cells = [[[3, 0], [2, "A"]], [[3, 2], [2, "x"]], [[3, 0], [2, "B"]], [[3, 1], [2, "T"]]]
    names = Names.read(3, [[], cells, []])
    assert names == Names(3, ("A", "B"), ("T",), ("x",))
    assert names.extends(Names(0))
    assert names.extends(Names(1, ("A",), ("T",)))
    assert not names.extends(Names(1, ("B",)))
    assert not names.extends(Names(1, ("A", "B", "C")))


def test_replies_as_bytes() -> None:
    assert text_of([[b"a", 1, [None, b"\xc3\xa9"]], 2]) == [["a", 1, [None, "é"]], 2]
