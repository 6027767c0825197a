"""FalkorDB's forms of writes, where they differ from the neutral ones.

There are no transactions here that span statements, so a statement finds all its nodes first and writes for every row or for
none. Pure text; knows no connection. Facts are those of module 4.16.3 and 4.22.1, measured with 10 000 rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from runic.ogm.cypher.writes import (
    Column,
    DeleteNodes,
    NodeMatch,
    UpdateNodes,
    WriteAnswer,
    WriteEdges,
    WriteGroup,
)
from runic.ogm.cypher.writing import Writer

__all__ = ["FalkorDBWriter"]

# from so many rows on, another text for ranges is worth its plan
_MANY: Final = 100


class FalkorDBWriter(Writer):
    """The forms of writes that FalkorDB does best."""

    def answer(self, group: WriteGroup) -> WriteAnswer:
        """Merged edges count the new ones only; nothing survives the CREATE that could count the others."""
        return "made" if isinstance(group, WriteEdges) and joins(group) else super().answer(group)

    # -- groups ----------------------------------------------------------------------------------------------------

    def update_nodes(self, group: UpdateNodes, params: dict[str, Any]) -> list[str]:
        """Changed properties, of all nodes or of none."""
        if not identified(group.match):
            return super().update_nodes(group, params)
        found = self.together({"n": group.match}, params)
        return [*found, *self.assignments("n", group.columns, params), "RETURN count(n)"]

    def delete_nodes(self, group: DeleteNodes, params: dict[str, Any]) -> list[str]:
        """All nodes with their edges, or none."""
        if not identified(group.match):
            return super().delete_nodes(group, params)
        return [*self.together({"n": group.match}, params), "DETACH DELETE n", "RETURN count(i)"]

    def write_edges(self, group: WriteEdges, params: dict[str, Any]) -> list[str]:
        """Edges that are there are set, the others are created: MERGE takes twice as long, and 19 µs undirected."""
        if not joins(group):
            return super().write_edges(group, params)
        kind = self.dialect.quote(group.type)
        found = self.together({"a": group.source, "b": group.target}, params)
        there = {"r": f"OPTIONAL MATCH (a)-[r:{kind}]->(b)"}
        if group.undirected:
            there["back"] = f"OPTIONAL MATCH (b)-[back:{kind}]->(a)"
        inline = self.inline(group.columns, params)
        pairs = [pair for alias in there for pair in self.pairs(alias, group.columns, params)]
        return [
            *found,
            *there.values(),
            *([f"SET {', '.join(pairs)}"] if pairs else []),
            f"WITH i, a, b, {', '.join(there)}",
            f"WHERE {' AND '.join(f'{alias} IS NULL' for alias in there)}",
            f"CREATE (a)-[:{kind}{inline}]->(b)",
            "RETURN count(i)",
        ]

    # -- parts -----------------------------------------------------------------------------------------------------

    def opening(self, params: Mapping[str, Any]) -> list[str]:
        """A range of ids needs no rows to find its nodes."""
        return [] if "lowest" in params else super().opening(params)

    def together(self, matches: Mapping[str, NodeMatch], params: dict[str, Any]) -> list[str]:
        """Return the clauses that bind each alias to the node of row `i`: for every row, or for none when a node is gone.

        One comparison of two lists is cheaper than one of two keys in every row, too.
        """
        gathered: list[str] = []
        same: list[str] = []
        for alias, match in matches.items():
            gathered.append(f"collect({alias}) AS {alias}_all")
            if match.key is None:
                same.append(f"size({alias}_all) > $last")
                continue
            params[f"{alias}_key"] = match.key.values
            gathered.append(f"collect({alias}.{self.dialect.quote(match.key.name)}) AS {alias}_keys")
            same.append(f"{alias}_keys = {self.listed(match.key, f'{alias}_key')}")
        return [
            *self.each(matches, params),
            f"WITH {', '.join(gathered)}",
            f"UNWIND CASE WHEN {' AND '.join(same)} THEN range(0, $last) ELSE [] END AS i",
            f"WITH i, {', '.join(f'{alias}_all[i] AS {alias}' for alias in matches)}",
        ]

    def each(self, matches: Mapping[str, NodeMatch], params: dict[str, Any]) -> list[str]:
        """Return the clauses that find the nodes of all rows, in the order of the rows.

        Ids without a gap, as bulk loads leave them, are one range: a fifth of a delete's time less.
        """
        if len(matches) == 1:
            ((alias, match),) = matches.items()
            ids = match.ids or []
            if len(ids) >= _MANY and ids[-1] - ids[0] < len(ids) and ids == list(range(ids[0], ids[-1] + 1)):
                params["lowest"], params["highest"] = ids[0], ids[-1]
                ident = self.dialect.id_of(alias)
                return self.sought(alias, match.labels, f"{ident} >= $lowest AND {ident} <= $highest")
        bound: list[str] = []
        clauses: list[str] = []
        for alias, match in matches.items():
            params[f"{alias}_id"] = match.ids
            bound.append(f"${alias}_id[i] AS {alias}_is")
            clauses += self.sought(alias, match.labels, f"{self.dialect.id_of(alias)} = {alias}_is")
        return [f"WITH {', '.join(bound)}", *clauses]

    def listed(self, column: Column, name: str) -> str:
        """Return the expression for all values of a column."""
        return f"[value IN ${name} | {column.function}(value)]" if column.function else f"${name}"

    def ids(self, alias: str) -> str:
        """Numbers only, so JSON text is safe; it is read five times faster than a list of lists."""
        return f"toJSON({super().ids(alias)})"

    def same_key(self, stored: str, wanted: str) -> str:
        """A plain comparison makes the planner use the index on the key (64-100 µs a row) instead of seeking the id (4)."""
        return f"[{stored}] = [{wanted}]"

    def sought(self, alias: str, labels: Sequence[str], where: str) -> list[str]:
        """One label in the pattern: each further one is joined for every row (50 µs instead of 6), so it is a condition."""
        further = "".join(f" AND {alias}{self.labels([label])}" for label in labels[1:])
        return super().sought(alias, labels[:1], where + further)

    def merge_edge(self, kind: str, *, undirected: bool) -> list[str]:
        """MERGE is directed, an undirected one takes 19 µs a row: where an edge points back, the ends change places."""
        if not undirected:
            return super().merge_edge(kind, undirected=False)
        return [
            f"OPTIONAL MATCH (b)-[back:{kind}]->(a)",
            "WITH i, CASE WHEN back IS NULL THEN a ELSE b END AS a, CASE WHEN back IS NULL THEN b ELSE a END AS b",
            f"MERGE (a)-[r:{kind}]->(b)",
        ]

    def assignments(self, alias: str, columns: Sequence[Column], params: dict[str, Any]) -> list[str]:
        """4.16 takes vectors of one direction for equal, and skips setting a node's property to an equal value."""
        clauses = super().assignments(alias, columns, params)
        vectors = [column for column in columns if column.function == "vecf32" and alias == "n"]
        if not vectors:
            return clauses
        cleared = ", ".join(f"{alias}.{self.dialect.quote(column.name)} = []" for column in vectors)
        return [f"SET {cleared}", f"WITH i, {alias}", *clauses]


def identified(match: NodeMatch) -> bool:
    """True when the nodes of a match are found by id alone, and checked by keys that are all there."""
    return match.ids is not None and (match.key is None or None not in match.key.values)


def joins(group: WriteEdges) -> bool:
    """True when edges are to be merged between nodes that are found by id."""
    return group.mode == "merge" and identified(group.source) and identified(group.target)
