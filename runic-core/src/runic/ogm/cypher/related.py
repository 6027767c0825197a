"""What a user asks of the nodes that a relation leads to: is there any, are there none, do all fit, how many are there.

Immutable records of intent like those of `expressions`; nothing here asks a model or a database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from runic.ogm.cypher.expressions import Expr

__all__ = ["CountExpr", "RelationCount", "RelationExpr", "RelationOperators"]


@dataclass(frozen=True, slots=True)
class RelationExpr(Expr):
    """A predicate on what a relation leads to. Made by `any()`, `none()` and `all()` of a relation.

    Args:
        cls: the model class that declares the relation.
        relation: its name.
        how: "ANY", "NONE" or "ALL".
        filters: what the related nodes, and the edges to them, must fulfil together.
        alias: the node that is asked about; None binds to the newest alias of the class.
    """

    cls: type
    relation: str
    how: str
    filters: tuple[Expr, ...] = ()
    alias: str | None = None

    def with_alias(self, alias: str) -> RelationExpr:
        """Return a copy that asks about `alias`."""
        return replace(self, alias=alias)


@dataclass(frozen=True, slots=True)
class CountExpr(Expr):
    """A comparison of a number of related nodes. Made by the operators of `RelationCount`."""

    count: RelationCount
    op: str
    value: int


@dataclass(frozen=True, slots=True, eq=False)
class RelationCount:
    """How many edges of a relation a node has. Made by `count()` of a relation; compare it, order by it, or project it.

    Args:
        cls: the model class that declares the relation.
        relation: its name.
        filters: what the related nodes, and the edges to them, must fulfil together.
        alias: the node that is asked about; None binds to the newest alias of the class.
        result_alias: the name of the column when it is projected.
    """

    cls: type
    relation: str
    filters: tuple[Expr, ...] = ()
    alias: str | None = None
    result_alias: str | None = None

    def as_(self, alias: str) -> RelationCount:
        """Return a copy whose column is named `alias`."""
        return replace(self, result_alias=alias)

    def with_alias(self, alias: str) -> RelationCount:
        """Return a copy that asks about `alias`."""
        return replace(self, alias=alias)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> Any:
        return CountExpr(self, "=", _whole(other))

    def __ne__(self, other: object) -> Any:
        return CountExpr(self, "<>", _whole(other))

    def __lt__(self, other: int) -> CountExpr:
        return CountExpr(self, "<", _whole(other))

    def __le__(self, other: int) -> CountExpr:
        return CountExpr(self, "<=", _whole(other))

    def __gt__(self, other: int) -> CountExpr:
        return CountExpr(self, ">", _whole(other))

    def __ge__(self, other: int) -> CountExpr:
        return CountExpr(self, ">=", _whole(other))

    def __bool__(self) -> bool:
        raise TypeError(
            f"a number of related nodes is known to the database only; compare it, as in {self} > 0"
        )

    def __str__(self) -> str:
        return f"{self.cls.__name__}.{self.relation}.count()"


def _whole(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"a number of related nodes is compared with a whole number, got {number!r}")
    return number


class RelationOperators:
    """`User.posts.any(Post.score > 3)`, `User.posts.count() >= 2`: filters on what a relation leads to, for `where()`.

    Filters on the target's class mean the related node, those on the relation's `edge_model` the edge; others mean the
    statement's own nodes.
    """

    _owner: type | None
    _name: str

    def any(self, *filters: Any) -> Any:
        """Return a filter: some related node fulfils all filters; without filters: there is one."""
        return self._related("ANY", filters)

    def none(self, *filters: Any) -> Any:
        """Return a filter: no related node fulfils all filters; without filters: there is none."""
        return self._related("NONE", filters)

    def all(self, *filters: Any) -> Any:
        """Return a filter: every related node fulfils all filters, which is so where there is none.

        Raises:
            TypeError: without a filter.
        """
        if not filters:
            raise TypeError(
                "all() takes what every related node must fulfil; any() asks whether there is one"
            )
        return self._related("ALL", filters)

    def exists(self) -> Any:
        """Return a filter: there is a related node."""
        return self._related("ANY", ())

    def count(self, *filters: Any) -> RelationCount:
        """Return the number of related nodes, one for each edge, that fulfil all filters."""
        owner: Any = self._owner
        return RelationCount(owner, self._name, _checked("count", filters))

    def _related(self, how: str, filters: tuple[Any, ...]) -> RelationExpr:
        owner: Any = self._owner
        return RelationExpr(owner, self._name, how, _checked(how.lower(), filters))


def _checked(name: str, filters: tuple[Any, ...]) -> tuple[Expr, ...]:
    for expr in filters:
        if not isinstance(expr, Expr):
            raise TypeError(
                f"{name}() takes filter expressions on the related node, got {expr!r}; a comparison needs a field "
                "accessed on its class"
            )
    return filters
