"""The description of a backend: everything that core ever learns about one.

A plugin returns one `BackendSpec` from its `runic_backend` hook (see `runic.ogm.driver.hookspec`). Making the description
must be cheap and must not import a client library: the callables do that when they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from runic.ogm.driver.capability import Capabilities
from runic.ogm.driver.dialect import Dialect
from runic.ogm.driver.protocol import AsyncGraphDriver, GraphDriver

__all__ = ["INTERFACE_VERSION", "AsyncDriverFactory", "BackendSpec", "DriverFactory"]

INTERFACE_VERSION: Final = 1
"""The interface between core and plugins that this runic-core speaks; raised by every incompatible change."""


class DriverFactory(Protocol):
    """Makes a driver from keyword options, or from a client's handle and options."""

    def __call__(self, *args: Any, **options: Any) -> GraphDriver:
        """Return a driver; connecting waits for its first use."""
        ...


class AsyncDriverFactory(Protocol):
    """Makes an async driver from keyword options, or from a client's handle and options."""

    def __call__(self, *args: Any, **options: Any) -> AsyncGraphDriver:
        """Return a driver; connecting waits for its first use."""
        ...


def _recognises_nothing(handle: object) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendSpec:
    """One backend.

    Args:
        name: its name in `create_driver(name)`; the same as the name of its entry point.
        distribution: the distribution that provides it, for error messages.
        interface: the interface version that it was written for. State a number: `INTERFACE_VERSION` of the core that
            happens to be installed would always agree.
        capabilities: what the database can do.
        dialect: makes the dialect.
        driver: makes the sync driver from keyword options. A URL given to `create_driver` arrives as the option `url`.
        async_driver: the same for the async driver; None where there is none.
        schema_adapter: makes the adapter that creates, lists and drops indexes from a driver of this backend.
        aliases: other names for it.
        schemes: the URL schemes that it takes, each the name itself or the name with a `+suffix`; empty where URLs are
            not taken.
        clients: the client distributions that it needs, each with its version specifier ("" for any).
        client_packages: the top-level packages of these; a raw handle of one of their types is offered to this backend
            first, and a missing one is reported as `MissingClientError`.
        recognises: tells whether a raw client handle is one that `wrap` or `wrap_async` takes.
        wrap: makes a driver from such a handle; None where there are no sync ones.
        wrap_async: makes an async driver from such a handle; None where there are no async ones.
    """

    name: str
    distribution: str
    interface: int
    capabilities: Capabilities
    dialect: Callable[[], Dialect]
    driver: DriverFactory
    async_driver: AsyncDriverFactory | None = None
    schema_adapter: Callable[[Any], Any] | None = None
    aliases: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    clients: Mapping[str, str] = field(default_factory=dict)
    client_packages: tuple[str, ...] = ()
    recognises: Callable[[Any], bool] = _recognises_nothing
    wrap: DriverFactory | None = None
    wrap_async: AsyncDriverFactory | None = None
