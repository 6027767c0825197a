"""The works that need no database: constructing, hydrating, compiling, importing, memory."""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from statistics import median
from typing import Any

from runic.ogm import Session, select
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.query.compile import compile_statement
from runic.testing import ScriptedDriver
from tests.bench.contest import Line, Timed, alone
from tests.bench.models import PROPERTIES, Member, data

NUMBER = 10_000


@dataclass
class Plain:
    """What a person would write without a mapper."""

    uid: str
    name: str
    email: str
    age: int
    score: float
    active: bool


def lines() -> list[Line]:
    """Do all of them."""
    return [construct(), plain(), hydrate(), cold(), warm(), imported(), memory()]


def construct() -> Line:
    """Constructing from keywords."""
    rows = data(NUMBER)
    return alone(
        "construct one entity", lambda: lambda: [Member(**row) for row in rows], limit=2, number=NUMBER
    )


def plain() -> Line:
    """The same of a dataclass, to compare with."""
    rows = data(NUMBER)
    line = alone(
        "  (a plain dataclass)", lambda: lambda: [Plain(**row) for row in rows], limit=2, number=NUMBER
    )
    return Line(line.work, line.runic, None, "", line.held, line.unit)


def _answering() -> tuple[ScriptedDriver, Callable[[], None]]:
    driver = ScriptedDriver()
    rows = data(NUMBER)

    def refill() -> None:
        # fresh lists: what a driver returns belongs to the session
        driver.reads.append(
            GraphResult([[i, *(row[name] for name in PROPERTIES)] for i, row in enumerate(rows)])
        )

    return driver, refill


def hydrate() -> Line:
    """Making entities of rows that are there already, with the identity map and all that a session does."""
    driver, refill = _answering()

    def run() -> Timed:
        refill()
        session = Session(driver)
        return lambda: session.scalars(select(Member))

    return alone("hydrate one entity", run, limit=2, number=NUMBER)


def _statement(limit: int) -> Any:
    return select(Member).where((Member.age > limit) & (Member.name == "x")).order_by(Member.uid).limit(10)


def cold() -> Line:
    """Compiling statements whose shape was never met: each has an alias of its own."""
    dialect, numbers = ScriptedDriver().dialect, count()

    def run() -> Timed:
        statements = [_statement(3).alias(f"n{next(numbers)}") for _ in range(300)]
        return lambda: [compile_statement(statement, dialect, want="entities") for statement in statements]

    return alone("compile 3 clauses, cold", run, limit=30, number=300, per="statement")


def warm() -> Line:
    """Compiling statements whose shape was compiled before, with other values."""
    dialect = ScriptedDriver().dialect
    compile_statement(_statement(0), dialect, want="entities")

    def run() -> Timed:
        statements = [_statement(i) for i in range(1000)]
        return lambda: [compile_statement(statement, dialect, want="entities") for statement in statements]

    return alone("compile 3 clauses, warm", run, limit=3, number=1000, per="statement")


def imported() -> Line:
    """Importing in a fresh interpreter."""
    code = "from time import process_time as t; s = t(); import runic.ogm; print(t() - s)"
    times = [float(subprocess.check_output([sys.executable, "-c", code], text=True)) for _ in range(5)]
    took = median(times) * 1e3
    return Line("import runic.ogm", took, None, "<= 100 ms", took <= 100, "ms")


def memory() -> Line:
    """Bytes of one loaded entity, with its share of the session, beside an object with the same values."""
    driver, refill = _answering()
    session = Session(driver)

    def load() -> object:
        return session.scalars(select(Member))

    def objects() -> object:
        out = []
        for row in data(NUMBER):
            one = Plain.__new__(Plain)
            one.__dict__.update(row)
            out.append(one)
        return out

    refill()
    ours, theirs = _bytes(load), _bytes(objects)
    values = _bytes(lambda: data(NUMBER)) - _bytes(lambda: [dict.fromkeys(PROPERTIES) for _ in range(NUMBER)])
    ours += values  # the rows that the driver answered with were there before
    return Line(
        "memory of a loaded entity",
        ours,
        theirs,
        "<= 2 x a plain object",
        ours <= 2 * theirs,
        "bytes",
        "plain",
    )


def _bytes(make: Callable[[], object]) -> float:
    gc.collect()
    tracemalloc.start()
    kept = make()
    gc.collect()
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return used / NUMBER
