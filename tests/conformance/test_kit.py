"""The compliance kit on every database that runs here, in both colours, or on those that `RUNIC_KIT_BACKENDS` names."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec

import pytest

from runic.testing import BackendUnderTest
from runic.testing.pytest_plugin import report_key
from runic.testing.suite import ComplianceSuite
from tests.servers.catalog import BACKENDS, NotRun, require, server


@pytest.mark.parametrize("name", BACKENDS)
def test_runs(name: str, request: pytest.FixtureRequest) -> None:
    """A database that cannot be started is skipped here with the reason, or fails where it must run."""
    handle = server(name)
    if isinstance(handle, NotRun):
        request.config.stash[report_key].not_run[name] = handle.reason
    require(name)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the kit on what is running: a thousand skipped tests would say no more than the one above."""
    if "backend" in metafunc.fixturenames:
        metafunc.parametrize("backend", _running(), indirect=True, scope="session")


def _running() -> list[str]:
    named = os.environ.get("RUNIC_KIT_BACKENDS", "").replace(" ", "").split(",")
    wanted = BACKENDS if named == [""] else [name for name in BACKENDS if name in named]
    prepared = [name for name in wanted if find_spec(_module(name)) is not None]
    return [name for name in prepared if not isinstance(server(name), NotRun)]


def _module(name: str) -> str:
    """Return the module that says how the kit reaches a database; its editions share it."""
    return f"{__package__}.{name.partition('-')[0]}"


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> BackendUnderTest:
    handle = require(request.param)
    made: BackendUnderTest = import_module(_module(request.param)).under_test(handle)
    return made


class TestKit(ComplianceSuite):
    pass
