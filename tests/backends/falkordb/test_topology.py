"""Sentinel and Cluster, each as small as it can be: the client of the FalkorDB library finds the way."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from runic.ogm.driver.factory import create_async_driver, create_driver
from runic.ogm.exceptions import MissingClientError
from runic.ogm.values import GraphNode
from runic_falkordb.embedded import find_binaries
from tests.servers.falkordb import free_port, private

pytestmark = pytest.mark.slow

CREATE = "CREATE (n:N {k: $k}) RETURN n"


@contextmanager
def sentinel(folder: Path, master: int) -> Iterator[int]:
    """Start a Sentinel that watches one master; yield its port."""
    port = free_port()
    settings = folder / "sentinel.conf"
    settings.write_text(
        f"port {port}\nbind 127.0.0.1\ndir {folder}\nsentinel monitor main 127.0.0.1 {master} 1\n"
    )
    command = [str(find_binaries().server), str(settings), "--sentinel"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            with redis.Redis(host="127.0.0.1", port=port, protocol=2) as client:
                until(client.ping)
            yield port
        finally:
            process.terminate()


@contextmanager
def cluster() -> Iterator[int]:
    """Start a cluster of one server; yield its port."""
    try:
        find_binaries()
    except MissingClientError as missing:
        pytest.skip(str(missing))
    # the port of the cluster's bus is 10000 higher, and must exist
    port = next(port for port in iter(free_port, None) if port < 55_000)
    with private("--cluster-enabled", "yes", port=port) as server:
        with redis.Redis(host="127.0.0.1", port=server.port, protocol=2, decode_responses=True) as client:
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
            until(lambda: client.cluster("INFO")["cluster_state"] == "ok")
        yield server.port


def until(check: object) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if check():  # type: ignore[operator]
                return
        except redis.RedisError:
            pass
        time.sleep(0.05)
    raise AssertionError("not ready in time")


async def check(port: int) -> None:
    driver = create_driver("falkordb", host="127.0.0.1", port=port, graph="g")
    ((node,),) = driver.execute(CREATE, {"k": 1}).rows
    assert node == GraphNode(0, ("N",), {"k": 1})
    other = create_async_driver("falkordb", host="127.0.0.1", port=port, graph="g")
    await other.execute(CREATE, {"k": 2})
    assert (await other.execute("MATCH (n:N) RETURN count(n)")).rows == [[2]]
    await other.close()
    driver.close()


async def test_behind_sentinel(tmp_path: Path) -> None:
    with private() as master, sentinel(tmp_path, master.port) as port:
        await check(port)


# the client's own way to a cluster
@pytest.mark.filterwarnings("ignore:.*deprecated usage of input argument:DeprecationWarning")
async def test_in_a_cluster() -> None:
    with cluster() as port:
        await check(port)
