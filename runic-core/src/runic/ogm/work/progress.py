"""Carrying out a flush: the tasks are sent one by one and their answers settled.

`plan_flush` in `tasks` is the pure half; `flush.md` beside this file tells the algorithm in prose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from runic.ogm.cypher.writes import RenderedWrite
from runic.ogm.driver.pausing import collector_paused
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import (
    ConnectionFailedError,
    MultipleResultsError,
    OrmError,
    PartialFlushError,
    QueryTimeoutError,
    StaleEntityError,
)
from runic.ogm.work.recover import find, match_of, recover
from runic.ogm.work.staged import EdgeChange
from runic.ogm.work.steps import Plan
from runic.ogm.work.tasks import Task, by_class, plan_flush

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = ["carry_out"]


def carry_out(unit: UnitOfWork) -> Plan[None]:
    """Send what waits; what was lost on the way before is asked for first."""
    if unit.uncertain:
        yield from recover(unit)
    with collector_paused(unit.waiting):
        tasks = plan_flush(unit)
    progress = Progress(unit, tasks)
    for task in tasks:
        try:
            yield from progress.carry_out(task)
        except BaseException as error:  # noqa: BLE001 - told apart and raised again
            progress.fail(error)
    progress.finish()


class Progress:
    """How far a flush has come, and what has to be settled when."""

    def __init__(self, unit: UnitOfWork, tasks: list[Task]) -> None:
        self.unit = unit
        self.tasks = tasks
        self.written: list[Any] = []
        self.sent = False
        self.deferred: list[tuple[Task, Sequence[Any], Sequence[Any]]] = []

    def carry_out(self, task: Task) -> Plan[None]:
        render = self.unit.mapper.dialect.render_write
        for write in render(task.group()):
            self.sent = True
            try:
                result = yield write.statement
            except (ConnectionFailedError, QueryTimeoutError):
                if not self.unit.transactional:
                    self.unit.uncertain |= {id(row) for row in rows_of(task, write)}
                raise
            yield from self.answer(task, write, result)

    def answer(self, task: Task, write: RenderedWrite, result: GraphResult) -> Plan[None]:
        rows = rows_of(task, write)
        idents: list[Any] = []
        if write.answer == "ids":
            found: dict[int, Any] = dict(map(tuple, result.rows))
            if len(found) != len(rows):
                raise OrmError(f"{task.title}: the database answered for {len(found)} of {len(rows)} rows")
            idents = [found[number] for number in range(len(rows))]
        elif write.answer == "in order":
            idents = result.rows[0][0] if result.rows else []
            if len(idents) != len(rows):
                raise OrmError(f"{task.title}: the database answered for {len(idents)} of {len(rows)} rows")
        else:
            hits: int | list[int] = result.rows[0][0] if result.rows else 0
            if isinstance(hits, list):
                raise stale(task, absent(task, rows, Counter(hits)))
            if task.strict and (hits != len(rows) if write.answer == "hits" else not hits):
                yield from self.explain(task, rows, hits, certain=write.answer == "hits")
        if self.unit.transactional:
            for row, ident in zip(rows, idents, strict=False):
                row.__dict__["_ident"] = ident
            self.deferred.append((task, rows, idents))
        else:
            task.settle(rows, idents)
            self.written += rows

    def explain(self, task: Task, rows: list[Any], hits: int, *, certain: bool) -> Plan[None]:
        """Find out which rows missed their node, or met more than one, and raise; unless `certain`, there may be none."""
        ends = {id(entity): entity for row in rows for entity in task.entities(row)}
        missing: list[Any] = []
        for plan, members in by_class(self.unit, list(ends.values())):
            found = yield from find(self.unit, match_of(self.unit, plan, members), len(members))
            missing += absent(task, members, Counter(row for row, _ in found))
        if not missing and not certain:
            return
        if not missing:
            raise StaleEntityError(
                f"{task.title}: the database found {hits} of {len(rows)} rows", list(ends.values()) or rows
            )
        raise stale(task, missing)

    def fail(self, error: BaseException) -> None:
        """Leave the state as it was before the flush, or say how far it came."""
        if self.unit.transactional:
            self.unit.failed = self.sent
            for _, rows, idents in self.deferred:
                for row, _ in zip(rows, idents, strict=False):
                    row.__dict__.pop("_ident", None)
            raise error
        if not self.written or not isinstance(error, Exception):
            raise error
        done = {id(row) for row in self.written}
        pending = [row for task in self.tasks for row in task.rows if id(row) not in done]
        raise PartialFlushError(
            f"the flush stopped after {len(self.written)} of {len(self.written) + len(pending)} writes "
            f"({error}); what is written stays written, flushing again completes the work",
            [_public(row) for row in self.written],
            [_public(row) for row in pending],
        ) from error

    def finish(self) -> None:
        for task, rows, idents in self.deferred:
            task.settle(rows, idents)
        staged = self.unit.staged
        if staged.clears and self.unit.transactional:
            self.unit.journal.clears.append(dict(staged.clears))
        staged.discard_clears()


def absent(task: Task, entities: Sequence[Any], counts: Counter[int]) -> list[Any]:
    """Return the entities whose row found no node; raises `MultipleResultsError` when one found several."""
    missing: list[Any] = []
    for number, entity in enumerate(entities):
        if counts[number] > 1:
            raise MultipleResultsError(
                f"{task.title}: {counts[number]} nodes answer to the key of {entity!r}; make its key unique"
            )
        if not counts[number]:
            missing.append(entity)
    return missing


def stale(task: Task, missing: list[Any]) -> StaleEntityError:
    """Return the error that names the entities whose node is gone."""
    names = ", ".join(repr(entity) for entity in missing[:5])
    return StaleEntityError(
        f"{task.title}: {len(missing)} of the nodes no longer exist: {names}; "
        f"expunge them, or roll back, and repeat the work",
        missing,
    )


def _public(row: Any) -> Any:
    return (row.source, row.relation.name, row.target) if isinstance(row, EdgeChange) else row


def rows_of(task: Task, write: RenderedWrite) -> list[Any]:
    """Return the rows of a task that one statement carries."""
    return task.rows[write.start : write.start + write.size]
