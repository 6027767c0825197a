"""Indexes and constraints of FalkorDB, as far as this version goes: the two that every model with a key wants.

Works on a sync driver. FalkorDB builds both in the background, so each function waits until the work is done.
"""

from __future__ import annotations

import time
from typing import Any, Final

from runic.ogm.exceptions import ConstraintError, DatabaseError, QueryTimeoutError, UnsupportedFeatureError
from runic_falkordb.driver import FalkorDBDriver
from runic_falkordb.errors import CLIENT_ERRORS, translate

__all__ = ["create_range_index", "create_unique_constraint", "schema_adapter"]

_PAUSE: Final = 0.02


def create_range_index(
    driver: FalkorDBDriver, label: str, name: str, *, entity: str = "NODE", timeout: float = 60.0
) -> None:
    """Create an index for equality and ranges; one that exists already is left as it is.

    Args:
        driver: the driver of the graph.
        label: node label, or edge type.
        name: name of the property in the database.
        entity: "NODE" or "EDGE".
        timeout: seconds to wait until it is built.

    Raises:
        QueryTimeoutError: it takes longer; it is still being built.
    """
    quote = driver.dialect.quote
    pattern = f"(e:{quote(label)})" if entity == "NODE" else f"()-[e:{quote(label)}]-()"
    try:
        driver.execute(f"CREATE INDEX FOR {pattern} ON (e.{quote(name)})")
    except DatabaseError as error:
        if "already indexed" not in str(error):
            raise
    text = "CALL db.indexes() YIELD label, status WHERE label = $label AND NOT status = 'OPERATIONAL' RETURN count(label)"
    deadline = time.monotonic() + timeout
    while driver.execute(text, {"label": label}).rows[0][0]:
        _wait(deadline, f"the index on {label}.{name}")


def create_unique_constraint(driver: FalkorDBDriver, label: str, name: str, *, timeout: float = 60.0) -> None:
    """Create a uniqueness constraint for nodes, and the index that it needs; one that exists is left as it is.

    Raises:
        ConstraintError: nodes violate it; it was removed again.
        QueryTimeoutError: it takes longer than `timeout` seconds; it is still being built.
    """
    create_range_index(driver, label, name, timeout=timeout)
    where = ("UNIQUE", "NODE", label, "PROPERTIES", 1, name)
    try:
        _command(driver, "GRAPH.CONSTRAINT", "CREATE", driver.graph_name, *where)
    except DatabaseError as error:
        if "already exists" not in str(error):
            raise
    text = (
        "CALL db.constraints() YIELD type, label, properties, entitytype, status "
        "WHERE type = 'UNIQUE' AND label = $label AND properties = [$property] AND entitytype = 'NODE' RETURN status"
    )
    deadline = time.monotonic() + timeout
    while (status := driver.execute(text, {"label": label, "property": name}).rows[0][0]) != "OPERATIONAL":
        if status == "FAILED":
            _command(driver, "GRAPH.CONSTRAINT", "DROP", driver.graph_name, *where)
            raise ConstraintError(
                f"nodes labelled {label} share values of {name}; make them unique and repeat"
            )
        _wait(deadline, f"the constraint on {label}.{name}")


def schema_adapter(driver: object) -> object:
    """Refuse: the adapter for `runic.migrate` comes with a later version."""
    raise UnsupportedFeatureError(
        "falkordb",
        "schema management in this version",
        "use create_range_index and create_unique_constraint of this module",
    )


def _command(driver: FalkorDBDriver, *command: Any) -> Any:
    db, _ = driver.falkordb_connection()
    try:
        return db.execute_command(*command)
    except CLIENT_ERRORS as error:
        raise translate(error) from error


def _wait(deadline: float, what: str) -> None:
    if time.monotonic() > deadline:
        raise QueryTimeoutError(f"{what} is not ready in time; it is still being built")
    time.sleep(_PAUSE)
