"""A query as data: names, operators and parameters, in the order of its clauses.

The builder's statements are lowered to these records, a dialect renders them. They hold labels, types, names of properties
in the database and names of parameters; no model class and no Python value. What a parameter holds never changes the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from runic.ogm.cypher.record import nothing, record

__all__ = [
    "Aggregate",
    "Clause",
    "Comparison",
    "Count",
    "Cut",
    "EdgeItem",
    "EndId",
    "EntityItem",
    "Exists",
    "FulltextSearch",
    "Hop",
    "HybridSearch",
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
    "Search",
    "Select",
    "StartId",
    "Subquery",
    "Unmet",
    "Unwind",
    "Value",
    "Variable",
    "VectorSearch",
    "When",
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


@record
class Count:
    """The number of matches of a subquery."""

    subquery: Subquery


@record
class When:
    """A value where a predicate is true, null elsewhere."""

    predicate: Predicate
    value: Value


Value = Param | Property | Variable | Id | StartId | EndId | Aggregate | Count | When | Raw


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


@record
class Unmet:
    """A predicate is false or unknown; `Negation` is unknown where the predicate is."""

    operand: Predicate


@record
class Exists:
    """A subquery has a match."""

    subquery: Subquery


Predicate = Comparison | Junction | Negation | Unmet | Exists | Raw


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
class Subquery:
    """A hop from a node that is bound outside to nodes of a class: what `Exists` and `Count` ask about.

    Args:
        node: the node outside.
        hop: one edge; it has a name, so that parallel ones count.
        target: the node at its other end, bound inside only.
        where: what both must fulfil.
    """

    node: NodePattern
    hop: Hop
    target: NodePattern
    where: Predicate | None = None


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
    """Nodes that a full-text index finds; binds `alias`, and `score` to how well they fit: more than 0, less than 1.

    Args:
        alias: the name of the node.
        label: the label that has the index.
        param: the parameter with the text, in the database's own syntax already.
        properties: those that are searched; empty for all of the index.
        score: the name of the score, or None when nobody asks for it.
        where: what the nodes must fulfil.
        labels: further labels that they must carry.
        indexed: the properties of the index, sorted, where they are known.
        index: the name of the index, where it is not the one that the schema manager gives.
    """

    alias: str
    label: str
    param: str
    properties: tuple[str, ...] = ()
    score: str | None = None
    where: Predicate | None = None
    labels: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    index: str | None = None


@record
class VectorSearch:
    """Nodes whose vectors are nearest to a parameter; binds `alias`, and `score` to how near: 1 is identical, 0 farthest.

    Args:
        alias: the name of the node.
        label: the label that has the index.
        property: the one that is indexed.
        param: the parameter with the vector.
        k: the name of the parameter with the number of nodes that are looked at.
        score: the name of the score: `(1 + cosine) / 2`, or `1 / (1 + distance²)` for "euclidean".
        similarity: "cosine" or "euclidean".
        where: what the nodes must fulfil.
        labels: further labels that they must carry.
        index: the name of the index, where it is not the one that the schema manager gives.
    """

    alias: str
    label: str
    property: str
    param: Param
    k: str
    score: str
    similarity: str = "cosine"
    where: Predicate | None = None
    labels: tuple[str, ...] = ()
    index: str | None = None


@record
class HybridSearch:
    """Two searches for the same nodes, fused by rank; binds `alias`, and `score`: 1 is first in both, 0 found by none.

    Args:
        text, near: the searches; the names that they bind are known inside only.
        alias, score: what the fused result is called.
        depth: the name of the parameter with the number of nodes that each search contributes.
        where: what the fused nodes must fulfil.
    """

    text: FulltextSearch
    near: VectorSearch
    alias: str
    score: str
    depth: str
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


Search = FulltextSearch | VectorSearch | HybridSearch
Clause = Match | Unwind | Cut | FulltextSearch | VectorSearch | HybridSearch


@record
class Select:
    """A whole query.

    Args:
        clauses: in order.
        items: what is returned.
        params: encoded values of the parameters; a template leaves out those that differ between its uses.
        subqueries: whether it holds `Exists` or `Count` anywhere.
    """

    clauses: tuple[Clause, ...]
    items: tuple[ReturnItem, ...]
    distinct: bool = False
    order: tuple[Order, ...] = ()
    skip: Param | int | None = None
    limit: Param | int | None = None
    params: Mapping[str, Any] = field(default_factory=nothing)
    subqueries: bool = False
