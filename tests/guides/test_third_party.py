"""The backend of a third party that the documentation shows is found by its entry point and passes the compliance kit.

Its own tests run in a process of their own, as its author would run them; here with the sections that say most.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.servers import require

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "sparrow"
SECTIONS = (
    "contract",
    "values",
    "identifiers",
    "flush",
    "transactions",
    "identity",
    "relations",
    "loading",
    "queries",
    "errors",
)


def install(site: Path) -> None:
    """Write what pip would write: metadata with the entry points of the project file."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    info = site / "runic_sparrow-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    entries = project["entry-points"]["runic.backends"]
    lines = ["[runic.backends]", *(f"{name} = {value}" for name, value in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")


def client_options() -> dict[str, object]:
    """Return what the client of the example takes to reach the FalkorDB of the tests."""
    options = dict(require("falkordb").options)
    if "url" not in options:
        return options
    place = urlsplit(str(options["url"]))
    if place.scheme != "falkordb" or place.username or place.password:
        pytest.skip(
            "FalkorDB is given with credentials or TLS here, and the example takes host and port only"
        )
    return {"host": place.hostname, "port": place.port or 6379}


def test_the_example_passes_the_kit(tmp_path: Path) -> None:
    install(tmp_path / "site")
    report = tmp_path / "report.json"
    told = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(tmp_path / "site"), str(EXAMPLE / "src"))),
        "SPARROW_SERVER": json.dumps(client_options()),
        "SPARROW_GRAPH": f"sparrow-{uuid4().hex}",
    }
    chosen = f"not async and ({' or '.join(f'-{section}-' for section in SECTIONS)})"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen, "--tb=short"]
    done = subprocess.run(
        [*command, "--rootdir", str(EXAMPLE), "--runic-report", str(report), str(EXAMPLE / "tests")],
        cwd=tmp_path,
        env=told,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    document = json.loads(report.read_text())
    (total,) = document["totals"]
    assert (total["backend"], total["colour"]) == ("sparrow", "sync")
    assert total["passed"] > 400
    assert "failed" not in total
    # what it says of itself is in the report, what it does not say is not implemented
    declared = document["capabilities"]["sparrow"]
    assert declared["several labels on a node"]["level"] == "full"
    assert declared["vector search"]["level"] == "not implemented"
    assert {case["section"] for case in document["cases"]} == set(SECTIONS)


def test_the_example_is_written_in_a_day() -> None:
    lines = [
        line
        for file in (EXAMPLE / "src").rglob("*.py")
        for line in file.read_text().splitlines()
        if line.strip()
    ]
    assert len(lines) <= 250


def test_the_example_imports_what_a_plugin_may() -> None:
    allowed = {"cypher", "driver", "values", "exceptions"}
    for file in (EXAMPLE / "src").rglob("*.py"):
        found = re.findall(r"^\s*(?:from|import) runic\.(\w+)(?:\.(\w+))?", file.read_text(), re.MULTILINE)
        assert {package for package, _ in found} <= {"ogm"}, file
        assert {module for _, module in found} <= allowed, file
