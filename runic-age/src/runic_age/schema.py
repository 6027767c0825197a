"""Indexes and constraints of Apache AGE: those of PostgreSQL, on expressions over the tables of labels and edge types.

Pure: what is said to create, list and drop them. An index is on the expression that the comparisons of properties become, in
AGE's Cypher as in runic's SQL, so that both use it. Everything is transactional and built when the statement returns.
"""

# names are checked by runic_age.names
# ruff: noqa: S608

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from inspect import iscoroutinefunction
from typing import Any, Final

from runic.ogm.driver.adapter import AsyncSchemaAdapter, SchemaAdapter
from runic.ogm.driver.schema import EntityType, SchemaBase, SchemaPlan, index_name, spec_of, violated
from runic.ogm.exceptions import ConstraintError
from runic.ogm.values import IndexSpec
from runic_age.agtype import column
from runic_age.dialect import AGEDialect
from runic_age.names import label as checked_label
from runic_age.names import path, table
from runic_age.script import Script, Step

__all__ = ["AGESchema", "schema_adapter"]

_ENTITY: Final = {"v": "NODE", "e": "EDGE"}
_LISTED: Final = """\
SELECT l.name, l.kind::text, i.indisunique, i.indisvalid, x.relname,
  ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, false) FROM generate_series(1, i.indnatts) AS k ORDER BY k)
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
JOIN ag_catalog.ag_label AS l ON l.relation = i.indrelid
JOIN ag_catalog.ag_graph AS g ON g.graphid = l.graph
WHERE g.namespace = '$g'::regnamespace AND m.amname = 'btree' AND i.indpred IS NULL
ORDER BY 1, 5"""
_LABELS: Final = """\
SELECT l.name, l.kind::text FROM ag_catalog.ag_label AS l JOIN ag_catalog.ag_graph AS g ON g.graphid = l.graph
WHERE g.namespace = '$g'::regnamespace AND l.name NOT IN ('_ag_label_vertex', '_ag_label_edge')
ORDER BY 1"""
# how PostgreSQL writes the expression back
_KEY: Final = re.compile(
    r"""(?:ag_catalog\.)?agtype_access_operator\(
        VARIADIC\ ARRAY\[properties,\ (?P<escaping>E?)'(?P<key>(?:[^']|'')*)'::(?:ag_catalog\.)?agtype\]\)""",
    re.VERBOSE | re.DOTALL,
)
_ALONE: Final = "SELECT pg_advisory_xact_lock(hashtext('runic indexes'), hashtext('$g'))"
_INVALID: Final = "it was not built to the end; drop it and create it again"


