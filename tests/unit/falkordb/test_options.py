"""Keywords and URLs that say where a graph is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from runic_falkordb.options import Target, read_options


def test_nothing_said() -> None:
    target = read_options({})
    assert (target.graph, target.tls, target.embedded, target.timeout) == ("runic", False, False, None)
    assert target.connection["host"] == "localhost"
    assert target.connection["port"] == 6379
    assert target.connection["socket_timeout"] is None


@pytest.mark.parametrize("name", ["graph", "graph_name", "database"])
def test_the_graph_has_three_names(name: str) -> None:
    assert read_options({name: "a b`'\"$"}).graph == "a b`'\"$"


@pytest.mark.parametrize(
    ("url", "graph", "tls", "connection"),
    [
        ("falkordb://h", "runic", False, {"host": "h", "port": 6379}),
        ("falkordb://h:7000/g", "g", False, {"host": "h", "port": 7000}),
        ("falkordb://u:p%40%2F@h/a%20b", "a b", False, {"username": "u", "password": "p@/"}),
        ("falkordb://:pw@h/g", "g", False, {"username": None, "password": "pw"}),
        ("falkordbs://h/g", "g", True, {"host": "h"}),
        ("falkordb+s://h/g?ssl_check_hostname=false", "g", True, {"ssl_check_hostname": False}),
        ("falkor://h/g", "g", False, {"host": "h"}),
        ("falkors://h/g", "g", True, {"host": "h"}),
        ("redis://h/0", "runic", False, {"host": "h"}),
        ("rediss://h", "runic", True, {"host": "h"}),
        ("falkordb://[::1]:6380/g", "g", False, {"host": "::1", "port": 6380}),
        ("falkordb+unix:///run/f.sock?graph=g", "g", False, {"path": "/run/f.sock"}),
        ("unix:///run/f.sock?graph=g", "g", False, {"path": "/run/f.sock"}),
        ("falkordb://h/g?socket_timeout=1.5", "g", False, {"socket_timeout": 1.5}),
    ],
)
def test_urls(url: str, graph: str, tls: bool, connection: dict[str, Any]) -> None:
    target = read_options({"url": url})
    assert (target.graph, target.tls) == (graph, tls)
    assert connection.items() <= dict(target.connection).items()
    assert target.unix is ("path" in connection)


def test_url_and_keywords_together() -> None:
    target = read_options(
        {"url": "falkordb://h?max_connections=3&timeout=50", "graph": "g", "password": "pw"}
    )
    assert (target.graph, target.max_connections, target.timeout) == ("g", 3, 50)
    assert target.connection["password"] == "pw"


def test_embedded(tmp_path: Path) -> None:
    assert read_options({"embedded": True, "graph": "g"}) == Target(
        "g", {"socket_timeout": None}, embedded=True
    )
    target = read_options({"path": tmp_path / "x.db", "max_connections": 2})
    assert (target.embedded, target.path, target.max_connections) == (True, str(tmp_path / "x.db"), 2)
    assert "host" not in target.connection


def test_passwords_are_not_shown() -> None:
    assert "hush" not in repr(read_options({"password": "hush"}))


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"hots": "h"}, r"no option 'hots'; did you mean 'host'"),
        ({"max_conections": 1}, "did you mean 'max_connections'"),
        ({"zzz": 1}, "there are"),
        ({"url": "falkordb://h?grap=x"}, "did you mean 'graph'"),
        ({"url": "falkordb://h/g", "graph": "h"}, "given twice"),
        ({"url": "falkordb://h", "host": "i"}, "host cannot stand beside a URL"),
        ({"url": "falkordb://h", "path": "x"}, "path cannot stand beside a URL"),
        ({"url": "falkordbs://h", "ssl": False}, "ssl cannot stand beside a URL"),
        ({"url": 5}, "url must be text"),
        ({"path": "x", "host": "h"}, "takes no host"),
        ({"embedded": True, "password": "x"}, "takes no password"),
        ({"path": 5}, "path must be the name of a file"),
        ({"unix_socket_path": "/s", "port": 1}, "goes without"),
        ({"ssl_ca_certs": "x"}, "need ssl=True"),
        ({"graph": "a", "database": "b"}, "contradict"),
    ],
)
def test_wrong_options(options: dict[str, Any], text: str) -> None:
    with pytest.raises(TypeError, match=text):
        read_options(options)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"graph": ""}, "name of a graph"),
        ({"graph": "a\0b"}, "name of a graph"),
        ({"graph": "a\nb"}, "name of a graph"),
        ({"graph": 5}, "name of a graph"),
        ({"port": "6379"}, "port must be"),
        ({"port": 0}, "port must be"),
        ({"port": True}, "port must be"),
        ({"timeout": 0}, "timeout must be"),
        ({"timeout": 1.5}, "timeout must be"),
        ({"max_connections": 0}, "max_connections must be"),
        ({"url": "http://h"}, "scheme 'http'"),
        ({"url": "falkordb://h:x/g"}, "port in the URL"),
        ({"url": "falkordb://h?timeout=x"}, "option 'timeout' of the URL"),
        ({"url": "falkordb://h/a?graph=b"}, "twice"),
    ],
)
def test_wrong_values(options: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        read_options(options)
