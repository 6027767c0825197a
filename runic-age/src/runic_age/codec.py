"""What Apache AGE holds: what JSON can say, exactly `bool`, `int`, `float`, `str`, and lists and maps of these.

Knows representations; sends nothing, and knows neither text nor connections.
"""

from __future__ import annotations

from typing import Final

from runic.ogm.driver.compound import Lists
from runic.ogm.driver.holding import PLAIN, TEXTS, Holding, HoldingCodec
from runic.ogm.driver.storage import STR_WITHOUT_NUL

__all__ = ["AGE", "AGECodec"]

AGE: Final = Holding(
    "Apache AGE",
    # PostgreSQL cannot store a NUL in text
    {**PLAIN, **TEXTS, "str": STR_WITHOUT_NUL},
    Lists("Apache AGE"),
    json=None,
)
"""What AGE 1.5 to 1.8 hold."""


class AGECodec(HoldingCodec):
    """The value codec of Apache AGE."""

    def __init__(self) -> None:
        super().__init__(AGE)
