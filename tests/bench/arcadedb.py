"""ArcadeDB by hand: as Neo4j, by ids that are numbers."""

from __future__ import annotations

from tests.bench.neo4j import Neo4jByHand


class ArcadeDBByHand(Neo4jByHand):
    """Speaks to ArcadeDB through the Python client of Neo4j."""

    backend = "arcadedb"
    ident = "id"

    def index(self) -> None:
        self.run("CREATE INDEX bench_uid IF NOT EXISTS FOR (n:BenchMember) ON (n.uid)")
