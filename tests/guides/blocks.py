"""The Python blocks of a Markdown file, as one script whose line numbers are those of the file."""

from __future__ import annotations

import re

__all__ = ["script"]

_FENCE = re.compile(r"^```(?P<language>\w*)")


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
