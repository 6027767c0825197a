"""Names: which ones Apache AGE can hold, and how they stand in Cypher and in SQL.

Pure. Labels and types are names of tables, properties are keys of a map, aliases are neither; each has rules of its own.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from runic.ogm.cypher.quoting import KEYWORDS, is_plain
from runic.ogm.exceptions import MetadataError

__all__ = [
    "DEFAULT_GRAPH",
    "KEYWORDS_OF_AGE",
    "LABELS",
    "alias",
    "carries",
    "checked_graph",
    "checked_key",
    "is_short",
    "label",
    "literal",
    "path",
    "table",
]

DEFAULT_GRAPH: Final = "runic"
"""The graph that is used where none is named."""

LABELS: Final = "_labels"
"""The property that holds all labels of a node which has more than one."""

# On 1.5 backticks do not shield these.
KEYWORDS_OF_AGE: Final = KEYWORDS | frozenset(
    {"analyze", "coalesce", "count", "operator", "typecast", "verbose"}
)

# longer ones are cut without an error
_LONGEST: Final = 63
_LABEL: Final = re.compile(r"[^\W\d]\w*\Z")
_GRAPH: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]+[A-Za-z0-9_]\Z")


def carries(alias: str, name: str) -> str:
    """Return the condition in SQL that a node has a label besides that of its table."""
    wanted = _path(name).replace("'\"", "'[\"", 1).replace("\"'", "\"]'", 1)
    return f"agtype_access_operator({alias}.properties, {_path(LABELS)}) @> {wanted}"


def label(name: str) -> str:
    """Return a label or an edge type, which needs no quoting.

    Raises:
        MetadataError: for what cannot be one: anything but letters, digits and `_`, a leading digit, more than 63 bytes.
    """
    given: Any = name
    if not isinstance(given, str) or _LABEL.match(name) is None or name.lower() == "unwind":
        raise MetadataError(
            f"Apache AGE takes letters, digits and '_' for labels and edge types, and no digit at the front, got {name!r}"
        )
    if len(name.encode()) > _LONGEST:
        raise MetadataError(f"Apache AGE cuts labels and edge types at {_LONGEST} bytes; shorten {name!r}")
    # a keyword is a label in backticks only, which is allowed, and so is a name with letters that are not ASCII
    return name if is_plain(name, KEYWORDS_OF_AGE) else f"`{name}`"


def path(name: str) -> str:
    """Return the key of a property as a literal of agtype in SQL, without `$`, `%` and quotes in it.

    Raises:
        MetadataError: for a key that text of PostgreSQL cannot hold.
    """
    return _path(checked_key(name))


def _path(name: str) -> str:
    escaped = json.dumps(name)
    for char in "$%'":
        escaped = escaped.replace(char, f"\\u{ord(char):04x}")
    return f"'{escaped}'::agtype"


def checked_key(name: str) -> str:
    """Return the key of a property; raises `MetadataError` for one with NUL or a lone surrogate, or an empty one."""
    given: Any = name
    if not isinstance(given, str):
        raise MetadataError(f"a name in a statement must be a str, got {given!r}")
    if name == LABELS:
        raise MetadataError(
            f"on Apache AGE the property {LABELS!r} holds the labels of a node; choose another name"
        )
    if not name or "\0" in name or any(0xD800 <= ord(char) < 0xE000 for char in name):
        raise MetadataError(f"a name must be non-empty and without NUL and lone surrogates, got {name!r}")
    return name


def literal(name: str) -> str:
    """Return the key of a property as a text literal in Cypher: every backslash doubled, the quote escaped."""
    escaped = checked_key(name).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def alias(name: str) -> str | None:
    """Return an alias as it stands in Cypher where the neutral rule does not hold, else None.

    Nobody sees an alias but the statement itself, so one that AGE cannot write is replaced by another.
    """
    if name.lower() in KEYWORDS_OF_AGE:
        return f"__{name}"
    if len(name.encode(errors="replace")) > _LONGEST:
        return f"__{name.encode(errors='replace').hex()[:24]}_{len(name)}"
    return None


def table(name: str) -> str:
    """Return the table of a label or type in SQL, `$g` standing for the graph; an empty name means all nodes."""
    label(name)
    return f'$g."{name}"'


def checked_graph(name: Any) -> str:
    """Return the name of a graph; raises `ValueError` for one that AGE refuses."""
    if not isinstance(name, str) or _GRAPH.match(name) is None or len(name) > _LONGEST:
        raise ValueError(
            "the name of a graph must have 3 to 63 characters: ASCII letters, digits and '_', inside also '-' and '.', "
            f"no digit at the front, got {name!r}"
        )
    return str.__str__(name)


def is_short(name: str) -> bool:
    """Return whether a name in text is not cut."""
    return len(name.encode(errors="replace")) <= _LONGEST
