"""An independent reading of parameter text, by the rules that FalkorDB was seen to follow.

Escapes in strings are `\\b \\f \\n \\r \\t \\\\ \\" \\'`; any other backslash stands for itself. It shares no code with what
writes the text.
"""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<name>`[^`]*`)|(?P<word>true|false|null)"""
    r"""|(?P<float>-?\d+(?:\.\d+(?:e[+-]?\d+)?|e[+-]?\d+))|(?P<int>-?\d+)|(?P<mark>[\[\]{}:,=]))""",
    re.DOTALL,
)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "'": "'"}


def read_header(text: str) -> dict[str, Any]:
    """Return the parameters of `CYPHER name=value … `, which must end with one blank."""
    if not text:
        return {}
    assert text.startswith("CYPHER ")
    assert text.endswith(" ")
    tokens = _tokens(text.removeprefix("CYPHER ")[:-1])
    found: dict[str, Any] = {}
    while tokens:
        name = _name(tokens.pop(0))
        assert tokens.pop(0) == ("mark", "=")
        found[name] = _value(tokens)
    return found


def read_literal(text: str) -> Any:
    """Return the one value that the text stands for."""
    tokens = _tokens(text)
    value = _value(tokens)
    assert not tokens, f"left over: {tokens}"
    return value


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, place = [], 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        assert found is not None, f"unreadable at {text[place : place + 30]!r}"
        assert found.lastgroup is not None
        tokens.append((found.lastgroup, found[found.lastgroup]))
        place = found.end()
    return tokens


def _name(token: tuple[str, str]) -> str:
    kind, text = token
    assert kind == "name"
    return text[1:-1]


def _value(tokens: list[tuple[str, str]]) -> Any:
    kind, text = tokens.pop(0)
    match kind:
        case "string":
            return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], "\\" + m[1]), text[1:-1], flags=re.DOTALL)
        case "word":
            return {"true": True, "false": False, "null": None}[text]
        case "int":
            return int(text)
        case "float":
            return float(text)
    return _list(tokens) if text == "[" else _map(tokens)


def _list(tokens: list[tuple[str, str]]) -> list[Any]:
    items: list[Any] = []
    while tokens[0] != ("mark", "]"):
        items.append(_value(tokens))
        if tokens[0] == ("mark", ","):
            tokens.pop(0)
    tokens.pop(0)
    return items


def _map(tokens: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while tokens[0] != ("mark", "}"):
        key = _name(tokens.pop(0))
        assert tokens.pop(0) == ("mark", ":")
        found[key] = _value(tokens)
        if tokens[0] == ("mark", ","):
            tokens.pop(0)
    tokens.pop(0)
    return found
