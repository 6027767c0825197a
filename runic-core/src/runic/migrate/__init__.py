"""Indexes and constraints of a database, kept in step with the models."""

from __future__ import annotations

from runic.migrate.adapter import create_adapter, create_async_adapter
from runic.migrate.async_schema import AsyncIndexManager, AsyncSchemaManager
from runic.migrate.comparison import SchemaInfo, ValidationResult
from runic.migrate.schema import IndexManager, SchemaManager
from runic.ogm.driver.schema import AsyncIndexAdapter, IndexAdapter
from runic.ogm.schema.index_manager import Index, IndexSpec, Unique, extract_declared_specs

__all__ = [
    "AsyncIndexAdapter",
    "AsyncIndexManager",
    "AsyncSchemaManager",
    "Index",
    "IndexAdapter",
    "IndexManager",
    "IndexSpec",
    "SchemaInfo",
    "SchemaManager",
    "Unique",
    "ValidationResult",
    "create_adapter",
    "create_async_adapter",
    "extract_declared_specs",
]
