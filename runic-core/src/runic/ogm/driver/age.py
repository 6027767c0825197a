"""The documented import path of Apache AGE's drivers and dialect; they live in the distribution runic-age."""

from __future__ import annotations

from runic.ogm.driver.install import absent_module

try:
    from runic_age.dialect import AGEDialect
    from runic_age.driver import AGEDriver, AsyncAGEDriver, create_age_driver, create_async_age_driver
except ModuleNotFoundError as missing:
    raise absent_module(__name__, "runic_age", "runic-age", missing) from missing

__all__ = ["AGEDialect", "AGEDriver", "AsyncAGEDriver", "create_age_driver", "create_async_age_driver"]
