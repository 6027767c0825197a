"""Names in text: the one place that decides how a label, type, property or alias is written.

Knows no database: a dialect hands in its own keywords and what its backticks cannot hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from runic.ogm.exceptions import MetadataError

__all__ = ["KEYWORDS", "Known", "is_plain", "quote_name"]

# The reserved words of openCypher 9, and those that Neo4j, Memgraph, FalkorDB or AGE refuse as bare names besides.
KEYWORDS: Final = frozenset(
    """
    add all allshortestpaths and any as asc ascending assert begin by call case commit constraint contains copy
    create cross csv cube delete desc descending detach distinct drop else end ends exists explain extract false
    fieldterminator filter finish for foreach from full grant group headers if in index insert into is join let limit load
    mandatory match merge next nodetach none not null of offset on optional or order over path procedure profile reduce
    remove replace require return revoke rollback scalar set shortestpath show single skip start starts then to true union
    unique unwind use using when where with xor yield
    """.split()  # noqa: SIM905
)

KEPT: Final = 10_000
"""Names that are remembered."""


class Known(dict[str, str]):
    """How names are written, worked out once each: looking up one that is known calls nothing.

    Args:
        write: returns how a name is written.
    """

    def __init__(self, write: Callable[[str], str]) -> None:
        super().__init__()
        self.write = write

    def __missing__(self, name: str) -> str:
        written = self.write(name)
        if len(self) < KEPT:
            self[name] = written
        return written


def is_plain(name: str, keywords: frozenset[str] = KEYWORDS) -> bool:
    """Return whether `name` can stand in text without backticks: ASCII letters, digits, `_`, and no keyword."""
    return name.isascii() and name.isidentifier() and name.lower() not in keywords


def quote_name(name: str, keywords: frozenset[str] = KEYWORDS) -> str:
    """Return `name` as it stands in text: bare where it can be, else in backticks with those inside doubled.

    Raises:
        MetadataError: when no database could read it: no text, empty, a control character, a lone surrogate, or a
            backslash with a u, which some databases decode before they look for the closing backtick.
    """
    given: Any = name
    if not isinstance(given, str):
        raise MetadataError(f"a name in a statement must be a str, got {given!r}")
    if is_plain(name, keywords):
        return name
    if not name or any(
        ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or 0xD800 <= ord(char) < 0xE000 for char in name
    ):
        raise MetadataError(f"a name must be non-empty and without control characters, got {name!r}")
    if "\\u" in name or "\\U" in name:
        raise MetadataError(
            f"a name must not hold '\\u', which some databases decode before quoting, got {name!r}"
        )
    return f"`{name.replace('`', '``')}`"
