"""Discovery: which backends are installed, and their descriptions.

Names come from the metadata of installed distributions, without importing anything; a plugin is imported when its name is
asked for, and registered with pluggy under that name. Owns the rules about names; knows no backend.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import pluggy

from runic.ogm.driver.backend import INTERFACE_VERSION, BackendSpec
from runic.ogm.driver.hookspec import ENTRY_POINT_GROUP, PROJECT, BackendHooks, hookimpl
from runic.ogm.driver.install import unknown_backend
from runic.ogm.exceptions import BackendError, DuplicateBackendError, InterfaceVersionError, PluginLoadError

if TYPE_CHECKING:
    from importlib_metadata import EntryPoint

__all__ = ["Registry", "owns"]


class Registry:
    """The backends that this process knows.

    Args:
        path: where to look for distributions; None for `sys.path`.
    """

    def __init__(self, path: Iterable[str] | None = None) -> None:
        self._path: Final = None if path is None else list(path)
        self._manager: Final = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(BackendHooks)
        self._specs: Final[dict[str, BackendSpec]] = {}
        self._plugins: Final[dict[str, object]] = {}
        self._explicit: Final[set[str]] = set()
        # reentrant: importing a plugin may register another backend
        self._lock: Final = threading.RLock()

    def installed(self) -> dict[str, str]:
        """Return the names of the backends, each with the distribution behind it, without importing any."""
        names = {
            name: ", ".join(sorted(map(_distribution, entries))) for name, entries in self._entries().items()
        }
        with self._lock:
            names |= {name: self._specs[name].distribution for name in self._explicit}
        return dict(sorted(names.items()))

    def find(self, name: str) -> BackendSpec:
        """Return the description of a backend, loading its plugin if need be.

        Raises:
            UnknownBackendError: no backend has that name or alias.
            DuplicateBackendError: two distributions claim the name.
            PluginLoadError: its plugin cannot be imported, or is none.
            InterfaceVersionError: it speaks another interface version.
        """
        with self._lock:
            if (spec := self._specs.get(name)) is not None:
                return spec
            if entries := self._entries().get(name):
                return self._load(name, entries)
            # an alias stands in the description, so only this way, which ends in an error otherwise, loads every plugin
            for spec in self.load_all()[0]:
                if name in spec.aliases:
                    return spec
            raise unknown_backend(name, self.installed())

    def load_all(self) -> tuple[list[BackendSpec], list[BackendError]]:
        """Load every backend; return the descriptions, and the errors of those that could not be loaded."""
        specs: list[BackendSpec] = []
        errors: list[BackendError] = []
        for name in self.installed():
            try:
                specs.append(self.find(name))
            except BackendError as error:
                errors.append(error)
        return specs, errors

    def register(self, backend: object, *, replace: bool = False) -> BackendSpec:
        """Add a backend by hand; see `runic.ogm.driver.factory.register_backend`."""
        plugin = _SpecPlugin(backend) if isinstance(backend, BackendSpec) else backend
        with self._lock:
            spec = self._adopt(plugin, None)
            if not replace and spec.name in self.installed():
                self._manager.unregister(plugin)
                raise DuplicateBackendError(
                    f"backend {spec.name!r} is there already, from {self.installed()[spec.name]}; "
                    f"choose another name, or pass replace=True"
                )
            self._forget(spec.name)
            self._specs[spec.name] = spec
            self._plugins[spec.name] = plugin
            self._explicit.add(spec.name)
            return spec

    def unregister(self, name: str) -> None:
        """Forget a backend that was registered by hand; an installed one of that name comes to light again.

        Raises:
            UnknownBackendError: nothing was registered under that name.
        """
        with self._lock:
            if name not in self._explicit:
                raise unknown_backend(name, self._explicit)
            self._forget(name)

    def _entries(self) -> dict[str, list[EntryPoint]]:
        # imported late: it costs 20 ms, and a program that names its driver class itself never needs it
        from importlib_metadata import distributions, entry_points

        if self._path is None:
            found = list(entry_points(group=ENTRY_POINT_GROUP))
        else:
            places = [place.entry_points for place in distributions(path=self._path)]
            found = [entry for entries in places for entry in entries.select(group=ENTRY_POINT_GROUP)]
        names: dict[str, list[EntryPoint]] = {}
        for entry in found:
            names.setdefault(entry.name, []).append(entry)
        return names

    def _load(self, name: str, entries: list[EntryPoint]) -> BackendSpec:
        if len(entries) > 1:
            rivals = " and ".join(sorted(repr(_distribution(entry)) for entry in entries))
            raise DuplicateBackendError(f"backend {name!r} is claimed by {rivals}; uninstall one of them")
        try:
            plugin = entries[0].load()
        except Exception as error:
            raise PluginLoadError(
                f"the plugin of backend {name!r} failed to import ({type(error).__name__}: {error}); "
                f"reinstall or repair {_distribution(entries[0])}"
            ) from error
        spec = self._adopt(plugin, name)
        self._specs[name] = spec
        self._plugins[name] = plugin
        return spec

    def _adopt(self, plugin: object, name: str | None) -> BackendSpec:
        label = repr(name) if name else f"from {plugin!r}"
        try:
            self._manager.register(plugin, name)
        except (ValueError, pluggy.PluginValidationError) as error:
            raise PluginLoadError(f"the plugin of backend {label} is refused: {error}") from error
        try:
            spec = self._describe(plugin, label)
            if name is not None and spec.name != name:
                raise PluginLoadError(
                    f"the plugin of backend {label} describes {spec.name!r}; give both one name"
                )
        except BackendError:
            self._manager.unregister(plugin)
            raise
        return spec

    def _describe(self, plugin: object, label: str) -> BackendSpec:
        others = self._manager.get_plugins() - {plugin}
        try:
            answers = self._manager.subset_hook_caller("runic_backend", others)()
        except Exception as error:
            raise PluginLoadError(
                f"the plugin of backend {label} failed to describe itself ({type(error).__name__}: {error})"
            ) from error
        spec = answers[0] if answers else None
        if not isinstance(spec, BackendSpec):
            raise PluginLoadError(
                f"the plugin of backend {label} gave {spec!r} instead of a BackendSpec; "
                f"see runic.ogm.driver.hookspec for how to write one"
            )
        if spec.interface != INTERFACE_VERSION:
            older = spec.distribution if spec.interface < INTERFACE_VERSION else "runic-core"
            raise InterfaceVersionError(
                f"backend {spec.name!r} of {spec.distribution} speaks interface version {spec.interface!r}, this "
                f"runic-core speaks {INTERFACE_VERSION!r}; pip install --upgrade {older}"
            )
        return spec

    def _forget(self, name: str) -> None:
        self._specs.pop(name, None)
        self._explicit.discard(name)
        if (plugin := self._plugins.pop(name, None)) is not None:
            self._manager.unregister(plugin)


class _SpecPlugin:
    """A plugin object around a description that exists already."""

    def __init__(self, spec: BackendSpec) -> None:
        self._spec = spec

    @hookimpl
    def runic_backend(self) -> BackendSpec:
        return self._spec


def _distribution(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else entry.value


def owns(spec: BackendSpec, handle: Any) -> bool:
    """Return whether the type of `handle`, or one that it derives from, comes from a client package of `spec`."""
    return any(kind.__module__.partition(".")[0] in spec.client_packages for kind in type(handle).__mro__)
