"""The list behind a to-many relation: a list that records.

Every change is told to the unit of work as the nodes that came and the nodes that went. Nodes are compared by identity, so
models may define `__eq__` as they like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Self, SupportsIndex

__all__ = ["RelationList"]


class RelationList(list[Any]):
    """A list of related nodes; changes to it stage relates and unrelates on the session of its owner."""

    __slots__ = ("owner", "relation")

    def __init__(self, values: Iterable[Any], owner: Any, relation: str) -> None:
        super().__init__(values)
        self.owner = owner
        self.relation = relation

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)

    def _tell(self, came: list[Any], went: list[Any], before: list[Any] | None = None) -> None:
        state = self.owner.__dict__
        if (not came and not went) or state.get(self.relation) is not self:
            return
        origin = self.owner._origin
        unit = None if origin is None else origin.unit
        if unit is not None:
            unit.list_changed(self.owner, self.relation, came, went)
        elif self.owner._ident is not None:
            # detached: kept until the owner is added to a session again
            state.setdefault("_changes", {}).setdefault(
                self.relation, list(self) if before is None else before
            )

    def _record(self, change: Callable[[], Any]) -> Any:
        before = list(self)
        result = change()
        old = {id(node) for node in before}
        new = {id(node) for node in self}
        came = [node for node in self if id(node) not in old]
        went = [node for node in before if id(node) not in new]
        try:
            self._tell(came, went, before)
        except BaseException:
            super().__setitem__(slice(None), before)
            raise
        return result

    def append(self, value: Any) -> None:
        """Relate one more node; a node that is related already changes nothing in the database."""
        self._tell([value], [])
        super().append(value)

    def extend(self, values: Iterable[Any]) -> None:
        """Relate several more nodes."""
        self._record(lambda: super(RelationList, self).extend(values))

    def insert(self, index: SupportsIndex, value: Any) -> None:
        """Relate one more node at a place of this list; the database keeps no order."""
        self._record(lambda: super(RelationList, self).insert(index, value))

    def remove(self, value: Any) -> None:
        """Unrelate a node; raises `ValueError` when it is not in the list."""
        self._record(lambda: super(RelationList, self).remove(value))

    def pop(self, index: SupportsIndex = -1) -> Any:
        """Unrelate the node at `index` and return it."""
        return self._record(lambda: super(RelationList, self).pop(index))

    def clear(self) -> None:
        """Unrelate every node of the list."""
        self._record(lambda: super(RelationList, self).clear())

    def __setitem__(self, index: Any, value: Any) -> None:
        self._record(lambda: super(RelationList, self).__setitem__(index, value))

    def __delitem__(self, index: SupportsIndex | slice) -> None:
        self._record(lambda: super(RelationList, self).__delitem__(index))

    def __iadd__(self, values: Iterable[Any]) -> Self:  # type: ignore[misc]
        self.extend(values)
        return self

    def __imul__(self, count: SupportsIndex) -> Self:
        self._record(lambda: super(RelationList, self).__imul__(count))
        return self
