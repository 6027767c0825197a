"""The code that the documentation shows runs as it stands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.guides.blocks import script
from tests.servers.catalog import require

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for pattern in ("README.md", "runic-*/README.md", "docs/**/*.md")
    for page in ROOT.glob(pattern)
    if script(page.read_text()).strip()
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_code_of_a_page_runs(page: Path, tmp_path: Path) -> None:
    require("falkordb")
    program = tmp_path / f"page_{page.stem}.py"  # must not hide a package: a page is called falkordb
    program.write_text(script(page.read_text()))
    command = [sys.executable, "-W", "error", str(program)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def test_only_python_blocks_are_taken_and_lines_keep_their_numbers() -> None:
    assert script("a\n```python\nx = 1\n```\n```text\nno\n```\n```\nno\n```\n```python\ny = 2\n```\n") == (
        "\n\nx = 1\n\n\n\n\n\n\n\n\ny = 2\n"
    )
