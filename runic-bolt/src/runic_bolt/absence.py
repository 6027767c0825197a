"""What this version does not do yet, said in one place."""

from __future__ import annotations

from runic.ogm.exceptions import UnsupportedFeatureError

__all__ = ["not_yet"]


def not_yet(backend: str, feature: str) -> UnsupportedFeatureError:
    """Return the error for a part of the interface that this version of runic-bolt only names."""
    return UnsupportedFeatureError(
        backend, feature, "not implemented in runic-bolt 0.1; use the backend 'falkordb'"
    )
