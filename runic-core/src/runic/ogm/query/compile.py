"""From a statement to what is sent: compiled once for every shape, encoded for every use.

A statement's steps are its shape. What was compiled for a shape is kept with the dialect, so that a statement which is built
again with other values costs the encoding of its values; one that is run again as it is costs a look-up. No I/O.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final, Literal

from runic.ogm.core.metadata import get_metadata
from runic.ogm.core.plan import RelationSpec
from runic.ogm.cypher import select as cy
from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.dialect import Dialect
from runic.ogm.exceptions import MetadataError
from runic.ogm.mapping.mapper import Mapper, kept_with
from runic.ogm.mapping.plan import NodePlan
from runic.ogm.mapping.shape import Compiled, Shape
from runic.ogm.query.binding import Encoder
from runic.ogm.query.builder import QueryBuilder
from runic.ogm.query.fields import Catalog
from runic.ogm.query.lower import Lowering
from runic.ogm.query.neutral import NEUTRAL
from runic.ogm.query.result import WANTS, Rows, finish

__all__ = ["build", "compile_by_ids", "compile_expand", "compile_get", "compile_statement"]

KEPT: Final = 2_000
"""Shapes kept for a dialect; a program that makes more of them starts over."""


class Template:
    """A compiled shape: all but the values."""

    __slots__ = ("columns", "encoders", "packed", "params", "search", "shapes", "text", "tuples")

    def __init__(
        self,
        statement: Statement,
        shapes: tuple[Shape, ...],
        encoders: tuple[Encoder, ...],
        search: cy.Search | None = None,
        tuples: bool = False,
    ) -> None:
        self.text = statement.text
        self.params = dict(statement.params)
        self.packed: bool | Literal["row"] = statement.packed
        self.columns = statement.columns
        self.shapes = shapes
        self.encoders = encoders
        self.search = search
        self.tuples = tuples

    def filled(self, values: tuple[Any, ...]) -> Compiled:
        """Return the statement for values; raises `FieldValidationError` for one that cannot be compared."""
        params = self.params.copy()
        for name, place, encode in self.encoders:
            params[name] = encode(values[place])
        statement = Statement(self.text, params, False, False, self.packed, self.columns)
        return Compiled(statement, self.shapes, False, self.search, self.tuples)


class Cache:
    """What was compiled for one dialect, as long as no model class comes or goes.

    Equal shapes are one object, so that what reads rows can be kept with it.
    """

    def __init__(self, dialect: Dialect, generation: int) -> None:
        self.mapper = Mapper.of(dialect)
        self.mapper.refresh()
        self.catalog = Catalog(self.mapper)
        self.render = dialect.render_select
        self.generation = generation
        self.templates: dict[Hashable, Template] = {}
        self.fixed: dict[Hashable, Compiled] = {}
        self.shapes: dict[tuple[Shape, ...], tuple[Shape, ...]] = {}

    def keep(self, key: Hashable, template: Template) -> Template:
        """Keep a template under the shape of its statement."""
        if len(self.templates) >= KEPT:
            self.templates.clear()
        template.shapes = self.same(template.shapes)
        self.templates[key] = template
        return template

    def same(self, shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
        """Return the one object that stands for equal shapes."""
        if len(self.shapes) >= KEPT:
            self.shapes.clear()
        return self.shapes.setdefault(shapes, shapes)


def cache_of(dialect: Dialect) -> Cache:
    """Return what was compiled for a dialect; nothing when classes have changed since."""
    generation = get_metadata().generation
    kept = kept_with(dialect)
    cache: Cache | None = kept.get("_runic_compiled")
    if cache is None or cache.generation != generation:
        cache = kept["_runic_compiled"] = Cache(dialect, generation)
    return cache


def compile_statement(stmt: QueryBuilder[Any], dialect: Dialect, want: str = "entities") -> Compiled:
    """Return a statement as it is sent, and what its rows hold.

    Args:
        stmt: the statement, bound or not.
        dialect: the dialect of the driver that will run it.
        want: "entities" (or the columns of a projection), "rows" (one dict a row), "edges" (tuples of nodes and edges),
            "count" (one number), "scalar" ("entities" with one row at most).

    Raises:
        TypeError: when it is no statement.
        StatementError: when it cannot mean anything.
        FieldValidationError: when a value cannot be compared with its field.
        UnsupportedFeatureError: when the database cannot do it.
    """
    if not isinstance(stmt, QueryBuilder):
        raise TypeError(f"a statement made by select() is needed, got {type(stmt).__name__}")
    stmt._use()
    cache = cache_of(dialect)
    memo = stmt._compiled
    if memo is not None:
        known = memo.get(want)
        if known is not None and known[0] is cache:
            found: Compiled = known[1]
            return found
    key = (stmt._cls, stmt._steps, want)
    template = cache.templates.get(key) or cache.keep(key, _template(cache, stmt, want))
    compiled = template.filled(stmt._values)
    if memo is None:
        memo = stmt._compiled = {}
    memo[want] = (cache, compiled)
    return compiled


def _template(cache: Cache, stmt: QueryBuilder[Any], want: str) -> Template:
    known = WANTS.get(want)
    if known is None:
        raise ValueError(f"want must be one of {', '.join(sorted(WANTS))}, got {want!r}")
    lowered = finish(Lowering(cache.catalog, stmt._cls, stmt._steps).run(), known)
    first = lowered.select.clauses[0]
    search = None if isinstance(first, (cy.Match, cy.Unwind, cy.Cut)) else first
    return Template(cache.render(lowered.select), lowered.shapes, lowered.encoders, search, lowered.tuples)


def build(stmt: QueryBuilder[Any]) -> tuple[str, dict[str, Any]]:
    """Return a statement as people read it, in the dialect of its session or the neutral one."""
    stmt._use()
    mapper = getattr(stmt._session, "mapper", None)
    dialect: Dialect = NEUTRAL if mapper is None else mapper.dialect
    lowered = finish(Lowering(cache_of(dialect).catalog, stmt._cls, stmt._steps, stmt._values).run(), "text")
    made = (
        Template(dialect.render_select(lowered.select), (), lowered.encoders).filled(stmt._values).statement
    )
    return made.text, dict(made.params)


# -- what a unit of work asks for ------------------------------------------------------------------------------------------

_NODE: Final = "n"


def compile_get(cls: type, dialect: Dialect) -> Compiled:
    """Return the template that reads the node with a key: parameter `key`, at most two rows, so that a second is noticed.

    Raises:
        MetadataError: when the class is no `Node` class, or has no key.
    """
    cache = cache_of(dialect)
    known = cache.fixed.get(("get", cls))
    return known or _keep(cache, ("get", cls), dialect, _get(cache.mapper.node_plan(cls)), cls)


def _get(plan: NodePlan) -> tuple[cy.Clause, ...]:
    key = plan.key
    if key is not None:
        left: cy.Value = cy.Property(_NODE, key.column_name)
        right = cy.Param("key", key.storage.function)
    elif plan.generated:
        left, right = cy.Id(_NODE), cy.Param("key")
    else:
        raise MetadataError(
            f"{plan.cls.__name__} has no key, so no node of it can be read by one; declare one"
        )
    return (cy.Match(cy.NodePattern(_NODE, plan.labels), where=cy.Comparison("=", left, right)),)


def compile_by_ids(cls: type, dialect: Dialect) -> Compiled:
    """Return the template that reads the nodes of a class by their ids: parameter `ids`, rows in any order."""
    cache = cache_of(dialect)
    known = cache.fixed.get(("ids", cls))
    if known is not None:
        return known
    plan = cache.mapper.node_plan(cls)
    match = cy.Match(cy.NodePattern(_NODE, plan.labels), where=_by_id())
    return _keep(cache, ("ids", cls), dialect, (cy.Unwind("ids", "x"), match), cls)


def _by_id() -> cy.Comparison:
    return cy.Comparison("=", cy.Id(_NODE), cy.Variable("x"))


def _keep(
    cache: Cache, key: Hashable, dialect: Dialect, clauses: tuple[cy.Clause, ...], cls: type
) -> Compiled:
    rows = Rows(cache.catalog)
    rows.entity(_NODE, cache.mapper.node_plan(cls), _NODE)
    limit = 2 if isinstance(clauses[0], cy.Match) else None
    statement = dialect.render_select(cy.Select(clauses, tuple(rows.items), limit=limit))
    made = cache.fixed[key] = Compiled(statement, cache.same(tuple(rows.shapes)))
    return made


def compile_expand(relation: RelationSpec, dialect: Dialect, *, edges: bool = False) -> Compiled:
    """Return the template that follows a relation from many nodes: parameter `ids`, the ids of its owners.

    Args:
        relation: the relation.
        dialect: the dialect of the driver.
        edges: whether rows hold the edges, too; they cost as much as nodes.

    Returns:
        Rows of `[id of the owner, node…, edge…]`, with the shapes `x`, `m` and `r`, in any order.
    """
    cache = cache_of(dialect)
    key = ("expand", relation.cls, relation.name, edges)
    known = cache.fixed.get(key)
    if known is not None:
        return known
    mapper = cache.mapper
    owner, target = mapper.node_plan(relation.cls), mapper.node_plan(relation.target)
    match = cy.Match(
        cy.NodePattern(_NODE, known=owner.labels),
        cy.Hop(relation.type, relation.direction, "r", each=edges),
        cy.NodePattern("m", target.labels),
        where=_by_id(),
    )
    rows = Rows(cache.catalog)
    rows.scalar(cy.Variable("x"), "x")
    rows.entity("m", target, "m")
    if edges:
        rows.edge("r", relation.edge_model, relation.type, "r")
    statement = dialect.render_select(cy.Select((cy.Unwind("ids", "x"), match), tuple(rows.items)))
    made = cache.fixed[key] = Compiled(statement, cache.same(tuple(rows.shapes)))
    return made
