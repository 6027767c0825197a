"""Indexes and constraints of the databases that speak Bolt."""

from __future__ import annotations

from runic_bolt.schema.adapter import schema_adapter
from runic_bolt.schema.arcadedb import ArcadeDBSchema
from runic_bolt.schema.memgraph import MemgraphSchema
from runic_bolt.schema.neo4j import Neo4jSchema

__all__ = ["ArcadeDBSchema", "MemgraphSchema", "Neo4jSchema", "schema_adapter"]
