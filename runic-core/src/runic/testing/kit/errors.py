"""What goes wrong raises an error of ours that says what to do, and nothing is sent that was not meant."""

from __future__ import annotations

import logging
from typing import Any

from runic.ogm.driver.capability import Capability
from runic.ogm.exceptions import (
    AuthenticationError,
    ConnectionFailedError,
    ConstraintError,
    CypherSyntaxError,
    DatabaseError,
    OrmError,
    PartialFlushError,
    UnboundStatementError,
    UnsupportedFeatureError,
)
from runic.ogm.query.builder import select
from runic.ogm.session.async_session import AsyncSession
from runic.ogm.session.session import Session
from runic.testing.case import case
from runic.testing.colours import AnyDriver, Colour
from runic.testing.harness import Harness, NotApplicable
from runic.testing.kit.models import Company, Employment, Person, Place


@case()
async def what_is_not_declared_is_refused(h: Harness) -> None:
    """Every capability that the backend lacks is refused by name, with the backend's name."""
    capabilities = h.dialect.capabilities
    for capability in Capability:
        if not capabilities.has(capability):
            with h.raises(UnsupportedFeatureError, NotImplementedError, match=h.dialect.name) as caught:
                capabilities.require(capability)
            assert capability.value in str(caught.error)


@case()
async def an_unreachable_server_is_named(h: Harness) -> None:
    """A server that is not there raises `ConnectionFailedError` at the first use, the client's error chained."""
    make = h.ground.backend.unreachable.get(h.colour)
    if make is None:
        raise NotApplicable("the backend under test names no unreachable server")
    await _fails_to_connect(h, make, ConnectionFailedError)


@case()
async def a_wrong_password_is_refused(h: Harness) -> None:
    """Wrong credentials raise `AuthenticationError`; the password is not in the text."""
    make = h.ground.backend.unauthorised.get(h.colour)
    if make is None:
        raise NotApplicable("the backend under test makes no driver with a wrong password")
    await _fails_to_connect(h, make, AuthenticationError)


async def _fails_to_connect(h: Harness, make: Any, expected: type[DatabaseError]) -> None:
    driver = AnyDriver(make())
    try:
        session = h.session(driver)
        session.add(person := Person(uid="a"))
        with h.raises(expected) as caught:
            await session.commit()
        assert caught.error.__cause__ is not None
        assert session.new == [person], "the work is lost"
        await session.close()
    finally:
        await driver.close()


@case()
async def a_failed_statement_spoils_nothing(h: Harness) -> None:
    """After an error of the database and a rollback the session works on."""
    async with h.session() as session:
        with h.raises(CypherSyntaxError):
            await session.execute("NO CYPHER")
        await session.rollback()
        session.add(Person(uid="a"))
        await session.commit()
    assert await h.nodes("KitPerson") == 1


@case()
async def only_nodes_can_be_staged(h: Harness) -> None:
    """Anything but a node is refused by `add` and `delete`, with its type."""
    async with h.session() as session:
        for wrong in (None, "x", Person, Employment(role="x"), [Person(uid="a")], object()):
            for stage in (session.add, session.delete):
                with h.raises(TypeError):
                    stage(wrong)
        with h.sends(0):
            await session.flush()


@case()
async def misspelt_fields_are_refused(h: Harness) -> None:
    """An unknown keyword of a constructor, and an unknown attribute, are refused at once."""
    with h.raises(TypeError, match="nmae"):
        Person(uid="a", nmae="x")  # type: ignore[call-arg]
    person = Person(uid="a")
    with h.raises(AttributeError, match="nmae"):
        person.nmae = "x"  # type: ignore[attr-defined]


@case()
async def sessions_want_their_colour(h: Harness) -> None:
    """A driver of the other colour, and what is no driver at all, are refused with what to pass."""
    raw = h.ground.driver.driver
    other: Any = AsyncSession if h.colour is Colour.SYNC else Session
    with h.raises(TypeError):
        other(raw)
    for cls in (Session, AsyncSession):
        for wrong in (None, "falkordb", object(), 5):
            with h.raises(TypeError, match="driver"):
                cls(wrong)


@case()
async def unbound_statements_do_not_run(h: Harness) -> None:
    """A statement without a session refuses to run itself, and to be counted or looped over."""
    statement: Any = select(Person)
    for use in (
        statement.all,
        statement.one,
        statement.count,
        lambda: list(statement),
        lambda: bool(statement),
        lambda: len(statement),
    ):
        with h.raises(UnboundStatementError, TypeError, OrmError):
            use()


