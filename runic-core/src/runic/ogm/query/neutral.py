"""The dialect of statements that belong to no session: neutral Cypher, values as Python has them.

It exists to be read, never to be sent: a session compiles for the dialect of its own driver.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final

from runic.ogm.cypher.dialect import CypherDialect
from runic.ogm.driver.capability import Capabilities, Capability, Level
from runic.ogm.driver.codec import KIND_NAMES, Kind

__all__ = ["NEUTRAL", "NeutralDialect"]


class _AsItIs:
    """The representation of a kind that is left as it is."""

    function: str | None = None
    decode: Callable[[Any], Any] | None = None

    def encode(self, value: Any) -> Any:
        return value.value if isinstance(value, Enum) else value

    def encode_column(self, values: list[Any]) -> list[Any]:
        return [self.encode(value) for value in values]


class _NeutralCodec:
    """Leaves values as they are; members of enums become their values."""

    _storage = _AsItIs()

    def storage(self, kind: Kind) -> _AsItIs:
        del kind
        return self._storage

    def encode(self, value: Any) -> Any:
        return self._storage.encode(value)

    def table(self) -> Mapping[str, str]:
        return dict.fromkeys(KIND_NAMES, "as it is")


class NeutralDialect(CypherDialect):
    """Neutral Cypher without a database behind it."""

    name = "neutral cypher"

    def __init__(self) -> None:
        everything = dict.fromkeys(Capability, Level.FULL)
        super().__init__(Capabilities(self.name, everything), _NeutralCodec())


NEUTRAL: Final = NeutralDialect()
