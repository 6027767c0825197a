"""The documented import path of ArcadeDB's dialect and factory; they live in the distribution runic-bolt."""

from __future__ import annotations

from runic.ogm.driver.install import absent_module

try:
    from runic_bolt.dialects.arcadedb import ArcadeDBDialect
    from runic_bolt.driver import BoltDriver, create_arcadedb_driver
except ModuleNotFoundError as missing:
    raise absent_module(__name__, "runic_bolt", "runic-bolt", missing) from missing

__all__ = ["ArcadeDBDialect", "BoltDriver", "create_arcadedb_driver"]
