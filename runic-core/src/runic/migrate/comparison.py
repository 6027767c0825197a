"""What models declare beside what a database has: the records that users get, and the comparison itself.

Pure: lists in, lists out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from runic.ogm.driver.schema import spec_of
from runic.ogm.exceptions import MetadataError, UnsupportedFeatureError
from runic.ogm.values import IndexSpec

__all__ = ["Comparison", "SchemaInfo", "ValidationResult", "described", "identity", "single_fields"]

Parts = Callable[[IndexSpec], Sequence[IndexSpec]]


def _specs() -> list[IndexSpec]:
    return []


@dataclass(slots=True)
class ValidationResult:
    """What `SchemaManager.validate_schema` found.

    Attributes:
        is_valid: True when declared and existing indexes match exactly and there are no errors.
        missing_indexes: declared, and not in the database.
        extra_indexes: in the database, and declared by no model.
        errors: what else is wrong: options that differ, indexes that failed, what the database cannot have.
    """

    is_valid: bool
    missing_indexes: list[IndexSpec] = field(default_factory=_specs)
    extra_indexes: list[IndexSpec] = field(default_factory=_specs)
    errors: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class SchemaInfo:
    """A look at the schema of a database beside the models.

    Attributes:
        declared: what the models declare.
        existing: what the database has; a full-text index is one spec for each of its fields.
        missing: declared, and not in the database.
        extra: in the database, and declared by no model.
        labels: node labels in the database.
        types: edge types in the database.
    """

    declared: list[IndexSpec]
    existing: list[IndexSpec]
    missing: list[IndexSpec]
    extra: list[IndexSpec]
    labels: list[str] = field(default_factory=list[str])
    types: list[str] = field(default_factory=list[str])


class Comparison:
    """Declared specs beside existing ones.

    Args:
        declared: what the models in question declare.
        known: what all models of the program declare; none of it is extra.
        existing: the listing of the adapter.
        parts: tells what stands for a declared spec in the listing.
    """

    def __init__(
        self,
        declared: Iterable[IndexSpec],
        known: Iterable[IndexSpec],
        existing: Iterable[IndexSpec],
        parts: Parts,
    ) -> None:
        self.declared = _sorted(declared)
        self.existing = _sorted(single for spec in existing for single in single_fields(spec))
        self._there = {identity(spec): spec for spec in self.existing}
        self._parts = parts
        wanted = {identity(part) for spec in (*self.declared, *known) for part in parts(spec)}
        self.extra = [s for s in self.existing if not s.implied and identity(s) not in wanted]

    @property
    def missing(self) -> list[IndexSpec]:
        """Declared, and not in the database, or not usable there."""
        return [spec for spec in self.declared if not all(map(self._usable, self._parts(spec)))]

    @property
    def drifted(self) -> list[tuple[IndexSpec, IndexSpec]]:
        """Declared and existing vector indexes whose options differ."""
        pairs = [
            (spec, self._there[identity(spec)]) for spec in self.declared if identity(spec) in self._there
        ]
        return [(spec, there) for spec, there in pairs if _differences(spec, there)]

    @property
    def errors(self) -> list[str]:
        """What is wrong with indexes that exist, in words."""
        failed = [f"{described(spec)}: {spec.problem}" for spec in self.existing if spec.problem is not None]
        drifted = [
            f"{described(spec)}: {', '.join(_differences(spec, there))}" for spec, there in self.drifted
        ]
        return failed + drifted

    def diff(self) -> str:
        """Return the differences as text, a line each, or that there are none."""
        lines = [f"MISSING {described(spec)}" for spec in self.missing]
        lines += [f"EXTRA   {described(spec)}" for spec in self.extra]
        lines += [f"ERROR   {error}" for error in self.errors]
        return "\n".join(lines) or "schema is in sync"

    def _usable(self, part: IndexSpec) -> bool:
        there = self._there.get(identity(part))
        return there is not None and there.problem is None


def identity(spec: IndexSpec) -> tuple[Any, ...]:
    """Return what makes two specs the same index: the kind, the place, and the properties, in order where order matters."""
    fields = frozenset(spec.fields) if spec.index_type == "UNIQUE" else spec.fields
    return spec.index_type, spec.entity, spec.label, fields


def single_fields(spec: IndexSpec) -> list[IndexSpec]:
    """Return a full-text spec as one for each of its fields, as models declare them; others as they are."""
    if spec.index_type != "FULLTEXT":
        return [spec]
    return [
        spec_of("FULLTEXT", spec.label, (name,), spec.entity, name=spec.name, problem=spec.problem)
        for name in spec.fields
    ]


def described(spec: IndexSpec) -> str:
    """Return a spec in words: `UNIQUE (:Person) email`, `RANGE [:KNOWS] since`."""
    place = f"(:{spec.label})" if spec.entity == "NODE" else f"[:{spec.label}]"
    options = f" dimension {spec.dimension}" if spec.dimension is not None else ""
    return f"{spec.index_type} {place} {', '.join(spec.fields)}{options}"


def refusals(check: Callable[[IndexSpec], None], specs: Iterable[IndexSpec]) -> Iterator[str]:
    """Yield why the database cannot have some of the specs."""
    for spec in specs:
        try:
            check(spec)
        except (UnsupportedFeatureError, MetadataError) as error:
            yield str(error)


def _differences(spec: IndexSpec, there: IndexSpec) -> list[str]:
    if spec.index_type != "VECTOR":
        return []
    wanted = {"dimension": spec.dimension, "similarity": spec.similarity or "cosine"}
    found = {"dimension": there.dimension, "similarity": there.similarity}
    return [
        f"{name} is {found[name]!r} in the database, {wanted[name]!r} is declared"
        for name in wanted
        if None not in (wanted[name], found[name]) and wanted[name] != found[name]
    ]


def _sorted(specs: Iterable[IndexSpec]) -> list[IndexSpec]:
    """Return each index once: nodes first, in the order in which they are created."""
    order = ("RANGE", "UNIQUE", "FULLTEXT", "VECTOR")
    unique = {identity(spec): spec for spec in specs}
    return sorted(
        unique.values(),
        key=lambda s: (
            s.entity != "NODE",
            s.label,
            order.index(s.index_type) if s.index_type in order else 9,
            s.fields,
        ),
    )
