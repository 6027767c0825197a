"""Apache AGE for tests: an address from the environment, a container, or Debian's packages in a directory, in this order.

`RUNIC_TEST_AGE_URI` names a server (`age://user:password@host:5432/database`, without a graph: tests make their own). The
others are started only where `RUNIC_TEST_BACKENDS` names `age`. Debian's packages are unpacked once by debootstrap into the
user's cache, which takes root and a minute; each run has data of its own, on the loopback.

There are two editions: `age` is AGE 1.5 of Debian's stable release, `age-1.8` the newest, of its unstable one, whose address
is in `RUNIC_TEST_AGE_1_8_URI`.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, STDOUT, CalledProcessError, Popen, TimeoutExpired, run
from typing import Any, Final

import psycopg

from tests.servers.catalog import NotRun, ServerHandle
from tests.servers.falkordb import free_port
from tests.servers.java import CannotStart, asked_for, cache, fetch

__all__ = ["NEWEST", "PASSWORD", "STABLE", "USER", "PackagedServer", "Release", "start"]

USER: Final = "postgres"
PASSWORD: Final = "runic-tests"
_PATIENCE: Final = 30.0
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_preload_libraries": "age",
    "dynamic_shared_memory_type": "mmap",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


@dataclass(frozen=True, slots=True)
class Release:
    """A release of AGE, and where it is found.

    Args:
        edition: its name among the databases of the tests, behind that of the backend.
        suite: the release of Debian that has it.
        postgres: the major version of PostgreSQL there.
        image: its container.
    """

    edition: str
    suite: str
    postgres: int
    image: str

    @property
    def name(self) -> str:
        """Its name among the databases of the tests."""
        return f"age-{self.edition}" if self.edition else "age"

    @property
    def variable(self) -> str:
        """The variable of the environment that holds an address."""
        return f"RUNIC_TEST_{re.sub(r'[^A-Z0-9]', '_', self.name.upper())}_URI"

    @property
    def packages(self) -> str:
        """The packages that are needed."""
        return f"postgresql-{self.postgres},postgresql-{self.postgres}-age"

    @property
    def programs(self) -> str:
        """The directory of PostgreSQL's programs."""
        return f"/usr/lib/postgresql/{self.postgres}/bin"


STABLE: Final = Release("", "trixie", 17, "apache/age:release_PG17_1.5.0")
NEWEST: Final = Release("1.8", "sid", 18, "apache/age:release_PG18_1.8.0")
_RELEASES: Final = {release.edition: release for release in (STABLE, NEWEST)}


def start(edition: str = "") -> ServerHandle | NotRun:
    """Return a server of an edition that all tests share."""
    release = _RELEASES[edition]
    if uri := os.environ.get(release.variable):
        how = f"the server that {release.variable} names"
        return ServerHandle("age", {"url": uri}, how, edition=edition)
    if not asked_for(release.name):
        return NotRun(f"not asked for; RUNIC_TEST_BACKENDS={release.name} starts it")
    found = _container(release)
    if found is not None:
        return found
    try:
        server = PackagedServer(release)
    except CannotStart as why:
        return NotRun(f"{why}, and no Docker engine answers")
    how = f"Debian's packages, {server.version()}"
    return ServerHandle("age", server.options, how, server.stop, edition)


