"""The compliance kit of runic, on this backend."""

from __future__ import annotations

from runic.testing.suite import ComplianceSuite


class TestCompliance(ComplianceSuite):
    pass
