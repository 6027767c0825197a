"""What the server and its client report, as errors of runic.

The client's error is chained by whoever raises; here is only decided which class it becomes and what its text says. Values
of parameters never appear: the server's excerpt of the statement is cut off, and the statement is attached without them.
"""

from __future__ import annotations

import re
from typing import Final

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

__all__ = ["CLIENT_ERRORS", "is_missing_graph", "translate"]

CLIENT_ERRORS: Final = (redis.RedisError, redis.RedisClusterException, OSError)
"""Everything that the client raises for reasons outside of this process."""

# Texts of module 4.16 and 4.22; the first that is found decides.
_TEXTS: Final[tuple[tuple[str, type[DatabaseError]], ...]] = (
    ("unique constraint violation", ConstraintError),
    ("mandatory constraint violation", ConstraintError),
    ("Invalid graph operation on empty key", MissingGraphError),
    ("Query timed out", QueryTimeoutError),
    ("Max pending queries exceeded", TransientError),
    ("errMsg:", CypherSyntaxError),
    ("Error: empty query", CypherSyntaxError),
    ("Error: ", CypherSyntaxError),
    (" not defined", CypherSyntaxError),
    ("Unknown function", CypherSyntaxError),
    ("is not registered", CypherSyntaxError),
    ("does not currently support", CypherSyntaxError),
    ("Unexpected clause", CypherSyntaxError),
    ("Missing parameters", CypherSyntaxError),
    ("Failed to parse", CypherSyntaxError),
)
_EXCERPT: Final = re.compile(r" errCtx: .*\Z", re.DOTALL)
_LOADING: Final = "the server is loading its data; try again later"


def translate(error: BaseException, statement: str | None = None) -> DatabaseError:
    """Return the error of runic that stands for an error of the client.

    Args:
        error: one of `CLIENT_ERRORS`.
        statement: the text that was running, without its parameters.
    """
    kind, message, code = _meaning(error)
    return kind(message, statement=statement, code=code)


def is_missing_graph(error: BaseException) -> bool:
    """Return whether the error says that the graph does not exist."""
    return isinstance(error, redis.ResponseError) and "Invalid graph operation on empty key" in str(error)


def _meaning(error: BaseException) -> tuple[type[DatabaseError], str, str | None]:
    text = str(error) or type(error).__name__
    match error:
        case redis.BusyLoadingError():
            return TransientError, _LOADING, "LOADING"
        case redis.AuthenticationError() | redis.AuthenticationWrongNumberOfArgsError():
            return AuthenticationError, f"the server refused the credentials: {text}", "AUTH"
        case redis.NoPermissionError():
            return AuthenticationError, f"the user may not do that: {text}", "NOPERM"
        case redis.TimeoutError():
            return _timeout(text)
        case redis.ClusterDownError() | redis.TryAgainError() | redis.MasterDownError():
            return TransientError, text, type(error).__name__
        case redis.ReadOnlyError():
            return DatabaseError, "this server is a read-only replica; connect to its master", "READONLY"
        case redis.OutOfMemoryError():
            return DatabaseError, f"the server is out of memory: {text}", "OOM"
        case redis.ResponseError():
            return _response(text)
        case redis.ConnectionError() | OSError() | redis.RedisClusterException():
            return ConnectionFailedError, _connection(text), None
    return DatabaseError, text, None


def _timeout(text: str) -> tuple[type[DatabaseError], str, str | None]:
    if "connect" in text.lower():
        return ConnectionFailedError, f"the server could not be reached in time: {text}", None
    return (
        QueryTimeoutError,
        "the server did not answer within socket_timeout; whether a write was carried out is not known",
        None,
    )


def _response(text: str) -> tuple[type[DatabaseError], str, str | None]:
    if text.startswith("WRONGTYPE"):
        return (
            DatabaseError,
            "the key of that name in the database is no graph; choose another graph name",
            "WRONGTYPE",
        )
    if "unknown command" in text and "graph." in text.lower():
        return DatabaseError, "the server is a Redis without the FalkorDB module", None
    if "is to be executed only on read-only queries" in text:
        return (
            DatabaseError,
            "this session is read-only and the statement writes; open a session without it",
            None,
        )
    for part, kind in _TEXTS:
        if part in text:
            return kind, _EXCERPT.sub("", text).removeprefix("errMsg: "), None
    return DatabaseError, text, None


def _connection(text: str) -> str:
    if "No connection available" in text:
        return f"no connection became free in time: {text}; raise max_connections or pool_timeout, or release sessions"
    return text
