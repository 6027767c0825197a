"""Statements: composed from classes, sent as Cypher."""

from __future__ import annotations

from runic.ogm.query.builder import QueryBuilder, select
from runic.ogm.query.expressions import avg, collect, count, max_, min_, score, sum_, text
from runic.ogm.query.specialised import (
    AsyncQueryBuilder,
    FulltextQueryBuilder,
    HybridQueryBuilder,
    VectorQueryBuilder,
)
from runic.ogm.query.traversal import TraversalStep

__all__ = [
    "AsyncQueryBuilder",
    "FulltextQueryBuilder",
    "HybridQueryBuilder",
    "QueryBuilder",
    "TraversalStep",
    "VectorQueryBuilder",
    "avg",
    "collect",
    "count",
    "max_",
    "min_",
    "score",
    "select",
    "sum_",
    "text",
]
