"""What is said to the server for one statement, and how its answers become a result.

Pure: a conversation is a generator that yields orders and receives rows, or the client's errors; whoever runs it does the
waiting, with or without an event loop.
"""

# names are checked by runic_age.names, values are parameters
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import psycopg

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.protocol import SENT, GraphResult
from runic.ogm.exceptions import CypherSyntaxError, DatabaseError, ValueEncodingError
from runic_age.agtype import column, dumps
from runic_age.errors import translate
from runic_age.layout import rows as laid_out
from runic_age.layout import width
from runic_age.scanning import columns_of, trimmed, writes
from runic_age.script import GRAPH, Script
from runic_age.seeking import Seek

__all__ = ["KNOWN", "Conversation", "Exchange", "Labels", "Order", "Query"]


@dataclass(frozen=True, slots=True)
class Query:
    """One statement of SQL, to be run on the connection of the conversation; the answer is its rows.

    Args:
        text: as it is sent.
        params: by name or place.
        cypher: whether the text only wraps Cypher.
    """

    text: str
    params: Any = None
    cypher: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """Tables that must be there, to be made where others see them at once; no answer is wanted."""

    nodes: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()


Order = Query | Labels
Fetched = Sequence[tuple[Any, ...]]
Conversation = Generator[Order, Fetched, GraphResult]

KNOWN: Final = (
    "SELECT l.name FROM ag_catalog.ag_label AS l JOIN ag_catalog.ag_graph AS g ON l.graph = g.graphid "
    "WHERE g.name = %s"
)
"""Asks for the names of all tables of a graph."""

# AGE passes every returned value as an argument of a function inside, of which there are as many at most
_MOST_COLUMNS: Final = 1_600


class Exchange:
    """The conversations about one graph.

    Args:
        graph: its name.
    """

    def __init__(self, graph: str) -> None:
        self.graph = graph
        quoted = graph.replace('"', '""')
        self.schema = f'"{quoted}"'
        # replaced as a whole, since threads share it
        self.seen: frozenset[str] = frozenset()

    def forget(self) -> None:
        """Forget which tables are there: a rollback may have undone them."""
        self.seen = frozenset()

    def talk(
        self, statement: Statement, known: set[str], *, read_only: bool = False, alone: bool = False
    ) -> Conversation:
        """Return the conversation that runs a statement.

        Args:
            statement: what is to be run.
            known: labels and types whose tables are known to be there in this transaction; grows.
            read_only: whether writing is refused, before anything is sent.
            alone: whether no transaction has begun, which an error would end.

        Raises:
            DatabaseError: what the server or the client reports; a write where only reading is allowed.
            UnsupportedFeatureError: the text returns `*`.
        """
        if read_only and (statement.writes or (not isinstance(statement, Script) and writes(statement.text))):
            raise DatabaseError(
                "this session is read-only and the statement writes; open a session without it",
                statement=statement.text,
            )
        if isinstance(statement, Script):
            talk = self._script(statement, known)
        elif statement.columns and isinstance(statement.columns[0], Seek):
            talk = self._seek(statement, known, alone)
        else:
            talk = self._cypher(statement, statement.columns)
        order: Order | None = None
        try:
            order = next(talk)
            while True:
                try:
                    fetched = yield order
                except psycopg.Error as error:
                    order = talk.throw(error)
                else:
                    order = talk.send(fetched)
        except StopIteration as done:
            result: GraphResult = done.value
            return result
        except psycopg.Error as error:
            if error.sqlstate == "42P01":
                self.forget()
            raise translate(error, self._told(statement, order)) from error

    def _told(self, statement: Statement, order: Order | None) -> str:
        """Return what was running: Cypher as it was written, or the SQL that stood in for it."""
        if isinstance(order, Query) and not order.cypher:
            return order.text
        return statement.text.replace(GRAPH, self.schema) if isinstance(statement, Script) else statement.text

    # -- Cypher --------------------------------------------------------------------------------------------------------

    def _seek(self, statement: Statement, known: set[str], alone: bool) -> Conversation:
        """Run the query in SQL where its tables are there, else as Cypher, to which a missing label is an empty one."""
        seek: Seek = statement.columns[0]
        layout = statement.columns[1:]
        if not seek.tables <= self.seen and not known:
            yield from self._learn(known)
        if not seek.tables <= self.seen:
            return (yield from self._cypher(statement, layout))
        params = {name: None if value is None else dumps(value) for name, value in statement.params.items()}
        text = seek.text.replace(GRAPH, self.schema)
        try:
            fetched = yield Query(text, params)
        except psycopg.errors.UndefinedTable:
            if not alone:
                raise
            # somebody dropped it
            self.forget()
            return (yield from self._cypher(statement, layout))
        return GraphResult(laid_out(fetched, layout), [], {SENT: text})

    def _learn(self, known: set[str]) -> Generator[Order, Fetched, None]:
        known.update(name for (name,) in (yield Query(KNOWN, (self.graph,))))
        self.seen |= known

    def _cypher(self, statement: Statement, layout: tuple[Any, ...]) -> Conversation:
        names = () if layout else columns_of(statement.text)
        text = self.wrapped(statement.text, width(layout) if layout else len(names))
        fetched = yield Query(text, (sendable(statement),), cypher=True)
        if layout:
            return GraphResult(laid_out(fetched, layout), [])
        if not names:
            return GraphResult()
        values = [column(cells) for cells in zip(*fetched, strict=True)]
        return GraphResult(list(map(list, zip(*values, strict=True))), list(names))

    def wrapped(self, cypher: str, number: int) -> str:
        """Return the SQL around a text of Cypher that returns a number of columns."""
        return _wrapped(self.graph, cypher, number)

    # -- scripts -------------------------------------------------------------------------------------------------------

    def _script(self, script: Script, known: set[str]) -> Conversation:
        yield from self._tables(script, known)
        params = dict(script.params)
        fetched: Fetched = []
        sent: list[str] = []
        for step in script.steps:
            if step.needs and params[step.needs] == "{}":
                if step.keep:
                    params |= dict.fromkeys(step.keep, "{}")
                continue
            sent.append(step.text.replace(GRAPH, self.schema))
            fetched = yield Query(sent[-1], params)
            if step.keep:
                params |= {name: text or "{}" for name, text in zip(step.keep, fetched[0], strict=True)}
        result = _answer(script, fetched, params)
        result.summary = {SENT: ";\n".join(sent)}
        return result

    def _tables(self, script: Script, known: set[str]) -> Generator[Order, Fetched, None]:
        """See to it that the tables of a script are there; asked once in a transaction."""
        wanted = {*script.nodes, *script.edges}
        if wanted <= known:
            return
        if not known:
            yield from self._learn(known)
        missing = wanted - known
        if missing:
            yield Labels(
                tuple(name for name in script.nodes if name in missing),
                tuple(name for name in script.edges if name in missing),
            )
            known |= missing
            self.seen |= missing


