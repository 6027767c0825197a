"""Plans that run statements: those of the query language, raw ones, and the end of a transaction."""

# entities are Any here, and their state is the protocol between core and work
# pyright: reportPrivateUsage=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from runic.ogm.core.models import Node
from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import (
    MetadataError,
    StatementError,
    UnrecoverableRollbackWarning,
    ValueEncodingError,
)
from runic.ogm.mapping.hydrate import EdgeHydrator, NodeHydrator
from runic.ogm.mapping.shape import Compiled, EntityShape, ScalarShape
from runic.ogm.values import GraphNode
from runic.ogm.work import load
from runic.ogm.work.flush import flush
from runic.ogm.work.steps import Marker, Plan

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = [
    "adopt",
    "all_rows",
    "all_with_edges",
    "commit",
    "count",
    "ids",
    "pauses",
    "raw",
    "rollback",
    "scalar",
    "scalars",
]


# -- statements of the query language ------------------------------------------------------------------------------


def send(unit: UnitOfWork, stmt: Any, want: str) -> Plan[tuple[Compiled, list[list[Any]]]]:
    """Compile a statement, flush what it must see, and return its compiled form with the rows that came."""
    from runic.ogm.query.compile import compile_statement  # what compiles is loaded by the first statement

    compiled = compile_statement(stmt, unit.mapper.dialect, want)
    if stmt._fetch and want != "count":
        check_fetch(unit, stmt, compiled, want)
    if unit.autoflush and not unit.idle:
        yield from flush(unit)
    if compiled.search is None:
        result = yield compiled.statement
    else:
        from runic.ogm.work.search import ask

        result = yield from ask(unit, compiled)
    return compiled, result.rows


def check_fetch(unit: UnitOfWork, stmt: Any, compiled: Compiled, want: str) -> None:
    """Refuse relations that the entities of a statement do not have, before anything is sent."""
    shape = compiled.shapes[0]
    if want not in {"entities", "scalar"} or compiled.tuples or not isinstance(shape, EntityShape):
        raise StatementError(
            "fetch() loads relations of the entities of all(), one() and scalars(); this returns values or rows"
        )
    load.check_paths(unit, shape.cls, load.paths_of(stmt._fetch))


def columns(unit: UnitOfWork, compiled: Compiled, rows: list[list[Any]]) -> Plan[list[list[Any]]]:
    """Return for each shape of a result its value in every row: entities, edge objects or decoded values."""
    origin = unit.hold(())
    read: list[list[Any]] = []
    for reader in unit.mapper.readers(compiled.shapes):
        if isinstance(reader, NodeHydrator):
            read.append(reader.entities(rows, unit.identity, origin))
        elif isinstance(reader, EdgeHydrator):
            read.append(reader.edges(rows, unit.identity, origin))
        else:
            read.append(plain(reader, rows))
    yield from load.fetch_eager(unit, origin.peers)
    return read


def plain(shape: ScalarShape, rows: list[list[Any]]) -> list[Any]:
    """Return the decoded values of one column."""
    place, decode, absent = shape.place, shape.decode, shape.absent
    if decode is None:
        return [absent if row[place] is None else row[place] for row in rows]
    return [absent if row[place] is None else decode(row[place]) for row in rows]


def scalars(unit: UnitOfWork, stmt: Any) -> Plan[list[Any]]:
    """Return the entities of a statement, or the values of its first column."""
    compiled, rows = yield from send(unit, stmt, "entities")
    values = results(compiled, (yield from columns(unit, compiled, rows)))
    if compiled.drop_missing:
        values = [value for value in values if value is not None]
    yield from fetched(unit, stmt, compiled, values)
    return values


def scalar(unit: UnitOfWork, stmt: Any) -> Plan[Any]:
    """Return the first entity or value of a statement, or None."""
    compiled, rows = yield from send(unit, stmt, "scalar")
    values = results(compiled, (yield from columns(unit, compiled, rows)))
    yield from fetched(unit, stmt, compiled, values)
    return values[0] if values else None


def results(compiled: Compiled, read: list[list[Any]]) -> list[Any]:
    """Return the values of the first column, or whole rows where these are the results."""
    return list(zip(*read, strict=True)) if compiled.tuples else read[0]


def ids(unit: UnitOfWork, stmt: Any) -> Plan[list[Any]]:
    """Return the ids of the entities of a statement."""
    _, rows = yield from send(unit, stmt, "ids")
    return [row[0] for row in rows]


def fetched(unit: UnitOfWork, stmt: Any, compiled: Compiled, entities: list[Any]) -> Plan[None]:
    """Load the relations that `fetch()` of the statement named."""
    if stmt._fetch:
        yield from load.fetch_all(unit, entities, load.paths_of(stmt._fetch))


