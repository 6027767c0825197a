"""What runic finds by the entry point. Importing it imports no client library."""

from __future__ import annotations

from typing import Any, Final

from runic.ogm.driver.backend import BackendSpec
from runic.ogm.driver.hookspec import hookimpl
from runic_sparrow.dialect import CAPABILITIES, SparrowDialect

__all__ = ["SparrowPlugin", "plugin"]


class SparrowPlugin:
    """Describes the backend."""

    @hookimpl
    def runic_backend(self) -> BackendSpec:
        """Describe the backend."""
        return BackendSpec(
            name="sparrow",
            distribution="runic-sparrow",
            interface=1,
            capabilities=CAPABILITIES,
            dialect=SparrowDialect,
            driver=_driver,
            clients={"falkordb": ">=1.2"},
            client_packages=("falkordb", "redis"),
        )


plugin: Final = SparrowPlugin()


def _driver(**options: Any) -> Any:
    from runic_sparrow.driver import SparrowDriver

    return SparrowDriver(**options)
