"""Indexes and constraints of FalkorDB: what is said to create, list and drop them.

Pure, but for the two functions that send a constraint command; both are built in the background, so every creation waits
until the work is done. Facts are those of module 4.16 and 4.22.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from inspect import iscoroutinefunction
from typing import Any, Final

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.adapter import AsyncSchemaAdapter, SchemaAdapter
from runic.ogm.driver.schema import Pause, SchemaBase, SchemaPlan, spec_of, violated
from runic.ogm.exceptions import DatabaseError, MetadataError, QueryTimeoutError
from runic.ogm.values import IndexSpec
from runic_falkordb.dialect import FalkorDBDialect
from runic_falkordb.driver import AsyncFalkorDBDriver, FalkorDBDriver
from runic_falkordb.errors import CLIENT_ERRORS, translate

__all__ = ["ConstraintCommand", "FalkorDBSchema", "schema_adapter"]

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ENTITY: Final = {"NODE": "NODE", "RELATIONSHIP": "EDGE"}
_KINDS: Final = {"RANGE": "", "FULLTEXT": "FULLTEXT ", "VECTOR": "VECTOR "}
_INDEXES: Final = Statement(
    "CALL db.indexes() YIELD label, types, options, entitytype, status RETURN label, types, options, entitytype, status"
)
_CONSTRAINTS: Final = Statement(
    "CALL db.constraints() YIELD type, label, properties, entitytype, status "
    "WHERE type = 'UNIQUE' RETURN label, properties, entitytype, status"
)
_FAILED: Final = "the data violates it; it was left behind by a creation that failed"


@dataclass(frozen=True, slots=True)
class ConstraintCommand:
    """A step that is no Cypher: `GRAPH.CONSTRAINT`, which the server carries out in the background.

    Args:
        action: "CREATE" or "DROP".
        spec: the uniqueness constraint.
    """

    action: str
    spec: IndexSpec

    def words(self, graph: str) -> list[Any]:
        """Return the words of the command."""
        entity = "NODE" if self.spec.entity == "NODE" else "RELATIONSHIP"
        fields = self.spec.fields
        where = (entity, self.spec.label, "PROPERTIES", len(fields), *fields)
        return ["GRAPH.CONSTRAINT", self.action, graph, "UNIQUE", *where]


class FalkorDBSchema(SchemaBase):
    """The schema language of FalkorDB.

    Args:
        dialect: quotes names.
        patience: seconds to wait until an index or a constraint is built.
    """

    def __init__(self, dialect: FalkorDBDialect | None = None, *, patience: float = 600.0) -> None:
        super().__init__(dialect or FalkorDBDialect())
        self.patience = patience

    def check(self, spec: IndexSpec) -> None:
        """Refuse the names that constraints cannot have; raises `MetadataError`."""
        super().check(spec)
        if spec.index_type == "UNIQUE":
            for name in (spec.label, *spec.fields):
                if not _NAME.fullmatch(name):
                    raise MetadataError(
                        f"FalkorDB takes only ASCII letters, digits and _ for what a constraint names, got {name!r}; "
                        f"rename it, with db_name= where it is a field"
                    )

    def parts(self, spec: IndexSpec) -> Sequence[IndexSpec]:
        """An index of several properties is one of each: the database combines them by itself."""
        if spec.index_type != "RANGE" or len(spec.fields) == 1:
            return (spec,)
        return [spec_of("RANGE", spec.label, (name,), spec.entity) for name in spec.fields]

    def create(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Create it property by property, as far as it is missing, and wait."""
        if spec.index_type == "UNIQUE":
            yield from self._create_unique(spec)
            return
        if spec.index_type == "FULLTEXT":
            yield from self._reduce_fulltext(spec)
        for name in spec.fields:
            yield from self._create_index(spec, name)
        yield from self._built(spec)

    def drop(self, spec: IndexSpec) -> SchemaPlan[None]:
        """Drop it; a constraint goes first, then its indexes, as far as no other constraint needs them."""
        kind = spec.index_type
        if kind == "UNIQUE":
            kind = "RANGE"
            yield from _tolerating("no such constraint", ConstraintCommand("DROP", spec))
        for name in spec.fields:
            yield from self._drop_index(spec, kind, name)

    def existing(self) -> SchemaPlan[list[IndexSpec]]:
        """Read both lists; the index under a constraint is implied."""
        found = [replace(_unique(row), implied=False) for row in (yield _CONSTRAINTS).rows]
        needed = {(spec.entity, spec.label, name) for spec in found for name in spec.fields}
        for label, types, options, entity, _ in _newest((yield _INDEXES).rows):
            place = _ENTITY[entity]
            texts = tuple(sorted(name for name, kinds in types.items() if "FULLTEXT" in kinds))
            if texts:
                found.append(spec_of("FULLTEXT", label, texts, place))
            for name, kinds in types.items():
                if "RANGE" in kinds:
                    implied = (place, label, name) in needed
                    found.append(spec_of("RANGE", label, (name,), place, implied=implied))
                if "VECTOR" in kinds:
                    how = options.get(name, {})
                    dimension, similarity = how.get("dimension"), how.get("similarityFunction")
                    options_of = {"dimension": dimension, "similarity": similarity}
                    found.append(spec_of("VECTOR", label, (name,), place, **options_of))
        return found

    # -- constraints -----------------------------------------------------------------------------------------------

    def _create_unique(self, spec: IndexSpec) -> SchemaPlan[None]:
        made: dict[str, bool] = {}
        for name in spec.fields:
            made[name] = yield from self._create_index(spec, name)
        yield from self._built(spec)
        if (left := (yield from self._state(spec))) is not None and left.problem is not None:
            yield from _tolerating("no such constraint", ConstraintCommand("DROP", spec))
        yield from _tolerating("already exists", ConstraintCommand("CREATE", spec))
        if (yield from self._holds(spec)):
            return
        yield from _tolerating("no such constraint", ConstraintCommand("DROP", spec))
        for name, new in made.items():
            if new:
                yield from self._drop_index(spec, "RANGE", name)
        raise violated(spec, (yield from self.violations(spec)))

    def _holds(self, spec: IndexSpec) -> SchemaPlan[bool]:
        """Wait until the constraint is built; return False where the data violates it."""
        waited = 0.0
        while True:
            state = yield from self._state(spec)
            if state is None:
                raise DatabaseError(
                    f"somebody dropped the constraint on {spec.label} while it was built; repeat"
                )
            if state.problem is not None or not state.implied:
                return state.problem is None
            waited += yield from self._wait(spec, waited)

    def _state(self, spec: IndexSpec) -> SchemaPlan[IndexSpec | None]:
        """Return the constraint as it is listed; `implied` while it is being built."""
        for row in (yield _CONSTRAINTS).rows:
            listed = _unique(row)
            if (listed.entity, listed.label) == (spec.entity, spec.label) and set(listed.fields) == set(
                spec.fields
            ):
                return listed
        return None

    # -- indexes ---------------------------------------------------------------------------------------------------

    def _create_index(self, spec: IndexSpec, name: str) -> SchemaPlan[bool]:
        """Create an index on one property; return whether there was none."""
        kind = "RANGE" if spec.index_type == "UNIQUE" else spec.index_type
        options = ""
        if kind == "VECTOR":
            similarity = spec.similarity or "cosine"
            options = f" OPTIONS {{dimension: {spec.dimension:d}, similarityFunction: '{similarity}'}}"
        text = (
            f"CREATE {_KINDS[kind]}INDEX FOR {self.pattern(spec)} ON (e.{self.dialect.quote(name)}){options}"
        )
        return (yield from _tolerating("already indexed", Statement(text, writes=True)))

    def _drop_index(self, spec: IndexSpec, kind: str, name: str) -> SchemaPlan[None]:
        text = f"DROP {_KINDS[kind]}INDEX FOR {self.pattern(spec)} ON (e.{self.dialect.quote(name)})"
        try:
            yield from _tolerating("no such index", Statement(text, writes=True))
        except DatabaseError as error:
            if "Index supports constraint" not in str(error):
                raise

    def _reduce_fulltext(self, spec: IndexSpec) -> SchemaPlan[None]:
        for listed in (yield from self.existing()):
            if (listed.index_type, listed.entity, listed.label) == ("FULLTEXT", spec.entity, spec.label):
                for name in sorted(set(listed.fields) - set(spec.fields)):
                    yield from self._drop_index(spec, "FULLTEXT", name)

    def _built(self, spec: IndexSpec) -> SchemaPlan[None]:
        waited = 0.0
        entity = "NODE" if spec.entity == "NODE" else "RELATIONSHIP"
        while any(
            row[0] == spec.label and row[3] == entity and row[4] != "OPERATIONAL"
            for row in (yield _INDEXES).rows
        ):
            waited += yield from self._wait(spec, waited)

    def _wait(self, spec: IndexSpec, waited: float) -> SchemaPlan[float]:
        """Wait a little, longer each time; return how long."""
        if waited > self.patience:
            raise QueryTimeoutError(
                f"the {spec.index_type} index on {spec.label}.{', '.join(spec.fields)} is not ready after "
                f"{self.patience:g} s; it is still being built"
            )
        pause = min(0.5, 0.01 + waited / 4)
        yield Pause(pause)
        return pause


