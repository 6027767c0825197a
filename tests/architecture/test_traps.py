"""Every known trap of a database has a test that exists."""

from __future__ import annotations

import ast
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from runic.testing.kit.catalog import all_cases
from tests.traps import TRAPS

ROOT = Path(__file__).parents[2]
KNOWN = {"falkordb": 20, "arcadedb": 14, "age": 22, "neo4j": 16, "memgraph": 10}


@cache
def _functions(file: str) -> frozenset[str]:
    """Return the names of the functions of a test file; none where it does not exist."""
    path = ROOT / file
    if not path.exists():
        return frozenset()
    found = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return frozenset(node.name for node in found if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _exists(test: str) -> bool:
    if test.startswith("kit:"):
        return any(fnmatch(f"{case.section}.{case.name}", test.removeprefix("kit:")) for case in all_cases())
    file, _, function = test.partition("::")
    return function in _functions(file) if function else any(ROOT.glob(file))


@pytest.mark.parametrize("backend", TRAPS)
def test_every_trap_is_held_by_a_test(backend: str) -> None:
    assert list(TRAPS[backend]) == list(range(1, KNOWN[backend] + 1))
    for number, trap in TRAPS[backend].items():
        assert trap.what
        assert trap.tests, f"{backend} {number}"
        missing = [test for test in trap.tests if not _exists(test)]
        assert not missing, f"{backend} {number} ({trap.what})"
