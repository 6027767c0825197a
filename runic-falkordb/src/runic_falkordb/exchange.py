"""What is said to the server for one statement, and how its answers become a result.

Pure: a conversation is a generator that yields commands and receives replies, or the client's errors; whoever runs it does
the waiting, with or without an event loop.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

from redis.exceptions import ResponseError

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import DatabaseError, TransientError, ValueEncodingError
from runic_falkordb.errors import CLIENT_ERRORS, is_missing_graph, translate
from runic_falkordb.header import header
from runic_falkordb.reply import Names, Reader, UnknownNameError, read_result, text_of

__all__ = ["Conversation", "Exchange"]

Command = list[Any]
Conversation = Generator[Command, Any, GraphResult]

_QUERY: Final = "GRAPH.QUERY"
_RO_QUERY: Final = "GRAPH.RO_QUERY"
# how often the names of a graph are read again when its schema changes meanwhile
_PATIENCE: Final = 10
_PLAIN: Final = Reader(Names())


class Exchange:
    """The conversations about one graph.

    Args:
        graph: its name.
        timeout: milliseconds that a reading statement may take, or None.
    """

    def __init__(self, graph: str, timeout: int | None = None) -> None:
        self.graph = graph
        self.limit: tuple[Any, ...] = () if timeout is None else ("timeout", timeout)
        # replaced as a whole, since threads share it
        self.reader = _PLAIN

    def talk(self, statement: Statement, *, read_only: bool = False) -> Conversation:
        """Return the conversation that runs a statement.

        Raises:
            DatabaseError: what the server or the client reports; a write in a read-only session, before it is sent.
            ValueEncodingError: a parameter cannot be written.
        """
        if read_only and statement.writes:
            raise DatabaseError(
                "this session is read-only and the statement writes; open a session without it",
                statement=statement.text,
            )
        # a user's own text takes the writing path, so that a forgotten write=True still works
        path = _RO_QUERY if read_only or not (statement.writes or statement.raw) else _QUERY
        command = [
            path,
            self.graph,
            _sendable(statement),
            "--compact",
            *(() if statement.writes else self.limit),
        ]
        try:
            if statement.raw:
                return (yield from self._raw(command))
            try:
                reply = yield command
            except ResponseError as error:
                reply = yield from self._without_graph(error, command, read_only=read_only)
            if reply is None:
                return GraphResult()
            reply = _decoded(reply)
        except CLIENT_ERRORS as error:
            raise translate(error, statement.text) from error
        except UnicodeDecodeError as error:
            raise DatabaseError(
                "the database holds text that is no UTF-8", statement=statement.text
            ) from error
        return read_result(reply, _PLAIN, packed=statement.packed)

    def _without_graph(
        self, error: ResponseError, command: Command, *, read_only: bool
    ) -> Generator[Command, Any, Any]:
        """Answer for a graph that is not there, where reading finds nothing; raises any other error."""
        if not is_missing_graph(error) or command[0] == _QUERY:
            raise error
        if read_only:
            return None
        # the writing path makes an empty graph and gives the answer of one: a count is 0, not missing
        return (yield [_QUERY, *command[1:]])

    def _raw(self, command: Command) -> Conversation:
        """Run a user's statement, whose result may hold entities, and those the numbers of names.

        Names are kept from one statement to the next. Their version goes with the statement; where it is not the server's,
        the server answers with its own instead of running anything: the graph has grown, or it is another one of that name.
        """
        for _ in range(_PATIENCE):
            reader = self.reader
            reply = yield [*command, "version", reader.names.version]
            if len(reply) != 2 or not isinstance(reply[0], Exception):
                return (yield from self._read(command[0], _decoded(reply), reader))
            yield from self._learn(command[0], reply[1])
        raise TransientError(
            "the graph's labels, types and property names keep changing; repeat the statement"
        )

    def _read(self, path: str, reply: Any, reader: Reader) -> Conversation:
        try:
            return read_result(reply, reader)
        except UnknownNameError:
            pass
        # the statement made names itself
        yield from self._learn(path, reader.names.version)
        if not self.reader.names.extends(reader.names):
            raise DatabaseError(
                "the graph was replaced while the result of a statement was read; repeat what only reads"
            )
        try:
            return read_result(reply, self.reader)
        except UnknownNameError:
            raise DatabaseError("the graph was replaced while the result of a statement was read") from None

    def _learn(self, path: str, version: int) -> Generator[Command, Any, None]:
        """Read the names of the graph. They may be newer than `version`; then the server says so at the next statement."""
        reply = yield [path, self.graph, Names.QUERY, "--compact"]
        self.reader = Reader(Names.read(version, _decoded(reply)))


def _sendable(statement: Statement) -> bytes:
    text = statement.text
    if statement.raw and "\0" in text:
        raise ValueEncodingError(
            "a statement must not hold a NUL character: the server would stop reading there", text
        )
    try:
        return (header(statement.params) + text).encode()
    except UnicodeEncodeError:
        raise ValueEncodingError(
            "a statement must not hold a lone surrogate: it has no form in UTF-8", text
        ) from None


def _decoded(reply: Any) -> Any:
    """Return the reply as text, also where the client was told to leave it as bytes."""
    last = reply[-1]
    return text_of(reply) if last and type(last[0]) is bytes else reply