class AGESchema(SchemaBase):
    """The schema language of Apache AGE.

    Args:
        dialect: knows what the server can do.
    """

    def __init__(self, dialect: AGEDialect | None = None) -> None:
        super().__init__(dialect or AGEDialect())

    def check(self, spec: IndexSpec) -> None:
        """Refuse what AGE cannot have; raises `UnsupportedFeatureError` and `MetadataError`."""
        super().check(spec)
        checked_label(spec.label)
        for name in spec.fields:
            path(name)

    def declare(self, types: Sequence[EntityType]) -> SchemaPlan[None]:
        """Make the tables of labels and edge types."""
        for kind in types:
            checked_label(kind.label)
        labels, edge_types = yield from self.names()
        there = {*labels, *edge_types}
        wanted = dict.fromkeys((kind.label, kind.entity) for kind in types if kind.label not in there)
        nodes = tuple(label for label, entity in wanted if entity == "NODE")
        edges = tuple(label for label, entity in wanted if entity == "EDGE")
        if wanted:
            yield Script("", {}, writes=True, nodes=nodes, edges=edges, answer="rows")

    def create(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Create an index on the expressions of the properties; one that serves a constraint serves ranges, too.

        A plain index makes way for that of a constraint, in one transaction.
        """
        there = yield from self.existing()
        if any(_same(listed, spec) for listed in there):
            return
        plain = replace(spec, index_type="RANGE")
        needless = [
            _dropping(listed) for listed in there if spec.index_type == "UNIQUE" and _same(listed, plain)
        ]
        kind = "UNIQUE INDEX" if spec.index_type == "UNIQUE" else "INDEX"
        keys = ", ".join(f"({expression(name)})" for name in spec.fields)
        where = table(spec.label)
        text = f'CREATE {kind} IF NOT EXISTS "{index_name(spec)}" ON {where} ({keys})'
        try:
            yield _script(text, *needless, f"ANALYZE {where}", spec=spec)
        except ConstraintError:
            raise violated(spec, (yield from self.violations(spec))) from None

    def drop(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Drop every index that is just this one, whoever made it."""
        for listed in (yield from self.existing()):
            if _same(listed, spec) and not listed.implied:
                yield _script(_dropping(listed))

    def existing(self) -> SchemaPlan[list[IndexSpec]]:
        """Read the catalogue of PostgreSQL; indexes on anything but plain properties are left out."""
        found: list[IndexSpec] = []
        for label, kind, unique, valid, name, keys in (yield _reading(_LISTED)).rows:
            fields = [key_of(text) for text in keys]
            if not fields or None in fields:
                continue
            names = [field for field in fields if field is not None]
            options = {"name": name, "problem": None if valid else _INVALID}
            if unique:
                found.append(spec_of("UNIQUE", label, names, _ENTITY[kind], **options))
            found.append(spec_of("RANGE", label, names, _ENTITY[kind], implied=unique, **options))
        return found

    def names(self) -> SchemaPlan[tuple[list[str], list[str]]]:
        """Return the tables; labels besides the primary one have none."""
        rows = (yield _reading(_LABELS)).rows
        return [name for name, kind in rows if kind == "v"], [name for name, kind in rows if kind == "e"]

    def violations(self, spec: IndexSpec) -> SchemaPlan[list[tuple[Any, ...]]]:
        """Return keys that several nodes or edges share, the most frequent first."""
        keys = [expression(name) for name in spec.fields]
        present = " AND ".join(f"{key} IS NOT NULL" for key in keys)
        text = (
            f"SELECT {', '.join(keys)}, count(*) FROM {table(spec.label)} WHERE {present}\n"
            f"GROUP BY {', '.join(map(str, range(1, len(keys) + 1)))} HAVING count(*) > 1\n"
            f"ORDER BY count(*) DESC, 1 LIMIT 10"
        )
        rows = (yield _reading(text)).rows
        return [(*column(row[:-1]), row[-1]) for row in rows]


def schema_adapter(driver: Any) -> SchemaAdapter | AsyncSchemaAdapter:
    """Return the adapter of a driver, in the driver's colour."""
    language = AGESchema(driver.dialect)
    if iscoroutinefunction(type(driver).execute):
        return AsyncSchemaAdapter(driver, language)
    return SchemaAdapter(driver, language)


def expression(name: str) -> str:
    """Return the property of a node or edge in SQL, as AGE writes it itself."""
    return f"ag_catalog.agtype_access_operator(properties, {path(name)})"


def key_of(text: str) -> str | None:
    """Return the property that an expression of an index is about, None for any other expression."""
    found = _KEY.fullmatch(text.strip("()") if text.startswith("((") else text)
    if found is None:
        return None
    key = found["key"].replace("''", "'")
    if found["escaping"]:
        key = key.replace("\\\\", "\\")
    try:
        name: Any = json.loads(key)
    except ValueError:
        return None
    return name if isinstance(name, str) else None


def _same(listed: IndexSpec, spec: IndexSpec) -> bool:
    there = (listed.index_type, listed.entity, listed.label, tuple(listed.fields))
    return there == (spec.index_type, spec.entity, spec.label, tuple(spec.fields))


def _dropping(listed: IndexSpec) -> str:
    name = (listed.name or index_name(listed)).replace('"', '""')
    return f'DROP INDEX IF EXISTS $g."{name}"'


def _script(*texts: str, spec: IndexSpec | None = None) -> Script:
    """Return statements of SQL as one step, one of them at a time in a graph: PostgreSQL would call two a deadlock.

    The table that an index is on is made where it is missing.
    """
    nodes = (spec.label,) if spec is not None and spec.entity == "NODE" else ()
    edges = (spec.label,) if spec is not None and spec.entity == "EDGE" else ()
    told = (_ALONE, *texts)
    steps = tuple(map(Step, told))
    return Script(";\n".join(told), {}, writes=True, steps=steps, nodes=nodes, edges=edges, answer="rows")


def _reading(text: str) -> Script:
    return Script(text, {}, steps=(Step(text),), answer="rows")
