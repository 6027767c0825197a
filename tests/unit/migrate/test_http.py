"""SQL for ArcadeDB over HTTP: where it goes, who asks, and what a refusal becomes."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from runic.ogm import create_driver
from runic.ogm.exceptions import AuthenticationError, ConnectionFailedError, DatabaseError
from runic_bolt.schema.http import Endpoint, SqlCommand


class Server(HTTPServer):
    """Answers every request with the same status and body, and keeps what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.body: Any = {"result": [{"a": 1}]}
        self.asked: list[tuple[str, str | None, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], body))
        text = self.server.body if isinstance(self.server.body, str) else json.dumps(self.server.body)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the library
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def endpoint(url: str, **options: Any) -> Endpoint | None:
    driver = create_driver(
        "arcadedb", **{"database": "my db", "password": "s:ecret", "http_url": url, **options}
    )
    return Endpoint.of(driver)


def test_a_command_and_its_rows(server: Server) -> None:
    there = endpoint(f"{server.url}/")
    assert there is not None
    assert "ecret" not in repr(there)
    assert there.send(SqlCommand("SELECT 1")) == [{"a": 1}]
    ((path, authorization, body),) = server.asked
    assert path == "/api/v1/command/my%20db"
    assert authorization == "Basic " + base64.b64encode(b"root:s:ecret").decode()
    assert body == {"language": "sql", "command": "SELECT 1"}


def test_the_address_may_say_who_asks(server: Server) -> None:
    there = endpoint(server.url.replace("//", "//me:p%40ss@"))
    assert there is not None
    there.send(SqlCommand("SELECT 1"))
    assert server.asked[0][1] == "Basic " + base64.b64encode(b"me:p@ss").decode()


def test_without_an_address_or_a_database_there_is_none() -> None:
    assert Endpoint.of(create_driver("arcadedb", database="db", password="x")) is None
    assert Endpoint.of(create_driver("arcadedb", http_url="http://localhost:2480")) is None


@pytest.mark.parametrize(
    ("status", "body", "error", "match"),
    [
        (401, {"error": "Unauthorized"}, AuthenticationError, "Unauthorized"),
        (403, {"error": "Security error"}, AuthenticationError, "Security error"),
        (500, {"error": "Cannot execute command", "detail": "no such type"}, DatabaseError, "no such type"),
        (500, "<html>", DatabaseError, "500"),
        (500, "[1]", DatabaseError, "500"),
        (200, "<html>", DatabaseError, "not ArcadeDB"),
        (200, {"ok": True}, DatabaseError, "not ArcadeDB"),
        (200, "[1]", DatabaseError, "not ArcadeDB"),
    ],
)
def test_refusals(server: Server, status: int, body: Any, error: type[DatabaseError], match: str) -> None:
    server.status, server.body = status, body
    there = endpoint(server.url)
    assert there is not None
    with pytest.raises(error, match=match) as raised:
        there.send(SqlCommand("CREATE INDEX"))
    assert raised.value.statement == "CREATE INDEX"


def test_a_server_that_is_not_there(server: Server) -> None:
    there = endpoint("http://127.0.0.1:1")
    assert there is not None
    with pytest.raises(ConnectionFailedError, match="cannot be reached at http_url"):
        there.send(SqlCommand("SELECT 1"))


def test_a_server_that_does_not_speak_http() -> None:
    def greet(listening: socket.socket) -> None:
        found, _ = listening.accept()
        with found:
            found.recv(4096)
            found.sendall(b"\x00\x00\x04\x04 no HTTP\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=greet, args=(listening,), daemon=True).start()
        there = endpoint(f"http://127.0.0.1:{listening.getsockname()[1]}")
        assert there is not None
        with pytest.raises(ConnectionFailedError, match="cannot be reached at http_url"):
            there.send(SqlCommand("SELECT 1"))


@pytest.mark.parametrize("url", ["localhost:2480", "ftp://localhost", "http://", 2480])
def test_addresses_that_are_none(url: Any) -> None:
    with pytest.raises(ValueError, match="http_url must be an address"):
        endpoint(url)


@pytest.mark.parametrize("backend", ["neo4j", "memgraph"])
def test_it_is_an_option_of_arcadedb(backend: str) -> None:
    with pytest.raises(TypeError, match="it is ArcadeDB's"):
        create_driver(backend, http_url="http://localhost:2480")
