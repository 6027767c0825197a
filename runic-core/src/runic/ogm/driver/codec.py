"""How Python values become what a database stores, and come back.

Owns the description of a value's kind and the two ports that every backend implements. Knows no model and no session.

A backend's codec gives one `Storage` for each kind. Nothing that a client library would have to guess at passes it:
`encode` returns what the driver of that backend can send as it is, or raises `ValueEncodingError`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Protocol, runtime_checkable

from runic.ogm.exceptions import ValueEncodingError

__all__ = ["ANY", "INT64_MAX", "INT64_MIN", "KIND_NAMES", "Kind", "Storage", "ValueCodec", "encode_each"]

KIND_NAMES: Final = (
    "any", "bool", "int", "float", "str", "bytes", "list", "dict", "datetime", "date", "time", "timedelta",
    "decimal", "uuid", "enum", "vector", "point",
)  # fmt: skip

INT64_MIN: Final = -(2**63)
INT64_MAX: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is, without saying how it is stored.

    Args:
        name: one of `KIND_NAMES`.
        item: the kind of the elements of a list or the values of a dict; None when it is not declared.
        enum: the class of an enum's members.
    """

    name: str
    item: Kind | None = None
    enum: type[Enum] | None = None

    def __str__(self) -> str:
        if self.enum is not None:
            return self.enum.__name__
        return f"{self.name}[{self.item}]" if self.item else self.name


ANY: Final = Kind("any")


@runtime_checkable
class Storage(Protocol):
    """The representation of one kind in one database.

    An implementation whose stored form does not sort like the values has an attribute `sorts` that is False; what compares
    or orders by it is refused then, instead of being answered wrongly.
    """

    @property
    def function(self) -> str | None:
        """Cypher function that wraps the parameter wherever it is written or compared, or None."""
        ...

    @property
    def decode(self) -> Callable[[Any], Any] | None:
        """Turns a value that the driver returned (never None) into the Python value; None when it is that already."""
        ...

    def encode(self, value: Any) -> Any:
        """Return the value to send for `value` (never None); raises `ValueEncodingError`."""
        ...

    def encode_column(self, values: list[Any]) -> list[Any]:
        """Encode many values, None passing through; raises `ValueEncodingError` with `index` set."""
        ...


class ValueCodec(Protocol):
    """The value codec of one database."""

    def storage(self, kind: Kind) -> Storage:
        """Return the representation of `kind`; the same object for equal kinds."""
        ...

    def encode(self, value: Any) -> Any:
        """Return what to send for an untyped parameter, by its Python type; raises `ValueEncodingError`.

        Lists and maps are encoded through, subclasses of the plain types become the plain types, None stays None.
        """
        ...

    def table(self) -> Mapping[str, str]:
        """Return for each kind name how it is stored and with what precision, in words, for the documentation."""
        ...


def encode_each(encode: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """Encode the values of a column one by one, None passing through, naming the position of a refused one."""
    out: list[Any] = []
    for index, value in enumerate(values):
        if value is None:
            out.append(None)
            continue
        try:
            out.append(encode(value))
        except ValueEncodingError as refused:
            raise ValueEncodingError(refused.reason, refused.value, index) from refused
    return out
