"""Making new entities."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from runic.ogm.core.descriptors import _NOT_LOADED, Field, FieldDescriptor, Relation
from runic.ogm.core.models import Edge, Node
from runic.ogm.exceptions import MetadataError


def test_keywords_and_defaults() -> None:
    class Person(Node):
        id: str = Field(primary_key=True)
        name: str = Field()
        age: int | None = Field(default=None)
        active: bool = Field(default=True)

    alice = Person(id="a", name="Alice")
    assert vars(alice) == {"id": "a", "name": "Alice", "age": None, "active": True}
    assert (alice._new, alice._dirty) == (True, False)


def test_explicit_none_is_not_replaced_by_the_default() -> None:
    class Person(Node):
        age: int | None = Field(default=3)

    assert Person(age=None).age is None
    assert Person().age == 3


def test_mutable_defaults_are_copied_for_each_entity() -> None:
    shared = [["a"]]

    class Person(Node):
        tags: list[list[str]] = Field(default=shared)
        notes: dict[str, int] = Field(default_factory=dict)

    one, two = Person(), Person()
    one.tags[0].append("b")
    one.notes["x"] = 1
    assert (two.tags, two.notes, shared) == ([["a"]], {}, [["a"]])


def test_a_field_without_value_is_absent_and_reads_as_none() -> None:
    class Person(Node):
        name: str = Field()
        nick: str | None = Field()
        needed: str | None = Field(required=True)

    person: Any = Person()  # type: ignore[call-arg]
    assert person.name is None
    assert vars(person) == {"nick": None}


def test_unknown_keyword_is_a_type_error_with_close_spelling() -> None:
    class Person(Node):
        name: str = Field()

    with pytest.raises(TypeError, match=r"Person\(\) has no field 'nmae'; did you mean 'name'\?"):
        Person(nmae="x")  # type: ignore[call-arg]


def test_positional_fields_in_order_of_declaration() -> None:
    class Point(Node):
        x: int = Field(kw_only=False)
        note: str = Field(default="")
        y: int = Field(kw_only=False)

    point = Point(1, 2, note="n")
    assert (point.x, point.y, point.note) == (1, 2, "n")
    with pytest.raises(TypeError, match=r"Point\(\) takes 2 positional arguments, got 3"):
        Point(1, 2, 3)  # type: ignore[call-arg, arg-type]
    with pytest.raises(TypeError, match="two values for 'x'"):
        Point(1, 2, x=3)  # type: ignore[misc]


def test_keyword_only_is_the_default() -> None:
    class Person(Node):
        name: str = Field()

    with pytest.raises(TypeError, match="takes keyword arguments only, got 1"):
        Person("x")  # type: ignore[call-arg]


def test_init_false_takes_a_field_out_of_the_constructor() -> None:
    class Person(Node):
        name: str = Field()
        seen: int = Field(default=0, init=False)

    assert Person(name="x").seen == 0
    with pytest.raises(TypeError, match="does not take 'seen': it is declared with init=False"):
        Person(name="x", seen=1)  # type: ignore[call-arg]


def test_a_generated_key_is_none_before_the_flush() -> None:
    class Person(Node):
        id: str = Field(primary_key=True, generated=True)
        name: str = Field()

    person: Any = Person(name="x")
    assert person.id is None
    assert vars(person) == {"name": "x"}


def test_inherited_fields_come_first_and_children_override() -> None:
    class Place(Node, abstract=True):
        title: str = Field(kw_only=False)
        size: int = Field(default=1)

    class City(Place):
        mayor: str = Field(kw_only=False)
        size: int = Field(default=9)

    city = City("Rome", "Marcus")
    assert (city.title, city.mayor, city.size) == ("Rome", "Marcus", 9)
    assert list(City.__runic__.fields) == ["title", "size", "mayor"]


def test_mixins_that_are_no_models_bring_fields() -> None:
    class Dated:
        year: int = Field(default=2000)

    class Film(Dated, Node):
        title: str = Field()

    assert Film(title="x").year == 2000
    assert Film.__runic__.field("year").kind.name == "int"


def test_a_plain_attribute_of_a_child_hides_the_field() -> None:
    class Base(Node):
        name: str = Field()
        kind: str = Field(default="x")

    class Child(Base):
        kind = property(lambda self: "computed")  # pyright: ignore[reportAssignmentType]

    assert list(Child.__runic__.fields) == ["name"]
    assert Child(name="n").kind == "computed"


def test_bare_annotations_are_fields_as_type_checkers_see_them() -> None:
    from typing import ClassVar

    class Person(Node):
        limit: ClassVar[int] = 5
        name: str
        age: int = 7

        def shout(self) -> str:
            return self.name.upper()

    person = Person(name="x")
    assert (person.age, person.shout(), Person.limit) == (7, "X", 5)
    assert list(Person.__runic__.fields) == ["name", "age"]
    assert isinstance(Person.__dict__["age"], FieldDescriptor)


def test_a_bare_annotation_of_a_child_keeps_the_options_of_the_parent() -> None:
    class Person(Node):
        code: str = Field(index=True, db_name="c")

    class Robot(Person):
        code: int  # type: ignore[assignment]

    spec = Robot.__runic__.field("code")
    assert (spec.kind.name, spec.db_name, spec.descriptor.index) == ("int", "c", True)
    assert Person.__runic__.field("code").kind.name == "str"


def test_own_init_is_respected_and_finds_the_defaults() -> None:
    class Person(Node):
        name: str = Field()
        age: int = Field(default=3)
        tags: list[str] = Field(default_factory=list)

        def __init__(self, name: str) -> None:
            self.age += 1
            self.name = name.title()

    class Worker(Person):
        def __init__(self, name: str, **rest: Any) -> None:
            self.age = 50
            Node.__init__(self, name=name, **rest)

    assert vars(Person("ann")) == {"name": "Ann", "age": 4, "tags": []}
    assert vars(Worker("bob", tags=["x"])) == {"name": "bob", "age": 50, "tags": ["x"]}


def test_relations_in_the_constructor() -> None:
    class Person(Node):
        name: str = Field()
        boss: Person | None = Relation(relationship="BOSS", direction="OUTGOING", target="Person")
        friends: list[Person] = Relation(relationship="KNOWS", direction="OUTGOING", target="Person")
        hidden: list[Person] = Relation(relationship="H", direction="OUTGOING", target="Person", init=False)

    bob = Person(name="b")
    assert vars(bob) == {"name": "b", "boss": _NOT_LOADED, "friends": _NOT_LOADED, "hidden": _NOT_LOADED}
    friends = [bob]
    ann = Person(name="a", boss=bob, friends=friends)
    assert (ann.boss, ann.friends) == (bob, [bob])
    assert ann.__dict__["friends"] is friends
    with pytest.raises(TypeError, match="'hidden'"):
        Person(name="a", hidden=[])
    with pytest.raises(TypeError, match=r"Person\.boss takes one Person or None, got 'bob'"):
        Person(name="a", boss="bob")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"Person\.friends takes a list of Person entities"):
        Person(name="a", friends=bob)  # type: ignore[arg-type]


def test_defaults_of_relations() -> None:
    class Person(Node):
        friends: list[Person] = Relation(
            relationship="KNOWS", direction="OUTGOING", target="Person", default_factory=list
        )

    one, two = Person(), Person()
    one.friends.append(two)
    assert two.friends == []


def test_abstract_classes_have_no_instances() -> None:
    class Base(Node, abstract=True):
        name: str = Field()

    classes: list[Any] = [Base, Node, Edge]
    for cls in classes:
        with pytest.raises(TypeError, match=f"{cls.__name__} is abstract"):
            cls()


def test_signature_tells_the_fields() -> None:
    class Person(Node):
        id: str = Field(primary_key=True, generated=True)
        x: int = Field(kw_only=False)
        name: str = Field()
        age: int = Field(default=3)
        seen: int = Field(default=0, init=False)

    assert str(inspect.signature(Person)) == "(x, *, id=None, name, age=3)"

    class Own(Node):
        name: str = Field()

        def __init__(self, nick: str) -> None:
            self.name = nick

    assert list(inspect.signature(Own).parameters) == ["nick"]


def test_construction_says_what_is_wrong_with_the_model() -> None:
    class Person(Node):
        home: Adress = Field()  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(MetadataError, match=r"Person.home, annotated 'Adress': nothing is called 'Adress'"):
        Person(home=1)
