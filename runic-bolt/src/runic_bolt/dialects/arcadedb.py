"""ArcadeDB's Cypher: where it differs from the neutral dialect, each difference with its reason.

Pure text; knows no connection. Facts are those of 26.10.2 over Bolt 5.4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, ClassVar, Final

from runic.ogm.cypher.rendering import SelectRenderer, carried
from runic.ogm.cypher.select import Aggregate, Count, Cut, Id, Item, Order, Property, Value, Variable
from runic.ogm.cypher.writes import RenderedWrite, WriteGroup
from runic.ogm.cypher.writing import Writer
from runic.ogm.exceptions import MetadataError
from runic_bolt.capabilities import ARCADEDB
from runic_bolt.codec import ARCADEDB as HOLDING
from runic_bolt.codec import BoltCodec
from runic_bolt.dialects.base import BoltDialect
from runic_bolt.reading import PackingReader
from runic_bolt.searches import ArcadeDBSearches
from runic_bolt.weighing import weight
from runic_bolt.writing import MANY, TextWriter

__all__ = ["ArcadeDBDialect", "ArcadeDBReader", "ArcadeDBWriter"]


class ArcadeDBReader(PackingReader):
    """The forms of queries that ArcadeDB knows."""

    searches = ArcadeDBSearches

    def sorted_by(self, order: Sequence[Order], names: Sequence[str]) -> list[str]:
        """A WITH that sorts by what it does not carry on sorts wrongly, and says nothing."""
        used = dict.fromkeys(name for term in order for name in named(term.value))
        return [name for name in used if name not in names]

    def cut(self, clause: Cut) -> list[str]:
        """Return the lines of WITH; what only its order needs is carried through a first one."""
        names = {item.name or carried(item) for item in clause.items}
        plain = not clause.distinct and not any(isinstance(item.value, Aggregate) for item in clause.items)
        further = self.sorted_by(clause.order, list(names)) if plain else []
        if not further:
            return super().cut(clause)
        first = replace(
            clause, items=clause.items + tuple(Item(Variable(name)) for name in further), where=None
        )
        kept = [self.quote(carried(item)) for item in clause.items]
        last = f"WITH {', '.join(f'coalesce({name}) AS {name}' for name in kept)}"
        return [*super().cut(first), last, *self.where(clause.where)]


def named(value: Value) -> list[str]:
    """Return the variable that a value is told from."""
    match value:
        case Property(alias, _) | Id(alias) | Variable(alias):
            return [alias]
        case Count(subquery):
            return [subquery.node.alias]
        case _:
            return []


LONGEST: Final = 16_000_000
"""The length of a message in bytes: the server takes 16 MiB, and gives no answer to a longer one."""


class ArcadeDBWriter(TextWriter):
    """The forms of writes that ArcadeDB does best."""

    def render(self, group: WriteGroup) -> list[RenderedWrite]:
        """Return the statements of a group, each short enough to be answered."""
        return [write for whole in super().render(group) for write in self.short(group, whole)]

    def short(self, group: WriteGroup, write: RenderedWrite) -> list[RenderedWrite]:
        """Return a statement, or several in its place that carry fewer rows each."""
        if write.size < 2 or weight(write.statement.params) <= LONGEST:
            return [write]
        middle, end = write.start + write.size // 2, write.start + write.size
        halves = ((write.start, middle), (middle, end))
        return [
            short
            for start, stop in halves
            for short in self.short(group, self.render_piece(group.cut(start, stop), start))
        ]

    def item(self, name: str, values: list[Any], params: dict[str, Any]) -> str:
        """Send ids that follow each other, as bulk loads leave them, as runs: the rows are counted out of them."""
        if name.endswith("_id") and "runs" not in params and len(values) >= MANY:
            runs = in_runs(values)
            if len(runs) * 8 <= len(values):
                params["runs"] = runs
                return "i + run[2]"
        return super().item(name, values, params)

    def opening(self, params: Mapping[str, Any]) -> list[str]:
        """Return the clauses that bind `i`, and `run` where there are runs."""
        if "runs" not in params:
            return super().opening(params)
        return [*super().opening(params)[:-1], "UNWIND $runs AS run", "UNWIND range(run[0], run[1]) AS i"]


def in_runs(ids: Sequence[int]) -> list[list[int]]:
    """Return the first row, the last row, and what an id has over its row, of each run of ids without a gap."""
    starts = [0, *(row for row, (a, b) in enumerate(pairwise(ids), 1) if b - a != 1)]
    return [[row, end - 1, ids[row] - row] for row, end in pairwise([*starts, len(ids)])]


class ArcadeDBDialect(BoltDialect):
    """Strategy for ArcadeDB-specific Cypher generation."""

    name = "arcadedb"
    reader: ClassVar[type[SelectRenderer]] = ArcadeDBReader
    writer: ClassVar[type[Writer]] = ArcadeDBWriter
    names_columns: ClassVar[bool] = False
    longest_message: ClassVar[int | None] = LONGEST
    odd_aliases = False  # it looks for operators within backticks

    def quote_new(self, name: str) -> str:
        """Quote a name; raises `MetadataError` for an asterisk in it, which no label or type can hold."""
        quoted = super().quote_new(name)
        if "*" in name:
            raise MetadataError(
                f"ArcadeDB has no labels and types with an asterisk in their name, got {name!r}"
            )
        return quoted

    def __init__(self) -> None:
        super().__init__(ARCADEDB, BoltCodec(HOLDING))