def count(unit: UnitOfWork, stmt: Any) -> Plan[int]:
    """Return the number of rows that a statement matches."""
    _, rows = yield from send(unit, stmt, "count")
    return int(rows[0][0]) if rows else 0


def all_rows(unit: UnitOfWork, stmt: Any) -> Plan[list[dict[str, Any]]]:
    """Return one dict a row, keyed by alias or column text."""
    compiled, rows = yield from send(unit, stmt, "rows")
    read = yield from columns(unit, compiled, rows)
    names = [shape.name for shape in compiled.shapes]
    return [dict(zip(names, values, strict=True)) for values in zip(*read, strict=True)]


def all_with_edges(unit: UnitOfWork, stmt: Any) -> Plan[list[tuple[Any, ...]]]:
    """Return one tuple a row: nodes in the order of the statement, the edge between them."""
    compiled, rows = yield from send(unit, stmt, "edges")
    read = yield from columns(unit, compiled, rows)
    return list(zip(*read, strict=True))


# -- raw Cypher ----------------------------------------------------------------------------------------------------


def raw(unit: UnitOfWork, cypher: Any, params: Any, *, write: bool) -> Plan[GraphResult]:
    """Run Cypher that a user wrote and return what came."""
    if not isinstance(cypher, str) or not cypher.strip():
        raise TypeError(f"execute() takes Cypher text, got {cypher!r}")
    encoded = encode_params(unit, params)
    if unit.autoflush and not unit.idle:
        yield from flush(unit)
    result: GraphResult = yield Statement(cypher, encoded, writes=write, raw=True)
    return result


def encode_params(unit: UnitOfWork, params: Any) -> dict[str, Any]:
    """Encode the parameters of raw Cypher; an entity stands for its id.

    Raises:
        TypeError: when `params` is no mapping of names.
        ValueEncodingError: when a value cannot be sent; names the parameter.
    """
    if params is None:
        return {}
    given: dict[Any, Any] = dict(params) if isinstance(params, Mapping) else {0: params}
    if not all(isinstance(name, str) for name in given):
        raise TypeError(f"parameters are given as a mapping of names to values, got {type(params).__name__}")
    encode = unit.mapper.dialect.codec.encode
    encoded: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, Node):
            if value._ident is None:
                raise ValueEncodingError(
                    f"parameter {name!r}: the entity has no id before it is flushed", value
                )
            value = value._ident
        try:
            encoded[name] = encode(value)
        except ValueEncodingError as refused:
            raise ValueEncodingError(f"parameter {name!r}: {refused.reason}", refused.value) from refused
    return encoded


def adopt(unit: UnitOfWork, cls: type[Any], nodes: Sequence[GraphNode]) -> list[Any]:
    """Return the entities of raw nodes: the ones that the session holds already, new ones for the others.

    Raises:
        MetadataError: when a node carries none of the class's labels.
    """
    origin = unit.hold(())
    unit.ids_hold = False  # nobody knows when they were read
    entities: list[Any] = []
    for node in nodes:
        entity = unit.identity.by_id.get(node.id)
        held = entity is not None and isinstance(entity, cls)
        if not held and (entity is not None or unit.mapper.node_plan(cls).primary_label not in node.labels):
            raise MetadataError(f"a node labelled {sorted(node.labels)} is no {cls.__name__}")
        if entity is None:
            entity = unit.mapper.decode(cls, node)
            entity.__dict__["_origin"] = origin
            origin.peers.append(entity)
            unit.register(entity)
        entities.append(entity)
    return entities


# -- the end of a transaction --------------------------------------------------------------------------------------


def commit(unit: UnitOfWork) -> Plan[None]:
    """Flush and make it durable."""
    if not unit.idle:
        yield from flush(unit)
    try:
        yield Marker.COMMIT
    except BaseException:
        if unit.transactional:
            unit.commit_failed()
        raise
    unit.committed()


def rollback(unit: UnitOfWork) -> Plan[None]:
    """Undo what can be undone; the session's state follows even when the server cannot be reached any more."""
    try:
        yield Marker.ROLLBACK
    finally:
        kept = 0 if unit.transactional else unit.flushed
        unit.rolled_back()
    if kept:
        warnings.warn(
            f"{kept} flushed writes stay in the database: it has no transactions that span statements",
            UnrecoverableRollbackWarning,
            stacklevel=6,
        )


def pauses(attempts: int) -> Iterator[float | None]:
    """Yield how long to wait after each failed attempt, in seconds, growing and jittered; None after the last."""
    for number in range(attempts):
        last = number == attempts - 1
        yield None if last else min(0.05 * 2**number, 2.0) * random.uniform(0.5, 1.5)  # noqa: S311 - spreads retries
