"""The columns of a statement, read from its text: for ArcadeDB, which names no columns where there are no rows.

Pure. It reads the words of the text outside of strings, comments and brackets; what it cannot read has no columns.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["columns_of"]

_TOKEN: Final = re.compile(
    r"""
      (?P<text> '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | `(?:[^`]|``)*` )
    | (?P<skip> //[^\r\n]* | /\*.*?\*/ )
    | (?P<open> [(\[{] )
    | (?P<close> [)\]}] )
    | (?P<comma> , )
    | (?P<name> [.:$]\s*\w+ )
    | (?P<word> \w+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_END: Final = frozenset({"order", "skip", "limit", "union", "offset"})


def columns_of(text: str) -> list[str]:
    """Return the names of the columns that the last RETURN of a text gives, none where there is none or it returns `*`."""
    items: list[str] = []
    start: int | None = None
    alias: int | None = None
    depth = 0

    def finish(end: int) -> None:
        if start is not None:
            items.append(_name(text[start:end] if alias is None else text[alias:end]))

    for token in _TOKEN.finditer(text):
        word = (token["word"] or "").lower()
        depth += bool(token["open"]) - bool(token["close"])
        if depth:
            continue
        if word == "return":
            items, start, alias = [], token.end(), None
        elif start is None:
            continue
        elif token["comma"]:
            finish(token.start())
            start, alias = token.end(), None
        elif word == "as":
            alias = token.end()
        elif word == "distinct" and not text[start : token.start()].strip():
            start = token.end()
        elif word in _END:
            finish(token.start())
            start = None
    finish(len(text.rstrip().removesuffix(";")))
    return [] if "*" in items else items


def _name(item: str) -> str:
    """Return a name as the column carries it: without blanks around it, and without the quotes of an alias."""
    name = item.strip()
    if len(name) > 1 and name[0] == name[-1] == "`" and "`" not in name[1:-1].replace("``", ""):
        return name[1:-1].replace("``", "`")
    return name
