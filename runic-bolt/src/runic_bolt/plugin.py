"""The plugin objects of Neo4j, Memgraph and ArcadeDB. Importing them imports no client library."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from runic.ogm.driver.backend import BackendSpec
from runic.ogm.driver.capability import Capabilities
from runic.ogm.driver.hookspec import hookimpl
from runic_bolt import capabilities

__all__ = ["BoltPlugin", "arcadedb", "memgraph", "neo4j"]


class BoltPlugin:
    """The plugin object of one database that speaks Bolt; what needs the client is imported when it is called.

    Args:
        name: the name of the backend.
        answers: its capabilities.
        handles: whether a bare driver of the client is taken to lead to this database.
    """

    def __init__(self, name: str, answers: Capabilities, *, handles: bool = False) -> None:
        self._name = name
        self._answers = answers
        self._handles = handles

    @hookimpl
    def runic_backend(self) -> BackendSpec:
        """Describe the backend."""
        name = self._name
        return BackendSpec(
            name=name,
            distribution="runic-bolt",
            interface=1,
            capabilities=self._answers,
            dialect=partial(_dialect, name),
            driver=partial(_driver, name),
            async_driver=partial(_async_driver, name),
            schema_adapter=partial(_schema_adapter, name),
            schemes=(name, f"{name}+s", f"{name}+ssc"),
            clients={"neo4j": ">=5.28"},
            client_packages=("neo4j",),
            recognises=_recognises if self._handles else _recognises_nothing,
            wrap=partial(_wrap, name) if self._handles else None,
            wrap_async=partial(_wrap_async, name) if self._handles else None,
        )


neo4j: Final = BoltPlugin("neo4j", capabilities.NEO4J, handles=True)
memgraph: Final = BoltPlugin("memgraph", capabilities.MEMGRAPH)
arcadedb: Final = BoltPlugin("arcadedb", capabilities.ARCADEDB)


def _dialect(name: str) -> Any:
    from runic_bolt.factory import DIALECTS

    return DIALECTS[name]()


def _driver(name: str, **options: Any) -> Any:
    from runic_bolt.factory import open_driver

    return open_driver(name, **options)


def _async_driver(name: str, **options: Any) -> Any:
    from runic_bolt.factory import open_async_driver

    return open_async_driver(name, **options)


def _schema_adapter(name: str, driver: Any) -> Any:
    from runic_bolt.schema import schema_adapter

    return schema_adapter(name, driver)


def _recognises_nothing(handle: Any) -> bool:
    return False


def _recognises(handle: Any) -> bool:
    from neo4j import AsyncDriver, Driver

    return isinstance(handle, (AsyncDriver, Driver))


def _wrap(name: str, handle: Any, **options: Any) -> Any:
    return _driver(name, driver=handle, **options)


def _wrap_async(name: str, handle: Any, **options: Any) -> Any:
    return _async_driver(name, driver=handle, **options)
