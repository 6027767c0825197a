"""A hop whose target may still be named.

A step is a statement already, with a generated name for its target, so it is accepted wherever a statement is.
"""

from __future__ import annotations

from typing import Any, TypeVar

from runic.ogm.query.builder import QueryBuilder, hop_step
from runic.ogm.query.structure import Step, valid_alias

__all__ = ["TraversalStep"]

T = TypeVar("T")


class TraversalStep(QueryBuilder[T]):
    """A statement that ends in a hop; made by `traverse()` and `repeat()`.

    Args:
        builder: the statement that the hop is added to.
        field_descriptor: the relation, accessed on its class.
        source_alias: the alias that the hop starts from.
        optional: True keeps rows without such an edge.
        edge_alias: a name for the edge.
        min_hops: number of edges at least.
        max_hops: number of edges at most; None without a bound.

    Its methods return statements of the kind that it was derived from.
    """

    _kind: type[QueryBuilder[Any]]

    def __init__(
        self,
        builder: QueryBuilder[Any],
        field_descriptor: Any,
        source_alias: str,
        *,
        optional: bool = True,
        edge_alias: str | None = None,
        min_hops: int = 1,
        max_hops: int | None = 1,
    ) -> None:
        step = hop_step(
            field_descriptor,
            valid_alias(source_alias, "source_alias"),
            (),
            optional=optional,
            edge_alias=edge_alias,
            min_hops=min_hops,
            max_hops=max_hops,
        )
        builder._branch(self, 2)
        self._follow(builder, step)

    def _follow(self, builder: QueryBuilder[Any], step: Step) -> None:
        self._steps = (*builder._steps, step)
        self._kind = builder._kind if isinstance(builder, TraversalStep) else type(builder)

    def _twin(self) -> Any:
        return object.__new__(self._kind)
