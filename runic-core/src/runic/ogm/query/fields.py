"""From an attribute of a class to a property of a database, and from a Python value to what it is compared with.

Knows plans of classes and the dialect, no statement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from runic.ogm.core.spelling import suggest
from runic.ogm.cypher import select as cy
from runic.ogm.cypher.record import nothing
from runic.ogm.driver.codec import ANY
from runic.ogm.exceptions import (
    FieldValidationError,
    StatementError,
    UnsupportedFeatureError,
    ValueEncodingError,
)
from runic.ogm.mapping.mapper import Mapper
from runic.ogm.mapping.plan import EdgePlan, NodePlan, PropertyPlan

__all__ = ["Catalog", "Column", "Comparand", "aggregated", "missing_field", "refuse_order"]

Encode = Callable[[Any], Any]

_TEXT_OPS: Final = frozenset(
    {"CONTAINS", "STARTS WITH", "ENDS WITH", "=~", "IEXACT", "ICONTAINS", "ISTARTS WITH", "IENDS WITH"}
)
_ORDER_OPS: Final = frozenset({"<", "<=", ">", ">="})
_NUMERIC: Final = frozenset({"int", "float", "timedelta", "any"})


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a class on one database.

    Args:
        owner: the class.
        name: the attribute.
        plan: how it is stored, or None for a generated key, which is the database's id.
        decode: turns what is stored into the Python value; None when it is that already.
        sorts: what is stored sorts like the values.
        comparands: how values stand beside it, by operator, as far as it was asked for.
    """

    owner: type
    name: str
    plan: PropertyPlan | None
    decode: Callable[[Any], Any] | None
    sorts: bool = True
    comparands: dict[str, Comparand] = field(default_factory=nothing, compare=False, repr=False)

    @property
    def db_name(self) -> str | None:
        """The property in the database, None for the id."""
        return None if self.plan is None else self.plan.column_name

    @property
    def kind(self) -> str:
        """The name of the kind that a codec stores, "any" behind a user's own converter."""
        prop = self.plan
        return "any" if prop is None or prop.spec.converter is not None else prop.spec.kind.name

    def value(self, alias: str) -> cy.Value:
        """Return what stands for the field of an alias in the text."""
        prop = self.plan
        return cy.Id(alias) if prop is None else cy.Property(alias, prop.column_name)

    def __str__(self) -> str:
        return f"{self.owner.__name__}.{self.name}"


@dataclass(frozen=True, slots=True)
class Comparand:
    """How a value stands on the right side of a comparison.

    Args:
        op: the operator, which may differ from the one that was asked for.
        encode: what turns the Python value into the parameter.
        function: a Cypher function around the parameter, or None.
        each: the value is a list, whose elements are encoded and wrapped one by one.
    """

    op: str
    encode: Encode
    function: str | None = None
    each: bool = False


class Catalog:
    """The fields of all classes on one database, looked up once.

    Args:
        mapper: where plans come from.

    Attributes:
        known: fields by the class of an alias, the class that a user wrote them with, and their names.
        families: the properties of a class and all its subclasses, and whether it has any.
    """

    def __init__(self, mapper: Mapper) -> None:
        self.mapper = mapper
        self.known: dict[tuple[type | None, type | None, str], Column] = {}
        self._columns: dict[tuple[type, str, bool], Column | None] = {}
        self.families: dict[type, tuple[tuple[str, ...], bool]] = {}
        #: the dialect can read any name of a node or edge
        self.odd_aliases: bool = getattr(mapper.dialect, "odd_aliases", True)

    def column(self, plan: NodePlan | EdgePlan, name: str, *, by_db_name: bool = False) -> Column | None:
        """Return a field of a class or, failing that, of a subclass of it; None when there is none.

        Args:
            plan: the plan of the class.
            name: the attribute.
            by_db_name: whether `name` may be the property's name in the database, too.
        """
        key = (plan.cls, name, by_db_name)
        try:
            return self._columns[key]
        except KeyError:
            found = self._columns[key] = self._find(plan, name, by_db_name)
            return found

    def _find(self, plan: NodePlan | EdgePlan, name: str, by_db_name: bool) -> Column | None:
        found = self._own(plan, name, by_db_name)
        if found is not None or not isinstance(plan, NodePlan):
            return found
        for cls in self.mapper.subclasses(plan.cls):
            found = self._own(self.mapper.node_plan(cls), name, by_db_name)
            if found is not None:
                return found
        return None

    def _own(self, plan: NodePlan | EdgePlan, name: str, by_db_name: bool) -> Column | None:
        prop = plan.by_name.get(name)
        if prop is None and by_db_name:
            prop = next((prop for prop in plan.properties if prop.column_name == name), None)
        if prop is not None:
            return Column(plan.cls, prop.name, prop, prop.decode, getattr(prop.storage, "sorts", True))
        if isinstance(plan, NodePlan) and plan.generated and name == plan.key_name:
            return Column(plan.cls, name, None, self.mapper.key_maker(plan))
        return None

    def comparand(self, column: Column, op: str) -> Comparand:
        """Return how a value is compared with a field by an operator.

        Raises:
            StatementError: when the operator has no meaning for fields of that kind.
        """
        found = column.comparands.get(op)
        if found is None:
            found = column.comparands[op] = _comparand(self.mapper, column, op)
        return found

    def family(self, plan: NodePlan) -> tuple[tuple[str, ...], bool]:
        """Return what `families` holds of a class that was not asked for before."""
        family = [plan, *(self.mapper.node_plan(cls) for cls in self.mapper.subclasses(plan.cls))]
        columns = dict.fromkeys(prop.column_name for member in family for prop in member.properties)
        found = self.families[plan.cls] = (tuple(columns), len(family) > 1)
        return found


