"""The state that an entity carries in its `__dict__`, and what it asks of the session that it came from.

Owns the marks that stand for values, the `Origin` port and the recording of changes. Knows no class, no field and no
session: `runic.ogm.work` implements the port.
"""

from __future__ import annotations

from copy import deepcopy
from enum import Enum
from typing import Any, Final, Protocol

__all__ = [
    "MISSING",
    "UNKNOWN_ID",
    "_NOT_LOADED",
    "Mark",
    "Origin",
    "Stateful",
    "keep_picture",
    "note_change",
]


class Mark(Enum):
    """Marks that stand where a value is not; one object each, in copies and pickles too."""

    MISSING = "missing"
    NOT_LOADED = "not loaded"
    UNKNOWN_ID = "unknown id"

    def __repr__(self) -> str:
        return f"<{self.value}>"


#: No default was declared; as an old value: it was not loaded when the attribute was changed.
MISSING: Final = Mark.MISSING
#: The value of a relation that was not loaded yet.
_NOT_LOADED: Final = Mark.NOT_LOADED
#: The id of an entity that is stored, while the database has not told its id.
UNKNOWN_ID: Final = Mark.UNKNOWN_ID


class Origin(Protocol):
    """What an entity asks of the unit of work that it is attached to."""

    def changed(self, entity: Any) -> None:
        """Note the first change of a stored entity since its last flush."""
        ...

    def load_fields(self, entity: Any, name: str) -> Any:
        """Load the fields that are not loaded and return the value of field `name`."""
        ...

    def load_relation(self, entity: Any, name: str) -> Any:
        """Load relation `name`, keep it in the entity's `__dict__` and return its value."""
        ...

    def assign_relation(self, entity: Any, name: str, value: Any) -> Any:
        """Stage the assignment of a relation and return the value to keep."""
        ...

    def handed_out(self, entity: Any, name: str) -> None:
        """Note that the value of a mutable field was given out or taken in, so that it may change in place."""
        ...


class Stateful(Protocol):
    """The attributes that every entity has, besides the values of its fields."""

    _ident: Any
    _origin: Origin | None
    _changes: dict[str, Any] | None


def note_change(entity: Stateful, name: str) -> None:
    """Record the old value of attribute `name` before it is overwritten; the first record tells the origin."""
    state = entity.__dict__
    changes = state.get("_changes")
    if changes is None:
        origin = entity._origin
        if origin is not None:
            origin.changed(entity)
        state["_changes"] = {name: state.get(name, MISSING)}
    elif name not in changes:
        changes[name] = state.get(name, MISSING)


def keep_picture(entity: Stateful, name: str) -> None:
    """Keep what the value of attribute `name` looks like before it can change in place, on an entity of no session.

    A session that takes the entity in compares, and writes what changed.
    """
    state = entity.__dict__
    pictures = state.setdefault("_pictures", {})
    if name not in pictures and name in state:
        pictures[name] = deepcopy(state[name])
