"""What a driver owes its callers: results, parameters, errors, connections, transactions. No model is used here."""

from __future__ import annotations

from typing import Any

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.capability import Capability
from runic.ogm.driver.protocol import AsyncGraphDriver, GraphDriver
from runic.ogm.exceptions import (
    CypherSyntaxError,
    DatabaseError,
    OrmError,
    TransactionActiveError,
    ValueEncodingError,
)
from runic.ogm.values import GraphEdge, GraphNode, GraphPath
from runic.testing.case import case
from runic.testing.colours import AnyConnection, Colour
from runic.testing.harness import Harness, NotApplicable

CREATE = "CREATE (n:KitPlain {uid: $uid})"
COUNT = "MATCH (n:KitPlain) RETURN count(n) AS c"


@case()
async def is_a_driver(h: Harness) -> None:
    """The driver has the shape that sessions ask for, and a dialect that knows its name and capabilities."""
    port = GraphDriver if h.colour is Colour.SYNC else AsyncGraphDriver
    driver = h.new_driver()
    try:
        assert isinstance(driver.raw, port)
        assert driver.dialect.name
        assert set(driver.dialect.capabilities) == set(Capability)
    finally:
        await driver.close()


@case()
async def returns_rows_and_columns(h: Harness) -> None:
    """A result has rows of values in the order of its columns."""
    result = await h.driver.execute("UNWIND [1, 2, 3] AS x RETURN x AS number, x * x AS square ORDER BY x")
    assert result.columns == ["number", "square"]
    assert [list(row) for row in result.rows] == [[1, 1], [2, 4], [3, 9]]


@case()
async def names_columns_as_written(h: Harness) -> None:
    """Columns carry exactly the text or the alias that the statement has."""
    result = await h.driver.execute("CREATE (n:KitPlain {uid: 'a', age: 3}) RETURN n.uid, n.age AS Age")
    assert result.columns == ["n.uid", "Age"]
    assert [list(row) for row in result.rows] == [["a", 3]]


@case()
async def names_columns_of_nothing(h: Harness) -> None:
    """A result without rows still has its columns."""
    result = await h.driver.execute("MATCH (n:KitNothing) RETURN n.uid AS uid, n.age AS age")
    assert result.rows == []
    assert result.columns == ["uid", "age"]


@case()
async def answers_a_statement_without_return(h: Harness) -> None:
    """A statement that returns nothing has no rows and no columns."""
    result = await h.driver.execute(CREATE, {"uid": "a"})
    assert (list(result.rows), list(result.columns)) == ([], [])
    assert await h.number(COUNT) == 1


PLAIN: dict[str, Any] = {
    "null": None,
    "true": True,
    "false": False,
    "zero": 0,
    "negative": -1,
    "largest": 2**63 - 1,
    "smallest": -(2**63),
    "float": 1.5,
    "small": 5e-300,
    "empty": "",
    "text": "plain",
    "emoji": "\N{SNOWMAN} \N{PILE OF POO}",
    "list": [1, "two", 3.5, True],
    "empty-list": [],
    "nested": [[1, 2], [], [["x"]]],
    "map": {"a": 1, "b": {"c": [1, 2]}},
    "rows": [{"i": 0, "name": "x"}, {"i": 1, "name": None}],
}


@case(each=PLAIN)
async def brings_parameters_back(h: Harness, value: Any) -> None:
    """A plain parameter arrives at the database as it is, and a returned value comes back."""
    result = await h.driver.execute("RETURN $value AS value", {"value": value})
    returned = result.rows[0][0]
    assert returned == value
    assert type(returned) is type(value)


class Hostile:
    """An object whose text is Cypher."""

    def __str__(self) -> str:
        return "1 CREATE (:KitCanary) //"

    __repr__ = __str__


UNSENDABLE: dict[str, Any] = {
    "object": Hostile(),
    "object-in-list": [1, Hostile()],
    "object-in-map": {"a": Hostile()},
    "class": Hostile,
    "beyond-64-bits": 2**63,
    "below-64-bits": -(2**63) - 1,
    "far-beyond": [10**30],
    "surrogate": "\ud800",
}


@case(each=UNSENDABLE)
async def refuses_what_cannot_be_sent(h: Harness, value: Any) -> None:
    """A value that the database cannot take is refused before anything is sent, and never turned into text."""
    with h.raises(ValueEncodingError):
        await h.driver.execute("CREATE (n:KitPlain {value: $value})", {"value": value})
    assert await h.number(COUNT) == 0
    assert await h.nodes("KitCanary") == 0


NOT_FINITE = {"nan": float("nan"), "infinity": float("inf"), "minus-infinity": float("-inf")}


@case(each=NOT_FINITE)
async def keeps_or_refuses_what_is_not_finite(h: Harness, value: float) -> None:
    """NaN and the infinities come back as they are, or are refused."""
    try:
        result = await h.driver.execute("RETURN $value AS value", {"value": value})
    except ValueEncodingError:
        return
    assert repr(result.rows[0][0]) == repr(value)