def missing_field(plan: NodePlan | EdgePlan, name: str, alias: str, scope: str) -> StatementError:
    """Return the error for a field that a class does not have."""
    close = suggest(name, sorted(plan.meta.property_names))
    return StatementError(
        f"{plan.cls.__name__} has no field {name!r} (alias {alias!r}){close}; in scope: {scope}"
    )


# -- comparisons -------------------------------------------------------------------------------------------------------


def _comparand(mapper: Mapper, column: Column, op: str) -> Comparand:
    if column.plan is None:
        return _against_id(mapper, column, op)
    if op in _TEXT_OPS:
        return _against_text(mapper, column, column.plan, op)
    if op in _ORDER_OPS and not column.sorts:
        refuse_order(mapper, column)
    prop = column.plan
    encode = _number_or(mapper, prop) if column.kind == "int" else prop.encode
    if op == "IN":
        return Comparand(
            op, lambda values: [encode(value) for value in values], prop.storage.function, each=True
        )
    return Comparand(op, encode, prop.storage.function)


def _number_or(mapper: Mapper, prop: PropertyPlan) -> Encode:
    """A whole number may well be compared with a fraction."""
    plain, number = prop.encode, mapper.dialect.codec.encode
    return lambda value: number(value) if type(value) is float else plain(value)


def _against_id(mapper: Mapper, column: Column, op: str) -> Comparand:
    if op in _TEXT_OPS:
        raise StatementError(f"{column} is the database's id, which {op} cannot search; compare it with ==")

    def encode(value: Any) -> Any:
        try:
            return mapper.dialect.ident(value)
        except ValueEncodingError as refused:
            raise FieldValidationError(column.owner.__name__, column.name, value, refused.reason) from refused

    if op == "IN":
        return Comparand(op, lambda values: list(dict.fromkeys(map(encode, values))), each=True)
    return Comparand(op, encode)


def _against_text(mapper: Mapper, column: Column, prop: PropertyPlan, op: str) -> Comparand:
    codec = mapper.dialect.codec
    pattern: Callable[[str], str] | None = getattr(mapper.dialect, "pattern", None) if op == "=~" else None
    if column.kind == "list" and op == "CONTAINS":
        item = codec.storage(prop.spec.kind.item or ANY)
        return Comparand("HAS", _checked(column, item.encode), item.function)
    if column.kind not in {"str", "any", "enum"}:
        raise StatementError(f"{column} is of kind {column.kind}, which {op} cannot search; it searches text")

    def encode(value: Any) -> Any:
        if not isinstance(value, str):
            raise FieldValidationError(column.owner.__name__, column.name, value, f"{op} compares with text")
        return codec.encode(value if pattern is None else pattern(value))

    return Comparand(op, _checked(column, encode))


def _checked(column: Column, encode: Encode) -> Encode:
    def checked(value: Any) -> Any:
        try:
            return encode(value)
        except ValueEncodingError as refused:
            raise FieldValidationError(column.owner.__name__, column.name, value, refused.reason) from refused

    return checked


def refuse_order(mapper: Mapper, column: Column) -> NoReturn:
    """Refuse to order by a field whose stored form does not sort like its values.

    Raises:
        UnsupportedFeatureError: naming the field and its kind.
    """
    raise UnsupportedFeatureError(
        mapper.dialect.name,
        f"ordering by {column} of kind {column.kind}",
        "its stored form does not sort like its values; store a number beside it",
    )


# -- aggregations ------------------------------------------------------------------------------------------------------


def aggregated(mapper: Mapper, func: str, column: Column | None) -> tuple[Callable[[Any], Any] | None, Any]:
    """Return what decodes an aggregation of a field, and what it is of nothing.

    Raises:
        StatementError: when the aggregation has no meaning for fields of that kind.
    """
    if func == "count":
        return None, 0
    if column is None:
        return None, 0 if func == "sum" else None
    if func == "collect":
        return _each(column.decode), None
    if func in {"min", "max"}:
        if not column.sorts:
            refuse_order(mapper, column)
        return column.decode, None
    if column.kind not in _NUMERIC or column.plan is None:
        raise StatementError(f"{func} needs numbers, and {column} is of kind {column.kind}")
    if column.kind == "timedelta":
        zero = column.decode(0) if func == "sum" and column.decode is not None else None
        return column.decode, zero
    if func == "sum":
        # FalkorDB adds integers up to a float
        return (_whole if column.kind == "int" else None), 0
    return None, None


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _each(decode: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
    if decode is None:
        return None
    return lambda values: [None if value is None else decode(value) for value in values]
