"""The record that a backend's storages are, and the forms of bool, int, float and str that databases hold as they are.

Pure; knows no database. A backend's author names what fits (`runic.ogm.driver.forms` has what goes as text or numbers,
`runic.ogm.driver.compound` lists, maps and enums) and writes only what is special: a `Form` of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, Final

from runic.ogm.driver.codec import INT64_MAX, INT64_MIN, encode_each
from runic.ogm.exceptions import ValueEncodingError

__all__ = [
    "BOOL",
    "FINITE",
    "FLOAT",
    "INT",
    "NONE",
    "STR",
    "STR_WITHOUT_NUL",
    "Form",
    "bounded",
    "floats",
    "unreadable",
    "wrong",
]

NONE: Final = type(None)
"""The type of None, as it is found among the types of a column."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form in which one database holds the values of one kind: a `runic.ogm.driver.codec.Storage`.

    Args:
        encoder: turns one value (never None) into what is sent, or raises `ValueEncodingError`.
        decode: turns what the driver read into the value; None where it is that already, which costs nothing.
        words: how it is stored, how exactly it comes back and what is refused, for the table in the documentation.
        function: Cypher function around the parameter, wherever it is written or compared.
        bulk: checks and encodes a whole column at the speed of C; returns None when it has to be done one by one.
        sorts: whether what is stored sorts like the values; comparing and ordering is refused where it does not.
    """

    encoder: Callable[[Any], Any]
    decode: Callable[[Any], Any] | None = None
    words: str = ""
    function: str | None = None
    bulk: Callable[[list[Any]], list[Any] | None] | None = None
    sorts: bool = True

    def encode(self, value: Any) -> Any:
        """Return what to send for `value`; raises `ValueEncodingError`."""
        return self.encoder(value)

    def encode_column(self, values: list[Any]) -> list[Any]:
        """Encode many values, None passing through; raises `ValueEncodingError` with `index` set."""
        done = None if self.bulk is None else self.bulk(values)
        return encode_each(self.encoder, values) if done is None else done


def bounded(form: Form, longest: int, reason: str) -> Form:
    """Return a form that refuses text of more than `longest` bytes of UTF-8, for properties that an index holds.

    Args:
        form: the form elsewhere, of a kind that is stored as text.
        longest: how many bytes the index holds.
        reason: why a longer one is refused; ends the message.
    """

    def check(sent: Any) -> Any:
        if type(sent) is str and len(sent) * 4 > longest and len(sent.encode()) > longest:
            raise ValueEncodingError(f"an indexed text must be at most {longest} bytes: {reason}", sent)
        return sent

    def encode(value: Any) -> Any:
        return check(form.encoder(value))

    def bulk(values: list[Any]) -> list[Any] | None:
        done = None if form.bulk is None else form.bulk(values)
        if done is None:
            return None
        return done if max(map(len, filter(None, done)), default=0) * 4 <= longest else None

    return replace(form, encoder=encode, bulk=bulk)


def wrong(wanted: str, value: Any) -> ValueEncodingError:
    """Return the refusal of a value of another type than `wanted`, as in "a bool"."""
    return ValueEncodingError(f"{wanted} is needed, not {type(value).__name__}", value)


def unreadable(wanted: str, stored: Any) -> ValueEncodingError:
    """Return the error for a stored value that is not what the field declares, as in "a datetime"."""
    return ValueEncodingError(f"the stored value is not {wanted}", stored)


def _present(values: list[Any], types: set[type]) -> Iterable[Any]:
    return [value for value in values if value is not None] if NONE in types else values


# -- bool and int ------------------------------------------------------------------------------------------------------


def _bool(value: Any) -> bool:
    if type(value) is not bool:
        raise wrong("a bool", value)
    return value


def _bools(values: list[Any]) -> list[Any] | None:
    return values if set(map(type, values)) <= {bool, NONE} else None


def _int(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong("an int", value)
    number = int.__int__(value)
    if not INT64_MIN <= number <= INT64_MAX:
        raise ValueEncodingError("an int must fit into 64 bits: the database has no larger ones", value)
    return number


def _ints(values: list[Any]) -> list[Any] | None:
    types = set(map(type, values))
    if not types <= {int, NONE}:
        return None
    numbers = _present(values, types)
    fits = max(numbers, default=0) <= INT64_MAX and min(numbers, default=0) >= INT64_MIN
    return values if fits else None


# -- float -------------------------------------------------------------------------------------------------------------


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong("a float", value)
    try:
        # the value of a subclass is taken as it is stored, not as its own methods tell it
        return float.__float__(value) if isinstance(value, float) else float(int.__int__(value))
    except OverflowError:
        raise ValueEncodingError(f"a float must be at most {sys.float_info.max!r}", value) from None


def _floats(values: list[Any]) -> list[Any] | None:
    return values if set(map(type, values)) <= {float, NONE} else None


def floats(largest: float, words: str) -> Form:
    """Return the form of floats that are finite and whose absolute value is at most `largest`."""

    def encode(value: Any) -> float:
        number = _float(value)
        if not isfinite(number):
            raise ValueEncodingError("a float must be finite: NaN and infinity cannot be stored", value)
        if abs(number) > largest:
            raise ValueEncodingError(f"a float must be at most {largest!r}", value)
        return number

    def bulk(values: list[Any]) -> list[Any] | None:
        types = set(map(type, values))
        if not types <= {float, NONE}:
            return None
        numbers = _present(values, types)
        if not all(map(isfinite, numbers)):
            return None
        fits = max(numbers, default=0.0) <= largest and min(numbers, default=0.0) >= -largest
        return values if fits else None

    return Form(encode, None, words, bulk=bulk)


# -- str ---------------------------------------------------------------------------------------------------------------


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong("a str", value)
    text = str.__str__(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueEncodingError(
            "text must not hold a lone surrogate: it has no form in UTF-8", value
        ) from None
    return text


def _strs(values: list[Any], forbidden: str | None = None) -> list[Any] | None:
    types = set(map(type, values))
    if not types <= {str, NONE}:
        return None
    joined = "".join(_present(values, types))
    if forbidden is not None and forbidden in joined:
        return None
    if not joined.isascii():
        try:
            joined.encode()
        except UnicodeEncodeError:
            return None
    return values


def _str_without_nul(value: Any) -> str:
    text = _str(value)
    if "\0" in text:
        raise ValueEncodingError("text must not hold a NUL character: the database cannot store it", value)
    return text


def _strs_without_nul(values: list[Any]) -> list[Any] | None:
    return _strs(values, "\0")


BOOL: Final = Form(_bool, None, "boolean", bulk=_bools)
"""A boolean."""

INT: Final = Form(_int, None, "64-bit integer; larger ones are refused", bulk=_ints)
"""An integer of 64 bits; larger ones are refused."""

FLOAT: Final = Form(_float, None, "64-bit float, exact; NaN and infinity too", bulk=_floats)
"""A float of 64 bits, NaN and infinity included; an int that is exactly one passes for it."""

FINITE: Final = floats(sys.float_info.max, "64-bit float, exact; NaN and infinity are refused")
"""A float of 64 bits; NaN and infinity are refused."""

STR: Final = Form(_str, None, "text; lone surrogates are refused", bulk=_strs)
"""Text of any characters that UTF-8 can hold."""

STR_WITHOUT_NUL: Final = Form(
    _str_without_nul, None, "text; NUL and lone surrogates are refused", bulk=_strs_without_nul
)
"""Text without NUL characters."""
