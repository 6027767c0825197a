"""Both styles mean the same when they run."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm import Field, Mapped, Node, Vector, col, get_metadata, select
from runic.ogm.core.attributes import FieldDescriptor, MutableFieldDescriptor, RelationDescriptor
from runic.ogm.core.mapped import Attribute, RelationAttribute
from runic.ogm.exceptions import MetadataError
from tests.typing import plain, strict


def test_what_mapped_holds_is_the_type_of_the_field() -> None:
    get_metadata().finalize()
    meta = strict.Person.__runic__
    kinds = {name: meta.field(name).kind.name for name in meta.property_names}
    assert kinds == {
        "uid": "str",
        "name": "str",
        "age": "int",
        "tags": "list",
        "face": "vector",
        "score": "float",
    }
    assert meta.field("age").optional
    assert not meta.field("name").optional
    assert meta.relation("friends").target is strict.Person
    assert meta.fields["friends"].is_collection
    assert not meta.fields["team"].is_collection


def test_an_entity_of_the_strict_style_holds_plain_values() -> None:
    person = strict.make()
    assert person.__dict__["name"] == person.name == "Ada"
    assert person.tags == ["x"]
    assert person.team is not None
    assert type(vars(strict.Person)["name"]) is FieldDescriptor
    assert type(vars(strict.Person)["tags"]) is MutableFieldDescriptor
    assert type(vars(strict.Person)["team"]) is RelationDescriptor
    strict.attributes()


def test_the_class_shows_descriptors() -> None:
    shown: Any = strict.Person
    assert isinstance(shown.name, Attribute)
    assert isinstance(shown.friends, RelationAttribute)
    text, _ = (
        select(strict.Person).alias("p").where(strict.Person.age > 3).traverse(strict.Person.team).build()
    )
    assert (
        text
        == "MATCH (p:TypingPerson)\nWHERE p.age > $p0\nOPTIONAL MATCH (p)-[:MEMBER]->(n1:TypingTeam)\nRETURN n1"
    )


def test_col_returns_what_it_is_given() -> None:
    shown: Any = plain.Author
    assert col(shown.name) is shown.name
    assert col(shown.novels) is shown.novels
    with pytest.raises(TypeError, match="accessed on its class, got 'Ada'"):
        col(plain.make().name)


def test_mapped_without_future_annotations() -> None:
    namespace: dict[str, Any] = {
        "__name__": __name__,
        "Node": Node,
        "Mapped": Mapped,
        "Field": Field,
        "Vector": Vector,
    }
    code = "class MappedNow(Node):\n    id: Mapped[str] = Field()\n    v: Mapped['Vector | None'] = Field()\n"
    exec(code, namespace)
    meta = namespace["MappedNow"].__runic__
    assert (meta.field("id").kind.name, meta.field("v").kind.name) == ("str", "vector")


def test_what_cannot_be_stored_is_refused_inside_mapped() -> None:
    class MappedObject(Node):
        id: Mapped[str] = Field()
        thing: Mapped[type[int]] = Field()

    with pytest.raises(MetadataError, match="thing"):
        _ = MappedObject.__runic__.plan
