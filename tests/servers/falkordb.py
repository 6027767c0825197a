"""FalkorDB for tests: an address from the environment, the embedded binaries, or a container, in this order.

`RUNIC_TEST_FALKORDB_URI` names a server (`falkordb://user:password@host:6379`, without a graph: tests make their own).
`private` starts servers that a test may put a password on, or kill.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which
from subprocess import DEVNULL, run
from typing import Any

import redis

from runic.ogm.exceptions import MissingClientError
from runic_falkordb.embedded import EmbeddedServer, find_binaries
from tests.servers.catalog import NotRun, ServerHandle

__all__ = ["Private", "private", "start"]

_IMAGE = "falkordb/falkordb:latest"


def start() -> ServerHandle | NotRun:
    """Return a server that all tests share."""
    if uri := os.environ.get("RUNIC_TEST_FALKORDB_URI"):
        return ServerHandle("falkordb", {"url": uri}, "the server that RUNIC_TEST_FALKORDB_URI names")
    try:
        binaries = find_binaries()
    except MissingClientError as missing:
        return _container() or NotRun(f"{missing}, and no Docker engine answers")
    server = EmbeddedServer(None)
    how = f"embedded, module {_version(server)} of the package {binaries.package}"
    return ServerHandle("falkordb", {"unix_socket_path": server.socket}, how, server.stop)


class Private:
    """A server of one test."""

    def __init__(self, server: EmbeddedServer, port: int, password: str | None) -> None:
        self.server = server
        self.port = port
        self.password = password

    @property
    def options(self) -> dict[str, Any]:
        """What `create_driver("falkordb", …)` needs to reach it over TCP."""
        return {"host": "127.0.0.1", "port": self.port, "password": self.password}

    def kill(self) -> None:
        """End the process without a word."""
        assert self.server.process is not None
        self.server.process.kill()
        self.server.process.wait()


@contextmanager
def private(*arguments: str, password: str | None = None, port: int | None = None) -> Iterator[Private]:
    """Start a server on a TCP port of the loopback, and on a unix socket; skip the test where there are no binaries."""
    import pytest

    try:
        find_binaries()
    except MissingClientError as missing:
        raise pytest.skip.Exception(str(missing)) from None
    number = free_port() if port is None else port
    login = ("--requirepass", password) if password else ()
    server = EmbeddedServer(None, ("--bind", "127.0.0.1", "--port", str(number), *login, *arguments))
    try:
        yield Private(server, number, password)
    finally:
        server.stop(save=False)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _version(server: EmbeddedServer) -> str:
    with redis.Redis(unix_socket_path=server.socket, protocol=2, decode_responses=True) as client:
        listed: Any = client.execute_command("MODULE", "LIST")
    modules = [dict(zip(module[::2], module[1::2], strict=True)) for module in listed]
    number = next(int(module["ver"]) for module in modules if module["name"] == "graph")
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _container() -> ServerHandle | None:
    """Return a server in a container, where testcontainers is installed and a Docker engine answers."""
    docker = which("docker")
    if (
        docker is None
        or run([docker, "info"], stdout=DEVNULL, stderr=DEVNULL, timeout=20, check=False).returncode
    ):
        return None
    try:
        from testcontainers.core.container import DockerContainer
        from testcontainers.core.waiting_utils import wait_for_logs
    except ImportError:
        return None
    container = DockerContainer(_IMAGE).with_exposed_ports(6379)
    container.start()
    wait_for_logs(container, "Ready to accept connections")
    options = {"host": container.get_container_host_ip(), "port": int(container.get_exposed_port(6379))}
    return ServerHandle("falkordb", options, f"container of {_IMAGE}", container.stop)
