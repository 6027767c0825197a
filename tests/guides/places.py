"""Where the programs and pages of the documentation run: an emptied graph on a database of the tests."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from runic.testing import BackendUnderTest
from tests.servers import require
from tests.servers.catalog import ServerHandle

__all__ = ["Place", "empty_place"]


@dataclass(frozen=True, slots=True)
class Place:
    """A graph without nodes.

    Args:
        backend: the name of the backend.
        options: what `create_driver(backend, **options)` takes to reach it.
    """

    backend: str
    options: dict[str, Any]

    @property
    def arguments(self) -> list[str]:
        """The same for the command line of an example."""
        told = [part for name, value in self.options.items() for part in ("-o", f"{name}={value}")]
        return ["--backend", self.backend, *told]


def empty_place(name: str) -> Place:
    """Return a graph on a database of the catalog, emptied; skip or fail the test where the database does not run."""
    handle = require(name)
    kit, module = _under_test(name, handle)
    assert kit.reset is not None
    kit.reset()
    graph = {"graph": module.GRAPH} if hasattr(module, "GRAPH") else {}
    return Place(handle.backend, {**handle.options, **graph})


_made: dict[str, tuple[BackendUnderTest, Any]] = {}


def _under_test(name: str, handle: ServerHandle) -> tuple[BackendUnderTest, Any]:
    """Return a database as the kit takes it, made once, since it holds a client."""
    if name not in _made:
        module = import_module(f"tests.conformance.{name.partition('-')[0]}")
        _made[name] = module.under_test(handle), module
    return _made[name]
