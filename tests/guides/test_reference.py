"""The reference describes every documented module, and every page stands in the navigation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.test_paths import DOCUMENTED

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SHOWN = {
    name
    for page in (DOCS / "reference").glob("*.md")
    for name in re.findall(r"^::: ([\w.]+)$", page.read_text(), re.MULTILINE)
}
# these re-export what is described where it is defined
FLAT = {"runic.ogm.query": "runic.ogm.query.builder", "runic.migrate.schema": "runic.migrate"}


@pytest.mark.parametrize("module", DOCUMENTED)
def test_a_documented_module_is_described(module: str) -> None:
    assert FLAT.get(module, module) in SHOWN


def pages(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        for part in entry.values() if isinstance(entry, dict) else entry:
            yield from pages(part)


def test_every_page_stands_in_the_navigation() -> None:
    told = tomllib.loads((ROOT / "zensical.toml").read_text())
    written = {page.relative_to(DOCS) for page in DOCS.rglob("*.md")}
    assert {Path(page) for page in pages(told["project"]["nav"])} == {
        page for page in written if page.parts[0] != "examples"
    }
