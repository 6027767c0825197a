"""The four wheels, built once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DISTRIBUTIONS = ("runic-core", "runic-falkordb", "runic-bolt", "runic-age")


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheels by the name of their distribution, built from copies, so that nothing is left in the tree."""
    place = tmp_path_factory.mktemp("wheels")
    built: dict[str, Path] = {}
    for name in DISTRIBUTIONS:
        shutil.copytree(
            ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__", "dist", "*.egg-info")
        )
        command = [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(place / "out"),
            str(place / name),
        ]
        subprocess.run(command, check=True, capture_output=True, text=True)
        built[name] = next((place / "out").glob(f"{name.replace('-', '_')}-*.whl"))
    return built
