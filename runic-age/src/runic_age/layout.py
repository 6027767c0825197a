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

    def rows(self, columns: Sequence[list[Any]]) -> list[list[Any]]:
        """Return the rows of a result that holds nothing but the node: the common read, not turned to columns and back."""
        names = self.names
        maps = [properties or _NOTHING for properties in columns[1]]
        if self.labels:
            return [
                [ident, label and labels_of(found.get(LABELS), label), *map(found.get, names)]
                for ident, found, label in zip(columns[0], maps, columns[2], strict=True)
            ]
        if len(names) > 1:
            pick = itemgetter(*names)
            with suppress(KeyError):
                return [[ident, *pick(found)] for ident, found in zip(columns[0], maps, strict=True)]
        return [[ident, *map(found.get, names)] for ident, found in zip(columns[0], maps, strict=True)]


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
    if len(layout) == 1 and isinstance(layout[0], NodeColumns):
        if len(fetched) == 1:
            return layout[0].rows([[value] for value in column(fetched[0])])
        return layout[0].rows([column(values) for values in zip(*fetched, strict=True)])
    cells = [column(values) for values in zip(*fetched, strict=True)]
    out: list[list[Any]] = []
    start = 0
    for part in layout:
        out += part.values(cells[start : start + part.width])
        start += part.width
    return list(map(list, zip(*out, strict=True)))
