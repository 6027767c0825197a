"""What a user writes in `where()`, `order_by()` and `aggregate()`: immutable records of intent.

They name a model class and an attribute and hold Python values. Binding them to an alias, naming the property in the
database and encoding values is the business of `runic.ogm.query.compile`; nothing here asks a model or a database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from runic.ogm.cypher.quoting import quote_name
from runic.ogm.exceptions import StatementError

__all__ = [
    "AggExpr",
    "CompoundExpr",
    "Expr",
    "FilterExpr",
    "NegatedExpr",
    "OrderExpr",
    "StatementError",
    "TextExpr",
    "avg",
    "collect",
    "count",
    "max_",
    "min_",
    "sum_",
    "text",
]


# quoted text and names, and the parameters beside them
_PARAMETER: Final = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|\$([A-Za-z_]\w*)""", re.DOTALL)


class Expr:
    """A predicate, or a part of one. Combine with `&`, `|` and `~`; `and`, `or` and `not` cannot work and raise."""

    __slots__ = ()

    def __and__(self, other: Any) -> CompoundExpr:
        return _combine("AND", self, other)

    def __or__(self, other: Any) -> CompoundExpr:
        return _combine("OR", self, other)

    def __rand__(self, other: Any) -> CompoundExpr:
        return _combine("AND", other, self)

    def __ror__(self, other: Any) -> CompoundExpr:
        return _combine("OR", other, self)

    def __invert__(self) -> Expr:
        return NegatedExpr(self)

    def __bool__(self) -> bool:
        raise TypeError(
            "a filter expression is neither true nor false in Python; "
            "combine with '&', '|' and '~' instead of 'and', 'or' and 'not', with parentheses around comparisons"
        )


def _combine(op: str, left: Any, right: Any) -> CompoundExpr:
    operands: list[Expr] = []
    for side in (left, right):
        if not isinstance(side, Expr):
            raise TypeError(
                f"only filter expressions combine with '{'&' if op == 'AND' else '|'}', got {side!r}; "
                "a comparison needs a field accessed on its class, and parentheses around it"
            )
        if isinstance(side, CompoundExpr) and side.op == op:
            operands.extend(side.operands)
        else:
            operands.append(side)
    return CompoundExpr(op, operands)


@dataclass(frozen=True, slots=True)
class FilterExpr(Expr):
    """One predicate: `alias.prop OP $value`. Made by the operators of field descriptors.

    Args:
        cls: the model class that declares the field.
        prop: the attribute name of the field.
        op: "=", "<>", ">", ">=", "<", "<=", "CONTAINS", "STARTS WITH", "ENDS WITH", "=~", "IN", "IS NULL",
            "IS NOT NULL", or one of the case-insensitive "IEXACT", "ICONTAINS", "ISTARTS WITH", "IENDS WITH".
        value: what to compare with, as a Python value or another field; "=" and "<>" against None mean IS NULL and
            IS NOT NULL.
        alias: the alias whose property is meant; None binds to the newest alias of the class.
        negate: wraps the predicate in NOT.
    """

    cls: type
    prop: str
    op: str
    value: Any = None
    alias: str | None = None
    negate: bool = False

    def with_alias(self, alias: str) -> FilterExpr:
        """Return a copy that is bound to `alias`."""
        return replace(self, alias=alias)


@dataclass(frozen=True, slots=True)
class CompoundExpr(Expr):
    """Several predicates joined by "AND" or "OR"."""

    op: str
    operands: list[Expr] = field(default_factory=list[Expr])


@dataclass(frozen=True, slots=True)
class NegatedExpr(Expr):
    """The opposite of a predicate."""

    operand: Expr

    def __invert__(self) -> Expr:
        return self.operand


@dataclass(frozen=True, slots=True)
class TextExpr(Expr):
    """Cypher that is put into the statement as it is; made by `text()`."""

    cypher: str
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    result_alias: str | None = None

    def as_(self, alias: str) -> TextExpr:
        """Return a copy whose value is returned under `alias` when it is projected."""
        return replace(self, result_alias=alias)


