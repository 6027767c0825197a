"""The tables of the documentation are what their generator makes of the code and of what the kit proved."""

from __future__ import annotations

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from runic.ogm.driver.capability import Capability
from runic.ogm.driver.codec import KIND_NAMES

ROOT = Path(__file__).parents[2]


def _generator() -> Any:
    spec = spec_from_file_location("docs_tables", ROOT / "docs" / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tables = _generator()


@pytest.mark.parametrize("page", tables.pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_tables_of_a_page_are_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert tables.written(text) == text, "out of date: run `python docs/tables.py`"


def test_every_table_has_its_page() -> None:
    shown = "\n".join(page.read_text(encoding="utf-8") for page in tables.pages())
    for backend in tables.BACKENDS:
        assert f"<!-- table: values {backend} -->" in shown
        assert f"<!-- table: capabilities {backend} -->" in shown
    assert "README.md" in {page.name for page in tables.pages()}


@pytest.mark.parametrize("backend", tables.BACKENDS)
def test_the_tables_of_a_backend_are_complete(backend: str) -> None:
    assert len(tables.values(backend).splitlines()) == len(KIND_NAMES) + 2
    assert len(tables.capabilities_of(backend).splitlines()) == len(Capability) + 2


def test_a_report_of_the_kit_is_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "report.json"
    case = {"backend": "neo4j", "verdict": "passed", "needs": ["transactions"]}
    document = {
        "totals": [{"backend": "neo4j", "colour": "sync", "passed": 2, "failed": 1}],
        "cases": [case, case, {**case, "verdict": "failed"}, {**case, "backend": "falkordb"}],
    }
    report.write_text(json.dumps(document))
    monkeypatch.setattr(tables, "PROOF", tmp_path / "proof.json")
    tables.proof.cache_clear()
    try:
        assert "no report yet" in tables.backends()
        tables.take_over([report])
        assert tables.proof() == {
            "neo4j": {"totals": {"sync": {"passed": 2, "failed": 1}}, "capabilities": {"transactions": 2}}
        }
        assert "1 cases fail" in tables.backends()
        assert "| neo4j | sync | 2 | 0 | 1 |" in tables.proven()
    finally:
        tables.proof.cache_clear()


def test_what_the_kit_proved_has_no_failures() -> None:
    for name, entry in tables.proof().items():
        for colour, counts in entry["totals"].items():
            assert not counts.get("failed", 0), f"{name}, {colour}: {counts}"
