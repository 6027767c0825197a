"""Neo4j for tests: an address from the environment, else Neo4j Community from its jars under a launcher of our own.

`RUNIC_TEST_NEO4J_URI` names a server (`neo4j://user:password@host:7687`); its database is emptied. The jars come from Maven
Central (GPL v3: fetched for tests, never shipped) and need `mvn` and Java 17.
"""

from __future__ import annotations

import os
from pathlib import Path
from string import Template

from tests.servers.catalog import NotRun, ServerHandle
from tests.servers.java import CannotStart, JavaServer, asked_for, cache, fetch, java

__all__ = ["PASSWORD", "private", "start"]

VERSION = "5.26.0"
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


def start() -> ServerHandle | NotRun:
    """Return a server that all tests share."""
    if uri := os.environ.get("RUNIC_TEST_NEO4J_URI"):
        return ServerHandle("neo4j", {"uri": uri}, "the server that RUNIC_TEST_NEO4J_URI names")
    if not asked_for("neo4j"):
        return NotRun("not asked for; RUNIC_TEST_BACKENDS=neo4j starts it")
    try:
        server = private()
    except CannotStart as reason:
        return NotRun(str(reason))
    options = {"host": "127.0.0.1", "port": server.port, "username": "neo4j", "password": PASSWORD}
    return ServerHandle("neo4j", options, f"Neo4j Community {VERSION} from its jars", server.stop)


def private() -> JavaServer:
    """Start a server; raises `CannotStart`."""
    program = java(17)
    parts = _parts()
    server = JavaServer("neo4j")
    options = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", f"{parts}{os.pathsep}{parts / 'lib' / '*'}"]
    server.start([program, *options, "Up", str(server.home), str(server.port), PASSWORD])
    # the port answers before the password is set
    server.wait_for("ready")
    return server


def _parts() -> Path:
    """Return the directory of the jars and the compiled launcher, made once."""
    place = cache(f"neo4j-{VERSION}")
    if not (place / "lib.complete").exists():
        (place / "pom.xml").write_text(_POM.substitute(version=VERSION), encoding="utf-8")
        how = ("dependency:copy-dependencies", "-DoutputDirectory=lib", "-DincludeScope=runtime")
        fetch("mvn", "-q", "-B", *how, cwd=place)
        (place / "lib.complete").touch()
    if not (place / "Up.class").exists():
        (place / "Up.java").write_text(_LAUNCHER, encoding="utf-8")
        fetch("javac", "-cp", str(place / "lib" / "*"), "Up.java", cwd=place)
    return place
