"""Values of Apache AGE: from the text of agtype to Python, exactly, and from Python to JSON, which is agtype.

The text is JSON with annotations behind values: `{…}::vertex`, `{…}::edge`, `[…]::path`, `1.5::numeric`. A column of plain
values is joined and read at once. Pure; knows no connection and no statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain, repeat
from operator import itemgetter
from types import NoneType
from typing import Any, Final

from runic.ogm.exceptions import DatabaseError
from runic.ogm.values import GraphEdge, GraphNode, GraphPath
from runic_age.names import LABELS

__all__ = ["column", "dumps", "entities", "labels_of", "objects"]

dumps: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Python values as JSON text; NaN and the infinities are words that agtype knows."""

# JSON spells a line break as two characters, so that a real one can stand between values until they are told apart
_lines: Final = json.JSONEncoder(ensure_ascii=False, separators=("\n", ":")).encode
# fewer maps than this are not worth the columns
_MANY: Final = 20
_SCALARS: Final = frozenset({str, int, float, bool, NoneType})

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


def objects(columns: Sequence[tuple[str, Sequence[Any]]], size: int, fixed: dict[str, Any]) -> str:
    """Return maps as the text of one list; many are written column by column, a third faster than as maps.

    Args:
        columns: the keys with their values, one for each map; None leaves the key out.
        size: how many maps there are.
        fixed: what every map holds besides.
    """
    if size < _MANY:
        return _map_by_map(columns, size, fixed)
    cells = sorted(((name, *_cells(values)) for name, values in columns), key=itemgetter(2))
    if not fixed and (not cells or cells[0][2]):
        # any key may be missing, so that there is no telling where a comma goes
        return _map_by_map(columns, size, fixed)
    opening = f"}},{{{dumps(fixed)[1:-1]}"
    parts: list[Iterable[str]] = [repeat(opening, size)] if fixed else []
    before = "," if fixed else opening
    for name, texts, gaps in cells:
        key, before = f"{before}{dumps(name)}:", ","
        if gaps:
            parts.append(["" if text == "null" else key + text for text in texts])
        else:
            parts += repeat(key, size), texts
    return f"[{''.join(chain.from_iterable(zip(*parts, strict=True)))[2:]}}}]"


def _map_by_map(columns: Sequence[tuple[str, Sequence[Any]]], size: int, fixed: dict[str, Any]) -> str:
    names = [name for name, _ in columns]
    rows = zip(*(values for _, values in columns), strict=True) if columns else repeat((), size)
    pairs = (zip(names, row, strict=True) for row in rows)
    return dumps([fixed | {name: value for name, value in row if value is not None} for row in pairs])


def _cells(values: Sequence[Any]) -> tuple[list[str], bool]:
    """Return the text of each value, and whether one of them is None."""
    kinds = set(map(type, values))
    texts = _lines(values)[1:-1].split("\n") if kinds <= _SCALARS else list(map(dumps, values))
    return texts, NoneType in kinds


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
