"""Indexes and constraints over Bolt: refused, until a later version brings the adapter for `runic.migrate`."""

from __future__ import annotations

from runic.ogm.exceptions import UnsupportedFeatureError

__all__ = ["schema_adapter"]


def schema_adapter(backend: str) -> object:
    """Refuse; says what to do instead."""
    raise UnsupportedFeatureError(
        backend,
        "schema management in this version",
        "send CREATE INDEX and CREATE CONSTRAINT with driver.execute()",
    )
