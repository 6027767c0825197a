"""What a compiled statement returns, so that rows of plain values can become entities again.

The session never asks a database for nodes of its own statements: it asks for ids, labels and properties. These records say
which place of a row holds what. They know classes and names, no session and no identity map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from runic.ogm.cypher.record import record
from runic.ogm.cypher.statement import Statement

__all__ = ["Compiled", "EdgeShape", "EntityShape", "ScalarShape", "Shape"]


@record
class EntityShape:
    """A node in each row: `[…, id, (labels), property, property, …]`.

    Args:
        name: the key of the result (its alias).
        cls: the queried class. The node may be of a subclass when `labels` is given.
        start: place of the id, which is null where an optional match found nothing.
        labels: place of the list of labels, or None when `cls` has no subclasses.
        first: place of the first property.
        columns: names of the properties in the database, in row order. With subclasses they are the union of all their
            properties; each class decodes those that are its own.
    """

    name: str
    cls: type
    start: int
    # these follow from the others
    labels: int | None = field(hash=False)
    first: int = field(hash=False)
    columns: tuple[str, ...] = field(hash=False)

    @property
    def stop(self) -> int:
        """The place behind the last property."""
        return self.first + len(self.columns)


@record
class EdgeShape:
    """An edge in each row: `[…, id, start id, end id, property, property, …]`.

    Args:
        name: the key of the result (its alias).
        cls: the edge class, or None for a relation without `edge_model`: then one value, the map of all properties as
            the database holds them, stands at `first`, and `columns` is empty.
        type: the edge type.
        start: place of the id, which is null where an optional match found nothing. Behind it the ids of the node that
            the edge starts from and of the one that it points to.
        first: place of the first property.
        columns: names of the properties in the database, in row order.
    """

    name: str
    cls: type | None
    type: str
    start: int
    first: int
    columns: tuple[str, ...]

    @property
    def stop(self) -> int:
        """The place behind the last property."""
        return self.first + (len(self.columns) if self.cls is not None else 1)


@record
class ScalarShape:
    """A plain value in each row.

    Args:
        name: the key of the result, exactly as the user gave it.
        place: its place in a row.
        decode: turns what the driver returned (never None) into the Python value; None when it is that already.
        absent: what a null stands for, for example 0 for the sum of nothing.
    """

    name: str
    place: int
    decode: Callable[[Any], Any] | None = None
    absent: Any = None

    @property
    def stop(self) -> int:
        """The place behind the value."""
        return self.place + 1


Shape = EntityShape | EdgeShape | ScalarShape


@record
class Compiled:
    """A statement that can be sent, and what its rows hold.

    Args:
        statement: text and encoded parameters. A template has none: the caller adds them (`with_params`).
        shapes: what the rows hold, in row order. The same object for every statement that differs in its values only, so
            that a hydrator can be kept with it.
        tuples: results are whole rows, not their first value.
        search: the search that the statement starts with, or None.
        drop_missing: True when rows whose first thing is missing are not results (`all()`, `scalars()`, `one()`).
    """

    statement: Statement
    shapes: tuple[Shape, ...]
    drop_missing: bool = False
    search: Any = None
    tuples: bool = False

    def with_params(self, params: Mapping[str, Any]) -> Statement:
        """Return the statement of a template with encoded parameters."""
        made = self.statement
        return Statement(made.text, params, made.writes, made.raw, made.packed, made.columns)
