"""What the kit makes of a case: a declared capability must hold, an undeclared one is asked about all the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from runic.ogm.driver.capability import Capability
from runic.testing import BackendUnderTest, Colour, Harness, ScriptedDriver
from runic.testing.case import Case, case, run_case
from runic.testing.harness import Ground, NotApplicable
from runic.testing.kit.catalog import SECTIONS, all_cases, section
from runic.testing.kit.precision import Precision, same, stated
from runic.testing.pytest_plugin import KitReport


@pytest.fixture
def ground() -> Any:
    made = Ground(BackendUnderTest(name="scripted", driver=lambda graph=None: ScriptedDriver()), Colour.SYNC)
    yield made
    made.close()


@case()
async def passes(h: Harness) -> None:
    """Passes."""


@case()
async def fails(h: Harness) -> None:
    raise KeyError("x")


@case()
async def needs_what_is_there(h: Harness) -> None:
    h.requires(Capability.PATHS)
    raise KeyError("x")


@case()
async def needs_what_is_not_declared(h: Harness) -> None:
    h.requires(Capability.TRANSACTIONS)
    raise KeyError("x")


@case()
async def gets_what_is_not_declared(h: Harness) -> None:
    h.requires(Capability.TRANSACTIONS)


@case()
async def concerns_others(h: Harness) -> None:
    h.lacks(Capability.PATHS)


def test_what_passes_and_what_fails(ground: Ground) -> None:
    assert run_case(passes, "", ground).verdict == "passed"
    with pytest.raises(KeyError):
        run_case(fails, "", ground)


def test_a_declared_capability_that_fails_is_a_failure(ground: Ground) -> None:
    with pytest.raises(KeyError):
        run_case(needs_what_is_there, "", ground)


def test_an_undeclared_capability_is_not_applicable_or_reported(ground: Ground) -> None:
    outcome = run_case(needs_what_is_not_declared, "", ground)
    assert (outcome.verdict, outcome.reason) == ("not applicable", "needs transactions (KeyError)")
    outcome = run_case(gets_what_is_not_declared, "", ground)
    assert (outcome.verdict, outcome.reason) == ("more than declared", "transactions")
    assert run_case(concerns_others, "", ground).verdict == "not applicable"


def test_a_backend_without_async_drivers_has_no_such_ground() -> None:
    with pytest.raises(NotApplicable, match="no async driver"):
        Ground(BackendUnderTest(name="scripted", driver=lambda graph=None: ScriptedDriver()), Colour.ASYNC)


def test_every_case_says_what_it_is_about() -> None:
    cases = all_cases()
    assert {one.section for one in cases} == set(SECTIONS)
    assert [f"{one.section}.{one.name}" for one in cases if not one.about] == []
    assert len({(one.section, one.name) for one in cases}) == len(cases)
    assert all(isinstance(one, Case) for one in section("flush"))


def test_expectations_fail_when_nothing_happens(ground: Ground) -> None:
    harness = Harness(ground)
    with pytest.raises(AssertionError, match="KeyError expected"), harness.raises(KeyError):
        pass
    with pytest.raises(ValueError, match="other"), harness.raises(KeyError):
        raise ValueError("other")
    with pytest.raises(AssertionError, match="'y' is not in"), harness.raises(KeyError, match="y"):
        raise KeyError("x")
    with pytest.raises(AssertionError, match="2 statements expected"), harness.sends(2):
        pass


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("64-bit float, read back with 15 digits", Precision(digits=15)),
        ("native vector of 32-bit floats", Precision(single=True)),
        ("native, whole seconds", Precision(step=timedelta(seconds=1))),
        ("text, microseconds kept", Precision()),
        ("boolean", Precision()),
    ],
)
def test_the_words_of_a_table_are_understood(words: str, expected: Precision) -> None:
    assert stated(words) == expected


@pytest.mark.parametrize(
    ("precision", "sent", "got", "equal"),
    [
        (Precision(), 1, 1, True),
        (Precision(), 1, True, False),
        (Precision(), 1.0, 1, False),
        (Precision(), 0.1 + 0.2, 0.3, False),
        (Precision(digits=15), 0.1 + 0.2, 0.3, True),
        (Precision(digits=15), [0.1 + 0.2], [0.3], True),
        (Precision(single=True), 0.1, 0.10000000149011612, True),
        (Precision(single=True), 0.1, 0.1001, False),
        (Precision(), float("nan"), float("nan"), True),
        (Precision(step=timedelta(seconds=1)), timedelta(seconds=1.5), timedelta(seconds=1), True),
        (Precision(step=timedelta(seconds=1)), timedelta(seconds=2.5), timedelta(seconds=1), False),
    ],
)
def test_values_are_compared_within_a_precision(
    precision: Precision, sent: Any, got: Any, equal: bool
) -> None:
    assert same(precision, sent, got) is equal


def test_the_report_counts_and_names() -> None:
    report = KitReport()
    for verdict in ("passed", "passed", "failed", "more than declared"):
        report.cases.append({"backend": "b", "colour": "sync", "verdict": verdict, "reason": "paths"})
    report.not_run["c"] = "no server"
    assert report.filled
    lines = "\n".join(report.lines())
    assert "2 passed" in lines
    assert "1 failed" in lines
    assert "c          not run: no server" in lines
    assert "b can do more than it declares: paths" in lines
    assert report.document()["totals"] == [
        {"backend": "b", "colour": "sync", "passed": 2, "failed": 1, "more than declared": 1}
    ]
