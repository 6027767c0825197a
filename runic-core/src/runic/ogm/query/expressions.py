"""The expressions of the query language, under the path that users know; `runic.ogm.cypher.expressions` owns them."""

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

__all__ = [
    "AggExpr",
    "CompoundExpr",
    "Expr",
    "FilterExpr",
    "NegatedExpr",
    "OrderExpr",
    "StatementError",
    "TextExpr",
    "avg",
    "collect",
    "count",
    "max_",
    "min_",
    "sum_",
    "text",
]
