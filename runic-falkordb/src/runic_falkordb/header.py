r"""Parameters as FalkorDB takes them: text in front of the statement, `CYPHER name=value … MATCH …`.

There is no other way to send a parameter, so this is the one place where values become text. It accepts exactly None, bool,
int, float, str, list and dict, never a subclass, never calls `str()` or `repr()` on anything else, and refuses the rest,
although the codec has refused it before. Lists of scalars are written by the json module at the speed of C: its text means
the same to FalkorDB, with one exception: the escape `\u00XX` stays as it is, so such text is written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from runic.ogm.driver.codec import INT64_MAX, INT64_MIN
from runic.ogm.driver.compound import DEEPEST
from runic.ogm.exceptions import ValueEncodingError

__all__ = ["header", "literal"]

_SCALARS: Final = frozenset({type(None), bool, int, float, str})
_MAPS: Final = frozenset({type(None), dict})
_DUMP: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":")
).encode
# what json escapes and FalkorDB does not unescape: all control characters but \b \f \n \r \t
_ESCAPE: Final = "\\u00"


def header(params: Mapping[str, Any]) -> str:
    """Return the text in front of a statement that binds its parameters, nothing for none.

    Raises:
        ValueEncodingError: for a name or a value that cannot be written.
    """
    if not params:
        return ""
    pairs = [f"{_name(name)}={literal(value)}" for name, value in params.items()]
    return f"CYPHER {' '.join(pairs)} "


def literal(value: Any, depth: int = 0) -> str:
    """Return a value as Cypher text; raises `ValueEncodingError` for what has no exact form."""
    kind = type(value)
    if kind is list:
        return _list(value, depth)
    if kind is str:
        return _text(value)
    if kind is bool:
        return "true" if value else "false"
    if value is None:
        return "null"
    if kind is int and INT64_MIN <= value <= INT64_MAX:
        return int.__repr__(value)
    if kind is float and isfinite(value):
        return float.__repr__(value)
    if kind is dict and depth <= DEEPEST:
        return f"{{{','.join(f'{_name(key)}:{literal(item, depth + 1)}' for key, item in value.items())}}}"
    raise ValueEncodingError(f"a {kind.__name__} cannot be written as a parameter here", value)


def _list(values: list[Any], depth: int) -> str:
    types = set(map(type, values))
    if types <= _SCALARS:
        if int in types:
            ints = values if types == {int} else [value for value in values if type(value) is int]
            if max(ints) > INT64_MAX or min(ints) < INT64_MIN:
                raise ValueEncodingError("an int must fit into 64 bits", max(ints, key=abs))
        try:
            text = _DUMP(values)
        except ValueError:
            raise ValueEncodingError("a float must be finite", None) from None
        if _ESCAPE not in text:
            return text
    if dict in types and types <= _MAPS and (text := _alike(values)):
        return text
    if depth > DEEPEST:
        raise ValueEncodingError(f"a list must not be nested deeper than {DEEPEST}", None)
    return f"[{','.join([literal(value, depth + 1) for value in values])}]"


def _alike(maps: list[Any]) -> str:
    """Return a list of maps with the same keys and finite floats only, a column of points, nothing for others.

    One format for all of them is three times faster than going through each.
    """
    keys = next(tuple(entry) for entry in maps if entry is not None)
    numbers = [number for entry in maps if entry is not None for number in entry.values()]
    if set(map(type, numbers)) != {float} or not all(map(isfinite, numbers)):
        return ""
    if any(entry is not None and tuple(entry) != keys for entry in maps):
        return ""
    form = f"{{{','.join(f'{_name(key)}:%r' for key in keys)}}}"
    return f"[{','.join(['null' if entry is None else form % tuple(entry.values()) for entry in maps])}]"


def _text(value: str) -> str:
    text = _DUMP(value)
    if _ESCAPE not in text:
        return text
    if "\0" in value:
        raise ValueEncodingError("text must not hold a NUL character", value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _name(name: Any) -> str:
    if type(name) is not str or not name or "`" in name or "\0" in name:
        raise ValueEncodingError(
            "names of parameters and keys of maps must be non-empty str without backticks", name
        )
    return f"`{name}`"
