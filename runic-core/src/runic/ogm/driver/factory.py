"""Drivers by name, by URL, or from a client's own handle.

Owns the functions that users call to reach a backend. Finding and loading plugins is the business of
`runic.ogm.driver.registry`; what options a backend takes is the business of that backend.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from weakref import WeakKeyDictionary, WeakSet

from runic.ogm.driver.backend import BackendSpec
from runic.ogm.driver.install import foreign_scheme, missing_client
from runic.ogm.driver.protocol import AsyncGraphDriver, GraphDriver
from runic.ogm.exceptions import MissingClientError, UnknownBackendError, UnsupportedFeatureError, shorten

if TYPE_CHECKING:
    from runic.ogm.driver.registry import Registry

__all__ = [
    "async_driver_for",
    "available_backends",
    "create_async_driver",
    "create_driver",
    "driver_for",
    "get_backend",
    "register_backend",
    "unregister_backend",
]

T = TypeVar("T")

_registry: Registry | None = None
# types that have the shape of a driver: looking at a protocol costs more than the rest of opening a session
_sync_drivers: Final[WeakSet[type]] = WeakSet()
_async_drivers: Final[WeakSet[type]] = WeakSet()
# by type, since every session asks, and an answer needs every plugin
_owners: Final[WeakKeyDictionary[type, BackendSpec]] = WeakKeyDictionary()


def create_driver(backend: str, **kwargs: Any) -> GraphDriver:
    """Return a driver for a backend; it connects when it is first used.

        create_driver("falkordb", host="localhost", port=6379, graph="my_graph")
        create_driver("neo4j+s://example.org/neo4j", username="neo4j", password="secret")

    Args:
        backend: the name of an installed backend, or a URL whose scheme, up to a `+`, is that name.
        **kwargs: options of that backend.

    Raises:
        UnknownBackendError: no installed backend has that name; says what to install. Also a `ValueError`.
        MissingClientError: the client library of the backend is not installed.
        PluginLoadError: the plugin of the backend cannot be imported.
        InterfaceVersionError: the plugin was written for another version of runic-core.
        DuplicateBackendError: two installed distributions claim the name.
    """
    spec, options = _resolve(backend, kwargs)
    return _calling(spec, spec.driver, **options)


def create_async_driver(backend: str, **kwargs: Any) -> AsyncGraphDriver:
    """Return an async driver for a backend; the arguments and errors are those of `create_driver`.

    Raises:
        UnsupportedFeatureError: the backend has no async driver.
    """
    spec, options = _resolve(backend, kwargs)
    make = spec.async_driver
    if make is None:
        raise UnsupportedFeatureError(spec.name, "async drivers", "use create_driver and Session")
    return _calling(spec, make, **options)


def available_backends() -> dict[str, str]:
    """Return the names of the installed and registered backends, each with the distribution that provides it.

    Reads the metadata of installed distributions and imports nothing.
    """
    return _backends().installed()


def get_backend(name: str) -> BackendSpec:
    """Return the description of a backend, loading its plugin if need be.

    Raises:
        UnknownBackendError: and the other errors of finding a backend that `create_driver` raises.
    """
    return _backends().find(name)


def register_backend(backend: object, *, replace: bool = False) -> BackendSpec:
    """Make a backend known without an entry point: for tests, and for programs frozen without metadata.

    Args:
        backend: a `BackendSpec`, or a plugin object as `runic.ogm.driver.hookspec` describes it.
        replace: take the place of a backend that has the same name.

    Returns:
        The description.

    Raises:
        DuplicateBackendError: the name is taken, and `replace` is not set.
        PluginLoadError: the object is no plugin.
        InterfaceVersionError: it was written for another version of runic-core.
    """
    _owners.clear()
    return _backends().register(backend, replace=replace)


def unregister_backend(name: str) -> None:
    """Undo `register_backend`; an installed backend of that name comes to light again.

    Raises:
        UnknownBackendError: nothing was registered under that name.
    """
    _owners.clear()
    _backends().unregister(name)


def driver_for(handle: Any, **options: Any) -> GraphDriver:
    """Return what a session can work with: a driver as it is, a raw client handle wrapped by the backend that knows it.

    Args:
        handle: a driver, or a client's own object such as a graph of FalkorDB's client.
        **options: passed to the backend that wraps it.

    Raises:
        TypeError: it is neither; says what to pass.
    """
    if type(handle) in _sync_drivers:
        return cast("GraphDriver", handle)
    if isinstance(handle, GraphDriver):
        if iscoroutinefunction(type(handle).execute):
            raise TypeError(
                f"Session takes a sync driver, got {shorten(handle)}; use AsyncSession, or create_driver"
            )
        _sync_drivers.add(type(handle))
        return handle
    spec = _owner(handle)
    wrap = spec.wrap
    if wrap is None:
        raise TypeError(
            f"backend {spec.name!r} makes no sync driver from {shorten(handle)}; use AsyncSession"
        )
    return _calling(spec, wrap, handle, **options)


def async_driver_for(handle: Any, **options: Any) -> AsyncGraphDriver:
    """Return what an async session can work with; the async twin of `driver_for`.

    Raises:
        TypeError: `handle` is neither an async driver nor a handle that an installed backend can wrap.
    """
    if type(handle) in _async_drivers:
        return cast("AsyncGraphDriver", handle)
    if isinstance(handle, AsyncGraphDriver):
        if not iscoroutinefunction(type(handle).execute):
            raise TypeError(
                f"AsyncSession takes an async driver, got {shorten(handle)}; use Session, or create_async_driver"
            )
        _async_drivers.add(type(handle))
        return handle
    spec = _owner(handle)
    wrap = spec.wrap_async
    if wrap is None:
        raise TypeError(f"backend {spec.name!r} makes no async driver from {shorten(handle)}; use Session")
    return _calling(spec, wrap, handle, **options)


def _backends() -> Registry:
    """Return the registry; it and pluggy are imported when a backend is first asked for."""
    global _registry  # noqa: PLW0603
    if _registry is None:
        from runic.ogm.driver.registry import Registry

        _registry = Registry()
    return _registry


def _resolve(backend: str, options: dict[str, Any]) -> tuple[BackendSpec, dict[str, Any]]:
    if not isinstance(backend, str):
        raise TypeError(
            f"backend must be a name or a URL, got {backend!r}; a client's handle goes to Session itself"
        )
    scheme, separator, _ = backend.partition("://")
    if not separator:
        return _backends().find(backend), options
    if "url" in options:
        raise TypeError("a URL was given twice, as the backend and as url=; give one")
    if (foreign := foreign_scheme(scheme)) is not None and scheme not in available_backends():
        raise foreign
    spec = _backends().find(scheme.partition("+")[0])
    if scheme not in spec.schemes:
        taken = ", ".join(map(repr, spec.schemes)) or "none"
        raise UnknownBackendError(
            f"backend {spec.name!r} takes no URL with the scheme {scheme!r}; it takes {taken}"
        )
    return spec, {"url": backend, **options}


def _calling(spec: BackendSpec, function: Callable[..., T], *args: Any, **options: Any) -> T:
    """Call a function of `spec`; tell a client library that is not installed as such, leave other errors untouched."""
    try:
        return function(*args, **options)
    except ModuleNotFoundError as missing:
        if (error := missing_client(spec.name, spec.clients, spec.client_packages, missing)) is None:
            raise
        raise error from missing


def _owner(handle: Any) -> BackendSpec:
    if (known := _owners.get(type(handle))) is not None:
        return known
    from runic.ogm.driver.registry import owns

    specs, errors = _backends().load_all()
    # the backend whose client made the handle is asked first: another may recognise anything that looks alike
    for spec in sorted(specs, key=lambda spec: not owns(spec, handle)):
        try:
            if _calling(spec, spec.recognises, handle):
                _owners[type(handle)] = spec
                return spec
        except MissingClientError as missing:
            errors.append(missing)
    refused = TypeError(
        f"a session takes a driver or the handle of an installed backend's client, got {shorten(handle)}; "
        f"make a driver with create_driver({' | '.join(map(repr, available_backends())) or 'name'}, …)"
    )
    for error in errors:
        refused.add_note(f"not asked: {error}")
    raise refused
