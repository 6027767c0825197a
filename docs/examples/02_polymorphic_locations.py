"""Classes that share a label: a query for the parent finds the children, each as its own class.

python docs/examples/02_polymorphic_locations.py [--backend NAME-or-URL] [-o NAME=VALUE ...]

Without `--backend` it runs on an embedded FalkorDB, which is gone when the program ends.
"""

from __future__ import annotations

from typing import Any

from runic.ogm import Field, GeoLocation, Node, Relation, Session, create_driver, select
from target import connected, read_target


class Location(Node, labels=["Location"], primary_label="Location"):
    """The parent. Every node below carries its label."""

    id: str = Field(primary_key=True)
    title: str = Field()
    near: list[Location] = Relation(relationship="NEAR", direction="BOTH", target="Location")


class Country(Location, labels=["Location", "Country"], primary_label="Location"):
    iso_code: str = Field(unique=True)


class City(Location, labels=["Location", "City"], primary_label="Location"):
    population: int = Field(default=0)
    place: GeoLocation | None = Field(default=None)


class Restaurant(Location, labels=["Location", "Restaurant"], primary_label="Location"):
    cuisine: str = Field(interned=True)


def create(driver: Any) -> None:
    """A relation to the parent takes every child."""
    with Session(driver) as session:
        portugal = Country(id="pt", title="Portugal", iso_code="PT")
        porto = City(id="porto", title="Porto", population=231_800, place=GeoLocation(41.15, -8.61))
        tasca = Restaurant(id="tasca", title="Tasca do Rio", cuisine="portuguese")
        plain = Location(id="bridge", title="Dom Luís I Bridge")
        session.add_all([portugal, porto, tasca, plain])
        session.relate(porto, Location.near, plain)
        session.relate(tasca, Location.near, plain)


def ask(driver: Any) -> None:
    with Session(driver) as session:
        print("all locations:")
        for location in session.scalars(select(Location).order_by(Location.title)):
            print(f"  {type(location).__name__:<10} {location.title}")
        cities = session.scalars(select(City).where(City.population > 100_000))
        print("large cities:", [city.title for city in cities])
        print("restaurants:", session.count(select(Restaurant)))


def identity(driver: Any) -> None:
    """One node is one object, through whichever class it is asked for."""
    with Session(driver) as session:
        porto = session.get(Location, "porto")
        assert isinstance(porto, City)
        # a point comes back in the precision of the database: 32 bits on FalkorDB
        place = porto.place and (round(porto.place.latitude, 2), round(porto.place.longitude, 2))
        print("through the parent:", type(porto).__name__, place)
        print("through the child:", session.get(City, "porto") is porto)
        print("as something else:", session.get(Country, "porto"))


def neighbours(driver: Any) -> None:
    with Session(driver) as session:
        bridge = session.get(Location, "bridge", fetch=["near"])
        assert bridge is not None
        found = sorted((type(other).__name__, other.title) for other in bridge.near)
        print("near the bridge:", found)


def clean_up(driver: Any) -> None:
    with Session(driver) as session:
        for location in session.scalars(select(Location)):
            session.delete(location)


def main() -> None:
    driver = connected(create_driver, read_target(__doc__))
    try:
        for step in (create, ask, identity, neighbours, clean_up):
            step(driver)
    finally:
        driver.close()


if __name__ == "__main__":
    main()
