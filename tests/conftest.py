"""What every test shares: the report of the databases, and the verdict on those that had to run."""

from __future__ import annotations

import pytest

from tests.servers.catalog import report, required, used

pytest_plugins = ["runic.testing.pytest_plugin"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes last, so that a mistake shows early."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("databases")
    for backend, verdict in report().items():
        terminalreporter.write_line(f"{backend:<11} {verdict}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    missed = sorted(required() - used())
    if missed and exitstatus == pytest.ExitCode.OK and not session.config.option.collectonly:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