@case()
async def decodes_nodes_and_edges(h: Harness) -> None:
    """Nodes and edges come back as `GraphNode` and `GraphEdge`, their ids matching."""
    result = await h.driver.execute(
        "CREATE (a:KitPlain {uid: 'a'})-[r:KIT_PLAIN {weight: 2}]->(b:KitPlain {uid: 'b'}) RETURN a, r, b"
    )
    first, edge, second = result.rows[0]
    assert isinstance(first, GraphNode)
    assert isinstance(edge, GraphEdge)
    assert (dict(first.properties), tuple(first.labels)) == ({"uid": "a"}, ("KitPlain",))
    assert (edge.type, dict(edge.properties)) == ("KIT_PLAIN", {"weight": 2})
    assert (edge.start, edge.end) == (first.id, second.id)


@case()
async def decodes_what_lies_in_lists(h: Harness) -> None:
    """Nodes within lists are decoded too."""
    await h.driver.execute("CREATE (:KitPlain {uid: 'a'})")
    result = await h.driver.execute("MATCH (n:KitPlain) RETURN collect(n) AS nodes")
    (node,) = result.rows[0][0]
    assert isinstance(node, GraphNode)
    assert dict(node.properties) == {"uid": "a"}


@case()
async def decodes_paths(h: Harness) -> None:
    """A path comes back as `GraphPath`, with as many nodes as it passes."""
    h.requires(Capability.PATHS)
    await h.driver.execute("CREATE (:KitPlain {uid: 'a'})-[:KIT_PLAIN]->(:KitPlain {uid: 'b'})")
    result = await h.driver.execute("MATCH p = (:KitPlain {uid: 'a'})-[:KIT_PLAIN]->() RETURN p AS path")
    path = result.rows[0][0]
    assert isinstance(path, GraphPath)
    assert [node.properties["uid"] for node in path.nodes] == ["a", "b"]
    assert len(path) == 1


@case()
async def sees_names_that_came_later(h: Harness) -> None:
    """Labels, types and properties that another driver made are named rightly."""
    await h.driver.execute("CREATE (n:KitPlain {uid: 'a'}) RETURN n")
    other = h.new_driver()
    try:
        await other.execute("CREATE (:KitLater {later: 1})-[:KIT_LATER {when: 2}]->(:KitLater {later: 3})")
        result = await h.driver.execute("MATCH (n:KitLater {later: 1})-[r]->() RETURN n, r")
    finally:
        await other.close()
    node, edge = result.rows[0]
    assert (node.labels, dict(node.properties)) == (("KitLater",), {"later": 1})
    assert (edge.type, dict(edge.properties)) == ("KIT_LATER", {"when": 2})


@case()
async def reports_bad_syntax(h: Harness) -> None:
    """Text that is no Cypher raises `CypherSyntaxError`: the client's error chained, the statement attached."""
    with h.raises(CypherSyntaxError) as caught:
        await h.driver.execute("MATCHH (n) RETURNN n", {"secret": "kit-secret-value"})
    error = caught.error
    assert isinstance(error, DatabaseError)
    assert error.__cause__ is not None, "the client's own error is not chained"
    assert error.statement == "MATCHH (n) RETURNN n"
    assert "kit-secret-value" not in str(error)


@case()
async def reports_other_errors(h: Harness) -> None:
    """An error while a statement runs is a `DatabaseError`, and leaves nothing behind."""
    with h.raises(DatabaseError):
        await h.driver.execute("CREATE (n:KitPlain {uid: 'a'}) RETURN kitNoSuchFunction(n.uid)")
    assert await h.number(COUNT) == 0


@case()
async def works_after_an_error(h: Harness) -> None:
    """An error spoils neither the driver nor its pool."""
    for _ in range(30):
        with h.raises(DatabaseError):
            await h.driver.execute("RETURN kitNoSuchFunction(1) AS x")
    assert await h.number("RETURN 1 AS one") == 1


@case()
async def closes_twice(h: Harness) -> None:
    """Closing again is no error, closing without use neither."""
    used, unused = h.new_driver(), h.new_driver()
    await used.execute("RETURN 1 AS one")
    for driver in (used, unused):
        await driver.close()
        await driver.close()


@case()
async def refuses_use_after_close(h: Harness) -> None:
    """A closed driver raises an error of ours, and does not quietly connect again."""
    driver = h.new_driver()
    await driver.execute("RETURN 1 AS one")
    await driver.close()
    with h.raises(OrmError):
        await driver.execute("RETURN 1 AS one")


# -- connections ---------------------------------------------------------------------------------------------------


def _lend(h: Harness) -> AnyConnection:
    if not h.lends:
        raise NotApplicable("the driver has no connections to lend")
    return h.driver.acquire()


def _create(uid: str) -> Statement:
    return Statement(CREATE, {"uid": uid}, writes=True)


@case()
async def lends_connections(h: Harness) -> None:
    """Two connections of one driver work side by side; released ones can be released again."""
    first, second = _lend(h), _lend(h)
    try:
        await first.run(Statement("RETURN 1 AS one"))
        result = await second.run(Statement("RETURN $x AS two", {"x": 2}))
        assert result.rows[0][0] == 2
    finally:
        for connection in (first, second, first, second):
            await connection.release()


