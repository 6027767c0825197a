"""What is said to the server: a scripted server hears the commands and answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from redis.exceptions import ConnectionError as LostError
from redis.exceptions import ResponseError

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import (
    ConnectionFailedError,
    DatabaseError,
    MissingGraphError,
    TransientError,
    ValueEncodingError,
)
from runic.ogm.values import GraphNode
from runic_falkordb.exchange import Exchange

ONE = [[[1, "x"]], [[[3, 1]]], ["Cached execution: 0"]]
NODE = [[[1, "n"]], [[[8, [0, [0], [[0, 3, 1]]]]]], ["Cached execution: 0"]]
MISSING = ResponseError("Invalid graph operation on empty key")


def names(*labels: str) -> list[Any]:
    return [[], [[[3, 0], [2, label]] for label in labels] + [[[3, 2], [2, "uid"]]], []]


def mismatch(version: int) -> list[Any]:
    return [ResponseError("version mismatch"), version]


def converse(
    exchange: Exchange, statement: Statement, answers: Sequence[Any], *, read_only: bool = False
) -> Any:
    """Return the result and the commands that were sent."""
    said = []
    talk = exchange.talk(statement, read_only=read_only)
    left = list(answers)
    try:
        command = next(talk)
        while True:
            said.append(command)
            answer = left.pop(0)
            command = talk.throw(answer) if isinstance(answer, Exception) else talk.send(answer)
    except StopIteration as done:
        assert not left
        return done.value, said


def test_reads_of_our_own_take_the_reading_path() -> None:
    result, said = converse(Exchange("g"), Statement("RETURN $p", {"p": 1}), [ONE])
    assert said == [["GRAPH.RO_QUERY", "g", b"CYPHER `p`=1 RETURN $p", "--compact"]]
    assert result.rows == [[1]]


@pytest.mark.parametrize("statement", [Statement("CREATE ()", writes=True), Statement("RETURN 1", raw=True)])
def test_writes_and_raw_text_take_the_writing_path(statement: Statement) -> None:
    _, said = converse(Exchange("g"), statement, [ONE])
    assert said[0][0] == "GRAPH.QUERY"


def test_timeouts_are_for_reads() -> None:
    exchange = Exchange("g", 250)
    assert converse(exchange, Statement("RETURN 1"), [ONE])[1][0][-2:] == ["timeout", 250]
    assert "timeout" not in converse(exchange, Statement("CREATE ()", writes=True), [ONE])[1][0]


def test_a_reading_session_sends_no_writes() -> None:
    with pytest.raises(DatabaseError, match="read-only"):
        converse(Exchange("g"), Statement("CREATE ()", writes=True), [], read_only=True)
    refusal = ResponseError("graph.RO_QUERY is to be executed only on read-only queries")
    with pytest.raises(DatabaseError, match="this session is read-only") as refused:
        converse(Exchange("g"), Statement("CREATE ()", raw=True), [refusal], read_only=True)
    assert refused.value.__cause__ is refusal
    assert refused.value.statement == "CREATE ()"


def test_a_graph_that_is_not_there_is_empty() -> None:
    exchange = Exchange("g")
    result, said = converse(exchange, Statement("MATCH (n) RETURN count(n)"), [MISSING, ONE])
    assert [command[0] for command in said] == ["GRAPH.RO_QUERY", "GRAPH.QUERY"]
    assert result.rows == [[1]]
    result, said = converse(exchange, Statement("MATCH (n) RETURN n.x"), [MISSING], read_only=True)
    assert result == GraphResult()
    assert len(said) == 1


def test_raw_text_on_a_graph_that_is_not_there() -> None:
    with pytest.raises(MissingGraphError):
        converse(Exchange("g"), Statement("RETURN 1", raw=True), [MISSING], read_only=True)


def test_names_are_read_once_for_a_version() -> None:
    exchange = Exchange("g")
    statement = Statement("MATCH (n) RETURN n", raw=True)
    result, said = converse(exchange, statement, [mismatch(5), names("City"), NODE])
    assert [command[-1] for command in said] == [0, "--compact", 5]
    assert result.rows == [[GraphNode(0, ("City",), {"uid": 1})]]
    result, said = converse(exchange, statement, [NODE])
    assert [command[-2:] for command in said] == [["version", 5]]
    assert result.rows == [[GraphNode(0, ("City",), {"uid": 1})]]


def test_a_graph_made_anew_is_noticed() -> None:
    exchange = Exchange("g")
    statement = Statement("MATCH (n) RETURN n", raw=True)
    converse(exchange, statement, [mismatch(5), names("City"), NODE])
    result, _ = converse(exchange, statement, [mismatch(9), names("Person"), NODE])
    assert result.rows[0][0].labels == ("Person",)


def test_a_statement_that_makes_names_reads_them_afterwards() -> None:
    exchange = Exchange("g")
    result, said = converse(exchange, Statement("CREATE (n:New) RETURN n", raw=True), [NODE, names("New")])
    assert result.rows[0][0].labels == ("New",)
    assert len(said) == 2


def test_a_graph_replaced_at_the_worst_moment() -> None:
    exchange = Exchange("g")
    converse(exchange, Statement("RETURN 1", raw=True), [mismatch(5), names("City"), ONE])
    beyond = [[[1, "n"]], [[[8, [0, [1], []]]]], ["Cached execution: 0"]]
    with pytest.raises(DatabaseError, match="replaced"):
        converse(exchange, Statement("RETURN 1", raw=True), [beyond, names("Person", "Other")])
    with pytest.raises(DatabaseError, match="replaced"):
        converse(Exchange("g"), Statement("RETURN 1", raw=True), [beyond, names("Person")])


def test_names_that_never_settle() -> None:
    answers = [answer for number in range(10) for answer in (mismatch(number), names("A"))]
    with pytest.raises(TransientError, match="keep changing"):
        converse(Exchange("g"), Statement("RETURN 1", raw=True), answers)


@pytest.mark.parametrize(
    "statement",
    [
        Statement("RETURN 1 // \0 RETURN 2", raw=True),
        Statement("RETURN '\ud800'", raw=True),
        Statement("RETURN $p", {"p": object()}),
        Statement("RETURN $p", {"p": ["\ud800"]}),
    ],
)
def test_what_cannot_be_sent(statement: Statement) -> None:
    with pytest.raises(ValueEncodingError):
        converse(Exchange("g"), statement, [])


def test_errors_keep_statement_and_cause_and_no_values() -> None:
    lost = LostError("Connection closed by server.")
    statement = Statement("MATCH (n {k: $secret}) RETURN n", {"secret": "hush"})
    with pytest.raises(ConnectionFailedError) as failed:
        converse(Exchange("g"), statement, [lost])
    assert failed.value.__cause__ is lost
    assert failed.value.statement == statement.text
    assert "hush" not in str(failed.value)


def test_replies_of_a_client_that_leaves_bytes() -> None:
    reply = [[[1, b"x"]], [[[2, b"\xc3\xa9"]]], [b"Cached execution: 1"]]
    for raw in (False, True):
        result, _ = converse(Exchange("g"), Statement("RETURN 'é' AS x", raw=raw), [reply])
        assert (result.columns, result.rows, result.summary) == (["x"], [["é"]], {"cached_execution": True})
