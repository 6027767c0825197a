"""The code that the documentation shows runs as it stands, on every database that the page names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guides.blocks import databases, script
from tests.guides.places import empty_place
from tests.servers.catalog import require

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for pattern in ("README.md", "runic-*/README.md", "docs/**/*.md")
    for page in ROOT.glob(pattern)
    if script(page.read_text()).strip()
)


def run(page: Path, place: Path, *runner: str, **environment: str) -> None:
    program = place / f"page_{page.stem}.py"  # must not hide a package: a page is called falkordb
    program.write_text(script(page.read_text()))
    command = [sys.executable, "-W", "error", *runner, str(program)]
    told = {**os.environ, **environment}
    done = subprocess.run(
        command, cwd=place, env=told, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("page", "database"),
    [
        pytest.param(page, database, id=f"{page.relative_to(ROOT)}-{database}")
        for page in PAGES
        for database in databases(page)
    ],
)
def test_the_code_of_a_page_runs(page: Path, database: str, tmp_path: Path) -> None:
    if database == "falkordb":
        require(database)
        run(page, tmp_path)  # as it stands: these pages embed the database
    else:
        place = empty_place(database)
        told = json.dumps({"backend": place.backend, "options": place.options})
        runner = Path(__file__).with_name("running.py")
        run(page, tmp_path, str(runner), RUNIC_GUIDE_PLACE=told)


def test_only_python_blocks_are_taken_and_lines_keep_their_numbers() -> None:
    assert script("a\n```python\nx = 1\n```\n```text\nno\n```\n```\nno\n```\n```python\ny = 2\n```\n") == (
        "\n\nx = 1\n\n\n\n\n\n\n\n\ny = 2\n"
    )


def test_every_page_names_databases_that_the_tests_know() -> None:
    from tests.servers.catalog import BACKENDS

    assert {name for page in PAGES for name in databases(page)} <= set(BACKENDS)
