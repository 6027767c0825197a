"""Whether a text may write: for databases that let writes through in a session that only reads (ArcadeDB, Memgraph).

A look at the words of the text outside of strings, comments and quoted names. It errs on the side of refusing: a word that
begins a writing clause is one wherever no dot, colon or dollar sign stands before it.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["may_write"]

_TOKEN: Final = re.compile(
    r"""
      (?P<skip> '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | `(?:[^`]|``)*` | //[^\r\n]* | /\*.*?\*/ )
    | (?P<open> ['"`] | /\* )
    | (?P<name> [.:$|&!]\s*\w+ )
    | (?P<call> \bCALL\b\s*(?P<what>[\w.]+)?(?P<rest>\s*[({])? )
    | (?P<word> \w+ )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_WRITING: Final = frozenset(
    """
    alter analyze clear create delete deny detach disable drop dump edit enable foreach free grant import insert kill load
    lock merge recover register remove rename replication revoke set snapshot start stop storage terminate truncate unlock
    """.split()  # noqa: SIM905
)
_READING: Final = (
    "db.index.fulltext.query",
    "db.index.vector.query",
    "db.labels",
    "db.propertykeys",
    "db.relationshiptypes",
    "db.schema.",
    "dbms.components",
    "text_search.regex_search",
    "text_search.search",
    "vector.neighbors",
    "vector_search.search",
)


def may_write(text: str) -> bool:
    """Return whether a Cypher text holds a clause that writes, a procedure not known to read, or what cannot be told."""
    for token in _TOKEN.finditer(text):
        if token["open"]:
            return True
        if token["call"] and not _reads(token["what"], text[token.end() :]):
            return True
        if token["word"] and token["word"].lower() in _WRITING:
            return True
    return False


def _reads(procedure: str | None, rest: str) -> bool:
    """Return whether what follows CALL is a subquery, or a procedure that is known to read."""
    if procedure is None:
        return not rest.lstrip().startswith("`")
    return procedure.lower().startswith(_READING)
