"""A dialect for tests without a database: neutral Cypher, values stored as they are, a note of every write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from runic.ogm.cypher.dialect import CypherDialect
from runic.ogm.cypher.statement import Statement
from runic.ogm.cypher.writes import CreateNodes, FindNodes, RenderedWrite, WriteGroup
from runic.ogm.driver.capability import Capabilities, Capability, Level
from runic.ogm.driver.codec import KIND_NAMES, Kind
from runic.ogm.driver.dialect import Dialect
from runic.ogm.driver.protocol import GraphResult

__all__ = ["NotingDialect", "PlainCodec", "plain_dialect"]


@dataclass(frozen=True, slots=True)
class PlainStorage:
    """Stores a value as it is."""

    function: str | None = None
    decode: Callable[[Any], Any] | None = None

    def encode(self, value: Any) -> Any:
        """Return `value`."""
        return value

    def encode_column(self, values: list[Any]) -> list[Any]:
        """Return `values`."""
        return values


class PlainCodec:
    """Stores every kind of value as it is; refuses nothing."""

    _storage: Final = PlainStorage()

    def storage(self, kind: Kind) -> PlainStorage:
        """Return the one representation."""
        return self._storage

    def encode(self, value: Any) -> Any:
        """Return `value`."""
        return value

    def table(self) -> Mapping[str, str]:
        """Return "as it is" for every kind."""
        return dict.fromkeys(KIND_NAMES, "as it is")


def plain_dialect(support: Mapping[Capability, Level] | None = None) -> CypherDialect:
    """Return a neutral dialect with a plain codec.

    Args:
        support: the capabilities that differ from full support.
    """
    levels = dict.fromkeys(Capability, Level.FULL) | dict(support or {})
    return CypherDialect(Capabilities("plain", levels), PlainCodec())


class NotingDialect:
    """A dialect that remembers for each write it renders how the database would answer.

    Everything else is asked of the dialect that it wraps.

    Args:
        dialect: the dialect that does the work.
        transactional: whether it says that the database has transactions.
    """

    def __init__(self, dialect: Any, *, transactional: bool) -> None:
        self._dialect: Any = dialect
        level = Level.FULL if transactional else Level.UNSUPPORTED
        self.capabilities: Capabilities = dialect.capabilities.updated({Capability.TRANSACTIONS: level})
        self._notes: dict[int, tuple[RenderedWrite, WriteGroup]] = {}
        self._last_id = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dialect, name)

    def render_write(self, group: WriteGroup) -> Sequence[RenderedWrite]:
        """Render a group, and remember what its statements are."""
        writes: Sequence[RenderedWrite] = self._dialect.render_write(group)
        for write in writes:
            self._notes[id(write.statement)] = (write, group)
        return writes

    def group_of(self, statement: Statement) -> WriteGroup | None:
        """Return the group that a statement was rendered from, None for what is no write of a flush."""
        note = self._notes.get(id(statement))
        return None if note is None else note[1]

    def answer(self, statement: Statement) -> GraphResult:
        """Answer as a database in which everything is found: new ids for creates, every row a hit; nothing to reads."""
        note = self._notes.get(id(statement))
        if note is None:
            return GraphResult()
        write, group = note
        if write.answer == "hits":
            return GraphResult([[write.size]], ["hits"])
        if isinstance(group, FindNodes) and group.match.ids is not None:
            idents = group.match.ids[write.start : write.start + write.size]
            return GraphResult([list(pair) for pair in enumerate(idents)], ["row", "id"])
        assert isinstance(group, (CreateNodes, FindNodes))
        if write.answer == "in order":
            return GraphResult([[[self._new_id() for _ in range(write.size)]]], ["ids"])
        return GraphResult([[row, self._new_id()] for row in range(write.size)], ["row", "id"])

    def _new_id(self) -> int:
        self._last_id += 1
        return self._last_id


def as_dialect(dialect: NotingDialect) -> Dialect:
    """Return the noting dialect as what it stands for."""
    return cast(Dialect, dialect)
