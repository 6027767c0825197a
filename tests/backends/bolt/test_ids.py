"""Why an id alone finds a node on Neo4j within one transaction, and why not in the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from runic.ogm import Field, Node, Session, create_driver
from runic.ogm.exceptions import StaleEntityError
from runic.testing import CountingDriver
from tests.servers import require


class Ticket(Node, labels=["BoltTicket"]):
    uid: str = Field(primary_key=True)
    note: str | None = Field(default=None)


@pytest.fixture(params=["neo4j", "neo4j-2026"])
def driver(request: pytest.FixtureRequest) -> Iterator[Any]:
    driver: Any = create_driver("neo4j", **require(request.param).options)
    driver.execute("MATCH (n:BoltTicket) DETACH DELETE n")
    yield driver
    driver.execute("MATCH (n:BoltTicket) DETACH DELETE n")
    driver.close()


MAKE = "UNWIND range(1, $n) AS i CREATE (n:BoltTicket {uid: 't' + i}) RETURN elementId(n) AS id"


def test_an_id_is_not_given_away_while_a_transaction_knows_it(driver: Any) -> None:
    driver.execute(MAKE, {"n": 500})
    reader = driver.acquire()
    reader.begin()
    seen = reader.run(driver._exchange.raw("MATCH (n:BoltTicket) RETURN elementId(n) AS id", None)).rows
    driver.execute("MATCH (n:BoltTicket) DELETE n")
    try:
        for _ in range(4):
            made = driver.execute(MAKE, {"n": 500}).rows
            assert not {row[0] for row in made} & {row[0] for row in seen}
    finally:
        reader.rollback()
        reader.release()


def test_the_key_is_compared_from_the_second_transaction_on(driver: Any) -> None:
    counting = CountingDriver(driver)
    with Session(counting) as session:
        session.add(ticket := Ticket(uid="a"))
        session.flush()
        for note in ("first", "second"):
            ticket.note = note
            counting.sent.clear()
            session.commit()
            (update,) = counting.sent.statements
            assert ("n_key" in update.params) is (note == "second")


def test_a_node_that_was_replaced_meanwhile_is_not_updated(driver: Any) -> None:
    driver.execute("CREATE (:BoltTicket {uid: 'a'})")
    session = Session(driver)
    ticket = session.get(Ticket, "a")
    assert ticket is not None
    driver.execute("MATCH (n:BoltTicket) DELETE n")
    driver.execute("CREATE (:BoltTicket {uid: 'a', note: 'a stranger'})")
    ticket.note = "mine"
    with pytest.raises(StaleEntityError):
        session.commit()
    session.rollback()
    session.close()
    assert driver.execute("MATCH (n:BoltTicket) RETURN n.note AS note").rows == [["a stranger"]]
