"""The adapter of a driver: the schema language of its database, and what carries out the steps that do not go over Bolt."""

from __future__ import annotations

import asyncio
from inspect import iscoroutinefunction
from typing import Any

from runic.ogm.driver.adapter import AsyncSchemaAdapter, SchemaAdapter
from runic_bolt.schema.arcadedb import ArcadeDBSchema
from runic_bolt.schema.http import Endpoint
from runic_bolt.schema.memgraph import MemgraphSchema
from runic_bolt.schema.neo4j import Neo4jSchema

__all__ = ["schema_adapter"]


def schema_adapter(backend: str, driver: Any) -> SchemaAdapter | AsyncSchemaAdapter:
    """Return the adapter of a driver, in the driver's colour.

    Args:
        backend: name of the backend.
        driver: a `BoltDriver` or an `AsyncBoltDriver`.
    """
    asynchronous = iscoroutinefunction(type(driver).execute)
    if backend != "arcadedb":
        language = MemgraphSchema(driver.dialect) if backend == "memgraph" else Neo4jSchema(driver.dialect)
        return AsyncSchemaAdapter(driver, language) if asynchronous else SchemaAdapter(driver, language)
    endpoint = Endpoint.of(driver)
    schema = ArcadeDBSchema(driver.dialect, sql=endpoint is not None)
    if endpoint is None:
        return AsyncSchemaAdapter(driver, schema) if asynchronous else SchemaAdapter(driver, schema)
    if asynchronous:
        return AsyncSchemaAdapter(driver, schema, lambda step: asyncio.to_thread(endpoint.send, step))
    return SchemaAdapter(driver, schema, endpoint.send)
