"""What the managers ask of an adapter, in both colours."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

import pytest

from runic.migrate import (
    AsyncIndexManager,
    AsyncSchemaManager,
    IndexManager,
    SchemaInfo,
    SchemaManager,
    ValidationResult,
)
from runic.ogm.core.descriptors import Field
from runic.ogm.core.models import Edge, Node
from runic.ogm.core.types import Vector
from runic.ogm.driver.codec import Kind
from runic.ogm.driver.schema import EntityType, spec_of
from runic.ogm.exceptions import MetadataError
from runic.ogm.values import IndexSpec
from tests.unit.migrate.conftest import AsyncMemory, Memory


@pytest.fixture(params=["sync", "async"])
def schema(request: pytest.FixtureRequest, memory: Memory) -> Any:
    return SchemaManager(memory) if request.param == "sync" else AsyncSchemaManager(AsyncMemory(memory))


@pytest.fixture(params=["sync", "async"])
def indexes(request: pytest.FixtureRequest, memory: Memory) -> Any:
    return IndexManager(memory) if request.param == "sync" else AsyncIndexManager(AsyncMemory(memory))


def done(value: Any) -> Any:
    """Return the result of a call of either colour."""
    if not inspect.isawaitable(value):
        return value

    async def wait() -> Any:
        return await value

    return asyncio.run(wait())


def person() -> type:
    class Person(Node, labels=["Person"]):
        email: str = Field(primary_key=True, unique=True)
        age: int | None = Field(default=None, index=True)
        bio: str | None = Field(default=None, index_type="FULLTEXT")
        name: str | None = Field(default=None, index_type="FULLTEXT")
        face: Vector | None = Field(default=None, index_type="VECTOR", dimension=3)

    return Person


def test_creating_and_creating_again(indexes: Any, memory: Memory) -> None:
    cls = person()
    done(indexes.create_indexes(cls))
    assert memory.calls == [
        "list",
        "create IndexSpec('Person', 'age', 'RANGE')",
        "create IndexSpec('Person', 'email', 'UNIQUE')",
        "create IndexSpec('Person', 'face', 'VECTOR', dimension=3, similarity='cosine')",
        "create IndexSpec('Person', 'bio, name', 'FULLTEXT', properties=('bio', 'name'))",
    ]
    memory.calls.clear()
    done(indexes.ensure_indexes(cls))
    assert memory.calls == ["list"]
    done(indexes.create_indexes(cls, if_not_exists=False))
    assert len(memory.changes) == 4


def test_types_are_declared_first(schema: Any, memory: Memory) -> None:
    class Knows(Edge, type="KNOWS"):
        since: int | None = Field(default=None)

    done(schema.sync_schema([person(), Knows]))
    first, second = memory.types
    assert first.properties["face"] == Kind("vector")
    assert second == EntityType("KNOWS", "EDGE", {"since": Kind("int")})
    memory.types.clear()
    done(schema.ensure_entity_types([Knows]))
    assert memory.types == [second]


def test_what_is_refused_is_refused_before_anything_is_sent(
    indexes: Any, schema: Any, memory: Memory
) -> None:
    memory.refused.add("VECTOR")
    cls = person()
    with pytest.raises(MetadataError, match="no VECTOR"):
        done(indexes.create_indexes(cls))
    with pytest.raises(MetadataError, match="no VECTOR"):
        done(schema.sync_schema([cls]))
    with pytest.raises(MetadataError, match="no VECTOR"):
        done(indexes.create_spec(spec_of("VECTOR", "X", ("y",))))
    assert (memory.calls, memory.types) == ([], [])
    result = done(schema.validate_schema([cls]))
    assert (result.is_valid, result.errors) == (False, ["no VECTOR"])


def test_single_specs(indexes: Any, memory: Memory) -> None:
    memory.specs = [spec_of("FULLTEXT", "Person", ("bio",)), spec_of("FULLTEXT", "Other", ("x",))]
    done(indexes.create_spec(IndexSpec("Person", "title", "FULLTEXT")))
    assert memory.specs[-1].fields == ("bio", "title")
    done(indexes.drop_spec(IndexSpec("Person", "title", "FULLTEXT")))
    done(indexes.create_spec(IndexSpec("KNOWS", "since", "RANGE", entity="EDGE")))
    assert memory.changes[1:] == [
        "drop IndexSpec('Person', 'title', 'FULLTEXT')",
        "create IndexSpec('KNOWS', 'since', 'RANGE', entity='EDGE')",
    ]


def test_validation(schema: Any, memory: Memory) -> None:
    cls = person()
    done(schema.sync_schema([cls]))
    assert done(schema.validate_schema([cls])) == ValidationResult(True)
    memory.specs = [
        spec_of("UNIQUE", "Person", ("email",)),
        spec_of("RANGE", "Person", ("email",), implied=True),
        spec_of("FULLTEXT", "Person", ("bio", "old")),
        spec_of("VECTOR", "Person", ("face",), dimension=4, similarity="euclidean"),
        spec_of("RANGE", "Person", ("age",), problem="it failed"),
        spec_of("RANGE", "Nobodys", ("x",)),
    ]
    result = done(schema.validate_schema([cls]))
    assert result.missing_indexes == [
        IndexSpec("Person", "age", "RANGE"),
        IndexSpec("Person", "name", "FULLTEXT"),
    ]
    assert result.extra_indexes == [
        IndexSpec("Nobodys", "x", "RANGE"),
        IndexSpec("Person", "old", "FULLTEXT"),
    ]
    differs = "dimension is 4 in the database, 3 is declared, similarity is 'euclidean' in the database"
    assert result.errors == [
        "RANGE (:Person) age: it failed",
        f"VECTOR (:Person) face dimension 3: {differs}, 'cosine' is declared",
    ]
    assert done(schema.get_schema_diff([cls])).splitlines()[:3] == [
        "MISSING RANGE (:Person) age",
        "MISSING FULLTEXT (:Person) name",
        "EXTRA   RANGE (:Nobodys) x",
    ]
    info = done(schema.get_schema_info([cls]))
    assert isinstance(info, SchemaInfo)
    assert (len(info.declared), len(info.existing), info.missing, info.extra, info.labels, info.types) == (
        5,
        7,
        result.missing_indexes,
        result.extra_indexes,
        ["Label"],
        ["TYPE"],
    )


def test_extra_things_are_dropped_when_asked(schema: Any, memory: Memory) -> None:
    cls = person()
    done(schema.sync_schema([cls]))
    memory.specs += [
        spec_of("RANGE", "Nobodys", ("x",)),
        spec_of("RANGE", "Person", ("email",), implied=True),
    ]
    memory.calls.clear()
    done(schema.sync_schema([cls]))
    assert memory.changes == []
    told: list[str] = []
    done(schema.sync_schema([cls], drop_extra=True, progress=told.append))
    assert (memory.changes, told) == (
        ["drop IndexSpec('Nobodys', 'x', 'RANGE')"],
        ["drop RANGE (:Nobodys) x"],
    )


def test_what_other_models_declare_is_not_extra(schema: Any, memory: Memory) -> None:
    class Company(Node, labels=["Company"]):
        vat: str = Field(primary_key=True, unique=True)

    done(schema.sync_schema(None))
    assert memory.specs == [spec_of("UNIQUE", "Company", ("vat",))]
    done(schema.sync_schema([person()], drop_extra=True))
    assert memory.specs[0] == spec_of("UNIQUE", "Company", ("vat",))
    assert done(schema.validate_schema([Company])).is_valid


def test_vectors_that_differ_are_made_anew_when_asked(schema: Any, memory: Memory) -> None:
    memory.specs = [spec_of("VECTOR", "Person", ("face",), dimension=4)]
    cls = person()
    done(schema.sync_schema([cls]))
    assert memory.specs[0].dimension == 4
    done(schema.sync_schema([cls], drop_extra=True))
    assert [s.dimension for s in memory.specs if s.index_type == "VECTOR"] == [3]


def test_lists_and_sweeps(schema: Any, memory: Memory) -> None:
    memory.specs = [
        spec_of("RANGE", "A", ("x",)),
        spec_of("UNIQUE", "A", ("y",)),
        spec_of("RANGE", "A", ("y",), implied=True),
    ]
    assert done(schema.list_indexes()) == [spec_of("RANGE", "A", ("x",))]
    assert done(schema.list_constraints()) == [spec_of("UNIQUE", "A", ("y",))]
    told: list[str] = []
    assert done(schema.drop_constraints(progress=told.append)) == [spec_of("UNIQUE", "A", ("y",))]
    assert done(schema.drop_indexes(progress=told.append)) == [spec_of("RANGE", "A", ("x",))]
    assert told == ["drop UNIQUE (:A) y", "drop RANGE (:A) x"]


def test_errors_of_the_adapter_come_through(memory: Memory) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise MetadataError("broken")

    memory.create_unique_constraint = fail  # type: ignore[method-assign]
    with pytest.raises(MetadataError, match="broken"):
        IndexManager(memory).create_indexes(person())
    with pytest.raises(MetadataError, match="broken"):
        done(AsyncIndexManager(AsyncMemory(memory)).create_indexes(person()))


def test_both_colours_have_the_same_methods() -> None:
    for sync, twin in ((IndexManager, AsyncIndexManager), (SchemaManager, AsyncSchemaManager)):
        for name, method in inspect.getmembers(sync, inspect.isfunction):
            other = getattr(twin, name)
            assert inspect.signature(method) == inspect.signature(other), name
            assert inspect.iscoroutinefunction(other) is (name != "__init__")
