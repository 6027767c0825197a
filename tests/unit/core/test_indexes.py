"""What models declare about indexes and constraints."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm import values
from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.models import Edge, Node
from runic.ogm.core.types import Vector
from runic.ogm.exceptions import MetadataError
from runic.ogm.schema.index_manager import Index, IndexSpec, Unique, extract_declared_specs


def test_every_rule() -> None:
    class Doc(Node, labels=["Doc", "Thing"]):
        id: str = Field(primary_key=True)
        code: str = Field(unique=True, index=True)
        size: int = Field(index=True, db_name="len")
        body: str = Field(index_type="FULLTEXT", index=True)
        title: str = Field(index_type="FULLTEXT", unique=True)
        embedding: Vector = Field(index=True, index_type="VECTOR", dimension=3, similarity="cosine")
        plain: str = Field()
        others: Any = Relation(relationship="R", direction="BOTH", target="Doc")

    specs = extract_declared_specs(Doc)
    assert specs == {
        IndexSpec("Doc", "code", "UNIQUE"),
        IndexSpec("Doc", "len", "RANGE"),
        IndexSpec("Doc", "body", "FULLTEXT"),
        IndexSpec("Doc", "title", "FULLTEXT"),
        IndexSpec("Doc", "title", "UNIQUE"),
        IndexSpec("Doc", "embedding", "VECTOR"),
    }
    (vector,) = (spec for spec in specs if spec.index_type == "VECTOR")
    assert (vector.dimension, vector.similarity, vector.entity) == (3, "cosine", "NODE")


def test_inherited_fields_are_declared_under_the_primary_label() -> None:
    class Location(Node, labels=["Location"]):
        title: str = Field(index=True)

    class Country(Location, labels=["Location", "Country"], primary_label="Location"):
        iso: str = Field(unique=True)

    assert extract_declared_specs(Country) == {
        IndexSpec("Location", "title", "RANGE"),
        IndexSpec("Location", "iso", "UNIQUE"),
    }


def test_edges() -> None:
    class Rated(Edge, type="RATED"):
        score: float = Field(index=True)

    (spec,) = extract_declared_specs(Rated)
    assert (spec, spec.entity) == (IndexSpec("RATED", "score", "RANGE"), "EDGE")


def test_several_fields_together() -> None:
    class Address(Node, labels=["Address"]):
        __indexes__: Any = (Index("street", "number"), Unique("zip", "number"))
        street: str = Field(index=True)
        number: int = Field(db_name="no")
        zip: str = Field()

    class Flat(Address):
        __indexes__: Any = (Unique("floor", "door"),)
        floor: int = Field()
        door: str = Field()

    composite = {spec.property: spec for spec in extract_declared_specs(Flat) if spec.properties}
    assert {(s.property, s.index_type, s.fields) for s in composite.values()} == {
        ("street, no", "RANGE", ("street", "no")),
        ("zip, no", "UNIQUE", ("zip", "no")),
        ("floor, door", "UNIQUE", ("floor", "door")),
    }
    assert {s.property for s in extract_declared_specs(Address)} == {"street", "street, no", "zip, no"}


@pytest.mark.parametrize(
    ("declared", "match"),
    [
        ([Index("nmae")], "'nmae' is no property of it; did you mean 'name'"),
        ([Index()], "holds Index and Unique with names of fields"),
        (["name"], "holds Index and Unique"),
        (7, "is a list of Index and Unique"),
    ],
)
def test_indexes_that_say_nothing(declared: Any, match: str) -> None:
    class Wrong(Node):
        __indexes__ = declared
        name: str = Field()

    with pytest.raises(MetadataError, match=match):
        extract_declared_specs(Wrong)


def test_the_repr_leaves_out_what_is_not_said() -> None:
    assert repr(IndexSpec("A", "b", "RANGE")) == "IndexSpec('A', 'b', 'RANGE')"
    assert repr(IndexSpec("A", "b", "VECTOR", entity="EDGE", dimension=2)).endswith(
        ", entity='EDGE', dimension=2)"
    )


def test_a_generated_key_has_no_index() -> None:
    class Person(Node):
        id: str = Field(primary_key=True, generated=True, unique=True)

    assert extract_declared_specs(Person) == set()


def test_other_classes_are_refused() -> None:
    class Base(Node, abstract=True):
        pass

    for cls in (Base, Node, int):
        with pytest.raises(MetadataError, match="declares no indexes; pass a Node or Edge class"):
            extract_declared_specs(cls)


def test_the_spec_is_that_of_the_leaf() -> None:
    assert IndexSpec is values.IndexSpec
