"""The statements of indexes and constraints, as each database gets them: one reviewed file for each thing that is done.

The languages run against a database that has nothing, or just what is to be dropped; no server is needed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.codec import Kind
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.driver.schema import EntityType, SchemaPlan, index_name, spec_of
from runic.ogm.exceptions import UnsupportedFeatureError
from runic.ogm.values import IndexSpec
from runic_bolt.schema import ArcadeDBSchema, MemgraphSchema, Neo4jSchema
from runic_bolt.schema.http import SqlCommand
from runic_falkordb.schema import ConstraintCommand, FalkorDBSchema

HERE = Path(__file__).parent
LANGUAGES: dict[str, Any] = {
    "falkordb": FalkorDBSchema(),
    "neo4j": Neo4jSchema(),
    "arcadedb": ArcadeDBSchema(sql=True),
    "memgraph": MemgraphSchema(),
}
SPECS = {
    "range": spec_of("RANGE", "Person", ("age",)),
    "range-quoted": spec_of("RANGE", "two words", ("order",)),
    "range-edge": spec_of("RANGE", "KNOWS", ("since",), "EDGE"),
    "range-composite": spec_of("RANGE", "Person", ("last", "first")),
    "unique": spec_of("UNIQUE", "Person", ("email",)),
    "unique-edge": spec_of("UNIQUE", "KNOWS", ("code",), "EDGE"),
    "unique-composite": spec_of("UNIQUE", "Person", ("country", "number")),
    "fulltext": spec_of("FULLTEXT", "Person", ("bio", "title")),
    "fulltext-edge": spec_of("FULLTEXT", "KNOWS", ("note",), "EDGE"),
    "vector": spec_of("VECTOR", "Person", ("face",), dimension=3, similarity="euclidean"),
    "vector-edge": spec_of("VECTOR", "KNOWS", ("mood",), "EDGE", dimension=3),
}
TYPES = [
    EntityType("Person", "NODE", {"age": Kind("int"), "email": Kind("str"), "bio": Kind("any")}),
    EntityType("KNOWS", "EDGE", {}),
]


class Database:
    """Answers as a database would that has the specs it is given, and keeps what it is told to change."""

    def __init__(self, *specs: IndexSpec) -> None:
        self.specs = specs
        self.sent: list[str] = []

    def carry_out(self, plan: SchemaPlan[Any]) -> Any:
        try:
            step = next(plan)
            while True:
                step = plan.send(self.answer(step))
        except StopIteration as done:
            return done.value

    def answer(self, step: Any) -> GraphResult:
        if isinstance(step, ConstraintCommand):
            self.sent.append(" ".join(map(str, step.words("graph"))))
        elif isinstance(step, SqlCommand) or step.writes:
            self.sent.append(step.text)
        else:
            return GraphResult(self.rows(step), self.columns(step))
        return GraphResult()

    def columns(self, step: Statement) -> list[str]:
        if step.text == "SHOW VECTOR INDEX INFO":
            return [
                "index_name",
                "label",
                "property",
                "metric",
                "dimension",
                "capacity",
                "size",
                "index_type",
            ]
        return []

    def rows(self, step: Statement) -> list[list[Any]]:
        """The listing that Neo4j, ArcadeDB and Memgraph give; FalkorDB drops without looking."""
        if "db.constraints" in step.text and any(text.startswith("GRAPH.") for text in self.sent):
            _, _, _, _, entity, label, _, _, *fields = self.sent[-1].split()
            return [[label, fields, entity, "OPERATIONAL"]]
        constraint = "CONSTRAINT" in step.text
        rows: list[list[Any]] = []
        for spec in self.specs:
            entity, name = ("NODE" if spec.entity == "NODE" else "RELATIONSHIP"), index_name(spec)
            kind, fields = spec.index_type, list(spec.fields)
            if (kind == "UNIQUE") is not constraint or step.text.startswith(("CALL", "MATCH")):
                continue
            if step.text.startswith("SHOW CONSTRAINTS YIELD"):
                rows.append([name, "UNIQUENESS", entity, [spec.label], fields])
            elif step.text.startswith("SHOW INDEXES YIELD"):
                rows.append([name, kind, "ONLINE", entity, [spec.label], fields, None, {}, ""])
            elif step.text == "SHOW INDEX INFO" and kind == "FULLTEXT":
                place = "label" if spec.entity == "NODE" else "edge-type"
                rows.append([f"{place}_text (name: {name})", spec.label, fields, 0])
            elif step.text == "SHOW VECTOR INDEX INFO" and kind == "VECTOR":
                place = "label" if spec.entity == "NODE" else "edge-type"
                rows.append([name, spec.label, fields[0], "l2sq", 3, 100_000, 0, f"{place}+property_vector"])
        return rows


def done(dialect: str, what: str, name: str) -> str:
    language = LANGUAGES[dialect]
    if what == "declare":
        database = Database()
        database.carry_out(language.declare(TYPES))
    else:
        spec = SPECS[name]
        language.check(spec)
        database = Database() if what == "create" else Database(spec)
        database.carry_out(language.create(spec) if what == "create" else language.drop(spec))
    return ";\n".join(database.sent)


def actions(dialect: str) -> dict[str, tuple[str, str]]:
    found = {f"schema-{what}-{name}": (what, name) for what in ("create", "drop") for name in SPECS}
    if dialect == "memgraph":
        for what in ("create", "drop"):
            del found[f"schema-{what}-unique-edge"]
    return found | ({"schema-declare": ("declare", "")} if dialect == "arcadedb" else {})


CASES = [(dialect, stem) for dialect in LANGUAGES for stem in actions(dialect)]


@pytest.mark.parametrize(("dialect", "stem"), CASES)
def test_what_is_sent(dialect: str, stem: str) -> None:
    text = done(dialect, *actions(dialect)[stem])
    assert text + "\n" == (HERE / dialect / f"{stem}.cypher").read_text(encoding="utf-8")


def test_no_file_is_left_over() -> None:
    for dialect in LANGUAGES:
        found = {path.stem for path in (HERE / dialect).glob("schema-*.cypher")}
        assert found == set(actions(dialect))


# the others create without looking: the database says that it has it
@pytest.mark.parametrize("dialect", sorted(set(LANGUAGES) - {"falkordb", "memgraph"}))
def test_what_exists_is_not_created_again(dialect: str) -> None:
    for spec in SPECS.values():
        database = Database(spec)
        database.carry_out(LANGUAGES[dialect].create(spec))
        assert not [text for text in database.sent if "INDEX" in text or "CONSTRAINT" in text]


@pytest.mark.parametrize("name", ["unique-edge", "composite-edge"])
def test_what_memgraph_cannot_have(name: str) -> None:
    spec = SPECS.get(name) or spec_of("RANGE", "KNOWS", ("a", "b"), "EDGE")
    with pytest.raises(UnsupportedFeatureError, match="memgraph does not support"):
        LANGUAGES["memgraph"].check(spec)


def test_what_arcadedb_cannot_have_over_bolt() -> None:
    for name in ("fulltext", "vector"):
        with pytest.raises(UnsupportedFeatureError, match="http_url="):
            ArcadeDBSchema().check(SPECS[name])
