"""From the steps of a statement to its clauses: names instead of classes, parameters instead of values.

The steps are gone through in order, so a filter binds to what is in scope where it was written. A filter is attached to the
clause that binds the newest variable in it: one on the target of an OPTIONAL MATCH stays there and keeps the row, one on
anything else restricts rows wherever it was written. What is returned is added by `result`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Literal, cast

from runic.ogm.cypher import select as cy
from runic.ogm.cypher.quoting import is_plain
from runic.ogm.exceptions import StatementError
from runic.ogm.mapping.plan import RelationPlan
from runic.ogm.query.binding import Binding, Returned, unique
from runic.ogm.query.draft import Draft
from runic.ogm.query.fields import Catalog, refuse_order
from runic.ogm.query.scope import Variable, final_names
from runic.ogm.query.search import begin, mentions_score
from runic.ogm.query.structure import Step

__all__ = ["Lowering"]


class Lowering(Binding):
    """Goes through the steps of one statement.

    Args:
        catalog: the fields of the classes for one dialect.
        root: the class that is queried.
        steps: the structure of the statement.
        values: its values, when the text is made for people: then numbers of rows stand in it as they are.

    Attributes:
        knn: the distance, when a vector search is written for people.
        drafts: the clauses.
        target, nodes, edges, picked: what `return_target`, `return_nodes`, `return_edge` and `tuples` named.
        projected, aggregates: the columns that `project` and `aggregate` asked for.
        order: keys with their directions; a key that is text names a column that is known at the end only.
        skip, limit, distinct: of the part that is not cut off yet; numbers are places of values.
    """

    __slots__ = (
        "_cuts", "_names", "_renamed", "aggregates", "distinct", "drafts", "edges", "knn", "limit", "nodes", "order",
        "picked", "projected", "root", "skip", "steps", "target", "values",
    )  # fmt: skip

    def __init__(
        self, catalog: Catalog, root: type, steps: Sequence[Step], values: Sequence[Any] | None = None
    ) -> None:
        super().__init__(catalog)
        self.root = root
        self.steps = steps
        self.values = values
        self.drafts: list[Draft] = []
        self.knn: Returned | None = None
        self.target: Variable | None = None
        self.nodes: Sequence[Variable] = ()
        self.picked: Sequence[Variable] = ()
        self.edges: Sequence[Variable] = ()
        self.projected: Sequence[Returned] = ()
        self.aggregates: Sequence[Returned] = ()
        self.order: Sequence[tuple[Returned | str, bool]] = ()
        self.skip: int | None = None
        self.limit: int | None = None
        self.distinct = False
        self._names = iter(final_names(steps))
        self._cuts = self._renamed = 0

    def run(self) -> Lowering:
        """Go through all steps; raises `StatementError` for what cannot be meant."""
        for step in self.steps:
            _HANDLERS[step[0]](self, step)
        return self

    def draft(self, kind: Literal["match", "cut"]) -> Draft:
        """Open a further clause."""
        made = Draft(kind, len(self.drafts))
        self.drafts.append(made)
        return made

    # -- matching ----------------------------------------------------------------------------------------------------

    def on_root(self, step: Step) -> None:
        _, names, search = step
        plan = self.mapper.node_plan(self.root)
        root = Variable(self.written(next(self._names)), names, self.root, plan)
        self.scope.add(root)
        self.scope.current = root
        if search is not None and not self.documented(search):
            root.draft = begin(self, root, search)
            self.drafts.append(root.draft)
            return
        root.draft = draft = self.draft("match")
        draft.node = cy.NodePattern(root.name, plan.labels)
        if search is not None:
            self.nearest(root, search)

    def documented(self, search: Step) -> bool:
        """Return whether a search is written for people, in the form that they know from documents."""
        return search[0] == "VECTOR" and self.values is not None and not mentions_score(self.steps)

    def nearest(self, root: Variable, search: Step) -> None:
        """Write a vector search in the documented form, as people read it."""
        field, options = search[2:]
        column = self.column(root, field[1], "field=", field[0])
        if column.plan is None or column.kind != "vector":
            raise StatementError(f"{column} is of kind {column.kind}; vector search needs a Vector")
        self.encoders.append(("__knn_vec", self.take(), column.plan.encode))
        self.limit = self.take()
        if "candidates" in dict(options):
            self.take()
        quote = self.mapper.dialect.quote
        name = f"{quote(root.name)}.{quote(column.plan.column_name)}"
        distance = f"vecf32({name}) <-> vecf32($__knn_vec)"
        self.knn = Returned("__score", cy.Raw(distance), None, alias="__score")

    def on_hop(self, step: Step) -> None:
        _, names, owner, relation, source, optional, edge, low, high = step
        what = f"traversing {owner.__name__}.{relation}"
        start = self.source(owner, source, what)
        spec = start.node_plan.relations.get(relation)
        if spec is None:
            spec = self.mapper.node_plan(owner).relation(relation)
        target = Variable(
            self.written(next(self._names)), names, spec.target, self.mapper.node_plan(spec.target)
        )
        named = None if edge is None else self.written(edge)
        hop = cy.Hop(spec.type, spec.direction, named, low, high)
        draft = self.draft("match")
        draft.node = cy.NodePattern(start.name, known=start.node_plan.labels)
        draft.hop, draft.optional = hop, optional
        draft.target = cy.NodePattern(target.name, target.node_plan.labels)
        target.draft, target.source, target.optional = draft, start, optional
        if edge is not None and named is not None:
            if not hop.fixed:
                raise StatementError(f"{what}: a path of several edges has no edge_alias, got {edge!r}")
            self.scope.add(self.edge(named, edge, spec, draft, target))
        self.scope.add(target)
        self.scope.current = target

    def written(self, name: str) -> str:
        """Return the name that a node or edge has in the text: not every database reads backticks within backticks."""
        if "`" not in name and (self.catalog.odd_aliases or is_plain(name, _NONE)):
            return name
        if self.values is not None:
            return name
        self._renamed += 1
        return f"_name{self._renamed}"

    def edge(self, name: str, given: str, spec: RelationPlan, draft: Draft, target: Variable) -> Variable:
        plan = None if spec.edge is None else self.mapper.edge_plan(spec.edge)
        made = Variable(name, (given,), spec.edge, plan)
        made.edge_type, made.draft, made.optional = spec.type, draft, draft.optional
        made.source, made.target = target.source, target
        return made

    def source(self, owner: type, alias: str | None, what: str) -> Variable:
        """Return the node that a hop starts from: the current one where it fits, else the newest that does."""
        if alias is not None:
            found = self.scope.node(alias, what)
            if found.cls is None or not (issubclass(found.cls, owner) or issubclass(owner, found.cls)):
                raise StatementError(f"{what}: {found} is no {owner.__name__}; in scope: {self.scope}")
            return found
        current = self.scope.current
        if current is not None and current.cls is not None and issubclass(current.cls, owner):
            return current
        return self.scope.of_class(owner, what.rpartition(".")[2], what)

    def on_with(self, step: Step) -> None:
        names: tuple[str, ...] = step[1]
        pending = {
            column.alias: column
            for column in self.aggregates
            if column.aggregate and column.alias is not None
        }
        kept: list[Variable] = []
        items: list[cy.Item] = []
        for name in names or self.everything(pending):
            if name in pending:
                variable, item = self.carried(name, pending[name])
            else:
                variable = self.scope.named(name, "with_()")
                item = cy.Item(cy.Variable(variable.name))
            if variable in kept:
                raise StatementError(f"with_() names {name!r} twice")
            kept.append(variable)
            items.append(item)
        self.refuse_loss(kept)
        self.cut(items, kept)

    def everything(self, pending: Iterable[str]) -> list[str]:
        """Return the names that a WITH without names carries: all, or what an aggregation returns."""
        if not self.aggregates:
            return [variable.name for variable in self.scope.variables]
        groups = [
            column.variable.name for column in self.aggregates if column.value is None and column.variable
        ]
        return [*groups, *pending]

    def refuse_loss(self, kept: Sequence[Variable]) -> None:
        """Refuse a WITH that would silently drop a projection, an aggregation or what it is grouped by."""
        if self.projected:
            raise StatementError("with_() carries nodes and edges on; project() after it, not before")
        names = {name for variable in kept for name in (variable.name, variable.shown)}
        for column in self.aggregates:
            name = (
                column.alias if column.variable is None or column.value is not None else column.variable.name
            )
            if name is None or name not in names:
                raise StatementError(
                    f"with_() drops {column.name!r} of aggregate(); name it with .as_('…') and carry it by that name"
                )

    def carried(self, name: str, column: Returned) -> tuple[Variable, cy.Item]:
        """Return the variable that an aggregation becomes when a WITH carries it."""
        assert column.value is not None, name
        variable = Variable(self.written(name), (name,), None, None)
        variable.decode, variable.absent = column.decode, column.absent
        return variable, cy.Item(column.value, variable.name)

    def cut(self, items: list[cy.Item], kept: list[Variable]) -> None:
        """Finish everything so far with a WITH."""
        self._cuts += 1
        order = self.ordered(self.aggregates, kept if self.distinct or self.aggregates else None)
        draft = self.draft("cut")
        draft.items, draft.distinct, draft.order = tuple(items), self.distinct, order
        draft.skip = self.number(f"__skip{self._cuts}", self.skip)
        draft.limit = self.number(f"__limit{self._cuts}", self.limit)
        self.order, self.skip, self.limit, self.distinct = (), None, None, False
        self.projected, self.aggregates = (), ()
        self.scope.keep(kept)
        for variable in kept:
            variable.draft = draft

    # -- filters -----------------------------------------------------------------------------------------------------

    def on_where(self, step: Step) -> None:
        _, structure, on = step
        parts = structure[1] if structure[0] == "AND" else (structure,)
        for part in parts:
            used: list[Variable] = []
            predicate = self.predicate(part, on, used)
            self.attach(predicate, used, on)

    def attach(self, predicate: cy.Predicate, used: list[Variable], on: str | None) -> None:
        draft = (used[0].draft if len(used) == 1 else None) or self.home(used, on)
        if isinstance(predicate, cy.Comparison) and predicate.op == "IN" and self.seeks(draft):
            left, right = predicate.left, predicate.right
            if isinstance(left, cy.Id) and isinstance(right, cy.Param):
                draft.seek(left.alias, right.name)
                return
        draft.add(predicate, used)

    def home(self, used: list[Variable], on: str | None) -> Draft:
        """Return the clause that a filter belongs to: the newest one that binds something in it."""
        if not used:
            if on is None:
                return self.drafts[-1]
            used = [self.scope.named(on, "where(on=)")]
        draft: Draft | None = None
        for variable in used:
            if variable.draft is not None and (draft is None or variable.draft.place > draft.place):
                draft = variable.draft
        return draft or self.drafts[-1]

    @staticmethod
    def seeks(draft: Draft) -> bool:
        return draft.place == 0 and draft.kind == "match" and draft.ids is None

    # -- order and paging --------------------------------------------------------------------------------------------

    def on_order(self, step: Step) -> None:
        terms = [(self.sort_key(structure), desc) for structure, desc in step[1]]
        self.order = [*self.order, *terms] if self.order else terms

    def ordered(
        self, columns: Sequence[Returned], kept: Sequence[Variable] | None, *, renamed: bool = False
    ) -> tuple[cy.Order, ...]:
        """Return the terms of ORDER BY.

        Args:
            columns: what is returned.
            kept: the variables that can still be named after DISTINCT or an aggregation; None when all can.
            renamed: columns have got their aliases in a WITH before, and are known by these only.
        """
        if not self.order:
            return ()
        terms: list[cy.Order] = []
        for key, desc in self.order:
            found = self.late_key(key, columns) if isinstance(key, str) else key
            assert found.value is not None, found.name
            same = (
                next((column for column in columns if column.value == found.value), None) if columns else None
            )
            if (
                kept is not None
                and same is None
                and found.variable is not None
                and found.variable not in kept
            ):
                raise StatementError(
                    f"order_by(): {found.name!r} of {found.variable} is not among the results any more; "
                    "group by it, or order by a column"
                )
            named = renamed and same is not None and same.alias is not None
            terms.append(
                cy.Order(
                    cy.Variable(cast("str", cast("Returned", same).alias)) if named else found.value, desc
                )
            )
        return tuple(terms)

    def late_key(self, name: str, columns: Sequence[Returned]) -> Returned:
        """Return what a bare name in `order_by()` means: a column of the result, else a field of the result's class."""
        for column in columns:
            if name in {column.alias, column.name} and column.value is not None:
                value = cy.Variable(column.alias) if column.alias is not None else column.value
                return Returned(name, value, None)
        whole = self.scope.find(name)
        if whole is not None:
            raise StatementError(
                f"order_by(): {whole} is a whole node or edge; name a property, as in {name + '.name'!r}"
            )
        current = self.result
        if current.plan is not None and (found := self.catalog.column(current.plan, name, by_db_name=True)):
            if not found.sorts:
                refuse_order(self.mapper, found)
            return self.returned(name, current, found)
        raise StatementError(
            f"order_by(): {name!r} is no column of the result and no field of {current}; "
            f"columns: {', '.join(column.name for column in columns) or 'none'}; in scope: {self.scope}"
        )

    def number(
        self, name: str, place: int | None, encode: Callable[[Any], int] = int
    ) -> cy.Param | int | None:
        """Return a number of rows, as a parameter in what is sent."""
        if place is None:
            return None
        if self.values is not None:
            number: int = self.values[place]
            return number
        self.encoders.append((name, place, encode))
        return _NUMBERS.get(name) or cy.Param(name)

    def on_unordered(self, _: Step) -> None:
        self.order = ()

    def on_limit(self, _: Step) -> None:
        self.limit = self.take()

    def on_skip(self, _: Step) -> None:
        self.skip = self.take()

    def on_distinct(self, _: Step) -> None:
        self.distinct = True

    # -- what is returned --------------------------------------------------------------------------------------------

    @property
    def result(self) -> Variable:
        """The node that is the result: the one that was chosen, else the current one."""
        found = self.target or self.scope.current
        if found is None:
            raise StatementError(f"no node is left to return; in scope: {self.scope}")
        return found if found is self.scope.current else self.in_scope(found, "return_target()")

    def in_scope(self, variable: Variable, where: str) -> Variable:
        """Return a variable; raises `StatementError` when a later `with_()` did not carry it."""
        if variable not in self.scope.variables:
            raise StatementError(f"{where}: {variable} was not carried by with_(); in scope: {self.scope}")
        return variable

    def on_target(self, step: Step) -> None:
        alias: str | None = step[1]
        self.target = self.scope.current if alias is None else self.scope.node(alias, "return_target()")

    def on_nodes(self, step: Step) -> None:
        self.nodes = [self.scope.node(alias, "return_nodes()") for alias in step[1]]

    def on_tuples(self, step: Step) -> None:
        classes: tuple[type, ...] = step[1]
        picked: list[Variable] = []
        for place, cls in enumerate(classes):
            fitting = [v for v in self.scope.variables if v.cls is not None and issubclass(v.cls, cls)]
            left = classes[place:].count(cls)
            if len(fitting) < left:
                raise StatementError(
                    f"tuples(): no alias in scope is a {cls.__name__}{' for its other place' if fitting else ''}; in scope: "
                    f"{self.scope}; traverse() to it first, an edge with edge_alias="
                )
            picked.append(fitting[-left])
        self.picked = picked

    def on_edge(self, step: Step) -> None:
        alias: str = step[1]
        found = self.scope.named(alias, "return_edge()")
        if found.edge_type is None:
            raise StatementError(
                f"return_edge(): {found} is no edge; give the traversal edge_alias={alias!r}"
            )
        if found not in self.edges:
            self.edges = (*self.edges, found)

    def on_project(self, step: Step) -> None:
        self.projected = unique([self.reference(item, "project()") for item in step[1]])

    def on_aggregate(self, step: Step) -> None:
        _, items, groups = step
        keys = [self.group_key(group) for group in groups]
        self.aggregates = unique([*keys, *(self.aggregate(item) for item in items)])

    def group_key(self, structure: Step) -> Returned:
        found = self.reference(structure, "group_by")
        if found.value is None and found.variable is not None and not found.variable.is_node:
            raise StatementError(f"group_by: {found.variable} is no node; name a property of it")
        return found

    # -- the clauses -------------------------------------------------------------------------------------------------

    def require(self, variable: Variable) -> None:
        """Leave out rows without a variable: the OPTIONAL MATCH that binds it becomes MATCH, and those that lead to it."""
        current: Variable | None = variable
        while current is not None and current.optional and current.draft is not None:
            current.optional = False
            if current.draft.kind == "cut":
                current.draft.filters.append(cy.Comparison("IS NOT NULL", cy.Variable(current.name)))
                return
            current.draft.optional = False
            current = current.source

    def clauses(self) -> tuple[cy.Clause, ...]:
        """Return the clauses in order."""
        clauses: list[cy.Clause] = []
        for draft in self.drafts:
            draft.finish(clauses)
        return tuple(clauses)


_NONE: Final[frozenset[str]] = frozenset()
_NUMBERS: Final = {name: cy.Param(name) for name in ("__skip", "__limit")}

_HANDLERS: Final[dict[str, Callable[[Lowering, Step], None]]] = {
    "ROOT": Lowering.on_root,
    "HOP": Lowering.on_hop,
    "WITH": Lowering.on_with,
    "WHERE": Lowering.on_where,
    "ORDER": Lowering.on_order,
    "UNORDERED": Lowering.on_unordered,
    "LIMIT": Lowering.on_limit,
    "SKIP": Lowering.on_skip,
    "DISTINCT": Lowering.on_distinct,
    "TARGET": Lowering.on_target,
    "TUPLES": Lowering.on_tuples,
    "NODES": Lowering.on_nodes,
    "EDGE": Lowering.on_edge,
    "PROJECT": Lowering.on_project,
    "AGGREGATE": Lowering.on_aggregate,
}
