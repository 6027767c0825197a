"""What both sessions share: their unit of work, and the checks before it is used. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from runic.ogm.driver.capability import Capability
from runic.ogm.exceptions import DetachedEntityError, SessionClosedError
from runic.ogm.mapping.mapper import Mapper
from runic.ogm.work import relate
from runic.ogm.work.unit import UnitOfWork

__all__ = ["SessionBase"]


class SessionBase:
    """The part of a session that stages and remembers.

    Attributes:
        driver: the driver that the session takes its connection from.
        mapper: the plans of the model classes for the driver's dialect.
    """

    _unit: UnitOfWork

    def __init__(self, driver: Any, mapper: Mapper | None) -> None:
        self.driver = driver
        self.mapper = mapper if mapper is not None else Mapper.of(self.driver.dialect)
        self._closed = False

    def _acting_as(self, user: Any) -> str | None:
        """Return the user to act as; raises `UnsupportedFeatureError` where the database has nothing like it."""
        if user is None:
            return None
        if not isinstance(user, str) or not user:
            raise TypeError(f"impersonate must be the name of a user, got {user!r}")
        self.driver.dialect.capabilities.require(Capability.IMPERSONATION)
        return user

    # -- staging ---------------------------------------------------------------------------------------------------

    def add(self, entity: Any) -> None:
        """Stage a new entity for creation, or take back a detached one; nothing is sent before the next flush.

        What its relations with `cascade=True` reach is staged with it, and the edges too.

        Args:
            entity: an instance of a `Node` class.

        Raises:
            TypeError: when it is no node.
            DuplicateKeyError: when the session holds another object with its key.
            OrmError: when it belongs to another open session.
        """
        self._open().add(entity)

    def add_all(self, entities: Iterable[Any]) -> None:
        """Stage several entities, see `add`."""
        self._open().add_all(entities)

    def delete(self, entity: Any) -> None:
        """Stage the deletion of an entity's node with all its edges; an entity that was only added is let go.

        Raises:
            TypeError: when it is no node.
            DetachedEntityError: when it was never added.
        """
        self._open().delete(entity)

    def expire(self, entity: Any) -> None:
        """Drop the loaded values of an entity and its unflushed changes; the next access reads them again.

        In an async session an access cannot read: call `refresh` there.

        Raises:
            DetachedEntityError: when the entity is not persistent in this session.
        """
        self._open().expire(entity)

    def expunge(self, entity: Any) -> None:
        """Let an entity go without a word to the database; its loaded values stay readable.

        Raises:
            DetachedEntityError: when the entity is not in this session.
        """
        unit = self._open()
        if not unit.holds(entity):
            raise DetachedEntityError(f"{entity!r} is not in this session")
        unit.let_go(entity)
        unit.revived.pop(id(entity), None)
        unit.staged.forget(entity)

    def expunge_all(self) -> None:
        """Let every entity go, and all that was staged."""
        self._open().let_all_go()

    # -- questions -------------------------------------------------------------------------------------------------

    def pending(self) -> str:
        """Return what a flush would send, one line a group of writes, and the statements below it.

        Nothing is sent. Raises what a flush would raise before it sends, for example `FieldValidationError`.
        """
        from runic.ogm.work.describe import describe
        from runic.ogm.work.tasks import plan_flush

        unit = self._open()
        return "" if unit.idle else describe(plan_flush(unit), unit.mapper.dialect)

    def __contains__(self, entity: object) -> bool:
        return getattr(entity, "_origin", None) is not None and self._unit.holds(entity)

    @property
    def new(self) -> list[Any]:
        """The entities that the next flush creates."""
        return list(self._unit.pending.values())

    @property
    def dirty(self) -> list[Any]:
        """The entities that the next flush updates."""
        self._unit.notice_in_place()
        return list(self._unit.dirty.values())

    @property
    def deleted(self) -> list[Any]:
        """The entities that the next flush deletes."""
        return list(self._unit.deleted.values())

    @property
    def closed(self) -> bool:
        """True after `close`."""
        return self._closed

    # -- for the two colours ---------------------------------------------------------------------------------------

    def _open(self) -> UnitOfWork:
        if self._closed:
            raise SessionClosedError("this session is closed; open a new one")
        return self._unit

    def _stage_relate(self, source: Any, field: Any, target: Any, edge: Any) -> None:
        relate.relate(self._open(), source, field, target, edge)

    def _stage_unrelate(self, source: Any, field: Any, target: Any) -> None:
        relate.unrelate(self._open(), source, field, target)
