"""From annotations to kinds."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Dict, List, Literal, NewType, Optional, TypedDict, TypeVar, Union  # noqa: UP035
from uuid import UUID

import pytest

from runic.ogm.core.annotations import Names, Scope
from runic.ogm.core.descriptors import Field
from runic.ogm.core.kinds import value_type
from runic.ogm.core.metadata import get_metadata
from runic.ogm.core.models import Edge, Node
from runic.ogm.core.types import (
    DatetimeConverter,
    EnumConverter,
    GeoLocation,
    GeoLocationConverter,
    TypeConverter,
    Vector,
    VectorConverter,
)
from runic.ogm.driver.codec import ANY, KIND_NAMES, Kind
from runic.ogm.exceptions import MetadataError


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1


class Payload(TypedDict):
    size: int


UserId = NewType("UserId", int)
Text = TypeVar("Text", bound=str)


def resolve(annotation: Any) -> Any:
    return value_type(annotation, Names(Scope(globals()), lambda _: None))


KINDS: list[tuple[Any, str]] = [
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    (str, "str"),
    (bytes, "bytes"),
    (list, "list"),
    (dict, "dict"),
    (dt.datetime, "datetime"),
    (dt.date, "date"),
    (dt.time, "time"),
    (dt.timedelta, "timedelta"),
    (Decimal, "decimal"),
    (UUID, "uuid"),
    (Vector, "vector"),
    (GeoLocation, "point"),
    (Any, "any"),
    (object, "any"),
    (list[int], "list[int]"),
    (List[str], "list[str]"),  # noqa: UP006
    (Sequence[Decimal], "list[decimal]"),
    (list[list[float]], "list[list[float]]"),
    (list[Any], "list"),
    (dict[str, int], "dict[int]"),
    (Dict[str, Any], "dict"),  # noqa: UP006
    (Mapping[str, dt.date], "dict[date]"),
    (Payload, "dict"),
    (Literal["a", "b"], "str"),
    (Literal[1, 2], "int"),
    (Literal[1, "b"], "any"),
    (Literal[Colour.RED], "Colour"),
    (Colour, "Colour"),
    (Level, "Level"),
    (Annotated[int, "meta"], "int"),
    (UserId, "int"),
    (Text, "str"),
    (int | str, "any"),
    (Union[float, int], "any"),  # noqa: UP007
    ("Literal['a'] | str", "str"),
    ("Annotated[list[Colour], 'x']", "list[Colour]"),
    ("'int'", "int"),
    (typing.ForwardRef("list['Decimal']"), "list[decimal]"),
    (list["UserId"], "list[int]"),
]


@pytest.mark.parametrize(("annotation", "kind"), KINDS, ids=str)
def test_kind_of_an_annotation(annotation: Any, kind: str) -> None:
    assert str(resolve(annotation).kind) == kind


def test_the_table_covers_every_kind() -> None:
    named = {resolve(annotation).kind.name for annotation, _ in KINDS}
    assert named == set(KIND_NAMES)


@pytest.mark.parametrize(
    "annotation",
    [
        "int | None",
        "'int' | None",
        "Optional[int]",
        "None | int",
        "Annotated[int | None, 1]",
        "Literal[1, None]",
    ],
)
def test_none_makes_it_optional(annotation: str) -> None:
    assert resolve(annotation).kind == Kind("int")
    assert resolve(annotation).optional
    assert not resolve("int").optional
    assert resolve(Optional[Any]).optional  # noqa: UP045


def test_what_can_change_in_place_is_mutable() -> None:
    for annotation in (list, list[int], dict[str, int], Vector, Any, Optional[list[str]]):  # noqa: UP045
        assert resolve(annotation).mutable
    for fixed in (str, int, dt.datetime, Colour, GeoLocation, Literal["a"]):
        assert not resolve(fixed).mutable


class Money:
    pass


class Loose:
    __hash__ = None  # type: ignore[assignment]


class MoneyConverter(TypeConverter):
    cypher_fn = "spatial.money"

    def to_graph(self, value: Any) -> Any:
        return 1

    def from_graph(self, value: Any) -> Any:
        return Money()


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        ("Money", "Money is no type that is stored as it is; give the field a converter="),
        ("set[int]", "give the field a converter="),
        ("tuple[int, ...]", "give the field a converter="),
        ("dict[int, str]", "the keys of a dict are stored as text, not as int"),
        ("int | dt.datetime", r"int \| datetime leaves open how it is stored"),
        ("list[Money]", "Money is no type"),
        ("Adress", "nothing is called 'Adress'"),
        ("Moneyy", "did you mean 'Money'"),
        ("int +", "it cannot be evaluated"),
        ("int['Money']", "it cannot be evaluated"),
    ],
)
def test_what_has_no_kind_is_named_with_the_fix(annotation: str, reason: str) -> None:
    def declare() -> None:
        cls: Any = type(
            "Person", (Node,), {"__annotations__": {"x": annotation}, "x": Field(), "__module__": __name__}
        )
        cls.__runic__.field("x")

    with pytest.raises(MetadataError, match=reason) as caught:
        declare()
    assert str(caught.value).startswith(f"Person.x, annotated {annotation!r}: ")


def test_a_field_needs_an_annotation() -> None:
    with pytest.raises(
        MetadataError, match=r"Person.name: a field needs an annotation, as in 'name: str = Field\(\)'"
    ):

        class Person(Node):
            name = Field()  # pyright: ignore[reportGeneralTypeIssues]


def test_forward_references_resolve_at_first_use() -> None:
    class Person(Node):
        mood: Mood = Field()

    class Mood(Enum):
        GOOD = 1

    globals()["Mood"] = Mood
    try:
        assert Person.__runic__.field("mood").kind == Kind("enum", enum=Mood)
    finally:
        del globals()["Mood"]


def test_names_local_to_a_function_resolve() -> None:
    class Local(Enum):
        A = 1

    unrelated = object()

    class Person(Node):
        local: list[Local] | None = Field(default=None)

    spec = Person.__runic__.field("local")
    assert spec.kind == Kind("list", item=Kind("enum", enum=Local))
    assert "unrelated" not in Person.__runic__.scope.locals
    assert unrelated is not None


def test_names_resolve_where_the_parent_stands() -> None:
    namespace: dict[str, Any] = {"Node": Node, "Field": Field, "Enum": Enum, "__name__": "elsewhere"}
    source = "class Inner(Enum):\n    A = 1\nclass Base(Node, abstract=True):\n    inner: 'Inner' = Field()\n"
    exec(source, namespace)

    child: Any = type("Child", (namespace["Base"],), {})
    assert child.__runic__.field("inner").kind.enum is namespace["Inner"]


def test_converters_replace_the_kind() -> None:
    class Person(Node):
        money: Money = Field(converter=MoneyConverter())
        loose: Loose | None = Field(converter=MoneyConverter(), default=None)
        unknown: NowhereDefined = Field(converter=MoneyConverter())  # type: ignore[name-defined]  # noqa: F821
        when: dt.datetime = Field(converter=DatetimeConverter())
        colour: Colour = Field(converter=EnumConverter(Colour))
        tags: list[str] = Field(converter=MoneyConverter())

    meta = Person.__runic__
    for name in ("money", "loose", "unknown", "when", "colour", "tags"):
        spec = meta.field(name)
        assert (spec.kind, spec.converter, spec.accepted) == (ANY, spec.descriptor.converter, None)
    assert (meta.field("money").function, meta.field("when").function) == ("spatial.money", None)
    assert (meta.field("money").optional, meta.field("loose").optional) == (False, True)
    assert meta.mutable_names == {"loose", "unknown", "tags"}


def test_our_own_vector_and_point_converters_leave_the_function_to_the_dialect() -> None:
    class Place(Node):
        embedding: Vector = Field(converter=VectorConverter(), dimension=2)
        listed: list[float] | None = Field(converter=VectorConverter(), default=None)
        where: GeoLocation = Field(converter=GeoLocationConverter())

    for name, kind in (("embedding", "vector"), ("listed", "vector"), ("where", "point")):
        spec = Place.__runic__.field(name)
        assert (spec.kind.name, spec.converter, spec.function) == (kind, None, None)
    assert Place.__runic__.field("listed").optional


def test_a_vector_index_makes_a_vector_of_a_list() -> None:
    class Doc(Node):
        one: list[float] = Field(index_type="VECTOR", dimension=2)
        two: Vector | None = Field(default=None, dimension=3)

    assert Doc.__runic__.field("one").kind.name == "vector"
    assert Doc.__runic__.field("two").domain.dimension == 3

    class Wrong(Node):
        name: str = Field(index_type="VECTOR")

    class Text(Node):
        names: list[str] = Field(index_type="VECTOR")

    for cls in (Wrong, Text):
        with pytest.raises(MetadataError, match=r"Vector or a list\[float\]"):
            _ = cls.__runic__.plan


def test_generated_keys_are_text_or_numbers() -> None:
    class Good(Node):
        id: int | None = Field(generated=True)

    class Bad(Node):
        id: UUID = Field(primary_key=True, generated=True)

    assert Good.__runic__.key is not None
    assert Good.__runic__.key.generated
    with pytest.raises(MetadataError, match="annotate it as str or int"):
        _ = Bad.__runic__.key


def test_interned_is_for_text() -> None:
    class Bad(Node):
        size: int = Field(interned=True)

    with pytest.raises(MetadataError, match=r"Bad\.size.*interned"):
        _ = Bad.__runic__.plan


def test_edges_are_resolved_alike() -> None:
    class Rated(Edge):
        score: float = Field(db_name="s")

    (spec,) = Rated.__runic__.properties
    assert (spec.name, spec.db_name, spec.kind.name) == ("score", "s", "float")
    assert get_metadata().get_edge_meta(Rated) is Rated.__runic__
