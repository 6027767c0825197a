"""FalkorDB by hand: columns through UNWIND for creates, by id for the rest, the client's node objects for reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from runic.ogm import create_driver
from runic.ogm.driver.protocol import GraphDriver
from tests.bench.models import PROPERTIES

GRAPH = "runic-bench"

CREATE = (
    "UNWIND range(0, size($uid) - 1) AS i CREATE (n:BenchMember {"
    + ", ".join(f"{name}: ${name}[i]" for name in PROPERTIES)
    + "})"
)
UPDATE = "UNWIND range(0, size($id) - 1) AS i WITH i, $id[i] AS x MATCH (n:BenchMember) WHERE id(n) = x SET n.age = $age[i]"
DELETE = "UNWIND $id AS x MATCH (n:BenchMember) WHERE id(n) = x DELETE n"
RELATE = (
    "UNWIND range(0, size($s) - 1) AS i WITH i, $s[i] AS s, $t[i] AS t MATCH (a) WHERE id(a) = s MATCH (b) WHERE id(b) = t "
    "MERGE (a)-[r:BENCH_KNOWS]->(b) SET r.weight = $weight[i]"
)
COLUMNS = ", ".join(f"m.{name}" for name in PROPERTIES)
PARENTS = f"MATCH (m:BenchMember) WHERE m.age < 1000 RETURN id(m), {COLUMNS}"
CHILDREN = (
    f"UNWIND $id AS x MATCH (n)-[:BENCH_KNOWS]->(m:BenchMember) WHERE id(n) = x RETURN x, id(m), {COLUMNS}"
)


class FalkorDBByHand:
    """Speaks to FalkorDB through its Python client."""

    rounds = 9
    warm = 1

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = {**options, "graph": GRAPH}
        driver: Any = self.driver()
        self._driver = driver
        _, self.graph = driver.falkordb_connection()

    def driver(self) -> GraphDriver:
        return create_driver("falkordb", **self.options)

    def empty(self) -> None:
        self.graph.execute_command("DEL", GRAPH)
        self.graph.query("CREATE INDEX FOR (n:BenchMember) ON (n.uid)")

    def create(self, rows: Sequence[dict[str, Any]]) -> object:
        return self.graph.query(CREATE, {name: [row[name] for row in rows] for name in PROPERTIES})

    def ids(self) -> list[Any]:
        rows = self.graph.query("MATCH (n:BenchMember) RETURN n.uid, id(n)").result_set
        return [ident for _, ident in sorted(rows)]

    def update(self, ids: Sequence[Any], ages: Sequence[int]) -> object:
        return self.graph.query(UPDATE, {"id": list(ids), "age": list(ages)})

    def delete(self, ids: Sequence[Any]) -> object:
        return self.graph.query(DELETE, {"id": list(ids)})

    def relate(self, sources: Sequence[Any], targets: Sequence[Any], weights: Sequence[float]) -> object:
        return self.graph.query(RELATE, {"s": list(sources), "t": list(targets), "weight": list(weights)})

    def read(self) -> object:
        return [row[0] for row in self.graph.query("MATCH (n:BenchMember) RETURN n").result_set]

    def get(self, uid: str) -> object:
        return self.graph.query("MATCH (n:BenchMember {uid: $uid}) RETURN n", {"uid": uid}).result_set[0][0]

    def parents(self) -> object:
        parents = self.graph.query(PARENTS).result_set
        children = defaultdict(list)
        for row in self.graph.query(CHILDREN, {"id": [row[0] for row in parents]}).result_set:
            children[row[0]].append(row[1:])
        return [(parent, children[parent[0]]) for parent in parents]
