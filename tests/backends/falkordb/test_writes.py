"""The groups of a flush on the real server: what they write, and what they answer."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.cypher.writes import (
    ClearEdges,
    Column,
    CreateNodes,
    DeleteEdges,
    DeleteNodes,
    FindNodes,
    NodeMatch,
    UpdateNodes,
    WriteEdges,
    WriteGroup,
)
from runic_falkordb.driver import FalkorDBDriver

KEYS = ["a", "b", "c"]


def run(driver: FalkorDBDriver, group: WriteGroup) -> Any:
    """Carry a group out: `[row, id]` pairs of the whole group as a dict, or the sum of hits, or the rows that were hit."""
    ids: dict[int, Any] = {}
    hits: Any = 0
    for write in driver.dialect.render_write(group):
        rows = driver.acquire().run(write.statement).rows
        if write.answer == "ids":
            ids |= {write.start + row: ident for row, ident in rows}
        else:
            (told,) = rows[0]
            hits = told if isinstance(told, list) else hits + told
    return ids or hits


@pytest.fixture
def ids(driver: FalkorDBDriver) -> list[int]:
    made = run(driver, CreateNodes(("P", "Q"), (Column("k", KEYS), Column("v", [1, None, 3])), 3))
    return [made[row] for row in range(3)]


def match(ids: list[int] | None, keys: list[Any] | None = KEYS) -> NodeMatch:
    return NodeMatch(("P",), ids, None if keys is None else Column("k", keys))


def nodes(driver: FalkorDBDriver) -> list[Any]:
    return driver.execute("MATCH (n:P) RETURN n.k, n.v ORDER BY n.k").rows


def edges(driver: FalkorDBDriver) -> list[Any]:
    return driver.execute("MATCH (a)-[r]->(b) RETURN a.k, type(r), b.k, r.w ORDER BY a.k, b.k, r.w").rows


def test_create_answers_with_the_id_of_each_row(driver: FalkorDBDriver, ids: list[int]) -> None:
    rows = driver.execute("MATCH (n:Q) RETURN n.k, id(n), n.v, labels(n)").rows
    assert {key: ident for key, ident, _, _ in rows} == dict(zip(KEYS, ids, strict=True))
    assert {key: value for key, _, value, _ in rows} == {"a": 1, "b": None, "c": 3}
    assert driver.execute("MATCH (n {k: 'b'}) RETURN keys(n)").rows == [[["k"]]]


def test_create_in_chunks(driver: FalkorDBDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver.dialect, "max_rows", 4)
    made = run(driver, CreateNodes(("P",), (Column("k", list(range(10))),), 10))
    assert sorted(made) == list(range(10))
    rows = driver.execute("MATCH (n:P) RETURN n.k, id(n)").rows
    assert dict(rows) == made


def test_create_without_ids(driver: FalkorDBDriver) -> None:
    assert run(driver, CreateNodes(("P",), (Column("k", KEYS),), 3, ids=False)) == 3


@pytest.mark.parametrize("by", ["id and key", "id", "key"])
def test_update(driver: FalkorDBDriver, ids: list[int], by: str) -> None:
    found = {"id and key": match(ids), "id": match(ids, None), "key": match(None)}[by]
    assert run(driver, UpdateNodes(found, (Column("v", [7, 8, None]),), 3)) == 3
    assert nodes(driver) == [["a", 7], ["b", 8], ["c", None]]


def test_an_id_that_belongs_to_another_node_by_now(driver: FalkorDBDriver, ids: list[int]) -> None:
    turned = [ids[1], ids[0], ids[2]]
    assert run(driver, UpdateNodes(match(turned), (Column("v", [7, 8, 9]),), 3)) == 0
    assert run(driver, DeleteNodes(match(turned), 3)) == 0
    assert nodes(driver) == [["a", 1], ["b", None], ["c", 3]], "all rows or none"
    assert sorted(run(driver, FindNodes(match(turned[:2], KEYS[:2]), 2)) or []) == []


@pytest.mark.parametrize("order", ["in a row", "with a gap", "turned"])
def test_many_ids(driver: FalkorDBDriver, order: str) -> None:
    made = run(driver, CreateNodes(("P",), (Column("k", list(range(300))),), 300))
    numbers = {
        "in a row": range(300),
        "with a gap": [n for n in range(300) if n != 150],
        "turned": range(299, -1, -1),
    }
    chosen = list(numbers[order])
    found = match([made[n] for n in chosen], list(chosen))
    group = UpdateNodes(found, (Column("v", [n * 2 for n in chosen]),), len(chosen))
    (write,) = driver.dialect.render_write(group)
    assert (">=" in write.statement.text) == (order == "in a row")
    assert run(driver, group) == len(chosen)
    assert driver.execute("MATCH (n:P) WHERE n.v <> 2 * n.k RETURN count(n)").rows == [[0]]
    driver.execute("MATCH (n:P {k: 7}) SET n.k = 'changed'")
    assert run(driver, DeleteNodes(found, len(chosen))) == 0, "one key differs, so none goes"
    driver.execute("MATCH (n:P {k: 'changed'}) DELETE n")
    driver.execute("CREATE (:Other)")
    assert run(driver, DeleteNodes(found, len(chosen))) == 0, "one is gone, and its id another's"
    assert driver.execute("MATCH (n:P) RETURN count(n)").rows == [[299]]


def test_a_node_without_its_key(driver: FalkorDBDriver, ids: list[int]) -> None:
    driver.execute("MATCH (n:P {k: 'b'}) SET n.k = null")
    assert run(driver, UpdateNodes(match(ids, ["a", None, "x"]), (Column("v", [7, 8, 9]),), 3)) == 2
    assert driver.execute("MATCH (n:P) RETURN collect(n.v)").rows[0][0] == [7, 8, 3]


def test_the_id_is_sought_also_where_the_key_has_an_index(driver: FalkorDBDriver, ids: list[int]) -> None:
    from runic_falkordb.header import header

    driver.execute("CREATE INDEX FOR (n:P) ON (n.k)")
    (write,) = driver.dialect.render_write(UpdateNodes(match(ids), (Column("v", [7, 8, 9]),), 3))
    _, graph = driver.falkordb_connection()
    plan = str(graph.explain(header(write.statement.params) + write.statement.text))
    assert "ID Scan" in plan or "NodeByIdSeek" in plan
    assert "Index Scan" not in plan


def test_delete_takes_the_edges_along(driver: FalkorDBDriver, ids: list[int]) -> None:
    run(driver, WriteEdges("R", match(ids[:2], KEYS[:2]), match(ids[1:], KEYS[1:]), (), 2))
    assert run(driver, DeleteNodes(match(ids[:1], KEYS[:1]), 1)) == 1
    assert [key for key, _ in nodes(driver)] == ["b", "c"]
    assert edges(driver) == [["b", "R", "c", None]]
    assert run(driver, DeleteNodes(match(ids), 3)) == 0, "one is gone, so none goes"
    assert sorted(run(driver, DeleteNodes(match(None), 3))) == [1, 2]


def test_find(driver: FalkorDBDriver, ids: list[int]) -> None:
    assert run(driver, FindNodes(match(ids), 3)) == dict(enumerate(ids))
    assert run(driver, FindNodes(match(None, ["c", "x", "a"]), 3)) == {0: ids[2], 2: ids[0]}


@pytest.mark.parametrize("mode", ["merge", "create"])
@pytest.mark.parametrize("by", ["id", "key"])
def test_edges(driver: FalkorDBDriver, ids: list[int], mode: Any, by: str) -> None:
    source = match(ids[:2] if by == "id" else None, KEYS[:2])
    target = match([ids[1], ids[0]] if by == "id" else None, ["b", "a"])
    assert run(driver, WriteEdges("R", source, target, (Column("w", [1, None]),), 2, mode)) == 2
    assert edges(driver) == [["a", "R", "b", 1], ["b", "R", "a", None]]
    made = run(driver, WriteEdges("R", source, target, (Column("w", [None, 5]),), 2, mode))
    assert made == (0 if (by, mode) == ("id", "merge") else 2), "new edges are counted, or rows"
    again = {"merge": [["a", "R", "b", None], ["b", "R", "a", 5]]}
    assert edges(driver) == again.get(mode, edges(driver))
    assert len(edges(driver)) == (2 if mode == "merge" else 4)


def test_edges_without_properties_leave_what_is_there(driver: FalkorDBDriver, ids: list[int]) -> None:
    pair = (match(ids[:1], KEYS[:1]), match(ids[1:2], KEYS[1:2]))
    run(driver, WriteEdges("R", *pair, (Column("w", [1]),), 1))
    assert run(driver, WriteEdges("R", *pair, (), 1)) == 0
    assert edges(driver) == [["a", "R", "b", 1]]


def test_edges_whose_end_is_gone(driver: FalkorDBDriver, ids: list[int]) -> None:
    run(driver, DeleteNodes(match(ids[2:], KEYS[2:]), 1))
    pair = (match(ids[:2], KEYS[:2]), match(ids[1:], KEYS[1:]))
    assert run(driver, WriteEdges("R", *pair, (), 2)) == 0
    assert edges(driver) == [], "all rows or none"
    assert run(driver, WriteEdges("R", *pair, (), 2, "create")) == 1


def test_parallel_edges_count_as_one_row(driver: FalkorDBDriver, ids: list[int]) -> None:
    driver.execute("MATCH (a:P {k: 'a'}), (b:P {k: 'b'}) CREATE (a)-[:R]->(b) CREATE (a)-[:R]->(b)")
    pair = (match(ids[:1], KEYS[:1]), match(ids[1:2], KEYS[1:2]))
    assert run(driver, WriteEdges("R", *pair, (Column("w", [1]),), 1)) == 0
    assert edges(driver) == [["a", "R", "b", 1]] * 2
    assert run(driver, DeleteEdges("R", *pair, 1)) == 2


def test_undirected_edges_are_found_from_both_ends(driver: FalkorDBDriver, ids: list[int]) -> None:
    there = (match(ids[:1], KEYS[:1]), match(ids[1:2], KEYS[1:2]))
    back = (there[1], there[0])
    assert run(driver, WriteEdges("R", *there, (Column("w", [1]),), 1, "merge", True)) == 1
    assert run(driver, WriteEdges("R", *back, (Column("w", [2]),), 1, "merge", True)) == 0
    assert edges(driver) == [["a", "R", "b", 2]]
    assert run(driver, WriteEdges("R", *there, (Column("w", [3]),), 1, "merge", True)) == 0
    assert edges(driver) == [["a", "R", "b", 3]]
    assert run(driver, DeleteEdges("R", *back, 1)) == 0
    assert run(driver, DeleteEdges("R", *back, 1, undirected=True)) == 1
    assert edges(driver) == []


@pytest.mark.parametrize("undirected", [False, True])
def test_loops(driver: FalkorDBDriver, ids: list[int], undirected: bool) -> None:
    pair = (match(ids[:1], KEYS[:1]), match(ids[:1], KEYS[:1]))
    for weight, made in ((1, 1), (2, 0)):
        assert run(driver, WriteEdges("R", *pair, (Column("w", [weight]),), 1, "merge", undirected)) == made
    assert edges(driver) == [["a", "R", "a", 2]]
    assert run(driver, DeleteEdges("R", *pair, 1, undirected)) == 1


@pytest.mark.parametrize(
    ("direction", "keep", "left"),
    [
        ("OUTGOING", [[]], [["b", "R", "a"], ["c", "R", "a"]]),
        ("INCOMING", [[]], [["a", "R", "b"], ["a", "R", "c"]]),
        ("BOTH", [[]], []),
        ("OUTGOING", [["b"]], [["a", "R", "b"], ["b", "R", "a"], ["c", "R", "a"]]),
        ("BOTH", [["c"]], [["a", "R", "c"], ["c", "R", "a"]]),
    ],
)
def test_clear(
    driver: FalkorDBDriver, ids: list[int], direction: Any, keep: list[list[str]], left: list[Any]
) -> None:
    driver.execute("MATCH (a:P {k: 'a'}), (b:P) WHERE b.k <> 'a' CREATE (a)-[:R]->(b) CREATE (b)-[:R]->(a)")
    driver.execute("MATCH (a:P {k: 'a'}) CREATE (a)-[:R]->(:Other)")
    number = dict(zip(KEYS, ids, strict=True))
    kept = [[number[key] for key in row] for row in keep]
    before = len(edges(driver))
    removed = run(driver, ClearEdges("R", match(ids[:1], KEYS[:1]), direction, ("P",), kept, 1))
    rows = [row[:3] for row in edges(driver)]
    assert ["a", "R", None] in rows, "edges to nodes of another label stay"
    assert [row for row in rows if None not in row] == left
    assert removed == before - len(rows)


def test_functions_around_values(driver: FalkorDBDriver) -> None:
    from datetime import date

    columns = (
        Column("k", KEYS),
        Column("d", ["2024-01-02", None, "1500-01-01"], "date"),
        Column("v", [[1.0], None, [2.0, 3.0]], "vecf32"),
        Column("p", [{"latitude": 1.0, "longitude": 2.0}, None, None], "point"),
        Column("s", ["x", None, "x"], "intern"),
    )
    made = run(driver, CreateNodes(("P",), columns, 3))
    rows = driver.execute("MATCH (n:P) RETURN n.d, n.v, n.s ORDER BY n.k").rows
    assert rows == [[date(2024, 1, 2), [1.0], "x"], [None, None, None], [date(1500, 1, 1), [2.0, 3.0], "x"]]
    found = match([made[row] for row in range(3)])
    swapped = tuple(Column(c.name, c.values[::-1], c.function) for c in columns[1:])
    assert run(driver, UpdateNodes(found, swapped, 3)) == 3
    assert driver.execute("MATCH (n:P {k: 'a'}) RETURN n.d, n.p").rows == [[date(1500, 1, 1), None]]


def test_an_empty_graph_answers_like_one(driver: FalkorDBDriver) -> None:
    assert run(driver, UpdateNodes(match([1, 2, 3]), (Column("v", [1, 2, 3]),), 3)) == 0
    assert run(driver, FindNodes(match([1, 2, 3]), 3)) == 0
    assert run(driver, DeleteNodes(match([1, 2, 3]), 3)) == 0
