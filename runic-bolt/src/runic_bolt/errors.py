"""What a server and the client report, as errors of runic.

The client's error is chained by whoever raises; here is only decided which class it becomes and what its text says. Values
never appear: excerpts of statements and what the server quotes of data are cut out, the statement is attached without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from neo4j import exceptions as client

from runic.ogm.exceptions import (
    AuthenticationError,
    ConnectionFailedError,
    ConstraintError,
    CypherSyntaxError,
    DatabaseError,
    MissingGraphError,
    OrmError,
    QueryTimeoutError,
    TransientError,
    UnsupportedFeatureError,
)
from runic_bolt.writing import as_sent

__all__ = ["CLIENT_ERRORS", "ENDED", "READ_ONLY", "translate", "was_dropped"]

CLIENT_ERRORS: Final = (client.Neo4jError, client.DriverError, OSError)
"""Everything that the client raises for reasons outside of this process."""

ENDED: Final = "the transaction was ended by an earlier error; roll back and begin again"
READ_ONLY: Final = "this session is read-only and the statement writes; open a session without it"

Meaning = tuple[type[DatabaseError], str]

# the first that the server's code contains decides
_CODES: Final[tuple[tuple[str, type[DatabaseError]], ...]] = (
    ("Schema.ConstraintValidationFailed", ConstraintError),
    ("Security.Forbidden", AuthenticationError),
    ("Security.", AuthenticationError),
    ("Database.DatabaseNotFound", MissingGraphError),
    ("TransactionTimedOut", QueryTimeoutError),
    ("Transaction.Terminated", QueryTimeoutError),
    ("Statement.SyntaxError", CypherSyntaxError),
    ("Statement.SemanticError", CypherSyntaxError),
    ("Statement.ParameterMissing", CypherSyntaxError),
    ("Procedure.ProcedureNotFound", CypherSyntaxError),
)
# Memgraph has one code for all; the first that its text contains decides. ArcadeDB's codes move between releases
_TEXTS: Final[tuple[tuple[str, type[DatabaseError]], ...]] = (
    ("constraint violation", ConstraintError),
    ("Duplicated key", ConstraintError),
    ("violates it", ConstraintError),
    ("serialization error", TransientError),
    ("Cannot resolve conflicting transactions", TransientError),
    ("because of transaction timeout", QueryTimeoutError),
    ("Unbound variable", CypherSyntaxError),
    ("mismatched input", CypherSyntaxError),
    ("extraneous input", CypherSyntaxError),
    ("no viable alternative", CypherSyntaxError),
)
_VALUE: Final = re.compile(r"( = ).*", re.DOTALL)
_DUPLICATED: Final = re.compile(r"Duplicated key \[.*\] found", re.DOTALL)
_LONG_ENOUGH: Final = 4


def translate(
    error: BaseException, statement: str | None = None, params: Mapping[str, Any] | None = None
) -> OrmError:
    """Return the error of runic that stands for an error of the client.

    Args:
        error: one of `CLIENT_ERRORS`.
        statement: the text that was running.
        params: its parameters; texts among them are cut out of the message.
    """
    if "Impersonation is not supported" in str(error):
        return UnsupportedFeatureError(
            "neo4j", "impersonation in its Community edition", "connect as that user"
        )
    kind, message = _meaning(error)
    if statement and len(statement) > 20:
        message = message.replace(statement, "…")
    for value in sorted(set(_texts(as_sent(statement or "", params or {}))), key=len, reverse=True):
        message = message.replace(value, "…")
    return kind(message, statement=statement, code=getattr(error, "code", None))


def was_dropped(error: BaseException) -> bool:
    """Return whether a connection of the pool turned out to be dead, rather than the server not to be there.

    A transaction that could not begin for that reason may begin on another connection: nothing of it was sent.
    """
    lost = isinstance(error, (client.ServiceUnavailable, client.SessionExpired))
    return lost and not str(error).startswith("Couldn't connect")


def _meaning(error: BaseException) -> Meaning:
    if isinstance(error, client.Neo4jError):
        return _reported(error)
    text = str(error) or type(error).__name__
    match error:
        case client.ConnectionAcquisitionTimeoutError():
            hint = "raise max_connection_pool_size or connection_acquisition_timeout, or release sessions"
            return ConnectionFailedError, f"no connection became free in time: {text}; {hint}"
        case client.TransactionError():
            return DatabaseError, ENDED
        case client.IncompleteCommit():
            return ConnectionFailedError, (
                f"the connection was lost while the transaction was committed; whether it was is not known: {text}"
            )
        case client.ServiceUnavailable() | client.SessionExpired() | OSError():
            return ConnectionFailedError, text
        case client.ConfigurationError():
            return ConnectionFailedError, f"the connection cannot be made as it was asked for: {text}"
    return DatabaseError, text


def _reported(error: client.Neo4jError) -> Meaning:
    """Return what an error of the server means."""
    code, text = error.code or "", _first_line(error)
    if "OutOfMemory" in code:
        return DatabaseError, f"the server has too little memory for the statement: {text}"
    if "Statement.AccessMode" in code:
        return DatabaseError, READ_ONLY
    kind = next((kind for part, kind in _CODES if part in code), None)
    kind = kind or next((kind for part, kind in _TEXTS if part in text), None)
    if kind is None:
        kind = _by_class(error)
    if kind is ConstraintError:
        text = _DUPLICATED.sub("Duplicated key found", _VALUE.sub(r"\1…", text))
    elif isinstance(error, client.CypherTypeError):
        text = f"{text.partition(':')[0]} (the value is not shown)"
    return kind, text


def _by_class(error: client.Neo4jError) -> type[DatabaseError]:
    match error:
        case client.AuthError() | client.Forbidden():
            return AuthenticationError
        case client.ConstraintError():
            return ConstraintError
        case client.CypherSyntaxError():
            return CypherSyntaxError
        case client.TransientError() if error.is_retryable():
            return TransientError
    return TransientError if error.is_retryable() else DatabaseError


def _first_line(error: client.Neo4jError) -> str:
    """Return the message without the excerpt of the statement that follows it."""
    return (error.message or str(error)).partition("\n")[0]


def _texts(values: Iterable[Any], depth: int = 0) -> Iterable[str]:
    """Yield the texts among the values of parameters that a server might quote."""
    for value in values:
        if isinstance(value, str):
            if len(value) >= _LONG_ENOUGH:
                yield value
        elif isinstance(value, (list, dict)) and depth < 4:
            yield from _texts(value.values() if isinstance(value, dict) else value, depth + 1)
