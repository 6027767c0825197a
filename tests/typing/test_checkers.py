"""mypy --strict and pyright over the sample files: what they accept, and the errors that they must report, exactly."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SAMPLES = ("plain", "strict", "refused")
MARKER = re.compile(r"# refused: (?P<mypy>[\w-]+), (?P<pyright>\w+)$")


class Report(NamedTuple):
    file: str
    line: int
    rule: str


def wanted(checker: str) -> set[Report]:
    """The errors that the markers in the samples name."""
    marked: set[Report] = set()
    for name in SAMPLES:
        for number, line in enumerate((HERE / f"{name}.py").read_text("utf-8").splitlines(), 1):
            if found := MARKER.search(line):
                marked.add(Report(name, number, found[checker]))
    return marked


def run(module: str, *arguments: str) -> str:
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed; it comes with the dependency group 'lint'")
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def mypy(tmp_path_factory: pytest.TempPathFactory) -> set[Report]:
    paths = [str(HERE / f"{name}.py") for name in SAMPLES]
    out = run("mypy", "--output=json", "--cache-dir", str(tmp_path_factory.mktemp("mypy")), *paths)
    said = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    return {Report(Path(e["file"]).stem, e["line"], e["code"]) for e in said if e["severity"] == "error"}


@pytest.fixture(scope="module")
def pyright() -> set[Report]:
    said = json.loads(run("pyright", "--outputjson", "-p", str(HERE)))["generalDiagnostics"]
    return {
        Report(Path(e["file"]).stem, e["range"]["start"]["line"] + 1, e.get("rule", e["message"]))
        for e in said
    }


@pytest.mark.slow
def test_mypy_reports_what_is_marked_and_nothing_else(mypy: set[Report]) -> None:
    assert sorted(mypy) == sorted(wanted("mypy"))


@pytest.mark.slow
def test_pyright_reports_what_is_marked_and_nothing_else(pyright: set[Report]) -> None:
    assert sorted(pyright) == sorted(wanted("pyright"))
