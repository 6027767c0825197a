"""The statements of a flush, in the neutral dialect and in FalkorDB's: one reviewed file for each form.

A form that changes on purpose is changed in its file by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from runic.ogm.cypher.dialect import CypherDialect
from runic.ogm.cypher.writes import (
    ClearEdges,
    Column,
    CreateNodes,
    DeleteEdges,
    DeleteNodes,
    FindNodes,
    NodeMatch,
    UpdateEdges,
    UpdateNodes,
    WriteEdges,
    WriteGroup,
)
from runic_falkordb.dialect import FalkorDBDialect

HERE = Path(__file__).parent
DIALECTS: dict[str, Any] = {"neutral": CypherDialect(None, None), "falkordb": FalkorDBDialect()}

UID = Column("uid", ["a", "b"])
NAME = Column("name", ["Ann", None])
BORN = Column("born", ["2000-01-02", None], "date")
BY_ID = NodeMatch(("Person",), [5, 6])
BY_ID_AND_KEY = NodeMatch(("Person",), [5, 6], UID)
BY_KEY = NodeMatch(("Person",), None, UID)
CITY = NodeMatch(("City",), [7, 8], Column("code", [1, 2]))
SINCE = Column("since", [2001, None])

# rows of a bulk load: from a hundred on, dialects have other forms
ROWS = 120
UIDS = Column("uid", [f"u{i}" for i in range(ROWS)])
MANY = (
    UIDS,
    Column("name", ["Ann", *[None] * (ROWS - 1)]),
    Column("born", ["2000-01-02"] * ROWS, "date"),
    Column("age", [40] * ROWS),
    Column("size", [1.5, *[None] * (ROWS - 1)]),
    Column("active", [True, *[None] * (ROWS - 1)]),
    Column("tags", [["a"]] * ROWS),
    Column("mark", ["\x1f"] * ROWS),
)
MANY_BY_ID = NodeMatch(("Person",), [7 * i for i in range(ROWS)], UIDS)
MANY_IN_A_ROW = NodeMatch(("Person",), list(range(5, 5 + ROWS)), UIDS)
MANY_CITIES = NodeMatch(("City",), [3 * i for i in range(ROWS)], Column("code", list(range(ROWS))))
MANY_SINCE = Column("since", [2001] * ROWS)

GROUPS: dict[str, WriteGroup] = {
    "create": CreateNodes(("Person",), (UID, NAME), 2),
    "create_without_ids": CreateNodes(("Person",), (UID,), 2, ids=False),
    "create_without_properties": CreateNodes(("Person",), (), 2),
    "create_labels_functions_quotes": CreateNodes(
        ("Person", "Old Friend"), (BORN, Column("match", [1, 2]), Column("straße", [1, 2])), 2
    ),
    "update": UpdateNodes(BY_ID_AND_KEY, (NAME, BORN), 2),
    "update_by_id": UpdateNodes(BY_ID, (NAME,), 2),
    "update_by_key": UpdateNodes(BY_KEY, (NAME,), 2),
    "update_with_absent_key": UpdateNodes(
        NodeMatch(("Person",), [5, 6], Column("uid", ["a", None])), (NAME,), 2
    ),
    "update_key_with_function": UpdateNodes(
        NodeMatch(("Day",), [5, 6], Column("on", ["2000-01-02", "2000-01-03"], "date")), (NAME,), 2
    ),
    "update_vector": UpdateNodes(BY_ID, (NAME, Column("v", [[1.0], None], "vecf32")), 2),
    "delete": DeleteNodes(BY_ID_AND_KEY, 2),
    "delete_by_id": DeleteNodes(BY_ID, 2),
    "delete_by_key": DeleteNodes(BY_KEY, 2),
    "edges_merge": WriteEdges("LIVES_IN", BY_ID_AND_KEY, CITY, (SINCE,), 2),
    "edges_merge_without_properties": WriteEdges("LIVES_IN", BY_ID, CITY, (), 2),
    "edges_merge_undirected": WriteEdges("KNOWS", BY_ID_AND_KEY, BY_ID_AND_KEY, (SINCE,), 2, undirected=True),
    "edges_merge_by_key": WriteEdges("LIVES_IN", BY_KEY, CITY, (SINCE,), 2),
    "edges_merge_with_function": WriteEdges("LIVES_IN", BY_ID, CITY, (BORN, SINCE), 2),
    "edges_create_without_properties": WriteEdges("LIVES_IN", BY_ID, CITY, (), 2, "create"),
    "edges_create": WriteEdges("LIVES_IN", BY_ID_AND_KEY, CITY, (SINCE,), 2, "create"),
    "edges_update": WriteEdges("LIVES_IN", BY_ID_AND_KEY, CITY, (SINCE,), 2, "update"),
    "edges_update_undirected": WriteEdges("KNOWS", BY_ID, BY_ID, (SINCE,), 2, "update", undirected=True),
    "edges_update_by_id": UpdateEdges("LIVES_IN", [5, 6], [50, 60], (SINCE, BORN), 2),
    "edges_delete": DeleteEdges("LIVES_IN", BY_ID_AND_KEY, CITY, 2),
    "edges_delete_undirected": DeleteEdges("KNOWS", BY_ID, BY_ID, 2, undirected=True),
    "edges_clear": ClearEdges("LIVES_IN", BY_ID_AND_KEY, "OUTGOING", ("City",), [[], []], 2),
    "edges_clear_keep": ClearEdges("LIVES_IN", BY_ID_AND_KEY, "INCOMING", ("City",), [[7], []], 2),
    "edges_clear_both": ClearEdges("KNOWS", BY_ID, "BOTH", (), [[], [9]], 2),
    "find": FindNodes(BY_ID_AND_KEY, 2),
    "find_by_key": FindNodes(BY_KEY, 2),
    "many_create": CreateNodes(("Person",), MANY, ROWS),
    "many_update": UpdateNodes(MANY_BY_ID, (MANY_SINCE,), ROWS),
    "many_update_in_a_row": UpdateNodes(MANY_IN_A_ROW, (MANY_SINCE,), ROWS),
    "many_update_by_key": UpdateNodes(NodeMatch(("Person",), None, UIDS), (MANY_SINCE,), ROWS),
    "many_delete": DeleteNodes(MANY_BY_ID, ROWS),
    "many_delete_in_a_row": DeleteNodes(MANY_IN_A_ROW, ROWS),
    "many_edges_merge": WriteEdges("LIVES_IN", MANY_IN_A_ROW, MANY_CITIES, (MANY_SINCE,), ROWS),
    "many_edges_update_by_id": UpdateEdges(
        "LIVES_IN", list(range(ROWS)), list(range(ROWS)), (MANY_SINCE,), ROWS
    ),
    "many_edges_clear": ClearEdges("KNOWS", MANY_BY_ID, "BOTH", (), [[9]] * ROWS, ROWS),
    "many_find": FindNodes(MANY_BY_ID, ROWS),
}


def test_every_write_of_a_flush_is_here() -> None:
    assert {type(group) for group in GROUPS.values()} == set(get_args(WriteGroup))


@pytest.mark.parametrize("form", GROUPS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_form(dialect: str, form: str) -> None:
    (write,) = DIALECTS[dialect].render_write(GROUPS[form])
    text = (HERE / dialect / f"write_{form}.cypher").read_text(encoding="utf-8")
    assert write.statement.text == text.removesuffix("\n")


def test_no_file_is_left_over() -> None:
    for dialect in DIALECTS:
        found = {path.stem.removeprefix("write_") for path in (HERE / dialect).glob("write_*.cypher")}
        assert found == set(GROUPS)
