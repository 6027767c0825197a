"""Searches: what is asked of the database, what a user's text becomes, and what is refused before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.driver.capability import Capabilities
from runic.ogm.exceptions import FieldValidationError, StatementError, UnsupportedFeatureError
from runic.ogm.query import (
    FulltextQueryBuilder,
    HybridQueryBuilder,
    VectorQueryBuilder,
    count,
    score,
    select,
    text,
)
from runic.ogm.query.compile import compile_statement
from runic.ogm.query.neutral import NeutralDialect
from runic_bolt.dialects.arcadedb import ArcadeDBDialect
from runic_bolt.dialects.memgraph import MemgraphDialect
from runic_bolt.dialects.neo4j import Neo4jDialect
from runic_falkordb.dialect import FalkorDBDialect
from tests.unit.query.models import Document, Post, Report, User

VECTOR = [0.1, 0.2, 0.3]
DOCUMENT: Any = Document
DIALECTS: dict[str, Any] = {
    "falkordb": FalkorDBDialect(),
    "neo4j": Neo4jDialect(),
    "arcadedb": ArcadeDBDialect(),
    "memgraph": MemgraphDialect(),
}


def words(query: str = "graph", *fields: str, **options: Any) -> Any:
    return FulltextQueryBuilder(None, Document, query, fields, **options)


def near(k: int = 5, **options: Any) -> Any:
    return VectorQueryBuilder(None, Document, DOCUMENT.embedding, VECTOR, k, **options)


def both(k: int = 5, **options: Any) -> Any:
    return HybridQueryBuilder(None, Document, "graph", DOCUMENT.embedding, VECTOR, k, **options)


def sent(stmt: Any, dialect: str = "neo4j", want: str = "entities") -> tuple[str, Any]:
    statement = compile_statement(stmt, DIALECTS[dialect], want).statement
    return statement.text, statement.params


# -- what a text becomes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dialect", "query", "fields", "becomes"),
    [
        ("falkordb", "quick brown", (), "quick brown"),
        ("falkordb", "C++ (x) @title:y|z*", (), "C x title y z"),
        ("falkordb", "don't", ("body",), "@body:(don t)"),
        ("falkordb", "a b", ("body", "summary"), r"((@body:(a)) | (@short\ text:(a))) ((@body:(b)) | (@short\ text:(b)))"),
        ("falkordb", "a _ b", ("body",), "@body:(a b)"),
        ("falkordb", "?!", ("body",), ""),
        ("neo4j", "quick brown", (), '+"quick" +"brown"'),
        ("neo4j", 'a"b c\\', (), r'+"a\"b" +"c\\"'),
        ("neo4j", "AND (x", ("body", "summary"), r'+(body:"AND" short\ text:"AND") +(body:"(x" short\ text:"(x")'),
        ("neo4j", "  ", (), '+""'),
        ("arcadedb", "a-b", ("body",), '+(body:"a-b")'),
        ("memgraph", "a", (), '+"a"'),
        ("memgraph", "a", ("summary",), r'+(data\.short\ text:"a")'),
    ],
)  # fmt: skip
def test_every_word_and_no_syntax(dialect: str, query: str, fields: tuple[str, ...], becomes: str) -> None:
    _, params = sent(words(query, *fields), dialect)
    got = " ".join(params["__fts_query"].split()) if dialect == "falkordb" else params["__fts_query"]
    assert got == becomes.replace(r"data\.", "data.")


@pytest.mark.parametrize(
    ("dialect", "becomes"),
    [("falkordb", "@body:(qui* | x)"), ("neo4j", "body:(qui* | x)"), ("memgraph", "data.body:(qui* | x)")],
)
def test_raw_text_stays_as_it_is(dialect: str, becomes: str) -> None:
    assert sent(words("qui* | x", "body", raw=True), dialect)[1]["__fts_query"] == becomes
    assert sent(words("qui* | x", raw=True), dialect)[1]["__fts_query"] == "qui* | x"


def test_raw_and_plain_texts_are_not_confused() -> None:
    for _ in range(2):
        assert sent(words("a*"), "neo4j")[1]["__fts_query"] == '+"a*"'
        assert sent(words("a*", raw=True), "neo4j")[1]["__fts_query"] == "a*"


# -- indexes -------------------------------------------------------------------------------------------------------


def test_the_index_of_a_label_holds_what_heirs_declare_too() -> None:
    for cls in (Document, Report):
        text, _ = sent(FulltextQueryBuilder(None, cls, "x"), "arcadedb")
        assert "'Document[body,shorttext]'" in text
    assert ":Report" in sent(FulltextQueryBuilder(None, Report, "x"))[0]


def test_an_index_of_others_goes_by_its_name() -> None:
    assert "queryNodes('it\\'s', $__fts_query)" in sent(words(index="it's"))[0]
    text, _ = sent(both(text_index="t", vector_index="v"))
    assert "fulltext.queryNodes('t'" in text
    assert "vector.queryNodes('v'" in text


# -- how many ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stmt", "numbers"),
    [
        (near(5), {"__knn_k": 5}),
        (near(5).where(score > 0.5), {"__knn_k": 5}),
        (near(5).where(DOCUMENT.active == True), {"__knn_k": 100, "__knn_limit": 5}),  # noqa: E712
        (near(50).where(DOCUMENT.active == True), {"__knn_k": 500, "__knn_limit": 50}),  # noqa: E712
        (near(5, candidates=7), {"__knn_k": 7, "__knn_limit": 5}),
        (both(5), {"__knn_k": 100, "__knn_depth": 100, "__knn_limit": 5}),
        (both(5, candidates=9), {"__knn_k": 9, "__knn_depth": 9, "__knn_limit": 5}),
    ],
)
def test_candidates(stmt: Any, numbers: dict[str, int]) -> None:
    _, params = sent(stmt)
    assert {
        name: value for name, value in params.items() if name.startswith("__knn") and name != "__knn_vec"
    } == numbers


def test_no_more_than_databases_can_count() -> None:
    most = 2**31 - 1
    assert sent(near(most).where(DOCUMENT.active == True))[1]["__knn_k"] == most  # noqa: E712
    assert sent(both(most))[1]["__knn_depth"] == most
    for search, k, options in ((near, most + 1, {}), (near, 1, {"candidates": most + 1}), (both, 2**62, {})):
        with pytest.raises(StatementError, match="at most"):
            search(k, **options)


@pytest.mark.parametrize("vector", [None, 1.0, "1.0", b"1"])
def test_what_is_no_vector(vector: Any) -> None:
    with pytest.raises(TypeError, match="a list of numbers, got"):
        VectorQueryBuilder(None, Document, DOCUMENT.embedding, vector, 1)


def test_filters_of_a_hybrid_search_stand_in_both_and_the_score_behind() -> None:
    stmt = both().where((DOCUMENT.active == True) & (score > 0.2)).where(text("n.x = 1"))  # noqa: E712
    lines = sent(stmt, "falkordb")[0].split("\n")
    wheres = [line for line in lines if line.startswith("WHERE")]
    assert wheres == ["WHERE n.active = $p0", "WHERE n.active = $p0", "WHERE score > $p1 AND (n.x = 1)"]


# -- the score -----------------------------------------------------------------------------------------------------


def test_the_best_come_first_unless_something_else_is_said() -> None:
    ordered = [
        line
        for stmt, want in (
            (words(), "entities"),
            (words().order_by(DOCUMENT.id), "entities"),
            (words().aggregate(count()), "rows"),
            (words().distinct(), "entities"),
            (words(), "count"),
            (words().with_("n"), "entities"),
        )
        for line in sent(stmt, "falkordb", want)[0].split("\n")
        if line.startswith("ORDER")
    ]
    assert ordered == ["ORDER BY score DESC", "ORDER BY n.id ASC"]


def test_rows_hold_the_score() -> None:
    assert sent(words(), "falkordb", "rows")[0].split("\n")[-2].endswith(", score")
    assert "score" not in sent(words().with_("n"), "falkordb", "rows")[0].split("\n")[-1]


@pytest.mark.parametrize("wrong", ["x", None, True, float("nan")])
def test_a_score_is_compared_with_numbers(wrong: Any) -> None:
    with pytest.raises(TypeError, match="compared with a number"):
        _ = score > wrong


def test_only_searches_have_a_score() -> None:
    for stmt in (select(User).where(score > 0.5), words().with_("n").where(score > 0.5)):
        with pytest.raises(StatementError, match="starts with a search"):
            sent(stmt)


@pytest.mark.parametrize("name", ["score"])
def test_no_alias_has_the_name_of_the_score(name: str) -> None:
    with pytest.raises(StatementError, match="calls its score"):
        sent(words().alias(name))


def test_build_without_a_score_is_as_documented() -> None:
    assert "score" not in words().build()[0]
    assert "AS score" in words().where(score > 0.5).build()[0]
    assert near(5, candidates=9).where(DOCUMENT.id == "x").build()[1] == {"__knn_vec": VECTOR, "p0": "x"}
    assert repr(both()).startswith("<HybridQueryBuilder CALL {")


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stmt", [words(), near(), both()])
def test_a_database_without_searches(stmt: Any) -> None:
    dialect = NeutralDialect()
    dialect.capabilities = Capabilities("poor", {})
    with pytest.raises(UnsupportedFeatureError, match=r"poor .*search"):
        compile_statement(stmt, dialect)


@pytest.mark.parametrize(
    ("vector", "reason"),
    [
        ([1.0, 2.0], "expected 3 dimensions"),
        ([], "expected 3 dimensions"),
        ([0.0, 0.0, 0.0], "points nowhere"),
    ],
)
def test_impossible_vectors(vector: list[float], reason: str) -> None:
    with pytest.raises(FieldValidationError, match=reason) as refused:
        sent(VectorQueryBuilder(None, Document, DOCUMENT.embedding, vector, 3))
    assert "Document.embedding" in str(refused.value)


def test_zeros_are_a_place_for_euclidean_distance() -> None:
    sent(VectorQueryBuilder(None, Document, DOCUMENT.place, [0.0, 0.0, 0.0], 3))


@pytest.mark.parametrize(
    "make",
    [
        lambda: HybridQueryBuilder(None, Document, 5, DOCUMENT.embedding, VECTOR),  # type: ignore[arg-type]
        lambda: HybridQueryBuilder(None, Document, "x", "embedding", VECTOR),
        lambda: both(0),
        lambda: both(5, candidates=4),
        lambda: near(5, candidates=4),
        lambda: near(5, index=""),
        lambda: words(index=5),
        lambda: words("x", ""),
    ],
)
def test_arguments_are_checked(make: Any) -> None:
    with pytest.raises((TypeError, StatementError)):
        make()


@pytest.mark.parametrize(
    ("stmt", "reason"),
    [
        (FulltextQueryBuilder(None, User, "x"), "User declares no full-text index"),
        (FulltextQueryBuilder(None, Post, "x", ["titel"]), "has no field 'titel'"),
        (FulltextQueryBuilder(None, Post, "x", ["published"]), "Post.published is of kind bool"),
        (VectorQueryBuilder(None, Document, DOCUMENT.id, VECTOR, 3), "needs a Vector"),
        (HybridQueryBuilder(None, Post, "x", DOCUMENT.embedding, VECTOR), "Document.embedding"),
    ],
)
def test_what_cannot_be_searched(stmt: Any, reason: str) -> None:
    with pytest.raises(StatementError, match=reason):
        sent(stmt)
