"""What is said for one statement before it is sent and after it was answered; shared by the sync and the async driver.

Pure: whoever holds the connection sends and waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import DatabaseError, ValueEncodingError
from runic_bolt.clauses import may_write
from runic_bolt.columns import columns_of
from runic_bolt.dialects.base import BoltDialect
from runic_bolt.errors import READ_ONLY
from runic_bolt.reply import Reader, counters
from runic_bolt.weighing import weight

__all__ = ["Exchange"]


class Exchange:
    """The rules of one dialect.

    Args:
        dialect: which one.
    """

    def __init__(self, dialect: BoltDialect) -> None:
        self.dialect = dialect
        self.reader = Reader(dialect.ident_of)

    def raw(self, cypher: Any, params: Mapping[str, Any] | None) -> Statement:
        """Return the statement of a user's own text; raises `ValueEncodingError` for a parameter that cannot be sent."""
        if not isinstance(cypher, str):
            raise TypeError(f"a statement must be text, got {cypher!r}")
        encode = self.dialect.codec.encode
        return Statement(cypher, {name: encode(value) for name, value in (params or {}).items()}, raw=True)

    def check(self, statement: Statement, *, read_only: bool) -> None:
        """Refuse what must not be sent.

        Raises:
            DatabaseError: a write in a read-only session.
            ValueEncodingError: text or names that have no form in UTF-8; more than the server takes at once.
        """
        if read_only and self.forbidden(statement):
            raise DatabaseError(READ_ONLY, statement=statement.text)
        self.measure(statement)
        if statement.raw:
            if not statement.text.strip():
                raise DatabaseError("an empty statement cannot be run", statement=statement.text)
            for text in (statement.text, *statement.params):
                _sendable(text)

    def measure(self, statement: Statement) -> None:
        """Refuse what the server would not answer; raises `ValueEncodingError`."""
        longest = self.dialect.longest_message
        if longest is None or weight(statement.params) + weight(statement.text) <= longest:
            return
        heaviest = max(statement.params, key=lambda name: weight(statement.params[name]), default="")
        raise ValueEncodingError(
            f"{self.dialect.name} answers no statement of more than {longest} bytes, its parameters among them; "
            f"send less at once than in parameter {heaviest!r}",
            statement.params.get(heaviest, statement.text),
        )

    def forbidden(self, statement: Statement) -> bool:
        """Return whether a read-only session must not send a statement."""
        if statement.writes:
            return True
        return statement.raw and not self.dialect.enforces_read_only and may_write(statement.text)

    def result(
        self, statement: Statement, rows: list[list[Any]], columns: list[str], summary: Any
    ) -> GraphResult:
        """Return what a statement returned."""
        result = self.reader.result(rows, columns, packed=statement.packed is True)
        if statement.raw:
            result.summary = counters(summary)
            if not columns and not self.dialect.names_columns:
                result.columns = columns_of(statement.text)
        return result


def _sendable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueEncodingError(
            "a statement must not hold a lone surrogate: it has no form in UTF-8", text
        ) from None
