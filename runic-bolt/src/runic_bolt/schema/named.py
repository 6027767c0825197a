"""What Neo4j and ArcadeDB share: indexes and constraints with names, created by schema, dropped by name, listed by SHOW.

Pure. `IF NOT EXISTS` is not used: with a name that something else has it does nothing. The listing decides instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.schema import Pause, SchemaBase, SchemaPlan, index_name, spec_of, violated
from runic.ogm.exceptions import DatabaseError, QueryTimeoutError
from runic.ogm.values import IndexSpec

__all__ = ["Listed", "NamedSchema"]

_ENTITY: Final = {"NODE": "NODE", "RELATIONSHIP": "EDGE"}
_UNIQUE: Final = frozenset(
    {
        *("UNIQUENESS", "RELATIONSHIP_UNIQUENESS"),  # Cypher 5
        *("NODE_PROPERTY_UNIQUENESS", "RELATIONSHIP_PROPERTY_UNIQUENESS"),  # Cypher 25
    }
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of SHOW INDEXES or SHOW CONSTRAINTS that a spec can describe.

    Args:
        spec: what it is; `name` is set.
        state: ONLINE, POPULATING or FAILED; of a constraint always ONLINE.
    """

    spec: IndexSpec
    state: str = "ONLINE"

    def like(self, spec: IndexSpec) -> bool:
        """Return whether it is the index or constraint that `spec` asks for."""
        if (self.spec.index_type, self.spec.entity, self.spec.label) != (
            spec.index_type,
            spec.entity,
            spec.label,
        ):
            return False
        mine, other = self.spec.fields, spec.fields
        return set(mine) == set(other) if spec.index_type == "UNIQUE" else mine == other


