"""Which databases can run here. Each has a module of its name in this package with a function `start`.

A name may say which edition of a database: `neo4j-2026` is started by `start("2026")` in `neo4j`, and reported by itself.

Starting happens once in a test session, when the database is first asked for. A database that cannot be started is
reported as not run, never as passed; those that `RUNIC_REQUIRE_BACKENDS` names (separated by commas) must run.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

BACKENDS: Final = ("falkordb", "neo4j", "neo4j-2026", "memgraph", "arcadedb", "age", "age-1.8")


@dataclass(frozen=True, slots=True)
class ServerHandle:
    """A database that runs.

    Args:
        backend: name of the backend.
        options: what `create_driver(backend, **options)` needs to reach it.
        how: how it came to run, for the report.
        stop: ends it; nothing where it was running before.
        edition: which of several editions of the database; empty for the usual one.
    """

    backend: str
    options: Mapping[str, Any]
    how: str
    stop: Callable[[], None] = field(default=lambda: None)
    edition: str = ""

    @property
    def name(self) -> str:
        """Its name among the databases that can run here."""
        return f"{self.backend}-{self.edition}" if self.edition else self.backend


@dataclass(frozen=True, slots=True)
class NotRun:
    """Why a database does not run here."""

    reason: str


_asked: Final[dict[str, ServerHandle | NotRun]] = {}
_used: Final[set[str]] = set()


def server(backend: str) -> ServerHandle | NotRun:
    """Start a database, once; return how to reach it, or why it does not run."""
    if backend not in _asked:
        _asked[backend] = _start(backend)
    return _asked[backend]


def _start(backend: str) -> ServerHandle | NotRun:
    name, _, edition = backend.partition("-")
    module = f"tests.servers.{name}"
    if find_spec(module) is None:
        return NotRun("this version speaks to no such server")
    start = import_module(module).start
    started: ServerHandle | NotRun = start(edition) if edition else start()
    if isinstance(started, ServerHandle):
        atexit.register(started.stop)
    return started


def available() -> dict[str, ServerHandle | NotRun]:
    """Return every database by name, started, or with the reason why it is not."""
    return {backend: server(backend) for backend in BACKENDS}


def require(backend: str) -> ServerHandle:
    """Return a database for a test; skip the test, or fail it where the database must run."""
    import pytest

    handle = server(backend)
    if isinstance(handle, ServerHandle):
        _used.add(backend)
        return handle
    if backend in required():
        raise pytest.fail.Exception(f"{backend} must run and does not: {handle.reason}", pytrace=False)
    raise pytest.skip.Exception(f"{backend} not run: {handle.reason}")


def required() -> frozenset[str]:
    """Return the names of the databases that must run."""
    return frozenset(filter(None, os.environ.get("RUNIC_REQUIRE_BACKENDS", "").replace(" ", "").split(",")))


def used() -> frozenset[str]:
    """Return the names of the databases that some test ran on."""
    return frozenset(_used)


def report() -> dict[str, str]:
    """Return for each database whether it was run, how, or why not; starts nothing."""
    return {backend: _verdict(backend) for backend in BACKENDS}


def _verdict(backend: str) -> str:
    handle = _asked.get(backend)
    if isinstance(handle, ServerHandle) and backend in _used:
        return f"run: {handle.how}"
    why = handle.reason if isinstance(handle, NotRun) else "no test asked for it"
    return f"NOT RUN, and had to: {why}" if backend in required() else f"not run: {why}"
