"""Statements: composed from classes, sent as Cypher."""

from __future__ import annotations

from runic.ogm.query.builder import QueryBuilder, select
from runic.ogm.query.expressions import avg, collect, count, max_, min_, sum_, text
from runic.ogm.query.specialised import AsyncQueryBuilder, FulltextQueryBuilder, VectorQueryBuilder
from runic.ogm.query.traversal import TraversalStep

__all__ = [
    "AsyncQueryBuilder",
    "FulltextQueryBuilder",
    "QueryBuilder",
    "TraversalStep",
    "VectorQueryBuilder",
    "avg",
    "collect",
    "count",
    "max_",
    "min_",
    "select",
    "sum_",
    "text",
]
