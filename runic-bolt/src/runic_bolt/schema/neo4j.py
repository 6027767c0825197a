"""Indexes and constraints of Neo4j: those of `NamedSchema`, as Cypher 5 and 25 both write them."""

from __future__ import annotations

from runic_bolt.dialects.neo4j import Neo4jDialect
from runic_bolt.schema.named import NamedSchema

__all__ = ["Neo4jSchema"]


class Neo4jSchema(NamedSchema):
    """The schema language of Neo4j."""

    def __init__(self, dialect: Neo4jDialect | None = None, *, patience: float = 600.0) -> None:
        super().__init__(dialect or Neo4jDialect(), patience=patience)
