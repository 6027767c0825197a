"""Backends that a program registers itself, and raw client handles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runic.ogm.driver.backend import BackendSpec
from runic.ogm.driver.capability import Capabilities
from runic.ogm.driver.factory import (
    async_driver_for,
    available_backends,
    create_driver,
    driver_for,
    get_backend,
    register_backend,
    unregister_backend,
)
from runic.ogm.driver.hookspec import hookimpl
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.driver.registry import Registry
from runic.ogm.exceptions import (
    DuplicateBackendError,
    InterfaceVersionError,
    MissingClientError,
    PluginLoadError,
    UnknownBackendError,
)
from tests.unit.discovery.plant import plant

pytestmark = pytest.mark.usefixtures("clean")


class Driver:
    """The least that is a driver."""

    dialect: Any = None

    def __init__(self, **options: Any) -> None:
        self.options = options

    def execute(self, cypher: str, params: Any = None) -> GraphResult:
        return GraphResult()

    def close(self) -> None: ...


class AsyncDriver:
    """The least that is an async driver."""

    dialect: Any = None

    async def execute(self, cypher: str, params: Any = None) -> GraphResult:
        return GraphResult()

    async def close(self) -> None: ...


class Handle:
    """A client's own object."""


def spec(name: str = "sparrow", **more: Any) -> BackendSpec:
    described = BackendSpec(
        name=name,
        distribution=f"runic-{name}",
        interface=1,
        capabilities=Capabilities(name, {}),
        dialect=lambda: Driver.dialect,
        driver=lambda *args, **options: Driver(**options),
    )
    return replace(described, **more)


def test_a_registered_backend_is_found_and_forgotten() -> None:
    assert register_backend(spec()) is get_backend("sparrow")
    assert available_backends()["sparrow"] == "runic-sparrow"
    assert isinstance(create_driver("sparrow"), Driver)
    unregister_backend("sparrow")
    assert "sparrow" not in available_backends()
    with pytest.raises(UnknownBackendError):
        create_driver("sparrow")
    with pytest.raises(UnknownBackendError):
        unregister_backend("sparrow")


def test_a_plugin_object_registers_under_the_name_it_gives() -> None:
    class Plugin:
        @hookimpl
        def runic_backend(self) -> BackendSpec:
            return spec("finch")

    assert register_backend(Plugin()).name == "finch"
    assert get_backend("finch").distribution == "runic-finch"


def test_a_taken_name_is_refused_unless_it_shall_be_replaced() -> None:
    register_backend(spec())
    with pytest.raises(DuplicateBackendError, match="'sparrow' is there already, from runic-sparrow"):
        register_backend(spec(distribution="other"))
    assert register_backend(spec(distribution="other"), replace=True) is get_backend("sparrow")
    assert available_backends()["sparrow"] == "other"


def test_an_installed_name_is_taken_and_comes_to_light_again(site: Path) -> None:
    plant(site, "runic-sparrow", "sparrow")
    with pytest.raises(DuplicateBackendError):
        register_backend(spec())
    register_backend(spec(distribution="mine"), replace=True)
    assert get_backend("sparrow").distribution == "mine"
    unregister_backend("sparrow")
    assert get_backend("sparrow").distribution == "runic-sparrow"


def test_what_cannot_be_registered() -> None:
    with pytest.raises(PluginLoadError):
        register_backend("sparrow")
    with pytest.raises(InterfaceVersionError):
        register_backend(spec(interface=7))
    assert "sparrow" not in available_backends()


def test_a_driver_passes_as_it_is() -> None:
    driver, twin = Driver(), AsyncDriver()
    assert driver_for(driver) is driver
    assert async_driver_for(twin) is twin


def test_a_driver_of_the_other_colour_is_refused() -> None:
    with pytest.raises(TypeError, match="use AsyncSession"):
        driver_for(AsyncDriver())
    with pytest.raises(TypeError, match="use Session"):
        async_driver_for(Driver())


def test_a_raw_handle_is_wrapped_by_the_backend_that_knows_it() -> None:
    def wrap(handle: Any, **options: Any) -> Driver:
        return Driver(handle=handle, **options)

    register_backend(spec("finch"))
    register_backend(spec(recognises=lambda handle: isinstance(handle, Handle), wrap=wrap))
    handle = Handle()
    driver = driver_for(handle, name="g")
    assert isinstance(driver, Driver)
    assert driver.options == {"handle": handle, "name": "g"}
    with pytest.raises(TypeError, match="'sparrow' makes no async driver"):
        async_driver_for(handle)


def test_the_owner_of_the_type_is_asked_before_one_that_takes_anything() -> None:
    taken: dict[str, Any] = {"recognises": lambda handle: True}
    register_backend(spec("albatross", wrap=lambda handle, **options: Driver(by="albatross"), **taken))
    owner = spec(wrap=lambda handle, **options: Driver(by="sparrow"), client_packages=("tests",), **taken)
    register_backend(owner)
    driver = driver_for(Handle())
    assert isinstance(driver, Driver)
    assert driver.options == {"by": "sparrow"}


def test_what_nobody_knows_is_a_type_error_that_names_skipped_plugins(site: Path) -> None:
    plant(site, "runic-broken", "broken", source="raise RuntimeError('no luck')")
    with pytest.raises(TypeError, match="make a driver with create_driver") as caught:
        driver_for(Handle())
    assert any("no luck" in note for note in caught.value.__notes__)


def test_wrapping_reports_a_missing_client() -> None:
    def wrap(handle: Any, **options: Any) -> Driver:
        raise ModuleNotFoundError("No module named 'sparrow_client'", name="sparrow_client")

    register_backend(
        spec(
            recognises=lambda handle: True,
            wrap=wrap,
            client_packages=("sparrow_client",),
            clients={"sparrow": ""},
        )
    )
    with pytest.raises(MissingClientError, match="pip install 'sparrow'"):
        driver_for(Handle())


def test_a_backend_without_its_client_recognises_nothing() -> None:
    def recognises(handle: Any) -> bool:
        raise ModuleNotFoundError("No module named 'sparrow_client'", name="sparrow_client")

    register_backend(spec("albatross", recognises=recognises, client_packages=("sparrow_client",)))
    register_backend(spec(recognises=lambda handle: isinstance(handle, Handle), wrap=lambda handle: Driver()))
    assert isinstance(driver_for(Handle()), Driver)
    with pytest.raises(TypeError) as caught:
        driver_for(object())
    assert any("needs the package 'sparrow_client'" in note for note in caught.value.__notes__)


def test_an_explicit_registry_sees_its_own_only() -> None:
    registry = Registry([])
    registry.register(spec())
    assert registry.installed() == {"sparrow": "runic-sparrow"}
