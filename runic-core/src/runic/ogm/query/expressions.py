"""The expressions of the query language, under the path that users know; `runic.ogm.cypher` owns them."""

from __future__ import annotations

from runic.ogm.cypher.expressions import (
    AggExpr,
    CompoundExpr,
    Expr,
    FilterExpr,
    NegatedExpr,
    OrderExpr,
    StatementError,
    TextExpr,
    avg,
    collect,
    count,
    max_,
    min_,
    sum_,
    text,
)
from runic.ogm.cypher.related import CountExpr, RelationCount, RelationExpr
from runic.ogm.cypher.score import SearchScore, score

__all__ = [
    "AggExpr",
    "CompoundExpr",
    "CountExpr",
    "Expr",
    "FilterExpr",
    "NegatedExpr",
    "OrderExpr",
    "RelationCount",
    "RelationExpr",
    "SearchScore",
    "StatementError",
    "TextExpr",
    "avg",
    "collect",
    "count",
    "max_",
    "min_",
    "score",
    "sum_",
    "text",
]
