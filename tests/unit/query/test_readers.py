"""What reads rows is kept with the shapes of results, and not for ever."""

from __future__ import annotations

import gc
import weakref

import pytest

from runic.ogm.cypher.expressions import text
from runic.ogm.mapping.mapper import Mapper
from runic.ogm.query import select
from runic.ogm.query.compile import compile_statement
from runic.ogm.query.neutral import NEUTRAL
from runic.testing import ScriptedDriver
from tests.unit.query.models import User


def test_shapes_that_are_ever_new_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runic.ogm.mapping.mapper._KEPT", 5)
    mapper = Mapper(NEUTRAL)
    for number in range(20):
        shapes = compile_statement(select(User).project(text("1").as_(f"c{number}")), NEUTRAL).shapes
        assert mapper.readers(shapes) is mapper.readers(shapes)
        assert len(mapper._readers) <= 5


def test_a_dialect_ends_with_its_driver() -> None:
    dialect = ScriptedDriver().dialect
    assert Mapper.of(dialect) is Mapper.of(dialect)
    compile_statement(select(User), dialect)
    seen = weakref.ref(dialect)
    del dialect
    gc.collect()
    assert seen() is None
