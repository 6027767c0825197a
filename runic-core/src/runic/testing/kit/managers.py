"""The schema managers of a case's colour, and a database without indexes before and after it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from runic.migrate.async_schema import AsyncIndexManager, AsyncSchemaManager
from runic.migrate.comparison import ValidationResult
from runic.migrate.schema import IndexManager, SchemaManager
from runic.ogm.exceptions import UnsupportedFeatureError
from runic.ogm.values import IndexSpec
from runic.testing.colours import Colour, settle
from runic.testing.harness import Harness, NotApplicable

__all__ = ["Managers", "managed"]


class Managers:
    """The managers of the case's colour; what they send through connections is counted."""

    def __init__(self, h: Harness) -> None:
        self._h = h
        schema, index = (
            (SchemaManager, IndexManager)
            if h.colour is Colour.SYNC
            else (AsyncSchemaManager, AsyncIndexManager)
        )
        self._schema: Any = schema(h.ground.driver.driver)
        if hasattr(self._schema.adapter, "driver"):
            self._schema.adapter.driver = h.ground.driver
        self._index: Any = index(self._schema.adapter)

    async def sync(self, *classes: type, drop_extra: bool = False) -> list[str]:
        """Sync, and return what was done, in words."""
        done: list[str] = []
        await settle(self._schema.sync_schema(classes, drop_extra=drop_extra, progress=done.append))
        return done

    async def validate(self, *classes: type) -> ValidationResult:
        """Validate."""
        result: ValidationResult = await settle(self._schema.validate_schema(classes))
        return result

    async def diff(self, *classes: type) -> str:
        """Return the differences."""
        text: str = await settle(self._schema.get_schema_diff(classes))
        return text

    async def info(self, *classes: type) -> Any:
        """Return all that is known."""
        return await settle(self._schema.get_schema_info(classes))

    async def listed(self) -> list[IndexSpec]:
        """Return indexes and constraints, but for what serves a constraint."""
        return [*await settle(self._schema.list_indexes()), *await settle(self._schema.list_constraints())]

    async def create_indexes(self, cls: type, *, if_not_exists: bool = True) -> None:
        """Create what a class declares."""
        await settle(self._index.create_indexes(cls, if_not_exists=if_not_exists))

    async def create(self, spec: IndexSpec) -> None:
        """Create one."""
        await settle(self._index.create_spec(spec))

    async def drop(self, spec: IndexSpec) -> None:
        """Drop one."""
        await settle(self._index.drop_spec(spec))

    async def clear(self) -> None:
        """Drop everything."""
        await settle(self._schema.drop_constraints())
        await settle(self._schema.drop_indexes())


@asynccontextmanager
async def managed(h: Harness) -> AsyncIterator[Managers]:
    """Give managers of a database without indexes, and leave it so."""
    try:
        managers = Managers(h)
    except UnsupportedFeatureError as none:
        raise NotApplicable(str(none)) from none  # the backend has no schema adapter
    await managers.clear()
    try:
        yield managers
    finally:
        await managers.clear()
