"""Statements of several steps in SQL: what one group of a flush becomes.

A step's rows may become parameters of the steps behind it. The text of a script is that of its steps; `$g` in it stands for
the graph. Pure data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from runic.ogm.cypher.record import record
from runic.ogm.cypher.statement import Statement

__all__ = ["GRAPH", "Script", "Step", "array"]

GRAPH: Final = "$g"
"""Stands for the schema of the graph, quoted."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of SQL.

    Args:
        text: with parameters as `%(name)s`, and `$g` for the graph.
        keep: the names under which the columns of its one row, the texts of arrays, are parameters of later steps.
        needs: the name of such a parameter; the step is left out where it is empty.
    """

    text: str
    keep: tuple[str, ...] = ()
    needs: str = ""


@record
class Script(Statement):
    """One group of a flush.

    Args:
        steps: in order.
        nodes: labels whose tables must exist.
        edges: edge types whose tables must exist.
        answer: how the result is read: "made" (how many ids, and their text: joined by commas in the order of the rows, or
            the first alone where the others count up from it), "pairs" (row and id), "number" (one number), "rows" (those
            of the last step, as they are), "which" (a kept parameter: the numbers, from 1, of the rows that found something,
            which are counted where they are all), or the name of a kept parameter, whose distinct values are counted.
        size: how many rows there are.
    """

    steps: tuple[Step, ...] = ()
    nodes: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    answer: Literal["made", "pairs", "number", "rows", "which"] | str = "number"  # noqa: PYI051 - the words are told apart
    size: int = 0


def array(values: Sequence[Any]) -> str:
    """Return numbers as the text of an array of PostgreSQL; None becomes a null."""
    return f"{{{','.join(['NULL' if value is None else str(value) for value in values])}}}"
