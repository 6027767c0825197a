"""How the languages of the databases meet what a server seldom shows: failures, waiting, and others at the same work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from runic.ogm.driver.protocol import GraphResult
from runic.ogm.driver.schema import Pause, SchemaPlan, index_name, spec_of
from runic.ogm.exceptions import ConstraintError, DatabaseError, MetadataError, QueryTimeoutError
from runic.ogm.values import IndexSpec
from runic_bolt.schema import ArcadeDBSchema, MemgraphSchema, Neo4jSchema
from runic_falkordb.schema import ConstraintCommand, FalkorDBSchema

Answer = Callable[[str], list[list[Any]]]
UNIQUE = spec_of("UNIQUE", "P", ("k",))
RANGE = spec_of("RANGE", "P", ("k",))


def carry_out(plan: SchemaPlan[Any], answer: Answer) -> tuple[Any, list[str]]:
    """Run a plan against a function of the text; return its result and the texts that were sent."""
    sent: list[str] = []
    step, error = next(plan), None
    try:
        while True:
            rows: list[list[Any]] = []
            error = None
            if not isinstance(step, Pause):
                is_command = isinstance(step, ConstraintCommand)
                text = " ".join(map(str, step.words("g"))) if is_command else step.text
                sent.append(text)
                try:
                    rows = answer(text)
                except DatabaseError as raised:
                    error = raised
            step = plan.send(GraphResult(rows)) if error is None else plan.throw(error)
    except StopIteration as done:
        return done.value, sent


# -- FalkorDB ----------------------------------------------------------------------------------------------------------


def test_falkordb_lists_the_index_that_is_being_built() -> None:
    building = ["P", {"r": ["RANGE"]}, {}, "NODE", "[Indexing] 1/9: UNDER CONSTRUCTION"]
    old = ["P", {"k": ["RANGE"], "r": ["RANGE"]}, {}, "NODE", "OPERATIONAL"]
    for rows in ([building, old], [old, building]):
        answers = {True: rows, False: []}
        found, _ = carry_out(FalkorDBSchema().existing(), lambda text: answers["indexes" in text])  # noqa: B023 - called here
        assert found == [spec_of("RANGE", "P", ("r",))]


def test_falkordb_waits_only_so_long() -> None:
    row = ["P", {"k": ["RANGE"]}, {}, "NODE", "[Indexing] 1/9: UNDER CONSTRUCTION"]
    with pytest.raises(QueryTimeoutError, match="not ready after 1 s; it is still being built"):
        carry_out(
            FalkorDBSchema(patience=1).create(RANGE), lambda text: [row] if "db.indexes" in text else []
        )


def test_falkordb_takes_a_failed_constraint_back_with_the_index_that_it_brought() -> None:
    def answer(text: str) -> list[list[Any]]:
        if text.startswith("MATCH"):
            return [["x", 2]]
        created = any(word.startswith("GRAPH.CONSTRAINT CREATE") for word in sent_so_far)
        sent_so_far.append(text)
        return [["P", ["k"], "NODE", "FAILED"]] if "db.constraints" in text and created else []

    sent_so_far: list[str] = []
    with pytest.raises(ConstraintError, match="nodes share 'x' \\(2 nodes\\)"):
        carry_out(FalkorDBSchema().create(UNIQUE), answer)
    assert [text for text in sent_so_far if "CALL" not in text] == [
        "CREATE INDEX FOR (e:P) ON (e.k)",
        "GRAPH.CONSTRAINT CREATE g UNIQUE NODE P PROPERTIES 1 k",
        "GRAPH.CONSTRAINT DROP g UNIQUE NODE P PROPERTIES 1 k",
        "DROP INDEX FOR (e:P) ON (e.k)",
    ]


def test_falkordb_replaces_a_constraint_that_failed_earlier() -> None:
    states = iter(["FAILED", "PENDING", "OPERATIONAL"])

    def answer(text: str) -> list[list[Any]]:
        return [["P", ["k"], "NODE", next(states)]] if "db.constraints" in text else []

    _, sent = carry_out(FalkorDBSchema().create(UNIQUE), answer)
    assert [text.split()[1] for text in sent if text.startswith("GRAPH")] == ["DROP", "CREATE"]
    found, _ = carry_out(
        FalkorDBSchema().existing(),
        lambda text: [["P", ["k"], "NODE", "FAILED"]] if "constraints" in text else [],
    )
    assert found[0].problem is not None


@pytest.mark.parametrize("name", ["two words", "1st", "é", "a-b", ""])
def test_falkordb_names_of_constraints(name: str) -> None:
    with pytest.raises(MetadataError):
        FalkorDBSchema().check(spec_of("UNIQUE", "P", (name,)))


# -- Neo4j -------------------------------------------------------------------------------------------------------------


def listed(spec: IndexSpec, name: str, state: str = "ONLINE", owner: str | None = None) -> list[Any]:
    problem = "too long" if state == "FAILED" else ""
    return [name, spec.index_type, state, "NODE", [spec.label], list(spec.fields), owner, {}, problem]


def test_neo4j_drops_an_index_that_cannot_be_built() -> None:
    rows: list[list[Any]] = []

    def answer(text: str) -> list[list[Any]]:
        if text.startswith("CREATE INDEX"):
            rows.append(listed(RANGE, "mine", "FAILED"))
        return rows if text.startswith("SHOW INDEXES") else []

    with pytest.raises(DatabaseError, match="cannot be built: too long"):
        carry_out(Neo4jSchema().create(RANGE), answer)


def test_neo4j_waits_only_so_long() -> None:
    with pytest.raises(QueryTimeoutError, match="not ready after 1 s"):
        carry_out(Neo4jSchema(patience=1).create(RANGE), lambda text: [listed(RANGE, "n", "POPULATING")])


def test_neo4j_replaces_an_index_that_failed_earlier() -> None:
    answers = iter([[listed(RANGE, "old", "FAILED")], [listed(RANGE, "new")]])
    _, sent = carry_out(
        Neo4jSchema().create(RANGE), lambda text: next(answers) if text.startswith("SHOW") else []
    )
    assert [text for text in sent if "SHOW" not in text] == [
        "DROP INDEX old IF EXISTS",
        f"CREATE INDEX {index_name(RANGE)} FOR (e:P) ON (e.k)",
    ]


def test_neo4j_puts_a_plain_index_back() -> None:
    def answer(text: str) -> list[list[Any]]:
        if text.startswith("CREATE CONSTRAINT"):
            raise DatabaseError("both have k")
        if text.startswith("SHOW INDEXES"):
            return [listed(RANGE, "theirs")]
        return [["x", 2]] if text.startswith("MATCH") else []

    plan = Neo4jSchema().create(UNIQUE)
    with pytest.raises(ConstraintError) as raised:
        carry_out(plan, answer)
    assert raised.value.violations == (("x", 2),)
    assert isinstance(raised.value.__cause__, DatabaseError)


def test_neo4j_another_error_of_a_constraint_comes_through() -> None:
    def answer(text: str) -> list[list[Any]]:
        if text.startswith("CREATE CONSTRAINT"):
            raise DatabaseError("not allowed")
        return []

    with pytest.raises(DatabaseError, match="not allowed"):
        carry_out(Neo4jSchema().create(UNIQUE), answer)


def test_neo4j_leaves_alone_what_a_spec_cannot_describe() -> None:
    rows = [
        listed(RANGE, "known"),
        ["lookup", "LOOKUP", "ONLINE", "NODE", None, None, None, {}, ""],
        ["point", "POINT", "ONLINE", "NODE", ["P"], ["x"], None, {}, ""],
        ["words", "FULLTEXT", "ONLINE", "NODE", ["P", "Q"], ["x"], None, {}, ""],
    ]
    constraints = [["exists", "NODE_PROPERTY_EXISTENCE", "NODE", ["P"], ["x"]]]
    found, _ = carry_out(Neo4jSchema().existing(), lambda text: rows if "INDEXES" in text else constraints)
    assert found == [RANGE]


def test_neo4j_options_of_a_vector_index() -> None:
    spec = spec_of("VECTOR", "P", ("v",), dimension=3)
    step = Neo4jSchema().create_statement(spec, "n")
    config = {
        "vector.dimensions": 3,
        "vector.similarity_function": "cosine",
        "vector.quantization.enabled": False,
    }
    assert step.params == {"options": {"indexConfig": config}}


# -- ArcadeDB and Memgraph ---------------------------------------------------------------------------------------------


def test_arcadedb_declares_what_is_stored() -> None:
    def answer(text: str) -> list[list[Any]]:
        return [[2**40], [7]] if text.startswith("MATCH") else []

    _, sent = carry_out(ArcadeDBSchema().create(RANGE), answer)
    declared = next(number for number, text in enumerate(sent) if text.endswith("REQUIRE e.k IS :: INTEGER"))
    assert sent[declared + 1 :][-2].startswith("CREATE INDEX")


def test_arcadedb_types_are_nodes_or_edges() -> None:
    with pytest.raises(MetadataError, match="'P' is an edge type in ArcadeDB already"):
        carry_out(ArcadeDBSchema().create(RANGE), lambda text: [["P"]] if "relationshipTypes" in text else [])


@pytest.mark.parametrize("label", ["a,b", "a~b", "x" * 201])
def test_arcadedb_names(label: str) -> None:
    with pytest.raises(MetadataError):
        ArcadeDBSchema().check(spec_of("RANGE", label, ("k",)))


def test_memgraph_reads_old_and_new_listings() -> None:
    def answer(text: str) -> list[list[Any]]:
        if text == "SHOW CONSTRAINT INFO":
            return [["unique", "P", ["k"], None], ["exists", "P", "x", None]]
        if text == "SHOW INDEX INFO":
            return [
                ["label", "P", None, 3],
                ["label+property", "P", "k", 3],
                ["label+property", "P", ["a", "b"], 3],
                ["edge-type+property", "K", "since", 3],
                ["label_text (name: words)", "P", ["bio"], 3],
                ["point", "P", "loc", 3],
            ]
        return []

    found, _ = carry_out(MemgraphSchema().existing(), answer)
    assert {(spec.index_type, spec.entity, spec.fields, spec.implied) for spec in found} == {
        ("UNIQUE", "NODE", ("k",), False),
        ("RANGE", "NODE", ("k",), True),
        ("RANGE", "NODE", ("a", "b"), False),
        ("RANGE", "EDGE", ("since",), False),
        ("FULLTEXT", "NODE", ("bio",), False),
    }


def test_memgraph_takes_the_index_back_with_the_constraint() -> None:
    def answer(text: str) -> list[list[Any]]:
        if text.startswith("CREATE CONSTRAINT"):
            raise DatabaseError("existing data violates it")
        return [["x", 2]] if text.startswith("MATCH") else []

    plan = MemgraphSchema().create(UNIQUE)
    with pytest.raises(ConstraintError, match="share 'x'"):
        carry_out(plan, answer)
