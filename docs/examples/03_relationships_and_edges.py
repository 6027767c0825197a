"""Relations: declared from both ends, loaded late or early, made and removed, with properties on the edge.

python docs/examples/03_relationships_and_edges.py [--backend NAME-or-URL] [-o NAME=VALUE ...]

Without `--backend` it runs on an embedded FalkorDB, which is gone when the program ends.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from runic.ogm import Edge, Field, Node, Relation, Session, create_driver, select
from target import connected, read_target


class Plays(Edge, type="PLAYS_IN"):
    """What a musician does in a band."""

    instrument: str = Field()
    since: date = Field()
    until: date | None = Field(default=None)


class Band(Node, labels=["Band"]):
    name: str = Field(primary_key=True)
    # the same edges, seen from this end
    members: list[Musician] = Relation(
        relationship="PLAYS_IN", direction="INCOMING", target="Musician", edge_model=Plays
    )


class Teacher(Node, labels=["Teacher"]):
    name: str = Field(primary_key=True)


class Musician(Node, labels=["Musician"]):
    name: str = Field(primary_key=True)
    bands: list[Band] = Relation(
        relationship="PLAYS_IN", direction="OUTGOING", target="Band", edge_model=Plays
    )
    # no direction of its own: stored once, seen from both ends
    friends: list[Musician] = Relation(relationship="KNOWS", direction="BOTH", target="Musician")
    # adding a musician adds the teacher, and the edge
    teacher: Teacher | None = Relation(
        relationship="TAUGHT_BY", direction="OUTGOING", target="Teacher", cascade=True
    )


def create(driver: Any) -> None:
    with Session(driver) as session:
        nadia = Teacher(name="Nadia")
        quincy, astor = Musician(name="Quincy", teacher=nadia), Musician(name="Astor", teacher=nadia)
        quintet = Band(name="Quintet")
        session.add_all([quincy, astor, quintet])
        session.relate(
            quincy, Musician.bands, quintet, edge=Plays(instrument="trumpet", since=date(1953, 9, 1))
        )
        session.relate(
            astor, Musician.bands, quintet, edge=Plays(instrument="bandoneon", since=date(1960, 1, 1))
        )
        session.relate(quincy, Musician.friends, astor)


def load(driver: Any) -> None:
    with Session(driver) as session:
        quincy = session.get(Musician, "Quincy")
        assert quincy is not None
        print("late:", quincy.teacher)  # loaded by this touch
    with Session(driver) as session:
        quintet = session.get(Band, "Quintet", fetch=["members", "members.teacher"])
        assert quintet is not None
    # what was fetched stays readable when the session is closed
    print("early:", sorted((m.name, m.teacher.name if m.teacher else "") for m in quintet.members))
    with Session(driver) as session:
        astor = session.get(Musician, "Astor")
        assert astor is not None
        print("from the other end:", [friend.name for friend in astor.friends])


def edges(driver: Any) -> None:
    """An edge is loaded, changed and written like a node; relating again writes to the edge that is there."""
    played = (
        select(Musician)
        .alias("m")
        .traverse(Musician.bands, edge_alias="p", optional=False)
        .alias("b")
        .where(Plays.since < date(1970, 1, 1), on="p")
        .return_nodes("m", "b")
        .return_edge("p")
        .order_by("m.name")
    )
    with Session(driver) as session:
        for musician, plays, band in session.all_with_edges(played):
            print(f"{musician.name} plays the {plays.instrument} in the {band.name} since {plays.since:%Y}")
        _, plays, quintet = session.all_with_edges(played)[0]
        plays.until = date(1974, 12, 31)
        quincy = session.get(Musician, "Quincy")
        session.relate(
            quincy, Musician.bands, quintet, edge=Plays(instrument="flugelhorn", since=date(1953, 9, 1))
        )
    with Session(driver) as session:
        for musician, plays, _ in session.all_with_edges(played):
            print(f"{musician.name}: {plays.instrument}, until {plays.until}")


def remove(driver: Any) -> None:
    with Session(driver) as session:
        quincy = session.get(Musician, "Quincy", fetch=["bands", "friends"])
        quintet = session.get(Band, "Quintet")
        assert quincy is not None
        assert quintet is not None
        session.unrelate(quincy, Musician.bands, quintet)
        quincy.friends.clear()  # a relation is a list that records
        quincy.teacher = None
        print(session.pending())
    with Session(driver) as session:
        quincy = session.get(Musician, "Quincy", fetch=["bands", "friends", "teacher"])
        assert quincy is not None
        print("after:", quincy.bands, quincy.friends, quincy.teacher)


def clean_up(driver: Any) -> None:
    with Session(driver) as session:
        for cls in (Musician, Band, Teacher):
            for entity in session.scalars(select(cls)):
                session.delete(entity)


def main() -> None:
    driver = connected(create_driver, read_target(__doc__))
    try:
        for step in (create, load, edges, remove, clean_up):
            step(driver)
    finally:
        driver.close()


if __name__ == "__main__":
    main()
