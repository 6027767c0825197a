"""Every golden statement is accepted by the parser of its database, wherever one can be started or installed.

The files are compared with what is rendered elsewhere; here each database plans what is rendered, without running it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runic.ogm.cypher.statement import Statement
from runic.ogm.exceptions import UnsupportedFeatureError
from runic.ogm.query.compile import compile_statement
from tests.golden.parsers import Parser, parser
from tests.golden.statements import STATEMENTS
from tests.golden.test_select import SENT, TEMPLATES
from tests.golden.test_writes import GROUPS
from tests.servers import require

SERVERS = {
    "falkordb": "falkordb",
    "neo4j": "neo4j",
    "neo4j-2026": "neo4j",
    "arcadedb": "arcadedb",
    "memgraph": "memgraph",
    "age": "age",
    "age-1.8": "age",
}

# functions that stand for those of users' converters in the files, and that these databases do not have
MISSING = {
    "neo4j": ("vecf32",),
    "arcadedb": ("vecf32",),
    "memgraph": ("vecf32",),
    "age": ("age_date", "vecf32"),
}


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Parser]:
    made = parser(require(request.param), SERVERS[request.param])
    yield made
    made.close()


def test_queries_are_accepted(server: Parser) -> None:
    refused: list[str] = []
    for name in SENT:
        make, want = STATEMENTS[name]
        try:
            statement = compile_statement(make(), server.dialect, want).statement
        except UnsupportedFeatureError:
            continue
        refused += tried(server, name, statement)
    assert not refused, "\n".join(refused)


def test_templates_are_accepted(server: Parser) -> None:
    refused: list[str] = []
    for name, make in TEMPLATES.items():
        statement = make(server.dialect).statement
        params = {"ids": [server.dialect.ident("0")]} if "ids" in statement.text else {"key": "0"}
        if name == "get_generated":
            params = {"key": server.dialect.ident("0")}
        refused += tried(server, name, Statement(statement.text, params, columns=statement.columns))
    assert not refused, "\n".join(refused)


def test_writes_are_accepted(server: Parser) -> None:
    refused: list[str] = []
    for name, group in GROUPS.items():
        for write in server.dialect.render_write(group):
            if not any(function in write.statement.text for function in MISSING.get(server.dialect.name, ())):
                refused += tried(server, name, write.statement)
    assert not refused, "\n".join(refused)


def tried(server: Parser, name: str, statement: Statement) -> list[str]:
    """Return what a database has against a statement."""
    try:
        server.explain(statement, statement.params)
    except Exception as error:  # noqa: BLE001 - any error of any client
        return [f"{name}: {error}\n{statement.text}"]
    return []
