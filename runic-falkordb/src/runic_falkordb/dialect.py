"""FalkorDB's Cypher: where it differs from the neutral dialect, each difference with its reason.

Pure text; knows no connection. Facts are those of module 4.16.3 and 4.22.1, measured with 10 000 rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import ClassVar, Final

from runic.ogm.cypher.dialect import CypherDialect
from runic.ogm.cypher.rendering import OPERATORS, SelectRenderer
from runic.ogm.cypher.writing import Writer
from runic.ogm.driver.codec import Kind, Storage
from runic.ogm.driver.storage import Form, bounded
from runic.ogm.exceptions import MetadataError
from runic_falkordb.capabilities import CAPABILITIES
from runic_falkordb.codec import FalkorDBCodec
from runic_falkordb.reading import FalkorDBReader
from runic_falkordb.writing import FalkorDBWriter

__all__ = ["FalkorDBDialect"]

# There is no =~. Without the CASE a missing property would not match instead of being unknown, and NOT would find it.
_MATCHES: Final = "CASE WHEN {left} IS NULL THEN null ELSE size(string.matchRegEx({left}, {right})) > 0 END"


# the kinds that are stored as text
_TEXTUAL: Final = frozenset({"str", "bytes", "dict", "decimal"})


@cache
def _bounded(form: Form) -> Form:
    return bounded(form, 4096, "the index of FalkorDB does not find a longer one")


class FalkorDBDialect(CypherDialect):
    """Strategy implementation for FalkorDB-specific Cypher generation.

    Attributes:
        supports_undirected_merge: False; edges of undirected relations have a direction in the database, and are found from
            both ends.
    """

    name = "falkordb"
    operators: Mapping[str, str] = {**OPERATORS, "=~": _MATCHES}
    reader: ClassVar[type[SelectRenderer]] = FalkorDBReader
    writer: ClassVar[type[Writer]] = FalkorDBWriter
    intern_function = "intern"
    supports_undirected_merge = False

    def __init__(self) -> None:
        super().__init__(CAPABILITIES, FalkorDBCodec())

    def quote_new(self, name: str) -> str:
        """Quote a name; raises `MetadataError` for a backtick in it, which FalkorDB cannot escape."""
        quoted = super().quote_new(name)
        if "`" in name:
            raise MetadataError(f"FalkorDB has no way to write a name with a backtick in it, got {name!r}")
        return quoted

    def indexed(self, kind: Kind) -> Storage:
        """Return the representation of an indexed property: texts of more than 4096 bytes are refused.

        4.22.1 stores longer ones and does not find them by an index, and crashes where a unique constraint meets one.
        """
        form = self.codec.storage(kind)
        return _bounded(form) if kind.name in _TEXTUAL else form

    def pattern(self, regex: str) -> str:
        """Return the pattern for the whole string; `$` alone would let a final line break pass."""
        return rf"\A(?:{regex})\z"
