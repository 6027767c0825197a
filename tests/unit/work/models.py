"""Models for the tests of the unit of work; they never meet a database."""

from __future__ import annotations

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.models import Edge, Node


class Since(Edge, type="UNIT_WORKS_AT"):
    year: int | None = Field(default=None)


class Firm(Node, labels=["UnitFirm"]):
    uid: str = Field(primary_key=True)
    name: str | None = Field(default=None)


class Worker(Node, labels=["UnitWorker"]):
    uid: str = Field(primary_key=True)
    name: str | None = Field(default=None)
    age: int | None = Field(default=None)
    firm: Firm | None = Relation(
        relationship="UNIT_WORKS_AT", direction="OUTGOING", target="Firm", edge_model="Since"
    )
    knows: list[Worker] = Relation(relationship="UNIT_KNOWS", direction="OUTGOING", target="Worker")
    friends: list[Worker] = Relation(relationship="UNIT_FRIEND", direction="BOTH", target="Worker")
    made: list[Thing] = Relation(relationship="UNIT_MADE", direction="OUTGOING", target="Thing", cascade=True)


class Thing(Node, labels=["UnitThing"]):
    id: int = Field(primary_key=True, generated=True)
    note: str | None = Field(default=None)


class Bag(Node, labels=["UnitBag"]):
    """Has a value that can be changed in place."""

    uid: str = Field(primary_key=True)
    tags: list[str] = Field(default_factory=list)
    size: int | None = Field(default=None)
    near: list[Bag] = Relation(
        relationship="UNIT_NEAR", direction="OUTGOING", target="Bag", edge_model="Label"
    )


class Label(Edge, type="UNIT_NEAR"):
    """Has a value that can be changed in place, too."""

    words: list[str] = Field(default_factory=list)