@case()
async def filters_of_strangers_are_refused(h: Harness) -> None:
    """A filter on a class that the statement does not have is refused before anything is sent."""
    async with h.session() as session:
        with h.sends(0), h.raises(OrmError):
            await session.scalars(select(Person).where(Company.name == "x"))


@case()
async def logs_carry_no_values(h: Harness) -> None:
    """`log_cypher=True` logs statements and the names of parameters, never values."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("runic.ogm")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        async with h.session(log_cypher=True) as session:
            session.add(Person(uid="kit-secret-value", name="kit-secret-value"))
            await session.flush()
            await session.scalars(select(Person).where(Person.name == "kit-secret-value"))
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    assert len(lines) >= 2
    assert "KitPerson" in "".join(lines)
    assert "kit-secret-value" not in "".join(lines)


# -- constraints ---------------------------------------------------------------------------------------------------


def constrain(h: Harness) -> None:
    h.requires(Capability.UNIQUE_CONSTRAINT)
    make = h.ground.backend.make_unique
    if make is None:
        raise NotApplicable("the backend under test does not say how a constraint is made")
    make("KitPlace", "uid")


@case()
async def violated_constraints_are_named(h: Harness) -> None:
    """A value that is there already raises `ConstraintError`; the value is not in the text, and the node stays."""
    constrain(h)
    async with h.session() as session:
        session.add(Place(uid="kit-secret-value", title="first"))
    session = h.session()
    session.add(Place(uid="kit-secret-value", title="second"))
    with h.raises(ConstraintError) as caught:
        await session.commit()
    assert "kit-secret-value" not in str(caught.error)
    assert caught.error.__cause__ is not None
    await session.rollback()
    await session.close()
    assert (await h.stored("KitPlace", "kit-secret-value"))["title"] == "first"


@case()
async def violated_constraints_leave_a_flush_as_it_was(h: Harness) -> None:
    """A constraint that refuses one group undoes the flush, or the error says what was written before it."""
    constrain(h)
    async with h.session() as session:
        session.add(Place(uid="a"))
    session = h.session()
    session.add(person := Person(uid="p"))
    session.add(place := Place(uid="a"))
    if h.has(Capability.TRANSACTIONS):
        with h.raises(ConstraintError):
            await session.commit()
        assert session.new == [person, place]
        await session.rollback()
        assert await h.nodes("KitPerson") == 0
    else:
        with h.raises(PartialFlushError) as caught:
            await session.commit()
        error = caught.error
        assert isinstance(error, PartialFlushError)
        assert (error.written, error.pending) == ([person], [place])
        assert isinstance(error.__cause__, ConstraintError)
        place.uid = "b"
        await session.commit()
        assert (await h.nodes("KitPerson"), await h.nodes("KitPlace")) == (1, 2)
    await session.close()


@case()
async def violated_constraints_leave_every_change_staged(h: Harness) -> None:
    """A constraint may speak at the write or at the commit: what was changed and deleted waits again."""
    h.requires(Capability.TRANSACTIONS)
    constrain(h)
    async with h.session() as session:
        session.add(Place(uid="a"), Person(uid="p", name="old"), Person(uid="q"))
    session = h.session()
    changed, gone = await session.must_get(Person, "p"), await session.must_get(Person, "q")
    changed.name = "new"
    session.delete(gone)
    session.add(place := Place(uid="a"))
    with h.raises(ConstraintError):
        await session.commit()
    assert (session.new, session.dirty, session.deleted) == ([place], [changed], [gone])
    with h.raises(DatabaseError, match="rollback"):
        await session.commit()
    await session.rollback()
    assert (session.new, session.dirty, session.deleted) == ([], [], [])
    session.add(Place(uid="b"))
    await session.commit()
    await session.close()
    assert (await h.stored("KitPerson", "p"))["name"] == "old"
    assert (await h.nodes("KitPerson"), await h.nodes("KitPlace")) == (2, 2)


@case()
async def a_key_can_be_taken_over_under_a_constraint(h: Harness) -> None:
    """Deleting a node and adding one with its key works in one flush, also where the key is unique."""
    constrain(h)
    async with h.session() as session:
        session.add(old := Place(uid="a", title="old"))
        await session.commit()
        session.delete(old)
        session.add(Place(uid="a", title="new"))
    assert (await h.stored("KitPlace", "a"))["title"] == "new"
