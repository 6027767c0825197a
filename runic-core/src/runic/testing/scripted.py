"""Drivers that need no server: they note what is sent and answer by a script, or as a database that finds everything.

For tests of flush plans, statement counts, failures and retries. Knows no backend; takes any dialect.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from runic.ogm.cypher.statement import Statement
from runic.ogm.cypher.writes import WriteGroup
from runic.ogm.driver.dialect import Dialect
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import ConnectionFailedError
from runic.testing.counting import Sent
from runic.testing.plain import NotingDialect, as_dialect, plain_dialect

__all__ = ["Answer", "AsyncScriptedConnection", "AsyncScriptedDriver", "ScriptedConnection", "ScriptedDriver"]

Answer = GraphResult | BaseException | Callable[[Statement], GraphResult]


class _Scripted:
    """What both colours share.

    Args:
        script: what the next statements are answered with: a result, an error that is raised, or a function of the
            statement. After its end writes find everything they look for, and reads find nothing.
        reads: the same for reads only; writes do not use it up.
        dialect: the dialect that statements are rendered with; a neutral one with a plain codec when it is not given.
        transactional: whether rollback undoes, as far as the session is told.

    Attributes:
        sent: what was sent, and `fail_at`.
        events: "acquire", "begin", "commit", "rollback", "release" and "close", in order.
    """

    def __init__(
        self,
        script: Iterable[Answer] = (),
        *,
        reads: Iterable[Answer] = (),
        dialect: Dialect | None = None,
        transactional: bool = False,
    ) -> None:
        self.notes = NotingDialect(
            plain_dialect() if dialect is None else dialect, transactional=transactional
        )
        self.transactional = transactional
        self.script: deque[Answer] = deque(script)
        self.reads: deque[Answer] = deque(reads)
        self.sent = Sent()
        self.events: list[str] = []
        self.closed = False

    @property
    def dialect(self) -> Dialect:
        """The dialect."""
        return as_dialect(self.notes)

    @property
    def statements(self) -> list[Statement]:
        """Every statement that was sent."""
        return self.sent.statements

    @property
    def groups(self) -> list[WriteGroup]:
        """The write groups behind the statements that were sent, in order."""
        found = (self.notes.group_of(statement) for statement in self.sent.statements)
        return [group for group in found if group is not None]

    def then(self, *answers: Answer) -> None:
        """Answer the next statements with these."""
        self.script.extend(answers)

    def reply(self, statement: Statement) -> GraphResult:
        """Note a statement and answer it."""
        if self.closed:
            raise ConnectionFailedError("the driver is closed", statement=statement.text)
        self.sent.note(statement)
        is_read = self.notes.group_of(statement) is None
        if self.script:
            result = _given(self.script.popleft(), statement)
        elif is_read and self.reads:
            result = _given(self.reads.popleft(), statement)
        else:
            result = self.notes.answer(statement)
        self.sent.done()
        return result


def _given(answer: Answer, statement: Statement) -> GraphResult:
    if isinstance(answer, BaseException):
        raise answer
    return answer if isinstance(answer, GraphResult) else answer(statement)


class ScriptedDriver(_Scripted):
    """A sync driver that answers by a script; its arguments are those of `_Scripted`."""

    def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Note Cypher and answer it."""
        return self.reply(Statement(cypher, dict(params or {}), raw=True))

    def acquire(self, *, read_only: bool = False) -> ScriptedConnection:
        """Lend a connection."""
        self.events.append("acquire")
        return ScriptedConnection(self)

    def close(self) -> None:
        """Refuse everything from now on."""
        self.closed = True
        self.events.append("close")


class ScriptedConnection:
    """A connection of a `ScriptedDriver`."""

    def __init__(self, driver: ScriptedDriver) -> None:
        self.driver = driver
        self.transactional = driver.transactional

    def run(self, statement: Statement) -> GraphResult:
        """Note a statement and answer it."""
        return self.driver.reply(statement)

    def begin(self) -> None:
        """Note it."""
        self.driver.events.append("begin")

    def commit(self) -> None:
        """Note it."""
        self.driver.events.append("commit")

    def rollback(self) -> None:
        """Note it."""
        self.driver.events.append("rollback")

    def release(self) -> None:
        """Note it."""
        self.driver.events.append("release")


class AsyncScriptedDriver(_Scripted):
    """The async twin of `ScriptedDriver`."""

    async def execute(self, cypher: str, params: Mapping[str, Any] | None = None) -> GraphResult:
        """Note Cypher and answer it."""
        return self.reply(Statement(cypher, dict(params or {}), raw=True))

    def acquire(self, *, read_only: bool = False) -> AsyncScriptedConnection:
        """Lend a connection."""
        self.events.append("acquire")
        return AsyncScriptedConnection(self)

    async def close(self) -> None:
        """Refuse everything from now on."""
        self.closed = True
        self.events.append("close")


class AsyncScriptedConnection:
    """A connection of an `AsyncScriptedDriver`."""

    def __init__(self, driver: AsyncScriptedDriver) -> None:
        self.driver = driver
        self.transactional = driver.transactional

    async def run(self, statement: Statement) -> GraphResult:
        """Note a statement and answer it."""
        return self.driver.reply(statement)

    async def begin(self) -> None:
        """Note it."""
        self.driver.events.append("begin")

    async def commit(self) -> None:
        """Note it."""
        self.driver.events.append("commit")

    async def rollback(self) -> None:
        """Note it."""
        self.driver.events.append("rollback")

    async def release(self) -> None:
        """Note it."""
        self.driver.events.append("release")
