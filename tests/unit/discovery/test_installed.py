"""Backends found through the metadata of installed distributions."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from runic.ogm.driver.factory import available_backends, create_driver
from runic.ogm.driver.registry import Registry
from runic.ogm.exceptions import (
    DuplicateBackendError,
    InterfaceVersionError,
    OrmError,
    PluginLoadError,
    UnknownBackendError,
)
from tests.unit.discovery.plant import plant


def test_a_third_partys_distribution_is_picked_up(site: Path, clean: Registry) -> None:
    plant(site, "runic-sparrow", "sparrow")
    assert available_backends()["sparrow"] == "runic-sparrow"
    assert vars(create_driver("sparrow", host="nest", port=3)) == {"host": "nest", "port": 3}


def test_listing_imports_no_plugin(site: Path, clean: Registry) -> None:
    module = plant(site, "runic-sparrow", "sparrow")
    assert "sparrow" in available_backends()
    assert module not in sys.modules


def test_only_the_named_plugin_is_loaded(site: Path, registry: Registry) -> None:
    plant(site, "runic-sparrow", "sparrow")
    other = plant(site, "runic-finch", "finch")
    assert registry.find("sparrow").name == "sparrow"
    assert other not in sys.modules


def test_a_broken_plugin_says_so_with_the_original_chained(site: Path, registry: Registry) -> None:
    plant(site, "runic-broken", "broken", source="raise RuntimeError('no luck')")
    with pytest.raises(
        PluginLoadError, match=r"'broken' failed to import \(RuntimeError: no luck\)"
    ) as caught:
        registry.find("broken")
    assert isinstance(caught.value.__cause__, RuntimeError)
    assert isinstance(caught.value, OrmError)


def test_a_broken_plugin_disturbs_no_other(site: Path, registry: Registry) -> None:
    plant(site, "runic-broken", "broken", source="import absent_module_of_nobody")
    plant(site, "runic-sparrow", "sparrow")
    assert registry.find("sparrow").name == "sparrow"
    specs, errors = registry.load_all()
    assert [spec.name for spec in specs] == ["sparrow"]
    assert [type(error) for error in errors] == [PluginLoadError]


def test_a_repaired_plugin_loads_in_the_same_process(site: Path, registry: Registry) -> None:
    module = plant(site, "runic-broken", "broken", source="raise RuntimeError('no luck')")
    with pytest.raises(PluginLoadError):
        registry.find("broken")
    (site / f"{module}.py").unlink()
    (site / f"{module}-1.0.dist-info" / "entry_points.txt").write_text(
        "[runic.backends]\nbroken = runic_sparrow:plugin"
    )
    plant(site, "runic-sparrow", "sparrow", described="broken")
    importlib.invalidate_caches()
    assert registry.find("broken").distribution == "runic-sparrow"


def test_two_distributions_that_claim_one_name_are_refused(site: Path, registry: Registry) -> None:
    plant(site, "runic-sparrow", "sparrow")
    plant(site, "other-sparrow", "sparrow")
    with pytest.raises(
        DuplicateBackendError, match="'other-sparrow' and 'runic-sparrow'; uninstall one of them"
    ):
        registry.find("sparrow")
    assert registry.installed() == {"sparrow": "other-sparrow, runic-sparrow"}


@pytest.mark.parametrize(("interface", "upgrade"), [(0, "runic-sparrow"), (2, "runic-core")])
def test_another_interface_version_is_refused(
    site: Path, registry: Registry, interface: int, upgrade: str
) -> None:
    plant(site, "runic-sparrow", "sparrow", interface=interface)
    with pytest.raises(InterfaceVersionError, match=f"version {interface}.*pip install --upgrade {upgrade}$"):
        registry.find("sparrow")


def test_a_description_under_another_name_is_refused(site: Path, registry: Registry) -> None:
    plant(site, "runic-sparrow", "sparrow", described="finch")
    with pytest.raises(PluginLoadError, match="'sparrow' describes 'finch'"):
        registry.find("sparrow")


HOOK = """
from runic.ogm.driver.hookspec import hookimpl
class Plugin:
    @hookimpl
    def runic_backend({parameters}): return {result}
plugin = Plugin()
"""


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("plugin = object()", "gave None instead of a BackendSpec"),
        (HOOK.format(parameters="self", result="'sparrow'"), "gave 'sparrow' instead of a BackendSpec"),
        (HOOK.format(parameters="self", result="1 / 0"), "failed to describe itself"),
        (HOOK.format(parameters="self, surprise", result="None"), "is refused"),
    ],
)
def test_what_is_no_plugin_is_refused(site: Path, registry: Registry, source: str, reason: str) -> None:
    plant(site, "runic-sparrow", "sparrow", source=source)
    plant(site, "runic-finch", "finch")
    for _ in range(2):
        with pytest.raises(PluginLoadError, match=reason):
            registry.find("sparrow")
    assert registry.find("finch").name == "finch"


def test_one_object_under_two_names_is_refused(site: Path, registry: Registry) -> None:
    module = plant(site, "runic-sparrow", "sparrow")
    (site / f"{module}-1.0.dist-info" / "entry_points.txt").write_text(
        f"[runic.backends]\nsparrow = {module}:plugin\nfinch = {module}:plugin\n"
    )
    assert registry.find("sparrow").name == "sparrow"
    with pytest.raises(PluginLoadError, match="'finch' is refused"):
        registry.find("finch")


def test_an_alias_finds_its_backend(site: Path, registry: Registry) -> None:
    plant(site, "runic-sparrow", "sparrow", extra="aliases=('spatz',)")
    plant(site, "runic-broken", "broken", source="raise RuntimeError")
    assert registry.find("spatz") is registry.find("sparrow")
    with pytest.raises(UnknownBackendError):
        registry.find("sparr")


def test_nothing_is_installed_in_an_empty_place(registry: Registry) -> None:
    assert registry.installed() == {}
    with pytest.raises(UnknownBackendError, match=r"\(installed: none\)"):
        registry.find("sparrow")