def _answer(script: Script, fetched: Fetched, params: dict[str, Any]) -> GraphResult:
    match script.answer:
        case "made":
            return GraphResult([[_idents(*fetched[0])]], ["ids"])
        case "pairs":
            return GraphResult([[int(row), int(ident)] for row, ident in fetched], ["row", "id"])
        case "number":
            return GraphResult([[int(fetched[0][0])]], ["hits"])
        case "rows":
            return GraphResult(list(map(list, fetched)))
        case "which":
            return GraphResult([[_which(params["which"][1:-1], script.size)]], ["hits"])
        case kept:
            values = params[kept][1:-1]
            return GraphResult([[len(set(values.split(","))) if values else 0]], ["hits"])


def _idents(size: int | None, text: str | None) -> list[int]:
    """Return the ids of what was made."""
    told = [] if text is None else list(map(int, text.split(",")))
    return list(range(told[0], told[0] + size)) if size and len(told) == 1 else told


def _which(text: str, size: int) -> int | list[int]:
    """Return the number of rows where each was told once, else the rows."""
    told = text.split(",") if text else []
    return size if len(told) == size == len(set(told)) else [int(number) - 1 for number in told]


def sendable(statement: Statement) -> str:
    """Return the parameters of a statement as the one argument of agtype; raises `ValueEncodingError`."""
    if "\0" in statement.text:
        raise ValueEncodingError("a statement must not hold a NUL character", statement.text)
    try:
        statement.text.encode()
    except UnicodeEncodeError:
        raise ValueEncodingError(
            "a statement must not hold a lone surrogate: it has no form in UTF-8", statement.text
        ) from None
    params = dict(statement.params)
    if any("\0" in name or not name.isprintable() for name in params):
        raise ValueEncodingError("the name of a parameter must be printable text", None)
    return dumps(params)


@lru_cache(2_000)
def _wrapped(graph: str, cypher: str, number: int) -> str:
    if number > _MOST_COLUMNS:
        raise CypherSyntaxError(
            f"a statement returns at most {_MOST_COLUMNS} columns, not {number}", statement=cypher
        )
    text = trimmed(cypher)
    tag = "q"
    while f"${tag}" in text:
        tag += "q"
    columns = ", ".join([f"c{place} agtype" for place in range(max(number, 1))])
    doubled = text.replace("%", "%%")
    return f"SELECT * FROM ag_catalog.cypher('{graph}', ${tag}$ {doubled}\n${tag}$, %s) AS ({columns})"
