"""The registry: names, labels, replacing, polymorphism, unresolved names."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.metadata import EdgeMeta, MetaData, NodeMeta, get_metadata
from runic.ogm.core.models import Edge, Node
from runic.ogm.exceptions import MetadataError


def define(source: str, module: str = "shop.models", **names: Any) -> dict[str, Any]:
    namespace: dict[str, Any] = {
        "Node": Node, "Edge": Edge, "Field": Field, "Relation": Relation, "__name__": module, **names
    }  # fmt: skip
    exec(source, namespace)
    return namespace


PERSON = "class Person(Node):\n    name: str = Field()\n"


def test_there_is_one_registry(registry: MetaData) -> None:
    assert get_metadata() is registry
    with pytest.raises(TypeError):
        MetaData(1)  # type: ignore[call-arg]


def test_classes_register_themselves(registry: MetaData) -> None:
    class Person(Node):
        name: str = Field()

    class Knows(Edge):
        since: int = Field()

    class Base(Node, abstract=True):
        pass

    assert registry.all_nodes() == [Person.__runic__]
    assert registry.all_edges() == [Knows.__runic__]
    assert registry.get_node_meta(Person) is Person.__runic__
    assert registry.get_edge_meta(Knows) is Knows.__runic__
    assert registry.get_node_meta(Base) is None
    assert registry.get_node_meta(int) is None
    assert registry.get_edge_meta(Person) is None


def test_lookups(registry: MetaData) -> None:
    class Location(Node, labels=["Location"]):
        pass

    class City(Location, labels=["Location", "City"], primary_label="Location"):
        pass

    class Near(Edge, type="NEAR_TO"):
        pass

    assert registry.resolve_node_by_label("Location") is Location.__runic__
    assert registry.resolve_node_by_label("City") is None
    assert registry.resolve_edge_by_type("NEAR_TO") is Near.__runic__
    assert registry.resolve_edge_by_type("NEAR") is None
    assert registry.resolve_target("City") is City
    assert registry.resolve_target(City) is City
    assert registry.resolve_target("Near") is Near
    assert registry.resolve_target("Nothing") is None
    assert registry.resolve_target(None) is None


def test_records_can_be_made_by_hand() -> None:
    class Person(Node):
        name: str = Field()

    meta = NodeMeta(Person, ("A", "B"), "A", Person.__runic__.fields, "name")
    assert (meta.cls, meta.labels, meta.primary_label, meta.pk_field_name) == (
        Person,
        ("A", "B"),
        "A",
        "name",
    )
    assert repr(meta) == "<NodeMeta Person>"
    assert EdgeMeta(Person, "R", {}).edge_type == "R"


def test_two_classes_with_the_same_labels_are_refused(registry: MetaData) -> None:
    define("class Person(Node, labels=['A', 'B']):\n    pass", "one")
    with pytest.raises(MetadataError, match=r"two.Human and one.Person have the same labels \['A', 'B'\]"):
        define("class Human(Node, labels=['B', 'A']):\n    pass", "two")
    define("class Knows(Edge):\n    pass", "one")
    with pytest.raises(MetadataError, match=r"two.Other and one.Knows have the same edge type 'KNOWS'"):
        define("class Other(Edge, type='KNOWS'):\n    pass", "two")
    assert len(registry.all_nodes()) == len(registry.all_edges()) == 1


def test_a_class_made_again_replaces_the_earlier_one(registry: MetaData) -> None:
    old = define(PERSON)["Person"]
    new = define(PERSON.replace("name", "title"))["Person"]
    assert registry.all_nodes() == [new.__runic__]
    assert registry.get_node_meta(old) is None
    assert registry.resolve_target("Person") is new
    assert registry.resolve_target(old) is new
    # other labels free the old ones
    define("class Person(Node, labels=['X']):\n    pass")
    define("class Person(Node):\n    pass", "elsewhere")
    assert registry.resolve_node_by_label("X") is not None


def test_relations_follow_a_class_that_was_made_again(registry: MetaData) -> None:
    define(PERSON)
    team = define(
        "class Team(Node):\n"
        "    members: list['Person'] = Relation(relationship='M', direction='INCOMING', target='Person')\n"
    )["Team"]
    registry.finalize()
    assert team.members.target.__runic__.fields.keys() == {"name"}
    new = define(PERSON.replace("name", "title"))["Person"]
    assert team.__runic__.relation("members").target is new


def test_snapshot_restore_clear(registry: MetaData) -> None:
    first: Any = define(PERSON)["Person"]
    snap = registry.snapshot()
    generation = registry.generation
    define("class Other(Node):\n    pass")
    registry.clear()
    assert (registry.all_nodes(), registry.resolve_target("Person")) == ([], None)
    registry.restore(snap)
    assert registry.all_nodes() == [first.__runic__]
    assert registry.resolve_target("shop.models.Person") is first
    assert registry.generation > generation
    registry.clear()
    for meta in snap.nodes.values():
        registry.register_node(meta.cls)
        assert registry.resolve_node_by_label("Person") is meta


def test_finalize_replaces_names_by_classes(registry: MetaData) -> None:
    class Person(Node):
        team: Team | None = Relation(
            relationship="M", direction="OUTGOING", target="Team", edge_model="Membership"
        )
        friends: list[Person] = Relation(relationship="K", direction="BOTH", target="Person")

    class Team(Node):
        pass

    class Membership(Edge, type="M"):
        pass

    registry.finalize()
    descriptor: Any = Person.team
    assert (descriptor.target, descriptor.edge_model) == (Team, Membership)
    team, friends = Person.__runic__.relations
    assert (team.target, team.edge_model, team.collection, team.type) == (Team, Membership, False, "M")
    assert (team.target_meta, team.edge_meta) == (Team.__runic__, Membership.__runic__)
    assert (friends.target, friends.edge_model, friends.collection, friends.direction) == (
        Person,
        None,
        True,
        "BOTH",
    )
    assert friends.edge_meta is None


def test_all_unresolved_names_are_reported_at_once(registry: MetaData) -> None:
    class Company(Node):
        size: Sise = Field()  # type: ignore[name-defined]  # noqa: F821

    class Person(Node):
        works: Any = Relation(relationship="W", direction="OUTGOING", target="Compny")
        owns: Any = Relation(relationship="O", direction="OUTGOING", target=Company, edge_model="Ownership")
        knows: Any = Relation(relationship="K", direction="OUTGOING", target=int)

    with pytest.raises(MetadataError) as caught:
        registry.finalize()
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("Company.size, annotated 'Sise': nothing is called 'Sise'")
    assert "Person.works: no class is called 'Compny' (target=); did you mean 'Company'" in lines[1]
    assert "Person.owns: no class is called 'Ownership' (edge_model=)" in lines[2]
    assert "Person.knows: target=int is no registered Node class" in lines[3]


def test_unresolved_names_are_reported_at_first_use_too() -> None:
    class Person(Node):
        name: str = Field()
        works: Any = Relation(relationship="W", direction="OUTGOING", target="Compny")

    class Other(Node):
        also: Any = Relation(relationship="W", direction="OUTGOING", target="Missing")

    assert Person(name="x").works is None  # properties need no other class
    with pytest.raises(MetadataError, match=r"(?s)Person.works.*'Compny'.*Other.also.*'Missing'"):
        Person.__runic__.relation("works")

    class Compny(Node):
        pass

    assert Person.__runic__.relation("works").target is Compny


def test_edge_model_and_relationship_must_agree(registry: MetaData) -> None:
    class Rated(Edge, type="RATED"):
        pass

    class Person(Node):
        films: Any = Relation(relationship="SAW", direction="OUTGOING", target="Person", edge_model=Rated)

    with pytest.raises(MetadataError, match="relationship='SAW' and edge_model=Rated, whose type is 'RATED'"):
        registry.finalize()


def test_one_name_in_two_modules(registry: MetaData) -> None:
    one = define("class Item(Node, labels=['One']):\n    pass", "one")["Item"]
    two = define(
        "class Item(Node, labels=['Two']):\n"
        "    like: list['Item'] = Relation(relationship='L', direction='BOTH', target='Item')\n"
        "    other: list['Item'] = Relation(relationship='O', direction='BOTH', target='one.Item')\n",
        "two",
    )["Item"]
    assert two.__runic__.relation("like").target is two  # the nearer one
    assert two.__runic__.relation("other").target is one
    with pytest.raises(MetadataError, match=r"several classes have this name.*one.Item, two.Item"):
        registry.resolve_target("Item")


def test_wrong_names_have_close_spellings() -> None:
    class Person(Node):
        name: str = Field()
        boss: Any = Relation(relationship="B", direction="OUTGOING", target="Person")

    meta = Person.__runic__
    with pytest.raises(MetadataError, match="Person: 'bos' is no relation of it; did you mean 'boss'"):
        meta.relation("bos")
    with pytest.raises(MetadataError, match="'name' is a property and no relation"):
        meta.relation("name")
    with pytest.raises(MetadataError, match="'nam' is no property of it; did you mean 'name'"):
        meta.field("nam")
    with pytest.raises(MetadataError, match="'boss' is a relation and no property"):
        meta.field("boss")


def test_polymorphism(registry: MetaData) -> None:
    class Location(Node):
        pass

    class Country(Location):
        pass

    class City(Location):
        pass

    class Capital(City):
        pass

    def best(base: type, *labels: str) -> type:
        return registry.most_specific(frozenset(labels), base)

    assert registry.subclasses(Location) == (Country, City, Capital)
    assert registry.subclasses(Capital) == ()
    assert registry.subclasses(Node) == (Location, Country, City, Capital)
    assert best(Location, "Location") is Location
    assert best(Location, "Location", "City") is City
    assert best(Location, "Location", "City", "Capital", "Unknown") is Capital
    assert best(City, "Location", "City") is City
    assert best(Country, "Location", "City") is Country  # asked through a class, never less than it
    assert best(Node, "Location", "Country") is Country

    class Village(City):
        pass

    assert registry.subclasses(City) == (Capital, Village)
    assert best(Location, "Location", "City", "Village") is Village


def test_bases_that_share_labels_of_their_own(registry: MetaData) -> None:
    class Location(Node, labels=["Location"]):
        pass

    class Country(Location, labels=["Country"]):
        pass

    assert registry.most_specific(frozenset(("Country",)), Location) is Country
    assert registry.most_specific(frozenset(("Location",)), Location) is Location


def test_many_classes_are_made_quickly(registry: MetaData) -> None:
    for number in range(500):
        type(f"Model{number}", (Node,), {"__annotations__": {"name": "str"}, "name": Field()})
    assert len(registry.all_nodes()) == 500
    registry.finalize()
