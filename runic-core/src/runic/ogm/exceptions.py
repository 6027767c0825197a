"""Every error that runic raises, in one tree.

    OrmError
    ├── EntityNotFoundError             a read that must find something found nothing
    ├── DetachedEntityError             an entity without a session was asked for what only a session has
    ├── LazyLoadError                   a relation is not loaded and cannot be loaded here
    ├── FieldValidationError            a value does not fit its field
    ├── ValueEncodingError              a value cannot be stored or sent (also ValueError)
    ├── MetadataError                   the declaration of a model is wrong
    ├── SessionClosedError              a closed session was used (also RuntimeError)
    ├── StaleEntityError                an update, delete or relate met a node that is gone
    ├── DuplicateKeyError               the session already holds another object with that key
    ├── MultipleResultsError            two nodes answer to one key
    ├── PartialFlushError               a flush stopped midway on a database without transactions
    ├── StatementError                  a statement cannot mean anything (also ValueError)
    ├── UnboundStatementError           a statement without a session was asked to run (also RuntimeError)
    ├── TransactionActiveError          a second transaction was begun on one connection (also RuntimeError)
    ├── DriverBusyError                 a driver that serves one session at a time is in use (also RuntimeError)
    ├── BackendError                    discovery and loading of backends
    │   ├── UnknownBackendError         (also ValueError)
    │   │   └── MissingBackendError     an import path whose distribution is not installed (also ImportError)
    │   ├── MissingClientError          the client library of a backend is not installed (also ImportError)
    │   ├── PluginLoadError             a backend's plugin failed to import
    │   ├── InterfaceVersionError       a plugin was written for another interface of runic-core
    │   └── DuplicateBackendError       two distributions claim one name
    ├── UnsupportedFeatureError         the backend cannot do that (also NotImplementedError)
    └── DatabaseError                   what the database or the way to it reported
        ├── ConstraintError             a uniqueness or existence constraint was violated
        ├── CypherSyntaxError           the database could not read the statement
        ├── TransientError              a conflict: the same work may succeed when repeated
        ├── QueryTimeoutError           the statement took longer than allowed
        ├── ConnectionFailedError       no connection, or it was lost
        │   └── AuthenticationError     the server refused the credentials
        ├── MissingIndexError           a search found no index to search
        └── MissingGraphError           the graph or database does not exist

This module knows nothing of the rest of runic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = [
    "AuthenticationError",
    "BackendError",
    "ConnectionFailedError",
    "ConstraintError",
    "CypherSyntaxError",
    "DatabaseError",
    "DetachedEntityError",
    "DriverBusyError",
    "DuplicateBackendError",
    "DuplicateKeyError",
    "EntityNotFoundError",
    "FieldValidationError",
    "InterfaceVersionError",
    "LazyLoadError",
    "MetadataError",
    "MissingBackendError",
    "MissingClientError",
    "MissingGraphError",
    "MissingIndexError",
    "MultipleResultsError",
    "OrmError",
    "PartialFlushError",
    "PluginLoadError",
    "QueryTimeoutError",
    "SessionClosedError",
    "StaleEntityError",
    "StatementDroppedWarning",
    "StatementError",
    "TransactionActiveError",
    "TransientError",
    "UnboundStatementError",
    "UnknownBackendError",
    "UnrecoverableRollbackWarning",
    "UnsupportedFeatureError",
    "ValueEncodingError",
]


class OrmError(Exception):
    """Base of every error that runic raises."""


class EntityNotFoundError(OrmError):
    """A read that must find an entity found none."""


class DetachedEntityError(OrmError):
    """An entity that belongs to no session was asked for something that only a session can load."""


class LazyLoadError(OrmError):
    """A relation is not loaded and cannot be loaded at this place (async session, lazy loads forbidden)."""


class FieldValidationError(OrmError):
    """A value does not fit the field it was given to; raised before anything of the flush is sent.

    Attributes:
        owner: name of the model class.
        field: name of the field.
        value: the refused value.
        reason: why, in words.
    """

    def __init__(self, owner: str, field: str, value: Any, reason: str) -> None:
        super().__init__(f"{owner}.{field}: {reason}, got {shorten(value)}")
        self.owner = owner
        self.field = field
        self.value = value
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.owner, self.field, self.value, self.reason)


class ValueEncodingError(OrmError, ValueError):
    """A value cannot be stored by this database or sent to it; raised before anything is sent.

    Attributes:
        reason: why, in words.
        value: the refused value.
        index: its position when it was one of a column of values, else None.
    """

    def __init__(self, reason: str, value: Any, index: int | None = None) -> None:
        super().__init__(f"{reason}, got {shorten(value)}")
        self.reason = reason
        self.value = value
        self.index = index

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.reason, self.value, self.index)


class MetadataError(OrmError):
    """A model is declared wrongly, or two declarations contradict each other."""


class SessionClosedError(OrmError, RuntimeError):
    """A session was used after it had been closed."""


class StaleEntityError(OrmError):
    """A node or edge that should be updated, deleted or related no longer exists.

    Attributes:
        entities: the objects whose nodes were not found.
    """

    def __init__(self, message: str, entities: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.entities = list(entities)


class DuplicateKeyError(OrmError):
    """The session already holds another object with the key of the one that was added."""


class MultipleResultsError(OrmError):
    """More than one node answers to what must be one, for example two nodes with one key."""


class PartialFlushError(OrmError):
    """A flush stopped midway on a database that cannot undo what had been written.

    The session keeps what is not written yet; flushing again completes the work.

    Attributes:
        written: objects whose changes are in the database.
        pending: objects whose changes are not.
    """

    def __init__(self, message: str, written: Sequence[Any], pending: Sequence[Any]) -> None:
        super().__init__(message)
        self.written = list(written)
        self.pending = list(pending)


class StatementError(OrmError, ValueError):
    """A statement cannot mean anything: an alias that is not in scope, a field of another class, a name used twice."""


class UnboundStatementError(OrmError, RuntimeError):
    """A statement that belongs to no session was asked to run itself."""


class TransactionActiveError(OrmError, RuntimeError):
    """A transaction was begun on a connection that already runs one."""


class DriverBusyError(OrmError, RuntimeError):
    """A driver that can serve one session at a time is lent to another session."""


class BackendError(OrmError):
    """Base of the errors of finding and loading a backend."""


class UnknownBackendError(BackendError, ValueError):
    """No installed backend has that name."""


class MissingBackendError(UnknownBackendError, ImportError):
    """A documented module was imported whose backend is not installed."""


class MissingClientError(BackendError, ImportError):
    """A backend is installed, the client library that it needs is not."""


class PluginLoadError(BackendError):
    """A backend's plugin could not be imported; the original error is chained."""


