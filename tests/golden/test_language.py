"""The golden files of Neo4j, read by its own parser and analyser as an npm package: both languages, without a server."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers.java import CannotStart, cache, fetch

HERE = Path(__file__).parent
PACKAGE = "@neo4j-cypher/language-support@2.0.0-next.38"
BAD = "MATCH (n:User) WHERE n.name IN RETURN n"


@pytest.fixture(scope="module")
def place() -> Path:
    """Return where the package is; skip where it cannot be had."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"the program {program} was not found")
    directory = cache("cypher-language-support")
    if not (directory / "node_modules" / "@neo4j-cypher" / "language-support").is_dir():
        try:
            fetch(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
                ".",
                PACKAGE,
                cwd=directory,
            )
        except CannotStart as reason:
            pytest.skip(str(reason))
    return directory


def lint(place: Path, language: str, statements: list[str]) -> list[list[str]]:
    """Return what the parser has against each statement."""
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, str(HERE / "lint.mjs"), str(place)],
        input=json.dumps({"language": language, "statements": statements}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("language", ["CYPHER 5", "CYPHER 25"])
def test_golden_files_are_cypher(place: Path, language: str) -> None:
    files = sorted((HERE / "neo4j").glob("*_*.cypher"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    found = lint(place, language, [*texts, BAD])
    assert found.pop(), "the parser finds nothing wrong with what is wrong"
    refused = [f"{file.name}: {messages}" for file, messages in zip(files, found, strict=True) if messages]
    assert not refused, "\n".join(refused)
