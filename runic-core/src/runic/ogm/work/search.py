"""How a search is run: as any statement, but a missing index becomes an error that says how to create it.

Knows the records of searches and the dialect's questions about them; no database by name.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from runic.ogm.core.metadata import get_metadata
from runic.ogm.cypher.select import FulltextSearch, HybridSearch, Search, VectorSearch
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import DatabaseError, MissingIndexError
from runic.ogm.mapping.shape import Compiled
from runic.ogm.work.steps import Plan

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = ["ask"]

_seen: WeakKeyDictionary[Any, set[tuple[str, tuple[str, ...]]]] = WeakKeyDictionary()


def ask(unit: UnitOfWork, compiled: Compiled) -> Plan[GraphResult]:
    """Run a search and return its result.

    Raises:
        MissingIndexError: the index is not there, or does not hold what is searched.
    """
    dialect: Any = unit.mapper.dialect
    search: Search = compiled.search
    try:
        result: GraphResult = yield compiled.statement
    except DatabaseError as error:
        if dialect.search_failed(error):
            raise _missing(search, str(error)) from error
        raise
    # where a missing index is no error, nothing found may mean that nothing was searched
    text = search.text if isinstance(search, HybridSearch) else search
    if isinstance(text, FulltextSearch) and (text is not search or not any(map(any, result.rows))):
        yield from _check(unit, dialect, text)
    return result


def _check(unit: UnitOfWork, dialect: Any, search: FulltextSearch) -> Plan[None]:
    """Look whether the index is there; once a session for each label."""
    seen = _seen.setdefault(unit, set())
    key = (search.label, search.properties)
    listing = None if key in seen else dialect.search_index(search)
    if listing is None:
        return
    held = {row[0] for row in (yield listing).rows}
    lacking = [name for name in search.properties if name not in held]
    if lacking or not held:
        raise _missing(search, f"it holds {', '.join(sorted(held))}" if held else "there is none")
    seen.add(key)


def _missing(search: Search, reason: str) -> MissingIndexError:
    parts: list[FulltextSearch | VectorSearch] = (
        [search.text, search.near] if isinstance(search, HybridSearch) else [search]
    )
    places = " or ".join(map(_place, parts))
    classes = ", ".join(_declaring(parts[0].label))
    return MissingIndexError(
        f"no {places} was found to search ({reason}); create what the models declare: "
        f"SchemaManager(driver).sync_schema([{classes}]), from runic.migrate"
    )


def _place(search: FulltextSearch | VectorSearch) -> str:
    if isinstance(search, VectorSearch):
        return f"vector index on {search.label}.{search.property}"
    return f"full-text index on {search.label}.{', '.join(search.properties or search.indexed)}"


def _declaring(label: str) -> list[str]:
    """Return the names of the classes whose indexes are on a label."""
    nodes = get_metadata().all_nodes()
    return [meta.name for meta in nodes if meta.primary_label == label and not meta.abstract]
