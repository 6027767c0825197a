"""Indexes and constraints of ArcadeDB: those of `NamedSchema`, with types declared first, and some of them made by SQL.

Pure. Facts are of 26.10.2. An index on a property whose type nobody declared takes the type of what is stored: 32-bit
integers, that then turn 1.5 into 1. So the type is declared before the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.codec import Kind
from runic.ogm.driver.schema import EntityType, SchemaPlan, index_name, spec_of
from runic.ogm.exceptions import DatabaseError, MetadataError, UnsupportedFeatureError
from runic.ogm.values import IndexSpec
from runic_bolt.dialects.arcadedb import ArcadeDBDialect
from runic_bolt.schema.http import SqlCommand
from runic_bolt.schema.named import NamedSchema

__all__ = ["ArcadeDBSchema"]

# kinds whose stored form has a type that Cypher can name; others stay untyped
_TYPES: Final = {
    "bool": "BOOLEAN",
    "int": "INTEGER",
    "float": "FLOAT",
    "str": "STRING",
    "decimal": "STRING",
    "uuid": "STRING",
    "date": "DATE",
}
_BY_VALUE: Final = {bool: "BOOLEAN", int: "INTEGER", float: "FLOAT", str: "STRING"}
_LONGEST: Final = 200
_ENTITY: Final = {"NODE": "NODE", "RELATIONSHIP": "EDGE"}


class ArcadeDBSchema(NamedSchema):
    """The schema language of ArcadeDB.

    Args:
        dialect: quotes names.
        sql: whether commands can be sent over HTTP, where full-text and vector indexes are made.
    """

    def __init__(self, dialect: ArcadeDBDialect | None = None, *, sql: bool = False) -> None:
        super().__init__(dialect or ArcadeDBDialect())
        self.sql = sql

    def check(self, spec: IndexSpec) -> None:
        """Refuse names that break its names of indexes, and what Bolt cannot make.

        Raises:
            MetadataError: for such a name.
            UnsupportedFeatureError: a full-text or vector index without `http_url=`.
        """
        super().check(spec)
        if any(char in spec.label for char in ",~"):
            raise MetadataError(
                f"ArcadeDB has no index on a type with ',' or '~' in its name, got {spec.label!r}"
            )
        if len(spec.label.encode()) > _LONGEST:
            raise MetadataError(
                f"ArcadeDB names files after types: at most {_LONGEST} bytes, got {spec.label!r}"
            )
        if spec.index_type in ("FULLTEXT", "VECTOR") and not self.sql:
            raise UnsupportedFeatureError(
                "arcadedb",
                f"{spec.index_type} indexes over Bolt ({spec.label}.{', '.join(spec.fields)})",
                "give the driver http_url='http://host:2480', where they are made",
            )
        if spec.index_type in ("FULLTEXT", "VECTOR"):
            for name in (spec.label, *spec.fields):
                _sql_name(name)

    def declare(self, types: Sequence[EntityType]) -> SchemaPlan[None]:
        """Create vertex and edge types that are missing, and declare the types of properties."""
        declared = yield from self._declared()
        labels, edge_types = yield from self.names()
        for one in types:
            _refuse_clash(one.label, one.entity, labels, edge_types)
            there = one.label in (labels if one.entity == "NODE" else edge_types)
            for name, kind in one.properties.items():
                type_name = _type_of(kind)
                if type_name is not None and (one.entity, one.label, name) not in declared:
                    declared.add((one.entity, one.label, name))  # heirs are of the same label
                    yield from self._declare_one(one.label, one.entity, name, type_name)
                    there = True
            if not there:
                yield from self._create_type(one)

    def create(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Declare what is stored already, then create."""
        _refuse_clash(spec.label, spec.entity, *(yield from self.names()))
        if spec.index_type in ("RANGE", "UNIQUE"):
            yield from self._declare_stored(spec)
        else:
            yield from self._declare_searched(spec)
        yield from super().create(spec)

    def create_statement(self, spec: IndexSpec, name: str) -> Any:
        """Return Cypher, or SQL for what Cypher cannot make; SQL names the index itself, `Label[property]`."""
        if spec.index_type in ("RANGE", "UNIQUE"):
            return super().create_statement(spec, name)
        # a full-text index is found by its name, which lists its properties: sorted, so that searches can tell it
        names = sorted(spec.fields) if spec.index_type == "FULLTEXT" else spec.fields
        fields = ", ".join(map(_sql_name, names))
        where = f"CREATE INDEX IF NOT EXISTS ON {_sql_name(spec.label)} ({fields})"
        if spec.index_type == "FULLTEXT":
            return SqlCommand(f"{where} FULL_TEXT")
        similarity = (spec.similarity or "cosine").upper()
        return SqlCommand(
            f'{where} LSM_VECTOR METADATA {{dimensions: {spec.dimension:d}, similarity: "{similarity}"}}'
        )

    def drop_statement(self, spec: IndexSpec) -> Any:
        """Return Cypher, or SQL for what was made by SQL."""
        if spec.index_type in ("RANGE", "UNIQUE") or not self.sql:
            return super().drop_statement(spec)
        return SqlCommand(f"DROP INDEX {_sql_name(spec.name or '')} IF EXISTS")

    def owns(self, listed: IndexSpec) -> bool:
        """Names are those of the label and the properties, so nobody's is known from others'."""
        return True

    # -- types -----------------------------------------------------------------------------------------------------

    def _declared(self) -> SchemaPlan[set[tuple[str, str, str]]]:
        """Return which properties have a type: entity, label, property."""
        rows = (yield self.show_constraints).rows
        return {
            (_ENTITY[entity], labels[0], properties[0])
            for _, kind, entity, labels, properties in rows
            if kind.endswith("PROPERTY_TYPE")
        }

    def _typed(self, label: str, entity: str, name: str, type_name: str) -> Statement:
        spec = spec_of("TYPE", label, (name,), entity)
        named = self.dialect.quote(index_name(spec))
        text = f"CREATE CONSTRAINT {named} FOR {self.pattern(spec)} REQUIRE {self.listed(spec)} IS :: {type_name}"
        return Statement(text, writes=True)

    def _declare_one(self, label: str, entity: str, name: str, type_name: str) -> SchemaPlan[None]:
        try:
            yield self._typed(label, entity, name, type_name)
        except DatabaseError:
            # somebody else was faster
            if (entity, label, name) not in (yield from self._declared()):
                raise

    def _create_type(self, one: EntityType) -> SchemaPlan[None]:
        """Create a type by a declaration that is taken back: over Bolt there is no other way without writing data."""
        yield from self._declare_one(one.label, one.entity, "runic", "STRING")
        name = index_name(spec_of("TYPE", one.label, ("runic",), one.entity))
        yield Statement(f"DROP CONSTRAINT {self.dialect.quote(name)} IF EXISTS", writes=True)

    def _declare_stored(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Declare properties that hold data and have no type, by the type of the data."""
        declared = yield from self._declared()
        for name in spec.fields:
            if (spec.entity, spec.label, name) in declared:
                continue
            one = spec_of("TYPE", spec.label, (name,), spec.entity)
            column = self.listed(one)
            text = f"MATCH {self.matched(one)} WHERE {column} IS NOT NULL RETURN {column} AS v LIMIT 1000"
            kinds = {_BY_VALUE.get(type(row[0])) for row in (yield Statement(text)).rows}
            if len(kinds) == 1 and (kind := kinds.pop()) is not None:
                yield from self._declare_one(spec.label, spec.entity, name, kind)

    def _declare_searched(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Declare by SQL what a full-text or vector index needs declared."""
        label = _sql_name(spec.label)
        kind = "STRING" if spec.index_type == "FULLTEXT" else "ARRAY_OF_FLOATS"
        what = "VERTEX" if spec.entity == "NODE" else "EDGE"
        yield SqlCommand(f"CREATE {what} TYPE {label} IF NOT EXISTS")
        for name in spec.fields:
            yield SqlCommand(f"CREATE PROPERTY {label}.{_sql_name(name)} IF NOT EXISTS {kind}")


def _refuse_clash(label: str, entity: str, labels: Sequence[str], edge_types: Sequence[str]) -> None:
    """Refuse a name that the other kind of type has: the database would silently index that one."""
    if label in (edge_types if entity == "NODE" else labels):
        there, wanted = (
            ("an edge type", "a node label") if entity == "NODE" else ("a node label", "an edge type")
        )
        raise MetadataError(
            f"{label!r} is {there} in ArcadeDB already and cannot be {wanted} too; rename one"
        )


def _type_of(kind: Kind) -> str | None:
    if kind.enum is not None:
        kinds = {_BY_VALUE.get(type(member.value)) for member in kind.enum}
        return kinds.pop() if len(kinds) == 1 else None
    return _TYPES.get(kind.name)


def _sql_name(name: str) -> str:
    """Return a name as it stands in ArcadeDB's SQL; raises `MetadataError` for what its backticks cannot hold."""
    if "`" in name or "\\" in name:
        raise MetadataError(
            f"ArcadeDB's SQL has no way to write a name with a backtick or a backslash, got {name!r}"
        )
    return f"`{name}`"
