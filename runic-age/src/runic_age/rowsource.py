"""Where a step of SQL takes its rows from: parameters side by side, and the nodes that they name.

Pure text and parameters.
"""

from __future__ import annotations

from typing import Any

from runic.ogm.cypher.writes import Column, NodeMatch
from runic.ogm.exceptions import MetadataError
from runic_age.agtype import dumps
from runic_age.names import carries, path, table
from runic_age.script import array

__all__ = ["Rows", "Source", "called_in_sql"]


class Rows:
    """Columns of parameters as one source of rows, numbered by `o` from 1.

    Args:
        params: the parameters of the script; columns are added to them.
        alias: the name of the source.
    """

    def __init__(self, params: dict[str, Any], alias: str = "u") -> None:
        self.params = params
        self.alias = alias
        self.columns: dict[str, str] = {}

    def numbers(self, name: str, values: list[Any]) -> None:
        """Add a column of ids."""
        self.params[name] = array(values)
        self.columns[name] = f"unnest(%({name})s::graphid[])"

    def values(self, name: str, values: list[Any]) -> None:
        """Add a column of values."""
        self.texts(name, dumps(values))

    def texts(self, name: str, values: str) -> None:
        """Add a column of values that are the text of a list already."""
        self.params[name] = values
        self.columns[name] = f"age_unnest(%({name})s::agtype)"

    def size(self, size: int) -> None:
        """Make rows without columns."""
        self.params["rows"] = size
        self.columns["none"] = "generate_series(1, %(rows)s::int)"

    def text(self) -> str:
        """Return the source as it stands behind FROM."""
        functions = ", ".join(self.columns.values())
        names = ", ".join([*self.columns, "o"])
        return f"ROWS FROM ({functions}) WITH ORDINALITY AS {self.alias}({names})"

    def joined(self) -> str:
        """Return the source as it stands behind another one with a column `o`; nothing where there is nothing to add."""
        return f"JOIN {self.text()} USING (o)" if self.columns else ""


class Source:
    """The nodes that a match names.

    Args:
        alias: the name of the node.
        match: how each row finds it.
        rows: the source of the rows, which gets the columns that are compared.

    Attributes:
        table: the table of the primary label.
        known: whether ids are known, so that edges can be found without their nodes.
        ident: the expression for the id.
        condition: what a row and its node have in common.
        join: the table, joined to the rows.
    """

    def __init__(self, alias: str, match: NodeMatch, rows: Rows) -> None:
        self.table = table(match.labels[0]) if match.labels else "$g._ag_label_vertex"
        self.known = match.ids is not None
        self.ident = f"{rows.alias}.{alias}_id" if self.known else f"{alias}.id"
        wanted: list[str] = []
        if match.ids is not None:
            rows.numbers(f"{alias}_id", match.ids)
            wanted.append(f"{alias}.id = {self.ident}")
        if match.key is not None:
            wanted.append(_same_key(alias, match.key, rows, checked=self.known))
        if not wanted:
            raise MetadataError(
                f"nodes labelled {match.labels!r} have neither an id nor a key to be found by; declare a key"
            )
        wanted += [carries(alias, name) for name in match.labels[1:]]
        self.condition = " AND ".join(wanted)
        self.join = f"JOIN {self.table} AS {alias} ON {self.condition}"


def _same_key(alias: str, key: Column, rows: Rows, *, checked: bool) -> str:
    name = f"{alias}_key"
    rows.values(name, key.values)
    wanted = f"{rows.alias}.{name}"
    value = wanted if key.function is None else called_in_sql(key.function, wanted)
    same = f"agtype_access_operator({alias}.properties, {path(key.name)}) = {value}"
    # an absent key arrives as the null of agtype, and is not checked
    return f"({wanted} = 'null'::agtype OR {same})" if checked and None in key.values else same


def called_in_sql(function: str, value: str) -> str:
    """Return the call of a function that Cypher knows by a name, as AGE finds it in SQL."""
    return f"{function}({value})" if "." in function else f"ag_catalog.age_{function.lower()}({value})"
