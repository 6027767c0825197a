"""The shape of a statement apart from its values.

Every builder call adds a *step*: a nested tuple of names, classes and flags that can be hashed, so that statements which
differ in their values only share one compilation. The values stand beside it, in the order in which the steps take them.
Knows expressions, no scope and no database.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any, Final

from runic.ogm.core.attributes import FieldDescriptor, RelationDescriptor
from runic.ogm.cypher.expressions import (
    AggExpr,
    CompoundExpr,
    Expr,
    FilterExpr,
    NegatedExpr,
    StatementError,
    TextExpr,
)
from runic.ogm.cypher.related import CountExpr, RelationCount, RelationExpr
from runic.ogm.cypher.score import SCORE, ScoreExpr, SearchScore
from runic.ogm.exceptions import shorten

__all__ = [
    "Step",
    "aggregate_step",
    "field_ref",
    "name_ref",
    "order_refs",
    "predicate",
    "projected",
    "valid_alias",
    "whole_number",
]

Step = tuple[Any, ...]

_NULL_CHECKS: Final = {"IS NULL", "IS NOT NULL"}
_AGAINST_NONE: Final = {"=": "IS NULL", "<>": "IS NOT NULL"}
_NAME: Final = r"(?:[^\W\d]\w*|`(?:[^`]|``)+`)"
_REF: Final = re.compile(rf"\s*({_NAME})(?:\.({_NAME}))?\s*\Z")
_TERM: Final = re.compile(
    rf"\s*({_NAME})(?:\.({_NAME}))?(?:\s+(ASC|DESC|ASCENDING|DESCENDING))?\s*\Z", re.IGNORECASE
)


# -- predicates ------------------------------------------------------------------------------------------------------


def predicate(expr: Any, values: list[Any]) -> Step:
    """Return the structure of a predicate and append its values.

    Raises:
        TypeError: when it is no predicate.
        StatementError: when it cannot mean anything.
    """
    if isinstance(expr, FilterExpr):
        return _comparison(expr, values)
    if isinstance(expr, CompoundExpr):
        if expr.op not in {"AND", "OR"} or not expr.operands:
            raise StatementError(
                f"a compound expression joins one or more operands by 'AND' or 'OR', got {expr!r}"
            )
        return (expr.op, tuple([predicate(operand, values) for operand in expr.operands]))
    if isinstance(expr, NegatedExpr):
        return ("NOT", predicate(expr.operand, values))
    if isinstance(expr, TextExpr):
        return _text(expr, values)
    if isinstance(expr, RelationExpr):
        return ("RELATED", expr.cls, expr.relation, expr.alias, _filters(expr.filters, values), expr.how)
    if isinstance(expr, ScoreExpr):
        values.append(expr.value)
        return ("SCORE", expr.op)
    if isinstance(expr, CountExpr):
        counted = _counted(expr.count, values)
        values.append(whole_number(expr.value, f"{expr.count} {expr.op}"))
        return ("COUNTED", counted, expr.op)
    raise TypeError(_refusal(expr))


def _filters(filters: tuple[Expr, ...], values: list[Any]) -> Step | None:
    """Return the structure of the filters of a relation, None without any."""
    parts = tuple([predicate(expr, values) for expr in filters])
    return (parts[0] if len(parts) == 1 else ("AND", parts)) if parts else None


def _counted(count: RelationCount, values: list[Any]) -> Step:
    if count.result_alias is not None:
        valid_alias(count.result_alias, "as_()")
    return (
        "COUNT",
        count.cls,
        count.relation,
        count.alias,
        _filters(count.filters, values),
        count.result_alias,
    )


def _refusal(expr: Any) -> str:
    if isinstance(expr, bool):
        return (
            f"where() takes a filter expression, got the plain bool {expr!r}; one side of the comparison must be a field "
            "accessed on its class, as in User.age > 18, and parts are joined by '&' and '|', not by 'and' and 'or'"
        )
    if isinstance(expr, str):
        return f"where() takes a filter expression, got the text {shorten(expr)}; wrap Cypher in text(…)"
    if isinstance(expr, FieldDescriptor):
        return f"where() takes a filter expression, got the field {expr!r}; compare it with something"
    if isinstance(expr, RelationCount):
        return f"where() takes a filter expression, got {expr}; compare it, as in {expr} > 0"
    if isinstance(expr, Expr):
        return f"where() does not know expressions of type {type(expr).__name__}"
    return f"where() takes a filter expression, got {shorten(expr)}"


def _comparison(expr: FilterExpr, values: list[Any]) -> Step:
    op, value = expr.op, expr.value
    right: Any = "value"
    if op in _NULL_CHECKS:
        right = None
    elif value is None:
        if op not in _AGAINST_NONE:
            raise StatementError(
                f"{expr.cls.__name__}.{expr.prop} {op} None is never true; ask with is_null() or is_not_null()"
            )
        op, right = _AGAINST_NONE[op], None
    elif isinstance(value, FieldDescriptor):
        right = field_ref(value)
    elif op == "IN":
        known = [element for element in value if element is not None]
        right = "value" if len(known) == len(value) else "value or null"
        values.append(known)
    else:
        values.append(deepcopy(value) if isinstance(value, (list, dict, set)) else value)
    return ("FIELD", expr.cls, expr.prop, op, expr.alias, expr.negate, right)


def _text(expr: TextExpr, values: list[Any]) -> Step:
    for name, value in expr.params.items():
        if name.startswith("__") or re.fullmatch(r"p\d+", name):
            raise StatementError(
                f"parameter {name!r} of text() collides with the builder's own; give it another name"
            )
        values.append(deepcopy(value) if isinstance(value, (list, dict, set)) else value)
    return ("TEXT", expr.cypher, tuple(expr.params), expr.result_alias)


# -- references ------------------------------------------------------------------------------------------------------


def field_ref(field: Any) -> Step:
    """Return the structure of a field accessed on its class."""
    if isinstance(field, RelationDescriptor):
        raise TypeError(
            f"{field!r} is a relation, not a property; traverse() it and name a field of its target, or count() it"
        )
    if not isinstance(field, FieldDescriptor):
        raise TypeError(f"a field accessed on its class is needed, got {shorten(field)}")
    return ("FIELD", field.owner, field.name)


def name_ref(text: str, where: str) -> Step:
    """Return the structure of `alias`, `alias.property` or `name`.

    Raises:
        StatementError: for any other text; names `text()`.
    """
    found = _REF.match(text)
    if found is None:
        raise StatementError(
            f"{where} takes a field, 'alias', 'alias.property' or a column's name, got {shorten(text)}; "
            "wrap other Cypher in text(…)"
        )
    return ("NAME", _bare(found[1]), _bare(found[2]), text)


def _bare(name: str | None) -> str | None:
    return name if name is None or name[0] != "`" else name[1:-1].replace("``", "`")


def projected(thing: Any, where: str, values: list[Any]) -> Step:
    """Return the structure of something that stands for a value: a field, a text reference or raw Cypher."""
    if isinstance(thing, FieldDescriptor):
        return field_ref(thing)
    if isinstance(thing, str):
        return name_ref(thing, where)
    if isinstance(thing, TextExpr):
        return _text(thing, values)
    if isinstance(thing, SearchScore):
        return ("NAME", SCORE, None, SCORE)
    if isinstance(thing, RelationCount):
        return _counted(thing, values)
    raise TypeError(f"{where} takes fields accessed on their class or text, got {shorten(thing)}")


def order_refs(field: Any, desc: bool, values: list[Any]) -> list[Step]:
    """Return `(reference, descending)` for each term of an `order_by()`; text may name several, with directions."""
    if not isinstance(field, str):
        return [(projected(field, "order_by()", values), bool(desc))]
    terms: list[Step] = []
    for part in _parts(field):
        found = _TERM.match(part)
        if found is None:
            raise StatementError(
                f"order_by() takes a field, 'alias', 'alias.property' or a column's name with ASC or DESC, "
                f"got {shorten(field)}; wrap other Cypher in text(…)"
            )
        word = (found[3] or "").upper()
        if word and desc:
            raise StatementError(f"order_by({field!r}, desc=True) says the direction twice; leave one out")
        plain = part if not found[3] else part[: found.start(3)]
        reference = ("NAME", _bare(found[1]), _bare(found[2]), plain.strip())
        terms.append((reference, word.startswith("DESC") if word else bool(desc)))
    return terms


def _parts(text: str) -> list[str]:
    """Split at commas outside backticks."""
    pieces = text.split("`")
    parts = [""]
    for number, piece in enumerate(pieces):
        if number:
            parts[-1] += "`"
        if number % 2:
            parts[-1] += piece
        else:
            first, *rest = piece.split(",")
            parts[-1] += first
            parts += rest
    return parts


def aggregate_step(expr: Any, values: list[Any]) -> Step:
    """Return the structure of an aggregation."""
    if isinstance(expr, TextExpr):
        return _text(expr, values)
    if not isinstance(expr, AggExpr):
        raise TypeError(
            f"aggregate() takes count(), avg(), sum_(), min_(), max_(), collect() or text(…), got {shorten(expr)}"
        )
    if expr.result_alias is not None:
        valid_alias(expr.result_alias, "as_()")
    if isinstance(expr.field, str) and expr.field.strip() == "*":
        if expr.func != "count" or expr.distinct:
            raise StatementError(f"only count() without distinct can look at '*', got {expr!r}; name a field")
        return ("AGG", expr.func, None, expr.result_alias, False)
    if isinstance(expr.field, RelationCount):
        raise TypeError(f"{expr.func}() takes a field, got {expr.field}; traverse() the relation and count()")
    return (
        "AGG",
        expr.func,
        projected(expr.field, f"{expr.func}()", values),
        expr.result_alias,
        expr.distinct,
    )


# -- arguments -------------------------------------------------------------------------------------------------------


def valid_alias(name: Any, where: str) -> str:
    """Return an alias; raises `TypeError` for what is no text, `StatementError` for an empty one."""
    if not isinstance(name, str):
        raise TypeError(f"{where} takes the name of an alias, got {shorten(name)}")
    if not name.strip():
        raise StatementError(f"{where} takes the name of an alias, got {name!r}")
    return name


def whole_number(number: Any, where: str, least: int = 0) -> int:
    """Return a number of rows or hops; raises `TypeError` for other types, `StatementError` below `least`."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"{where} takes a whole number, got {shorten(number)}")
    if number < least:
        raise StatementError(f"{where} takes a whole number of at least {least}, got {number!r}")
    if number >= 2**63:
        raise StatementError(f"{where} takes a whole number below 2**63, got {number!r}")
    return number