class InterfaceVersionError(BackendError):
    """A plugin was written for an interface version that this runic-core does not speak."""


class DuplicateBackendError(BackendError):
    """Two installed distributions claim one backend name."""


class UnsupportedFeatureError(OrmError, NotImplementedError):
    """The backend cannot do what was asked; nothing was sent.

    Attributes:
        backend: name of the backend.
        feature: what was asked for.
    """

    def __init__(self, backend: str, feature: str, alternative: str = "") -> None:
        hint = f"; {alternative}" if alternative else ""
        super().__init__(f"{backend} does not support {feature}{hint}")
        self.backend = backend
        self.feature = feature
        self.alternative = alternative

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.backend, self.feature, self.alternative)


class DatabaseError(OrmError):
    """What a database, or the way to it, reported; the client library's error is chained.

    Attributes:
        statement: the Cypher text that was running, or None.
        code: the database's own code of the error, or None.
    """

    def __init__(self, message: str, *, statement: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.statement = statement
        self.code = code


class ConstraintError(DatabaseError):
    """A uniqueness, existence or type constraint refused a write, or existing data refused a constraint.

    Attributes:
        violations: of a constraint that existing data violates: the values that are shared, each with their number last.
    """

    violations: Sequence[tuple[Any, ...]] = ()


class CypherSyntaxError(DatabaseError):
    """The database could not read the statement."""


class TransientError(DatabaseError):
    """A conflict with other work: the whole unit of work may succeed when it is repeated."""


class QueryTimeoutError(DatabaseError):
    """The statement took longer than it was allowed to."""


class ConnectionFailedError(DatabaseError):
    """The server could not be reached, or the connection was lost."""


class AuthenticationError(ConnectionFailedError):
    """The server refused the credentials."""


class MissingGraphError(DatabaseError):
    """The graph or database that was named does not exist."""


class MissingIndexError(DatabaseError):
    """A search found no index to search; the message says how to create it."""


class StatementDroppedWarning(UserWarning):
    """A statement was derived from another and thrown away; statements never change in place."""


class UnrecoverableRollbackWarning(UserWarning):
    """A rollback could not undo what had been flushed, because the database has no transactions."""


def shorten(value: Any, limit: int = 120) -> str:
    """Return `repr(value)` cut to `limit` characters; a `repr` that raises is named by the type alone."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a strange repr must not hide the error that is told
        text = f"<{type(value).__name__}>"
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
