"""Notices a statement that was derived and thrown away, which a user meant to change the original.

Each statement knows the one that it was derived from, and weakly the newest one derived from it. When a statement is used,
those that it came from learn that this branch was no accident. When it is used while a branch of it is gone without having
been used, a `StatementDroppedWarning` names the line. Knows nothing of what statements say.
"""

from __future__ import annotations

import sys
import warnings
from types import CodeType
from typing import TypeVar
from weakref import ref

from runic.ogm.exceptions import StatementDroppedWarning

__all__ = ["Lineage"]

L = TypeVar("L", bound="Lineage")

Site = tuple[CodeType, int]


class Lineage:
    """What a statement knows of those before and after it."""

    def __init__(self) -> None:
        # no defaults on the class: what some instances have and others find on it takes twice as long to read
        self._parent: Lineage | None = None
        self._child: tuple[ref[Lineage], Site] | None = None
        self._lost: Site | None = None
        self._used = False

    def _branch(self, made: L, depth: int) -> L:
        """Make `made` a copy of this statement that was derived from it, by the caller `depth` frames above."""
        child = self._child
        if child is not None and self._lost is None and child[0]() is None:
            self._lost = child[1]
        state = made.__dict__
        state.update(self.__dict__)
        state["_parent"] = self
        state["_child"] = state["_lost"] = state["_compiled"] = None
        state["_used"] = False
        frame = sys._getframe(depth)
        self._child = (ref(made), (frame.f_code, frame.f_lasti))
        return made

    def _use(self) -> None:
        """Note that this statement is used; warn about a branch of it that was dropped."""
        child = self._child
        lost = self._lost or (child[1] if child is not None and child[0]() is None else None)
        if lost is not None:
            self._child = self._lost = None
            _warn(lost)
        if self._used:
            return
        self._used = True
        below: Lineage = self
        above = self._parent
        while above is not None:
            child = above._child
            if child is not None and child[0]() is below:
                above._child = None
            below, above = above, above._parent


def _warn(site: Site) -> None:
    code, position = site
    line = next((line for start, stop, line in code.co_lines() if start <= position < stop), None)
    warnings.warn_explicit(
        "a statement was derived here and dropped without being used; statements never change in place, "
        "so keep what the method returns: stmt = stmt.where(…)",
        StatementDroppedWarning,
        code.co_filename,
        line or code.co_firstlineno,
    )
