"""The thread from an entity back to its session.

Every entity that a session holds has an origin; all entities of one result share one, so that a touch of one can load what
is missing for all of them. Models call it, through the protocol that `runic.ogm.core` describes; it never does I/O itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runic.ogm.core.state import keep_picture

if TYPE_CHECKING:
    from runic.ogm.work.unit import UnitOfWork

__all__ = ["Link", "Origin"]


class Link:
    """Which unit of work a set of origins belongs to; cut when the session lets all its entities go."""

    __slots__ = ("unit",)

    def __init__(self, unit: UnitOfWork | None) -> None:
        self.unit = unit


class Origin:
    """What the entities of one result share."""

    __slots__ = ("link", "peers")

    def __init__(self, link: Link, peers: list[Any]) -> None:
        self.link = link
        self.peers = peers

    @property
    def unit(self) -> UnitOfWork | None:
        """The unit of work, or None when its session has let go of its entities."""
        return self.link.unit

    def __bool__(self) -> bool:
        return self.link.unit is not None

    def changed(self, entity: Any) -> None:
        """Hear of the first change of `entity` since the last flush."""
        unit = self.link.unit
        if unit is not None:
            unit.note_change(entity)

    def handed_out(self, entity: Any, name: str) -> None:
        """Hear that a value that can change in place was handed out."""
        unit = self.link.unit
        if unit is not None:
            unit.note_touch(entity, name)
        elif entity._ident is not None:
            keep_picture(entity, name)

    def load_fields(self, entity: Any, name: str) -> Any:
        """Load what an expired entity lacks and return the value of field `name`."""
        return self.live(entity, name).load_expired(entity, name)

    def load_relation(self, entity: Any, name: str) -> Any:
        """Load relation `name`, for all peers that lack it as well, and return its value for `entity`."""
        return self.live(entity, name).load_lazily(entity, name)

    def assign_relation(self, entity: Any, name: str, value: Any) -> Any:
        """Stage what an assignment to a relation means and return the value to keep on the entity."""
        unit = self.link.unit
        return value if unit is None else unit.assign_relation(entity, name, value)

    def live(self, entity: Any, name: str) -> UnitOfWork:
        """Return the unit of work; raises `DetachedEntityError` when there is none any more."""
        unit = self.link.unit
        if unit is None:
            from runic.ogm.exceptions import DetachedEntityError

            raise DetachedEntityError(
                f"{type(entity).__name__}.{name} is not loaded and its session is closed; "
                f"load it before (fetch=[{name!r}] for a relation) or add the entity to an open session"
            )
        return unit