class PackagedServer:
    """A server from Debian's packages, with data of its own.

    Args:
        release: which one.

    Raises:
        CannotStart: the packages cannot be unpacked here, or the server does not come up.
    """

    def __init__(self, release: Release = STABLE) -> None:
        self.release = release
        self.root = _unpacked(release)
        self.port = free_port()
        self.home = f"/var/lib/postgresql/runic-{os.getpid()}-{secrets.token_hex(4)}"
        self._owner = os.getpid()
        self.process: Popen[bytes] | None = None
        try:
            self._initialise()
            self.launch()
        except BaseException:
            self.stop()
            raise

    @property
    def options(self) -> dict[str, Any]:
        """What `create_driver("age", …)` needs to reach it."""
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "database": "postgres",
            "username": USER,
            "password": PASSWORD,
        }

    def version(self) -> str:
        """Return the versions of PostgreSQL and AGE."""
        with self.connect() as connection:
            rows = connection.execute(
                "SELECT current_setting('server_version'), default_version "
                "FROM pg_available_extensions WHERE name = 'age'"
            ).fetchall()
        return f"PostgreSQL {rows[0][0].split()[0]} with AGE {rows[0][1]}"

    def connect(self) -> psycopg.Connection[Any]:
        """Return a connection of the client."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, dbname="postgres", user=USER, password=PASSWORD, autocommit=True
        )

    def launch(self) -> None:
        """Start the process and wait until it answers; raises `CannotStart`."""
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [f"{self.release.programs}/postgres", "-D", self.home, "-p", str(self.port), *settings]
        with (self.root / "tmp" / f"{Path(self.home).name}.log").open("ab") as log:
            self.process = Popen(self._inside(command), stdin=DEVNULL, stdout=log, stderr=STDOUT)
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                with self.connect() as connection:
                    connection.execute("CREATE EXTENSION IF NOT EXISTS age")
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise CannotStart(f"PostgreSQL does not come up: {error}") from error
            else:
                return
            time.sleep(0.05)

    def kill(self) -> None:
        """End the process without a word, and those that it started."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def stop(self) -> None:
        """End the process and remove its data; nothing in a process that was forked off."""
        if self._owner != os.getpid():
            return
        process, self.process = self.process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait(20)
        shutil.rmtree(self.root / self.home.lstrip("/"), ignore_errors=True)
        (self.root / "tmp" / f"{Path(self.home).name}.log").unlink(missing_ok=True)

    def _initialise(self) -> None:
        secret = self.root / "tmp" / f"{Path(self.home).name}.pw"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o644)
        command = [
            f"{self.release.programs}/initdb", "-D", self.home, "-U", USER, "-A", "scram-sha-256", "--no-sync", "-E", "UTF8",
            "--locale=C.UTF-8", f"--pwfile=/tmp/{secret.name}",
        ]  # fmt: skip
        try:
            run(self._inside(command), stdin=DEVNULL, capture_output=True, timeout=120, check=True)
        except (CalledProcessError, TimeoutExpired) as error:
            raise CannotStart(f"initdb failed: {error}") from error
        finally:
            secret.unlink()

    def _inside(self, command: list[str]) -> list[str]:
        """Return a command as the packages' own user runs it in their directory; the process stays our child."""
        program = shutil.which("chroot") or "/usr/sbin/chroot"
        return [program, f"--userspec={USER}:{USER}", str(self.root), *command]


def _unpacked(release: Release) -> Path:
    """Return the directory of the packages, unpacked when they are first needed."""
    if os.geteuid() != 0:
        raise CannotStart("Debian's packages are unpacked and run in a directory of their own by root only")
    place = cache("age")
    root = place / f"{release.suite}-{release.postgres}"
    if not (root / f"usr/lib/postgresql/{release.postgres}/lib/age.so").exists():
        draft = place / f"draft-{os.getpid()}"
        try:
            fetch(
                "debootstrap", "--variant=minbase", f"--include={release.packages}", release.suite,
                str(draft), cwd=place,
            )  # fmt: skip
            shutil.rmtree(root, ignore_errors=True)
            draft.rename(root)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return root


def _container(release: Release) -> ServerHandle | None:
    """Return a server in a container, where testcontainers is installed and a Docker engine answers."""
    docker = shutil.which("docker")
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
    container = (
        DockerContainer(release.image).with_exposed_ports(5432).with_env("POSTGRES_PASSWORD", PASSWORD)
    )
    container.start()
    wait_for_logs(container, "database system is ready to accept connections.*ready to accept connections")
    options = {
        "host": container.get_container_host_ip(),
        "port": int(container.get_exposed_port(5432)),
        "database": "postgres",
        "username": USER,
        "password": PASSWORD,
    }
    return ServerHandle("age", options, f"container of {release.image}", container.stop, release.edition)
