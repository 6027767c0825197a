"""Errors of the client as errors of runic."""

from __future__ import annotations

import pytest
from redis import exceptions as redis

from runic.ogm.exceptions import (
    AuthenticationError,
    ConnectionFailedError,
    ConstraintError,
    CypherSyntaxError,
    DatabaseError,
    MissingGraphError,
    QueryTimeoutError,
    TransientError,
)
from runic_falkordb.errors import translate


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (redis.ConnectionError("Error 111 connecting to localhost:1."), ConnectionFailedError, "localhost:1"),
        (redis.ConnectionError("No connection available."), ConnectionFailedError, "max_connections"),
        (ConnectionResetError("reset"), ConnectionFailedError, "reset"),
        (redis.RedisClusterException("no nodes"), ConnectionFailedError, "no nodes"),
        (
            redis.AuthenticationError("invalid username-password pair"),
            AuthenticationError,
            "refused the credentials",
        ),
        (redis.NoPermissionError("this user has no permissions"), AuthenticationError, "may not do that"),
        (redis.TimeoutError("Timeout connecting to server"), ConnectionFailedError, "could not be reached"),
        (redis.TimeoutError("Timeout reading from socket"), QueryTimeoutError, "not known"),
        (redis.BusyLoadingError("loading"), TransientError, "loading"),
        (redis.ClusterDownError("CLUSTERDOWN"), TransientError, ""),
        (redis.ReadOnlyError("You can't write against a read only replica."), DatabaseError, "replica"),
        (redis.OutOfMemoryError("command not allowed"), DatabaseError, "out of memory"),
        (redis.ResponseError("unique constraint violation on node of type P"), ConstraintError, "unique"),
        (
            redis.ResponseError("mandatory constraint violation: node with label P missing property a"),
            ConstraintError,
            "missing property a",
        ),
        (redis.ResponseError("Invalid graph operation on empty key"), MissingGraphError, ""),
        (redis.ResponseError("Query timed out"), QueryTimeoutError, ""),
        (redis.ResponseError("Max pending queries exceeded"), TransientError, ""),
        (redis.ResponseError("WRONGTYPE Operation against a key"), DatabaseError, "no graph"),
        (
            redis.ResponseError("unknown command 'GRAPH.QUERY', with args"),
            DatabaseError,
            "without the FalkorDB module",
        ),
        (redis.ResponseError("'m' not defined"), CypherSyntaxError, "'m' not defined"),
        (redis.ResponseError("Unknown function 'foo'"), CypherSyntaxError, "foo"),
        (redis.ResponseError("Missing parameters"), CypherSyntaxError, ""),
        (redis.ResponseError("Division by zero"), DatabaseError, "Division"),
        (redis.RedisError(), DatabaseError, "RedisError"),
    ],
)
def test_classes(error: Exception, kind: type[DatabaseError], text: str) -> None:
    found = translate(error, "RETURN 1")
    assert type(found) is kind
    assert text in str(found)
    assert found.statement == "RETURN 1"


def test_the_excerpt_of_the_statement_is_cut_off() -> None:
    text = "errMsg: Invalid input 'x': expected XOR line: 1, column: 11, offset: 10 errCtx: RETURN 'hush' x errCtxOffset: 10"
    found = translate(redis.ResponseError(text))
    assert str(found) == "Invalid input 'x': expected XOR line: 1, column: 11, offset: 10"
    assert isinstance(found, CypherSyntaxError)
