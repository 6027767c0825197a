"""The forms of schema statements that Memgraph reads in every version, each sent by itself."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.driver.adapter import SchemaAdapter
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import ConstraintError, DatabaseError
from runic.testing import ScriptedDriver
from runic_bolt.schema.memgraph import MemgraphSchema

NOTHING = [GraphResult()] * 3


def adapter(*answers: Any) -> tuple[ScriptedDriver, SchemaAdapter]:
    driver = ScriptedDriver()
    driver.then(*answers)
    return driver, SchemaAdapter(driver, MemgraphSchema())


def changes(driver: ScriptedDriver) -> list[str]:
    return [statement.text for statement in driver.statements if statement.writes]


def test_a_constraint_gets_its_index() -> None:
    driver, schema = adapter(*NOTHING)
    schema.create_unique_constraint("P", "a", "b")
    assert changes(driver) == [
        "CREATE INDEX ON :P(a, b)",
        "CREATE CONSTRAINT ON (e:P) ASSERT e.a, e.b IS UNIQUE",
    ]


def test_what_is_dropped_is_named_by_its_schema() -> None:
    driver, schema = adapter()
    schema.drop_unique_constraint("P", "a")
    assert changes(driver) == ["DROP CONSTRAINT ON (e:P) ASSERT e.a IS UNIQUE", "DROP INDEX ON :P(a)"]


def test_no_transaction_is_opened() -> None:
    driver, schema = adapter(*NOTHING)
    schema.create_unique_constraint("P", "a")
    schema.list_indexes()
    assert {"begin", "commit", "rollback"}.isdisjoint(driver.events)


def test_a_constraint_that_fails_leaves_no_index_and_says_which_values() -> None:
    refused = DatabaseError("Unable to create unique constraint")
    driver, schema = adapter(
        *NOTHING, GraphResult(), refused, GraphResult(), GraphResult([[[1], 2]], ["key", "rows"])
    )
    with pytest.raises((ConstraintError, DatabaseError)):
        schema.create_unique_constraint("P", "a")
    assert changes(driver)[-1] == "DROP INDEX ON :P(a)"
