"""The dialect of ArcadeDB: its name. It renders nothing in this version."""

from __future__ import annotations

from runic_bolt.absence import not_yet

__all__ = ["ArcadeDBDialect"]


class ArcadeDBDialect:
    """Cypher as ArcadeDB speaks it.

    Raises:
        UnsupportedFeatureError: always, in this version.
    """

    def __init__(self) -> None:
        raise not_yet("arcadedb", "rendering statements")