def text(cypher: str, /, **params: Any) -> TextExpr:
    """Return raw Cypher for `where`, `order_by`, `project` or `aggregate`: the one door past names and operators.

    Args:
        cypher: an expression in the database's own language. It is not checked: never put a user's input into it.
        params: values for the `$name` placeholders in it.

    Raises:
        TypeError: when `cypher` is no text.
        ValueError: when it is empty.
        StatementError: when it names a parameter that is not given.
    """
    given: Any = cypher
    if not isinstance(given, str):
        raise TypeError(f"text() takes Cypher as a str, got {given!r}")
    if not cypher.strip():
        raise ValueError("text() needs some Cypher, got an empty text")
    for name in _PARAMETER.findall(cypher):
        if name and name not in params:
            raise StatementError(f"text() names ${name}, which is not given; write text('…', {name}=…)")
    return TextExpr(cypher, params)


@dataclass(frozen=True, slots=True)
class OrderExpr:
    """One term of ORDER BY. Made by `order_by()`.

    Args:
        alias: the alias, or None when `raw` is given.
        prop: the property, or None.
        raw: a term as text, used instead of both.
        desc: True for descending order.
    """

    alias: str | None
    prop: str | None
    raw: str | None = None
    desc: bool = False

    def to_cypher(self) -> str:
        """Return the term as neutral Cypher."""
        if self.raw is not None:
            return self.raw
        names = [quote_name(name) for name in (self.alias, self.prop) if name is not None]
        return f"{'.'.join(names)} {'DESC' if self.desc else 'ASC'}"


@dataclass(frozen=True, slots=True)
class AggExpr:
    """An aggregation for `aggregate()`. Made by `count()`, `avg()`, `sum_()`, `min_()`, `max_()` and `collect()`.

    Args:
        func: "count", "avg", "sum", "min", "max" or "collect".
        field: a field accessed on its class, an alias, "alias.property", or "*" for `count(*)`.
        result_alias: the name of the column; without one it is the text of the aggregation.
        distinct: True to look at distinct values only.
    """

    func: str
    field: Any = "*"
    result_alias: str | None = None
    distinct: bool = False

    def as_(self, alias: str) -> AggExpr:
        """Return a copy whose column is named `alias`."""
        return replace(self, result_alias=alias)

    def to_cypher(self, alias_map: Mapping[type, str]) -> str:
        """Return the aggregation as neutral Cypher.

        Args:
            alias_map: the alias of each class.

        Raises:
            StatementError: when the field's class has no alias there.
        """
        inner = self.field
        if not isinstance(inner, str):
            alias = next((name for cls, name in alias_map.items() if issubclass(cls, inner.owner)), None)
            if alias is None:
                raise StatementError(
                    f"{inner.owner.__name__}.{inner.name}: no alias of that class in {alias_map!r}"
                )
            inner = f"{quote_name(alias)}.{quote_name(inner.name)}"
        call = f"{self.func}({'DISTINCT ' if self.distinct else ''}{inner})"
        return call if self.result_alias is None else f"{call} AS {quote_name(self.result_alias)}"


def count(field: Any = "*", *, distinct: bool = False) -> AggExpr:
    """Return `count(…)`: of rows without an argument, else of the values that are not null."""
    return AggExpr("count", field, distinct=distinct)


def avg(field: Any) -> AggExpr:
    """Return `avg(…)`: the mean of a field's values."""
    return AggExpr("avg", field)


def sum_(field: Any) -> AggExpr:
    """Return `sum(…)`: the sum of a field's values, 0 of none."""
    return AggExpr("sum", field)


def min_(field: Any) -> AggExpr:
    """Return `min(…)`: the smallest of a field's values."""
    return AggExpr("min", field)


def max_(field: Any) -> AggExpr:
    """Return `max(…)`: the largest of a field's values."""
    return AggExpr("max", field)


def collect(field: Any, *, distinct: bool = False) -> AggExpr:
    """Return `collect(…)`: a list of a field's values, without nulls."""
    return AggExpr("collect", field, distinct=distinct)
