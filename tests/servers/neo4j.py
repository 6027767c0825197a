"""Neo4j for tests: an address from the environment, else Neo4j Community from its jars under a launcher of our own.

Two editions: the long-term one on Java 17, and the newest on Java 25. `RUNIC_TEST_NEO4J_URI` and `RUNIC_TEST_NEO4J_2026_URI`
name a server (`neo4j://user:password@host:7687`); its database is emptied. The jars come from Maven Central (GPL v3: fetched
for tests, never shipped) and need `mvn`.
"""

from __future__ import annotations

import os
from pathlib import Path
from string import Template
from typing import Final

from tests.servers.catalog import NotRun, ServerHandle
from tests.servers.java import CannotStart, JavaServer, asked_for, cache, fetch, java

__all__ = ["EDITIONS", "PASSWORD", "private", "start"]

EDITIONS: Final = {"": ("5.26.0", 17), "2026": ("2026.08.1", 25)}
"""Version and release of Java, by edition."""
PASSWORD = "only-for-tests"

_POM = Template("""\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>runic</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j-bolt</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
""")

_LAUNCHER = """\
import java.nio.file.Path;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

public class Up {
    public static void main(String[] args) {
        var address = new SocketAddress("127.0.0.1", Integer.parseInt(args[1]));
        var dbms = new DatabaseManagementServiceBuilder(Path.of(args[0]))
            .setConfig(BoltConnector.enabled, true)
            .setConfig(BoltConnector.listen_address, address)
            .setConfig(BoltConnector.advertised_address, address)
            .setConfig(GraphDatabaseSettings.auth_enabled, true)
            .setConfig(GraphDatabaseSettings.pagecache_memory, 64L * 1024 * 1024)
            .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
            .build();
        Runtime.getRuntime().addShutdownHook(new Thread(dbms::shutdown));
        dbms.database("system").executeTransactionally(
            "ALTER USER neo4j SET PASSWORD '" + args[2] + "' CHANGE NOT REQUIRED");
        System.out.println("ready");
    }
}
"""


def start(edition: str = "") -> ServerHandle | NotRun:
    """Return a server of an edition that all tests share."""
    name = f"neo4j-{edition}" if edition else "neo4j"
    variable = f"RUNIC_TEST_{name.replace('-', '_').upper()}_URI"
    if uri := os.environ.get(variable):
        return ServerHandle("neo4j", {"uri": uri}, f"the server that {variable} names", edition=edition)
    if not asked_for(name):
        return NotRun(f"not asked for; RUNIC_TEST_BACKENDS={name} starts it")
    try:
        server = private(edition)
    except CannotStart as reason:
        return NotRun(str(reason))
    options = {"host": "127.0.0.1", "port": server.port, "username": "neo4j", "password": PASSWORD}
    version, release = EDITIONS[edition]
    how = f"Neo4j Community {version} from its jars, Java {release}"
    return ServerHandle("neo4j", options, how, server.stop, edition)


def private(edition: str = "") -> JavaServer:
    """Start a server of an edition; raises `CannotStart`."""
    version, release = EDITIONS[edition]
    program = java(release)
    parts = _parts(version, Path(program).with_name("javac"))
    server = JavaServer("neo4j")
    options = ["-Xmx512m", "-XX:+UseSerialGC", "-cp", f"{parts}{os.pathsep}{parts / 'lib' / '*'}"]
    server.start([program, *options, "Up", str(server.home), str(server.port), PASSWORD])
    # the port answers before the password is set
    server.wait_for("ready")
    return server


def _parts(version: str, compiler: Path) -> Path:
    """Return the directory of the jars and the compiled launcher, made once."""
    place = cache(f"neo4j-{version}")
    if not (place / "lib.complete").exists():
        (place / "pom.xml").write_text(_POM.substitute(version=version), encoding="utf-8")
        how = ("dependency:copy-dependencies", "-DoutputDirectory=lib", "-DincludeScope=runtime")
        fetch("mvn", "-q", "-B", *how, cwd=place)
        (place / "lib.complete").touch()
    if not (place / "Up.class").exists():
        (place / "Up.java").write_text(_LAUNCHER, encoding="utf-8")
        fetch(str(compiler), "-cp", str(place / "lib" / "*"), "Up.java", cwd=place)
    return place
