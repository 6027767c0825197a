"""What a session that only reads may send where the server does not look."""

from __future__ import annotations

import pytest

from runic_bolt.clauses import may_write

READS = (
    "MATCH (n) RETURN n",
    "MATCH (n:Set)-[r:CREATE]->(m) WHERE n.set = 1 RETURN n.delete, r",
    "MATCH (n) WHERE n.x = 'CREATE' RETURN \"DELETE\" AS `MERGE`",
    "MATCH (n) // CREATE (n)\nRETURN n /* SET n.x = 1 */",
    "MATCH (n) RETURN $set, $create",
    "MATCH (n) RETURN offset, created, settings",
    "CALL { MATCH (n) RETURN n } RETURN n",
    "MATCH (n) CALL (n) { MATCH (n)--(m) RETURN m } RETURN m",
    "CALL db.labels()",
    "CALL vector_search.search('x', 1, [1]) YIELD node RETURN node",
    "MATCH (n) WHERE n.x = 'it\\'s' RETURN n",
    "UNWIND [1] AS x RETURN x",
)
WRITES = (
    "CREATE (n)",
    "match (n) set n.x = 1",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) REMOVE n.x",
    "MERGE (n:X)",
    "FOREACH (x IN [1] | CREATE (n))",
    "CALL { CREATE (n) }",
    "CALL some.procedure()",
    "CALL `db.labels`()",
    "CREATE INDEX x FOR (n:X) ON (n.y)",
    "DROP INDEX x",
    "LOAD CSV FROM 'x' AS row RETURN row",
    "MATCH (n) RETURN 'x' SET n.x = 'y'",
    "MATCH (n) /* x */ SET n.x = 1",
    "MATCH (n)SET n.x=1",
    "EXPLAIN CREATE (n)",
    "RETURN 'open",
    "RETURN 1 /* open",
    "MATCH (n) WHERE n.x = 'a\\\\' SET n.y = 'b'",
)


@pytest.mark.parametrize("text", READS)
def test_reads(text: str) -> None:
    assert not may_write(text)


@pytest.mark.parametrize("text", WRITES)
def test_writes(text: str) -> None:
    assert may_write(text)
