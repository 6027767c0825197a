"""The values of one property for many rows: what plans of classes make, and groups of writes carry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

__all__ = ["Column"]


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one property, one for each row; None removes the property, or leaves it out of a create."""

    name: str
    values: list[Any]
    function: str | None = None

    def cut(self, start: int, stop: int) -> Column:
        """Return the column of rows `start` to `stop`."""
        return replace(self, values=self.values[start:stop])
