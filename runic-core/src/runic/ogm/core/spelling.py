"""Close spellings for error messages."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["suggest"]


def suggest(name: str, candidates: Iterable[str]) -> str:
    """Return `"; did you mean 'x' or 'y'?"` for the candidates that look like `name`, or an empty string."""
    from difflib import get_close_matches  # slow to import, needed for errors only

    close = get_close_matches(name, list(candidates), n=2)
    return f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