class NamedSchema(SchemaBase):
    """The schema language of a database whose indexes have names.

    Args:
        dialect: quotes names.
        patience: seconds to wait until an index is built.

    Class attributes:
        show_indexes: lists indexes, with the columns that `_index` reads.
        show_constraints: lists constraints, with the columns that `_constraint` reads.
    """

    show_indexes: Statement = Statement(
        "SHOW INDEXES YIELD name, type, state, entityType, labelsOrTypes, properties, owningConstraint, options, "
        "failureMessage RETURN name, type, state, entityType, labelsOrTypes, properties, owningConstraint, options, "
        "failureMessage"
    )
    show_constraints: Statement = Statement(
        "SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties "
        "RETURN name, type, entityType, labelsOrTypes, properties"
    )

    def __init__(self, dialect: Any, *, patience: float = 600.0) -> None:
        super().__init__(dialect)
        self.patience = patience

    # -- the port --------------------------------------------------------------------------------------------------

    def create(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Create it under runic's own name unless the listing has it, and wait."""
        if spec.index_type == "FULLTEXT":
            yield from self._create_fulltext(spec)
        elif spec.index_type == "UNIQUE":
            yield from self._create_unique(spec)
        else:
            yield from self._create_index(spec)

    def drop(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Drop what the listing has; a constraint takes its index with it."""
        if spec.index_type == "FULLTEXT":
            yield from self._drop_fulltext(spec)
            return
        listing = yield from (self._constraints() if spec.index_type == "UNIQUE" else self._indexes())
        for listed in listing:
            if listed.like(spec) and not listed.spec.implied:
                yield self.drop_statement(listed.spec)

    def existing(self) -> SchemaPlan[list[IndexSpec]]:
        """Read both lists; the index that a constraint owns is implied."""
        constraints = yield from self._constraints()
        indexes = yield from self._indexes()
        return [listed.spec for listed in (*indexes, *constraints)]

    # -- text, which a database may change -------------------------------------------------------------------------

    def create_statement(self, spec: IndexSpec, name: str) -> Any:
        """Return the step that creates an index or a constraint under a name."""
        named, pattern, listed = self.dialect.quote(name), self.pattern(spec), self.listed(spec)
        if spec.index_type == "UNIQUE":
            what = listed if len(spec.fields) == 1 else f"({listed})"
            return _change(f"CREATE CONSTRAINT {named} FOR {pattern} REQUIRE {what} IS UNIQUE")
        if spec.index_type == "FULLTEXT":
            return _change(f"CREATE FULLTEXT INDEX {named} FOR {pattern} ON EACH [{listed}]")
        if spec.index_type == "VECTOR":
            options = {"indexConfig": self.vector_options(spec)}
            text = f"CREATE VECTOR INDEX {named} FOR {pattern} ON ({listed}) OPTIONS $options"
            return _change(text, options=options)
        return _change(f"CREATE INDEX {named} FOR {pattern} ON ({listed})")

    def drop_statement(self, spec: IndexSpec) -> Any:
        """Return the step that drops something that is listed."""
        kind = "CONSTRAINT" if spec.index_type == "UNIQUE" else "INDEX"
        return _change(f"DROP {kind} {self.dialect.quote(spec.name or '')} IF EXISTS")

    def vector_options(self, spec: IndexSpec) -> dict[str, Any]:
        """Return the configuration of a vector index; without quantization, so that scores are exact."""
        return {
            "vector.dimensions": spec.dimension,
            "vector.similarity_function": spec.similarity or "cosine",
            "vector.quantization.enabled": False,
        }

    def owns(self, listed: IndexSpec) -> bool:
        """Return whether a full-text index that is listed was made by runic, so that it may be rebuilt."""
        return listed.name == index_name(listed)

    # -- creating --------------------------------------------------------------------------------------------------

    def _create_index(self, spec: IndexSpec) -> SchemaPlan[None]:
        for listed in (yield from self._indexes()):
            if listed.like(spec):
                if listed.state != "FAILED":
                    yield from self._built(listed.spec)
                    return
                yield self.drop_statement(listed.spec)
        yield from self._made(spec, index_name(spec))

    def _create_unique(self, spec: IndexSpec) -> SchemaPlan[None]:
        if any(listed.like(spec) for listed in (yield from self._constraints())):
            return
        # a plain index on the same properties forbids the constraint, whose own index does its work
        same = spec_of("RANGE", spec.label, spec.fields, spec.entity)
        indexes = yield from self._indexes()
        plain = [listed.spec for listed in indexes if listed.like(same) and not listed.spec.implied]
        try:
            for index in plain:
                yield self.drop_statement(index)
            yield self.create_statement(spec, index_name(spec))
        except DatabaseError as error:
            if any(listed.like(spec) for listed in (yield from self._constraints())):
                return  # somebody else was faster
            for index in plain:
                yield from self._made(index, index.name or index_name(index))
            if keys := (yield from self.violations(spec)):
                raise violated(spec, keys) from error
            raise

    def _create_fulltext(self, spec: IndexSpec) -> SchemaPlan[None]:
        for index in (yield from self._fulltext(spec)):
            if set(index.spec.fields) == set(spec.fields) and index.state != "FAILED":
                yield from self._built(index.spec)
                return
            if self.owns(index.spec):
                yield self.drop_statement(index.spec)
        yield from self._made(spec, index_name(spec))

    def _drop_fulltext(self, spec: IndexSpec) -> SchemaPlan[None]:
        for index in (yield from self._fulltext(spec)):
            left = [name for name in index.spec.fields if name not in spec.fields]
            if len(left) < len(index.spec.fields):
                yield self.drop_statement(index.spec)
                if left:
                    rest = spec_of("FULLTEXT", spec.label, left, spec.entity)
                    yield from self._made(rest, index.spec.name or index_name(rest))

    def _fulltext(self, spec: IndexSpec) -> SchemaPlan[list[Listed]]:
        place = ("FULLTEXT", spec.label, spec.entity)
        listing = yield from self._indexes()
        return [one for one in listing if (one.spec.index_type, one.spec.label, one.spec.entity) == place]

    def _made(self, spec: IndexSpec, name: str) -> SchemaPlan[None]:
        try:
            yield self.create_statement(spec, name)
        except DatabaseError:
            if not any(listed.like(spec) for listed in (yield from self._indexes())):
                raise
        yield from self._built(spec)

    def _built(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Wait until the index is online; one that fails is dropped again."""
        waited = 0.0
        while True:
            found = [one for one in (yield from self._indexes()) if one.like(spec)]
            if any(one.state == "FAILED" for one in found):
                yield self.drop_statement(found[0].spec)
                raise DatabaseError(
                    f"the {spec.index_type} index on {spec.label}.{', '.join(spec.fields)} cannot be built: "
                    f"{found[0].spec.problem}"
                )
            if all(one.state == "ONLINE" for one in found):
                return
            if waited > self.patience:
                raise QueryTimeoutError(
                    f"the {spec.index_type} index on {spec.label}.{', '.join(spec.fields)} is not ready after "
                    f"{self.patience:g} s; it is still being built"
                )
            pause = min(0.5, 0.01 + waited / 4)
            yield Pause(pause)
            waited += pause

    # -- listing ---------------------------------------------------------------------------------------------------

    def _indexes(self) -> SchemaPlan[list[Listed]]:
        return _read((yield self.show_indexes).rows, _index)

    def _constraints(self) -> SchemaPlan[list[Listed]]:
        return _read((yield self.show_constraints).rows, _constraint)


def _change(text: str, **params: Any) -> Statement:
    return Statement(text, params, writes=True)


def _read(rows: Iterable[list[Any]], read: Callable[[list[Any]], Listed | None]) -> list[Listed]:
    return [listed for row in rows if (listed := read(row)) is not None]


def _index(row: list[Any]) -> Listed | None:
    name, kind, state, entity, labels, properties, owner, options, failure = row
    # several labels in one index, points, texts and lookups are nothing that a spec can say
    if kind not in ("RANGE", "FULLTEXT", "VECTOR") or len(labels or ()) != 1:
        return None
    config = (options or {}).get("indexConfig", {})
    similarity = config.get("vector.similarity_function")
    spec = spec_of(
        kind,
        labels[0],
        properties,
        _ENTITY[entity],
        name=name,
        implied=owner is not None,
        dimension=config.get("vector.dimensions"),
        similarity=similarity.lower() if similarity else None,
        problem=(failure or "it failed") if state == "FAILED" else None,
    )
    return Listed(spec, state)


def _constraint(row: list[Any]) -> Listed | None:
    name, kind, entity, labels, properties = row
    if kind not in _UNIQUE or len(labels) != 1:
        return None
    return Listed(spec_of("UNIQUE", labels[0], properties, _ENTITY[entity], name=name))
