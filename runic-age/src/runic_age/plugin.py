"""The plugin object of Apache AGE. Importing it imports no client library."""

from __future__ import annotations

from typing import Any, Final

from runic.ogm.driver.backend import BackendSpec
from runic.ogm.driver.hookspec import hookimpl
from runic_age.capabilities import CAPABILITIES
from runic_age.dialect import AGEDialect
from runic_age.options import SCHEMES

__all__ = ["AGEPlugin", "plugin"]


class AGEPlugin:
    """Describes the backend; what needs the client is imported when it is called."""

    @hookimpl
    def runic_backend(self) -> BackendSpec:
        """Describe the backend."""
        return BackendSpec(
            name="age",
            distribution="runic-age",
            interface=1,
            capabilities=CAPABILITIES,
            dialect=AGEDialect,
            driver=_driver,
            async_driver=_async_driver,
            schema_adapter=_schema_adapter,
            schemes=SCHEMES,
            clients={"psycopg[binary]": ">=3.2", "psycopg-pool": ">=3.2"},
            client_packages=("psycopg", "psycopg_pool"),
            recognises=_recognises,
            wrap=_wrap,
            wrap_async=_wrap_async,
        )


plugin: Final = AGEPlugin()


def _driver(**options: Any) -> Any:
    from runic_age.driver import AGEDriver

    return AGEDriver.open(**options)


def _async_driver(**options: Any) -> Any:
    from runic_age.driver import AsyncAGEDriver

    return AsyncAGEDriver.open(**options)


def _schema_adapter(driver: Any) -> Any:
    from runic_age.schema import schema_adapter

    return schema_adapter(driver)


def _recognises(handle: Any) -> bool:
    from psycopg import AsyncConnection, Connection
    from psycopg_pool import AsyncConnectionPool, ConnectionPool

    return isinstance(handle, (Connection, AsyncConnection, ConnectionPool, AsyncConnectionPool))


def _wrap(handle: Any, **options: Any) -> Any:
    from runic_age.driver import AGEDriver

    return AGEDriver(handle, **options)


def _wrap_async(handle: Any, **options: Any) -> Any:
    from runic_age.driver import AsyncAGEDriver

    return AsyncAGEDriver(handle, **options)
