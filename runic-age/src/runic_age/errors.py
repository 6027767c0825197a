"""What PostgreSQL, AGE and the client report, as errors of runic.

The client's error is chained by whoever raises; here is only decided which class it becomes and what its text says. Only the
primary message is taken, without the details and hints that quote rows; messages that quote values are replaced.
"""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

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

__all__ = ["is_missing_graph", "translate"]

# by SQLSTATE, else by its class
_CODES: Final[dict[str, type[DatabaseError]]] = {
    "23": ConstraintError,
    "40": TransientError,
    "55P03": TransientError,
    "57014": QueryTimeoutError,
    "08": ConnectionFailedError,
    "57P": ConnectionFailedError,
    "53300": ConnectionFailedError,
    "28": AuthenticationError,
    "42501": AuthenticationError,
    "3D000": MissingGraphError,
    "42601": CypherSyntaxError,
    "42703": CypherSyntaxError,
    "42704": CypherSyntaxError,
    "42804": CypherSyntaxError,
    "42883": CypherSyntaxError,
    "42P": CypherSyntaxError,
    "3F000": CypherSyntaxError,
    "0A000": CypherSyntaxError,
    "2201B": CypherSyntaxError,
}
# several sessions made one label at once
_LABEL_RACE: Final = frozenset(
    {"pg_class_relname_nsp_index", "pg_type_typname_nsp_index", "ag_label_name_graph_index"}
)
_CONFLICTS: Final = ("Entity failed to be", "Entity could not be locked", "tuple concurrently updated")
# their messages quote the value
_QUOTING: Final[dict[str, str]] = {
    "22P02": "the database cannot read a value that was sent",
    "22P05": "text holds a character that the database cannot store",
    "22003": "a number is out of the range of the database",
    "22007": "the database cannot read a value that was sent",
}
_LOGIN: Final = (
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    '" is not permitted to log in',
)


def translate(error: BaseException, statement: str | None = None) -> DatabaseError:
    """Return the error of runic that stands for an error of the client.

    Args:
        error: a `psycopg.Error`.
        statement: the text that was running, without its parameters.
    """
    kind, message, code = _meaning(error)
    return kind(message, statement=statement, code=code)


def is_missing_graph(error: BaseException) -> bool:
    """Return whether the error says that the graph does not exist."""
    if not isinstance(error, psycopg.Error):
        return False
    message = error.diag.message_primary or ""
    return (
        error.sqlstate == "3F000"
        and message.startswith(("graph ", "schema "))
        and "does not exist" in message
    )


def _meaning(error: BaseException) -> tuple[type[DatabaseError], str, str | None]:
    match error:
        case PoolClosed():
            return ConnectionFailedError, "this driver is closed; create a new one", None
        case PoolTimeout() | TooManyRequests():
            return ConnectionFailedError, _crowded(error), None
        case psycopg.Error() if error.sqlstate is not None:
            return _reported(error, error.sqlstate)
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return _lost(str(error).strip() or type(error).__name__)
    return DatabaseError, str(error), None


def _crowded(error: BaseException) -> str:
    return f"no connection became free in time: {error}; raise max_connections or pool_timeout, or release sessions"


def _reported(error: psycopg.Error, code: str) -> tuple[type[DatabaseError], str, str | None]:
    message = _QUOTING.get(code) or error.diag.message_primary or str(error)
    if is_missing_graph(error):
        return MissingGraphError, message, code
    if code == "25006":
        return (
            DatabaseError,
            "this session is read-only and the statement writes; open a session without it",
            code,
        )
    if code == "25P02":
        return DatabaseError, "an error has ended this transaction; roll back before the next statement", code
    if (code == "23505" and error.diag.constraint_name in _LABEL_RACE) or code in {"42P07", "42P06"}:
        return TransientError, f"another session made the same label: {message}", code
    if code == "42P01":
        return TransientError, f"the graph was changed meanwhile: {message}", code
    if code == "XX000":
        return _internal(message), _reworded(message), code
    if code == "57014" and "statement timeout" not in message:
        return DatabaseError, message, code
    kind = _CODES.get(code) or _CODES.get(code[:3]) or _CODES.get(code[:2]) or DatabaseError
    return kind, message, code


def _internal(message: str) -> type[DatabaseError]:
    if message.startswith(_CONFLICTS):
        return TransientError
    # a CHECK constraint that a CREATE violates
    return ConstraintError if "invalid perminfoindex" in message else DatabaseError


def _reworded(message: str) -> str:
    if "invalid perminfoindex" in message:
        return f"a CHECK constraint refuses the node or edge ({message})"
    if "unhandled cypher" in message:
        return (
            "the library of AGE is not loaded and this role may not load it; set shared_preload_libraries = 'age' on the "
            "server"
        )
    return message


def _lost(message: str) -> tuple[type[DatabaseError], str, str | None]:
    if any(part in message for part in _LOGIN):
        return AuthenticationError, f"the server refused the credentials: {message}", None
    if 'database "' in message and "does not exist" in message:
        return MissingGraphError, message, None
    return ConnectionFailedError, message, None
