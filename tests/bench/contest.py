"""Measuring two ways of doing one thing, in turns, so that what disturbs one disturbs the other. Knows no database."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

Timed = Callable[[], object]
"""The part that is timed; a contestant prepares it untimed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Args:
        work: what was done.
        runic: what runic took, in `unit`.
        other: what the other took, None where there is none.
        bar: what is to be held, in words.
        held: whether it is.
        unit: of both numbers.
        beside: who the other is.
    """

    work: str
    runic: float
    other: float | None
    bar: str
    held: bool
    unit: str
    beside: str = "by hand"

    @property
    def ratio(self) -> float | None:
        """How many times what the other took."""
        return None if self.other is None else self.runic / self.other


def contest(
    work: str,
    runic: Callable[[], Timed],
    other: Callable[[], Timed],
    *,
    limit: float,
    number: int,
    rounds: int = 5,
    warm: int = 0,
    per: str = "row",
) -> Line:
    """Let both do the work in turns and compare the medians.

    Args:
        work: what it is.
        runic, other: prepare one run and return what is timed.
        limit: how many times the other's time runic may take.
        number: how many pieces one run does.
        rounds: how often it counts.
        warm: how often before that it does not, for a server that compiles its code while it runs.
        per: what one piece is called.
    """
    times: dict[int, list[float]] = {0: [], 1: []}
    for turn in range(warm + rounds):
        for who in (0, 1) if turn % 2 == 0 else (1, 0):
            times[who].append(timed((runic, other)[who]()))
    ours, theirs = (median(times[who][warm:]) / number * 1e6 for who in (0, 1))
    return Line(work, ours, theirs, f"<= {limit:g} x by hand", ours <= limit * theirs, f"us a {per}")


def alone(
    work: str, run: Callable[[], Timed], *, limit: float, number: int, rounds: int = 5, per: str = "entity"
) -> Line:
    """Measure what has a bar in microseconds of its own and waits for nothing: in time of the processor."""
    ours = median(timed(run(), process_time) for _ in range(rounds)) / number * 1e6
    return Line(work, ours, None, f"<= {limit:g} us", ours <= limit, f"us a {per}")


def timed(run: Timed, clock: Callable[[], float] = perf_counter) -> float:
    """Return how long a run takes, in seconds; garbage is collected before, and what it returns is let go after."""
    gc.collect()
    start = clock()
    kept = run()
    took = clock() - start
    del kept
    return took


def table(lines: list[Line]) -> str:
    """Return the lines as a table in text."""
    head = f"{'work':<36} {'runic':>9} {'beside it':>9} {'ratio':>6}  {'unit':<14} {'bar':<24}"
    out = [head, "-" * len(head)]
    for line in lines:
        other = "" if line.other is None else f"{line.other:9.2f}"
        ratio = "" if line.ratio is None else f"{line.ratio:6.2f}"
        verdict = "held" if line.held else "NOT HELD"
        out.append(
            f"{line.work:<36} {line.runic:9.2f} {other:>9} {ratio:>6}  {line.unit:<14} {line.bar:<24} {verdict}"
        )
    return "\n".join(out)
