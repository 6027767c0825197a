"""A graph of the test's own on every edition of Apache AGE that runs, in both colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runic.testing import Colour
from tests.backends.age.place import Place
from tests.backends.age.stage import Stage
from tests.servers import require


@pytest.fixture(params=["age", "age-1.8"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    made = Place(require(request.param))
    yield made
    made.clean()


@pytest.fixture(params=list(Colour), ids=lambda colour: colour.value)
def stage(place: Place, request: pytest.FixtureRequest) -> Iterator[Stage]:
    made = Stage(place, request.param)
    yield made
    made.close()
