"""How the columns of a statement that runic made become the values of its rows.

A node comes as its id and the map of its properties, which is cheaper than a column for each. The dialect says what each
column is, the driver takes the maps apart. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from runic_age.agtype import column, labels_of
from runic_age.names import LABELS

__all__ = ["EdgeColumns", "NodeColumns", "PlainColumn", "rows", "width"]

_NOTHING: Final[dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A value."""

    width = 1

    def values(self, columns: Sequence[list[Any]]) -> list[list[Any]]:
        """Return the columns as they are."""
        return list(columns)


@dataclass(frozen=True, slots=True)
class NodeColumns:
    """A node: id, map of properties, and its label where labels are wanted.

    Args:
        names: the properties, in the order in which they are wanted.
        labels: whether labels are wanted behind the id.
    """

    names: tuple[str, ...]
    labels: bool = False

    @property
    def width(self) -> int:
        """How many columns come from the server."""
        return 3 if self.labels else 2

    def values(self, columns: Sequence[list[Any]]) -> list[list[Any]]:
        """Return the columns of id, labels and properties."""
        idents, maps = columns[0], [properties or _NOTHING for properties in columns[1]]
        out = [idents]
        if self.labels:
            labels = [p.get(LABELS) for p in maps]
            out.append(
                [label and labels_of(kept, label) for kept, label in zip(labels, columns[2], strict=True)]
            )
        return out + [[properties.get(name) for properties in maps] for name in self.names]

    def rows(self, before: Sequence[list[Any]], columns: Sequence[list[Any]]) -> list[list[Any]]:
        """Return the rows of a result whose last item is the node: the common reads, not turned to columns and back."""
        if not self.labels and len(self.names) > 1:
            pick = itemgetter(*self.names)
            # a null has no properties, and not every node has all of them
            with suppress(KeyError, TypeError):
                return [
                    [*head, *pick(found)]
                    for head, found in zip(zip(*before, columns[0], strict=True), columns[1], strict=True)
                ]
        return list(map(list, zip(*before, *self.values(columns), strict=True)))


@dataclass(frozen=True, slots=True)
class EdgeColumns:
    """An edge: id, ids of its ends, map of properties, which is taken apart by `names` or left whole."""

    names: tuple[str, ...] | None

    width = 4

    def values(self, columns: Sequence[list[Any]]) -> list[list[Any]]:
        """Return the columns of ids and properties."""
        if self.names is None:
            return list(columns)
        maps = [properties or _NOTHING for properties in columns[3]]
        return [*columns[:3], *([properties.get(name) for properties in maps] for name in self.names)]


Part = PlainColumn | NodeColumns | EdgeColumns


def width(layout: Sequence[Part]) -> int:
    """Return the number of columns that come from the server."""
    return sum(part.width for part in layout)


def rows(fetched: Sequence[tuple[str | None, ...]], layout: Sequence[Part]) -> list[list[Any]]:
    """Return the rows of a statement that runic made."""
    if not fetched:
        return []
    if len(fetched) == 1:
        cells = [[value] for value in column(fetched[0])]
    else:
        cells = [column(values) for values in zip(*fetched, strict=True)]
    out: list[list[Any]] = []
    start = 0
    for part in layout[:-1]:
        out += part.values(cells[start : start + part.width])
        start += part.width
    last = layout[-1]
    if isinstance(last, NodeColumns):
        return last.rows(out, cells[start:])
    return list(map(list, zip(*out, *last.values(cells[start:]), strict=True)))
