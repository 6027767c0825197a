"""What is read from Cypher that a user wrote: columns and writing clauses, whatever hides in strings and comments."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runic.ogm.exceptions import UnsupportedFeatureError
from runic_age.scanning import columns_of, trimmed, writes

COLUMNS = {
    "RETURN 1": ("1",),
    "RETURN 1 AS one;": ("one",),
    "match (n) return DISTINCT n.name, n.age as Age order by n.name limit 3": ("n.name", "Age"),
    "MATCH (n) WITH n RETURN n SKIP 1": ("n",),
    "RETURN [1, 2, 3] AS a, {x: 1, y: [2, 3]}, f(1, 2)": ("a", "{x: 1, y: [2, 3]}", "f(1, 2)"),
    "RETURN 'a, RETURN b' AS x, \"c, d\"": ("x", '"c, d"'),
    "RETURN 'it\\'s, so' AS x, 2": ("x", "2"),
    "RETURN 1 AS `two, words`, 2 AS `back``tick`": ("two, words", "back`tick"),
    "RETURN n.return, n.limit AS x": ("n.return", "x"),
    "RETURN 1 // , 2 RETURN 3\n, 4": ("1", "4"),
    "RETURN 1 /* , RETURN 2 */, 4": ("1", "4"),
    "RETURN CASE WHEN a THEN 1 ELSE 2 END AS c, b": ("c", "b"),
    "MATCH (n) WHERE EXISTS { MATCH (n)-->() RETURN 1, 2 } RETURN n": ("n",),
    "RETURN 1 AS a UNION ALL RETURN 2 AS a": ("a",),
    "RETURN $a, $limit AS `x`": ("$a", "x"),
    "RETURN {limit: 1, order: 2} AS m": ("m",),
    "CREATE (n:Return)": (),
    "MATCH (n:RETURN) SET n.x = 'RETURN 1'": (),
    "RETURN a.`x y`, count(*)": ("a.`x y`", "count(*)"),
    "": (),
}


@pytest.mark.parametrize("cypher", COLUMNS)
def test_columns(cypher: str) -> None:
    assert columns_of(cypher) == COLUMNS[cypher]


def test_everything_is_refused() -> None:
    with pytest.raises(UnsupportedFeatureError, match="write the names instead"):
        columns_of("MATCH (n) RETURN *")
    assert columns_of("RETURN count(*), 2 * 3") == ("count(*)", "2 * 3")


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (n)",
        "MATCH (n) SET n.x = 1",
        "match (n) detach delete n",
        "MATCH (n) REMOVE n.x",
        "UNWIND [1] AS x MERGE (n {x: x}) RETURN n",
        "MATCH (n) WHERE n.x = 'quiet' /* */ DELETE n",
    ],
)
def test_what_writes(cypher: str) -> None:
    assert writes(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (n) RETURN n.set, n.`delete`, 'CREATE (n)' AS x",
        "MATCH (n:Create)-[:SET]->(m {delete: 1}) RETURN n // DELETE n",
        "RETURN {create: 1, set: 2} AS m",
        "MATCH (created) RETURN created",
    ],
)
def test_what_only_reads(cypher: str) -> None:
    assert not writes(cypher)


@pytest.mark.parametrize(
    ("cypher", "expected"),
    [("RETURN 1;", "RETURN 1"), ("RETURN ';'", "RETURN ';'"), ("RETURN 1; // x", "RETURN 1"), ("", "")],
)
def test_semicolons(cypher: str, expected: str) -> None:
    assert trimmed(cypher) == expected


@given(st.text("RETURN AS'\"`\\/*,;()[]{}\n", max_size=60))
def test_any_text_is_read(cypher: str) -> None:
    trimmed(cypher)
    writes(cypher)
    with suppress(UnsupportedFeatureError):
        columns_of(cypher)
