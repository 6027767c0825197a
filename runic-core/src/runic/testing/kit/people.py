"""The people, companies and edges that the sections on statements ask about."""

from __future__ import annotations

from typing import Any, Final

from runic.testing.harness import Harness
from runic.testing.kit.models import Company, Employment, Person

__all__ = ["COMPANY", "EMPLOYMENT", "PERSON", "people", "uids"]

# typed as Any: to a checker the fields of a class hold values
PERSON: Final[Any] = Person
COMPANY: Final[Any] = Company
EMPLOYMENT: Final[Any] = Employment


async def people(h: Harness) -> dict[str, Person]:
    """Fill the graph: five people, two companies, chains of managers, parallel edges; what is null is told apart."""
    acme, beta = Company(uid="acme", name="Acme"), Company(uid="beta", name="beta")
    ann = Person(uid="ann", name="Ann", age=30, tags=["red", "blue"])
    bob = Person(uid="bob", name="bob", age=25, active=False, tags=["red"])
    cid = Person(uid="cid", name="Cid")
    dee = Person(uid="dee", age=40)
    eve = Person(uid="eve", name="Eve\n100%", age=25)
    everyone = [ann, bob, cid, dee, eve]
    async with h.session() as session:
        session.add(acme, beta, *everyone)
        await session.flush()
        await session.relate(ann, "employer", acme, Employment(role="boss", since=2001))
        await session.relate(bob, "employer", acme, Employment(role="clerk", since=2010))
        await session.relate(cid, "employer", beta, Employment(role="clerk"))
        for one, other in ((ann, bob), (ann, cid), (bob, cid)):
            await session.relate(one, "knows", other)
        for one, other in ((ann, bob), (bob, cid), (cid, dee)):
            await session.relate(one, "reports", other)
    await h.driver.execute(
        "MATCH (a:KitPerson), (b:KitPerson) WHERE a.uid = 'ann' AND b.uid = 'eve' "
        "CREATE (a)-[:KIT_LIKES]->(b), (a)-[:KIT_LIKES]->(b)"
    )
    return {person.uid: person for person in everyone}


def uids(entities: list[Any]) -> str:
    """Return the keys of entities in order, joined by blanks; a missing one is a dash."""
    return " ".join("-" if entity is None else entity.uid for entity in entities)
