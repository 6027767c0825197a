"""The plugin object of Apache AGE. Importing it imports no client library."""

from __future__ import annotations

from typing import Any, Final, NoReturn

from runic.ogm.driver.backend import BackendSpec
from runic.ogm.driver.capability import Capabilities, Capability, Level, Support
from runic.ogm.driver.hookspec import hookimpl
from runic_age.absence import not_yet

__all__ = ["AGEPlugin", "plugin"]

_ABSENT: Final = Support(Level.NOT_IMPLEMENTED, "runic-age 0.1 only registers its backend")


class AGEPlugin:
    """The plugin object of Apache AGE."""

    @hookimpl
    def runic_backend(self) -> BackendSpec:
        """Describe the backend."""
        return BackendSpec(
            name="age",
            distribution="runic-age",
            interface=1,
            capabilities=Capabilities("age", dict.fromkeys(Capability, _ABSENT)),
            dialect=_refuse_dialect,
            driver=_refuse_driver,
            async_driver=_refuse_driver,
            schemes=("age",),
            clients={"psycopg[binary]": ">=3.2", "psycopg-pool": ">=3.2"},
            client_packages=("psycopg", "psycopg_pool"),
        )


def _refuse_driver(*args: Any, **options: Any) -> NoReturn:
    raise not_yet("connecting")


def _refuse_dialect() -> NoReturn:
    raise not_yet("rendering statements")


plugin: Final = AGEPlugin()
