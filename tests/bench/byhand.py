"""What a person who knows the database well would write by hand: the port that every backend's contestant fills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from runic.ogm.driver.protocol import GraphDriver


class ByHand(Protocol):
    """One database, spoken to through its own client.

    Attributes:
        rounds: how often a work is measured.
        warm: how often it is done before that: servers that compile their code as it runs take three times as long at first.
    """

    rounds: int
    warm: int

    def driver(self) -> GraphDriver:
        """Return a runic driver of the same graph."""
        ...

    def empty(self) -> None:
        """Empty the graph; the key keeps its index."""
        ...

    def create(self, rows: Sequence[dict[str, Any]]) -> object:
        """Store members."""
        ...

    def ids(self) -> list[Any]:
        """Return the ids of all members, in the order of their keys."""
        ...

    def update(self, ids: Sequence[Any], ages: Sequence[int]) -> object:
        """Set one property of members."""
        ...

    def delete(self, ids: Sequence[Any]) -> object:
        """Delete members with their edges, as `Session.delete` does."""
        ...

    def relate(self, sources: Sequence[Any], targets: Sequence[Any], weights: Sequence[float]) -> object:
        """Merge edges with a property."""
        ...

    def read(self) -> object:
        """Read all members as the client's own node objects."""
        ...

    def get(self, uid: str) -> object:
        """Read one member by its key."""
        ...

    def parents(self) -> object:
        """Read members below age 1000 and whom they know, as rows of properties, and put them together."""
        ...
