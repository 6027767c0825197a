"""Apache AGE by hand: SQL on the tables of labels for writes, Cypher for reads, each a transaction; nodes as parsed maps."""

# names are constants here, values are parameters

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import psycopg

from runic.ogm import create_driver
from runic.ogm.driver.protocol import GraphDriver
from runic_age.options import read_options

GRAPH: Final = "runic-bench"
NODES: Final = f'"{GRAPH}"."BenchMember"'
EDGES: Final = f'"{GRAPH}"."BENCH_KNOWS"'

CREATE = f"INSERT INTO {NODES} (properties) SELECT x FROM age_unnest(%s::agtype) WITH ORDINALITY AS u(x, o) ORDER BY o"
UPDATE = (
    f"UPDATE {NODES} AS n SET properties = n.properties || u.p "
    "FROM unnest(%s::graphid[], %s::agtype[]) AS u(i, p) WHERE n.id = u.i"
)
DELETE = (
    "SELECT id FROM {nodes} WHERE id = ANY(%(ids)s::graphid[]) ORDER BY id FOR UPDATE",
    'DELETE FROM "{graph}"._ag_label_edge WHERE start_id = ANY(%(ids)s::graphid[]) OR end_id = ANY(%(ids)s::graphid[])',
    "DELETE FROM {nodes} WHERE id = ANY(%(ids)s::graphid[])",
)
LOCK = f"SELECT id FROM {NODES} WHERE id = ANY(%s::graphid[]) ORDER BY id FOR KEY SHARE"
CHANGE = (
    f"UPDATE {EDGES} AS r SET properties = r.properties || u.p "
    "FROM unnest(%s::graphid[], %s::graphid[], %s::agtype[]) AS u(s, t, p) WHERE r.start_id = u.s AND r.end_id = u.t "
    "RETURNING r.start_id, r.end_id"
)
RELATE = (
    f"INSERT INTO {EDGES} (start_id, end_id, properties) "
    "SELECT s, t, p FROM unnest(%s::graphid[], %s::graphid[], %s::agtype[]) AS u(s, t, p)"
)


class AGEByHand:
    """Speaks to Apache AGE through psycopg."""

    rounds = 9
    warm = 1

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = {**options, "graph": GRAPH}
        self.connection = psycopg.connect(**{**read_options(self.options).connection, "autocommit": True})
        self.run("LOAD 'age'")
        self.run("SET search_path = ag_catalog, public")
        if not self.run("SELECT 1 FROM ag_graph WHERE name = %s", GRAPH):
            self.run(f"SELECT create_graph('{GRAPH}')")
            self.run(f"SELECT create_vlabel('{GRAPH}', 'BenchMember')")
            self.run(f"SELECT create_elabel('{GRAPH}', 'BENCH_KNOWS')")
        self.run(f"CREATE UNIQUE INDEX IF NOT EXISTS bench_id ON {NODES} (id)")
        self.run(f"CREATE INDEX IF NOT EXISTS bench_start ON {EDGES} (start_id)")
        self.run(f"CREATE INDEX IF NOT EXISTS bench_end ON {EDGES} (end_id)")
        key = "agtype_access_operator(properties, '\"uid\"'::agtype)"
        self.run(f"CREATE INDEX IF NOT EXISTS bench_uid ON {NODES} ({key})")

    def driver(self) -> GraphDriver:
        return create_driver("age", **self.options)

    def run(self, text: str, *values: Any) -> list[Any]:
        """Run one statement."""
        cursor = self.connection.execute(text.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    def cypher(self, text: str, columns: int, **params: Any) -> list[Any]:
        """Run Cypher; values come as texts."""
        names = ", ".join(f"c{place} agtype" for place in range(columns))
        return self.run(
            f"SELECT * FROM cypher('{GRAPH}', $q$ {text} $q$, %s) AS ({names})", json.dumps(params)
        )

    def empty(self) -> None:
        self.run(f"TRUNCATE {EDGES}, {NODES}")
        self.run(f"ANALYZE {NODES}")

    def create(self, rows: Sequence[dict[str, Any]]) -> object:
        with self.connection.transaction():
            return self.run(CREATE, json.dumps(rows))

    def ids(self) -> list[Any]:
        self.run(f"ANALYZE {NODES}")
        rows = self.run(f"SELECT properties->'\"uid\"'::agtype, id::text FROM {NODES}")
        return [ident for _, ident in sorted(rows)]

    def update(self, ids: Sequence[Any], ages: Sequence[int]) -> object:
        with self.connection.transaction():
            return self.run(UPDATE, list(ids), [f'{{"age":{age}}}' for age in ages])

    def delete(self, ids: Sequence[Any]) -> object:
        with self.connection.transaction():
            for text in DELETE:
                self.connection.execute(text.format(nodes=NODES, graph=GRAPH), {"ids": list(ids)})
        return None

    def relate(self, sources: Sequence[Any], targets: Sequence[Any], weights: Sequence[float]) -> object:
        with self.connection.transaction():
            self.run(LOCK, sorted({*sources, *targets}))
            maps = [f'{{"weight":{weight!r}}}' for weight in weights]
            rows = list(zip(sources, targets, maps, strict=True))
            there = set(self.run(CHANGE, list(sources), list(targets), maps))
            new = [row for row in rows if row[:2] not in there]
            return self.run(RELATE, *(list(column) for column in zip(*new, strict=True)))

    def read(self) -> object:
        with self.connection.transaction():
            return nodes(self.cypher("MATCH (n:BenchMember) RETURN n", 1))

    def get(self, uid: str) -> object:
        with self.connection.transaction():
            return nodes(self.cypher("MATCH (n:BenchMember) WHERE n.uid = $uid RETURN n", 1, uid=uid))[0]

    def parents(self) -> object:
        children = defaultdict(list)
        with self.connection.transaction():
            parents = self.cypher("MATCH (m:BenchMember) WHERE m.age < 1000 RETURN id(m), properties(m)", 2)
            rows = self.run(
                f"SELECT r.start_id, m.id, m.properties FROM {EDGES} AS r JOIN {NODES} AS m ON m.id = r.end_id "
                "WHERE r.start_id = ANY(%s::graphid[])",
                [ident for ident, _ in parents],
            )
        for start, ident, row in zip(*map(list, zip(*rows, strict=True)), strict=True):
            children[start].append((ident, json.loads(row)))
        return [(ident, json.loads(row), children[ident]) for ident, row in parents]


def nodes(rows: Sequence[tuple[str]]) -> list[dict[str, Any]]:
    """Return a column of vertices as maps, parsed at once."""
    parsed: list[dict[str, Any]] = json.loads(f"[{','.join([text[:-8] for (text,) in rows])}]")
    return parsed
