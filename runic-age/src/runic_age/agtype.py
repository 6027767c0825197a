"""Values of Apache AGE: from the text of agtype to Python, exactly, and from Python to JSON, which is agtype.

The text is JSON with annotations behind values: `{…}::vertex`, `{…}::edge`, `[…]::path`, `1.5::numeric`. A column of plain
values is joined and read at once. Pure; knows no connection and no statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from runic.ogm.exceptions import DatabaseError
from runic.ogm.values import GraphEdge, GraphNode, GraphPath
from runic_age.names import LABELS

__all__ = ["column", "dumps", "entities", "labels_of"]

dumps: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Python values as JSON text; NaN and the infinities are words that agtype knows."""

# a key that no value can have: PostgreSQL stores no NUL
_MARK: Final = "\0"
_ANNOTATED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\}::(vertex|edge)|\]::(path)|([^\s,:\[\]{}"]+)::(numeric)')
_MARK_JSON: Final = json.dumps(_MARK)


def column(cells: Sequence[str | None]) -> list[Any]:
    """Return the values of a column; nodes, edges and paths become `GraphNode`, `GraphEdge` and `GraphPath`.

    Raises:
        DatabaseError: for text that is no agtype.
    """
    try:
        return list(json.loads(f"[{','.join(cells)}]"))  # type: ignore[arg-type]
    except TypeError:
        return column(["null" if cell is None else cell for cell in cells])
    except ValueError:
        return [None if cell is None else entities(cell) for cell in cells]


def entities(text: str) -> Any:
    """Return the value of one text, annotations inside of it included; raises `DatabaseError` for what is no agtype."""
    marked = _ANNOTATED.sub(_marked, text)
    try:
        value = json.loads(marked, object_hook=_object)
    except ValueError as error:
        raise DatabaseError(f"the server sent a value that is no agtype: {error}") from error
    return _with_paths(value) if "]::path" in text else value


def _marked(found: re.Match[str]) -> str:
    """Move an annotation into the value that it stands behind, which is never empty."""
    entity, path, number, _ = found.groups()
    if entity:
        return f",{_MARK_JSON}:{json.dumps(entity)}}}"
    if path:
        return f",{_MARK_JSON}]"
    if number:
        return f"{{{_MARK_JSON}:{json.dumps(number)}}}"
    return found.group()


def _object(value: dict[str, Any]) -> Any:
    mark = value.pop(_MARK, None)
    if mark is None:
        return value
    if mark == "vertex":
        properties = value["properties"]
        kept = properties.get(LABELS)
        if isinstance(kept, list):
            del properties[LABELS]
        return GraphNode(value["id"], labels_of(kept, value["label"]), properties)
    if mark == "edge":
        return GraphEdge(value["id"], value["label"], value["start_id"], value["end_id"], value["properties"])
    return Decimal(mark)


def labels_of(stored: Any, label: str) -> tuple[str, ...]:
    """Return the labels of a node: those that it keeps in a property, else the label of its table, none for no label."""
    if isinstance(stored, list) and stored:
        return tuple(map(str, stored))
    return (label,) if label else ()


def _with_paths(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_paths(entry) for key, entry in value.items()}
    if not isinstance(value, list):
        return value
    if value and value[-1] == _MARK:
        return GraphPath(tuple(value[:-1:2]), tuple(value[1:-1:2]))
    return [_with_paths(entry) for entry in value]
