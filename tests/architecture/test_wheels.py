"""The four distributions as users get them."""

from __future__ import annotations

import subprocess
import sys
import venv
from email.parser import Parser
from itertools import combinations
from pathlib import Path
from zipfile import ZipFile

import pytest

PACKAGES = {
    "runic-core": ("runic/", "runic/ogm/", "runic/migrate/", "runic/testing/"),
    "runic-falkordb": ("runic_falkordb/",),
    "runic-bolt": ("runic_bolt/",),
    "runic-age": ("runic_age/",),
}
BACKENDS = {
    "runic-core": set[str](),
    "runic-falkordb": {"falkordb"},
    "runic-bolt": {"arcadedb", "memgraph", "neo4j"},
    "runic-age": {"age"},
}

pytestmark = pytest.mark.wheels


def files(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def read(wheel: Path, name: str) -> str:
    with ZipFile(wheel) as archive:
        return archive.read(
            next(file for file in archive.namelist() if file.endswith(f".dist-info/{name}"))
        ).decode()


def test_wheels_share_no_file(wheels: dict[str, Path]) -> None:
    for one, other in combinations(wheels.values(), 2):
        assert not files(one) & files(other)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_wheel_holds_its_packages_and_nothing_else(wheels: dict[str, Path], name: str) -> None:
    inside = files(wheels[name])
    roots = {file.partition("/")[0] for file in inside if ".dist-info/" not in file}
    assert roots == {PACKAGES[name][0].rstrip("/")}
    for package in PACKAGES[name]:
        assert {f"{package}__init__.py", f"{package}py.typed"} <= inside
    assert not [file for file in inside if file.endswith(".pyc")]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_wheel_says_what_it_is(wheels: dict[str, Path], name: str) -> None:
    metadata = Parser().parsestr(read(wheels[name], "METADATA"))
    assert metadata["Name"] == name
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Summary"]
    assert len(metadata.get_payload()) > 100
    assert "MIT License" in read(wheels[name], "licenses/LICENSE")


@pytest.mark.parametrize("name", PACKAGES)
def test_a_wheel_registers_its_backends(wheels: dict[str, Path], name: str) -> None:
    entries = read(wheels[name], "entry_points.txt") if BACKENDS[name] else ""
    assert {line.partition(" =")[0] for line in entries.splitlines() if " = " in line} == BACKENDS[name]


def test_a_source_distribution_builds_the_same_wheel(wheels: dict[str, Path], tmp_path: Path) -> None:
    source = wheels["runic-core"].parents[1] / "runic-core"
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    assert files(next(tmp_path.glob("*.whl"))) == files(wheels["runic-core"])


def install(place: Path, wheels: list[Path]) -> Path:
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", *map(str, wheels)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return python


def run(python: Path, code: str, place: Path) -> str:
    done = subprocess.run(
        [str(python), "-I", "-c", code], cwd=place, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_core_and_falkordb_alone(wheels: dict[str, Path], tmp_path: Path) -> None:
    python = install(tmp_path / "env", [wheels["runic-core"], wheels["runic-falkordb"]])
    code = (
        "from runic.ogm import create_driver\n"
        "from runic.ogm.driver.factory import available_backends\n"
        "from runic.ogm.driver.falkordb import FalkorDBDriver\n"
        "print(*available_backends())\n"
        "try:\n"
        "    create_driver('age')\n"
        "except ValueError as error:\n"
        "    print(error)\n"
        "try:\n"
        "    from runic.ogm.driver.bolt import BoltDriver\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )
    assert run(python, code, tmp_path).splitlines() == [
        "falkordb",
        "no backend 'age' installed; pip install runic-age (installed: falkordb)",
        "runic.ogm.driver.bolt needs a backend that is not installed; pip install runic-bolt",
    ]


@pytest.mark.slow
def test_all_four_together(wheels: dict[str, Path], tmp_path: Path) -> None:
    python = install(tmp_path / "env", list(wheels.values()))
    code = (
        "from runic.ogm.driver.factory import available_backends, get_backend\n"
        "import runic.ogm.driver.falkordb, runic.ogm.driver.bolt, runic.ogm.driver.arcadedb, runic.ogm.driver.age\n"
        "import runic.migrate\n"
        "for name in available_backends(): print(get_backend(name).name)\n"
    )
    assert run(python, code, tmp_path).split() == ["age", "arcadedb", "falkordb", "memgraph", "neo4j"]
    check = subprocess.run([str(python), "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout
