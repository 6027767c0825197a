"""Apache AGE's Cypher: where it differs from the neutral dialect, each difference with its reason.

Pure text; knows no connection. Queries are Cypher, the writes of a flush are SQL on the tables of the labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar, Final

from runic.ogm.cypher.dialect import CypherDialect
from runic.ogm.cypher.rendering import OPERATORS, SelectRenderer
from runic.ogm.cypher.writing import Writer
from runic_age.capabilities import OLDEST, capabilities_of
from runic_age.codec import AGECodec
from runic_age.names import KEYWORDS_OF_AGE, LABELS, alias, label, literal
from runic_age.reading import AGEReader
from runic_age.sql import AGEWriter

__all__ = ["AGEDialect", "dialect_of"]

# options inside a pattern, which PostgreSQL reads at its very beginning only
_OPTIONS: Final = re.compile(r"\(\?([imsx]+)\)")
# by default a dot matches a line break there, and ^ and $ only the ends
_POSTGRES_OPTIONS: Final = {"i": "i", "m": "w", "s": "", "x": "x"}
# an escape, a bracket expression, or a dot that stands for any character
_DOT: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\.)", re.DOTALL)
# the lower case of an empty text is null on 1.5
_OPERATORS: Final = {
    op: re.sub(r"toLower\((\{\w+\})\)", r"coalesce(toLower(\1), \1)", form) for op, form in OPERATORS.items()
}


class AGEDialect(CypherDialect):
    """Strategy implementation for Apache AGE-specific Cypher generation.

    Args:
        version: that of AGE; the forms of the oldest one are right on all.

    A node has one label, fixed when it is made: the primary label of its class. All labels of a class with several stand in
    the property `_labels`.
    """

    name = "age"
    operators = _OPERATORS
    # sequences give no number twice
    ids_hold = True
    keywords = KEYWORDS_OF_AGE
    reader: ClassVar[type[SelectRenderer]] = AGEReader
    writer: ClassVar[type[Writer]] = AGEWriter

    def __init__(self, version: str | None = None) -> None:
        release = tuple(map(int, re.findall(r"\d+", version or OLDEST)))
        super().__init__(capabilities_of(release), AGECodec())

    def quote_new(self, name: str) -> str:
        """Quote a name; raises `MetadataError` for one that no text can hold.

        An alias that AGE cannot write even in backticks is replaced: only the statement itself ever sees it.
        """
        quoted = super().quote_new(name)
        return alias(name) or quoted

    def quote_type(self, name: str) -> str:
        """Return a primary label or an edge type, the name of a table; raises `MetadataError` for an impossible one."""
        return label(name)

    def pattern(self, regex: str) -> str:
        """Return the pattern for the whole string, its options moved to the beginning; a dot stops at line breaks."""
        given = _OPTIONS.match(regex)
        wanted = "" if given is None else given[1]
        inner = regex if given is None else regex[given.end() :]
        if "s" not in wanted:
            inner = _DOT.sub(lambda found: r"[^\n]" if found[1] else found[0], inner)
        options = "".join(_POSTGRES_OPTIONS[option] for option in wanted)
        return rf"{f'(?{options})' if options else ''}\A(?:{inner})\Z"

    def labels_clause(self, labels: Sequence[str]) -> str:
        """Return the labels of a pattern: the primary one, AGE knows only one label a node."""
        return f":{label(labels[0])}" if labels else ""

    def subtype_where(self, alias: str, labels: Sequence[str]) -> str | None:
        """Return the condition on the labels besides the primary one, None where there are none."""
        tests = [f"{literal(name)} IN {self.quote(alias)}.{LABELS}" for name in labels[1:]]
        return " AND ".join(tests) or None

    def needs_labels_property(self) -> bool:
        """Return True: nodes of classes with several labels keep them in the property `_labels`."""
        return True


@lru_cache(16)
def dialect_of(version: str | None) -> AGEDialect:
    """Return the dialect of a version of AGE, the oldest one's for None; always the same object for one version."""
    return AGEDialect(version)
