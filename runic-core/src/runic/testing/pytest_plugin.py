"""A pytest plugin that sums up the compliance kit: a line for each backend and colour, and a JSON file on request.

Load it with `pytest_plugins = ["runic.testing.pytest_plugin"]` in the root conftest, or `-p runic.testing.pytest_plugin`.
It counts what the suite's tests tell; the tests themselves work without it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

__all__ = ["KitReport"]

_PROPERTY: Final = "runic-kit"
_CAPABILITIES: Final = "runic-kit-capabilities"


class KitReport:
    """The outcomes of all cases that ran.

    Attributes:
        cases: one record a case: backend, colour, section, case, verdict, reason, needs (the capabilities it asked for).
        capabilities: what each backend declares: level and note by the name of the capability.
        not_run: why a backend did not run at all, by name.
    """

    def __init__(self) -> None:
        self.cases: list[dict[str, Any]] = []
        self.capabilities: dict[str, dict[str, dict[str, str]]] = {}
        self.not_run: dict[str, str] = {}

    @property
    def filled(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.cases or self.not_run)

    def counts(self) -> dict[tuple[str, str], Counter[str]]:
        """Return the number of cases by verdict, for each backend and colour."""
        counts: dict[tuple[str, str], Counter[str]] = {}
        for record in self.cases:
            counts.setdefault((record["backend"], record["colour"]), Counter())[record["verdict"]] += 1
        return counts

    def lines(self) -> list[str]:
        """Return the report in words."""
        lines = []
        for (backend, colour), verdicts in sorted(self.counts().items()):
            told = ", ".join(f"{verdicts[name]} {name}" for name in sorted(verdicts, reverse=True))
            lines.append(f"{backend:<10} {colour:<6} {told}")
        lines += [f"{backend:<10} not run: {reason}" for backend, reason in sorted(self.not_run.items())]
        more = {(r["backend"], r["reason"]) for r in self.cases if r["verdict"] == "more than declared"}
        lines += [f"{backend} can do more than it declares: {what}" for backend, what in sorted(more)]
        return lines

    def document(self) -> dict[str, Any]:
        """Return the report as it is written to a file."""
        totals = [
            {"backend": backend, "colour": colour, **counts}
            for (backend, colour), counts in sorted(self.counts().items())
        ]
        return {
            "totals": totals,
            "not run": self.not_run,
            "capabilities": self.capabilities,
            "cases": self.cases,
        }


report_key: Final = pytest.StashKey[KitReport]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--runic-report`."""
    group = parser.getgroup("runic")
    group.addoption(
        "--runic-report", metavar="FILE", help="write what came of the compliance kit to FILE, as JSON"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Keep the report with the configuration."""
    report = config.stash[report_key] = KitReport()
    config.pluginmanager.register(_Collector(report), "runic-kit-collector")


class _Collector:
    def __init__(self, report: KitReport) -> None:
        self.report = report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        for name, facts in report.user_properties:
            if name == _PROPERTY and isinstance(facts, dict):
                self.report.cases.append(facts)
            elif name == _CAPABILITIES and isinstance(facts, dict):
                self.report.capabilities[facts["backend"]] = facts["declared"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the lines, and write the file."""
    report = config.stash[report_key]
    if report.filled:
        terminalreporter.section("compliance kit")
        for line in report.lines():
            terminalreporter.write_line(line)
    target = config.getoption("--runic-report")
    if target:
        Path(target).write_text(
            json.dumps(report.document(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
