"""The way into a flush: most calls find that nothing waits.

What carries it out is loaded by the first flush that has something to send: a program that only reads never needs it.
`flush.md` beside this file tells the algorithm in prose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runic.ogm.exceptions import DatabaseError
from runic.ogm.work.steps import Plan

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = ["flush"]


def flush(unit: UnitOfWork) -> Plan[None]:
    """Send everything that waits in the unit of work.

    Raises:
        FieldValidationError: when a value does not fit its field; nothing was sent.
        StaleEntityError: when a node to update, delete or relate no longer exists.
        PartialFlushError: when a database without transactions failed after something had been written.
    """
    if unit.idle:
        return
    if unit.failed:
        raise DatabaseError(
            "a flush or the commit of this transaction failed; call rollback() before going on"
        )
    from runic.ogm.work.progress import carry_out

    yield from carry_out(unit)
