"""Hostile names and values: refused before sending, or stored as what they are; nothing else is ever executed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runic.ogm.cypher.writes import Column, CreateNodes, NodeMatch, WriteEdges
from runic.ogm.driver.factory import create_driver
from runic.ogm.exceptions import MetadataError, ValueEncodingError
from runic_falkordb.driver import FalkorDBDriver
from tests.servers import require

LIVE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HOSTILE = [
    "n) DETACH DELETE (m",
    "a {x: 1}) //",
    "a' OR 1=1 --",
    'a"b',
    "a\\",
    "\\u0060) DELETE n //",
    "$x",
    "MATCH",
    "a b\tc",
    "{}",
    "😀",
    "é",
    "a;b",
    "/*",
    "1",
    " ",
]


@pytest.fixture
def driver() -> Any:
    driver = create_driver("falkordb", **require("falkordb").options, graph=f"hostile `'\"$ {uuid4().hex}")
    assert isinstance(driver, FalkorDBDriver)
    yield driver
    driver.execute("RETURN 1")
    driver.falkordb_connection()[0].execute_command("DEL", driver.graph_name)
    driver.close()


def check(driver: FalkorDBDriver, name: str) -> None:
    """Use a name everywhere a name can stand, and find it again; or see it refused."""
    driver.execute("MERGE (:Witness {x: 1})")
    try:
        writes = driver.dialect.render_write(CreateNodes((name,), (Column(name, ["v"]),), 1))
    except MetadataError:
        return
    connection = driver.acquire()
    ((_, ident),) = connection.run(writes[0].statement).rows
    end = NodeMatch((name,), [ident], Column(name, ["v"]))
    for write in driver.dialect.render_write(WriteEdges(name, end, end, (Column(name, [1]),), 1)):
        assert connection.run(write.statement).rows == [[1]]
    node, edge = driver.execute(f"MATCH (n)-[r]->() WHERE id(n) = {ident} RETURN n, r").rows[0]
    assert (node.labels, node.properties) == ((name,), {name: "v"})
    assert (edge.type, edge.properties) == (name, {name: 1})
    quoted = driver.dialect.quote(name)
    result = driver.execute(
        f"MATCH (n:{quoted}) WHERE n.{quoted} = $p RETURN n.{quoted} AS {quoted} LIMIT 1", {"p": "v"}
    )
    assert (result.columns, result.rows) == ([name], [["v"]])
    assert driver.execute("MATCH (w:Witness) RETURN count(w)").rows == [[1]]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(driver: FalkorDBDriver, name: str) -> None:
    check(driver, name)


def test_any_name(driver: FalkorDBDriver) -> None:
    @LIVE
    @given(st.text(min_size=1, max_size=12))
    def run(name: str) -> None:
        check(driver, name)

    run()


@pytest.mark.parametrize("name", ["a`b", "`", "", "a\0", "x\ny"])
def test_names_that_are_refused(driver: FalkorDBDriver, name: str) -> None:
    for make in (
        lambda: CreateNodes((name,), (), 1),
        lambda: CreateNodes(("N",), (Column(name, [1]),), 1),
        lambda: WriteEdges(name, NodeMatch(("N",), [1]), NodeMatch(("N",), [1]), (), 1),
    ):
        with pytest.raises(MetadataError):
            driver.dialect.render_write(make())


@pytest.mark.parametrize("graph", HOSTILE)
def test_hostile_graph_names(graph: str) -> None:
    if not graph.isprintable():
        with pytest.raises(ValueError, match="name of a graph"):
            create_driver("falkordb", **require("falkordb").options, graph=graph)
        return
    driver = create_driver("falkordb", **require("falkordb").options, graph=graph)
    driver.execute("CREATE (:N)")
    assert driver.execute("MATCH (n) RETURN count(n)").rows == [[1]]
    driver.falkordb_connection()[0].execute_command("DEL", graph)  # type: ignore[attr-defined]
    driver.close()


class Strange:
    def __str__(self) -> str:
        return "1 CREATE (:Injected) RETURN 1 //"

    __repr__ = __str__


@pytest.mark.parametrize(
    "value",
    [Strange(), [Strange()], {"a": Strange()}, 2**63, float("nan"), "a\0b", "\ud800", {"a`": 1}, {1: 2}],
)
def test_values_that_cannot_be_sent(driver: FalkorDBDriver, value: Any) -> None:
    with pytest.raises(ValueEncodingError):
        driver.execute("CREATE (:Injected) RETURN $p", {"p": value})
    assert driver.execute("MATCH (n) RETURN count(n)").rows == [[0]]


@pytest.mark.parametrize("name", ["a`=1 b", "", "x\0"])
def test_parameters_with_impossible_names(driver: FalkorDBDriver, name: str) -> None:
    with pytest.raises(ValueEncodingError):
        driver.execute("CREATE (:Injected) RETURN 1", {name: 1})
    assert driver.execute("MATCH (n) RETURN count(n)").rows == [[0]]
