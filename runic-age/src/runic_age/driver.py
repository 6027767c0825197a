"""The driver of Apache AGE: its name and signature. It refuses to connect in this version."""

from __future__ import annotations

from typing import Any

from runic_age.absence import not_yet

__all__ = ["AGEDriver", "create_age_driver"]


class AGEDriver:
    """Sync driver for Apache AGE.

    Args:
        conn: a connection of psycopg 3.
        graph_name: name of the graph.

    Raises:
        UnsupportedFeatureError: always, in this version.
    """

    def __init__(self, conn: Any, graph_name: str) -> None:
        raise not_yet("connecting")


def create_age_driver(
    host: str, port: int, database: str, graph: str, username: str, password: str, **options: Any
) -> AGEDriver:
    """Create an `AGEDriver` connected to a PostgreSQL server with AGE.

    Raises:
        UnsupportedFeatureError: always, in this version.
    """
    raise not_yet("connecting")
