"""The comparison operators of fields: each makes an expression and touches no value.

Knows the expression records of the query language, and no builder, model or session.
"""

from __future__ import annotations

from typing import Any

from runic.ogm.cypher.expressions import FilterExpr

__all__ = ["FieldOperators"]


class FieldOperators:
    """`User.name == "Alice"`, `User.age > 18`, `User.bio.contains("graph")`: filters for `where()`.

    Every operator returns a `FilterExpr`; a comparison with None asks whether the property is there.
    """

    _owner: type | None
    _name: str

    def _filter(self, op: str, value: Any = None, *, negate: bool = False) -> Any:
        owner: Any = self._owner
        return FilterExpr(owner, self._name, op, value, None, negate)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> Any:
        return self.is_null() if other is None else self._filter("=", other)

    def __ne__(self, other: object) -> Any:
        return self.is_not_null() if other is None else self._filter("<>", other)

    def __lt__(self, other: Any) -> Any:
        return self._filter("<", other)

    def __le__(self, other: Any) -> Any:
        return self._filter("<=", other)

    def __gt__(self, other: Any) -> Any:
        return self._filter(">", other)

    def __ge__(self, other: Any) -> Any:
        return self._filter(">=", other)

    def contains(self, value: str) -> Any:
        """Return a filter: the property contains `value`."""
        return self._filter("CONTAINS", value)

    def startswith(self, value: str) -> Any:
        """Return a filter: the property starts with `value`."""
        return self._filter("STARTS WITH", value)

    def endswith(self, value: str) -> Any:
        """Return a filter: the property ends with `value`."""
        return self._filter("ENDS WITH", value)

    def matches(self, pattern: str) -> Any:
        """Return a filter: the whole property matches the regular expression `pattern`."""
        return self._filter("=~", pattern)

    def iexact(self, value: str) -> Any:
        """Return a filter: the property equals `value` in any case."""
        return self._filter("IEXACT", value)

    def icontains(self, value: str) -> Any:
        """Return a filter: the property contains `value` in any case."""
        return self._filter("ICONTAINS", value)

    def istartswith(self, value: str) -> Any:
        """Return a filter: the property starts with `value` in any case."""
        return self._filter("ISTARTS WITH", value)

    def iendswith(self, value: str) -> Any:
        """Return a filter: the property ends with `value` in any case."""
        return self._filter("IENDS WITH", value)

    def is_null(self) -> Any:
        """Return a filter: the property is absent."""
        return self._filter("IS NULL")

    def is_not_null(self) -> Any:
        """Return a filter: the property is present."""
        return self._filter("IS NOT NULL")

    def in_(self, values: list[Any]) -> Any:
        """Return a filter: the property is one of `values`."""
        return self._filter("IN", _collected(values))

    def not_in_(self, values: list[Any]) -> Any:
        """Return a filter: the property is none of `values`."""
        return self._filter("IN", _collected(values), negate=True)


def _collected(values: Any) -> list[Any]:
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise TypeError(f"in_() takes a list of values, got {values!r}; compare one value with ==")
    return list(values)
