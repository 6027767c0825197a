"""A query as data: names, operators and parameters, in the order of its clauses.

The builder's statements are lowered to these records, a dialect renders them. They hold labels, types, names of properties
in the database and names of parameters; no model class and no Python value. What a parameter holds never changes the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from runic.ogm.cypher.record import record

__all__ = [
    "Aggregate",
    "Clause",
    "Comparison",
    "Cut",
    "EdgeItem",
    "EndId",
    "EntityItem",
    "FulltextSearch",
    "Hop",
    "Id",
    "Item",
    "Junction",
    "Match",
    "Negation",
    "NodePattern",
    "Order",
    "Param",
    "Predicate",
    "Property",
    "Raw",
    "ReturnItem",
    "Select",
    "StartId",
    "Unwind",
    "Value",
    "Variable",
    "VectorSearch",
]

Direction = Literal["OUTGOING", "INCOMING", "BOTH"]

# -- values ----------------------------------------------------------------------------------------------------------


@record
class Param:
    """A parameter.

    Args:
        name: its name, without the dollar sign.
        function: a Cypher function that wraps it, or None.
        each: True when it is a list whose elements are wrapped, one by one.
    """

    name: str
    function: str | None = None
    each: bool = False


@record
class Property:
    """A property of a node or an edge, by its name in the database."""

    alias: str
    name: str


@record
class Variable:
    """Whatever is bound to a name: a node, an edge or a value."""

    name: str


@record
class Id:
    """The database's id of a node or an edge."""

    alias: str
    edge: bool = False


@record
class StartId:
    """The id of the node that an edge starts from."""

    alias: str


@record
class EndId:
    """The id of the node that an edge points to."""

    alias: str


@record
class Aggregate:
    """An aggregation; without an operand it counts rows."""

    func: str
    operand: Value | None = None
    distinct: bool = False


@record
class Raw:
    """Cypher that a user wrote with `text()`; as a predicate or as a value."""

    cypher: str


Value = Param | Property | Variable | Id | StartId | EndId | Aggregate | Raw


# -- predicates ------------------------------------------------------------------------------------------------------


@record
class Comparison:
    """`left op right`; an operator without a right side has None there. The dialect's table knows the operators."""

    op: str
    left: Value
    right: Value | None = None


@record
class Junction:
    """Two or more predicates joined by "AND" or "OR"."""

    op: Literal["AND", "OR"]
    operands: tuple[Predicate, ...]


@record
class Negation:
    """The opposite of a predicate."""

    operand: Predicate


Predicate = Comparison | Junction | Negation | Raw


# -- clauses ---------------------------------------------------------------------------------------------------------


@record
class NodePattern:
    """A node in a pattern.

    Args:
        alias: its name.
        labels: labels that it must carry, the primary one first; empty for one that is bound already.
        known: labels that it is known to carry, which the pattern need not say; for databases that look up faster,
            or only, with a label.
    """

    alias: str
    labels: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


@record
class Hop:
    """The edge, or the path of edges, between the two nodes of a pattern.

    Args:
        type: the edge type.
        direction: seen from the first node.
        alias: the name of the edge, or None.
        low: number of edges at least.
        high: number of edges at most, None without a bound. One edge exactly is `low == high == 1`.
        each: every edge between two nodes makes a row; False when parallel ones may make one together.
    """

    type: str
    direction: Direction
    alias: str | None = None
    low: int = 1
    high: int | None = 1
    each: bool = True

    @property
    def fixed(self) -> bool:
        """True for a single edge, False for a path of variable length."""
        return self.low == 1 and self.high == 1


@record
class Match:
    """MATCH or OPTIONAL MATCH of one node, or of a node, a hop and a node; with its own WHERE."""

    node: NodePattern
    hop: Hop | None = None
    target: NodePattern | None = None
    optional: bool = False
    where: Predicate | None = None


@record
class Unwind:
    """One row for each element of a list parameter."""

    param: str
    variable: str


@record
class FulltextSearch:
    """Nodes of a label that a full-text index finds; binds `alias`, and `score` to how well they fit."""

    alias: str
    label: str
    param: str
    properties: tuple[str, ...] = ()
    score: str | None = None
    where: Predicate | None = None


@record
class VectorSearch:
    """The nodes of a label whose vectors are nearest to a parameter; binds `alias` and `score`."""

    alias: str
    labels: tuple[str, ...]
    property: str
    param: str
    k: str
    score: str
    where: Predicate | None = None


@record
class Item:
    """One value of a RETURN or WITH, under a name of its own or under its text."""

    value: Value
    name: str | None = None


@record
class EntityItem:
    """A node as plain values: id, labels if they are wanted, then properties.

    Rendered as that many columns; a dialect with a cheaper way may write it otherwise as long as rows come back so.
    """

    alias: str
    labels: bool
    columns: tuple[str, ...]


@record
class EdgeItem:
    """An edge as plain values: id, id of its start, id of its end, then properties, or one map of all (`columns` None)."""

    alias: str
    columns: tuple[str, ...] | None


ReturnItem = Item | EntityItem | EdgeItem


@record
class Order:
    """One term of ORDER BY; a raw one says its direction itself."""

    value: Value
    desc: bool = False


@record
class Cut:
    """WITH: what comes before is finished, order and paging included, before anything that follows begins.

    Args:
        items: what is carried forward; everything else goes out of scope.
        where: filters rows after order and paging.
    """

    items: tuple[Item, ...]
    distinct: bool = False
    order: tuple[Order, ...] = ()
    skip: Param | int | None = None
    limit: Param | int | None = None
    where: Predicate | None = None

    @property
    def pages(self) -> bool:
        """True when it leaves rows out by their number."""
        return self.skip is not None or self.limit is not None


Clause = Match | Unwind | Cut | FulltextSearch | VectorSearch


@record
class Select:
    """A whole query.

    Args:
        clauses: in order.
        items: what is returned.
        params: encoded values of the parameters; a template leaves out those that differ between its uses.
    """

    clauses: tuple[Clause, ...]
    items: tuple[ReturnItem, ...]
    distinct: bool = False
    order: tuple[Order, ...] = ()
    skip: Param | int | None = None
    limit: Param | int | None = None
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