def schema_adapter(driver: Any) -> SchemaAdapter | AsyncSchemaAdapter:
    """Return the adapter of a driver, in the driver's colour."""
    language = FalkorDBSchema(driver.dialect)
    if iscoroutinefunction(type(driver).execute):
        return AsyncSchemaAdapter(driver, language, lambda command: _send_async(driver, command))
    return SchemaAdapter(driver, language, lambda command: _send(driver, command))


def _send(driver: FalkorDBDriver, command: ConstraintCommand) -> Any:
    try:
        return driver._client.send()(*command.words(driver.graph_name))
    except CLIENT_ERRORS as error:
        raise translate(error) from error


async def _send_async(driver: AsyncFalkorDBDriver, command: ConstraintCommand) -> Any:
    send = await driver._client.asend()
    try:
        return await send(*command.words(driver.graph_name))
    except CLIENT_ERRORS as error:
        raise translate(error) from error


def _newest(rows: list[list[Any]]) -> list[list[Any]]:
    """Return one row a label: while its index is built anew the old one is listed beside it, without the last changes."""
    rows = sorted(rows, key=lambda row: row[4] != "OPERATIONAL")
    return list({(row[0], row[3]): row for row in rows}.values())


def _tolerating(text: str, step: Statement | ConstraintCommand) -> SchemaPlan[bool]:
    """Carry out a step; return False where the server says `text`, which means that there is nothing to do."""
    try:
        yield step
    except DatabaseError as error:
        if text not in str(error):
            raise
        return False
    return True


def _unique(row: list[Any]) -> IndexSpec:
    """Return the constraint of a row of the listing; `implied` while it is being built."""
    label, properties, entity, status = row
    building, problem = status not in ("OPERATIONAL", "FAILED"), _FAILED if status == "FAILED" else None
    return spec_of("UNIQUE", label, properties, _ENTITY[entity], implied=building, problem=problem)
