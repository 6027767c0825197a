"""Labels, types, keys, and declarations that are refused when the class is made."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.core.descriptors import Field, FieldDescriptor, Relation, RelationDescriptor
from runic.ogm.core.models import Edge, Node
from runic.ogm.core.types import DatetimeConverter, TypeConverter
from runic.ogm.exceptions import MetadataError


def test_labels_default_to_the_names_of_the_class_and_its_bases() -> None:
    class Base(Node, abstract=True):
        pass

    class Location(Base):
        pass

    class City(Location):
        pass

    assert Location.__runic__.labels == ("Location",)
    assert City.__runic__.labels == ("Location", "City")
    assert (Location.__runic__.primary_label, City.__runic__.primary_label) == ("Location", "Location")
    assert Base.__runic__.abstract
    assert not City.__runic__.abstract


def test_explicit_labels_win() -> None:
    class Location(Node, labels=["Location"], primary_label="Location"):
        pass

    class Country(Location, labels=["Location", "Country"], primary_label="Location"):
        pass

    class Loose(Location, labels=["Loose", "Other"]):
        pass

    class Second(Node, labels=["First", "Second"], primary_label="Second"):
        pass

    assert Country.__runic__.labels == ("Location", "Country")
    assert (Country.__runic__.primary_label, Loose.__runic__.primary_label) == ("Location", "Loose")
    assert Second.__runic__.primary_label == "Second"


def test_an_abstract_class_with_labels_gives_them_to_its_children() -> None:
    class Audited(Node, abstract=True, labels=["Audited"]):
        pass

    class Order(Audited):
        pass

    assert Order.__runic__.labels == ("Audited", "Order")


@pytest.mark.parametrize("labels", ["Person", [], [""], [1]])
def test_labels_are_names(labels: Any) -> None:
    with pytest.raises(MetadataError, match=r"Person: labels="):

        class Person(Node, labels=labels):
            pass


def test_the_primary_label_is_one_of_the_labels() -> None:
    with pytest.raises(MetadataError, match=r"primary_label='B' is none of its labels \['A'\]"):

        class Person(Node, labels=["A"], primary_label="B"):
            pass


def test_unknown_class_keywords_are_refused() -> None:
    with pytest.raises(TypeError):

        class Person(Node, label=["A"]):
            pass


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("WorksFor", "WORKS_FOR"),
        ("Rated", "RATED"),
        ("HTTPLink", "HTTP_LINK"),
        ("Rel2Node", "REL2_NODE"),
        ("A", "A"),
    ],
)
def test_the_edge_type_comes_from_the_name(name: str, expected: str) -> None:
    assert type(name, (Edge,), {}).__dict__["__runic__"].edge_type == expected


def test_the_edge_type_can_be_given() -> None:
    class Base(Edge, abstract=True):
        since: int = Field()

    class Invited(Base, type="INVITED_TO"):
        pass

    assert Invited.__runic__.edge_type == "INVITED_TO"
    assert list(Invited.__runic__.fields) == ["since"]
    wrongs: list[Any] = ["", 3]
    for wrong in wrongs:
        with pytest.raises(MetadataError, match="type= takes an edge type"):

            class Wrong(Edge, type=wrong):  # pyright: ignore[reportGeneralTypeIssues]
                pass


def test_the_key() -> None:
    class Named(Node):
        id: str = Field()
        code: str = Field(primary_key=True)

    class Plain(Node):
        id: int = Field()

    class Without(Node):
        name: str = Field()

    class Child(Plain):
        name: str = Field()

    keys = [cls.__runic__.pk_field_name for cls in (Named, Plain, Without, Child)]
    assert keys == ["code", "id", None, "id"]
    assert Plain.__runic__.key is Plain.__runic__.field("id")
    assert Without.__runic__.key is None


def test_a_generated_key_is_no_property() -> None:
    class Person(Node):
        id: str = Field(primary_key=True, generated=True)
        name: str = Field()

    meta = Person.__runic__
    assert [spec.name for spec in meta.properties] == ["name"]
    assert meta.key is meta.plan.by_name["id"]
    assert list(meta.plan.by_db_name) == ["name"]


def test_two_keys_are_refused() -> None:
    with pytest.raises(MetadataError, match=r"Person: one field is the key, not 2 \(a, b\)"):

        class Person(Node):
            a: str = Field(primary_key=True)
            b: str = Field(primary_key=True)


def test_edges_have_no_key_and_no_relations() -> None:
    with pytest.raises(MetadataError, match="edges have no key"):

        class Rated(Edge):
            id: str = Field(primary_key=True)

    with pytest.raises(MetadataError, match=r"Seen.who: edges have no relations"):

        class Seen(Edge):
            who: Node | None = Relation(relationship="X", direction="OUTGOING", target="Y")


class BadFunction(DatetimeConverter):
    cypher_fn = "date) DELETE (n"


class NoText(DatetimeConverter):
    cypher_fn = 3  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"index_type": "FULL"}, "index_type='FULL' is none of 'FULLTEXT', 'VECTOR'"),
        ({"index_type": []}, r"index_type=\[\] is none of"),
        ({"similarity": "near"}, "similarity='near' is none of 'cosine', 'euclidean'"),
        ({"dimension": 0}, "dimension= takes a positive int, got 0"),
        ({"dimension": True}, "dimension= takes a positive int"),
        ({"db_name": ""}, "db_name= takes a name"),
        ({"db_name": 3}, "db_name= takes a name"),
        (
            {"converter": DatetimeConverter},
            r"takes an instance of TypeConverter.*; write DatetimeConverter\(\)",
        ),
        ({"converter": object()}, "takes an instance of TypeConverter"),
        (
            {"converter": BadFunction()},
            r"dotted name of a function, as in 'spatial.point', got 'date\) DELETE \(n'",
        ),
        ({"converter": NoText()}, "dotted name of a function"),
        ({"default": 1, "default_factory": int}, "give default= or default_factory=, not both"),
        ({"default_factory": 3}, "default_factory= takes a callable"),
        ({"generated": True}, "Person.x: generated= is for the key; add primary_key=True"),
    ],
    ids=str,
)
def test_options_of_fields_that_are_refused(options: dict[str, Any], reason: str) -> None:
    declared = Field(**options)
    with pytest.raises(MetadataError, match=reason):

        class Person(Node):
            x: Any = declared


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"direction": "OUT"}, "Person.x: direction='OUT' is none of 'OUTGOING', 'INCOMING', 'BOTH'"),
        ({"relationship": ""}, "relationship= takes an edge type, got ''"),
        ({"target": None}, "target= takes a Node class or its name, got None"),
        ({"edge_model": 3}, "edge_model= takes an Edge class or its name, got 3"),
        ({"default_factory": list, "default": 3}, "not both"),
    ],
    ids=str,
)
def test_options_of_relations_that_are_refused(options: dict[str, Any], reason: str) -> None:
    declared: dict[str, Any] = {"relationship": "R", "direction": "BOTH", "target": "Person", **options}
    with pytest.raises(MetadataError, match=reason):

        class Person(Node):
            x: Any = Relation(**declared)


def test_names_with_an_underscore_are_kept() -> None:
    with pytest.raises(MetadataError, match="use db_name='_new'"):

        class Person(Node):
            _new: bool = Field()  # pyright: ignore[reportIncompatibleMethodOverride]


def test_two_fields_cannot_share_a_property() -> None:
    with pytest.raises(MetadataError, match="a and b are both stored as 'a'"):

        class Person(Node):
            a: str = Field()
            b: str = Field(db_name="a")


def test_a_refused_class_is_not_registered(registry: Any) -> None:
    with pytest.raises(MetadataError):

        class Person(Node):
            x: str = Field(dimension=0)

    assert registry.all_nodes() == []


def test_the_documented_defaults_of_a_descriptor() -> None:
    field = FieldDescriptor()
    assert (field.init, field.kw_only, field.lazy) == (True, True, True)
    assert not any(
        (field.index, field.unique, field.required, field.primary_key, field.cascade, field.generated)
    )
    assert (field.has_default, field.get_default(), field.name, field.owner) == (False, None, "", None)
    relation = FieldDescriptor(relationship="R", direction="BOTH", target="X")
    assert isinstance(relation, RelationDescriptor)


def test_defaults_of_descriptors() -> None:
    shared: list[int] = [1]
    field = FieldDescriptor(default=shared)
    assert field.has_default
    assert field.get_default() == shared
    assert field.get_default() is not shared
    assert FieldDescriptor(default_factory=dict).get_default() == {}
    assert FieldDescriptor(default=None).has_default


def test_field_info_knows_lists() -> None:
    class Person(Node):
        names: list[str] = Field()
        name: str = Field()
        friends: list[Person] | None = Relation(relationship="R", direction="BOTH", target="Person")
        best: Person | None = Relation(relationship="R", direction="BOTH", target="Person")
        later: list[NotDefined] = Relation(relationship="R", direction="BOTH", target="P")  # type: ignore[name-defined]  # noqa: F821
        other: NotDefined | None = Relation(relationship="R", direction="BOTH", target="P")  # type: ignore[name-defined]  # noqa: F821
        module: not_here.List | None = Relation(relationship="R", direction="BOTH", target="P")  # type: ignore[name-defined]  # noqa: F821

    infos = Person.__runic__.fields
    assert {name for name, info in infos.items() if info.is_collection} == {"names", "friends", "later"}
    assert {name for name, info in infos.items() if info.is_relation} == set(infos) - {"names", "name"}


def test_a_converter_must_do_both_ways() -> None:
    class Half(TypeConverter):
        def to_graph(self, value: Any) -> Any:
            return value

    with pytest.raises(TypeError):
        Half()  # type: ignore[abstract]
