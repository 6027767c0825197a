"""The text of statements: as people read it, as it is sent in the neutral dialect, and as it is sent to FalkorDB.

One reviewed file for each. A text that changes on purpose is changed in its file by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from runic.migrate import SchemaManager
from runic.ogm import Session, create_driver, select
from runic.ogm.mapping.shape import Compiled
from runic.ogm.query.compile import compile_by_ids, compile_expand, compile_get, compile_statement
from runic.ogm.query.expressions import count
from runic.ogm.query.neutral import NEUTRAL
from runic_falkordb.dialect import FalkorDBDialect
from tests.golden.statements import STATEMENTS
from tests.servers import require
from tests.unit.query.models import City, Country, Document, Location, Post, Team, User

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
        found = {path.stem for path in (HERE / dialect).glob("*_*.cypher")}
        assert {stem for stem in found if not stem.startswith("write_")} == files


@pytest.fixture
def falkordb() -> Iterator[Any]:
    driver = create_driver("falkordb", **{**require("falkordb").options, "graph": f"golden-{uuid4().hex}"})
    yield driver
    driver.close()


def test_falkordb_makes_a_row_of_every_edge(falkordb: Any) -> None:
    falkordb.execute(
        "CREATE (a:User {id: 'a', name: 'A'}), (m:Movie {id: 'm', title: 'M'}), (b:User {id: 'b', name: 'B'}), "
        "(a)-[:RATED {score: 1.0}]->(m), (a)-[:RATED {score: 2.0}]->(m), (a)-[:FRIEND]->(b), (a)-[:FRIEND]->(b)"
    )
    user: Any = User
    with Session(falkordb) as session:
        for relation, found in ((user.rated, 2), (user.friends, 2)):
            stmt = select(User).alias("u").traverse(relation).alias("x")
            assert session.count(stmt) == len(session.scalars(stmt)) == found
            assert len(session.all_rows(stmt)) == found + 1
            assert session.count(stmt.distinct()) == 1
            assert session.count(stmt.with_("x")) == found
            grouped = stmt.aggregate(count().as_("n"), group_by="u.name").order_by("u.name")
            assert session.all_rows(grouped) == [{"u.name": "A", "n": found}, {"u.name": "B", "n": 1}]


def test_falkordb_pages_before_what_follows_a_cut(falkordb: Any) -> None:
    falkordb.execute("UNWIND range(1, 5) AS i CREATE (:User {id: toString(i), name: toString(i), age: i})")
    user: Any = User
    with Session(falkordb) as session:
        stmt = select(User).alias("u").order_by(user.age).limit(3).with_("u").where(user.age > 2)
        assert [found.name for found in session.scalars(stmt)] == ["3"]
        assert session.count(stmt) == 1


def test_falkordb_accepts_every_statement(falkordb: Any) -> None:
    terminals = {
        "entities": "scalars",
        "scalar": "scalar",
        "rows": "all_rows",
        "edges": "all_with_edges",
        "count": "count",
        "ids": "ids",
    }
    falkordb.execute("CREATE (:User)-[:RATED]->(:Movie), (:Team), (:Post)")
    SchemaManager(falkordb).sync_schema([Document, Post])
    with Session(falkordb) as session:
        for name in SENT:
            make, want = STATEMENTS[name]
            getattr(session, terminals[want])(make())
        for made in TEMPLATES.values():
            compiled = made(falkordb.dialect)
            ids = "ids" in compiled.statement.text
            falkordb.execute(compiled.statement.text, {"ids": [0]} if ids else {"key": 0})
