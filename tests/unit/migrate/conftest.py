"""An adapter without a database, in both colours: a list of specs, and a note of every call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from runic.ogm.core.metadata import get_metadata
from runic.ogm.driver.schema import EntityType, spec_of
from runic.ogm.exceptions import MetadataError
from runic.ogm.values import IndexSpec


class Memory:
    """A sync adapter; `refused` is what it cannot have."""

    def __init__(self, *specs: IndexSpec) -> None:
        self.specs = list(specs)
        self.calls: list[str] = []
        self.types: list[EntityType] = []
        self.refused: set[str] = set()

    def check(self, spec: IndexSpec) -> None:
        if spec.index_type in self.refused:
            raise MetadataError(f"no {spec.index_type}")

    def parts(self, spec: IndexSpec) -> Sequence[IndexSpec]:
        return (spec,)

    def ensure_entity_types(self, types: Sequence[EntityType]) -> None:
        self.types += types

    def create_range_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        self._create(spec_of("RANGE", label, properties, entity))

    def create_unique_constraint(self, label: str, *properties: str, entity: str = "NODE") -> None:
        self._create(spec_of("UNIQUE", label, properties, entity))

    def create_fulltext_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        self.specs = [s for s in self.specs if (s.index_type, s.label) != ("FULLTEXT", label)]
        self._create(spec_of("FULLTEXT", label, properties, entity))

    def create_vector_index(
        self, label: str, name: str, *, dimension: int, similarity: str = "cosine", entity: str = "NODE"
    ) -> None:
        self._create(spec_of("VECTOR", label, (name,), entity, dimension=dimension, similarity=similarity))

    def drop_range_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        self._drop(spec_of("RANGE", label, properties, entity))

    def drop_unique_constraint(self, label: str, *properties: str, entity: str = "NODE") -> None:
        self._drop(spec_of("UNIQUE", label, properties, entity))

    def drop_fulltext_index(self, label: str, *properties: str, entity: str = "NODE") -> None:
        self._drop(spec_of("FULLTEXT", label, properties, entity))

    def drop_vector_index(self, label: str, name: str, *, entity: str = "NODE") -> None:
        self._drop(spec_of("VECTOR", label, (name,), entity))

    def list_indexes(self) -> list[IndexSpec]:
        self.calls.append("list")
        return list(self.specs)

    def list_labels(self) -> list[str]:
        return ["Label"]

    def list_edge_types(self) -> list[str]:
        return ["TYPE"]

    def _create(self, spec: IndexSpec) -> None:
        self.calls.append(f"create {spec!r}")
        self.specs.append(spec)

    def _drop(self, spec: IndexSpec) -> None:
        self.calls.append(f"drop {spec!r}")
        self.specs = [s for s in self.specs if s != spec]

    @property
    def changes(self) -> list[str]:
        """The calls that change something."""
        return [call for call in self.calls if call != "list"]


class AsyncMemory:
    """The async colour of a `Memory`."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.check = memory.check
        self.parts = memory.parts

    async def ensure_entity_types(self, types: Sequence[EntityType]) -> None:
        self.memory.ensure_entity_types(types)

    async def create_range_index(self, *args: Any, **options: Any) -> None:
        self.memory.create_range_index(*args, **options)

    async def create_unique_constraint(self, *args: Any, **options: Any) -> None:
        self.memory.create_unique_constraint(*args, **options)

    async def create_fulltext_index(self, *args: Any, **options: Any) -> None:
        self.memory.create_fulltext_index(*args, **options)

    async def create_vector_index(self, *args: Any, **options: Any) -> None:
        self.memory.create_vector_index(*args, **options)

    async def drop_range_index(self, *args: Any, **options: Any) -> None:
        self.memory.drop_range_index(*args, **options)

    async def drop_unique_constraint(self, *args: Any, **options: Any) -> None:
        self.memory.drop_unique_constraint(*args, **options)

    async def drop_fulltext_index(self, *args: Any, **options: Any) -> None:
        self.memory.drop_fulltext_index(*args, **options)

    async def drop_vector_index(self, *args: Any, **options: Any) -> None:
        self.memory.drop_vector_index(*args, **options)

    async def list_indexes(self) -> list[IndexSpec]:
        return self.memory.list_indexes()

    async def list_labels(self) -> list[str]:
        return self.memory.list_labels()

    async def list_edge_types(self) -> list[str]:
        return self.memory.list_edge_types()


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """Start every test without models."""
    metadata = get_metadata()
    before = metadata.snapshot()
    metadata.clear()
    yield
    metadata.restore(before)


@pytest.fixture
def memory() -> Memory:
    return Memory()
