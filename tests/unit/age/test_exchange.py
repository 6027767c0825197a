"""Conversations without a server: what is sent for a statement, and what its rows become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

from runic.ogm.cypher.select import Comparison, EntityItem, Id, Match, NodePattern, Select, Unwind, Variable
from runic.ogm.cypher.statement import Statement
from runic.ogm.cypher.writes import Column, CreateNodes, DeleteNodes, NodeMatch, UpdateNodes, WriteEdges
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import (
    ConstraintError,
    CypherSyntaxError,
    DatabaseError,
    MetadataError,
    TransientError,
    ValueEncodingError,
)
from runic_age.dialect import AGEDialect
from runic_age.errors import translate
from runic_age.exchange import Exchange, Labels, Query

DIALECT = AGEDialect()
EXCHANGE = Exchange("graph")
Answers = Sequence[Sequence[tuple[Any, ...]]]


def converse(
    statement: Statement, answers: Answers, known: set[str] | None = None
) -> tuple[list[Any], GraphResult]:
    """Run a conversation with answers in order; return what was asked, and the result."""
    talk = EXCHANGE.talk(statement, set() if known is None else known)
    asked: list[Any] = []
    waiting = iter(answers)
    try:
        asked.append(next(talk))
        while True:
            asked.append(talk.send([] if isinstance(asked[-1], Labels) else next(waiting)))
    except StopIteration as done:
        return asked, done.value


def written(group: Any) -> Statement:
    (write,) = DIALECT.render_write(group)
    return write.statement


def test_raw_cypher() -> None:
    statement = Statement("RETURN $x AS x, 'a%b'", {"x": [1, "é"]}, raw=True)
    asked, result = converse(statement, [[("1", None), ('{"a": 2}', '"y"')]])
    assert asked[0].params == ('{"x":[1,"é"]}',)
    assert asked[0].text.endswith("AS (c0 agtype, c1 agtype)")
    assert "'a%%b'" in asked[0].text
    assert (result.rows, result.columns) == ([[1, None], [{"a": 2}, "y"]], ["x", "'a%b'"])


def test_tags_do_not_occur_in_the_text() -> None:
    text = EXCHANGE.wrapped("RETURN '$q$', '$qq' AS x", 2)
    assert "$qqq$ RETURN" in text


def test_nul_and_surrogates_are_refused_before_they_are_sent() -> None:
    for text in ("RETURN '\0'", "RETURN '\ud800'"):
        with pytest.raises(ValueEncodingError):
            converse(Statement(text, raw=True), [])


@pytest.mark.parametrize("text", ["CREATE (n)", "MATCH (n) SET n.x = 1", "MATCH (n) DELETE n"])
def test_writes_of_read_only_sessions_are_not_sent(text: str) -> None:
    with pytest.raises(DatabaseError, match="read-only"):
        next(EXCHANGE.talk(Statement(text, raw=True), set(), read_only=True))


@pytest.mark.parametrize(
    ("size", "told", "ids"), [(2, "7,9", [7, 9]), (2, "7", [7, 8]), (1, "7", [7]), (None, None, [])]
)
def test_creates_answer_with_ids_in_order(size: int | None, told: str | None, ids: list[int]) -> None:
    known: set[str] = set()
    group = CreateNodes(("Person", "Admin"), (Column("name", ["Ann", None]),), 2)
    asked, result = converse(written(group), [[("Person",)], [(size, told)]], known)
    assert [type(order) for order in asked] == [Query, Query]
    assert asked[1].params == {
        "p": '[{"_labels":["Person","Admin"],"name":"Ann"},{"_labels":["Person","Admin"]}]'
    }
    assert 'INSERT INTO "graph"."Person"' in asked[1].text
    assert result.rows == [[ids]]
    assert known == {"Person"}


def test_tables_that_are_missing_are_made_once() -> None:
    match = NodeMatch(("Person",), [1])
    group = WriteEdges("KNOWS", match, match, (), 1)
    known: set[str] = set()
    asked, result = converse(written(group), [[("Other",)], [("{1}", "{1}", "{1}")], [(None,)], []], known)
    assert asked[1] == Labels(("Person",), ("KNOWS",))
    assert result.rows == [[1]]
    asked, _ = converse(written(group), [[("{1}", "{1}", "{1}")], [(None,)], []], known)
    assert all(isinstance(order, Query) for order in asked)


def test_nothing_more_is_sent_where_nothing_was_found() -> None:
    group = DeleteNodes(NodeMatch(("Person",), [1, 2]), 2)
    asked, result = converse(written(group), [[(None, None)]], {"Person"})
    assert (len(asked), result.rows) == (1, [[[]]])


@pytest.mark.parametrize(
    ("told", "answer"), [("{2,1}", 2), ("{2}", [1]), ("{1,2,2}", [0, 1, 1]), ("{2,2}", [1, 1])]
)
def test_a_delete_tells_which_rows_it_found_where_it_is_not_each_once(told: str, answer: Any) -> None:
    group = DeleteNodes(NodeMatch(("Person",), [1, 2]), 2)
    _, result = converse(written(group), [[(told, "{7,8}")], [], []], {"Person"})
    assert result.rows == [[answer]]


def test_updates_remove_what_is_none() -> None:
    group = UpdateNodes(NodeMatch(("P",), [5, 6]), (Column("a", [1, None]), Column("b", [None, "x"])), 2)
    asked, result = converse(written(group), [[(2,)]], {"P"})
    assert asked[0].params == {"n_id": "{5,6}", "p": '[{"a":1},{"b":"x"}]', "d": '[["b"],["a"]]'}
    assert result.rows == [[2]]


@pytest.mark.parametrize("name", ["two words", "x" * 64, "1st"])
def test_impossible_labels_are_refused_when_they_are_rendered(name: str) -> None:
    match = NodeMatch(("Person",), [1])
    for group in (CreateNodes((name,), (), 1), WriteEdges(name, match, match, (), 1)):
        with pytest.raises(MetadataError):
            DIALECT.render_write(group)


def test_nodes_without_id_and_key_cannot_be_found() -> None:
    with pytest.raises(MetadataError, match="declare a key"):
        DIALECT.render_write(DeleteNodes(NodeMatch(("Person",)), 1))


def by_ids() -> Statement:
    unwind = Unwind("ids", "x")
    match = Match(NodePattern("n", ("Person",)), where=Comparison("=", Id("n"), Variable("x")))
    made = DIALECT.render_select(Select((unwind, match), (EntityItem("n", False, ("name",)),)))
    return Statement(made.text, {"ids": [5, 6]}, columns=made.columns)


def test_reads_by_id_go_as_sql_where_the_table_is_there() -> None:
    exchange = Exchange("graph")
    talk = exchange.talk(by_ids(), set())
    known = next(talk)
    assert isinstance(known, Query)
    assert known.params == ("graph",)
    seek = talk.send([("Person",)])
    assert isinstance(seek, Query)
    assert 'JOIN "graph"."Person" AS n ON n.id = x.id' in seek.text
    assert seek.params == {"ids": "[5,6]"}
    with pytest.raises(StopIteration) as done:
        talk.send([("5", '{"name": "Ann"}')])
    assert done.value.value.rows == [[5, "Ann"]]
    again = next(exchange.talk(by_ids(), set()))
    assert isinstance(again, Query)
    assert "age_unnest" in again.text


def test_reads_by_id_are_cypher_where_the_table_is_missing() -> None:
    talk = Exchange("graph").talk(by_ids(), set())
    next(talk)
    cypher = talk.send([("Other",)])
    assert isinstance(cypher, Query)
    assert "MATCH (n:Person)" in cypher.text


def test_a_table_that_is_gone_is_forgotten() -> None:
    exchange = Exchange("graph")
    exchange.seen = frozenset({"Person"})
    talk = exchange.talk(by_ids(), set())
    next(talk)
    with pytest.raises(TransientError, match="changed meanwhile"):
        talk.throw(failing("42P01"))
    assert exchange.seen == frozenset()


def failing(code: str) -> psycopg.Error:
    return psycopg.errors.lookup(code)("the text of the error\nDETAIL: a secret value")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("23505", ConstraintError),
        ("40001", TransientError),
        ("40P01", TransientError),
        ("42P07", TransientError),
        ("42601", CypherSyntaxError),
        ("42703", CypherSyntaxError),
        ("22012", DatabaseError),
    ],
)
def test_errors(code: str, expected: type[DatabaseError]) -> None:
    error = translate(failing(code), "RETURN 1")
    assert type(error) is expected
    assert (error.code, error.statement) == (code, "RETURN 1")


def test_messages_that_quote_values_are_replaced() -> None:
    assert "secret" not in str(translate(failing("22P02")))
