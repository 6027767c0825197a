"""What a flush would send, in words and statements, for people and for tests. Sends nothing."""

from __future__ import annotations

from collections.abc import Iterable

from runic.ogm.driver.dialect import Dialect
from runic.ogm.work.tasks import Task

__all__ = ["describe"]


def describe(tasks: Iterable[Task], dialect: Dialect) -> str:
    """Return the tasks of a flush as text: a line for each group of writes, its statements indented below it.

    Edges of nodes that are not created yet are shown without their ends' ids, which only the flush will know.
    """
    lines: list[str] = []
    for task in tasks:
        lines.append(task.title)
        for write in dialect.render_write(task.group()):
            lines += [f"    {line}" for line in write.statement.text.splitlines()]
    return "\n".join(lines)
