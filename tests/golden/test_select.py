"""The text of statements: as people read it, as it is sent in the neutral dialect, and as it is sent to FalkorDB.

One reviewed file for each. A text that changes on purpose is changed in its file by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from runic.ogm import Session, create_driver
from runic.ogm.mapping.shape import Compiled
from runic.ogm.query.compile import compile_by_ids, compile_expand, compile_get, compile_statement
from runic.ogm.query.neutral import NEUTRAL
from runic_falkordb.dialect import FalkorDBDialect
from tests.golden.statements import STATEMENTS
from tests.servers import require
from tests.unit.query.models import City, Country, Location, Team, User

HERE = Path(__file__).parent
DIALECTS: dict[str, Any] = {"neutral": NEUTRAL, "falkordb": FalkorDBDialect()}
SENT = [name for name, (_, want) in STATEMENTS.items() if want != "text"]
TEMPLATES: dict[str, Callable[[Any], Compiled]] = {
    "get": lambda dialect: compile_get(User, dialect),
    "get_generated": lambda dialect: compile_get(Team, dialect),
    "get_child": lambda dialect: compile_get(City, dialect),
    "by_ids": lambda dialect: compile_by_ids(Location, dialect),
    "expand": lambda dialect: compile_expand(User.__runic__.relation("rated"), dialect),
    "expand_edges": lambda dialect: compile_expand(
        User.__runic__.relation("rated"),
        dialect,
        edges=True,
    ),
    "expand_incoming": lambda dialect: compile_expand(Team.__runic__.relation("members"), dialect),
    "expand_both": lambda dialect: compile_expand(User.__runic__.relation("knows"), dialect, edges=True),
    "expand_child": lambda dialect: compile_expand(Country.__runic__.relation("capital"), dialect),
}


def reviewed(dialect: str, name: str) -> str:
    return (HERE / dialect / f"{name}.cypher").read_text(encoding="utf-8").removesuffix("\n")


@pytest.mark.parametrize("name", STATEMENTS)
def test_as_people_read_it(name: str) -> None:
    make, _ = STATEMENTS[name]
    assert make().build()[0] == reviewed("neutral", f"build_{name}")


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_as_it_is_sent(dialect: str, name: str) -> None:
    make, want = STATEMENTS[name]
    assert compile_statement(make(), DIALECTS[dialect], want).statement.text == reviewed(
        dialect, f"select_{name}"
    )


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_template(dialect: str, name: str) -> None:
    assert TEMPLATES[name](DIALECTS[dialect]).statement.text == reviewed(dialect, f"select_template_{name}")


def test_no_file_is_left_over() -> None:
    names = {f"select_{name}" for name in SENT} | {f"select_template_{name}" for name in TEMPLATES}
    wanted = {"neutral": names | {f"build_{name}" for name in STATEMENTS}, "falkordb": names}
    for dialect, files in wanted.items():
        found = {path.stem for path in (HERE / dialect).glob("*.cypher")}
        assert {stem for stem in found if not stem.startswith("write_")} == files


def test_falkordb_accepts_every_statement() -> None:
    terminals = {
        "entities": "scalars",
        "scalar": "scalar",
        "rows": "all_rows",
        "edges": "all_with_edges",
        "count": "count",
    }
    driver = create_driver("falkordb", **{**require("falkordb").options, "graph": f"golden-{uuid4().hex}"})
    try:
        driver.execute("CREATE (:User)-[:RATED]->(:Movie), (:Team), (:Post)")
        driver.execute("CREATE FULLTEXT INDEX FOR (n:Post) ON (n.title)")
        with Session(driver) as session:
            for name in SENT:
                make, want = STATEMENTS[name]
                getattr(session, terminals[want])(make())
            for made in TEMPLATES.values():
                compiled = made(driver.dialect)
                ids = "ids" in compiled.statement.text
                driver.execute(compiled.statement.text, {"ids": [0]} if ids else {"key": 0})
    finally:
        driver.close()
