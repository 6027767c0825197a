"""How the groups of a flush become statements: the neutral forms, which most databases understand as they stand.

A backend derives from `Writer` and overrides the methods whose form its database does better or does not know. This module
knows no backend, no model and no connection; values reach text as parameters only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from runic.ogm.cypher.statement import Statement
from runic.ogm.cypher.writes import (
    ClearEdges,
    Column,
    CreateNodes,
    DeleteEdges,
    DeleteNodes,
    FindNodes,
    NodeMatch,
    RenderedWrite,
    UpdateEdges,
    UpdateNodes,
    WriteAnswer,
    WriteEdges,
    WriteGroup,
    chunks,
)
from runic.ogm.exceptions import MetadataError

__all__ = ["WriteDialect", "Writer"]

ROWS: Final = "UNWIND range(0, $last) AS i"
"""Opens a statement: row `i` takes its values from position `i` of each column. Columns are cheaper than maps."""


class WriteDialect(Protocol):
    """What a writer asks of its dialect."""

    @property
    def max_rows(self) -> int:
        """The number of rows that one writing statement carries at most."""
        ...

    def quote(self, name: str) -> str:
        """Return a name as it stands in text."""
        ...

    def id_of(self, alias: str) -> str:
        """Return the expression for the database's id of what `alias` stands for."""
        ...


