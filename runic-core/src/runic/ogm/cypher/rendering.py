"""From a `Select` to text: the neutral forms, which most databases understand as they stand.

A backend derives from `SelectRenderer` and overrides the methods whose form its database does better or does not know. This
module knows no backend, no model and no connection; values never reach it, only the names of their parameters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, Protocol

from runic.ogm.cypher.quoting import Known
from runic.ogm.cypher.searches import SearchForms
from runic.ogm.cypher.select import (
    Aggregate,
    Clause,
    Comparison,
    Count,
    Cut,
    EdgeItem,
    EndId,
    EntityItem,
    Exists,
    FulltextSearch,
    Hop,
    HybridSearch,
    Id,
    Item,
    Junction,
    Match,
    Negation,
    NodePattern,
    Order,
    Param,
    Predicate,
    Property,
    Raw,
    ReturnItem,
    Select,
    StartId,
    Subquery,
    Unmet,
    Unwind,
    Value,
    Variable,
    VectorSearch,
    When,
)
from runic.ogm.cypher.statement import Statement
from runic.ogm.exceptions import UnsupportedFeatureError

__all__ = ["AGGREGATES", "OPERATORS", "SelectDialect", "SelectRenderer", "bound"]

OPERATORS: Final[Mapping[str, str]] = {
    "=": "{left} = {right}",
    "<>": "{left} <> {right}",
    ">": "{left} > {right}",
    ">=": "{left} >= {right}",
    "<": "{left} < {right}",
    "<=": "{left} <= {right}",
    "CONTAINS": "{left} CONTAINS {right}",
    "STARTS WITH": "{left} STARTS WITH {right}",
    "ENDS WITH": "{left} ENDS WITH {right}",
    "=~": "{left} =~ {right}",
    "IN": "{left} IN {right}",
    "HAS": "{right} IN {left}",
    "IEXACT": "toLower({left}) = toLower({right})",
    "ICONTAINS": "toLower({left}) CONTAINS toLower({right})",
    "ISTARTS WITH": "toLower({left}) STARTS WITH toLower({right})",
    "IENDS WITH": "toLower({left}) ENDS WITH toLower({right})",
    "IS NULL": "{left} IS NULL",
    "IS NOT NULL": "{left} IS NOT NULL",
}
"""Every operator there is. What is not in a dialect's table raises when it is rendered."""

AGGREGATES: Final[Mapping[str, str]] = {
    name: f"{name}({{operand}})" for name in ("count", "avg", "sum", "min", "max", "collect")
}
"""Every aggregation there is."""


_COMPOUND: Final = (Junction, Raw)

_INFIX: Final = re.compile(r"\{left\}([^{}]+)\{right\}\Z")


class SelectDialect(Protocol):
    """What a renderer asks of its dialect."""

    @property
    def name(self) -> str:
        """The backend's name, as error messages use it."""
        ...

    @property
    def operators(self) -> Mapping[str, str]:
        """Templates with `{left}` and `{right}`, by operator."""
        ...

    @property
    def aggregates(self) -> Mapping[str, str]:
        """Templates with `{operand}`, by aggregation."""
        ...

    @property
    def names(self) -> Known:
        """Names as they stand in text."""
        ...

    def id_of(self, alias: str) -> str:
        """Return the expression for the database's id of what the quoted `alias` stands for."""
        ...


