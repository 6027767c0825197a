"""ArcadeDB's Cypher: where it differs from the neutral dialect, each difference with its reason.

Pure text; knows no connection. Facts are those of 26.10.2 over Bolt 5.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from runic.ogm.cypher.rendering import SelectRenderer, carried
from runic.ogm.cypher.select import Aggregate, Count, Cut, Id, Item, Order, Property, Value, Variable
from runic.ogm.exceptions import MetadataError
from runic_bolt.capabilities import ARCADEDB
from runic_bolt.codec import ARCADEDB as HOLDING
from runic_bolt.codec import BoltCodec
from runic_bolt.dialects.base import BoltDialect
from runic_bolt.reading import PackingReader
from runic_bolt.searches import ArcadeDBSearches

__all__ = ["ArcadeDBDialect", "ArcadeDBReader"]


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


class ArcadeDBDialect(BoltDialect):
    """Strategy for ArcadeDB-specific Cypher generation."""

    name = "arcadedb"
    reader: ClassVar[type[SelectRenderer]] = ArcadeDBReader
    names_columns: ClassVar[bool] = False
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
