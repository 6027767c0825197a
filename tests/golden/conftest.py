"""The models of the statements, in place of those of other tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runic.ogm.core.metadata import get_metadata
from tests.unit.query.models import REGISTRY


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    metadata = get_metadata()
    before = metadata.snapshot()
    metadata.restore(REGISTRY)
    yield
    metadata.restore(before)
