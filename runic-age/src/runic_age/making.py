"""The statements that make a connection ready for AGE, a graph, and the tables of labels.

Pure text: the sync and the async pool run the same plan. Whatever is made is made under a lock, so that sessions which need
the same label at once do not disturb each other.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from runic.ogm.exceptions import MissingGraphError
from runic_age.exchange import KNOWN, Labels

__all__ = ["LOCK", "Learning", "Plan", "Server", "graph_plan", "labels_plan", "ready_plan"]

Plan = Generator[tuple[str, Any], Sequence[tuple[Any, ...]], "Server | None"]


@dataclass(frozen=True, slots=True)
class Server:
    """What a connection tells about the server.

    Args:
        version: that of AGE.
        relaxed: whether every statement of a transaction sees what is committed by then.
    """

    version: str
    relaxed: bool


class Learning:
    """What a source of connections knows of its server.

    Attributes:
        version: that of AGE, None until a connection told it.
        relaxed: whether every statement of a transaction sees what is committed by then; False until a connection told it.
    """

    version: str | None = None
    relaxed: bool = False

    def learn(self, server: Server | None) -> None:
        """Note what a connection told."""
        if server is not None:
            self.version, self.relaxed = server.version, server.relaxed


LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('runic'), hashtext(%s))"
_VERSION: Final = (
    "SELECT extversion, current_setting('default_transaction_isolation') FROM pg_catalog.pg_extension "
    "WHERE extname = 'age'"
)
_RELAXED: Final = frozenset({"read committed", "read uncommitted"})
_GRAPHS: Final = "SELECT 1 FROM ag_catalog.ag_graph WHERE name = %s"


def ready_plan(*, loaded: bool = False) -> Plan:
    """Load the library and put its schema into the search path, which operators and new labels need.

    A role that may not load it need not where the server does; where it does not, the first statement says so.

    Args:
        loaded: whether this connection has loaded the library before.
    """
    path = (yield "SELECT current_setting('search_path')", None)[0][0]
    if "ag_catalog" not in path:
        yield f"SET search_path = ag_catalog, {path or 'public'}", None
    if loaded:
        return None
    yield "SAVEPOINT runic_ready", None
    try:
        yield "LOAD 'age'", None
    except psycopg.errors.InsufficientPrivilege:
        yield "ROLLBACK TO SAVEPOINT runic_ready", None
    yield "RELEASE SAVEPOINT runic_ready", None
    return None


def graph_plan(graph: str) -> Plan:
    """Make the graph if it is missing, and return what server this is; to be run in a transaction.

    Raises:
        MissingGraphError: the database has no graphs at all.
    """
    version = yield _VERSION, None
    if not version:
        raise MissingGraphError(
            "this database does not have the extension age; let a superuser run CREATE EXTENSION age in it"
        )
    if not (yield _GRAPHS, (graph,)):
        yield LOCK, (graph,)
        if not (yield _GRAPHS, (graph,)):
            yield f"SELECT ag_catalog.create_graph('{graph}')", None
    return Server(str(version[0][0]), version[0][1] in _RELAXED)


def labels_plan(graph: str, labels: Labels) -> Plan:
    """Make the tables of labels and edge types that are missing; to be run in a transaction.

    AGE makes indexes on ids and ends from 1.7 on; here they are made on 1.5, too: without them every row that is written by
    its id costs a scan of the table.
    """
    yield from graph_plan(graph)
    yield LOCK, (graph,)
    known = {name for (name,) in (yield KNOWN, (graph,))}
    for name in labels.nodes:
        if name not in known:
            yield f"SELECT ag_catalog.create_vlabel('{graph}', '{name}')", None
            yield from _indexed(graph, name, "id")
    for name in labels.edges:
        if name not in known:
            yield f"SELECT ag_catalog.create_elabel('{graph}', '{name}')", None
            yield from _indexed(graph, name, "id", "start_id", "end_id")
    return None


def _indexed(graph: str, name: str, *columns: str) -> Plan:
    where = (
        "SELECT a.attname FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
        "WHERE i.indrelid = format('%%I.%%I', %s::text, %s::text)::regclass"
    )
    there = {column for (column,) in (yield where, (graph, name))}
    for column in columns:
        if column not in there:
            yield f'CREATE INDEX ON "{graph}"."{name}" ({column})', None
    return None
