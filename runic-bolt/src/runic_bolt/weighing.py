"""How long parameters are on the wire: for a server that never answers a message that is too long for it (ArcadeDB).

Pure. What is returned is an upper bound, close for texts, which are what makes messages long.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

__all__ = ["weight"]

# the longest number or date, with its marker
_NUMBER: Final = 9
_OTHER: Final = 64
# the longest marker of a text or a list
_MARKER: Final = 5
_NUMBERS: Final = frozenset({int, float, bool, type(None)})


def weight(value: Any) -> int:
    """Return how many bytes a value takes in a message, at most."""
    if isinstance(value, str):
        return _MARKER + _length(value)
    if isinstance(value, (bytes, bytearray)):
        return _MARKER + len(value)
    if isinstance(value, dict):
        return _MARKER + _weights(chain(value, value.values()), 2 * len(value))
    if isinstance(value, (list, tuple)):
        return _MARKER + _weights(value, len(value))
    return _NUMBER if type(value) in _NUMBERS else _OTHER


def _weights(values: Iterable[Any], number: int) -> int:
    """Return the weight of several values, at the speed of C where all are alike."""
    values = list(values)
    types = set(map(type, values))
    if types <= _NUMBERS:
        return _NUMBER * number
    if types <= {str, type(None)}:
        return _MARKER * number + _length("".join(filter(None, values)))
    return sum(map(weight, values))


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
