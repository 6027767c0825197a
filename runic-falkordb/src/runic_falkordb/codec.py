"""What FalkorDB holds: which form for which kind, and why.

Knows representations; sends nothing, and knows neither text nor connections. What leaves an encoder is exactly `bool`,
`int`, `float`, `str`, a list of these, or the two-entry map of a point.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from runic.ogm.driver.compound import Lists
from runic.ogm.driver.forms import DATE_TEXT, POINT_MAP, POINT_PAIR, vectors
from runic.ogm.driver.holding import PLAIN, TEXTS, Holding, HoldingCodec
from runic.ogm.driver.storage import STR_WITHOUT_NUL, Form, floats
from runic.ogm.exceptions import ValueEncodingError

__all__ = ["FALKORDB", "FLOAT_MAX", "FalkorDBCodec"]

FLOAT_MAX: Final = 1.79769313486231e308
"""The largest float. They are read back with 15 digits; a larger one would come back as infinity."""

_FLOAT32_MAX: Final = 3.4028234663852886e38
_FLOAT: Final = floats(
    FLOAT_MAX,
    "64-bit float, read back with 15 digits; NaN, infinity and more than 1.79769313486231e308 are refused",
)


def _key(key: Any) -> Any:
    if not key or "`" in key:
        raise ValueEncodingError("the keys of a map must be non-empty str without backticks", key)
    return STR_WITHOUT_NUL.encode(key)


# plain lists are stored, but not indexed as vectors
_VECTOR: Final = vectors(
    floats(_FLOAT32_MAX, "32-bit float"),
    "native vector of 32-bit floats; empty ones, NaN and infinity are refused",
    "vecf32",
)
# no function can wrap a value inside a list
_INSIDE: Final = {
    "date": replace(DATE_TEXT, words="ISO text"),
    "vector": replace(_VECTOR, function=None, words="numbers"),
    "point": POINT_PAIR,
}

FALKORDB: Final = Holding(
    "FalkorDB",
    {
        **PLAIN,
        **TEXTS,
        "float": _FLOAT,
        "str": STR_WITHOUT_NUL,
        # native datetimes and times have whole seconds and forget offsets: only dates are native
        "date": replace(DATE_TEXT, words="native date", function="date"),
        "vector": _VECTOR,
        "point": replace(POINT_MAP, words="native point of 32-bit floats", function="point"),
    },
    Lists("FalkorDB", nulls=False),
    inside=_INSIDE,
    key=Form(_key),
    digits=15,
)
"""What FalkorDB 4.16 and later hold."""


class FalkorDBCodec(HoldingCodec):
    """The value codec of FalkorDB."""

    def __init__(self) -> None:
        super().__init__(FALKORDB)
