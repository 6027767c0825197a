"""The table of values in the documentation is that of the codec."""

from __future__ import annotations

from pathlib import Path

from runic.ogm.driver.codec import KIND_NAMES
from runic_falkordb.codec import FalkorDBCodec

PAGE = Path(__file__).parents[2] / "docs" / "backends" / "falkordb.md"
ANNOTATIONS = {"enum": "an `Enum`", "any": "`Any`", "vector": "`Vector`", "point": "`GeoLocation`"}
NAMES = {"decimal": "Decimal", "uuid": "UUID"}


def table() -> str:
    """Return the table as the page shows it."""
    said = FalkorDBCodec().table()
    rows = [
        f"| {ANNOTATIONS.get(kind, f'`{NAMES.get(kind, kind)}`')} | {said[kind]} |"
        for kind in KIND_NAMES
        if kind != "any"
    ]
    return "\n".join(["| annotation | stored as |", "| --- | --- |", *rows, f"| `Any` | {said['any']} |"])


def test_the_page_shows_the_table_of_the_codec() -> None:
    expected = table()
    assert f"\n{expected}\n" in PAGE.read_text(), f"docs/backends/falkordb.md should show:\n{expected}"
