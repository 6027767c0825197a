"""Neo4j by hand: columns through UNWIND to create, by id for the rest, each a transaction; reads give the client's nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neo4j import GraphDatabase

from runic.ogm import create_driver
from runic.ogm.driver.protocol import GraphDriver
from runic_bolt.options import read_options
from tests.bench.models import PROPERTIES

CREATE = (
    "UNWIND range(0, size($uid) - 1) AS i CREATE (n:BenchMember {"
    + ", ".join(f"{name}: ${name}[i]" for name in PROPERTIES)
    + "})"
)


class Neo4jByHand:
    """Speaks to a database over Bolt through the Python client of Neo4j."""

    backend = "neo4j"
    ident = "elementId"
    rounds = 15
    warm = 10

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options
        target = read_options(self.backend, options)
        self.client = GraphDatabase.driver(target.uri, auth=target.auth)
        self.database = target.database
        ident = self.ident
        self.by_id = f"MATCH (n:BenchMember) WHERE {ident}(n) = x"
        self.merge = (
            "UNWIND range(0, size($s) - 1) AS i WITH i, $s[i] AS s, $t[i] AS t "
            f"MATCH (a) WHERE {ident}(a) = s MATCH (b) WHERE {ident}(b) = t "
            "MERGE (a)-[r:BENCH_KNOWS]->(b) SET r.weight = $weight[i]"
        )
        parent, child = (", ".join(f"{end}.{name}" for name in PROPERTIES) for end in "mc")
        self.family = (
            "MATCH (m:BenchMember) WHERE m.age < 1000 OPTIONAL MATCH (m)-[:BENCH_KNOWS]->(c:BenchMember) "
            f"WITH m, collect([{ident}(c), {child}]) AS children "
            f"RETURN collect([{ident}(m), {parent}, children])"
        )
        self.index()

    def driver(self) -> GraphDriver:
        return create_driver(self.backend, **self.options)

    def index(self) -> None:
        self.run("CREATE INDEX bench_uid IF NOT EXISTS FOR (n:BenchMember) ON (n.uid)")
        self.run("CALL db.awaitIndexes(60)")

    def run(self, text: Any, **params: Any) -> list[Any]:
        """Run one statement in a transaction of its own."""
        with (
            self.client.session(database=self.database, fetch_size=-1) as session,
            session.begin_transaction() as transaction,
        ):
            rows: list[Any] = transaction.run(text, params).values()
            transaction.commit()
            return rows

    def empty(self) -> None:
        self.run("MATCH (n:BenchMember) DETACH DELETE n")

    def create(self, rows: Sequence[dict[str, Any]]) -> object:
        return self.run(CREATE, **{name: [row[name] for row in rows] for name in PROPERTIES})

    def ids(self) -> list[Any]:
        rows = self.run(f"MATCH (n:BenchMember) RETURN n.uid AS uid, {self.ident}(n) AS id")
        return [ident for _, ident in sorted(rows)]

    def update(self, ids: Sequence[Any], ages: Sequence[int]) -> object:
        text = f"UNWIND range(0, size($id) - 1) AS i WITH i, $id[i] AS x {self.by_id} SET n.age = $age[i]"
        return self.run(text, id=list(ids), age=list(ages))

    def delete(self, ids: Sequence[Any]) -> object:
        return self.run(f"UNWIND $id AS x {self.by_id} DETACH DELETE n", id=list(ids))

    def relate(self, sources: Sequence[Any], targets: Sequence[Any], weights: Sequence[float]) -> object:
        return self.run(self.merge, s=list(sources), t=list(targets), weight=list(weights))

    def read(self) -> object:
        return [row[0] for row in self.run("MATCH (n:BenchMember) RETURN n")]

    def get(self, uid: str) -> object:
        return self.run("MATCH (n:BenchMember {uid: $uid}) RETURN n", uid=uid)[0][0]

    def parents(self) -> object:
        return self.run(self.family)[0][0]
