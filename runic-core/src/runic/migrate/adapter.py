"""Adapters by name, by URL, from a driver or from a client's own handle: the way to the indexes of one database.

What an adapter is stands in `runic.ogm.driver.schema`; what it sends is the business of the backend.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from runic.ogm.driver.factory import (
    async_driver_for,
    create_async_driver,
    create_driver,
    driver_for,
    get_backend,
)
from runic.ogm.driver.schema import AsyncIndexAdapter, IndexAdapter
from runic.ogm.exceptions import UnsupportedFeatureError

__all__ = [
    "AsyncIndexAdapter",
    "IndexAdapter",
    "async_adapter_for",
    "adapter_for",
    "create_adapter",
    "create_async_adapter",
]


def create_adapter(backend: Any, **options: Any) -> IndexAdapter:
    """Return what creates, lists and drops the indexes of a database.

        create_adapter("neo4j", host="localhost", database="neo4j", password="secret")
        create_adapter(driver)

    Args:
        backend: the name of an installed backend, a URL, a driver, or a handle of a client that some backend knows.
        **options: with a name or a URL, what `create_driver` takes; `adapter.close()` closes that driver.

    Raises:
        UnsupportedFeatureError: the backend manages no indexes.
        UnknownBackendError: and what else `create_driver` raises.
        TypeError: `backend` is none of these, or there are options beside a driver.
    """
    return adapter_for(
        create_driver(backend, **options) if isinstance(backend, str) else _alone(backend, options)
    )


def create_async_adapter(backend: Any, **options: Any) -> AsyncIndexAdapter:
    """Return the async twin of an adapter; arguments and errors are those of `create_adapter`."""
    named = isinstance(backend, str)
    return async_adapter_for(create_async_driver(backend, **options) if named else _alone(backend, options))


def adapter_for(source: Any) -> IndexAdapter:
    """Return an adapter as it is, or the one of a driver or of a client's handle.

    Raises:
        TypeError: it is async, or nothing that an installed backend knows.
        UnsupportedFeatureError: the backend manages no indexes.
    """
    if isinstance(source, IndexAdapter):
        if iscoroutinefunction(source.list_indexes):
            raise TypeError(
                f"a sync adapter is needed, got {source!r}; use AsyncIndexManager or AsyncSchemaManager"
            )
        return source
    driver = driver_for(source)
    adapter: IndexAdapter = _factory(driver)(driver)
    return adapter


def async_adapter_for(source: Any) -> AsyncIndexAdapter:
    """Return an async adapter as it is, or the one of an async driver or of a client's handle; raises as `adapter_for`."""
    if isinstance(source, AsyncIndexAdapter):
        if not iscoroutinefunction(source.list_indexes):
            raise TypeError(f"an async adapter is needed, got {source!r}; use IndexManager or SchemaManager")
        return source
    driver = async_driver_for(source)
    adapter: AsyncIndexAdapter = _factory(driver)(driver)
    return adapter


def _factory(driver: Any) -> Callable[[Any], Any]:
    name = driver.dialect.name
    factory = get_backend(name).schema_adapter
    if factory is None:
        raise UnsupportedFeatureError(name, "schema management", "send the statements with driver.execute()")
    return factory


def _alone(source: Any, options: dict[str, Any]) -> Any:
    if options:
        raise TypeError(f"options go with the name of a backend, not with {source!r}: {', '.join(options)}")
    return source
