"""The registry of the statements' models, and a session that only writes down what it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from runic.ogm.core.metadata import get_metadata
from runic.ogm.mapping.mapper import Mapper
from runic.ogm.query.neutral import NEUTRAL
from tests.unit.query.models import REGISTRY


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    metadata = get_metadata()
    before = metadata.snapshot()
    metadata.restore(REGISTRY)
    yield
    metadata.restore(before)


class FakeSession:
    """Answers every terminal method with what it was asked for."""

    def __init__(self) -> None:
        self.mapper = Mapper.of(NEUTRAL)

    def scalars(self, stmt: Any) -> list[Any]:
        return ["scalars", stmt]

    def scalar(self, stmt: Any) -> Any:
        return "scalar", stmt

    def count(self, stmt: Any) -> Any:
        return "count", stmt

    def all_rows(self, stmt: Any) -> Any:
        return "all_rows", stmt

    def all_with_edges(self, stmt: Any) -> Any:
        return "all_with_edges", stmt


class FakeAsyncSession(FakeSession):
    async def scalars(self, stmt: Any) -> list[Any]:  # type: ignore[override]
        return ["scalars", stmt]

    async def scalar(self, stmt: Any) -> Any:
        return "scalar", stmt

    async def count(self, stmt: Any) -> Any:
        return "count", stmt

    async def all_rows(self, stmt: Any) -> Any:
        return "all_rows", stmt

    async def all_with_edges(self, stmt: Any) -> Any:
        return "all_with_edges", stmt


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def async_session() -> FakeAsyncSession:
    return FakeAsyncSession()
