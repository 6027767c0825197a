"""Memgraph for tests: an address from the environment, or a container. There are no packages to start it from.

`RUNIC_TEST_MEMGRAPH_URI` names a server (`bolt://user:password@host:7687`); its database is emptied.
"""

from __future__ import annotations

import os
from shutil import which
from subprocess import DEVNULL, run

from tests.servers.catalog import NotRun, ServerHandle
from tests.servers.java import asked_for

__all__ = ["start"]

_IMAGE = "memgraph/memgraph:3.9.0"


def start() -> ServerHandle | NotRun:
    """Return a server that all tests share."""
    if uri := os.environ.get("RUNIC_TEST_MEMGRAPH_URI"):
        return ServerHandle("memgraph", {"uri": uri}, "the server that RUNIC_TEST_MEMGRAPH_URI names")
    if not asked_for("memgraph"):
        return NotRun("not asked for; RUNIC_TEST_BACKENDS=memgraph or RUNIC_TEST_MEMGRAPH_URI names it")
    return _container() or NotRun("no Docker engine answers, and there are no packages to start it from")


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
    container = DockerContainer(_IMAGE).with_exposed_ports(7687)
    container.start()
    wait_for_logs(container, "You are running Memgraph")
    options = {"host": container.get_container_host_ip(), "port": int(container.get_exposed_port(7687))}
    return ServerHandle("memgraph", options, f"container of {_IMAGE}", container.stop)
