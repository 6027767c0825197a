"""The dialect of Apache AGE: its name. It renders nothing in this version."""

from __future__ import annotations

from runic_age.absence import not_yet

__all__ = ["AGEDialect"]


class AGEDialect:
    """Cypher as Apache AGE speaks it.

    Raises:
        UnsupportedFeatureError: always, in this version.
    """

    def __init__(self) -> None:
        raise not_yet("rendering statements")
