"""Indexes and constraints of Memgraph: created and dropped by schema, in its own forms, which every version reads.

Pure. By the grammar and documentation of 3.9 and 3.12: no server could be reached.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.schema import SchemaBase, SchemaPlan, index_name, spec_of, violated
from runic.ogm.exceptions import DatabaseError, UnsupportedFeatureError
from runic.ogm.values import IndexSpec
from runic_bolt.dialects.memgraph import MemgraphDialect

__all__ = ["MemgraphSchema"]

_METRIC: Final = {"cosine": "cos", "euclidean": "l2sq"}
_RANGE: Final = {"label+property": "NODE", "edge-type+property": "EDGE"}
_TEXT: Final = re.compile(r"(label|edge-type)_text(?: \(name: (.*)\))?")


class MemgraphSchema(SchemaBase):
    """The schema language of Memgraph.

    Args:
        dialect: quotes names.
        capacity: for how many vectors a vector index makes room.
    """

    def __init__(self, dialect: MemgraphDialect | None = None, *, capacity: int = 100_000) -> None:
        super().__init__(dialect or MemgraphDialect())
        self.capacity = capacity

    def check(self, spec: IndexSpec) -> None:
        """Refuse what edges cannot have; raises `UnsupportedFeatureError`."""
        super().check(spec)
        if spec.entity == "EDGE" and spec.index_type == "UNIQUE":
            raise UnsupportedFeatureError(
                "memgraph",
                f"uniqueness constraints on edges ({spec.label}.{', '.join(spec.fields)})",
                "relate() makes one edge of a type between two nodes",
            )
        if spec.entity == "EDGE" and spec.index_type == "RANGE" and len(spec.fields) > 1:
            raise UnsupportedFeatureError(
                "memgraph", f"edge indexes of several properties ({spec.label})", "index one property"
            )

    def create(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Create it; statements return when the index is built. A constraint brings no index, so it gets one."""
        if spec.index_type == "UNIQUE":
            yield from self._create_unique(spec)
        elif spec.index_type == "RANGE":
            yield self._range("CREATE", spec)  # one that exists is a notification
        else:
            yield from self._create_search(spec)

    def drop(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Drop it; a constraint's index goes after it."""
        if spec.index_type == "UNIQUE":
            yield self._constraint("DROP", spec)
        if spec.index_type in ("UNIQUE", "RANGE"):
            yield self._range("DROP", spec)
            return
        for listed in (yield from self.existing()):
            if (listed.index_type, listed.label, listed.entity) == (spec.index_type, spec.label, spec.entity):
                yield from self._reduce(listed, spec.fields)

    def existing(self) -> SchemaPlan[list[IndexSpec]]:
        """Read the three lists; the index beside a constraint is implied."""
        rows = (yield Statement("SHOW CONSTRAINT INFO")).rows
        unique = [spec_of("UNIQUE", row[1], _names(row[2])) for row in rows if row[0] == "unique"]
        fields = {(spec.label, spec.fields) for spec in unique}
        found = [*unique]
        for row in (yield Statement("SHOW INDEX INFO")).rows:
            kind, label, names = row[0], row[1], _names(row[2])
            if kind in _RANGE and names:
                entity = _RANGE[kind]
                implied = entity == "NODE" and (label, names) in fields
                found.append(spec_of("RANGE", label, names, entity, implied=implied))
            elif (text := _TEXT.fullmatch(kind)) is not None and names:
                entity = "NODE" if text[1] == "label" else "EDGE"
                found.append(spec_of("FULLTEXT", label, names, entity, name=text[2]))
        return found + (yield from self._vectors())

    def names(self) -> SchemaPlan[tuple[list[str], list[str]]]:
        """Ask the nodes and edges: there are no procedures for it in every edition."""
        labels = yield Statement("MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label")
        types = yield Statement("MATCH ()-[r]->() RETURN DISTINCT type(r) AS type")
        return sorted(row[0] for row in labels.rows), sorted(row[0] for row in types.rows)

    # -- creating --------------------------------------------------------------------------------------------------

    def _create_unique(self, spec: IndexSpec) -> SchemaPlan[None]:
        listed = yield from self.existing()
        yield self._range("CREATE", spec)
        try:
            yield self._constraint("CREATE", spec)
        except DatabaseError as error:
            if not any(
                s.index_type == "RANGE" and (s.label, s.fields) == (spec.label, spec.fields) for s in listed
            ):
                yield self._range("DROP", spec)
            if keys := (yield from self.violations(spec)):
                raise violated(spec, keys) from error
            raise

    def _create_search(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Create a full-text or vector index, which have names, unless it is listed."""
        place = (spec.index_type, spec.label, spec.entity)
        for listed in (yield from self.existing()):
            if (listed.index_type, listed.label, listed.entity) != place:
                continue
            if set(listed.fields) == set(spec.fields):
                return
            if spec.index_type == "FULLTEXT" and listed.name == index_name(spec):
                yield _change(f"DROP TEXT INDEX {self.dialect.quote(index_name(spec))}")
        yield self._search(spec, index_name(spec))

    def _reduce(self, listed: IndexSpec, fields: Sequence[str]) -> SchemaPlan[None]:
        left = [name for name in listed.fields if name not in fields]
        if len(left) == len(listed.fields):
            return
        name = listed.name or index_name(listed)
        kind = "TEXT" if listed.index_type == "FULLTEXT" else "VECTOR"
        yield _change(f"DROP {kind} INDEX {self.dialect.quote(name)}")
        if left:
            yield self._search(spec_of("FULLTEXT", listed.label, left, listed.entity), name)

    # -- text ------------------------------------------------------------------------------------------------------

    def _range(self, verb: str, spec: IndexSpec) -> Statement:
        kind = "INDEX" if spec.entity == "NODE" else "EDGE INDEX"
        return _change(f"{verb} {kind} ON :{self.dialect.quote(spec.label)}({self._bare(spec)})")

    def _constraint(self, verb: str, spec: IndexSpec) -> Statement:
        return _change(f"{verb} CONSTRAINT ON {self.pattern(spec)} ASSERT {self.listed(spec)} IS UNIQUE")

    def _search(self, spec: IndexSpec, name: str) -> Statement:
        where = f"{self.dialect.quote(name)} ON :{self.dialect.quote(spec.label)}({self._bare(spec)})"
        edge = "" if spec.entity == "NODE" else "EDGE "
        if spec.index_type == "FULLTEXT":
            return _change(f"CREATE TEXT {edge}INDEX {where}")
        metric = _METRIC[spec.similarity or "cosine"]
        config = f'{{"dimension": {spec.dimension:d}, "capacity": {self.capacity:d}, "metric": "{metric}"}}'
        return _change(f"CREATE VECTOR {edge}INDEX {where} WITH CONFIG {config}")

    def _bare(self, spec: IndexSpec) -> str:
        return ", ".join(map(self.dialect.quote, spec.fields))

    def _vectors(self) -> SchemaPlan[list[IndexSpec]]:
        result = yield Statement("SHOW VECTOR INDEX INFO")
        metrics = {metric: similarity for similarity, metric in _METRIC.items()}
        found: list[IndexSpec] = []
        for row in result.rows:
            line: dict[str, Any] = dict(zip(result.columns, row, strict=True))
            found.append(
                spec_of(
                    "VECTOR",
                    line["label"],
                    (line["property"],),
                    "EDGE" if "edge" in str(line.get("index_type", "")) else "NODE",
                    name=line["index_name"],
                    dimension=line["dimension"],
                    similarity=metrics.get(line["metric"], line["metric"]),
                )
            )
        return found


def _change(text: str) -> Statement:
    return Statement(text, writes=True)


def _names(value: Any) -> tuple[str, ...]:
    """Return the properties of a line: a list in newer versions, one name in older ones."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
