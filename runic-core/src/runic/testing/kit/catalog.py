"""The list of all cases, section by section."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final

from runic.testing.case import Case

__all__ = ["SECTIONS", "all_cases", "section"]

SECTIONS: Final = (
    "contract",
    "values",
    "identifiers",
    "keys",
    "flush",
    "bulk",
    "transactions",
    "identity",
    "detached",
    "relations",
    "edges",
    "sequences",
    "lists",
    "loading",
    "polymorphism",
    "repositories",
    "queries",
    "filters",
    "predicates",
    "ordering",
    "projections",
    "aggregates",
    "traversals",
    "paging",
    "statements",
    "evaluation",
    "hostile",
    "schema",
    "fulltext",
    "vectors",
    "errors",
    "concurrency",
)


def section(name: str) -> tuple[Case, ...]:
    """Return the cases of one section in the order in which they are written."""
    module = import_module(f"runic.testing.kit.{name}")
    return tuple(value for value in vars(module).values() if isinstance(value, Case))


@cache
def all_cases() -> tuple[Case, ...]:
    """Return the cases of every section."""
    return tuple(case for name in SECTIONS for case in section(name))
