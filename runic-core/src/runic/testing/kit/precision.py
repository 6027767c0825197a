"""How exactly a value comes back: read from the words of the codec's table, so that the kit holds a backend to its docs.

The words that count: "15 digits" (significant, of a float), "32 bit", "whole seconds", "milliseconds", "microseconds".
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from runic.ogm.values import GeoLocation

__all__ = ["Precision", "same", "stated"]

_STEPS: Final = (
    ("whole seconds", timedelta(seconds=1)),
    ("milliseconds", timedelta(milliseconds=1)),
    ("microseconds", timedelta(0)),
)


@dataclass(frozen=True, slots=True)
class Precision:
    """What is left of a value after it was stored.

    Args:
        digits: significant decimal digits of floats; None for all.
        single: floats are kept in 32 bits.
        step: times are cut to multiples of this; zero for Python's own microseconds.
    """

    digits: int | None = None
    single: bool = False
    step: timedelta = timedelta(0)


def stated(words: str) -> Precision:
    """Return the precision that the words of a codec's table state; words that say nothing mean exact."""
    digits = re.search(r"(\d+)\s+(?:significant\s+)?(?:decimal\s+)?digits", words)
    step = next((step for phrase, step in _STEPS if phrase in words), timedelta(0))
    return Precision(int(digits[1]) if digits else None, bool(re.search(r"32[- ]?bit", words)), step)


def same(precision: Precision, sent: Any, got: Any) -> bool:
    """Return whether `got` is `sent` within a precision; types must agree, too."""
    if type(sent) is not type(got):
        return False
    if isinstance(sent, float):
        return _same_float(precision, sent, got)
    if isinstance(sent, list):
        return len(sent) == len(got) and all(same(precision, a, b) for a, b in zip(sent, got, strict=True))
    if isinstance(sent, dict):
        return sent.keys() == got.keys() and all(same(precision, sent[name], got[name]) for name in sent)
    if isinstance(sent, GeoLocation):
        return _same_float(precision, sent.latitude, got.latitude) and _same_float(
            precision, sent.longitude, got.longitude
        )
    if isinstance(sent, (datetime, timedelta)) and precision.step:
        return _aware(sent) is _aware(got) and abs(sent - got) < precision.step
    if isinstance(sent, time) and precision.step:
        return abs(_since_midnight(sent) - _since_midnight(got)) < precision.step
    return bool(sent == got)


def precision_of(table: Mapping[str, str], *kinds: str) -> Precision:
    """Return the precision of a kind, or of the coarsest of several (a list and its elements)."""
    parts = [stated(table.get(kind, "")) for kind in kinds]
    digits = [part.digits for part in parts if part.digits is not None]
    return Precision(
        min(digits, default=None), any(part.single for part in parts), max(part.step for part in parts)
    )


def _same_float(precision: Precision, sent: float, got: float) -> bool:
    if sent == got or (math.isnan(sent) and math.isnan(got)):
        return True
    if precision.single:
        # a 32-bit float has 24 binary digits, and its smallest normal value is 2 ** -126
        return math.isclose(sent, got, rel_tol=2**-22, abs_tol=2**-125)
    if precision.digits is not None:
        return f"{sent:.{precision.digits}g}" == f"{got:.{precision.digits}g}"
    return False


def _aware(value: date | timedelta) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def _since_midnight(value: time) -> timedelta:
    return timedelta(
        hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
    )
