"""The text of statements as it is sent to Neo4j, ArcadeDB and Memgraph: one reviewed file for each.

A text that changes on purpose is changed in its file by hand. Memgraph is held by these files alone: no server was reached.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from runic.ogm.query.compile import compile_statement
from runic_bolt.dialects.arcadedb import ArcadeDBDialect
from runic_bolt.dialects.memgraph import MemgraphDialect
from runic_bolt.dialects.neo4j import Neo4jDialect
from tests.golden.statements import STATEMENTS
from tests.golden.test_select import SENT, TEMPLATES
from tests.golden.test_writes import GROUPS

HERE = Path(__file__).parent
DIALECTS: dict[str, Any] = {
    "neo4j": Neo4jDialect(),
    "arcadedb": ArcadeDBDialect(),
    "memgraph": MemgraphDialect(),
}


def reviewed(dialect: str, name: str) -> str:
    return (HERE / dialect / f"{name}.cypher").read_text(encoding="utf-8").removesuffix("\n")


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_select(dialect: str, name: str) -> None:
    make, want = STATEMENTS[name]
    text = compile_statement(make(), DIALECTS[dialect], want).statement.text
    assert text == reviewed(dialect, f"select_{name}")


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_template(dialect: str, name: str) -> None:
    assert TEMPLATES[name](DIALECTS[dialect]).statement.text == reviewed(dialect, f"select_template_{name}")


@pytest.mark.parametrize("form", GROUPS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_write(dialect: str, form: str) -> None:
    (write,) = DIALECTS[dialect].render_write(GROUPS[form])
    assert write.statement.text == reviewed(dialect, f"write_{form}")


def test_no_file_is_left_over() -> None:
    wanted = {f"select_{name}" for name in SENT}
    wanted |= {f"select_template_{name}" for name in TEMPLATES} | {f"write_{form}" for form in GROUPS}
    for dialect in DIALECTS:
        assert {path.stem for path in (HERE / dialect).glob("*_*.cypher")} == wanted