@case()
async def lends_again_and_again(h: Harness) -> None:
    """Connections that were given back are there for the next: a pool does not run dry."""
    for number in range(150):
        connection = _lend(h)
        result = await connection.run(Statement("RETURN $x AS x", {"x": number}))
        await connection.release()
        assert result.rows[0][0] == number


@case()
async def undoes_a_transaction(h: Harness) -> None:
    """What ran since `begin` is gone after `rollback`."""
    h.requires(Capability.TRANSACTIONS)
    connection = _lend(h)
    try:
        assert connection.transactional
        await connection.begin()
        await connection.run(_create("a"))
        seen = await connection.run(Statement(COUNT))
        assert seen.rows[0][0] == 1
        await connection.rollback()
    finally:
        await connection.release()
    assert await h.number(COUNT) == 0


@case()
async def keeps_a_transaction(h: Harness) -> None:
    """What ran since `begin` is there for others after `commit`, and not before."""
    h.requires(Capability.TRANSACTIONS)
    connection = _lend(h)
    try:
        await connection.begin()
        await connection.run(_create("a"))
        await connection.run(_create("b"))
        assert await h.number(COUNT) == 0
        await connection.commit()
    finally:
        await connection.release()
    assert await h.number(COUNT) == 2


@case()
async def undoes_what_is_released(h: Harness) -> None:
    """Releasing a connection rolls its open transaction back."""
    h.requires(Capability.TRANSACTIONS)
    connection = _lend(h)
    await connection.begin()
    await connection.run(_create("a"))
    await connection.release()
    assert await h.number(COUNT) == 0


@case()
async def recovers_from_an_error_in_a_transaction(h: Harness) -> None:
    """After an error the transaction can be rolled back, and the connection used again."""
    h.requires(Capability.TRANSACTIONS)
    connection = _lend(h)
    try:
        await connection.begin()
        await connection.run(_create("a"))
        with h.raises(DatabaseError):
            await connection.run(Statement("RETURN kitNoSuchFunction(1) AS x"))
        await connection.rollback()
        await connection.begin()
        await connection.run(_create("b"))
        await connection.commit()
    finally:
        await connection.release()
    assert await h.rows("MATCH (n:KitPlain) RETURN n.uid AS uid") == [["b"]]


@case()
async def says_that_it_has_no_transactions(h: Harness) -> None:
    """Without transactions the connection says so; begin, commit and rollback do nothing and raise nothing."""
    h.lacks(Capability.TRANSACTIONS)
    connection = _lend(h)
    try:
        assert not connection.transactional
        await connection.begin()
        await connection.run(_create("a"))
        await connection.rollback()
        await connection.commit()
    finally:
        await connection.release()
    assert await h.number(COUNT) == 1


@case()
async def spans_statements_directly(h: Harness) -> None:
    """The driver's own begin, commit and rollback span what is executed on it directly."""
    h.requires(Capability.TRANSACTIONS)
    driver = h.new_driver()
    try:
        await driver.begin()
        await driver.execute(CREATE, {"uid": "a"})
        await driver.rollback()
        await driver.begin()
        await driver.execute(CREATE, {"uid": "b"})
        await driver.commit()
        await driver.commit()
        await driver.rollback()
    finally:
        await driver.close()
    assert await h.rows("MATCH (n:KitPlain) RETURN n.uid AS uid") == [["b"]]


@case()
async def refuses_a_second_begin(h: Harness) -> None:
    """A transaction within a transaction is refused by name."""
    h.requires(Capability.TRANSACTIONS)
    connection = _lend(h)
    try:
        await connection.begin()
        with h.raises(TransactionActiveError):
            await connection.begin()
        await connection.rollback()
    finally:
        await connection.release()


# -- read-only -----------------------------------------------------------------------------------------------------


@case(
    each={
        "create": CREATE,
        "set": "MATCH (n:KitPlain) SET n.uid = $uid",
        "delete": "MATCH (n:KitPlain) DELETE n",
    }
)
async def refuses_writes_when_read_only(h: Harness, cypher: str) -> None:
    """A read-only session reads, and lets no write through, whatever the caller says about the statement."""
    h.requires(Capability.READ_ONLY_SESSIONS)
    await h.driver.execute(CREATE, {"uid": "a"})
    for write in (False, True):
        session = h.session(read_only=True)
        with h.raises(OrmError):
            await session.execute(cypher, {"uid": "b"}, write=write)
        await session.close()
    async with h.session(read_only=True) as session:
        result = await session.execute("MATCH (n:KitPlain) RETURN n.uid AS uid")
        assert [list(row) for row in result.rows] == [["a"]]


@case()
async def serves_sessions_side_by_side(h: Harness) -> None:
    """A driver that lends serves two sessions at once, each seeing what the other has committed."""
    await _lend(h).release()
    first, second = h.session(), h.session()
    try:
        await first.execute(CREATE, {"uid": "a"}, write=True)
        await first.commit()
        seen = await second.execute(COUNT)
        assert seen.rows[0][0] == 1
    finally:
        await first.close()
        await second.close()