class SelectRenderer:
    """Renders queries.

    A subclass changes a small thing by a small method (`property`, `labels_of`) and a large one by the method of the clause.

    Class attributes that a subclass overrides:
        searches: the forms of full-text and vector searches.
    """

    searches: ClassVar[type[SearchForms]] = SearchForms

    def __init__(self, dialect: SelectDialect) -> None:
        self.dialect = dialect
        self.quote = dialect.names.__getitem__
        self.searching = self.searches(self)
        self._suffixes = Known(lambda name: self.property("", name))
        self._families: dict[tuple[str, ...], list[str]] = {}
        # most operators stand between their sides, and joining is faster than formatting
        self._infixes = {
            op: found[1] for op, form in dialect.operators.items() if (found := _INFIX.match(form))
        }

    def render(self, select: Select) -> Statement:
        """Return the statement of a query; raises `UnsupportedFeatureError` for what the dialect has no form for."""
        lines: list[str] = []
        after_optional = False
        for clause in select.clauses:
            if after_optional:
                lines += self.after_optional(clause, select.clauses)
            lines += self.clause(clause)
            after_optional = isinstance(clause, Match) and clause.optional
        columns: list[str] = []
        for item in select.items:
            columns += self.columns(item)
        if len(select.items) > 1 and len(set(columns)) < len(columns):
            columns = told_apart(columns)
        packed = self.pack(select, columns)
        lines += self.returned(select, columns) if packed is None else packed
        return Statement("\n".join(lines), select.params, False, False, packed is not None)

    # -- what is returned --------------------------------------------------------------------------------------------

    def returned(self, select: Select, columns: Sequence[str]) -> list[str]:
        """Return the lines of RETURN with order and paging."""
        head = f"RETURN {'DISTINCT ' if select.distinct else ''}{', '.join(columns)}"
        return [head, *self.order(select.order), *self.paging(select.skip, select.limit)]

    def pack(self, select: Select, columns: Sequence[str]) -> list[str] | None:
        """Return the lines that gather all rows into one on the server, or None to return them one by one."""
        del select, columns
        return None

    def columns(self, item: ReturnItem) -> list[str]:
        """Return the columns of one returned item."""
        if isinstance(item, EntityItem):
            return self.entity(item)
        return self.edge(item) if isinstance(item, EdgeItem) else [self.item(item)]

    def entity(self, item: EntityItem) -> list[str]:
        """Return the columns of a node: id, labels, properties."""
        alias = self.quote(item.alias)
        columns = [self.dialect.id_of(alias)]
        if item.labels:
            columns.append(self.labels_of(alias))
        columns += map(alias.__add__, self._families.get(item.columns) or self.family(item.columns))
        return columns

    def family(self, columns: tuple[str, ...]) -> list[str]:
        """Return what follows the alias for each of many properties."""
        if len(self._families) >= 1_000:
            self._families.clear()
        made = self._families[columns] = [self._suffixes[name] for name in columns]
        return made

    def edge(self, item: EdgeItem) -> list[str]:
        """Return the columns of an edge: id, ids of its ends, properties or the map of them."""
        alias = self.quote(item.alias)
        ends = [self.dialect.id_of(alias), self.start_of(alias), self.end_of(alias)]
        if item.columns is None:
            return [*ends, f"properties({alias})"]
        return [*ends, *(self.property(alias, name) for name in item.columns)]

    def item(self, item: Item) -> str:
        """Return a value under its name, or as it is."""
        value = self.value(item.value)
        return value if item.name is None else f"{value} AS {self.quote(item.name)}"

    def order(self, terms: Sequence[Order]) -> list[str]:
        """Return the line of ORDER BY, nothing for none."""
        if not terms:
            return []
        return [f"ORDER BY {', '.join([self.order_term(term) for term in terms])}"]

    def order_term(self, term: Order) -> str:
        """Return one term with its direction; a raw one stands as it was written."""
        value = self.value(term.value)
        if term.desc:
            return value + " DESC"
        return value if isinstance(term.value, Raw) else value + " ASC"

    def paging(self, skip: Param | int | None, limit: Param | int | None) -> list[str]:
        """Return the lines of SKIP and LIMIT."""
        lines = [] if skip is None else [f"SKIP {self.number(skip)}"]
        if limit is not None:
            lines.append(f"LIMIT {self.number(limit)}")
        return lines

    def number(self, value: Param | int) -> str:
        """Return a number of rows."""
        return str(int(value)) if isinstance(value, int) else f"${value.name}"

    # -- clauses -----------------------------------------------------------------------------------------------------

    def after_optional(self, clause: Clause, clauses: Sequence[Clause]) -> list[str]:
        """Return what must stand between an OPTIONAL MATCH and the clause after it.

        FalkorDB wants a WITH before a MATCH there; it changes nothing on the others.
        """
        wanted = isinstance(clause, Match) and not clause.optional
        return [f"WITH {', '.join(map(self.quote, bound(clauses, clause)))}"] if wanted else []

    def clause(self, clause: Clause) -> list[str]:
        """Return the lines of one clause."""
        if isinstance(clause, Match):
            return self.match(clause)
        match clause:
            case Cut():
                return self.cut(clause)
            case Unwind():
                return [f"UNWIND ${clause.param} AS {self.quote(clause.variable)}"]
            case FulltextSearch():
                return self.fulltext(clause)
            case VectorSearch():
                return self.vector(clause)
            case HybridSearch():
                return self.searching.hybrid(clause)

    def match(self, clause: Match) -> list[str]:
        """Return the lines of MATCH or OPTIONAL MATCH."""
        pattern = self.node(clause.node)
        if clause.hop is not None and clause.target is not None:
            pattern += self.hop(clause.hop) + self.node(clause.target)
        return [f"{'OPTIONAL MATCH' if clause.optional else 'MATCH'} {pattern}", *self.where(clause.where)]

    def node(self, node: NodePattern) -> str:
        """Return a node of a pattern."""
        text = self.quote(node.alias)
        for label in node.labels:
            text += f":{self.quote(label)}"
        return f"({text})"

    def hop(self, hop: Hop) -> str:
        """Return the edge between two nodes of a pattern."""
        alias = "" if hop.alias is None else self.quote(hop.alias)
        inner = f"[{alias}:{self.quote(hop.type)}{self.length(hop)}]"
        return f"{'<-' if hop.direction == 'INCOMING' else '-'}{inner}{'->' if hop.direction == 'OUTGOING' else '-'}"

    def length(self, hop: Hop) -> str:
        """Return the quantifier of a path, nothing for a single edge."""
        if hop.fixed:
            return ""
        return f"*{hop.low}..{'' if hop.high is None else hop.high}"

    def cut(self, clause: Cut) -> list[str]:
        """Return the lines of WITH.

        A plain WITH with paging does not keep later filters out on FalkorDB and ArcadeDB (they are pushed before LIMIT), so
        every variable passes through an expression there. It costs nothing on the others.
        """
        head = f"WITH {'DISTINCT ' if clause.distinct else ''}{', '.join(map(self.item, clause.items))}"
        lines = [head, *self.order(clause.order), *self.paging(clause.skip, clause.limit)]
        if clause.pages:
            names = [self.quote(carried(item)) for item in clause.items]
            lines.append(f"WITH {', '.join(f'coalesce({name}) AS {name}' for name in names)}")
        return [*lines, *self.where(clause.where)]

    def fulltext(self, clause: FulltextSearch) -> list[str]:
        """Return the lines of a full-text search."""
        return self.searching.fulltext(clause)

    def vector(self, clause: VectorSearch) -> list[str]:
        """Return the lines of a vector search."""
        return self.searching.vector(clause)

    # -- predicates and values ---------------------------------------------------------------------------------------
    # What nearly every statement holds is told apart by isinstance(), which costs a quarter of a class pattern.

    def where(self, predicate: Predicate | None) -> list[str]:
        """Return the line of WHERE, nothing for none."""
        return [] if predicate is None else [f"WHERE {self.predicate(predicate)}"]

    def predicate(self, predicate: Predicate) -> str:
        """Return a predicate."""
        if isinstance(predicate, Comparison):
            return self.comparison(predicate)
        if isinstance(predicate, Junction):
            parts = [
                self.predicate(part) if isinstance(part, Comparison) else self.operand(part)
                for part in predicate.operands
            ]
            return f" {predicate.op} ".join(parts)
        match predicate:
            case Negation():
                return f"NOT {self.operand(predicate.operand)}"
            case Unmet():
                return f"NOT coalesce({self.predicate(predicate.operand)}, false)"
            case Exists():
                return self.exists(predicate.subquery)
            case Raw():
                return predicate.cypher

    def operand(self, predicate: Predicate) -> str:
        """Return a predicate as a part of another one."""
        inner = self.predicate(predicate)
        return f"({inner})" if isinstance(predicate, _COMPOUND) else inner

    def comparison(self, predicate: Comparison) -> str:
        """Return a comparison by the dialect's table; raises `UnsupportedFeatureError` for an operator that it lacks."""
        infix, right = self._infixes.get(predicate.op), predicate.right
        if infix is not None and right is not None:
            return f"{self.value(predicate.left)}{infix}{self.value(right)}"
        template = self.dialect.operators.get(predicate.op)
        if template is None:
            raise UnsupportedFeatureError(self.dialect.name, f"the operator {predicate.op!r}")
        return template.format(
            left=self.value(predicate.left), right="" if right is None else self.value(right)
        )

    def value(self, value: Value) -> str:
        """Return a value."""
        if isinstance(value, Property):
            return self.quote(value.alias) + self._suffixes[value.name]
        if isinstance(value, Param):
            return f"${value.name}" if value.function is None else self.wrapped(value)
        match value:
            case Variable():
                return self.quote(value.name)
            case Id():
                return self.dialect.id_of(self.quote(value.alias))
            case StartId():
                return self.start_of(self.quote(value.alias))
            case EndId():
                return self.end_of(self.quote(value.alias))
            case Aggregate():
                return self.aggregate(value)
            case Count():
                return self.count(value.subquery)
            case When():
                return f"CASE WHEN {self.predicate(value.predicate)} THEN {self.value(value.value)} END"
            case Raw():
                return value.cypher

    def exists(self, subquery: Subquery) -> str:
        """Return the predicate that a subquery has a match."""
        return f"EXISTS {{ MATCH {self.subquery(subquery)} }}"

    def count(self, subquery: Subquery) -> str:
        """Return the number of matches of a subquery."""
        return f"COUNT {{ MATCH {self.subquery(subquery)} }}"

    def subquery(self, subquery: Subquery) -> str:
        """Return the pattern of a subquery with its WHERE."""
        pattern = f"{self.node(subquery.node)}{self.hop(subquery.hop)}{self.node(subquery.target)}"
        return " ".join([pattern, *self.where(subquery.where)])

    def property(self, alias: str, name: str) -> str:
        """Return a property of what a quoted alias stands for; what follows the alias depends on the name alone."""
        return f"{alias}.{self.quote(name)}"

    def wrapped(self, param: Param) -> str:
        """Return a parameter in its function."""
        if param.each:
            return f"[item IN ${param.name} | {param.function}(item)]"
        return f"{param.function}(${param.name})"

    def aggregate(self, value: Aggregate) -> str:
        """Return an aggregation by the dialect's table; raises `UnsupportedFeatureError` for one that it lacks."""
        template = self.dialect.aggregates.get(value.func)
        if template is None:
            raise UnsupportedFeatureError(self.dialect.name, f"the aggregation {value.func!r}")
        operand = "*" if value.operand is None else self.value(value.operand)
        return template.format(operand=f"{'DISTINCT ' if value.distinct else ''}{operand}")

    def labels_of(self, alias: str) -> str:
        """Return the list of labels of a node."""
        return f"labels({alias})"

    def start_of(self, alias: str) -> str:
        """Return the id of the node that an edge starts from."""
        return self.dialect.id_of(f"startNode({alias})")

    def end_of(self, alias: str) -> str:
        """Return the id of the node that an edge points to."""
        return self.dialect.id_of(f"endNode({alias})")

    def literal(self, text: str) -> str:
        """Return a text literal, for the few places that take no parameter."""
        escaped = text.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"


def told_apart(columns: Sequence[str]) -> list[str]:
    """Give a name to every column that is returned before; databases refuse two of one name."""
    seen: set[str] = set()
    out: list[str] = []
    for number, column in enumerate(columns):
        out.append(f"{column} AS __again{number}" if column in seen else column)
        seen.add(column)
    return out


def carried(item: Item) -> str:
    """Return the name under which a WITH carries an item on."""
    if item.name is not None:
        return item.name
    assert isinstance(item.value, Variable), item
    return item.value.name


def bound(clauses: Sequence[Clause], stop: Clause | None = None) -> list[str]:
    """Return the names that are bound before the clause `stop`, or in the end, in order."""
    names: dict[str, None] = {}
    for clause in clauses:
        if clause is stop:
            break
        match clause:
            case Cut():
                names = dict.fromkeys(map(carried, clause.items))
            case Match():
                parts = (clause.node, clause.hop, clause.target)
                names.update(
                    (part.alias, None) for part in parts if part is not None and part.alias is not None
                )
            case Unwind():
                names[clause.variable] = None
            case FulltextSearch() | VectorSearch() | HybridSearch():
                names[clause.alias] = None
                if clause.score is not None:
                    names[clause.score] = None
    return list(names)
