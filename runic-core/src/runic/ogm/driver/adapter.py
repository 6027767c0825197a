"""The adapters that carry out a schema language on a driver, sync and async: what a backend's `schema_adapter` returns.

Owns the waiting; what is sent is decided by the `SchemaLanguage` of the backend. Knows no model.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.capability import Capabilities
from runic.ogm.driver.schema import EntityType, Pause, SchemaLanguage, SchemaPlan, spec_of
from runic.ogm.values import IndexSpec

__all__ = ["AsyncSchemaAdapter", "SchemaAdapter"]

T = TypeVar("T")


class _Adapter:
    """What both adapters share."""

    language: SchemaLanguage

    @property
    def capabilities(self) -> Capabilities:
        """What the database can do."""
        return self.language.capabilities

    def check(self, spec: IndexSpec) -> None:
        """Raise what creating `spec` would raise before it sends anything."""
        self.language.check(spec)

    def parts(self, spec: IndexSpec) -> Sequence[IndexSpec]:
        """Return what stands for a spec in `list_indexes`."""
        return self.language.parts(spec)

    def _creation(self, spec: IndexSpec) -> SchemaPlan[None]:
        self.language.check(spec)
        return self.language.create(spec)

    def _whole(self, label: str, properties: Sequence[str], entity: str) -> SchemaPlan[None]:
        """Drop the full-text index of a label, or the named fields of it."""
        if not properties:
            existing = yield from self.language.existing()
            properties = next(
                (
                    s.fields
                    for s in existing
                    if (s.index_type, s.label, s.entity) == ("FULLTEXT", label, entity)
                ),
                (),
            )
        if properties:
            yield from self.language.drop(spec_of("FULLTEXT", label, properties, entity))


class SchemaAdapter(_Adapter):
    """An `IndexAdapter` made of a schema language and a sync driver.

    Args:
        driver: sends the statements.
        language: says which.
        perform: carries out the steps that are no statement and no pause, on backends that have such.
    """

    def __init__(
        self, driver: Any, language: SchemaLanguage, perform: Callable[[Any], Any] | None = None
    ) -> None:
        self.driver = driver
        self.language = language
        self._perform = perform

    def run(self, plan: SchemaPlan[T]) -> T:
        """Carry out every step of a plan, on one connection and each by itself, and return its result."""
        connection = self.driver.acquire() if hasattr(self.driver, "acquire") else None
        try:
            step = next(plan)
            while True:
                try:
                    result = self._step(connection, step)
                except Exception as error:  # noqa: BLE001 - the plan decides
                    step = plan.throw(error)
                else:
                    step = plan.send(result)
        except StopIteration as done:
            outcome: T = done.value
            return outcome
        finally:
            if connection is not None:
                connection.release()

    def _step(self, connection: Any, step: Any) -> Any:
        if isinstance(step, Pause):
            return time.sleep(step.seconds)
        if isinstance(step, Statement):
            return self.driver.execute(step.text, step.params) if connection is None else connection.run(step)
        if self._perform is None:
            raise TypeError(f"this adapter cannot carry out {step!r}")
        return self._perform(step)

    def ensure_entity_types(self, types: Sequence[EntityType]) -> None:
        """Declare labels, types and properties, where the database wants that."""
        self.run(self.language.declare(types))

    def create_range_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create an index for equality and order; of several properties together where several are given."""
        self.run(self._creation(spec_of("RANGE", label, properties, entity)))

    def create_unique_constraint(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create a uniqueness constraint; raises `ConstraintError` with the keys that violate it."""
        self.run(self._creation(spec_of("UNIQUE", label, properties, entity)))

    def create_fulltext_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create the full-text index of a label over these properties; one over others is rebuilt."""
        self.run(self._creation(spec_of("FULLTEXT", label, properties, entity)))

    def create_vector_index(
        self, label: str, name: str, *, dimension: int, similarity: str = "cosine", entity: str = "NODE"
    ) -> None:
        """Create a vector index on the property `name`."""
        spec = IndexSpec(label, name, "VECTOR", entity=entity, dimension=dimension, similarity=similarity)
        self.run(self._creation(spec))

    def drop_range_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Drop an index for equality and order; a missing one is no error."""
        self.run(self.language.drop(spec_of("RANGE", label, properties, entity)))

    def drop_unique_constraint(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Drop a uniqueness constraint and its own index; a missing one is no error."""
        self.run(self.language.drop(spec_of("UNIQUE", label, properties, entity)))

    def drop_fulltext_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Take properties out of the full-text index of a label; without any, drop it."""
        self.run(self._whole(label, properties, entity))

    def drop_vector_index(self, label: str, name: str, *, entity: str = "NODE") -> None:
        """Drop a vector index; a missing one is no error."""
        self.run(self.language.drop(spec_of("VECTOR", label, (name,), entity)))

    def list_indexes(self) -> list[IndexSpec]:
        """Return all of the four kinds; a full-text spec has all properties of its index."""
        return self.run(self.language.existing())

    def list_labels(self) -> list[str]:
        """Return the labels of the database, sorted."""
        return self.run(self.language.names())[0]

    def list_edge_types(self) -> list[str]:
        """Return the edge types of the database, sorted."""
        return self.run(self.language.names())[1]

    def close(self) -> None:
        """Close the driver; closing twice is no error."""
        self.driver.close()


class AsyncSchemaAdapter(_Adapter):
    """An `AsyncIndexAdapter` made of a schema language and an async driver; see `SchemaAdapter`."""

    def __init__(
        self, driver: Any, language: SchemaLanguage, perform: Callable[[Any], Awaitable[Any]] | None = None
    ) -> None:
        self.driver = driver
        self.language = language
        self._perform = perform

    async def run(self, plan: SchemaPlan[T]) -> T:
        """Carry out every step of a plan, on one connection and each by itself, and return its result."""
        connection = self.driver.acquire() if hasattr(self.driver, "acquire") else None
        try:
            step = next(plan)
            while True:
                try:
                    result = await self._step(connection, step)
                except Exception as error:  # noqa: BLE001 - the plan decides
                    step = plan.throw(error)
                else:
                    step = plan.send(result)
        except StopIteration as done:
            outcome: T = done.value
            return outcome
        finally:
            if connection is not None:
                await connection.release()

    async def _step(self, connection: Any, step: Any) -> Any:
        if isinstance(step, Pause):
            return await asyncio.sleep(step.seconds)
        if isinstance(step, Statement):
            if connection is None:
                return await self.driver.execute(step.text, step.params)
            return await connection.run(step)
        if self._perform is None:
            raise TypeError(f"this adapter cannot carry out {step!r}")
        return await self._perform(step)

    async def ensure_entity_types(self, types: Sequence[EntityType]) -> None:
        """Declare labels, types and properties, where the database wants that."""
        await self.run(self.language.declare(types))

    async def create_range_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create an index for equality and order; of several properties together where several are given."""
        await self.run(self._creation(spec_of("RANGE", label, properties, entity)))

    async def create_unique_constraint(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create a uniqueness constraint; raises `ConstraintError` with the keys that violate it."""
        await self.run(self._creation(spec_of("UNIQUE", label, properties, entity)))

    async def create_fulltext_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Create the full-text index of a label over these properties; one over others is rebuilt."""
        await self.run(self._creation(spec_of("FULLTEXT", label, properties, entity)))

    async def create_vector_index(
        self, label: str, name: str, *, dimension: int, similarity: str = "cosine", entity: str = "NODE"
    ) -> None:
        """Create a vector index on the property `name`."""
        spec = IndexSpec(label, name, "VECTOR", entity=entity, dimension=dimension, similarity=similarity)
        await self.run(self._creation(spec))

    async def drop_range_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Drop an index for equality and order; a missing one is no error."""
        await self.run(self.language.drop(spec_of("RANGE", label, properties, entity)))

    async def drop_unique_constraint(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Drop a uniqueness constraint and its own index; a missing one is no error."""
        await self.run(self.language.drop(spec_of("UNIQUE", label, properties, entity)))

    async def drop_fulltext_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        """Take properties out of the full-text index of a label; without any, drop it."""
        await self.run(self._whole(label, properties, entity))

    async def drop_vector_index(self, label: str, name: str, *, entity: str = "NODE") -> None:
        """Drop a vector index; a missing one is no error."""
        await self.run(self.language.drop(spec_of("VECTOR", label, (name,), entity)))

    async def list_indexes(self) -> list[IndexSpec]:
        """Return all of the four kinds; a full-text spec has all properties of its index."""
        return await self.run(self.language.existing())

    async def list_labels(self) -> list[str]:
        """Return the labels of the database, sorted."""
        return (await self.run(self.language.names()))[0]

    async def list_edge_types(self) -> list[str]:
        """Return the edge types of the database, sorted."""
        return (await self.run(self.language.names()))[1]

    async def close(self) -> None:
        """Close the driver; closing twice is no error."""
        await self.driver.close()
