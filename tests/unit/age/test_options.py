"""Options and URLs of Apache AGE, checked before anything is connected."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm import create_async_driver, create_driver
from runic.ogm.driver.age import AGEDialect, AGEDriver, create_age_driver
from runic_age.driver import AsyncAGEDriver
from runic_age.options import read_options


def test_defaults() -> None:
    target = read_options({})
    assert target.graph == "runic"
    wanted = {"host": "localhost", "port": 5432, "dbname": "postgres", "user": "postgres"}
    assert {name: target.connection[name] for name in wanted} == wanted


def test_documented_call() -> None:
    driver = create_age_driver(
        host="localhost",
        port=5432,
        database="postgres",
        graph="my_graph",
        username="postgres",
        password="secret",
    )
    assert isinstance(driver, AGEDriver)
    assert (driver.graph_name, isinstance(driver.dialect, AGEDialect)) == ("my_graph", True)
    assert "secret" not in repr(driver)
    driver.close()


def test_urls() -> None:
    target = read_options(
        {"url": "age://ann:s%40cret@db.example:5433/app/social?sslmode=require&max_connections=7&timeout=500"}
    )
    assert (target.graph, target.max_connections, target.timeout) == ("social", 7, 500)
    wanted = {
        "host": "db.example", "port": 5433, "dbname": "app", "user": "ann", "password": "s@cret", "sslmode": "require",
        "options": "-c statement_timeout=500",
    }  # fmt: skip
    assert {name: target.connection[name] for name in wanted} == wanted
    assert "s@cret" not in repr(target)


def test_a_url_makes_a_driver() -> None:
    driver = create_driver("age://localhost/postgres?graph=other")
    assert isinstance(driver, AGEDriver)
    assert driver.graph_name == "other"
    driver.close()
    assert isinstance(create_async_driver("age", graph="other"), AsyncAGEDriver)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"hots": "x"}, "did you mean 'host'"),
        ({"database": "a", "dbname": "b"}, "contradict"),
        ({"graph": "one", "graph_name": "two"}, "contradict"),
        ({"url": "age://h/d", "host": "x"}, "host"),
        ({"url": "age://h/d/ggg", "graph": "other"}, "graph"),
        ({"url": "age://h/d?hots=x"}, "hots"),
        ({"url": 5}, "text"),
    ],
)
def test_wrong_options(options: dict[str, Any], match: str) -> None:
    with pytest.raises(TypeError, match=match):
        create_driver("age", **options)


@pytest.mark.parametrize(
    "options",
    [
        {"port": 0},
        {"port": "x"},
        {"max_connections": 0},
        {"pool_timeout": -1},
        {"timeout": 1.5},
        {"graph": "a b"},
        {"url": "mysql://h/d"},
        {"url": "age://h:x/d"},
        {"url": "age://h/a/bcd/e"},
        {"url": "age://h/d?timeout=x"},
    ],
)
def test_wrong_values(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        create_driver("age", **options)


@pytest.mark.parametrize("handle", [None, "x", object()])
def test_only_connections_of_the_client(handle: object) -> None:
    for driver in (AGEDriver, AsyncAGEDriver):
        with pytest.raises(TypeError, match="of psycopg"):
            driver(handle, "graph")
    with pytest.raises(TypeError):
        create_driver("age", connection=handle or 5)
