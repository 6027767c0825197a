"""An empty registry for every test, and an origin that writes down what it is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from runic.ogm.core.metadata import MetaData, get_metadata


@pytest.fixture(autouse=True)
def registry() -> Iterator[MetaData]:
    metadata = get_metadata()
    before = metadata.snapshot()
    metadata.clear()
    yield metadata
    metadata.restore(before)


class RecordingOrigin:
    """Stands for a session's unit of work."""

    def __init__(self, **answers: Any) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.answers = answers

    def changed(self, entity: Any) -> None:
        self.calls.append(("changed",))

    def load_fields(self, entity: Any, name: str) -> Any:
        self.calls.append(("load_fields", name))
        return self.answers[name]

    def load_relation(self, entity: Any, name: str) -> Any:
        self.calls.append(("load_relation", name))
        return self.answers[name]

    def assign_relation(self, entity: Any, name: str, value: Any) -> Any:
        self.calls.append(("assign_relation", name, value))
        return self.answers.get(name, value)

    def handed_out(self, entity: Any, name: str) -> None:
        self.calls.append(("handed_out", name))


def stored(entity: Any, origin: Any = None, ident: Any = 1) -> Any:
    """Make an entity look as if it came from the database."""
    entity.__dict__.update(_ident=ident, _origin=origin)
    return entity
