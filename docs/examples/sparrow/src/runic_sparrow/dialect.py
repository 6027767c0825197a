"""What the database can do, what it holds, and where its Cypher differs from the neutral one. Pure: no client, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Final

from runic.ogm.cypher.dialect import CypherDialect
from runic.ogm.cypher.lifting import lifted
from runic.ogm.cypher.rendering import OPERATORS, SelectRenderer
from runic.ogm.cypher.select import Match, Select
from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.capability import Capabilities, Capability, Level, Support
from runic.ogm.driver.compound import Lists
from runic.ogm.driver.forms import VECTOR_LIST
from runic.ogm.driver.holding import PLAIN, TEXTS, Holding, HoldingCodec
from runic.ogm.driver.storage import STR_WITHOUT_NUL, Form, floats
from runic.ogm.exceptions import MetadataError, ValueEncodingError

__all__ = ["CAPABILITIES", "HOLDING", "SparrowDialect", "identifier"]

CAPABILITIES: Final = Capabilities(
    "sparrow",
    {
        # say what is there; what is not said is "not implemented", and refused before anything is sent
        Capability.TRANSACTIONS: Support(Level.UNSUPPORTED, "each statement is atomic by itself"),
        Capability.MULTIPLE_LABELS: Level.FULL,
        Capability.MULTIPLE_GRAPHS: Level.FULL,
        Capability.MAPS: Support(Level.EMULATED, "JSON text"),
        Capability.BYTES: Support(Level.EMULATED, "base64 text"),
        Capability.REGULAR_EXPRESSIONS: Support(Level.EMULATED, "string.matchRegEx()"),
        Capability.VARIABLE_LENGTH_PATHS: Level.FULL,
        Capability.EXISTENCE_PATTERNS: Level.FULL,
        Capability.PATHS: Level.FULL,
    },
)


def identifier(name: str, what: str) -> str:
    """Return a name that can stand in text as it is; raises `ValueEncodingError`."""
    if not name.isidentifier():
        raise ValueEncodingError(f"{what} must be an identifier", name)
    return name


HOLDING: Final = Holding(
    "Sparrow",
    {
        **PLAIN,
        **TEXTS,
        # what comes back otherwise than the standard forms say is stated in words; the kit takes them at their word
        "float": floats(
            1.79769313486231e308, "64-bit float, read back with 15 digits; NaN and infinity are refused"
        ),
        "str": STR_WITHOUT_NUL,
        "point": replace(TEXTS["point"], function="point", words="native point of 32-bit floats"),
        "vector": replace(VECTOR_LIST, words="list of floats with 15 digits"),
    },
    Lists("Sparrow", nulls=False),
    # the client writes the keys of maps into the text as they are
    key=Form(lambda key: identifier(key, "the key of a map")),
    digits=15,
)


class SparrowReader(SelectRenderer):
    """Renders queries."""

    def render(self, select: Select) -> Statement:
        """There is no EXISTS {} and no COUNT {}: subqueries become clauses of their own."""
        return super().render(lifted(select, "sparrow", lambda _subquery: False))

    def match(self, clause: Match) -> list[str]:
        """Parallel edges are one row, unless a later clause names them."""
        hop = clause.hop
        if hop is None or clause.target is None or not hop.fixed or not hop.each:
            return super().match(clause)
        named = replace(hop, alias=hop.alias or f"_to_{clause.target.alias}")
        return [*super().match(replace(clause, hop=named)), "WITH *"]


class SparrowDialect(CypherDialect):
    """FalkorDB's Cypher, where it differs from the neutral dialect."""

    name = "sparrow"
    reader: ClassVar[type[SelectRenderer]] = SparrowReader
    operators: Mapping[str, str] = {
        **OPERATORS,
        "=~": "CASE WHEN {left} IS NULL THEN null ELSE size(string.matchRegEx({left}, {right})) > 0 END",
    }

    def __init__(self) -> None:
        super().__init__(CAPABILITIES, HoldingCodec(HOLDING))

    def quote_new(self, name: str) -> str:
        """Refuse what the database cannot escape."""
        if "`" in name:
            raise MetadataError(f"sparrow has no way to write a name with a backtick in it, got {name!r}")
        return super().quote_new(name)

    def pattern(self, regex: str) -> str:
        """Return the pattern for the whole string."""
        return rf"\A(?:{regex})\z"
