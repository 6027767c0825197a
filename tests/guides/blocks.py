"""The Python blocks of a Markdown file, as one script whose line numbers are those of the file, and where it runs."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["databases", "script"]

_FENCE = re.compile(r"^```(?P<language>\w*)")
_TOLD = re.compile(r"^<!-- runs on: (?P<names>[\w, .-]+) -->$", re.MULTILINE)


def script(markdown: str) -> str:
    """Return the lines inside ```` ```python ```` fences, every other line made empty."""
    lines: list[str] = []
    inside: str | None = None
    for line in markdown.splitlines():
        if (fence := _FENCE.match(line)) is not None:
            inside = fence["language"] if inside is None else None
            lines.append("")
        else:
            lines.append(line if inside == "python" else "")
    return "\n".join(lines).rstrip() + "\n"


def databases(page: Path) -> list[str]:
    """Return the databases that a page names in `<!-- runs on: falkordb, neo4j -->`; FalkorDB when it names none."""
    told = _TOLD.search(page.read_text())
    return [name.strip() for name in told["names"].split(",")] if told else ["falkordb"]
