"""Adapters by name, from drivers and handles, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from runic.migrate import (
    AsyncSchemaManager,
    IndexAdapter,
    SchemaManager,
    create_adapter,
    create_async_adapter,
)
from runic.ogm import create_async_driver, create_driver
from runic.ogm.driver.adapter import AsyncSchemaAdapter, SchemaAdapter
from runic.ogm.driver.capability import Capabilities, Capability, Level
from runic.ogm.driver.schema import AsyncIndexAdapter, Pause, check_spec, index_name, spec_of, violated
from runic.ogm.exceptions import MetadataError, UnknownBackendError, UnsupportedFeatureError
from runic.ogm.values import IndexSpec
from tests.unit.migrate.conftest import AsyncMemory, Memory

OPTIONS: dict[str, Any] = {"host": "localhost", "password": "secret"}
FULL = Capabilities("sparrow", dict.fromkeys(Capability, Level.FULL))


@pytest.mark.parametrize("name", ["neo4j", "memgraph", "arcadedb"])
def test_by_name(name: str) -> None:
    adapter = create_adapter(name, database="db", **OPTIONS)
    assert isinstance(adapter, IndexAdapter)
    assert isinstance(adapter, SchemaAdapter)
    adapter.close()
    twin = create_async_adapter(name, database="db", **OPTIONS)
    assert isinstance(twin, AsyncIndexAdapter)
    assert isinstance(twin, AsyncSchemaAdapter)


def test_from_a_driver() -> None:
    driver = create_driver("neo4j", **OPTIONS)
    adapter = create_adapter(driver)
    assert isinstance(adapter, SchemaAdapter)
    assert adapter.driver is driver
    assert SchemaManager(adapter).adapter is adapter
    assert isinstance(AsyncSchemaManager(create_async_driver("neo4j", **OPTIONS)).adapter, AsyncSchemaAdapter)
    with pytest.raises(TypeError, match="options go with the name of a backend"):
        create_adapter(driver, host="x")


def test_the_wrong_colour_or_thing(memory: Memory) -> None:
    with pytest.raises(TypeError, match="a sync adapter is needed"):
        SchemaManager(AsyncMemory(memory))
    with pytest.raises(TypeError, match="an async adapter is needed"):
        AsyncSchemaManager(memory)
    with pytest.raises(TypeError):
        SchemaManager(object())
    with pytest.raises(TypeError):
        SchemaManager(create_async_driver("neo4j", **OPTIONS))
    with pytest.raises(UnknownBackendError):
        create_adapter("sparrow")


def test_specs_that_describe_no_index() -> None:
    for spec in (IndexSpec("A", "b", "HASH"), IndexSpec("A", "b", "RANGE", entity="PATH")):
        with pytest.raises(MetadataError, match="describes no index"):
            check_spec(FULL, spec)
    with pytest.raises(MetadataError, match="at least one property"):
        spec_of("RANGE", "A", ())
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "dimension=…"),
        ({"dimension": 0}, "positive int"),
        ({"dimension": True}, "positive int"),
        ({"dimension": 3, "similarity": "ip"}, "'cosine' or 'euclidean'"),
    )
    for options, match in wrong:
        with pytest.raises(MetadataError, match=match):
            check_spec(FULL, spec_of("VECTOR", "A", ("b",), **options))


@pytest.mark.parametrize(
    ("spec", "missing"),
    [
        (spec_of("RANGE", "A", ("b",)), Capability.RANGE_INDEX),
        (spec_of("UNIQUE", "A", ("b",)), Capability.UNIQUE_CONSTRAINT),
        (spec_of("FULLTEXT", "A", ("b",)), Capability.FULLTEXT_SEARCH),
        (spec_of("VECTOR", "A", ("b",), dimension=2), Capability.VECTOR_SEARCH),
        (spec_of("RANGE", "A", ("b", "c")), Capability.COMPOSITE_INDEX),
        (spec_of("UNIQUE", "A", ("b", "c")), Capability.COMPOSITE_INDEX),
        (spec_of("RANGE", "A", ("b",), "EDGE"), Capability.EDGE_INDEX),
    ],
)
def test_capabilities_are_asked(spec: IndexSpec, missing: Capability) -> None:
    check_spec(FULL, spec)
    with pytest.raises(UnsupportedFeatureError, match="sparrow does not support"):
        check_spec(FULL.updated({missing: Level.UNSUPPORTED}), spec)


def test_names() -> None:
    long = [index_name(spec_of("RANGE", "L" * 300, ("p" * 300 + end,))) for end in "ab"]
    assert len({*long}) == 2
    assert all(len(name) <= 63 and name.isidentifier() and name.isascii() for name in long)
    assert index_name(spec_of("FULLTEXT", "A", ("x",))) == index_name(spec_of("FULLTEXT", "A", ("y", "z")))
    assert index_name(spec_of("RANGE", "A", ("b",))) != index_name(spec_of("RANGE", "A", ("b",), "EDGE"))
    assert index_name(spec_of("RANGE", "a b", ("`x`",))).startswith("runic_range_a_b__x__")


def test_the_error_of_violations() -> None:
    error = violated(spec_of("UNIQUE", "P", ("a", "b")), [("x", 1, 3), ("y", 2, 2)])
    assert str(error) == (
        "P.a, b cannot be made unique: nodes share ('x', 1) (3 nodes), ('y', 2) (2 nodes); make them unique and repeat"
    )
    assert error.violations == (("x", 1, 3), ("y", 2, 2))
    many = violated(spec_of("UNIQUE", "K", ("a",), "EDGE"), [(number, 2) for number in range(9)])
    assert "edges share 0 (2 edges), " in str(many)
    assert ", …;" in str(many)


class Language:
    """A language of one step."""

    capabilities = FULL

    def check(self, spec: IndexSpec) -> None:
        check_spec(FULL, spec)

    def create(self, spec: IndexSpec) -> Any:
        return (yield "a step that nobody knows")

    def drop(self, spec: IndexSpec) -> Any:
        yield Pause(0)


def test_steps_that_are_nobodys() -> None:
    adapter = SchemaAdapter(object(), Language())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="cannot carry out 'a step that nobody knows'"):
        adapter.create_range_index("A", "b")
    adapter.drop_range_index("A", "b")
    known: list[Any] = []
    SchemaAdapter(object(), Language(), known.append).create_range_index("A", "b")  # type: ignore[arg-type]
    assert known == ["a step that nobody knows"]
