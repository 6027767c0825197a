"""A directory on `sys.path` for made-up distributions, and a registry that sees nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runic.ogm.driver import factory
from runic.ogm.driver.registry import Registry


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.fixture
def registry(site: Path) -> Registry:
    """Sees the made-up distributions only."""
    return Registry([str(site)])


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """A registry over the real `sys.path`, in place of the one that the factory functions use."""
    fresh = Registry()
    monkeypatch.setattr(factory, "_registry", fresh)
    factory._owners.clear()
    yield fresh
    factory._owners.clear()
