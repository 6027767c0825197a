"""Keys of every kind: found, changed, related and deleted by a key that is not a plain text."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.models import Node
from runic.ogm.core.types import TypeConverter
from runic.ogm.exceptions import FieldValidationError, MetadataError
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.harness import Harness
from runic.testing.kit.models import Level

KEYS: dict[str, tuple[Any, list[Any]]] = {
    "int": (int, [0, -1, 2**62]),
    "float": (float, [0.5, 0.1 + 0.2, 1 / 3]),
    "text": (str, ["", "it's", "\\u0060"]),
    "bytes": (bytes, [b"", b"\x00\xff"]),
    "date": (date, [date(1969, 1, 1), date(2024, 2, 29)]),
    "datetime": (datetime, [datetime(1969, 1, 1, tzinfo=UTC), datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=UTC)]),
    "time": (time, [time(0), time(23, 59, 59)]),
    "timedelta": (timedelta, [timedelta(0), timedelta(microseconds=-1)]),
    "decimal": (Decimal, [Decimal("1.10"), Decimal("-0.5")]),
    "uuid": (UUID, [UUID(int=0), UUID(int=2**127)]),
    "enum": (Level, list(Level)),
}


class Tag:
    """A value that only a converter can store."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tag) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)


class TagConverter(TypeConverter):
    """Stores a tag as text."""

    def to_graph(self, value: Any) -> Any:
        """Return the text."""
        return value.text

    def from_graph(self, value: Any) -> Any:
        """Return the tag."""
        return Tag(value)


def _class(kind: Any) -> Any:
    class Keyed(Node, labels=["KitKeyed"]):
        uid: Any = Field(primary_key=True, converter=TagConverter() if kind is Tag else None)
        note: str | None = Field(default=None)
        near: list[Any] = Relation(relationship="KIT_KEYED", direction="OUTGOING", target="Keyed")

        if kind is not Tag:
            __annotations__["uid"] = kind

    return Keyed


@case(each=KEYS | {"converted": (Tag, [Tag("a"), Tag("b c")])})
async def do_all_that_a_key_does(h: Harness, example: tuple[Any, list[Any]]) -> None:
    """A key of a kind is created, got, filtered by, changed beside, related and deleted; or it is refused unsent."""
    kind, values = example
    with h.models():
        cls = _class(kind)
        before = h.sent.count
        try:
            async with h.session() as session:
                session.add(*(cls(uid=value) for value in values))
        except (FieldValidationError, MetadataError):
            assert h.sent.count == before
            return
        async with h.session() as session:
            for value in values:
                found = await session.must_get(cls, value)
                assert await session.scalars(select(cls).where(cls.uid == value)) == [found]
                found.note = "changed"
            await session.flush()
            first, last = [await session.must_get(cls, value) for value in (values[0], values[-1])]
            await session.relate(first, cls.near, last)
        async with h.session() as session:
            first = await session.must_get(cls, values[0], fetch=["near"])
            assert [node.note for node in first.near] == ["changed"]
            session.delete(first)
        assert await h.nodes("KitKeyed") == len(values) - 1
