"""What a user reads who asks for a backend that is not there, or by a URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from runic.ogm.driver import factory
from runic.ogm.driver.factory import create_async_driver, create_driver
from runic.ogm.driver.install import DISTRIBUTIONS
from runic.ogm.driver.registry import Registry
from runic.ogm.exceptions import MissingClientError, UnknownBackendError, UnsupportedFeatureError
from tests.unit.discovery.plant import plant

NO_CLIENT = """
from runic.ogm.driver.backend import BackendSpec
from runic.ogm.driver.capability import Capabilities
from runic.ogm.driver.hookspec import hookimpl

def driver(**options):
    import {imported}

class Plugin:
    @hookimpl
    def runic_backend(self):
        return BackendSpec(
            name="sparrow", distribution="runic-sparrow", interface=1, capabilities=Capabilities("sparrow", {{}}),
            dialect=lambda: None, driver=driver, clients={{"sparrow-client": ">=2"}}, client_packages=("sparrow_client",),
        )

plugin = Plugin()
"""


@pytest.fixture(autouse=True)
def only_planted(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factory, "_registry", registry)


@pytest.mark.parametrize(("name", "distribution"), DISTRIBUTIONS.items())
def test_a_known_backend_that_is_absent(name: str, distribution: str) -> None:
    with pytest.raises(
        UnknownBackendError, match=f"^no backend '{name}' installed; pip install {distribution} "
    ) as caught:
        create_driver(name)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("spelling", ["neo4", "Neo4j", "neo4j ", "neoj4"])
def test_a_close_spelling_of_an_absent_backend(spelling: str) -> None:
    with pytest.raises(UnknownBackendError, match=r"did you mean 'neo4j' \(pip install runic-bolt\)\?"):
        create_driver(spelling)


def test_a_close_spelling_of_an_installed_backend(site: Path) -> None:
    plant(site, "runic-sparrow", "sparrow")
    with pytest.raises(
        UnknownBackendError, match=r"no backend 'sparow'; did you mean 'sparrow'\? \(installed: sparrow\)"
    ):
        create_driver("sparow")


def test_a_name_like_no_other() -> None:
    with pytest.raises(UnknownBackendError, match=r"^no backend 'oracle' \(installed: none\)$"):
        create_driver("oracle")


@pytest.mark.parametrize("backend", [None, 3, b"neo4j", object()])
def test_what_is_no_name(backend: object) -> None:
    with pytest.raises(TypeError, match="must be a name or a URL"):
        create_driver(backend)  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", ["bolt", "bolt+s", "bolt+ssc"])
def test_bolt_alone_names_no_backend(scheme: str) -> None:
    with pytest.raises(UnknownBackendError, match="names no backend") as caught:
        create_driver(f"{scheme}://user:secret@host:7687")
    assert f"create_driver('neo4j', uri='{scheme}://…')" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("scheme", "backend"), [("redis", "falkordb"), ("rediss", "falkordb"), ("postgresql", "age")]
)
def test_the_scheme_of_another_wire(scheme: str, backend: str) -> None:
    with pytest.raises(UnknownBackendError, match=rf"write create_driver\('{backend}', url='{scheme}://…'\)"):
        create_driver(f"{scheme}://host")


def test_the_url_of_an_absent_backend() -> None:
    with pytest.raises(
        UnknownBackendError, match=r"^no backend 'neo4j' installed; pip install runic-bolt"
    ) as caught:
        create_driver("neo4j+s://user:secret@host/db")
    assert "secret" not in str(caught.value)


def test_a_url_reaches_the_backend_of_its_scheme(site: Path) -> None:
    plant(site, "runic-sparrow", "sparrow", extra="schemes=('sparrow', 'sparrow+s')")
    assert vars(create_driver("sparrow+s://host/g", pool=2)) == {"url": "sparrow+s://host/g", "pool": 2}
    with pytest.raises(
        UnknownBackendError, match=r"takes no URL with the scheme 'sparrow\+x'; it takes 'sparrow', 'spar"
    ):
        create_driver("sparrow+x://host/g")
    with pytest.raises(TypeError, match="a URL was given twice"):
        create_driver("sparrow://host/g", url="sparrow://other")


def test_a_backend_without_urls(site: Path) -> None:
    plant(site, "runic-sparrow", "sparrow")
    with pytest.raises(UnknownBackendError, match="it takes none"):
        create_driver("sparrow://host")


def test_a_missing_client_library(site: Path) -> None:
    plant(site, "runic-sparrow", "sparrow", source=NO_CLIENT.format(imported="sparrow_client.things"))
    with pytest.raises(
        MissingClientError, match=r"needs the package 'sparrow_client'.*pip install 'sparrow-client>=2'$"
    ) as caught:
        create_driver("sparrow")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)
    assert isinstance(caught.value, ImportError)


def test_another_missing_module_is_not_mistaken_for_the_client(site: Path) -> None:
    plant(site, "runic-sparrow", "sparrow", source=NO_CLIENT.format(imported="typo_in_the_plugin"))
    with pytest.raises(ModuleNotFoundError, match="typo_in_the_plugin"):
        create_driver("sparrow")


def test_no_async_driver(site: Path) -> None:
    plant(site, "runic-sparrow", "sparrow")
    with pytest.raises(UnsupportedFeatureError, match="sparrow does not support async drivers"):
        create_async_driver("sparrow")


def test_an_async_driver(site: Path) -> None:
    plant(site, "runic-sparrow", "sparrow", extra="async_driver=driver")
    assert vars(create_async_driver("sparrow", port=1, host="nest")) == {"port": 1, "host": "nest"}
