"""How to write a backend: the plugin author's manual.

A backend is a distribution with one entry point in the group `runic.backends`. The entry's name is the backend's name, its
value is a *plugin object*: anything whose attributes carry the marks of `hookimpl`. In `pyproject.toml`:

    [project.entry-points."runic.backends"]
    sparrow = "runic_sparrow.plugin:plugin"

and in `runic_sparrow/plugin.py`:

    from runic.ogm.driver.backend import BackendSpec
    from runic.ogm.driver.capability import Capabilities, Capability, Level
    from runic.ogm.driver.hookspec import hookimpl

    class SparrowPlugin:
        @hookimpl
        def runic_backend(self):
            return BackendSpec(
                name="sparrow",
                distribution="runic-sparrow",
                interface=1,
                capabilities=Capabilities("sparrow", {Capability.TRANSACTIONS: Level.FULL}),
                dialect=make_dialect,
                driver=make_driver,
                clients={"sparrow-client": ">=2"},
                client_packages=("sparrow",),
            )

    plugin = SparrowPlugin()

Rules:

1. Importing the plugin object imports no client library; `make_driver` does, when it is called. Core turns the
   `ModuleNotFoundError` of one of `client_packages` into a `MissingClientError` with the `pip install` line of `clients`.
2. Each entry has a plugin object of its own. Two entries of one distribution are two objects.
3. `interface` is the number that you tested with. When core speaks another one, it says so instead of calling you.
4. Only the plugin that a user names is loaded. One that fails to load raises `PluginLoadError` there and disturbs no other.
5. A name belongs to one distribution. Where two claim it, neither is loaded.
6. Import only `runic.ogm.cypher`, `runic.ogm.driver`, `runic.ogm.values` and `runic.ogm.exceptions`, and in tests
   `runic.testing`: its compliance kit says what a driver owes its callers.

This module owns the hook specifications and knows no plugin.
"""

from __future__ import annotations

from typing import Final

import pluggy

from runic.ogm.driver.backend import BackendSpec

__all__ = ["ENTRY_POINT_GROUP", "PROJECT", "BackendHooks", "hookimpl", "hookspec"]

PROJECT: Final = "runic"
"""The name under which hooks are marked."""

ENTRY_POINT_GROUP: Final = "runic.backends"
"""The entry-point group of backends."""

hookspec: Final = pluggy.HookspecMarker(PROJECT)
"""Marks a hook specification; for core."""

hookimpl: Final = pluggy.HookimplMarker(PROJECT)
"""Marks a hook implementation; for plugins."""


class BackendHooks:
    """The hooks of a backend's plugin."""

    @hookspec
    def runic_backend(self) -> BackendSpec:  # type: ignore[empty-body]
        """Describe the backend.

        Called once, when the backend is first needed. Cheap: no client library is imported, nothing is connected.

        Returns:
            The description; its name is the name of the entry point.
        """
