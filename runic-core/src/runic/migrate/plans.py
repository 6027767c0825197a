"""The work of the managers, written once for both colours: generators that yield calls of an adapter.

A plan yields a `Call`, receives what the adapter returned, and returns its own result; the managers carry plans out. Nothing
here waits.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from runic.migrate.comparison import (
    Comparison,
    SchemaInfo,
    ValidationResult,
    described,
    identity,
    refusals,
    single_fields,
)
from runic.ogm.core.metadata import get_metadata
from runic.ogm.driver.schema import AsyncIndexAdapter, IndexAdapter, spec_of
from runic.ogm.schema.index_manager import extract_declared_specs, extract_entity_type, registered_specs
from runic.ogm.values import IndexSpec

__all__ = ["Call", "Plan", "Progress"]

T = TypeVar("T")

AnyAdapter = IndexAdapter | AsyncIndexAdapter
Classes = Iterable[type] | None
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Call:
    """A method of an adapter that is to be called."""

    method: str
    args: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


Plan = Generator[Call, Any, T]

_LIST = Call("list_indexes")
_CREATE = {
    "RANGE": "create_range_index",
    "UNIQUE": "create_unique_constraint",
    "FULLTEXT": "create_fulltext_index",
    "VECTOR": "create_vector_index",
}
_DROP = {
    "RANGE": "drop_range_index",
    "UNIQUE": "drop_unique_constraint",
    "FULLTEXT": "drop_fulltext_index",
    "VECTOR": "drop_vector_index",
}


def create_indexes(
    adapter: AnyAdapter, classes: Iterable[type], *, look: bool, progress: Progress | None = None
) -> Plan[None]:
    """Create what classes declare; with `look` only what is missing."""
    given = list(classes)
    specs = _checked(adapter, _declared(given))
    yield Call("ensure_entity_types", ([extract_entity_type(cls) for cls in given],))
    yield from _create(adapter, specs, look=look, progress=progress)


def create_spec(adapter: AnyAdapter, spec: IndexSpec) -> Plan[None]:
    """Create one; the fields that a full-text index has already stay in it."""
    yield from _create(adapter, _checked(adapter, [spec]), look=False)


def drop_specs(specs: Iterable[IndexSpec], progress: Progress | None = None) -> Plan[None]:
    """Drop indexes and constraints, the fields of one full-text index together."""
    for spec in _gathered(specs):
        if progress is not None:
            progress(f"drop {described(spec)}")
        yield Call(_DROP[spec.index_type], (spec.label, *spec.fields), {"entity": spec.entity})


def validate(adapter: AnyAdapter, classes: Classes) -> Plan[ValidationResult]:
    """Compare what classes declare with what exists."""
    found = yield from _compare(adapter, classes)
    errors = [*found.errors, *refusals(adapter.check, found.declared)]
    missing, extra = found.missing, found.extra
    return ValidationResult(not (missing or extra or errors), missing, extra, errors)


def diff(adapter: AnyAdapter, classes: Classes) -> Plan[str]:
    """Compare, and say it in lines."""
    found = yield from _compare(adapter, classes)
    return found.diff()


def info(adapter: AnyAdapter, classes: Classes) -> Plan[SchemaInfo]:
    """Compare, and look at labels and types too."""
    found = yield from _compare(adapter, classes)
    labels = yield Call("list_labels")
    types = yield Call("list_edge_types")
    return SchemaInfo(found.declared, found.existing, found.missing, found.extra, labels, types)


def sync(
    adapter: AnyAdapter, classes: Classes, *, drop_extra: bool, progress: Progress | None = None
) -> Plan[None]:
    """Declare types, drop what is extra or differs where that is wanted, create what is missing."""
    given = _given(classes)
    specs = _checked(adapter, _declared(given))
    yield Call("ensure_entity_types", ([extract_entity_type(cls) for cls in given],))
    if drop_extra:
        found = yield from _compare(adapter, given)
        differing = [there for _, there in found.drifted]
        yield from drop_specs([*found.extra, *differing], progress)
        if not (found.missing or found.extra or differing):
            return
    yield from _create(adapter, specs, look=True, progress=progress)


def ensure_types(classes: Classes) -> Plan[None]:
    """Declare labels and types with their properties."""
    yield Call("ensure_entity_types", ([extract_entity_type(cls) for cls in _given(classes)],))


def drop_existing(kinds: Iterable[str], progress: Progress | None = None) -> Plan[list[IndexSpec]]:
    """Drop everything of some kinds, whoever made it, and return what it was."""
    wanted = set(kinds)
    listed: list[IndexSpec] = yield _LIST
    found = [spec for spec in listed if spec.index_type in wanted and not spec.implied]
    yield from drop_specs(found, progress)
    return found


def list_existing(kinds: Iterable[str]) -> Plan[list[IndexSpec]]:
    """Return everything of some kinds but what only serves a constraint."""
    wanted = set(kinds)
    listed: list[IndexSpec] = yield _LIST
    return [spec for spec in listed if spec.index_type in wanted and not spec.implied]


def _compare(adapter: AnyAdapter, classes: Classes) -> Plan[Comparison]:
    declared = _declared(_given(classes))
    existing: list[IndexSpec] = yield _LIST
    return Comparison(declared, registered_specs(), existing, adapter.parts)


def _create(
    adapter: AnyAdapter, specs: list[IndexSpec], *, look: bool, progress: Progress | None = None
) -> Plan[None]:
    texts = any(spec.index_type == "FULLTEXT" for spec in specs)
    existing: list[IndexSpec] = (yield _LIST) if look or texts else []
    wanted = Comparison(specs, (), existing, adapter.parts).missing if look else specs
    for spec in _gathered(wanted):
        if spec.index_type == "FULLTEXT":
            spec = _with_fields_of(existing, spec)
        if progress is not None:
            progress(f"create {described(spec)}")
        yield _creation(spec)


def _creation(spec: IndexSpec) -> Call:
    options: dict[str, Any] = {"entity": spec.entity}
    if spec.index_type == "VECTOR":
        options |= {"dimension": spec.dimension, "similarity": spec.similarity or "cosine"}
    return Call(_CREATE[spec.index_type], (spec.label, *spec.fields), options)


def _gathered(specs: Iterable[IndexSpec]) -> list[IndexSpec]:
    """Return the specs with the full-text fields of one label in one spec, since it has one index."""
    texts: dict[tuple[str, str], list[str]] = {}
    found: list[IndexSpec] = []
    for spec in specs:
        if spec.index_type != "FULLTEXT":
            found.append(spec)
            continue
        fields = texts.setdefault((spec.label, spec.entity), [])
        fields += [name for name in spec.fields if name not in fields]
    return found + [spec_of("FULLTEXT", label, fields, entity) for (label, entity), fields in texts.items()]


def _with_fields_of(existing: Iterable[IndexSpec], spec: IndexSpec) -> IndexSpec:
    there = {
        single.property: None for s in existing for single in single_fields(s) if _same_index(single, spec)
    }
    return spec_of("FULLTEXT", spec.label, list(there | dict.fromkeys(spec.fields)), spec.entity)


def _same_index(single: IndexSpec, spec: IndexSpec) -> bool:
    return identity(single)[:3] == identity(spec)[:3]


def _checked(adapter: AnyAdapter, specs: Iterable[IndexSpec]) -> list[IndexSpec]:
    found = list(specs)
    for spec in found:
        adapter.check(spec)
    return found


def _declared(classes: Iterable[type]) -> list[IndexSpec]:
    """Return what classes declare, each once, in a steady order."""
    specs = [spec for cls in classes for spec in extract_declared_specs(cls)]
    return Comparison(specs, (), (), lambda spec: (spec,)).declared


def _given(classes: Classes) -> list[type]:
    if classes is not None:
        return list(classes)
    metadata = get_metadata()
    return [meta.cls for meta in (*metadata.all_nodes(), *metadata.all_edges()) if not meta.abstract]
