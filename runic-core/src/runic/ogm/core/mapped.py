"""What type checkers see of fields and relations: `name: Mapped[str]` is text on an entity and an attribute on its class.

Owns no behaviour: at run time the attributes are the descriptors of `runic.ogm.core.attributes`, whatever the annotation.
"""

# `T_co` is covariant, so that text is told from numbers and a relation from a property by type alone, and stands in
# parameters all the same, so that what is compared and assigned is checked
# mypy: disable-error-code="misc,overload-overlap"
# pyright: reportGeneralTypeIssues=false, reportOverlappingOverload=false

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, overload

from runic.ogm.core.attributes import FieldDescriptor, RelationDescriptor
from runic.ogm.exceptions import shorten

if TYPE_CHECKING:
    from runic.ogm.core.models import Node
    from runic.ogm.cypher.expressions import Expr

__all__ = ["Attribute", "Mapped", "Relates", "RelationAttribute", "col"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
N = TypeVar("N", bound="Node")
R = TypeVar("R", bound="Node | None")

if TYPE_CHECKING:

    class Attribute(FieldDescriptor, Generic[T_co]):
        """A field as its class shows it; its comparisons take values of the field's type and make filters."""

        def __eq__(self, other: T_co | Attribute[Any] | None) -> Expr: ...  # type: ignore[override]
        def __ne__(self, other: T_co | Attribute[Any] | None) -> Expr: ...  # type: ignore[override]
        def __lt__(self, other: T_co | Attribute[Any]) -> Expr: ...
        def __le__(self, other: T_co | Attribute[Any]) -> Expr: ...
        def __gt__(self, other: T_co | Attribute[Any]) -> Expr: ...
        def __ge__(self, other: T_co | Attribute[Any]) -> Expr: ...
        def contains(self: Attribute[Collection[Any] | None], value: Any) -> Expr: ...
        def startswith(self: Attribute[str | None], value: str) -> Expr: ...
        def endswith(self: Attribute[str | None], value: str) -> Expr: ...
        def matches(self: Attribute[str | None], pattern: str) -> Expr: ...
        def iexact(self: Attribute[str | None], value: str) -> Expr: ...
        def icontains(self: Attribute[str | None], value: str) -> Expr: ...
        def istartswith(self: Attribute[str | None], value: str) -> Expr: ...
        def iendswith(self: Attribute[str | None], value: str) -> Expr: ...
        def is_null(self) -> Expr: ...
        def is_not_null(self) -> Expr: ...
        def in_(self, values: Iterable[T_co]) -> Expr: ...

        __hash__ = FieldDescriptor.__hash__

        def not_in_(self, values: Iterable[T_co]) -> Expr: ...

    class RelationAttribute(RelationDescriptor, Generic[T_co]):
        """A relation as its class shows it: what `traverse()` follows, and to which class."""

else:
    Attribute = FieldDescriptor
    RelationAttribute = RelationDescriptor


Relates: TypeAlias = "RelationAttribute[N | None] | Sequence[N] | N | None"
"""A relation accessed on its class, as either style of annotation shows it to a type checker."""


class Mapped(Generic[T_co]):
    """The annotation of the strict style: `name: Mapped[str] = Field()`, `posts: Mapped[list[Post]] = Relation(...)`.

    It means what `str` and `list[Post]` mean, and tells type checkers that the attribute is more on the class:
    `User.name == "Ada"` is a filter, `User.posts` a relation to `Post`, while `user.name` is text.
    """

    if TYPE_CHECKING:

        @overload
        def __get__(self: Mapped[Sequence[N]], instance: None, owner: Any) -> RelationAttribute[N]: ...
        @overload
        def __get__(self: Mapped[Node | None], instance: None, owner: Any) -> RelationAttribute[T_co]: ...
        @overload
        def __get__(self, instance: None, owner: Any) -> Attribute[T_co]: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> T_co: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: Any, value: T_co) -> None: ...


@overload
def col(attribute: Sequence[N]) -> RelationAttribute[N]: ...
@overload
def col(attribute: R) -> RelationAttribute[R]: ...
@overload
def col(attribute: T) -> Attribute[T]: ...
def col(attribute: Any) -> Any:
    """Return a field or relation of a class as it is, typed as what it is there.

    Type checkers take `User.name` for text where it is declared as `name: str`; `col(User.name).contains("x")` and
    `col(User.posts)` show them the attribute.

    Raises:
        TypeError: for anything but a field or relation accessed on its class.
    """
    if not isinstance(attribute, FieldDescriptor):
        raise TypeError(f"col() takes a field or relation accessed on its class, got {shorten(attribute)}")
    return attribute
