"""`python -m tests.bench [BACKEND …]`: what runic costs beside code written by hand, and which bars are held."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from time import perf_counter
from typing import Any

from tests.bench import local
from tests.bench.contest import table
from tests.bench.database import ROWS, Works
from tests.servers.catalog import NotRun, server

BY_HAND = {
    "falkordb": "tests.bench.falkordb:FalkorDBByHand",
    "neo4j": "tests.bench.neo4j:Neo4jByHand",
    "neo4j-2026": "tests.bench.neo4j:Neo4jByHand",
    "arcadedb": "tests.bench.arcadedb:ArcadeDBByHand",
    "age": "tests.bench.age:AGEByHand",
    "age-1.8": "tests.bench.age:AGEByHand",
}
# one statement takes 0.1 ms here, and twice that where client and server are on two cores and wake each other up: the kernel
# puts each connection's process where it likes, so that one contestant may have what the other has not
ONE_CORE = frozenset({"age", "age-1.8"})


def main(names: list[str]) -> int:
    """Print the tables; return 0 also when a bar is not held: benchmarks are no tests."""
    unknown = [name for name in names if name not in BY_HAND]
    if unknown:
        print(f"nothing is written by hand for {', '.join(unknown)}; choose from {', '.join(BY_HAND)}")
        return 2
    start = perf_counter()
    print(f"Python {platform.python_version()}; medians of rounds in turns; {ROWS} rows of 6 properties\n")
    print(table(local.lines()))
    for name in names or BY_HAND:
        with _one_core() if name in ONE_CORE and hasattr(os, "sched_setaffinity") else nullcontext():
            _measure(name)
    print(f"\n{perf_counter() - start:.0f} s")
    return 0


def _measure(name: str) -> None:
    handle = server(name)
    if isinstance(handle, NotRun):
        print(f"\n{name}: not run: {handle.reason}")
        return
    print(f"\n{name} ({handle.how})\n{table(Works(_by_hand(name)(handle.options)).lines())}")
    handle.stop()


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep this process, and servers that it starts, on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _by_hand(name: str) -> Any:
    from importlib import import_module

    module, _, attribute = BY_HAND[name].partition(":")
    return getattr(import_module(module), attribute)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
