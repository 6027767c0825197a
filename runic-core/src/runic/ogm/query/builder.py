"""The statement that users compose: immutable, bound to a session or not.

Every method returns a new statement and only notes what was asked for. What it means is worked out by `compile`, when all
classes are known; nothing here does I/O, and the terminal methods hand the statement to the session that it is bound to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Self, TypeVar, overload

from runic.ogm.core.attributes import FieldDescriptor, RelationDescriptor
from runic.ogm.core.models import Node
from runic.ogm.exceptions import EntityNotFoundError, OrmError, UnboundStatementError, shorten
from runic.ogm.query.lineage import Lineage
from runic.ogm.query.structure import (
    Step,
    aggregate_step,
    name_ref,
    order_refs,
    predicate,
    projected,
    valid_alias,
    whole_number,
)

if TYPE_CHECKING:
    from runic.ogm.core.mapped import Attribute, Relates
    from runic.ogm.cypher.expressions import Expr
    from runic.ogm.query.traversal import TraversalStep

__all__ = ["QueryBuilder", "hop_step", "select"]

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
V = TypeVar("V")
W = TypeVar("W")
N = TypeVar("N", bound=Node)


class QueryBuilder(Lineage, Generic[T_co]):
    """A statement for one root class. Made by `select(User)`, or bound to a session by `session.query(User)`.

    Every method returns a new statement, so a base can be shared between branches, threads and sessions. The terminal
    methods run a bound one; an unbound one is given to the session: `session.scalars(stmt)`.

    Args:
        session: the session that runs it, or None.
        root_cls: the `Node` class that is queried.

    Raises:
        TypeError: when `root_cls` is no `Node` class.
    """

    _session: Any
    _cls: type[Any]
    _steps: tuple[Step, ...]
    _values: tuple[Any, ...]
    _compiled: dict[Any, Any] | None
    _page: tuple[int, int | None]
    _fetch: tuple[Any, ...]

    def __init__(self, session: Any | None, root_cls: type[T_co]) -> None:
        given: Any = root_cls
        if not (isinstance(given, type) and issubclass(given, Node)) or given is Node:
            raise TypeError(f"a statement selects a class derived from Node, got {shorten(root_cls)}")
        super().__init__()
        self._session = session
        self._cls = root_cls
        self._steps = (("ROOT", (), None),)
        self._values = ()
        self._compiled = None
        self._page = (0, None)
        self._fetch = ()

    def _derive(self, step: Step, values: list[Any] | None = None) -> Self:
        made = self._branch(self._twin(), 3)
        made._steps = (*self._steps, step)
        if values:
            made._values = (*self._values, *values)
        return made

    def _twin(self) -> Self:
        """Return an empty statement of the kind that the methods of this one return."""
        return object.__new__(type(self))

    def _next_step(self) -> TraversalStep[Any]:
        """Return an empty step of the colour of this statement."""
        from runic.ogm.query.traversal import TraversalStep

        return object.__new__(TraversalStep)

    # -- names -------------------------------------------------------------------------------------------------------

    def alias(self, name: str) -> Self:
        """Return the statement with a name for the node that was added last: the root, or the target of a traversal.

        Args:
            name: the Cypher variable. Filters that were written under an earlier name follow.
        """
        valid_alias(name, "alias()")
        made = self._branch(self._twin(), 2)
        place = max(i for i, step in enumerate(self._steps) if step[0] in {"ROOT", "HOP"})
        kind, names, *rest = self._steps[place]
        made._steps = (*self._steps[:place], (kind, (*names, name), *rest), *self._steps[place + 1 :])
        return made

    # -- matching ----------------------------------------------------------------------------------------------------

    def where(self, expr: Expr | int, *, on: str | None = None) -> Self:
        """Return the statement with a filter; several filters are combined with AND.

        Args:
            expr: `User.age > 18`, parts of that kind joined by `&` and `|` and turned round by `~`, or `text("…")`.
            on: the alias whose properties are meant; without it the newest alias of each field's class.

        Raises:
            TypeError: for anything else, a plain bool above all. Type checkers let it pass: where a field is declared as
                `age: int`, they take `User.age > 18` for a bool, and `~` of it for an int.
        """
        values: list[Any] = []
        structure = predicate(expr, values)
        if on is not None:
            valid_alias(on, "where(on=)")
        return self._derive(("WHERE", structure, on), values)

    def exclude(self, expr: Expr | int, *, on: str | None = None) -> Self:
        """Return the statement with the opposite of a filter, see `where`."""
        values: list[Any] = []
        structure = ("NOT", predicate(expr, values))
        if on is not None:
            valid_alias(on, "exclude(on=)")
        return self._derive(("WHERE", structure, on), values)

    def traverse(
        self, relation_field: Relates[N], *, edge_alias: str | None = None, optional: bool = True
    ) -> TraversalStep[N]:
        """Return a step along a relation; name its target with `.alias("…")`, or go on with a generated name.

        Args:
            relation_field: the relation, accessed on its class: `User.friends`.
            edge_alias: a name for the edge, for filters on its properties and for `return_edge`.
            optional: True keeps rows that have no such edge (OPTIONAL MATCH), False drops them.

        Raises:
            TypeError: when `relation_field` is no relation.
        """
        return self._hop(relation_field, optional, edge_alias, 1, 1)

    def repeat(
        self,
        relation_field: Relates[N],
        *,
        min_hops: int = 1,
        max_hops: int | None = None,
        optional: bool = False,
    ) -> TraversalStep[N]:
        """Return a step along a relation, followed several times: `-[:PARENT*1..5]->`.

        Args:
            relation_field: the relation, accessed on its class.
            min_hops: how often at least.
            max_hops: how often at most; None without a bound.
            optional: True keeps rows that have no such path.

        Raises:
            TypeError: when `relation_field` is no relation or a number is none.
            StatementError: for impossible numbers.
        """
        return self._hop(relation_field, optional, None, min_hops, max_hops)

    def _hop(
        self, relation: Any, optional: bool, edge: str | None, low: int, high: int | None
    ) -> TraversalStep[Any]:
        step = hop_step(relation, None, (), optional=optional, edge_alias=edge, min_hops=low, max_hops=high)
        made = self._branch(self._next_step(), 3)
        made._follow(self, step)
        return made

    def register_traversal(
        self,
        fd: Any,
        source_alias: str,
        target_alias: str,
        *,
        optional: bool,
        edge_alias: str | None,
        min_hops: int,
        max_hops: int | None,
    ) -> Self:
        """Return the statement with a traversal from a named alias to a named alias; what `TraversalStep.alias` does."""
        valid_alias(source_alias, "register_traversal()")
        valid_alias(target_alias, "register_traversal()")
        step = hop_step(
            fd,
            source_alias,
            (target_alias,),
            optional=optional,
            edge_alias=edge_alias,
            min_hops=min_hops,
            max_hops=max_hops,
        )
        return self._derive(step)

    def with_(self, *aliases: str) -> Self:
        """Return the statement cut by a WITH: what came before, order and limit included, is done before what follows.

        Args:
            aliases: what is carried forward; all of it when none is named.
        """
        names = tuple(valid_alias(alias, "with_()") for alias in aliases)
        made = self._derive(("WITH", names))
        made._page = (0, None)
        return made

    # -- order and paging --------------------------------------------------------------------------------------------

    def order_by(self, field: Any, *, desc: bool = False) -> Self:
        """Return the statement with a further term of ORDER BY.

        Args:
            field: a field accessed on its class; text as in `"u.name DESC, total"`; `text("…")`; None drops the terms
                given before.
            desc: True for descending order.
        """
        if field is None:
            return self._derive(("UNORDERED",))
        values: list[Any] = []
        terms = tuple(order_refs(field, desc, values))
        return self._derive(("ORDER", terms), values)

    def limit(self, n: int) -> Self:
        """Return the statement with at most `n` rows; raises `StatementError` for a negative number."""
        made = self._derive(("LIMIT",), [whole_number(n, "limit()")])
        made._page = (self._page[0], n)
        return made

    def skip(self, n: int) -> Self:
        """Return the statement without its first `n` rows; raises `StatementError` for a negative number."""
        made = self._derive(("SKIP",), [whole_number(n, "skip()")])
        made._page = (n, self._page[1])
        return made

    def __getitem__(self, rows: slice) -> Self:
        """Return the statement with a part of its rows: `stmt[20:40]` is `stmt.skip(20).limit(20)`.

        Raises:
            TypeError: for anything but a slice without a step; one row is `stmt[5:6].one()`.
            StatementError: for negative numbers: how many rows there are is known to the database only.
        """
        given: Any = rows
        if not isinstance(given, slice) or given.step is not None:
            raise TypeError(f"a statement takes slices of rows, as in stmt[20:40], got {given!r}")
        start = whole_number(given.start or 0, "a slice")
        skip, limit = self._page
        if limit is not None:
            limit = max(limit - start, 0)
        if given.stop is not None:
            length = max(whole_number(given.stop, "a slice") - start, 0)
            limit = length if limit is None else min(limit, length)
        made = self._branch(self._twin(), 2)
        made._page = (skip + start, limit)
        made._steps = (*self._steps, ("SKIP",)) if limit is None else (*self._steps, ("SKIP",), ("LIMIT",))
        made._values = (
            (*self._values, skip + start) if limit is None else (*self._values, skip + start, limit)
        )
        return made

    def distinct(self) -> Self:
        """Return the statement with every result once."""
        return self._derive(("DISTINCT",))

    # -- what is returned --------------------------------------------------------------------------------------------

    def return_target(self, alias: str | None = None) -> Self:
        """Return the statement whose results are the nodes of one alias; without a name, of the current one."""
        return self._derive(("TARGET", None if alias is None else valid_alias(alias, "return_target()")))

    def return_nodes(self, *aliases: str) -> Self:
        """Return the statement with several nodes a row, for `all_with_edges()` and `all_rows()`."""
        if not aliases:
            raise TypeError("return_nodes() takes the aliases of the nodes to return")
        return self._derive(("NODES", tuple(valid_alias(alias, "return_nodes()") for alias in aliases)))

    def return_edge(self, alias: str) -> Self:
        """Return the statement with an edge in each row; its traversal was given `edge_alias=alias`."""
        return self._derive(("EDGE", valid_alias(alias, "return_edge()")))

    @overload
    def tuples(self, one: type[T], two: type[V], /) -> QueryBuilder[tuple[T, V]]: ...
    @overload
    def tuples(self, one: type[T], two: type[V], three: type[W], /) -> QueryBuilder[tuple[T, V, W]]: ...
    def tuples(self, *classes: type[Any]) -> QueryBuilder[Any]:
        """Return the statement whose results are tuples: of each `Node` or `Edge` class the newest one that it names.

        Of a class that is given twice, the last two, in their order. Rows that lack one of them are left out.
        """
        given: tuple[Any, ...] = classes
        for cls in given:
            if not (isinstance(cls, type) and hasattr(cls, "__runic__")):
                raise TypeError(f"tuples() takes Node and Edge classes, got {shorten(cls)}")
        return self._derive(("TUPLES", classes))

    @overload
    def project(self, field: Attribute[T], /, *fields: Any) -> QueryBuilder[T]: ...
    @overload
    def project(self, *fields: Any) -> QueryBuilder[Any]: ...
    def project(self, *fields: Any) -> QueryBuilder[Any]:
        """Return the statement with values instead of entities.

        Args:
            fields: fields accessed on their class, text (`alias`, `alias.property`), or `text("…").as_("name")`.
        """
        if not fields:
            raise TypeError("project() takes the fields to return")
        values: list[Any] = []
        items = tuple(projected(field, "project()", values) for field in fields)
        return self._derive(("PROJECT", items), values)

    def aggregate(self, *agg_exprs: Any, group_by: Any = None) -> QueryBuilder[Any]:
        """Return the statement with aggregations instead of entities.

        Args:
            agg_exprs: `count()`, `avg(User.age).as_("age")` and their like.
            group_by: what is kept beside them, one row for each: an alias, `"alias.property"`, a field, or a list.
        """
        if not agg_exprs:
            raise TypeError("aggregate() takes aggregations, such as count()")
        values: list[Any] = []
        keys = group_by if isinstance(group_by, (list, tuple)) else () if group_by is None else (group_by,)
        groups = tuple(
            name_ref(key, "group_by") if isinstance(key, str) else projected(key, "group_by", values)
            for key in keys
        )
        items = tuple(aggregate_step(expr, values) for expr in agg_exprs)
        return self._derive(("AGGREGATE", items, groups), values)

    def fetch(self, *relations: Any) -> Self:
        """Return the statement whose entities come with these relations loaded, in one statement more for each.

        Args:
            relations: accessed on their class, or names, dotted for relations of relations: `"posts.tags"`.
        """
        for relation in relations:
            if not isinstance(relation, (str, RelationDescriptor)):
                raise TypeError(f"fetch() takes relations and names of relations, got {shorten(relation)}")
        made = self._branch(self._twin(), 2)
        made._fetch = (*self._fetch, *relations)
        return made

    def build(self) -> tuple[str, dict[str, Any]]:
        """Return the statement as people read it: Cypher and its parameters.

        Unbound statements are written in the neutral dialect, bound ones in that of their session.

        Raises:
            StatementError: when it cannot mean anything, for example a filter on a class that is not in it.
        """
        from runic.ogm.query.compile import build

        return build(self)

    # -- what a statement is not ----------------------------------------------------------------------------------------

    def __bool__(self) -> NoReturn:
        raise TypeError("a statement is neither true nor false; run it, and test what it returns")

    def __len__(self) -> NoReturn:
        raise TypeError("a statement has no length; count() asks the database")

    def __contains__(self, item: object) -> NoReturn:
        raise TypeError("a statement holds nothing; run it, and look into what it returns")

    def __repr__(self) -> str:
        try:
            text = " ".join(self.build()[0].split("\n"))
        except (OrmError, TypeError, ValueError) as error:
            text = f"{type(error).__name__}: {error}"
        return f"<{type(self).__name__} {text}>"

    def _run_on(self) -> Any:
        if self._session is None:
            raise UnboundStatementError(
                "this statement belongs to no session; run it with session.scalars(stmt), or start from session.query(…)"
            )
        return self._session

    # -- running -----------------------------------------------------------------------------------------------------

    def all(self) -> list[T_co]:
        """Run the statement and return its entities; raises `UnboundStatementError` without a session."""
        result: list[T_co] = self._run_on().scalars(self)
        return result

    def one(self) -> T_co | None:
        """Run the statement and return its first entity, or None."""
        result: T_co | None = self._run_on().scalar(self)
        return result

    def first_or_none(self) -> T_co | None:
        """Run the statement and return its first entity, or None; the same as `one()`."""
        result: T_co | None = self._run_on().scalar(self)
        return result

    def first(self) -> T_co:
        """Run the statement and return its first entity; raises `EntityNotFoundError` when there is none."""
        found: T_co = self._found(self._run_on().scalar(self))
        return found

    def _found(self, first: Any) -> Any:
        if first is None:
            raise EntityNotFoundError(f"no {self._cls.__name__} matches {self!r}; one() returns None instead")
        return first

    def ids(self) -> list[Any]:
        """Run the statement and return the database's ids of its entities, without loading them."""
        result: list[Any] = self._run_on().ids(self)
        return result

    def count(self) -> int:
        """Run the statement and return the number of rows that it matches; order and paging are ignored."""
        result: int = self._run_on().count(self)
        return result

    def scalar(self) -> T_co | None:
        """Run the statement and return the first column of the first row, or None."""
        result: T_co | None = self._run_on().scalar(self)
        return result

    def scalars(self) -> list[T_co]:
        """Run the statement and return the first column of every row."""
        result: list[T_co] = self._run_on().scalars(self)
        return result

    def all_rows(self) -> list[dict[str, Any]]:
        """Run the statement and return one dict a row, keyed by alias, attribute name or the text that was given."""
        result: list[dict[str, Any]] = self._run_on().all_rows(self)
        return result

    def all_with_edges(self) -> list[tuple[Any, ...]]:
        """Run the statement and return one tuple a row: the nodes of `return_nodes()`, the edge between them."""
        result: list[tuple[Any, ...]] = self._run_on().all_with_edges(self)
        return result

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.all())


def hop_step(
    relation: Any,
    source: str | None,
    names: tuple[str, ...],
    *,
    optional: bool,
    edge_alias: str | None,
    min_hops: int,
    max_hops: int | None,
) -> Step:
    """Return the structure of a traversal; raises `TypeError` and `StatementError` for what cannot be traversed."""
    if not isinstance(relation, RelationDescriptor):
        what = f"the property {relation!r}" if isinstance(relation, FieldDescriptor) else shorten(relation)
        raise TypeError(f"only a relation accessed on its class can be traversed, got {what}")
    if edge_alias is not None:
        valid_alias(edge_alias, "edge_alias")
    whole_number(min_hops, "min_hops")
    if max_hops is not None:
        whole_number(max_hops, "max_hops", max(min_hops, 1))
    return (
        "HOP",
        names,
        relation.owner,
        relation.name,
        source,
        bool(optional),
        edge_alias,
        min_hops,
        max_hops,
    )


def select(cls: type[N]) -> QueryBuilder[N]:
    """Return a statement for `cls` that belongs to no session; run it with `session.scalars(stmt)` and its like.

    Args:
        cls: a registered `Node` class.

    Raises:
        TypeError: when it is no `Node` class.
    """
    return QueryBuilder(None, cls)
