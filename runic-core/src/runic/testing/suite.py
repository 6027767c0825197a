"""The compliance kit as pytest tests: give a fixture `backend`, derive a class, and run.

    @pytest.fixture(scope="session")
    def backend() -> BackendUnderTest:
        return BackendUnderTest(name="sparrow", driver=make_driver, async_driver=make_async_driver)

    class TestSparrow(ComplianceSuite):
        pass

Every case becomes a test for each colour. Needs the extra `runic-core[testing]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from runic.testing.case import BOTH, Case, run_case
from runic.testing.colours import Colour
from runic.testing.harness import BackendUnderTest, Ground, NotApplicable
from runic.testing.kit.catalog import all_cases

__all__ = ["CAPABILITIES", "PROPERTY", "ComplianceSuite", "Grounds", "parameters"]

PROPERTY = "runic-kit"
"""The name under which a test's report carries the outcome of its case."""

CAPABILITIES = "runic-kit-capabilities"
"""The name under which the first test of a colour carries what the backend declares."""


def parameters(prefix: str = "") -> list[object]:
    """Return one pytest parameter set `(case, variant, colour)` for each variant and colour of every case."""
    return [
        pytest.param(case, variant, colour, id=prefix + _name(case, variant, colour))
        for colour in BOTH
        for case in all_cases()
        if colour in case.colours
        for variant in case.variants
    ]


def _name(case: Case, variant: str, colour: Colour) -> str:
    name = f"{colour.value}-{case.section}-{case.name}"
    return f"{name}-{variant}" if variant else name


class Grounds:
    """The grounds of one backend, made when a colour is first needed and closed together."""

    def __init__(self, backend: BackendUnderTest) -> None:
        self.backend = backend
        self._open: dict[Colour, Ground] = {}
        self._told: set[Colour] = set()

    def of(self, colour: Colour) -> Ground:
        """Return the ground of a colour; raises `NotApplicable` where the backend has none."""
        if colour not in self._open:
            self._open[colour] = Ground(self.backend, colour)
        return self._open[colour]

    def declared(self, colour: Colour) -> dict[str, dict[str, str]] | None:
        """Return what the backend declares, once a server told its version; None when it was told before."""
        if colour in self._told or colour not in self._open:
            return None
        self._told.add(colour)
        capabilities = self._open[colour].driver.dialect.capabilities
        return {
            capability.value: {"level": support.level.value, "note": support.note}
            for capability, support in capabilities.items()
        }

    def close(self) -> None:
        """Close them all."""
        for ground in self._open.values():
            ground.close()


class ComplianceSuite:
    """Every case of the kit as a test; needs a fixture `backend` of session scope that returns a `BackendUnderTest`."""

    @pytest.fixture(scope="session")
    @classmethod
    def grounds(cls, backend: BackendUnderTest) -> Iterator[Grounds]:
        """Keep the drivers of the backend as long as its tests run."""
        grounds = Grounds(backend)
        yield grounds
        grounds.close()

    @pytest.mark.parametrize(("case", "variant", "colour"), parameters())
    def test_case(
        self, case: Case, variant: str, colour: Colour, grounds: Grounds, request: pytest.FixtureRequest
    ) -> None:
        """Run one case."""
        check(case, variant, colour, grounds, request.node)


def check(case: Case, variant: str, colour: Colour, grounds: Grounds, item: pytest.Item) -> None:
    """Run one case as the body of a test and put its outcome where the report finds it."""
    facts: dict[str, Any] = {
        "backend": grounds.backend.name,
        "colour": colour.value,
        "section": case.section,
        "case": f"{case.name}[{variant}]" if variant else case.name,
        "verdict": "failed",
        "reason": "",
        "needs": [],
    }
    item.user_properties.append((PROPERTY, facts))
    try:
        outcome = run_case(case, variant, grounds.of(colour))
    except NotApplicable as reason:
        facts |= {"verdict": "not applicable", "reason": str(reason)}
        pytest.skip(f"not applicable: {reason}")
    facts |= {"verdict": outcome.verdict, "reason": outcome.reason, "needs": list(outcome.needs)}
    declared = grounds.declared(colour)
    if declared is not None:
        item.user_properties.append((CAPABILITIES, {"backend": grounds.backend.name, "declared": declared}))
    if outcome.verdict == "not applicable":
        pytest.skip(f"not applicable: {outcome.reason}")
