"""Where a database is: keywords, addresses, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm import create_driver
from runic.ogm.exceptions import UnsupportedFeatureError
from runic_bolt.dialects.neo4j import Neo4jDialect
from runic_bolt.driver import BoltDriver
from runic_bolt.options import Target, read_options


def test_nothing_said() -> None:
    target = read_options("neo4j", {})
    assert (target.uri, target.auth, target.database, target.routed) == (
        "bolt://localhost:7687",
        None,
        None,
        False,
    )
    assert dict(target.client) == {}


@pytest.mark.parametrize(("backend", "user"), [("neo4j", "neo4j"), ("arcadedb", "root"), ("memgraph", "")])
def test_user_of_a_password(backend: str, user: str) -> None:
    assert read_options(backend, {"password": "p"}).auth == (user, "p")


ADDRESSES = {
    "neo4j://host": ("neo4j", "neo4j://host:7687", None, None),
    "neo4j+s://host:9/db": ("neo4j", "neo4j+s://host:9", None, "db"),
    "neo4j+ssc://u:p%40@host/d%20b": ("neo4j", "neo4j+ssc://host:7687", ("u", "p@"), "d b"),
    "bolt://[::1]:7": ("neo4j", "bolt://[::1]:7", None, None),
    "arcadedb://root:x@host/db": ("arcadedb", "bolt://host:7687", ("root", "x"), "db"),
    "arcadedb+s://host": ("arcadedb", "bolt+s://host:7687", None, None),
    "memgraph+ssc://host": ("memgraph", "bolt+ssc://host:7687", None, None),
    "neo4j://host?region=eu": ("neo4j", "neo4j://host:7687?region=eu", None, None),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_address(address: str) -> None:
    backend, uri, auth, database = ADDRESSES[address]
    target = read_options(backend, {"uri": address})
    assert (target.uri, target.auth, target.database) == (uri, auth, database)


def test_options_behind_an_address() -> None:
    target = read_options("memgraph", {"url": "memgraph://host?max_connections=3&timeout=2.5&fetch_size=10"})
    assert (target.client["max_connection_pool_size"], target.timeout, target.session["fetch_size"]) == (
        3,
        2.5,
        10,
    )


REFUSED: dict[str, tuple[str, dict[str, Any], type[Exception], str]] = {
    "unknown": ("neo4j", {"pasword": "x"}, TypeError, "did you mean 'password'"),
    "unknown in an address": ("arcadedb", {"uri": "bolt://h?fech_size=1"}, TypeError, "fetch_size"),
    "scheme": ("neo4j", {"uri": "http://h"}, ValueError, "'http'"),
    "scheme of another": ("neo4j", {"uri": "memgraph://h"}, ValueError, "'memgraph'"),
    "two addresses": ("neo4j", {"uri": "bolt://h", "url": "neo4j://h"}, TypeError, "twice"),
    "host beside": ("neo4j", {"uri": "bolt://h", "host": "i"}, TypeError, "host"),
    "host with a port": ("neo4j", {"host": "h/x"}, ValueError, "uri="),
    "port": ("neo4j", {"port": 0}, ValueError, "port"),
    "port in address": ("neo4j", {"uri": "bolt://h:99999"}, ValueError, "port"),
    "databases": ("neo4j", {"database": "a", "graph": "b"}, TypeError, "contradict"),
    "database twice": ("neo4j", {"uri": "bolt://h/a", "graph": "a"}, TypeError, "twice"),
    "password twice": ("neo4j", {"uri": "bolt://u:p@h", "password": "q"}, TypeError, "twice"),
    "auth beside": ("neo4j", {"auth": ("a", "b"), "username": "a"}, TypeError, "auth="),
    "tls twice": ("neo4j", {"uri": "bolt+s://h", "encrypted": True}, TypeError, "TLS"),
    "fetch size": ("neo4j", {"fetch_size": 0}, ValueError, "fetch_size"),
    "timeout": ("neo4j", {"timeout": -1}, ValueError, "timeout"),
    "pool twice": (
        "neo4j",
        {"max_connections": 1, "max_connection_pool_size": 2},
        TypeError,
        "mean the same",
    ),
    "timeout that is ignored": ("arcadedb", {"timeout": 1}, UnsupportedFeatureError, "arcadedb"),
    "impersonation": ("memgraph", {"impersonated_user": "x"}, UnsupportedFeatureError, "memgraph"),
    "client and place": ("neo4j", {"driver": object(), "host": "x"}, TypeError, "driver="),
    "client of another kind": ("neo4j", {"driver": object()}, TypeError, "package neo4j"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    backend, options, error, match = REFUSED[name]
    with pytest.raises(error, match=match):
        create_driver(backend, **options)


def test_a_password_does_not_show() -> None:
    assert "secret" not in repr(read_options("neo4j", {"uri": "bolt://u:secret@h"}))


def test_the_class_encrypts_unless_told() -> None:
    def target(uri: str, **options: bool) -> Target:
        return BoltDriver(uri, ("u", "p"), "db", Neo4jDialect(), **options)._client.target

    assert target("bolt://h").client == {"encrypted": True}
    assert target("bolt://h", encrypted=False).client == {}
    assert target("bolt+s://h").client == {}


def test_the_class_wants_a_dialect() -> None:
    with pytest.raises(TypeError, match="dialect"):
        BoltDriver("bolt://h", None, None, "neo4j")
