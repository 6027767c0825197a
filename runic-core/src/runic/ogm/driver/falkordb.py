"""The documented import path of FalkorDB's drivers; they live in the distribution runic-falkordb."""

from __future__ import annotations

from runic.ogm.driver.install import absent_module

try:
    from runic_falkordb.dialect import FalkorDBDialect
    from runic_falkordb.driver import AsyncFalkorDBDriver, FalkorDBDriver
    from runic_falkordb.factory import create_async_falkordb_driver, create_falkordb_driver
except ModuleNotFoundError as missing:
    raise absent_module(__name__, "runic_falkordb", "runic-falkordb", missing) from missing

__all__ = [
    "AsyncFalkorDBDriver",
    "FalkorDBDialect",
    "FalkorDBDriver",
    "create_async_falkordb_driver",
    "create_falkordb_driver",
]
