"""The statements that make a connection ready for AGE, a graph, and the tables of labels.

Pure text: the sync and the async pool run the same plan. Whatever is made is made under a lock, so that sessions which need
the same label at once do not disturb each other.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, Final

import psycopg

from runic_age.exchange import KNOWN, Labels

__all__ = ["LOCK", "Plan", "graph_plan", "labels_plan", "ready_plan"]

Plan = Generator[tuple[str, Any], Sequence[tuple[Any, ...]], None]

LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('runic'), hashtext(%s))"
_GRAPHS: Final = "SELECT 1 FROM ag_catalog.ag_graph WHERE name = %s"


def ready_plan() -> Plan:
    """Load the library and put its schema into the search path, which operators and new labels need.

    A role that may not load it need not where the server does; where it does not, the first statement says so.
    """
    path = (yield "SELECT current_setting('search_path')", None)[0][0]
    if "ag_catalog" not in path:
        yield f"SET search_path = ag_catalog, {path or 'public'}", None
    yield "SAVEPOINT runic_ready", None
    try:
        yield "LOAD 'age'", None
    except psycopg.errors.InsufficientPrivilege:
        yield "ROLLBACK TO SAVEPOINT runic_ready", None
    yield "RELEASE SAVEPOINT runic_ready", None


def graph_plan(graph: str) -> Plan:
    """Make the graph if it is missing; to be run in a transaction."""
    if (yield _GRAPHS, (graph,)):
        return
    yield LOCK, (graph,)
    if not (yield _GRAPHS, (graph,)):
        yield f"SELECT ag_catalog.create_graph('{graph}')", None


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


def _indexed(graph: str, name: str, *columns: str) -> Plan:
    where = (
        "SELECT a.attname FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
        "WHERE i.indrelid = format('%%I.%%I', %s::text, %s::text)::regclass"
    )
    there = {column for (column,) in (yield where, (graph, name))}
    for column in columns:
        if column not in there:
            yield f'CREATE INDEX ON "{graph}"."{name}" ({column})', None
