"""The models of the kit. Every label and edge type begins with Kit, so that they meet no model of a user."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.models import Edge, Node
from runic.ogm.core.types import GeoLocation, Vector

__all__ = [
    "Bond",
    "City",
    "Company",
    "Country",
    "Crate",
    "Employment",
    "Item",
    "Keyless",
    "Level",
    "Mail",
    "Person",
    "Place",
    "Region",
    "Rental",
    "Sample",
    "Shelf",
    "Step",
    "Ticket",
]


class Employment(Edge, type="KIT_WORKS_FOR"):
    """An edge with properties."""

    role: str = Field()
    since: int | None = Field(default=None)
    left: date | None = Field(default=None)


class Bond(Edge, type="KIT_BOND"):
    """An edge with a property, on a relation without a direction."""

    strength: int | None = Field(default=None)


class Company(Node, labels=["KitCompany"]):
    """The one end of to-one and to-many relations."""

    uid: str = Field(primary_key=True)
    name: str | None = Field(default=None)
    staff: list[Person] = Relation(
        relationship="KIT_WORKS_FOR", direction="INCOMING", target="Person", edge_model="Employment"
    )
    suppliers: list[Company] = Relation(relationship="KIT_SUPPLIES", direction="INCOMING", target="Company")


class Person(Node, labels=["KitPerson"]):
    """A key of its own, plain fields, relations of every shape."""

    uid: str = Field(primary_key=True)
    name: str | None = Field(default=None)
    age: int | None = Field(default=None)
    active: bool = Field(default=True)
    tags: list[str] = Field(default_factory=list)
    employer: Company | None = Relation(
        relationship="KIT_WORKS_FOR", direction="OUTGOING", target="Company", edge_model="Employment"
    )
    friends: list[Person] = Relation(relationship="KIT_KNOWS", direction="BOTH", target="Person")
    knows: list[Person] = Relation(relationship="KIT_KNOWS", direction="OUTGOING", target="Person")
    reports: list[Person] = Relation(relationship="KIT_MANAGES", direction="OUTGOING", target="Person")
    boss: Person | None = Relation(relationship="KIT_MANAGES", direction="INCOMING", target="Person")
    partners: list[Person] = Relation(
        relationship="KIT_BOND", direction="BOTH", target="Person", edge_model="Bond"
    )
    likes: list[Person] = Relation(relationship="KIT_LIKES", direction="OUTGOING", target="Person")


class Ticket(Node, labels=["KitTicket"]):
    """A key that the database gives, as a number where its ids are numbers and as text elsewhere."""

    id: str = Field(primary_key=True, generated=True)
    title: str | None = Field(default=None)


class Step(Node, labels=["KitStep"]):
    """A generated key, and a relation to its own kind."""

    id: str = Field(primary_key=True, generated=True)
    title: str | None = Field(default=None)
    following: list[Step] = Relation(relationship="KIT_THEN", direction="OUTGOING", target="Step")


class Keyless(Node, labels=["KitKeyless"]):
    """No key: the node is the identity."""

    note: str = Field()


class Mail(Node, labels=["KitMail"]):
    """Values that must be there."""

    uid: str = Field(primary_key=True)
    subject: str = Field(required=True)
    size: int = Field(default=0)


class Item(Node, labels=["KitItem"]):
    """Reached by cascades."""

    uid: str = Field(primary_key=True)
    near: list[Item] = Relation(relationship="KIT_NEAR", direction="OUTGOING", target="Item", cascade=True)
    crate: Crate | None = Relation(relationship="KIT_HOLDS", direction="INCOMING", target="Crate")


class Crate(Node, labels=["KitCrate"]):
    """Its relations cascade."""

    uid: str = Field(primary_key=True)
    items: list[Item] = Relation(relationship="KIT_HOLDS", direction="OUTGOING", target="Item", cascade=True)
    best: Item | None = Relation(relationship="KIT_BEST", direction="OUTGOING", target="Item", cascade=True)


class Shelf(Node, labels=["KitShelf"]):
    """A relation that is never lazy."""

    uid: str = Field(primary_key=True)
    crates: list[Crate] = Relation(
        relationship="KIT_CARRIES", direction="OUTGOING", target="Crate", lazy=False
    )


class Place(Node, labels=["KitPlace"], primary_label="KitPlace"):
    """The base of a hierarchy."""

    uid: str = Field(primary_key=True)
    title: str | None = Field(default=None)
    near: list[Place] = Relation(relationship="KIT_NEXT_TO", direction="BOTH", target="Place")


class Country(Place, labels=["KitPlace", "KitCountry"], primary_label="KitPlace"):
    """A child with fields of its own, an edge to the base, and one from it."""

    code: str | None = Field(default=None)
    parts: list[Place] = Relation(relationship="KIT_CONTAINS", direction="OUTGOING", target="Place")


class City(Place, labels=["KitPlace", "KitCity"], primary_label="KitPlace"):
    """Another child."""

    population: int | None = Field(default=None)


class Region(Country, labels=["KitPlace", "KitCountry", "KitRegion"], primary_label="KitPlace"):
    """A grandchild."""

    code: str | None = Field(default="R")


class Rental(Node, labels=["KitRental"]):
    """A relation to the base of a hierarchy, to one node only."""

    uid: str = Field(primary_key=True)
    place: Place | None = Relation(relationship="KIT_LIES_IN", direction="OUTGOING", target="Place")


class Level(Enum):
    """An enum for the value section."""

    LOW = "low"
    HIGH = 'high\'s "quoted"'


class Sample(Node, labels=["KitSample"]):
    """One field for each kind of value."""

    uid: str = Field(primary_key=True)
    boolean: bool | None = Field(default=None)
    integer: int | None = Field(default=None)
    number: float | None = Field(default=None)
    text: str | None = Field(default=None)
    binary: bytes | None = Field(default=None)
    moment: datetime | None = Field(default=None)
    day: date | None = Field(default=None)
    clock: time | None = Field(default=None)
    span: timedelta | None = Field(default=None)
    amount: Decimal | None = Field(default=None)
    unique: UUID | None = Field(default=None)
    level: Level | None = Field(default=None)
    vector: Vector | None = Field(default=None)
    place: GeoLocation | None = Field(default=None)
    texts: list[str] | None = Field(default=None)
    numbers: list[int] | None = Field(default=None)
    reals: list[float] | None = Field(default=None)
    days: list[date] | None = Field(default=None)
    record: dict[str, int] | None = Field(default=None)
