"""Columns that go as one text: which do, which stay lists, and that nothing is told otherwise than it is."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from runic.ogm.cypher.writes import Column, CreateNodes, DeleteNodes, NodeMatch, UpdateNodes
from runic.ogm.exceptions import ValueEncodingError
from runic_bolt import writing
from runic_bolt.dialects.arcadedb import ArcadeDBDialect, in_runs
from runic_bolt.dialects.memgraph import MemgraphDialect
from runic_bolt.dialects.neo4j import Neo4jDialect
from runic_bolt.exchange import Exchange
from runic_bolt.weighing import weight
from runic_bolt.writing import CUT, MANY


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "packs_fast", lambda: False)


def sent(values: list[Any], dialect: Any = None) -> Any:
    group = CreateNodes(("Person",), (Column("name", values),), len(values))
    (write,) = (dialect or Neo4jDialect()).render_write(group)
    return write.statement.params["c0"]


def many(*values: Any) -> list[Any]:
    return [*values, *[values[0]] * (MANY - len(values))]


@pytest.mark.parametrize(
    ("first", "pieces"),
    [
        (["a", "", " ", "b\n"], ["a", "", " ", "b\n"]),
        (["a", None, ""], ["a", "\x1e", ""]),
        ([1, -(2**63), 2**63 - 1], ["1", str(-(2**63)), str(2**63 - 1)]),
        ([1, None], ["1", ""]),
        ([0.1, -0.0, 5e-324, 1e22], ["0.1", "-0.0", "5e-324", "1e+22"]),
        ([0.1, None], ["0.1", ""]),
        ([True, False, None], ["true", "false", ""]),
    ],
)
def test_goes_as_text(first: list[Any], pieces: list[str]) -> None:
    assert sent(many(*first)).split(CUT) == many(*pieces)


@pytest.mark.parametrize(
    "first",
    [
        ["a", "b\x1fc"],
        ["a", None, "\x1e"],
        ["a", None, "x\x1ey"],
        ["a", "\x1e"],
        [1.5, float("nan")],
        [1.5, float("inf"), None],
        [1, 1.5],
        [1, True],
        ["a", 1],
        [None],
        [["a"]],
        [b"a"],
    ],
)
def test_stays_a_list(first: list[Any]) -> None:
    values = many(*first)
    assert sent(values) == values


def test_a_column_has_one_text_whether_values_are_absent_or_not() -> None:
    def text(values: list[Any]) -> str:
        (write,) = Neo4jDialect().render_write(CreateNodes(("Person",), (Column("name", values),), MANY))
        return write.statement.text

    for first in (["a"], [1], [0.5], [True]):
        assert text(many(*first)) == text(many(*first, None))


def test_a_client_that_packs_fast_gets_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "packs_fast", lambda: True)
    values = ["a"] * MANY
    assert sent(values) == values


def test_a_few_stay_a_list() -> None:
    values = ["a"] * (MANY - 1)
    assert sent(values) == values


def test_what_is_very_long_stays_a_list() -> None:
    values = ["x" * 90_000] * MANY
    assert sent(values) == values


def test_a_database_that_nobody_asked_gets_lists() -> None:
    values = ["a"] * MANY
    assert sent(values, MemgraphDialect()) == values


@pytest.mark.parametrize(
    ("ids", "runs"),
    [
        ([5], [[0, 0, 5]]),
        ([5, 6, 7], [[0, 2, 5]]),
        ([5, 6, 9, 8, 7], [[0, 1, 5], [2, 2, 7], [3, 3, 5], [4, 4, 3]]),
        ([7, 7, 8], [[0, 0, 7], [1, 2, 6]]),
    ],
)
def test_runs_tell_every_id(ids: list[int], runs: list[list[int]]) -> None:
    assert in_runs(ids) == runs
    assert [row + more for first, last, more in runs for row in range(first, last + 1)] == ids


def test_ids_with_many_gaps_are_no_runs() -> None:
    ids = list(range(0, 3 * MANY, 3))
    (write,) = ArcadeDBDialect().render_write(DeleteNodes(NodeMatch(("Person",), ids), MANY))
    assert write.statement.params["n_id"].split(CUT) == list(map(str, ids))
    assert "runs" not in write.statement.params


def test_a_statement_of_several_chunks_tells_each_its_own() -> None:
    size = ArcadeDBDialect.max_rows + MANY
    match = NodeMatch(("Person",), list(range(size)), Column("uid", [f"u{i}" for i in range(size)]))
    writes = ArcadeDBDialect().render_write(UpdateNodes(match, (Column("age", list(range(size))),), size))
    last = writes[1].statement.params
    assert (writes[1].start, last["runs"], last["last"]) == (
        size - MANY,
        [[0, MANY - 1, size - MANY]],
        MANY - 1,
    )
    assert last["n_key"].split(CUT) == [f"u{i}" for i in range(size - MANY, size)]


# -- messages that are too long ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x" * 70_000,
        "é\N{PILE OF POO}" * 100,
        [2**62, -1, 0.5, None, True] * 30_000,
        ["a", None, "é"] * 30_000,
        {"a": [b"x" * 300, {"é": "b" * 300}], "b": {}},
        [[1.5] * 300, ("a", 1)],
    ],
)
def test_a_weight_is_at_least_the_length_and_not_much_more(value: Any) -> None:
    client: Any = import_module("neo4j._codec.packstream.v1")
    buffer = client.PackableBuffer()
    client.Packer(buffer).pack(value)
    assert len(buffer.data) <= weight(value) <= 6 * len(buffer.data) + 20


def test_a_group_is_cut_until_each_statement_is_answered() -> None:
    sizes = [9_000_000, 1, 9_000_000, 1_000_000, 1, 15_000_000, 1]
    group = CreateNodes(("Person",), (Column("text", ["x" * size for size in sizes]),), len(sizes), ids=False)
    writes = ArcadeDBDialect().render_write(group)
    assert [(write.start, write.size) for write in writes] == [(0, 1), (1, 2), (3, 2), (5, 2)]
    assert [len(text) for write in writes for text in write.statement.params["c0"]] == sizes
    assert len(Neo4jDialect().render_write(group)) == 1


def test_what_would_not_be_answered_is_refused() -> None:
    exchange = Exchange(ArcadeDBDialect())
    heavy = exchange.raw("RETURN $a, $b", {"a": 1, "b": ["x" * 1_000] * 16_000})
    with pytest.raises(ValueEncodingError, match=r"16000000 bytes.*'b'") as caught:
        exchange.check(heavy, read_only=False)
    assert len(str(caught.value)) < 400
    with pytest.raises(ValueEncodingError, match="16000000 bytes"):
        exchange.check(exchange.raw(f"RETURN '{'x' * 17_000_000}'", None), read_only=False)
    exchange.check(exchange.raw("RETURN $b", {"b": ["x" * 1_000] * 15_000}), read_only=False)
    Exchange(Neo4jDialect()).check(heavy, read_only=False)
