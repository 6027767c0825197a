"""The models that statements are tested with, in a registry of their own."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.metadata import get_metadata
from runic.ogm.core.models import Edge, Node
from runic.ogm.core.types import TypeConverter
from runic.ogm.values import Vector

_metadata = get_metadata()
_before = _metadata.snapshot()
_metadata.clear()


class Role(Enum):
    ADMIN = "admin"
    MODERATOR = "mod"


class Upper(TypeConverter):
    """Stores text in capitals."""

    def to_graph(self, value: Any) -> Any:
        return value.upper()

    def from_graph(self, value: Any) -> Any:
        return value.lower()


class Loud(TypeConverter):
    """Has the database put text in capitals."""

    cypher_fn = "toUpper"

    def to_graph(self, value: Any) -> Any:
        return value

    def from_graph(self, value: Any) -> Any:
        return value


class Rated(Edge, type="RATED"):
    score: float = Field()
    day: date | None = Field(default=None, db_name="on")


class Movie(Node, labels=["Movie"]):
    id: str = Field(primary_key=True)
    title: str = Field()
    year: int | None = Field(default=None)


class User(Node, labels=["User"]):
    id: str = Field(primary_key=True)
    name: str = Field()
    email: str | None = Field(default=None, db_name="mail")
    age: int | None = Field(default=None)
    active: bool = Field(default=True)
    role: Role | None = Field(default=None)
    city: str | None = Field(default=None)
    code: str | None = Field(default=None, converter=Upper())
    born: date | None = Field(default=None)
    tags: list[str] = Field(default_factory=list)
    created_at: datetime | None = Field(default=None)
    friends: list[User] = Relation(relationship="FRIEND", direction="OUTGOING", target="User")
    knows: list[User] = Relation(relationship="KNOWS", direction="BOTH", target="User")
    rated: list[Movie] = Relation(
        relationship="RATED", direction="OUTGOING", target="Movie", edge_model=Rated
    )
    parent: User | None = Relation(relationship="PARENT", direction="OUTGOING", target="User")
    team: Team | None = Relation(relationship="MEMBER_OF", direction="OUTGOING", target="Team")


class Team(Node, labels=["Team"]):
    id: str = Field(primary_key=True, generated=True)
    name: str = Field()
    members: list[User] = Relation(relationship="MEMBER_OF", direction="INCOMING", target="User")


class Location(Node, labels=["Location"], primary_label="Location"):
    id: str = Field()
    title: str = Field()


class Country(Location, labels=["Location", "Country"], primary_label="Location"):
    iso_code: str = Field(unique=True)
    capital: City | None = Relation(relationship="CAPITAL", direction="OUTGOING", target="City")


class City(Location, labels=["Location", "City"], primary_label="Location"):
    population: int | None = Field(default=None)


class Strange(Node, labels=["Order"]):
    id: str = Field()
    kind: str = Field(db_name="match")
    place: str = Field(db_name="straße nr.")


class Keyless(Node, labels=["Keyless"]):
    name: str = Field()


class Shop(Node, labels=["Shop"]):
    id: str = Field()
    sign: str | None = Field(default=None, converter=Loud())


class Post(Node, labels=["Post"]):
    id: str = Field()
    title: str = Field(index_type="FULLTEXT")
    published: bool = Field()
    created_at: datetime | None = Field(default=None)


class Document(Node, labels=["Document"]):
    id: str = Field()
    active: bool = Field()
    embedding: Vector = Field(index_type="VECTOR", dimension=3)
    place: Vector | None = Field(default=None, index_type="VECTOR", dimension=3, similarity="euclidean")
    summary: str | None = Field(default=None, index_type="FULLTEXT", db_name="short text")
    body: str | None = Field(default=None, index_type="FULLTEXT")


class Report(Document, labels=["Document", "Report"]):
    pages: int = Field(default=0)


REGISTRY = _metadata.snapshot()
_metadata.restore(_before)
