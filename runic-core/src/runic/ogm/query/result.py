"""The end of a statement: what it returns for what is wanted of it, and how the rows are read.

People see `RETURN n`; a session asks for ids, labels and properties, which cost a fraction of nodes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal, get_args

from runic.ogm.cypher import select as cy
from runic.ogm.cypher.record import record
from runic.ogm.exceptions import StatementError
from runic.ogm.mapping.plan import NodePlan
from runic.ogm.mapping.shape import EdgeShape, EntityShape, ScalarShape, Shape
from runic.ogm.query.binding import Encoder, Returned, unique
from runic.ogm.query.fields import Catalog
from runic.ogm.query.lower import Lowering
from runic.ogm.query.scope import Variable

__all__ = ["WANTS", "Lowered", "Rows", "Want", "finish"]

Want = Literal["entities", "rows", "edges", "count", "scalar", "ids", "text"]
WANTS: Final[Mapping[str, Want]] = {want: want for want in get_args(Want)}


@record
class Lowered:
    """A statement in names.

    Attributes:
        select: the query; its parameters have names only.
        shapes: what the rows hold.
        encoders: what makes each parameter of a value, by the place of the value.
        tuples: results are whole rows.
    """

    select: cy.Select
    shapes: tuple[Shape, ...]
    encoders: tuple[Encoder, ...]
    tuples: bool = False


class Rows:
    """Gathers what is returned, and where it stands in a row."""

    __slots__ = ("catalog", "items", "place", "shapes")

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.items: list[cy.ReturnItem] = []
        self.shapes: list[Shape] = []
        self.place = 0

    def entity(self, alias: str, plan: NodePlan, name: str) -> None:
        """Add a node of a class, with the properties of its subclasses."""
        catalog = self.catalog
        columns, several = catalog.families.get(plan.cls) or catalog.family(plan)
        place = self.place
        first = place + 2 if several else place + 1
        self.items.append(cy.EntityItem(alias, several, columns))
        self.shapes.append(EntityShape(name, plan.cls, place, place + 1 if several else None, first, columns))
        self.place = first + len(columns)

    def edge(self, alias: str, cls: type | None, edge_type: str, name: str) -> None:
        """Add an edge; one without a class brings the map of its properties."""
        columns = (
            None
            if cls is None
            else tuple(p.column_name for p in self.catalog.mapper.edge_plan(cls).properties)
        )
        self.items.append(cy.EdgeItem(alias, columns))
        self.add(EdgeShape(name, cls, edge_type, self.place, self.place + 3, columns or ()))

    def scalar(
        self, value: cy.Value, name: str, decode: Any = None, absent: Any = None, alias: str | None = None
    ) -> None:
        """Add a plain value."""
        self.items.append(cy.Item(value, alias))
        self.add(ScalarShape(name, self.place, decode, absent))

    def add(self, shape: Shape) -> None:
        self.shapes.append(shape)
        self.place = shape.stop

    def variable(self, variable: Variable, name: str) -> None:
        """Add whatever a variable stands for."""
        if isinstance(variable.plan, NodePlan):
            self.entity(variable.name, variable.plan, name)
        elif variable.edge_type is not None:
            self.edge(variable.name, variable.cls, variable.edge_type, name)
        else:
            self.scalar(cy.Variable(variable.name), name, variable.decode, variable.absent)


def finish(low: Lowering, want: Want) -> Lowered:
    """Return the query for what is wanted.

    Raises:
        StatementError: when the statement does not return that.
    """
    for variable in low.picked:
        low.require(low.in_scope(variable, "tuples()"))
    if want == "count":
        return _count(low)
    columns = unique([*low.projected, *low.aggregates]) if low.projected or low.aggregates else []
    if low.score is not None:
        _best_first(low)
    if want == "text":
        return _text(low, columns)
    if want == "ids":
        return _ids(low, columns)
    if columns and want != "edges":
        return _columns(low, columns, want)
    variables = _variables(low, want, columns)
    if want == "rows" and low.score is not None and low.score in low.scope.variables:
        variables = [*variables, low.score]
    rows = Rows(low.catalog)
    for variable in variables:
        rows.variable(variable, variable.shown)
    order = low.ordered([], variables if low.distinct else None)
    if low.distinct and any(isinstance(term.value, cy.Count) for term in order):
        _once(low, variables)
    made = _select(low, rows, order, want)
    return replace(made, tuples=True) if low.picked else made


def _best_first(low: Lowering) -> None:
    """Order the results of a search by its score, unless the statement orders or gathers them itself."""
    if low.order or low.distinct or low.aggregates or low.score not in low.scope.variables:
        return
    low.order = ((Returned(low.score.name, cy.Variable(low.score.name), low.score), True),)


def _once(low: Lowering, variables: Sequence[Variable]) -> None:
    """Make rows distinct by a WITH, behind which their nodes can still be asked about."""
    draft = low.draft("cut")
    draft.items = tuple(cy.Item(cy.Variable(variable.name)) for variable in variables)
    draft.distinct, low.distinct = True, False


def _variables(low: Lowering, want: Want, columns: Sequence[Returned]) -> list[Variable]:
    """Return the nodes and edges that are wanted."""
    if low.picked:
        return list(low.picked)
    if want == "rows" and (low.nodes or low.edges):
        return arranged(low)
    if want == "edges":
        if columns:
            raise StatementError(
                "all_with_edges() returns nodes and edges, but the statement projects values; use all_rows()"
            )
        if not low.nodes:
            raise StatementError(
                "all_with_edges() needs return_nodes() to say which nodes; name their aliases there"
            )
        return arranged(low)
    result = low.result
    if (low.nodes or low.edges) and low.target is None and want != "rows":
        if len(low.nodes) != 1 or low.edges:
            raise StatementError(
                "the statement returns several nodes and edges a row; use all_with_edges() or all_rows(), "
                "or choose one with return_target()"
            )
        result = low.nodes[0]
    if want != "rows":
        low.require(result)
    return [result]


def _ids(low: Lowering, columns: Sequence[Returned]) -> Lowered:
    """The ids of the nodes that are the result."""
    if columns:
        raise StatementError("ids() are those of entities, but the statement returns values; use scalars()")
    (result,) = _variables(low, "ids", columns)
    order = low.ordered([], [result] if low.distinct else None)
    if low.distinct:
        _once(low, [result])
    rows = Rows(low.catalog)
    rows.scalar(cy.Id(result.name), "id")
    return _select(low, rows, order, "ids")


def arranged(low: Lowering) -> list[Variable]:
    """Return nodes as they were named, each edge between its two ends where they stand side by side."""
    out = [low.in_scope(node, "return_nodes()") for node in low.nodes]
    for edge in low.edges:
        low.in_scope(edge, "return_edge()")
        pairs = [(place, {out[place - 1], out[place]}) for place in range(1, len(out))]
        ends = {edge.source, edge.target}
        between = next((place for place, pair in pairs if pair == ends), None)
        out.insert(len(out) if between is None else between, edge)
    return out


def _columns(low: Lowering, columns: list[Returned], want: Want) -> Lowered:
    """Values instead of entities; a whole node beside aggregations is grouped by before it is taken apart."""
    whole = [column for column in columns if column.value is None]
    grouped = bool(low.aggregates and whole)
    kept = [column.variable for column in whole if column.variable is not None]
    if grouped:
        for number, column in enumerate(columns):
            if column.value is not None and column.alias is None:
                column.alias = f"__c{number}"
    order = low.ordered(columns, kept if low.aggregates or low.distinct else None, renamed=grouped)
    if grouped:
        draft = low.draft("cut")
        draft.items = tuple(
            cy.Item(cy.Variable(column.variable.name))
            if column.value is None and column.variable
            else _item(column)
            for column in columns
        )
    rows = Rows(low.catalog)
    for column in columns:
        if column.value is None and column.variable is not None:
            rows.variable(column.variable, column.name)
        elif column.value is not None:
            value = cy.Variable(column.alias) if grouped and column.alias is not None else column.value
            rows.scalar(value, column.name, column.decode, column.absent, None if grouped else column.alias)
    return _select(low, rows, order, want)


def _item(column: Returned) -> cy.Item:
    assert column.value is not None, column.name
    return cy.Item(column.value, column.alias)


def _select(low: Lowering, rows: Rows, order: tuple[cy.Order, ...], want: Want) -> Lowered:
    skip = None if low.skip is None else low.number("__skip", low.skip)
    limit: cy.Param | int | None = None
    if low.limit is not None:
        limit = low.number("__limit", low.limit, _at_most_one if want == "scalar" else int)
    elif want == "scalar":
        limit = 1
    select = cy.Select(low.clauses(), tuple(rows.items), low.distinct, order, skip, limit, {}, low.nested > 0)
    return Lowered(select, tuple(rows.shapes), tuple(low.encoders))


def _at_most_one(limit: int) -> int:
    return min(limit, 1)


def _count(low: Lowering) -> Lowered:
    """The number of matched rows, whatever the statement returns; order and paging do not matter."""
    value = cy.Aggregate("count")
    columns = unique([*low.projected, *low.aggregates]) if low.distinct else []
    several: Sequence[Returned | Variable] = columns or (arranged(low) if low.distinct and low.nodes else [])
    if several:
        draft = low.draft("cut")
        draft.distinct = True
        draft.items = tuple(_distinct(number, item) for number, item in enumerate(several))
    elif not low.projected:
        result = low.result
        low.require(result)
        if low.distinct:
            value = cy.Aggregate("count", cy.Variable(result.name), distinct=True)
    rows = Rows(low.catalog)
    rows.scalar(value, "count", None, 0)
    return Lowered(
        cy.Select(low.clauses(), tuple(rows.items), subqueries=low.nested > 0),
        tuple(rows.shapes),
        tuple(low.encoders),
    )


def _distinct(number: int, item: Returned | Variable) -> cy.Item:
    if isinstance(item, Variable):
        return cy.Item(cy.Variable(item.name))
    if item.value is None and item.variable is not None:
        return cy.Item(cy.Variable(item.variable.name))
    assert item.value is not None, item.name
    return cy.Item(item.value, item.alias or f"__c{number}")


def _text(low: Lowering, columns: Sequence[Returned]) -> Lowered:
    """The statement as people read it: whole nodes, and only names for what was named."""
    if columns:
        kept = [column.variable for column in columns if column.value is None and column.variable is not None]
        items = [
            cy.Item(cy.Variable(column.variable.name))
            if column.value is None and column.variable
            else _item(column)
            for column in columns
        ]
    else:
        kept = list(low.picked) or (arranged(low) if low.nodes or low.edges else [low.result])
        items = [cy.Item(cy.Variable(variable.name)) for variable in kept]
    if low.knn is not None:
        columns = [*columns, low.knn]
        items.append(_item(low.knn))
        low.order = (*low.order, (Returned("__score", cy.Variable("__score"), None), False))
    order = low.ordered(columns, kept if low.distinct or low.aggregates else None)
    skip, limit = low.number("__skip", low.skip), low.number("__limit", low.limit)
    select = cy.Select(low.clauses(), tuple(items), low.distinct, order, skip, limit, {}, low.nested > 0)
    return Lowered(select, (), tuple(low.encoders))
