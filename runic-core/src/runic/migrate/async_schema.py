"""The async twins of `runic.migrate.schema`: same names and meanings; what asks the database is a coroutine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from runic.migrate import plans
from runic.migrate.adapter import async_adapter_for
from runic.migrate.comparison import SchemaInfo, ValidationResult
from runic.migrate.plans import Call, Plan, Progress
from runic.ogm.driver.schema import AsyncIndexAdapter
from runic.ogm.values import IndexSpec

__all__ = ["AsyncIndexManager", "AsyncSchemaManager"]

T = TypeVar("T")

_INDEXES = ("RANGE", "FULLTEXT", "VECTOR")


class AsyncIndexManager:
    """The async twin of `IndexManager`.

    Args:
        adapter_or_graph: an adapter of `create_async_adapter`, an async driver, or a handle of a client.

    Raises:
        TypeError: it is none of these, or sync.
        UnsupportedFeatureError: the backend manages no indexes.
    """

    def __init__(self, adapter_or_graph: Any) -> None:
        self.adapter: AsyncIndexAdapter = async_adapter_for(adapter_or_graph)

    async def create_indexes(self, entity_class: type, *, if_not_exists: bool = True) -> None:
        """Create everything that a model declares; see `IndexManager.create_indexes`."""
        await _run(self.adapter, plans.create_indexes(self.adapter, [entity_class], look=if_not_exists))

    async def ensure_indexes(self, entity_class: type) -> None:
        """Create what is missing of what a model declares; raises as `create_indexes`."""
        await self.create_indexes(entity_class)

    async def create_spec(self, spec: IndexSpec) -> None:
        """Create one index or constraint; one that exists is no error. Raises as `create_indexes`."""
        await _run(self.adapter, plans.create_spec(self.adapter, spec))

    async def drop_spec(self, spec: IndexSpec) -> None:
        """Drop one index or constraint, with a constraint's own index; a missing one is no error.

        A full-text field leaves the index of its label, which goes with the last one.
        """
        await _run(self.adapter, plans.drop_specs([spec]))


class AsyncSchemaManager:
    """The async twin of `SchemaManager`.

    Args:
        adapter_or_graph: an adapter of `create_async_adapter`, an async driver, or a handle of a client.

    Raises:
        TypeError: it is none of these, or sync.
        UnsupportedFeatureError: the backend manages no indexes.
    """

    def __init__(self, adapter_or_graph: Any) -> None:
        self.adapter: AsyncIndexAdapter = async_adapter_for(adapter_or_graph)

    async def ensure_entity_types(self, entity_classes: Iterable[type] | None) -> None:
        """Create vertex and edge types with their properties, where the database wants them declared (ArcadeDB, AGE)."""
        await _run(self.adapter, plans.ensure_types(entity_classes))

    async def validate_schema(self, entity_classes: Iterable[type] | None) -> ValidationResult:
        """Compare declared indexes with the existing ones; changes nothing."""
        return await _run(self.adapter, plans.validate(self.adapter, entity_classes))

    async def sync_schema(
        self,
        entity_classes: Iterable[type] | None,
        *,
        drop_extra: bool = False,
        progress: Progress | None = None,
    ) -> None:
        """Create entity types and missing indexes; see `SchemaManager.sync_schema`."""
        await _run(
            self.adapter, plans.sync(self.adapter, entity_classes, drop_extra=drop_extra, progress=progress)
        )

    async def get_schema_diff(self, entity_classes: Iterable[type] | None) -> str:
        """Return the differences as text: lines that begin with MISSING, EXTRA or ERROR, or `schema is in sync`."""
        return await _run(self.adapter, plans.diff(self.adapter, entity_classes))

    async def get_schema_info(self, entity_classes: Iterable[type] | None) -> SchemaInfo:
        """Return what is declared, what exists, what is missing or extra, and the labels and types of the database."""
        return await _run(self.adapter, plans.info(self.adapter, entity_classes))

    async def list_indexes(self) -> list[IndexSpec]:
        """Return the indexes of the database; one that only serves a constraint is left out."""
        return await _run(self.adapter, plans.list_existing(_INDEXES))

    async def list_constraints(self) -> list[IndexSpec]:
        """Return the uniqueness constraints of the database."""
        return await _run(self.adapter, plans.list_existing(("UNIQUE",)))

    async def drop_indexes(self, *, progress: Progress | None = None) -> list[IndexSpec]:
        """Drop every index of the database that `list_indexes` returns, and return them."""
        return await _run(self.adapter, plans.drop_existing(_INDEXES, progress))

    async def drop_constraints(self, *, progress: Progress | None = None) -> list[IndexSpec]:
        """Drop every uniqueness constraint of the database, and return them."""
        return await _run(self.adapter, plans.drop_existing(("UNIQUE",), progress))


async def _run(adapter: AsyncIndexAdapter, plan: Plan[T]) -> T:
    """Carry out the calls of a plan."""
    try:
        call: Call = next(plan)
        while True:
            try:
                result = await getattr(adapter, call.method)(*call.args, **call.options)
            except Exception as error:  # noqa: BLE001 - the plan decides
                call = plan.throw(error)
            else:
                call = plan.send(result)
    except StopIteration as done:
        outcome: T = done.value
        return outcome
