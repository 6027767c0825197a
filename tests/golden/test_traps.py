"""No statement that runic sends has one of the forms that a database is known to answer wrongly, slowly or not at all.

Each entry is a form, with the reason; the numbers are those of `tests/traps.py`, which says what else holds each trap.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

HERE = Path(__file__).parent

FORMS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "falkordb": {
        "1": (r"\bid\(`?\w+`?\) = \w+\.\w+", "an id taken from a map is sought by a scan"),
        "2": (r"(?<!NOT )\bid\(`?\w+`?\) IN\b", "a list of ids is sought by a scan"),
        "3": (
            r"\(\)-\[`?\w+`?(:\w+)?\]->?\(\)[^\n]*\nWHERE id\(",
            "an edge without a bound end is sought by a scan",
        ),
        "5": (
            r"ON CREATE SET|ON MATCH SET|CREATE \([^)]*\)\nSET",
            "an existence constraint sees the node before SET",
        ),
        "7": (r"IF NOT EXISTS|CREATE RANGE INDEX|CREATE INDEX \w+ FOR", "a syntax error"),
        "8": (
            r"=~|EXISTS \{|COUNT \{|CALL \(|shortestPath|\(\w+:\w+\|\w+|(LIMIT|SKIP) [$\w]+ *[+*/-]",
            "the server does not know it",
        ),
        "9": (r"MATCH [^\n]*-\[:[^*\]]+\]", "parallel edges without a name are one row"),
        "18": (r"`[^`\n]*``", "a backtick in a name cannot be escaped"),
        "19": (r"(LIMIT|SKIP) \S+\n(WHERE|WITH (?!coalesce\())", "what follows is filtered before the limit"),
    },
    "neo4j": {
        "4": (r"IN labels\(|:\$\(", "all nodes are read"),
        "5": (r"size\(\(|\bexists\(\w+\.|ASSERT|CREATE INDEX ON", "no longer Cypher"),
        "6": (
            r"MERGE \(\w*:|MERGE \(\w+ \$|MERGE \(\w* ?\{",
            "one null in a merge key fails the whole batch",
        ),
        "3": (r"^UNWIND [^\n]*\nCREATE \(n[^\n]*\nRETURN i\b", "a record for each row is four times slower"),
    },
    "arcadedb": {
        "1": (r":\$\(", "the node has no label"),
        "2": (r"SET \w+:\w", "another label is another id"),
        "7": (r"MERGE \(\w*:|MERGE \(\w* ?\{", "a null in a merge key makes a node each time"),
        "11": (r"MATCH \(\)-\[\w+[^\n]*\nWHERE id\(", "an edge without a bound end takes 19 ms"),
        "14": (r"(LIMIT|SKIP) \S+\nWHERE", "what follows is filtered before the limit"),
    },
    "memgraph": {
        "1": (r"elementId|IF NOT EXISTS|CALL \(\w", "newer versions only"),
        "2": (r"COUNT \{|COLLECT \{|shortestPath\(|size\(\(", "the server does not know it"),
        "5": (r"ASSERT \(\w+\.\w+,", "a syntax error"),
    },
    "age": {
        "2": (r"SET \w+ \+?= (\$|[a-z]+\.p\b|p\b)|CREATE \(\w* ?\$", "a null map crashes the server"),
        "3": (r"\bMERGE\b", "values are lost, or empty nodes made"),
        "4": (r"\[\w*:\w+\||(WHERE|AND|OR|NOT) \(?\w+:\w+", "a syntax error"),
        "5": (r"(WHERE|AND|OR|NOT) \(\w+\)<?-\[", "up to 1.7 a pattern is no predicate"),
        "6": (r"\A(--[^\n]*\n)*OPTIONAL MATCH", "no row at all"),
        "7": (r"CREATE \([^;]*\nMATCH", "the new node is not seen"),
        "9": (r"\bid\(\w+\) IN\b", "the server crashes on 1.8.0"),
        "10": (r"MATCH \(\w*:?\w* ?\{", "an index of the other kind, and lists by containment"),
        "18": (r"MATCH \([^\n]*\]->\([^\n]*\), \(", "two names may be one relationship"),
        "19": (r"(CREATE \(|DELETE \w|SET \w+\.)[^;]*LIMIT", "the limit limits the writes"),
    },
}


def statements(dialect: str) -> dict[str, str]:
    """Return the golden statements of a dialect, by the name of their file."""
    files = (file for file in sorted((HERE / dialect).iterdir()) if file.suffix in (".cypher", ".sql"))
    return {file.name: file.read_text(encoding="utf-8") for file in files}


@pytest.mark.parametrize(
    ("dialect", "trap"), [(name, number) for name, forms in FORMS.items() for number in forms]
)
def test_no_statement_has_a_form_that_is_a_trap(dialect: str, trap: str) -> None:
    form, reason = FORMS[dialect][trap]
    trapped = [name for name, text in statements(dialect).items() if re.search(form, text, re.MULTILINE)]
    assert not trapped, reason


WRITTEN_OUT: Final = {
    ("falkordb", "1"): "UNWIND $rows AS row\nMATCH (a)\nWHERE id(a) = row.s",
    ("falkordb", "2"): "MATCH (n)\nWHERE id(n) IN $ids",
    ("falkordb", "9"): "MATCH (a)-[:K]->(b)",
    ("falkordb", "19"): "WITH u\nORDER BY u.k\nLIMIT 3\nWHERE u.k > 2",
    ("neo4j", "6"): "MERGE (n:P $map)",
    ("arcadedb", "1"): "CREATE (n:$($l))",
    ("arcadedb", "2"): "SET n:B",
    ("age", "2"): "SET n += row.p",
    ("age", "4"): "MATCH (a)-[:A|B]->(b)",
    ("age", "9"): "WHERE id(n) IN $ids",
    ("age", "10"): "MATCH (n:P {k: $x})",
}


@pytest.mark.parametrize("place", WRITTEN_OUT, ids="-".join)
def test_the_forms_are_recognised(place: tuple[str, str]) -> None:
    assert re.search(FORMS[place[0]][place[1]][0], WRITTEN_OUT[place], re.MULTILINE)


_DISTINCT = re.compile(r"RETURN DISTINCT (?P<returned>[^\n]*)\nORDER BY (?P<order>[^\n]*)")


@pytest.mark.parametrize("dialect", ["neo4j", "arcadedb", "memgraph", "falkordb"])
def test_distinct_rows_are_ordered_by_what_is_returned(dialect: str) -> None:
    for name, text in statements(dialect).items():
        for found in _DISTINCT.finditer(text):
            returned = {part.rpartition(" AS ")[2].strip() for part in found["returned"].split(",")}
            returned |= {part.partition(" AS ")[0].strip() for part in found["returned"].split(",")}
            for term in found["order"].split(","):
                assert term.strip().rpartition(" ")[0] in returned, name


def test_falkordb_wraps_vectors() -> None:
    assert "vecf32($" in statements("falkordb")["write_update_vector.cypher"]


@pytest.mark.parametrize("dialect", ["falkordb", "neo4j", "arcadedb", "memgraph"])
def test_created_ids_come_with_their_rows(dialect: str) -> None:
    assert re.search(r"RETURN \w*\(?collect\(\[i, ", statements(dialect)["write_create.cypher"])
