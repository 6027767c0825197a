"""What the parts of a statement mean in its scope: predicates, references, aggregations; values become parameters.

Knows the scope and the plans of the classes; where a predicate ends up is the business of `lower`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from runic.ogm.cypher import select as cy
from runic.ogm.cypher.score import SCORE
from runic.ogm.exceptions import StatementError
from runic.ogm.query.fields import Catalog, Column, Comparand, aggregated, missing_field, refuse_order
from runic.ogm.query.scope import Scope, Variable
from runic.ogm.query.structure import Step

__all__ = ["Binding", "Encoder", "Returned", "unique"]

Encode = Callable[[Any], Any]
Encoder = tuple[str, int, Encode]

_MANY: Final = 64
_PLAIN: Final = tuple(cy.Param(f"p{number}") for number in range(_MANY))


class Returned:
    """A value that a statement returns: a node, an edge, or something plain.

    Attributes:
        name: its key in results.
        value: what stands in the text; None for a whole node or edge.
        variable: the node or edge.
        column: the field, where it is one.
        alias: the name that the text gives it with AS, or None.
        decode, absent: how a plain value is read.
    """

    __slots__ = ("absent", "alias", "column", "decode", "name", "value", "variable")

    def __init__(
        self,
        name: str,
        value: cy.Value | None,
        variable: Variable | None,
        decode: Encode | None = None,
        absent: Any = None,
        alias: str | None = None,
        column: Column | None = None,
    ) -> None:
        self.name = name
        self.column = column
        self.value = value
        self.variable = variable
        self.decode = decode
        self.absent = absent
        self.alias = alias

    @property
    def aggregate(self) -> bool:
        """True for an aggregation."""
        return isinstance(self.value, cy.Aggregate)


class Binding:
    """Binds the parts of one statement.

    Args:
        catalog: the fields of the classes for one dialect.

    Attributes:
        scope: the variables that can be named at the place that was reached.
        encoders: parameter, place of its value, and what encodes it.
        place: place of the next value.
        nested: how many subqueries there are.
        score: the score of the search that the statement starts with.
    """

    __slots__ = (
        "_inner", "_numbered", "_texts", "catalog", "encoders", "mapper", "nested", "place", "scope", "score",
    )  # fmt: skip

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.mapper = catalog.mapper
        self.scope = Scope()
        self.encoders: list[Encoder] = []
        self.place = 0
        self.nested = 0
        self.score: Variable | None = None
        self._numbered = 0
        self._inner: tuple[Variable, ...] = ()
        self._texts: frozenset[str] = frozenset()

    def take(self) -> int:
        """Return the place of the next value."""
        place = self.place
        self.place = place + 1
        return place

    # -- predicates --------------------------------------------------------------------------------------------------

    def predicate(self, structure: Step, on: str | None, used: list[Variable]) -> cy.Predicate:
        match structure[0]:
            case "FIELD":
                return self.comparison(structure, on, used)
            case "NOT":
                inner = self.predicate(structure[1], on, used)
                return inner.operand if isinstance(inner, cy.Negation) else cy.Negation(inner)
            case "TEXT":
                return self.text(structure)
            case "SCORE":
                variable = self.scored()
                used.append(variable)
                return cy.Comparison(structure[1], cy.Variable(variable.name), self.param(float))
            case "RELATED":
                return self.related(structure, on, used)
            case "COUNTED":
                counted = cy.Count(self.subquery(structure[1], on, used))
                return cy.Comparison(structure[2], counted, self.param(int))
            case op:
                parts = tuple([self.predicate(part, on, used) for part in structure[1]])
                return parts[0] if len(parts) == 1 else cy.Junction(cast("Any", op), parts)

    def scored(self) -> Variable:
        """Return the score of the search; raises `StatementError` where there is none."""
        found = self.scope.find(SCORE)
        if found is None or found is not self.score:
            raise StatementError(
                f"only a statement that starts with a search has a score, and with_() must carry it; in scope: {self.scope}"
            )
        return found

    def text(self, structure: Step) -> cy.Raw:
        for name in structure[2]:
            if name in self._texts:
                raise StatementError(f"parameter {name!r} is given by two text() parts; give it two names")
            self._texts |= {name}
            self.encoders.append((name, self.take(), self.mapper.dialect.codec.encode))
        return cy.Raw(structure[1])

    def comparison(self, structure: Step, on: str | None, used: list[Variable]) -> cy.Predicate:
        _, cls, name, op, alias, negate, right = structure
        variable, column = self.field(cls, name, on or alias, "where()")
        if variable not in self._inner:
            used.append(variable)
        left = column.value(variable.name)
        result: cy.Predicate
        if right is None:
            result = cy.Comparison(op, left)
        elif isinstance(right, tuple):
            other, column = self.field(right[1], right[2], None, "where()")
            if other not in self._inner:
                used.append(other)
            result = cy.Comparison(op, left, column.value(other.name))
        else:
            compared = column.comparands.get(op) or self.catalog.comparand(column, op)
            result = cy.Comparison(compared.op, left, self.param(compared.encode, compared))
            if right == "value or null":
                result = cy.Junction("OR", (result, cy.Comparison("IS NULL", left)))
        return cy.Negation(result) if negate else result

    def param(self, encode: Encode, compared: Comparand | None = None) -> cy.Param:
        """Return the parameter that holds the next value, wrapped as what it is compared with wants it."""
        number, place = self._numbered, self.place
        self._numbered, self.place = number + 1, place + 1
        if compared is not None and compared.function is not None:
            param = cy.Param(f"p{number}", compared.function, compared.each)
        else:
            param = _PLAIN[number] if number < _MANY else cy.Param(f"p{number}")
        self.encoders.append((param.name, place, encode))
        return param

    # -- what relations lead to ----------------------------------------------------------------------------------------

    def related(self, structure: Step, on: str | None, used: list[Variable]) -> cy.Predicate:
        """Return the predicate of `any()`, `none()` or `all()` of a relation."""
        how = structure[5]
        exists = cy.Exists(self.subquery(structure, on, used, unmet=how == "ALL"))
        return exists if how == "ANY" else cy.Negation(exists)

    def subquery(
        self, structure: Step, on: str | None, used: list[Variable], *, unmet: bool = False
    ) -> cy.Subquery:
        """Return what a relation of a node leads to; filters mean the related node and the edge first.

        Args:
            structure: the step.
            on: the alias of the node outside, or None.
            used: takes the variables outside that it names.
            unmet: look for related nodes that do not fulfil the filters.
        """
        _, cls, relation, alias, filters = structure[:5]
        what = f"{cls.__name__}.{relation}"
        source = self.bound(cls, relation, on or alias, "where()")
        if source.cls is None or not source.is_node:
            raise StatementError(f"{what}: {source} is no node; in scope: {self.scope}")
        if not (issubclass(source.cls, cls) or issubclass(cls, source.cls)):
            raise StatementError(f"{what} is no relation of {source}; in scope: {self.scope}")
        if source not in self._inner:
            used.append(source)
        plan = source.node_plan
        spec = plan.relations.get(relation) or self.mapper.node_plan(cls).relation(relation)
        edge = Variable(self.unused("_rel"), (), spec.edge, None)
        edge.plan = None if spec.edge is None else self.mapper.edge_plan(spec.edge)
        edge.edge_type = spec.type
        target = Variable(self.unused("_far"), (), spec.target, self.mapper.node_plan(spec.target))
        self.nested += 1
        where = None if filters is None else self.within((edge, target), filters, used)
        return cy.Subquery(
            cy.NodePattern(source.name, known=plan.labels),
            cy.Hop(spec.type, spec.direction, edge.name),
            cy.NodePattern(target.name, target.node_plan.labels),
            cy.Unmet(where) if where is not None and unmet else where,
        )

    def within(self, variables: tuple[Variable, ...], structure: Step, used: list[Variable]) -> cy.Predicate:
        """Return a predicate in whose scope there are further variables."""
        before = self._inner
        self._inner = (*before, *variables)
        self.scope.variables += variables
        try:
            return self.predicate(structure, None, used)
        finally:
            self._inner = before
            del self.scope.variables[-len(variables) :]

    def unused(self, prefix: str) -> str:
        """Return a name for a variable that only a subquery knows."""
        name = f"{prefix}{self.nested}"
        while self.scope.find(name) is not None:
            name += "_"
        return name

    # -- references --------------------------------------------------------------------------------------------------

    def bound(self, cls: type, name: str, alias: str | None, where: str) -> Variable:
        """Return the variable whose field is meant."""
        if alias is not None:
            return self.scope.named(alias, f"{cls.__name__}.{name} in {where}")
        for variable in reversed(self._inner):
            inner = variable.cls
            if inner is not None and (issubclass(inner, cls) or issubclass(cls, inner)):
                return variable
        return self.scope.of_class(cls, name, where)

    def field(self, cls: type, name: str, alias: str | None, where: str) -> tuple[Variable, Column]:
        """Return the variable whose field is meant, and the field."""
        variable = self.scope.variables[-1]
        if alias is not None or variable.cls is not cls:
            variable = self.bound(cls, name, alias, where)
        found = self.catalog.known.get((variable.cls, cls, name))
        return variable, self.column(variable, name, where, cls) if found is None else found

    def column(self, variable: Variable, name: str, where: str, cls: type | None = None) -> Column:
        """Return a field of a variable; raises `StatementError` when there is none.

        Args:
            variable: the node or edge.
            name: the field.
            where: the place where it was written.
            cls: the class that a user wrote it with, None for text.
        """
        plan = variable.plan
        if plan is None:
            raise StatementError(f"{where}: {variable} has no fields; in scope: {self.scope}")
        if cls is not None and not (issubclass(plan.cls, cls) or issubclass(cls, plan.cls)):
            raise StatementError(
                f"{where}: {cls.__name__}.{name} is no field of {variable}; in scope: {self.scope}"
            )
        found = self.catalog.column(plan, name, by_db_name=cls is None)
        if found is None and cls is not None and cls is not plan.cls and issubclass(cls, plan.cls):
            found = self.catalog.column(self.mapper.node_plan(cls), name)
        if found is None:
            raise missing_field(plan, name, variable.shown, str(self.scope))
        self.catalog.known[variable.cls, cls, name] = found
        return found

    def reference(self, structure: Step, where: str) -> Returned:
        """Return what a field, a text reference or raw Cypher stands for."""
        match structure:
            case ("FIELD", cls, name):
                variable, column = self.field(cls, name, None, where)
                value = column.value(variable.name)
                return Returned(name, value, variable, column.decode, None, None, column)
            case ("NAME", alias, None, text):
                variable = self.scope.named(alias, where)
                if variable.cls is None and variable.edge_type is None:
                    value = cy.Variable(variable.name)
                    return Returned(text, value, variable, variable.decode, variable.absent)
                return Returned(text, None, variable)
            case ("NAME", alias, name, text):
                variable = self.scope.named(alias, where)
                column = self.column(variable, name, where)
                return self.returned(text, variable, column)
            case ("COUNT", cls, name, _, _, alias):
                used: list[Variable] = []
                counted = cy.Count(self.subquery(structure, None, used))
                return Returned(alias or f"count({name})", counted, used[0], None, 0, alias)
            case _:
                raw = self.text(structure)
                return Returned(structure[3] or raw.cypher, raw, None, alias=structure[3])

    def returned(self, name: str, variable: Variable, column: Column) -> Returned:
        """Return a field of a variable as a value."""
        value = column.value(variable.name)
        return Returned(name, value, variable, column.decode, None, None, column)

    def sort_key(self, structure: Step) -> Returned | str:
        """Return the value to sort by, or the name of a column that is only known at the end."""
        if structure[0] == "NAME" and structure[2] is None and self.scope.find(structure[1]) is None:
            name: str = structure[1]
            return name
        found = self.reference(structure, "order_by()")
        if found.value is None:
            return found.name  # a whole node, unless a column has the same name
        if found.column is not None and not found.column.sorts:
            refuse_order(self.mapper, found.column)
        return found

    def aggregate(self, structure: Step) -> Returned:
        if structure[0] == "TEXT":
            return self.reference(structure, "aggregate()")
        _, func, operand, alias, distinct = structure
        if operand is None:
            return Returned(alias or "count(*)", cy.Aggregate("count"), None, None, 0, alias)
        inner = self.reference(operand, f"{func}()")
        value = inner.value if inner.value is not None else cy.Variable(cast("Variable", inner.variable).name)
        if func != "count" and inner.value is None:
            raise StatementError(f"{func}() needs a property, and {inner.variable} is a whole node or edge")
        decode, absent = aggregated(self.mapper, func, inner.column)
        shown = inner.name
        if operand[0] == "FIELD" and inner.variable is not None:
            shown = f"{inner.variable.shown}.{inner.name}"
        text = f"{func}({'DISTINCT ' if distinct else ''}{shown})"
        return Returned(alias or text, cy.Aggregate(func, value, distinct), None, decode, absent, alias)


def unique(items: list[Returned]) -> list[Returned]:
    """Give columns that share a name their full one; raises `StatementError` when they still share it."""
    names = [item.name for item in items]
    for item in items:
        if (
            names.count(item.name) > 1
            and item.variable is not None
            and item.value is not None
            and item.alias is None
        ):
            item.name = f"{item.variable.shown}.{item.name}" if "." not in item.name else item.name
    seen: set[str] = set()
    for item in items:
        if item.name in seen:
            raise StatementError(
                f"two columns are named {item.name!r}; leave one out, or name it with .as_('…')"
            )
        seen.add(item.name)
    return items
