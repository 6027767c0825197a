"""What an entity's `__dict__` holds, and what reading and writing do to it."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from runic.ogm.core.descriptors import _NOT_LOADED, Field, MutableFieldDescriptor, Relation
from runic.ogm.core.metadata import get_metadata
from runic.ogm.core.models import UNKNOWN_ID, Edge, Node
from runic.ogm.core.state import MISSING
from runic.ogm.exceptions import DetachedEntityError
from tests.unit.core.conftest import RecordingOrigin, stored


class Person(Node, labels=["StatePerson"]):
    id: str = Field(primary_key=True)
    name: str = Field(default="")
    age: int | None = Field(default=None)
    tags: list[str] = Field(default_factory=list)
    boss: Person | None = Relation(relationship="BOSS", direction="OUTGOING", target="Person")
    friends: list[Person] = Relation(relationship="KNOWS", direction="OUTGOING", target="Person")


@pytest.fixture(autouse=True)
def registered() -> None:
    get_metadata().register_node(Person)
    _ = Person.__runic__.plan


def test_marks_are_one_object_each_in_copies_too() -> None:
    for mark in (MISSING, _NOT_LOADED, UNKNOWN_ID):
        assert copy.deepcopy(mark) is mark
        assert pickle.loads(pickle.dumps(mark)) is mark
    assert repr(_NOT_LOADED) == "<not loaded>"


def test_a_new_entity_records_nothing() -> None:
    origin = RecordingOrigin()
    person = Person(id="a")
    person.__dict__["_origin"] = origin
    person.name = "x"
    assert (person._changes, person._dirty, origin.calls) == (None, False, [])


def test_the_first_change_of_a_stored_entity_tells_the_origin_once() -> None:
    origin = RecordingOrigin()
    person = stored(Person(id="a", name="old"), origin)
    person.name = "new"
    person.name = "newer"
    person.age = 3
    assert origin.calls == [("changed",)]
    assert person._changes == {"name": "old", "age": None}
    assert person._dirty


def test_a_detached_entity_records_changes_for_later() -> None:
    person = stored(Person(id="a", name="old"))
    person.name = "new"
    assert person._changes == {"name": "old"}


def test_the_old_value_of_an_expired_field_is_missing() -> None:
    person = stored(Person(id="a"), RecordingOrigin())
    del person.__dict__["name"]
    person.name = "x"
    assert person._changes == {"name": MISSING}


def test_an_origin_that_refuses_leaves_the_entity_as_it_was() -> None:
    class Closed(RecordingOrigin):
        def changed(self, entity: Any) -> None:
            raise RuntimeError("closed")

    person = stored(Person(id="a", name="old"), Closed())
    with pytest.raises(RuntimeError):
        person.name = "new"
    assert (person.name, person._changes) == ("old", None)


def test_dirty_can_be_assigned() -> None:
    origin = RecordingOrigin()
    person = stored(Person(id="a", name="n"), origin)
    del person.__dict__["age"]
    person._dirty = True
    assert set(person._changes) == {"name", "tags"}  # what is loaded, without the key
    assert origin.calls == [("changed",)]
    person._dirty = False
    assert (person._dirty, person._changes) == (False, None)


def test_new_is_read_only() -> None:
    person = Person(id="a")
    assert person._new
    with pytest.raises(AttributeError):
        person._new = False  # type: ignore[misc]
    assert not stored(person, ident=UNKNOWN_ID)._new


def test_unknown_attributes_are_refused_with_close_spelling() -> None:
    person = Person(id="a")
    with pytest.raises(AttributeError, match=r"Person has no field 'nmae'; did you mean 'name'\?"):
        person.nmae = "x"  # type: ignore[attr-defined]
    person._note = "allowed"  # type: ignore[attr-defined]
    assert person._note == "allowed"  # type: ignore[attr-defined]


def test_properties_of_the_class_work() -> None:
    class Square(Node):
        side: float = Field()

        @property
        def area(self) -> float:
            return self.side**2

        @area.setter
        def area(self, value: float) -> None:
            self.side = value**0.5

    square = Square(side=2.0)
    square.area = 9.0
    assert (square.side, square.area) == (3.0, 9.0)


def test_deleting_an_attribute_sets_none() -> None:
    person = stored(Person(id="a", name="n"), RecordingOrigin(friends=[]))
    del person.name
    del person.boss
    del person.friends
    assert (person.name, person.boss, person.friends) == (None, None, [])
    assert person._changes == {"name": "n", "boss": _NOT_LOADED, "friends": _NOT_LOADED}
    with pytest.raises(AttributeError):
        del person.nothing


def test_a_missing_field_asks_the_origin() -> None:
    origin = RecordingOrigin(name="loaded", tags=["t"])
    person = stored(Person(id="a"), origin)
    del person.__dict__["name"], person.__dict__["tags"]
    assert (person.name, person.tags) == ("loaded", ["t"])
    # a value that can change in place is handed out, whether it was there or had to be loaded
    assert origin.calls == [("load_fields", "name"), ("load_fields", "tags"), ("handed_out", "tags")]


def test_a_missing_field_of_a_detached_entity_raises() -> None:
    person = stored(Person(id="a"))
    del person.__dict__["name"]
    with pytest.raises(
        DetachedEntityError, match=r"Person\.name is not loaded and the entity belongs to no session"
    ):
        _ = person.name


def test_an_origin_that_is_over_counts_as_none() -> None:
    class Over(RecordingOrigin):
        def __bool__(self) -> bool:
            return False

    person = stored(Person(id="a"), Over())
    with pytest.raises(DetachedEntityError, match="boss"):
        _ = person.boss
    assert Person(id="b").boss is None


def test_mutable_fields_tell_who_holds_the_value() -> None:
    assert isinstance(Person.__dict__["tags"], MutableFieldDescriptor)
    origin = RecordingOrigin()
    person = stored(Person(id="a"), origin)
    person.tags.append("x")
    assert origin.calls == [("handed_out", "tags")]
    assert person._changes is None  # the flush compares
    origin.calls.clear()
    person.tags = ["y"]
    assert origin.calls == [("changed",), ("handed_out", "tags")]
    assert person._changes == {"tags": ["x"]}


def test_the_switch_to_a_mutable_field_is_seen_by_code_that_ran_before() -> None:
    class Box(Node):
        items: list[int] = Field()

    def read(box: Any) -> Any:
        return box.items

    box = Box.__new__(Box)
    box.__dict__["items"] = [1]
    for _ in range(100):
        read(box)
    origin = RecordingOrigin()
    stored(box, origin)
    _ = Box.__runic__.plan
    read(box)
    assert origin.calls == [("handed_out", "items")]


def test_plain_fields_are_not_data_descriptors() -> None:
    assert not hasattr(type(Person.__dict__["name"]), "__set__")
    person = stored(Person(id="a", name="n"), RecordingOrigin())
    assert person.name == "n"
    assert person._origin.calls == []


def test_class_access_gives_the_descriptor() -> None:
    for name in ("name", "tags", "boss"):
        descriptor: Any = getattr(Person, name)
        assert descriptor is Person.__dict__[name]
        assert (descriptor.name, descriptor.field_name, descriptor.owner) == (name, name, Person)


def test_copies_and_pickles_are_detached() -> None:
    friend = Person(id="b")

    class Recording(list[Any]):
        pass

    person = stored(Person(id="a", name="n"), RecordingOrigin())
    person.__dict__["friends"] = Recording([friend])
    person.__dict__["_changes"] = {"name": "old"}
    for twin in (copy.copy(person), copy.deepcopy(person), pickle.loads(pickle.dumps(person))):
        assert twin is not person
        assert (twin._origin, twin._ident, twin._changes) == (None, 1, {"name": "old"})
        assert (twin.id, twin.name, type(twin.friends)) == ("a", "n", list)
        assert twin.__dict__["boss"] is _NOT_LOADED


def test_a_copy_records_for_itself() -> None:
    person = stored(Person(id="a", name="x", tags=["t"]))
    person.age = 3
    assert person.tags == ["t"]
    twin = copy.copy(person)
    twin.name = "y"
    twin.__dict__["_pictures"]["name"] = "x"
    assert person._changes == {"age": None}
    assert person.__dict__["_pictures"] == {"tags": ["t"]}


def test_a_detached_entity_keeps_pictures_of_what_can_change_in_place() -> None:
    person = stored(Person(id="a", tags=["t"]))
    person.tags.append("u")
    assert person.__dict__["_pictures"] == {"tags": ["t"]}
    assert person.tags == ["t", "u"]
    assert person.__dict__["_pictures"] == {"tags": ["t"]}
    person._dirty = False
    assert "_pictures" not in person.__dict__


def test_repr_shows_what_is_loaded_and_loads_nothing() -> None:
    origin = RecordingOrigin()
    person = stored(Person(id="a", name="n" * 100, tags=["t"]), origin)
    del person.__dict__["age"]
    assert repr(person) == f"Person(id='a', name='{'n' * 58}…, tags=['t'])"
    assert origin.calls == []


def test_repr_survives_values_that_have_none() -> None:
    class Nasty:
        def __repr__(self) -> str:
            raise ValueError

    assert "<Nasty>" in repr(Person(id="a", name=Nasty()))  # type: ignore[arg-type]


def test_equality_is_identity_unless_the_model_says_otherwise() -> None:
    assert Person(id="a") != Person(id="a")
    assert len({Person(id="a"), Person(id="a")}) == 2

    class Word(Node):
        text: str = Field()

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Word) and self.text == other.text

        def __hash__(self) -> int:
            return hash(self.text)

    assert Word(text="x") == Word(text="x")


def test_edges_carry_the_same_state() -> None:
    class Rated(Edge):
        score: float = Field(default=1.0)

    origin = RecordingOrigin()
    edge = stored(Rated(), origin)
    edge.score = 2.0
    assert (edge._changes, edge._new, origin.calls) == ({"score": 1.0}, False, [("changed",)])


def test_relation_of_a_new_entity_reads_as_empty() -> None:
    person = Person(id="a")
    assert person.boss is None
    person.friends.append(Person(id="b"))
    assert [friend.id for friend in person.friends] == ["b"]


def test_unloaded_relation_asks_the_origin() -> None:
    boss = Person(id="b")
    origin = RecordingOrigin(boss=boss)
    person = stored(Person(id="a"), origin)
    assert person.boss is boss
    person.__dict__.pop("boss")
    assert person.boss is boss
    assert origin.calls == [("load_relation", "boss")] * 2


def test_unloaded_relation_of_a_detached_entity_raises() -> None:
    person = stored(Person(id="a"))
    with pytest.raises(DetachedEntityError, match=r"Person\.friends is not loaded.*fetch=\['friends'\]"):
        _ = person.friends


def test_assigning_a_relation_asks_the_origin_what_to_keep() -> None:
    kept: list[Any] = []
    origin = RecordingOrigin(friends=kept)
    person = stored(Person(id="a"), origin)
    friend = Person(id="b")
    person.friends = (friend,)
    assert person.__dict__["friends"] is kept
    assert origin.calls == [("assign_relation", "friends", [friend]), ("changed",)]
    assert person._changes == {"friends": _NOT_LOADED}
    with pytest.raises(TypeError, match="takes one Person or None"):
        person.boss = [friend]
    assert person.__dict__["boss"] is _NOT_LOADED
