"""The plugin objects of Neo4j, Memgraph and ArcadeDB. Importing them imports no client library."""

from __future__ import annotations

from typing import Any, Final, NoReturn

from runic.ogm.driver.backend import BackendSpec
from runic.ogm.driver.capability import Capabilities, Capability, Level, Support
from runic.ogm.driver.hookspec import hookimpl
from runic_bolt.absence import not_yet

__all__ = ["BoltPlugin", "arcadedb", "memgraph", "neo4j"]

_ABSENT: Final = Support(Level.NOT_IMPLEMENTED, "runic-bolt 0.1 only registers its backends")


class BoltPlugin:
    """The plugin object of one database that speaks Bolt."""

    def __init__(self, name: str, schemes: tuple[str, ...]) -> None:
        self._name = name
        self._schemes = schemes

    @hookimpl
    def runic_backend(self) -> BackendSpec:
        """Describe the backend."""
        return BackendSpec(
            name=self._name,
            distribution="runic-bolt",
            interface=1,
            capabilities=Capabilities(self._name, dict.fromkeys(Capability, _ABSENT)),
            dialect=self._refuse_dialect,
            driver=self._refuse_driver,
            async_driver=self._refuse_driver,
            schemes=self._schemes,
            clients={"neo4j": ">=5.28"},
            client_packages=("neo4j",),
        )

    def _refuse_driver(self, *args: Any, **options: Any) -> NoReturn:
        raise not_yet(self._name, "connecting")

    def _refuse_dialect(self) -> NoReturn:
        raise not_yet(self._name, "rendering statements")


neo4j: Final = BoltPlugin("neo4j", ("neo4j", "neo4j+s", "neo4j+ssc"))
memgraph: Final = BoltPlugin("memgraph", ("memgraph", "memgraph+s", "memgraph+ssc"))
arcadedb: Final = BoltPlugin("arcadedb", ("arcadedb", "arcadedb+s", "arcadedb+ssc"))
