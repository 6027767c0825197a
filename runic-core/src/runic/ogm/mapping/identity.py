"""One object for one node: the identity map of a session.

It finds entities by the database's id and by (primary label, key). It knows nothing of what is pending or changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["IdentityMap"]


class IdentityMap:
    """The entities that a session knows.

    References are strong: a session that holds an entity holds its changes. `expunge_all` or a new session lets go.
    """

    __slots__ = ("by_id", "by_key", "edges")

    def __init__(self) -> None:
        self.by_id: dict[Any, Any] = {}
        self.by_key: dict[str, dict[Any, Any]] = {}
        self.edges: dict[Any, Any] = {}

    def keyed(self, primary_label: str) -> dict[Any, Any]:
        """Return the entities of a primary label by their keys, to be read and filled."""
        found = self.by_key.get(primary_label)
        if found is None:
            found = self.by_key[primary_label] = {}
        return found

    def forget(self, entity: Any, ident: Any, primary_label: str, key: Any) -> None:
        """Drop an entity; what another object took over meanwhile stays."""
        if ident is not None and self.by_id.get(ident) is entity:
            del self.by_id[ident]
        keyed = self.by_key.get(primary_label)
        if key is not None and keyed is not None and keyed.get(key) is entity:
            del keyed[key]

    def clear(self) -> None:
        """Drop everything."""
        self.by_id.clear()
        self.by_key.clear()
        self.edges.clear()

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self.by_id.values()))

    def __len__(self) -> int:
        return len(self.by_id)
