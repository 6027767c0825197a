"""Indexes and constraints of Apache AGE, as far as this version goes: the two that every model with a key wants.

They are PostgreSQL's own, on expressions over the table of a label. Works on a sync driver.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from runic.ogm.exceptions import ConstraintError, UnsupportedFeatureError
from runic_age.driver import AGEDriver
from runic_age.exchange import Labels
from runic_age.names import label as checked_label
from runic_age.names import path
from runic_age.script import GRAPH, Script, Step

__all__ = ["create_range_index", "create_unique_constraint", "schema_adapter"]


def create_range_index(driver: AGEDriver, label: str, name: str, *, entity: str = "NODE") -> None:
    """Create an index for equality and ranges; one that exists already is left as it is.

    Args:
        driver: the driver of the graph.
        label: node label, or edge type; its table is made if it is missing.
        name: name of the property in the database.
        entity: "NODE" or "EDGE".

    Raises:
        MetadataError: AGE cannot have such a label.
    """
    _create(driver, "INDEX", label, name, entity)


def create_unique_constraint(driver: AGEDriver, label: str, name: str, *, entity: str = "NODE") -> None:
    """Create a unique index for nodes; one that exists is left as it is.

    Raises:
        ConstraintError: nodes violate it.
    """
    try:
        _create(driver, "UNIQUE INDEX", label, name, entity)
    except ConstraintError as error:
        raise ConstraintError(
            f"nodes labelled {label} share values of {name}; make them unique and repeat"
        ) from error


def schema_adapter(driver: object) -> Any:
    """Refuse: the adapter for `runic.migrate` comes with a later version."""
    raise UnsupportedFeatureError(
        "age",
        "schema management in this version",
        "use create_range_index and create_unique_constraint of this module",
    )


def _create(driver: AGEDriver, kind: str, label: str, name: str, entity: str) -> None:
    checked_label(label)
    short = sha256(f"{label}\0{name}\0{kind}".encode()).hexdigest()[:12]
    text = (
        f'CREATE {kind} IF NOT EXISTS "runic_{short}" ON {GRAPH}."{label}" '
        f"(ag_catalog.agtype_access_operator(properties, {path(name)}))"
    )
    tables = Labels((label,)) if entity == "NODE" else Labels((), (label,))
    script = Script(
        text,
        {},
        writes=True,
        steps=(Step(text, keep=("none",)),),
        nodes=tables.nodes,
        edges=tables.edges,
        answer="none",
    )
    connection = driver.acquire()
    try:
        connection.run(script)
    finally:
        connection.release()
