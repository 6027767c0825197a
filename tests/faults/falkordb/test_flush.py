"""A flush of 10 000 nodes that a real server does not survive: what is said, and how the work is completed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runic.ogm import Field, Node, Session, create_driver
from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.protocol import GraphResult
from runic.ogm.exceptions import ConnectionFailedError, ConstraintError, PartialFlushError, QueryTimeoutError
from tests.servers.falkordb import Private, free_port, private

NUMBER = 10_000
CHUNK = 1_000


class Grain(Node, labels=["FaultGrain"]):
    uid: int = Field(primary_key=True)
    text: str = Field()


def lasting(folder: Path, port: int) -> Any:
    """A server whose data survives its death."""
    return private("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "always", port=port)


def chunked(server: Private) -> Any:
    """A driver that sends a thousand rows a statement."""
    driver: Any = create_driver("falkordb", **server.options, graph="faults")
    driver.dialect.max_rows = CHUNK
    return driver


def before(driver: Any, number: int, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Do something just before a driver sends its writing statement `number`."""
    real, sent = driver.run, [0]

    def run(statement: Statement, *, read_only: bool = False) -> GraphResult:
        sent[0] += statement.writes
        if statement.writes and sent[0] == number:
            act()
        result: GraphResult = real(statement, read_only=read_only)
        return result

    monkeypatch.setattr(driver, "run", run)


def stored(driver: Any) -> list[int]:
    rows: list[list[int]] = driver.execute("MATCH (n:FaultGrain) RETURN n.uid ORDER BY n.uid").rows
    return [uid for (uid,) in rows]


def test_a_server_killed_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    grains = [Grain(uid=number, text=f"g{number}") for number in range(NUMBER)]
    with lasting(tmp_path, port) as server:
        driver = chunked(server)
        session = Session(driver)
        session.add_all(grains)
        before(driver, 5, server.kill, monkeypatch)
        with pytest.raises(PartialFlushError) as failed:
            session.flush()
    error = failed.value
    assert isinstance(error.__cause__, ConnectionFailedError)
    assert (error.written, error.pending) == (grains[: 4 * CHUNK], grains[4 * CHUNK :])
    monkeypatch.undo()
    with lasting(tmp_path, port):
        assert len(stored(driver)) == 4 * CHUNK
        session.commit()
        assert stored(driver) == list(range(NUMBER))
        session.close()
        driver.close()


def test_a_server_killed_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the statement that was running is written nobody knows, so the next flush asks."""
    port = free_port()
    with lasting(tmp_path, port) as server:
        driver = chunked(server)
        session = Session(driver)
        session.add_all(Grain(uid=number, text=f"g{number}") for number in range(NUMBER))
        before(driver, 3, lambda: threading.Timer(0.002, server.kill).start(), monkeypatch)
        with pytest.raises((PartialFlushError, ConnectionFailedError)):
            session.flush()
    monkeypatch.undo()
    with lasting(tmp_path, port):
        session.commit()
        assert stored(driver) == list(range(NUMBER))
        session.close()
        driver.close()


def test_a_statement_refused_in_the_middle() -> None:
    with private() as server:
        driver = chunked(server)
        _, graph = driver.falkordb_connection()
        driver.execute("CREATE (:FaultGrain {uid: 5500, text: 'there already'})")
        graph.create_node_unique_constraint("FaultGrain", "uid")
        while driver.execute("CALL db.constraints() YIELD status RETURN status").rows != [["OPERATIONAL"]]:
            pass
        grains = [Grain(uid=number, text=f"g{number}") for number in range(NUMBER)]
        with Session(driver) as session:
            session.add_all(grains)
            with pytest.raises(PartialFlushError) as failed:
                session.flush()
            assert isinstance(failed.value.__cause__, ConstraintError)
            assert len(failed.value.written) == 5 * CHUNK
            driver.execute("MATCH (n:FaultGrain {text: 'there already'}) DELETE n")
        assert stored(driver) == list(range(NUMBER))
        driver.close()


def test_a_timeout_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer does not come in time, but the server has carried the statement out."""
    with private() as server:
        driver = chunked(server)
        real, sent = driver.run, [0]

        def run(statement: Statement, *, read_only: bool = False) -> GraphResult:
            result: GraphResult = real(statement, read_only=read_only)
            sent[0] += statement.writes
            if statement.writes and sent[0] == 4:
                raise QueryTimeoutError("no answer in time", statement=statement.text)
            return result

        monkeypatch.setattr(driver, "run", run)
        with Session(driver) as session:
            session.add_all(Grain(uid=number, text=f"g{number}") for number in range(NUMBER))
            with pytest.raises(PartialFlushError) as failed:
                session.flush()
            assert len(failed.value.written) == 3 * CHUNK
        assert stored(driver) == list(range(NUMBER))
        driver.close()
