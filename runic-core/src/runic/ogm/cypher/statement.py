"""The unit that is sent: text, parameters, and what the driver has to know about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from runic.ogm.cypher.record import nothing, record

__all__ = ["Statement"]


@record
class Statement:
    """One statement, ready to be sent.

    Args:
        text: Cypher (or, on a backend that prefers it for a bulk write, its other language).
        params: parameters by name, already encoded by the backend's value codec.
        writes: True when it changes data; a read-only session refuses it, a reading path may be used otherwise.
        raw: True for text that a user wrote: the result may hold nodes, edges and paths, which the driver turns into
            `GraphNode`, `GraphEdge` and `GraphPath`. Statements that runic makes return plain values only.
        packed: True when the dialect gathered all rows into one on the server; the driver unpacks them. "row" when
            every row comes as one list.
        columns: what the dialect tells its driver about the columns that come back, one entry each; empty where the server
            tells itself, or nobody needs to know.
    """

    text: str
    params: Mapping[str, Any] = field(default_factory=nothing)
    writes: bool = False
    raw: bool = False
    packed: bool | Literal["row"] = False
    columns: tuple[Any, ...] = ()
