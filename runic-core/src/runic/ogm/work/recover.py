"""After a connection was lost in the middle of a flush: find out what had been written.

On a database without transactions the fate of the statement that was running is unknown: it may have been carried out
although no answer came. Sending it again could create nodes twice, so the next flush asks first. Statements that can be
repeated without harm (updates, edges) are not asked about.
"""

# entities are Any here, and their state is the protocol between core and work
# pyright: reportPrivateUsage=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from runic.ogm.cypher.writes import FindNodes, NodeMatch
from runic.ogm.mapping.plan import NodePlan
from runic.ogm.work.settle import Settle
from runic.ogm.work.steps import Plan

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = ["find", "match_of", "recover"]

_ROUNDED: Final = frozenset({"float", "vector", "point"})


def match_of(unit: UnitOfWork, plan: NodePlan, entities: Sequence[Any], *, by_id: bool = True) -> NodeMatch:
    """Return how to find the nodes of entities of one class: by id, checked by the key unless the id is enough."""
    key = None
    # a rounded key that was read does not compare equal to the stored one; the id must do
    if plan.key is not None and not (by_id and (unit.ids_hold or plan.key.spec.kind.name in _ROUNDED)):
        key = plan.key.column([entity.__dict__.get(plan.key.name) for entity in entities], create=False)
    return NodeMatch(plan.labels, [entity._ident for entity in entities] if by_id else None, key)


def find(unit: UnitOfWork, match: NodeMatch, size: int) -> Plan[list[tuple[int, Any]]]:
    """Return row number and id of every node that answers to a match."""
    found: list[tuple[int, Any]] = []
    for write in unit.mapper.dialect.render_write(FindNodes(match, size)):
        result = yield write.statement
        found += [(write.start + row, ident) for row, ident in result.rows]
    return found


def recover(unit: UnitOfWork) -> Plan[None]:
    """Ask which of the rows of a lost statement are written, and settle those."""
    uncertain, unit.uncertain = unit.uncertain, set()
    for held, settle in ((unit.pending, settle_created), (unit.deleted, settle_deleted)):
        groups: dict[type, list[Any]] = {}
        for entity in list(held.values()):
            if id(entity) in uncertain:
                groups.setdefault(type(entity), []).append(entity)
        for cls, members in groups.items():
            plan = unit.mapper.node_plan(cls)
            by_id = held is unit.deleted
            if plan.key is None and not by_id:
                continue
            found = yield from find(unit, match_of(unit, plan, members, by_id=by_id), len(members))
            settle(unit, members, dict(found))


def settle_created(unit: UnitOfWork, members: list[Any], found: dict[int, Any]) -> None:
    """Take what is there as created, and write all its properties once more: they may have changed since."""
    rows = [number for number in range(len(members)) if number in found]
    entities = [members[number] for number in rows]
    if entities:
        Settle(unit).created(entities, [found[number] for number in rows])
        for entity in entities:
            entity._dirty = True


def settle_deleted(unit: UnitOfWork, members: list[Any], found: dict[int, Any]) -> None:
    """Take what is no longer there as deleted."""
    gone = [entity for number, entity in enumerate(members) if number not in found]
    if gone:
        Settle(unit).deleted(gone, [])
