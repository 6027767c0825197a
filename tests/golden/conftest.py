"""The models of the statements, in place of those of other tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runic.ogm.core.metadata import get_metadata
from runic_bolt import writing
from tests.unit.query.models import REGISTRY


@pytest.fixture(autouse=True)
def plain_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """The statements are those that are sent where the client of Bolt is not compiled."""
    monkeypatch.setattr(writing, "packs_fast", lambda: False)


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    metadata = get_metadata()
    before = metadata.snapshot()
    metadata.restore(REGISTRY)
    yield
    metadata.restore(before)