class Writer:
    """Renders write groups.

    Each method returns the clauses of one statement and fills in its parameters; what is written is sent before what it is
    found by, so that `found` knows every parameter. A subclass changes a small thing by a small method (`ids`, `same_key`,
    `item`) and a large one by the method of the group.
    """

    def __init__(self, dialect: WriteDialect) -> None:
        self.dialect = dialect

    def render(self, group: WriteGroup) -> list[RenderedWrite]:
        """Return the statements of a group, cut to the number of rows that the dialect allows."""
        limit = self.dialect.max_rows
        if group.size <= limit:
            return [self.render_piece(group, 0)] if group.size else []
        return [self.render_piece(group.cut(start, stop), start) for start, stop in chunks(group.size, limit)]

    def render_piece(self, group: WriteGroup, start: int) -> RenderedWrite:
        """Return the one statement of a piece whose first row is row `start` of the group."""
        params: dict[str, Any] = {"last": group.size - 1}
        clauses = self.clauses(group, params)
        answer = self.answer(group)
        statement = Statement(
            "\n".join([*self.opening(params), *clauses]),
            params,
            writes=not isinstance(group, FindNodes),
            packed=answer == "ids",
        )
        return RenderedWrite(statement, start, group.size, answer)

    def answer(self, group: WriteGroup) -> WriteAnswer:
        """Return what the statement of a group answers, see `RenderedWrite`."""
        return (
            "ids"
            if isinstance(group, FindNodes) or (isinstance(group, CreateNodes) and group.ids)
            else "hits"
        )

    def clauses(self, group: WriteGroup, params: dict[str, Any]) -> list[str]:
        """Return the clauses of a group and fill in its parameters."""
        match group:
            case CreateNodes():
                return self.create_nodes(group, params)
            case UpdateNodes():
                return self.update_nodes(group, params)
            case DeleteNodes():
                return self.delete_nodes(group, params)
            case WriteEdges():
                return self.write_edges(group, params)
            case UpdateEdges():
                return self.update_edges(group, params)
            case DeleteEdges():
                return self.delete_edges(group, params)
            case ClearEdges():
                return self.clear_edges(group, params)
            case FindNodes():
                return self.find_nodes(group, params)

    # -- groups ----------------------------------------------------------------------------------------------------

    def create_nodes(self, group: CreateNodes, params: dict[str, Any]) -> list[str]:
        """New nodes, their properties inline: some databases check existence constraints before any SET."""
        node = f"CREATE (n{self.labels(group.labels)}{self.inline(group.columns, params)})"
        return [node, f"RETURN {self.ids('n')}" if group.ids else "RETURN count(n)"]

    def update_nodes(self, group: UpdateNodes, params: dict[str, Any]) -> list[str]:
        """Changed properties of nodes; one hit for every node that was found."""
        changed = self.assignments("n", group.columns, params)
        return [*self.found({"n": group.match}, params), *changed, "RETURN count(n)"]

    def delete_nodes(self, group: DeleteNodes, params: dict[str, Any]) -> list[str]:
        """Nodes and all their edges; a deleted node may count as null, and nobody could ask later which were there."""
        return [
            *self.found({"n": group.match}, params),
            "DETACH DELETE n",
            "WITH collect(i) AS done",
            "RETURN CASE WHEN size(done) = $last + 1 THEN size(done) ELSE done END",
        ]

    def write_edges(self, group: WriteEdges, params: dict[str, Any]) -> list[str]:
        """Edges between pairs; rows are counted once, since parallel edges match one row several times."""
        kind = self.dialect.quote(group.type)
        ends = {"a": group.source, "b": group.target}
        if group.mode == "create":
            edge = f"CREATE (a)-[r:{kind}{self.inline(group.columns, params)}]->(b)"
            return [*self.found(ends, params), edge, "RETURN count(i)"]
        changed = self.assignments("r", group.columns, params)
        merged = self.merge_edge(kind, undirected=group.undirected)
        return [
            *self.found(ends, params),
            *(
                merged
                if group.mode == "merge"
                else [f"MATCH (a)-[r:{kind}]{'-' if group.undirected else '->'}(b)"]
            ),
            *changed,
            "RETURN count(DISTINCT i)",
        ]

    def merge_edge(self, kind: str, *, undirected: bool) -> list[str]:
        """Bind `r` to the edges of a type between `a` and `b`, making one from `a` to `b` where there is none."""
        return [f"MERGE (a)-[r:{kind}]{'-' if undirected else '->'}(b)"]

    def update_edges(self, group: UpdateEdges, params: dict[str, Any]) -> list[str]:
        """Changed properties of edges, each found from the node that it starts from."""
        changed = self.assignments("r", group.columns, params)
        bound = [
            f"{self.item('start', group.starts, params)} AS a_is",
            f"{self.item('edge', group.ids, params)} AS r_is",
        ]
        return [
            self.bind(bound, params),
            f"MATCH (a)-[r:{self.dialect.quote(group.type)}]->()",
            f"WHERE {self.dialect.id_of('a')} = a_is AND {self.dialect.id_of('r')} = r_is",
            *changed,
            "RETURN count(r)",
        ]

    def delete_edges(self, group: DeleteEdges, params: dict[str, Any]) -> list[str]:
        """Edges between pairs; each is named once even where two rows reach it."""
        arrow = "-" if group.undirected else "->"
        return [
            *self.found({"a": group.source, "b": group.target}, params),
            f"MATCH (a)-[r:{self.dialect.quote(group.type)}]{arrow}(b)",
            *self.delete_each("r"),
        ]

    def clear_edges(self, group: ClearEdges, params: dict[str, Any]) -> list[str]:
        """All edges of a type at the sources, save those to the nodes that are kept."""
        left = "<-" if group.direction == "INCOMING" else "-"
        right = "->" if group.direction == "OUTGOING" else "-"
        edge = f"MATCH (a){left}[r:{self.dialect.quote(group.type)}]{right}(b{self.labels(group.labels)})"
        kept = []
        if any(group.keep):
            params["keep"] = group.keep
            kept = [f"WHERE NOT {self.dialect.id_of('b')} IN $keep[i]"]
        return [*self.found({"a": group.source}, params), edge, *kept, *self.delete_each("r")]

    def find_nodes(self, group: FindNodes, params: dict[str, Any]) -> list[str]:
        """The nodes that answer to rows."""
        return [*self.found({"n": group.match}, params), f"RETURN {self.ids('n')}"]

    # -- parts -----------------------------------------------------------------------------------------------------

    def ids(self, alias: str) -> str:
        """Return the expression that gathers `[row, id]` of all rows into one value: a record a row costs twice as much."""
        return f"collect([i, {self.dialect.id_of(alias)}])"

    def delete_each(self, alias: str) -> list[str]:
        """Delete every distinct edge, and count them."""
        return [f"WITH DISTINCT {alias}", f"DELETE {alias}", "RETURN count(*)"]

    def labels(self, labels: Sequence[str]) -> str:
        """Return labels as they follow an alias in a pattern."""
        return "".join(f":{self.dialect.quote(label)}" for label in labels)

    def opening(self, params: Mapping[str, Any]) -> list[str]:
        """Return the clauses that come before all others and bind `i`, once all parameters are known."""
        return [ROWS]

    def bind(self, bound: Sequence[str], params: Mapping[str, Any]) -> str:
        """Return the clause that makes variables of what row `i` is found by."""
        return f"WITH {', '.join(['i', *bound])}"

    def item(self, name: str, values: list[Any], params: dict[str, Any]) -> str:
        """Send the values of all rows as parameter `name`; return the expression for that of row `i`."""
        params[name] = values
        return f"${name}[i]"

    def value(self, column: Column, name: str, params: dict[str, Any]) -> str:
        """Send a column as parameter `name`; return the expression for its value of row `i`."""
        return applied(column.function, self.item(name, column.values, params))

    def inline(self, columns: Sequence[Column], params: dict[str, Any]) -> str:
        """Return the columns as the property map of a pattern."""
        pairs = [f"{name}: {value}" for name, value in self.named(columns, params)]
        return f" {{{', '.join(pairs)}}}" if pairs else ""

    def assignments(self, alias: str, columns: Sequence[Column], params: dict[str, Any]) -> list[str]:
        """Return the clause that sets the columns, nothing for none."""
        pairs = self.pairs(alias, columns, params)
        return [f"SET {', '.join(pairs)}"] if pairs else []

    def pairs(self, alias: str, columns: Sequence[Column], params: dict[str, Any]) -> list[str]:
        """Return `alias.name = value` for each column."""
        return [f"{alias}.{name} = {value}" for name, value in self.named(columns, params)]

    def named(self, columns: Sequence[Column], params: dict[str, Any]) -> list[tuple[str, str]]:
        """Return quoted name and value of each column, the values being sent as `c0`, `c1` …"""
        return [
            (self.dialect.quote(column.name), self.value(column, f"c{number}", params))
            for number, column in enumerate(columns)
        ]

    def found(self, matches: Mapping[str, NodeMatch], params: dict[str, Any]) -> list[str]:
        """Return the clauses that bind each alias to the node of row `i`.

        The value that a node is found by becomes a variable first: some databases seek by a variable only.
        """
        bound: list[str] = []
        clauses: list[str] = []
        for alias, match in matches.items():
            by, where = self.condition(alias, match, params)
            bound.append(f"{by} AS {alias}_is")
            clauses += self.sought(alias, match.labels, where)
        return [self.bind(bound, params), *clauses]

    def sought(self, alias: str, labels: Sequence[str], where: str) -> list[str]:
        """Return the clauses that bind `alias` to the nodes that have the labels and meet the condition."""
        return [f"MATCH ({alias}{self.labels(labels)})", f"WHERE {where}"]

    def condition(self, alias: str, match: NodeMatch, params: dict[str, Any]) -> tuple[str, str]:
        """Return what the node of row `i` is found by, and the condition that compares it, bound as `{alias}_is`."""
        key = match.key
        if match.ids is not None:
            seek = f"{self.dialect.id_of(alias)} = {alias}_is"
            where = seek if key is None else f"{seek} AND {self.checked(alias, key, params)}"
            return self.item(f"{alias}_id", match.ids, params), where
        if key is None:
            raise MetadataError(
                f"nodes labelled {match.labels!r} have neither an id nor a key to be found by; declare a key"
            )
        stored = f"{alias}.{self.dialect.quote(key.name)}"
        return self.value(key, f"{alias}_key", params), f"{stored} = {alias}_is"

    def checked(self, alias: str, key: Column, params: dict[str, Any]) -> str:
        """Return the condition that the node found by its id still has its key; a row without a key is not checked."""
        item = self.item(f"{alias}_key", key.values, params)
        same = self.same_key(f"{alias}.{self.dialect.quote(key.name)}", applied(key.function, item))
        return f"({item} IS NULL OR {same})" if None in key.values else same

    def same_key(self, stored: str, wanted: str) -> str:
        """Compare the stored key with the one that is wanted."""
        return f"{stored} = {wanted}"


def applied(function: str | None, item: str) -> str:
    """Return the call of a column's function, the item itself where it has none."""
    return f"{function}({item})" if function else item
