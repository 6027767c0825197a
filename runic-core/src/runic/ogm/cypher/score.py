"""The score of a search as users write it: `where(score > 0.8)`, `order_by(score, desc=True)`, `project(Post.title, score)`.

Knows neither the search nor the database; what the number means is said in `runic.ogm.cypher.searches`.
"""

from __future__ import annotations

from typing import Any, Final

from runic.ogm.cypher.expressions import Expr
from runic.ogm.exceptions import shorten

__all__ = ["MOST", "SCORE", "ScoreExpr", "SearchScore", "score"]

SCORE: Final = "score"
"""The name of the column."""
MOST: Final = 2**31 - 1
"""How many nodes a search looks at, at most: databases count them with 32 bits, and FalkorDB finds nothing beyond."""


class ScoreExpr(Expr):
    """The score compared with a number; made by the operators of `score`.

    Args:
        op: "<", "<=", ">" or ">=".
        value: the number.
    """

    __slots__ = ("op", "value")

    def __init__(self, op: str, value: float) -> None:
        self.op = op
        self.value = value

    def __repr__(self) -> str:
        return f"ScoreExpr({self.op!r}, {self.value!r})"


class SearchScore:
    """How well a node fits a search, from 0 to 1, higher is better; there is one object of it, `score`."""

    __slots__ = ()

    def __lt__(self, other: float) -> ScoreExpr:
        return _compared("<", other)

    def __le__(self, other: float) -> ScoreExpr:
        return _compared("<=", other)

    def __gt__(self, other: float) -> ScoreExpr:
        return _compared(">", other)

    def __ge__(self, other: float) -> ScoreExpr:
        return _compared(">=", other)

    def __repr__(self) -> str:
        return SCORE


def _compared(op: str, value: Any) -> ScoreExpr:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:  # noqa: PLR0124 - NaN
        raise TypeError(f"a score is compared with a number, got {shorten(value)}")
    return ScoreExpr(op, float(value))


score: Final = SearchScore()
"""The score of the search that a statement starts with."""
