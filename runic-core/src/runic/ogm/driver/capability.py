"""What a backend can do, as data: the compiler asks before it emits, the kit before it tests, the docs print it.

Owns the list of capabilities and the levels of support. Knows no backend by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from runic.ogm.exceptions import UnsupportedFeatureError

__all__ = ["Capabilities", "Capability", "Level", "Support"]


@unique
class Capability(Enum):
    """Something that some database cannot do. The value is its name in error messages and in the docs' table."""

    # members are single objects; the hash of Enum is computed in Python, and every session asks
    __hash__ = object.__hash__

    TRANSACTIONS = "transactions"
    """Several statements become durable together, or are undone together."""
    READ_ONLY_SESSIONS = "read-only sessions"
    """A session that the database itself keeps from writing."""
    QUERY_TIMEOUT = "statement timeouts"
    """A statement that takes too long is ended by the server."""
    MULTIPLE_GRAPHS = "several graphs on one server"
    """One server holds graphs that do not see each other."""
    CLUSTER_ROUTING = "cluster routing"
    """The client finds the right member of a cluster, and reads its own writes across sessions."""
    IMPERSONATION = "impersonation"
    """A session acts as another user of the database."""

    MULTIPLE_LABELS = "several labels on a node"
    """A node carries all labels of its class and of its parents."""
    INTERNED_STRINGS = "interned strings"
    """Equal strings are stored once."""
    NATIVE_TEMPORALS = "native dates and times"
    """Dates and times are types of the database, not text."""
    NATIVE_POINTS = "native points"
    """Positions are a type of the database, with a distance function."""
    NATIVE_VECTORS = "native vectors"
    """Embeddings are a type of the database."""
    BYTES = "binary values"
    """Byte strings are stored as they are."""
    MAPS = "maps as properties"
    """A property may be a map."""

    REGULAR_EXPRESSIONS = "regular expressions"
    """`matches()`: the whole string against a pattern."""
    VARIABLE_LENGTH_PATHS = "variable-length paths"
    """`repeat()`: a relation followed a number of times."""
    SUBQUERIES = "subqueries"
    """A query inside a query."""
    EXISTENCE_PATTERNS = "existence of a pattern"
    """A filter that asks whether a related node exists."""
    PATHS = "paths as results"
    """A query returns whole paths."""
    EXPLAIN = "query plans"
    """The database says how it would run a statement."""

    RANGE_INDEX = "range indexes"
    """An index for equality and order."""
    COMPOSITE_INDEX = "indexes of several properties"
    """One index for a combination of properties."""
    EDGE_INDEX = "indexes on edges"
    """An index for the properties of an edge type."""
    UNIQUE_CONSTRAINT = "uniqueness constraints"
    """The database refuses a second node with the same value."""
    EXISTENCE_CONSTRAINT = "existence constraints"
    """The database refuses a node without the property."""
    FULLTEXT_SEARCH = "full-text search"
    """An index of words, and a query that ranks by it."""
    VECTOR_SEARCH = "vector search"
    """An index of embeddings, and a query for the nearest."""


@unique
class Level(Enum):
    """How far a capability is there."""

    FULL = "full"
    """As it should be."""
    VERSIONED = "versioned"
    """In some versions of the server; the note says in which."""
    EMULATED = "emulated"
    """Done by other means; the note says at what cost."""
    NOT_IMPLEMENTED = "not implemented"
    """The database can, this version of the backend does not."""
    UNSUPPORTED = "unsupported"
    """The database cannot."""


_USABLE: Final = frozenset({Level.FULL, Level.VERSIONED, Level.EMULATED})


@dataclass(frozen=True, slots=True)
class Support:
    """The answer of one backend for one capability.

    Args:
        level: how far it is there.
        note: what a user should know, in a few words.
        alternative: what to do instead where it is not there; ends the error message.
    """

    level: Level
    note: str = ""
    alternative: str = ""

    @property
    def usable(self) -> bool:
        """True when a statement that needs it may be sent."""
        return self.level in _USABLE


_UNSTATED: Final = Support(Level.NOT_IMPLEMENTED, "the backend says nothing about it")


class Capabilities(Mapping[Capability, Support]):
    """What one backend can do: an answer for every capability, `NOT_IMPLEMENTED` where it gives none.

    Args:
        backend: name of the backend, for error messages.
        support: an answer, or only its level, for each capability.
    """

    __slots__ = ("_support", "_usable", "backend")

    def __init__(self, backend: str, support: Mapping[Capability, Support | Level]) -> None:
        self.backend = backend
        self._support = {
            capability: Support(answer) if isinstance(answer, Level) else answer
            for capability, answer in support.items()
        }
        self._usable = frozenset(name for name, answer in self._support.items() if answer.usable)

    def __getitem__(self, capability: Capability) -> Support:
        return self._support.get(capability, _UNSTATED)

    def __iter__(self) -> Iterator[Capability]:
        return iter(Capability)

    def __len__(self) -> int:
        return len(Capability)

    def __repr__(self) -> str:
        return f"Capabilities({self.backend!r}, {sum(support.usable for support in self.values())} of {len(self)})"

    def has(self, capability: Capability) -> bool:
        """Return whether a statement that needs `capability` may be sent."""
        return capability in self._usable

    def require(self, capability: Capability, feature: str = "") -> Support:
        """Return the support of `capability`.

        Args:
            capability: what is needed.
            feature: what the user wrote, where that says more than the capability's name.

        Raises:
            UnsupportedFeatureError: when the backend does not have it; names backend, feature, level and alternative.
        """
        support = self[capability]
        if support.usable:
            return support
        reason = f"{support.level.value}: {support.note}" if support.note else support.level.value
        hint = f"{reason}; {support.alternative}" if support.alternative else reason
        raise UnsupportedFeatureError(self.backend, feature or capability.value, hint)

    def updated(self, support: Mapping[Capability, Support | Level]) -> Capabilities:
        """Return a copy with other answers, for example those of the version that a server turned out to have."""
        return Capabilities(self.backend, {**self._support, **support})
