"""Apache AGE's forms of queries, where they differ from the neutral ones.

Pure text; knows no connection. Facts are those of AGE 1.5, and hold on later versions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from runic.ogm.cypher.lifting import lifted
from runic.ogm.cypher.rendering import SelectRenderer, bound
from runic.ogm.cypher.select import (
    Clause,
    Comparison,
    Cut,
    EdgeItem,
    EndId,
    EntityItem,
    FulltextSearch,
    Hop,
    Id,
    Item,
    Junction,
    Match,
    Negation,
    NodePattern,
    Predicate,
    Raw,
    ReturnItem,
    Select,
    StartId,
    Subquery,
    Unmet,
    Value,
    Variable,
    VectorSearch,
)
from runic.ogm.cypher.statement import Statement
from runic.ogm.exceptions import UnsupportedFeatureError
from runic_age.gathering import gathered
from runic_age.layout import EdgeColumns, NodeColumns, PlainColumn
from runic_age.names import KEYWORDS_OF_AGE, LABELS, checked_key, is_short, label, literal
from runic_age.seeking import seek_of

__all__ = ["AGEReader"]


class AGEReader(SelectRenderer):
    """Renders queries for Apache AGE."""

    def render(self, select: Select) -> Statement:
        """Return the statement of a query; raises `UnsupportedFeatureError` for what AGE has no form for."""
        select, lists = gathered(select)
        select = lifted(select, self.dialect.name, is_bare, [made.name for made in lists])
        lines: list[str] = []
        for number, made in enumerate(lists):
            lines += made.lines([earlier.name for earlier in lists[:number]])
        names: set[str] = set()
        after_optional = False
        for clause in select.clauses:
            if after_optional:
                lines += self.after_optional(clause, select.clauses)
            lines += self.bound_clause(clause, names)
            names = set(bound(select.clauses[: select.clauses.index(clause) + 1]))
            after_optional = isinstance(clause, Match) and clause.optional
        lines += self.ending(select)
        layout = tuple(part(item) for item in select.items)
        seek = seek_of(select)
        return Statement("\n".join(lines), select.params, columns=layout if seek is None else (seek, *layout))

    def bound_clause(self, clause: Clause, names: set[str]) -> list[str]:
        """Return the lines of a clause; a node that a pattern binds anew gets a label, without which all are read."""
        if isinstance(clause, Match) and clause.node.alias not in names and not clause.node.labels:
            known = clause.node.known[:1]
            clause = replace(clause, node=NodePattern(clause.node.alias, known, clause.node.known))
        return self.clause(clause)

    # -- what is returned --------------------------------------------------------------------------------------------

    def ending(self, select: Select) -> list[str]:
        """Return the lines of RETURN; distinct rows are made before, since they cannot be ordered otherwise."""
        if not select.distinct:
            columns = [column for item in select.items for column in self.columns(item)]
            order = [replace(term, value=spelt_out(term.value, select.items)) for term in select.order]
            head = f"RETURN {', '.join(columns)}"
            return [head, *self.order(order), *self.paging(select.skip, select.limit)]
        carried: list[str] = []
        columns = []
        places: dict[Value, str] = {}
        for number, item in enumerate(select.items):
            if isinstance(item, Item):
                name = f"__d{number}"
                places[item.value] = name
                if item.name is not None:
                    places[Variable(item.name)] = name
                carried.append(f"{self.value(item.value)} AS {name}")
                columns.append(name)
            else:
                carried.append(self.quote(item.alias))
                columns += self.columns(item)
        terms = [
            replace(term, value=Variable(places[term.value])) if term.value in places else term
            for term in select.order
        ]
        return [
            f"WITH DISTINCT {', '.join(carried)}",
            f"RETURN {', '.join(columns)}",
            *self.order(terms),
            *self.paging(select.skip, select.limit),
        ]

    def entity(self, item: EntityItem) -> list[str]:
        """Return the columns of a node: a map costs less than a column for each property."""
        alias = self.quote(item.alias)
        labels = [f"label({alias})"] if item.labels else []
        return [self.dialect.id_of(alias), f"properties({alias})", *labels]

    def edge(self, item: EdgeItem) -> list[str]:
        """Return the columns of an edge."""
        alias = self.quote(item.alias)
        return [self.dialect.id_of(alias), self.start_of(alias), self.end_of(alias), f"properties({alias})"]

    def item(self, item: Item) -> str:
        """Return a value; nobody asks a RETURN for its name."""
        return self.value(item.value)

    # -- clauses -----------------------------------------------------------------------------------------------------

    def node(self, node: NodePattern) -> str:
        """Return a node of a pattern, with the label of its table."""
        labels = "".join(f":{label(name)}" for name in node.labels[:1])
        return f"({self.quote(node.alias)}{labels})"

    def hop(self, hop: Hop) -> str:
        """Return the edge between two nodes of a pattern."""
        alias = "" if hop.alias is None else self.quote(hop.alias)
        inner = f"[{alias}:{label(hop.type)}{self.length(hop)}]"
        return f"{'<-' if hop.direction == 'INCOMING' else '-'}{inner}{'->' if hop.direction == 'OUTGOING' else '-'}"

    def match(self, clause: Match) -> list[str]:
        """Return the lines of MATCH; labels besides the primary one are conditions on the property that holds them."""
        nodes = [clause.node] if clause.target is None else [clause.node, clause.target]
        further = [
            f"{literal(name)} IN {self.quote(node.alias)}.{LABELS}"
            for node in nodes
            for name in node.labels[1:]
        ]
        if not further:
            return super().match(clause)
        pattern = super().match(replace(clause, where=None))
        if clause.where is not None:
            further.append(self.operand(clause.where))
        return [*pattern, f"WHERE {' AND '.join(further)}"]

    def cut(self, clause: Cut) -> list[str]:
        """Return the lines of WITH; ORDER BY knows no name that is given beside it, a filter after LIMIT stays after it."""
        items = ", ".join(map(self.carried, clause.items))
        order = [replace(term, value=spelt_out(term.value, clause.items)) for term in clause.order]
        head = f"WITH {'DISTINCT ' if clause.distinct else ''}{items}"
        return [head, *self.order(order), *self.paging(clause.skip, clause.limit), *self.where(clause.where)]

    def carried(self, item: Item) -> str:
        """Return a value of a WITH under its name."""
        value = self.value(item.value)
        return value if item.name is None else f"{value} AS {self.quote(item.name)}"

    def fulltext(self, clause: FulltextSearch) -> list[str]:
        """Refuse."""
        raise UnsupportedFeatureError("age", "full-text search", "AGE has none; use SQL on the label's table")

    def vector(self, clause: VectorSearch) -> list[str]:
        """Refuse."""
        raise UnsupportedFeatureError(
            "age", "vector search", "AGE has none; use the extension pgvector in SQL"
        )

    # -- values ------------------------------------------------------------------------------------------------------

    def predicate(self, predicate: Predicate) -> str:
        """Return a predicate; `coalesce` does not take what a comparison returns."""
        match predicate:
            case Unmet():
                return f"CASE WHEN {super().predicate(predicate.operand)} THEN false ELSE true END"
            case Negation():
                return super().predicate(Negation(self.definite(predicate.operand)))
        return super().predicate(predicate)

    def comparison(self, predicate: Comparison) -> str:
        """Return a comparison; `id(n) IN $list` ends the server of AGE 1.8.0, an id that came out of a list does not."""
        match predicate:
            case Comparison("IN", Id() | StartId() | EndId() as ident, right) if right is not None:
                return f"head([{self.value(ident)}]) IN {self.value(right)}"
        return super().comparison(predicate)

    def definite(self, predicate: Predicate) -> Predicate:
        """Return a predicate in which an absent property is not in an empty list, where AGE says null."""
        match predicate:
            case Comparison("IN", _, right) if right is not None:
                return Junction("AND", (predicate, Raw(f"size({self.value(right)}) > 0")))
            case Junction():
                return replace(predicate, operands=tuple(map(self.definite, predicate.operands)))
        return predicate

    def exists(self, subquery: Subquery) -> str:
        """Return the test for a pattern, which is all that AGE takes up to 1.6: it names nothing and has no WHERE."""
        hop = self.hop(replace(subquery.hop, alias=None))
        labels = "".join(f":{label(name)}" for name in subquery.target.labels)
        return f"EXISTS(({self.quote(subquery.node.alias)}){hop}({labels}))"

    def property(self, alias: str, name: str) -> str:
        """Return a property; one that is no plain name stands in brackets, where it may be anything."""
        if (
            name == checked_key(name) == self.quote(name)
            and name.lower() not in KEYWORDS_OF_AGE
            and is_short(name)
        ):
            return f"{alias}.{name}"
        return f"{alias}[{literal(name)}]"

    def start_of(self, alias: str) -> str:
        """Return the id of the node that an edge starts from."""
        return f"start_id({alias})"

    def end_of(self, alias: str) -> str:
        """Return the id of the node that an edge points to."""
        return f"end_id({alias})"

    def labels_of(self, alias: str) -> str:
        """Return the list of labels of a node."""
        return f"coalesce({alias}.{LABELS}, labels({alias}))"


def is_bare(subquery: Subquery) -> bool:
    """Return whether a subquery is a pattern without conditions; labels besides the primary one are conditions."""
    return subquery.where is None and len(subquery.target.labels) < 2


def part(item: ReturnItem) -> PlainColumn | NodeColumns | EdgeColumns:
    """Return what the driver has to know about a returned item."""
    match item:
        case EntityItem():
            return NodeColumns(item.columns, item.labels)
        case EdgeItem():
            return EdgeColumns(item.columns)
        case Item():
            return PlainColumn()


def spelt_out(value: Value, items: Sequence[ReturnItem]) -> Value:
    """Return the expression that a name beside ORDER BY stands for; other values as they are."""
    if isinstance(value, Variable):
        for item in items:
            if isinstance(item, Item) and item.name == value.name:
                return item.value
    return value
