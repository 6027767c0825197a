"""Drivers over the Bolt protocol: their names and signatures. They refuse to connect in this version."""

from __future__ import annotations

from typing import Any

from runic_bolt.absence import not_yet

__all__ = ["BoltDriver", "create_arcadedb_driver"]


class BoltDriver:
    """Sync Bolt driver for Neo4j, Memgraph, ArcadeDB, or any other database that speaks Bolt.

    Args:
        uri: address of the server.
        auth: user name and password.
        database: name of the database.
        dialect: dialect of the database.
        encrypted: whether the connection uses TLS.

    Raises:
        UnsupportedFeatureError: always, in this version.
    """

    def __init__(self, uri: str, auth: Any, database: str, dialect: Any, *, encrypted: bool = True) -> None:
        raise not_yet("bolt", "connecting")


def create_arcadedb_driver(
    host: str, port: int, database: str, username: str, password: str, **options: Any
) -> BoltDriver:
    """Create a `BoltDriver` configured for ArcadeDB.

    Raises:
        UnsupportedFeatureError: always, in this version.
    """
    raise not_yet("arcadedb", "connecting")
