"""What is sent to Apache AGE: one reviewed file for each query in Cypher and for each form of a write in SQL.

A text that changes on purpose is changed in its file by hand.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from runic.ogm import Session, create_driver
from runic.ogm.exceptions import UnsupportedFeatureError
from runic.ogm.query.compile import compile_statement
from runic_age.dialect import AGEDialect
from runic_age.exchange import Exchange
from runic_age.script import Script
from runic_age.seeking import Seek
from tests.golden.statements import STATEMENTS
from tests.golden.test_select import SENT, TEMPLATES
from tests.golden.test_writes import GROUPS
from tests.servers import require

HERE = Path(__file__).parent / "age"
DIALECT = AGEDialect()
# what goes as SQL where the tables are there; the Cypher for where they are not has a file as well
SOUGHT = (
    "child_class",
    "field_of_child",
    "generated_keys",
    "parent_class",
    "plain",
    "scalar_without_limit",
    "where",
)
REFUSED = {name for name in SENT if name.startswith(("fulltext", "vector", "hybrid"))}


def reviewed(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8").removesuffix("\n")


@pytest.mark.parametrize("name", sorted(set(SENT) - REFUSED))
def test_query(name: str) -> None:
    make, want = STATEMENTS[name]
    assert compile_statement(make(), DIALECT, want).statement.text == reviewed(f"select_{name}.cypher")


@pytest.mark.parametrize("name", TEMPLATES)
def test_template(name: str) -> None:
    assert TEMPLATES[name](DIALECT).statement.text == reviewed(f"select_template_{name}.cypher")


@pytest.mark.parametrize("name", sorted(set(SENT) - REFUSED))
def test_query_in_sql(name: str) -> None:
    make, want = STATEMENTS[name]
    columns = compile_statement(make(), DIALECT, want).statement.columns
    seek = columns[0] if columns else None
    assert isinstance(seek, Seek) is (name in SOUGHT)
    if isinstance(seek, Seek):
        assert seek.text == reviewed(f"seek_select_{name}.sql")


@pytest.mark.parametrize("name", TEMPLATES)
def test_seek(name: str) -> None:
    seek = TEMPLATES[name](DIALECT).statement.columns[0]
    assert isinstance(seek, Seek)
    assert seek.text == reviewed(f"seek_{name}.sql")


@pytest.mark.parametrize("form", GROUPS)
def test_write(form: str) -> None:
    (write,) = DIALECT.render_write(GROUPS[form])
    assert isinstance(write.statement, Script)
    assert write.statement.text == reviewed(f"write_{form}.sql")


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_age_cannot_do(name: str) -> None:
    make, want = STATEMENTS[name]
    with pytest.raises(UnsupportedFeatureError, match="search"):
        compile_statement(make(), DIALECT, want)


def test_around_cypher() -> None:
    text = Exchange("my-graph").wrapped("RETURN 'a$q$b' + '50%' AS x; // done", 1)
    assert text == reviewed("around_cypher.sql")


def test_no_file_is_left_over() -> None:
    queries = {f"select_{name}.cypher" for name in set(SENT) - REFUSED}
    templates = {f"select_template_{name}.cypher" for name in TEMPLATES}
    writes = {f"write_{form}.sql" for form in GROUPS}
    found = {path.name for path in HERE.iterdir() if path.suffix in {".cypher", ".sql"}}
    seeks = {f"seek_{name}.sql" for name in TEMPLATES} | {f"seek_select_{name}.sql" for name in SOUGHT}
    assert found == queries | templates | writes | seeks | {"around_cypher.sql"}


def test_age_accepts_every_statement() -> None:
    terminals = {
        "entities": "scalars",
        "scalar": "scalar",
        "rows": "all_rows",
        "edges": "all_with_edges",
        "count": "count",
        "ids": "ids",
    }
    driver = create_driver("age", **{**require("age").options, "graph": "runic_golden"})
    try:
        driver.execute(
            "CREATE (:User {name: 'a'})-[:RATED]->(:Movie), (:Team), (:Post), (:Location {_labels: ['Location']})"
        )
        with Session(driver) as session:
            for name in sorted(set(SENT) - REFUSED):
                make, want = STATEMENTS[name]
                getattr(session, terminals[want])(make())
            for made in TEMPLATES.values():
                compiled = made(driver.dialect)
                ids = "ids" in compiled.statement.text
                driver.execute(compiled.statement.text, {"ids": [0]} if ids else {"key": 0})
    finally:
        driver.close()
