"""What a driver has to know about Cypher that a user wrote: which columns it returns, and whether it writes.

Reads the text as tokens: strings, quoted names, comments and brackets are seen for what they are. It knows no more grammar
than that; whether the text is right is the server's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from runic.ogm.exceptions import UnsupportedFeatureError

__all__ = ["columns_of", "trimmed", "writes"]

_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+ | //[^\n]* | /\*.*?\*/)
  | (?P<string>'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*")
  | (?P<quoted>`(?:[^`]|``)*`)
  | (?P<word>[^\W\d]\w*)
  | (?P<param>\$\w+)
  | (?P<number>\d\w*)
  | (?P<open>[\[({])
  | (?P<close>[\])}])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_WRITING: Final = frozenset({"CREATE", "MERGE", "SET", "DELETE", "REMOVE", "DETACH"})
# what may follow the items of a RETURN
_ENDS: Final = frozenset({"ORDER", "SKIP", "LIMIT", "UNION"})


class Token(NamedTuple):
    """A piece of text that is neither space nor comment.

    Attributes:
        kind: the name of its group in the pattern.
        text: as it stands.
        start, end: its place.
        depth: how many brackets are open around it.
    """

    kind: str
    text: str
    start: int
    end: int
    depth: int


def tokens(cypher: str) -> Iterator[Token]:
    """Yield the tokens of a text; one that is not closed comes as single characters."""
    depth = 0
    for found in _TOKEN.finditer(cypher):
        kind = found.lastgroup or "other"
        if kind == "space":
            continue
        if kind == "close":
            depth -= 1
        yield Token(kind, found.group(), found.start(), found.end(), depth)
        if kind == "open":
            depth += 1


def keywords(cypher: str) -> list[tuple[int, Token]]:
    """Return the words that may be clauses with their places among the tokens: not keys, labels, properties or aliases."""
    read = list(tokens(cypher))
    out: list[tuple[int, Token]] = []
    for number, token in enumerate(read):
        if token.kind != "word":
            continue
        before = read[number - 1].text if number else ""
        after = read[number + 1].text if number + 1 < len(read) else ""
        if before not in {".", ":"} and after != ":":
            out.append((number, token))
    return out


@lru_cache(1_000)
def columns_of(cypher: str) -> tuple[str, ...]:
    """Return the names of the columns that a statement returns, none for one without RETURN.

    A name is the alias, without quotes, or the text of the item exactly as it was written.

    Raises:
        UnsupportedFeatureError: for `RETURN *`: AGE wants to be told the number of columns.
    """
    words = [(place, token) for place, token in keywords(cypher) if token.depth == 0]
    starts = [place for place, token in words if token.text.upper() == "RETURN"]
    if not starts:
        return ()
    read = list(tokens(cypher))
    first = starts[-1] + 1
    if first < len(read) and read[first].text.upper() == "DISTINCT":
        first += 1
    ends = (place for place, token in words if place >= first and token.text.upper() in _ENDS)
    last = next(ends, len(read))
    items: list[list[Token]] = [[]]
    for token in read[first:last]:
        if token.depth == 0 and token.text == ",":
            items.append([])
        elif token.depth or token.text != ";":
            items[-1].append(token)
    return tuple(_name(cypher, item) for item in items if item)


def _name(cypher: str, item: list[Token]) -> str:
    if [token.text for token in item] == ["*"]:
        raise UnsupportedFeatureError(
            "age",
            "RETURN *",
            "it wants to be told how many columns come back: write the names instead, as in RETURN n, r, m",
        )
    if len(item) > 2 and item[-2].kind == "word" and item[-2].text.upper() == "AS":
        alias = item[-1]
        return alias.text[1:-1].replace("``", "`") if alias.kind == "quoted" else alias.text
    return cypher[item[0].start : item[-1].end]


@lru_cache(1_000)
def writes(cypher: str) -> bool:
    """Return whether a statement has a clause that writes."""
    return any(token.text.upper() in _WRITING for _, token in keywords(cypher))


def trimmed(cypher: str) -> str:
    """Return the text without a semicolon at its end, which AGE refuses."""
    last: Token | None = None
    for token in tokens(cypher):
        last = token
    return cypher[: last.start] if last is not None and last.text == ";" and last.kind == "other" else cypher
