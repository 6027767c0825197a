"""The columns that a text returns."""

from __future__ import annotations

import pytest

from runic_bolt.columns import columns_of

TEXTS = {
    "MATCH (n:X) RETURN n.uid AS uid, n.age AS age": ["uid", "age"],
    "MATCH (n) RETURN n.uid, count( * )  ": ["n.uid", "count( * )"],
    "MATCH (n) RETURN DISTINCT n AS `a b` ORDER BY n.x, n.y LIMIT 3": ["a b"],
    "RETURN [1, 2] AS list, {a: 1, b: ', AS x'} AS map;": ["list", "map"],
    "MATCH (n) RETURN n SKIP 1": ["n"],
    "CREATE (n)": [],
    "MATCH (n) RETURN *": [],
    "RETURN 'it\\'s, RETURN' AS text UNION RETURN 2 AS text": ["text"],
    "MATCH (n) WHERE n.return = 1 RETURN n.as, n.`a``b`": ["n.as", "n.`a``b`"],
}


@pytest.mark.parametrize("text", TEXTS)
def test_columns(text: str) -> None:
    assert columns_of(text) == TEXTS[text]
