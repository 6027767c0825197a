"""What the client raises, as our errors: the class, and a text without values."""

from __future__ import annotations

from typing import Any

import pytest
from neo4j import exceptions as client

from runic.ogm.exceptions import (
    AuthenticationError,
    ConnectionFailedError,
    ConstraintError,
    CypherSyntaxError,
    DatabaseError,
    MissingGraphError,
    QueryTimeoutError,
    TransientError,
    UnsupportedFeatureError,
)
from runic_bolt.client import product
from runic_bolt.errors import translate, was_dropped
from runic_bolt.writing import CUT


def reported(code: str, message: str) -> Any:
    make: Any = client.Neo4jError
    return make._hydrate_neo4j(code=code, message=message)


REPORTED: dict[str, tuple[str, str, type[DatabaseError]]] = {
    "unique": (
        "Neo.ClientError.Schema.ConstraintValidationFailed",
        "Node(36) already exists with label `P` and property `k` = 'topsecret'",
        ConstraintError,
    ),
    "unique on ArcadeDB": (
        "Neo.ClientError.Statement.ArgumentError",
        "Duplicated key [topsecret] found on index 'P[a]' already assigned to record #84:0",
        ConstraintError,
    ),
    "unique on Memgraph": (
        "Memgraph.ClientError.MemgraphError.MemgraphError",
        "Unable to commit due to unique constraint violation on :P(a)",
        ConstraintError,
    ),
    "type": (
        "Neo.ClientError.Statement.TypeError",
        "Property values can only be of primitive types. Encountered: Map{a: 'topsecret'}",
        DatabaseError,
    ),
    "syntax": ("Neo.ClientError.Statement.SyntaxError", 'bad\n"RETURN topsecret"\n ^', CypherSyntaxError),
    "deadlock": ("Neo.TransientError.Transaction.DeadlockDetected", "…", TransientError),
    "memory": ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", "…", DatabaseError),
    "terminated": ("Neo.TransientError.Transaction.Terminated", "…", QueryTimeoutError),
    "timeout": (
        "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
        "…",
        QueryTimeoutError,
    ),
    "timeout on Memgraph": (
        "Memgraph.TransientError.MemgraphError.MemgraphError",
        "Transaction was asked to abort because of transaction timeout.",
        QueryTimeoutError,
    ),
    "conflict on Memgraph": (
        "Memgraph.TransientError.MemgraphError.MemgraphError",
        "Cannot resolve conflicting transactions. Retry this transaction.",
        TransientError,
    ),
    "password": ("Neo.ClientError.Security.Unauthorized", "no", AuthenticationError),
    "password on Memgraph": (
        "Memgraph.ClientError.Security.Unauthenticated",
        "Authentication failure",
        AuthenticationError,
    ),
    "database": ("Neo.ClientError.Database.DatabaseNotFound", "Graph not found: nope", MissingGraphError),
    "read-only": ("Neo.ClientError.Statement.AccessMode", "Writing in read access mode", DatabaseError),
    "other": ("Neo.DatabaseError.Statement.ExecutionFailed", "too long", DatabaseError),
}


@pytest.mark.parametrize("name", REPORTED)
def test_reported(name: str) -> None:
    code, message, kind = REPORTED[name]
    error = translate(reported(code, message), "RETURN 1")
    assert type(error) is kind
    assert "topsecret" not in str(error)
    assert error.statement == "RETURN 1"


def test_texts_of_parameters_are_cut_out() -> None:
    error = translate(
        reported("Neo.ClientError.X.Y", "no 'topsecret'"), "x", {"rows": [{"a": ["topsecret"]}]}
    )
    assert "topsecret" not in str(error)


def test_texts_of_a_column_that_went_as_one_are_cut_out() -> None:
    refused = reported(
        "Neo.ClientError.Statement.ArgumentError", "cannot do it with secret-one, nor secret-two, 4711"
    )
    columns = {"c0": f"secret-one{CUT}{CUT}secret-two", "c1": f"4711{CUT}815", "cut": CUT}
    statement = (
        "WITH split($c0, $cut) AS c0, split($c1, $cut) AS c1 CREATE (n {a: c0[i], b: toInteger(c1[i])})"
    )
    text = str(translate(refused, statement, columns))
    assert "secret" not in text
    assert "cannot do it with" in text
    assert "4711" in text, "numbers are never cut out"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (client.ServiceUnavailable("gone"), ConnectionFailedError),
        (client.SessionExpired("gone"), ConnectionFailedError),
        (client.ConnectionAcquisitionTimeoutError("slow"), ConnectionFailedError),
        (client.ConfigurationError("odd"), ConnectionFailedError),
        (ConnectionResetError(), ConnectionFailedError),
        (client.DriverError("closed"), DatabaseError),
    ],
)
def test_of_the_client(error: Exception, kind: type[DatabaseError]) -> None:
    assert type(translate(error)) is kind


@pytest.mark.parametrize(
    ("agent", "backend"),
    [
        ("Neo4j/5.26.0", "neo4j"),
        ("Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)", "arcadedb"),
        ("Neo4j/v5.11.0 compatible graph database server - Memgraph", "memgraph"),
        ("Something/1.0", None),
    ],
)
def test_servers_are_told_apart(agent: str, backend: str | None) -> None:
    assert product(agent) == backend


def test_a_commit_without_an_answer_says_that_nobody_knows() -> None:
    error = translate(client.IncompleteCommit("Failed to read from defunct connection"))
    assert type(error) is ConnectionFailedError
    assert "not known" in str(error)


def test_impersonation_needs_the_enterprise_edition() -> None:
    refused = reported(
        "Neo.ClientError.Statement.ArgumentError", "Impersonation is not supported in community edition."
    )
    error = translate(refused)
    assert isinstance(error, UnsupportedFeatureError)
    assert "connect as that user" in str(error)


@pytest.mark.parametrize(
    ("error", "dropped"),
    [
        (client.ServiceUnavailable("Failed to read from defunct connection"), True),
        (client.SessionExpired("…"), True),
        (client.ServiceUnavailable("Couldn't connect to localhost:7687"), False),
        (client.ConnectionAcquisitionTimeoutError("…"), False),
        (client.TransientError("…"), False),
        (OSError("…"), False),
    ],
)
def test_a_dropped_connection_is_told_from_a_server_that_is_away(error: Exception, dropped: bool) -> None:
    assert was_dropped(error) is dropped
