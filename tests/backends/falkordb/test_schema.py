"""Indexes and constraints of FalkorDB, as far as they differ from other databases."""

from __future__ import annotations

import pytest

from runic.migrate import AsyncSchemaManager, IndexManager, SchemaManager
from runic.ogm.core.descriptors import Field
from runic.ogm.core.metadata import get_metadata
from runic.ogm.core.models import Node
from runic.ogm.driver.schema import spec_of
from runic.ogm.exceptions import ConstraintError
from runic_falkordb.driver import FalkorDBDriver


def book() -> type:
    metadata = get_metadata()
    before = metadata.snapshot()

    class Book(Node, labels=["Book"]):
        isbn: str = Field(primary_key=True, unique=True)
        title: str | None = Field(default=None, index_type="FULLTEXT")

    metadata.restore(before)
    return Book


def test_a_raw_graph_handle_is_enough(driver: FalkorDBDriver) -> None:
    _, graph = driver.falkordb_connection()
    IndexManager(graph).create_indexes(book())
    assert SchemaManager(graph).list_constraints() == [spec_of("UNIQUE", "Book", ("isbn",))]


async def test_a_raw_sync_handle_serves_the_async_managers(driver: FalkorDBDriver) -> None:
    _, graph = driver.falkordb_connection()
    schema = AsyncSchemaManager(graph)
    await schema.sync_schema([book()])
    assert await schema.get_schema_diff([book()]) == "schema is in sync"


def test_indexes_are_built_when_sync_returns(driver: FalkorDBDriver) -> None:
    driver.execute("UNWIND range(1, 20000) AS i CREATE (:Book {isbn: toString(i), title: 'word'})")
    schema = SchemaManager(driver)
    schema.sync_schema([book()])
    states = driver.execute("CALL db.indexes() YIELD status RETURN collect(DISTINCT status)").rows[0][0]
    states += driver.execute("CALL db.constraints() YIELD status RETURN collect(DISTINCT status)").rows[0][0]
    assert set(states) == {"OPERATIONAL"}
    found = driver.execute("CALL db.idx.fulltext.queryNodes('Book', 'word') YIELD node RETURN count(node)")
    assert found.rows == [[20000]]


def test_a_drop_is_seen_at_once_and_a_creation_after_it(driver: FalkorDBDriver) -> None:
    driver.execute("UNWIND range(1, 20000) AS i CREATE (:Book {isbn: toString(i), title: 'word'})")
    schema = SchemaManager(driver)
    schema.sync_schema([book()])
    schema.drop_constraints()
    assert schema.list_indexes() == [spec_of("FULLTEXT", "Book", ("title",))]
    driver.execute("CREATE (:Book {isbn: '7'})")
    with pytest.raises(ConstraintError, match=r"share '7' \(2 nodes\)"):
        schema.sync_schema([book()])
    assert (schema.list_constraints(), schema.list_indexes()) == (
        [],
        [spec_of("FULLTEXT", "Book", ("title",))],
    )


def test_a_constraint_that_somebody_left_failed_is_made_again(driver: FalkorDBDriver) -> None:
    driver.execute("CREATE (:Book {isbn: '7'}), (:Book {isbn: '7'})")
    db, graph = driver.falkordb_connection()
    graph.create_node_range_index("Book", "isbn")
    db.execute_command(
        "GRAPH.CONSTRAINT", "CREATE", driver.graph_name, "UNIQUE", "NODE", "Book", "PROPERTIES", 1, "isbn"
    )
    schema = SchemaManager(driver)
    while not (errors := schema.validate_schema([book()]).errors):
        assert schema.list_constraints(), "it is neither building nor failed"
    assert "it was left behind by a creation that failed" in errors[0]
    driver.execute("MATCH (b:Book) DETACH DELETE b")
    schema.sync_schema([book()])
    assert schema.validate_schema([book()]).is_valid
