"""Indexes of Apache AGE: that what runic sends uses them, as EXPLAIN shows, and what is told of others' indexes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from runic.migrate import create_adapter
from runic.ogm import Edge, Field, Node, Relation, Session, create_driver, select
from runic.ogm.exceptions import ConstraintError, UnsupportedFeatureError
from runic.ogm.query.compile import compile_statement
from runic.ogm.values import IndexSpec
from runic_age.exchange import Exchange, sendable
from runic_age.schema import key_of, schema_adapter
from runic_age.script import GRAPH
from runic_age.seeking import Seek
from tests.backends.age.place import Place
from tests.backends.age.stage import Stage


class Link(Edge, type="AGE_LINKED"):
    weight: int = Field(default=0)


class Item(Node, labels=["AgeItem"]):
    uid: str = Field(primary_key=True)
    size: int = Field(default=0)
    order: int = Field(default=0)
    family: str = Field(default="")
    linked: list[Item] = Relation(
        relationship="AGE_LINKED", direction="OUTGOING", target="Item", edge_model="Link"
    )


STATEMENTS: dict[str, Any] = {
    "equality": lambda: select(Item).where(Item.size == 500),
    "equality, as Cypher": lambda: select(Item).where(Item.size == 500).order_by(Item.uid),
    "range": lambda: select(Item).where(Item.size >= 5_990),
    "range, as Cypher": lambda: select(Item).where(Item.size > 5_990).order_by(Item.uid),
    "keyword": lambda: select(Item).where(Item.order == 500),
    "keyword, as Cypher": lambda: select(Item).where(Item.order == 500).order_by(Item.uid),
    "several": lambda: select(Item).where((Item.family == "f7") & (Item.uid == "u500")),
    "several, as Cypher": lambda: (
        select(Item).where((Item.family == "f7") & (Item.uid == "u500")).order_by(Item.size)
    ),
}


def plan(place: Place, text: str, params: Any) -> str:
    """Return how the server would run a text of SQL."""
    with place.connect() as connection:
        connection.execute("LOAD 'age'")
        connection.execute("SET search_path = ag_catalog, public")
        return "\n".join(
            line for (line,) in connection.execute(f"EXPLAIN {text}".encode(), params).fetchall()
        )


def sent(place: Place, statement: Any) -> tuple[str, Any]:
    """Return what goes to the server for a query."""
    exchange = Exchange(place.graph)
    found = statement.columns[0]
    if isinstance(found, Seek):
        params = {name: json.dumps(value) for name, value in statement.params.items()}
        return found.text.replace(GRAPH, exchange.schema), params
    width = sum(part.width for part in statement.columns)
    return exchange.wrapped(statement.text, width), (sendable(statement),)


@pytest.fixture
def filled(place: Place) -> Place:
    driver: Any = create_driver("age", **place.options)
    with Session(driver) as session:
        items = [Item(uid=f"u{n}", size=n, order=n, family=f"f{n % 50}") for n in range(6_000)]
        session.add_all(items)
        session.flush()
        for number in range(0, 2_000, 2):
            session.relate(items[number], Item.linked, items[number + 1], edge=Link(weight=number))
    adapter: Any = create_adapter(driver)
    adapter.create_range_index("AgeItem", "size")
    adapter.create_range_index("AgeItem", "order")
    adapter.create_range_index("AgeItem", "family", "uid")
    adapter.create_range_index("AGE_LINKED", "weight", entity="EDGE")
    driver.close()
    return place


def test_predicates_use_the_indexes(filled: Place) -> None:
    for name, make in STATEMENTS.items():
        driver: Any = create_driver("age", version="1.5")
        statement = compile_statement(make(), driver.dialect, "entities").statement
        assert isinstance(statement.columns[0], Seek) is ("Cypher" not in name), name
        told = plan(filled, *sent(filled, statement))
        assert "runic_range_ageitem" in told, f"{name}: {told}"
        assert "Seq Scan" not in told, f"{name}: {told}"


def test_edges_use_the_indexes(filled: Place) -> None:
    text = Exchange(filled.graph).wrapped(
        "MATCH (a:AgeItem)-[r:AGE_LINKED]->(b:AgeItem) WHERE r.weight = $w RETURN b.uid", 1
    )
    told = plan(filled, text, ('{"w": 500}',))
    assert "runic_range_age_linked" in told, told


def test_writes_by_key_use_the_constraint(filled: Place) -> None:
    driver: Any = create_driver("age", **filled.options)
    adapter: Any = create_adapter(driver)
    adapter.create_unique_constraint("AgeItem", "uid")
    with Session(driver) as session:
        session.add(Item(uid="u1"))
        with pytest.raises(ConstraintError):
            session.flush()
        session.rollback()
    key = "agtype_access_operator(n.properties, '\"uid\"'::agtype)"
    text = f'SELECT n.id FROM "{filled.graph}"."AgeItem" AS n WHERE {key} = %s::agtype'
    assert "runic_unique_ageitem" in plan(filled, text, ('"u5"',))
    driver.close()


def test_what_others_made(stage: Stage) -> None:
    """Indexes on plain properties are told; on other expressions, of other kinds, on a part only, they are not."""

    async def body() -> None:
        driver = stage.driver()
        adapter: Any = schema_adapter(driver.raw)
        await stage.wait(adapter.create_range_index("AgeItem", "a'b\\c%d$e"))
        key = "ag_catalog.agtype_access_operator(properties, '\"{}\"'::agtype)"
        table = '$g."AgeItem"'
        stage.place.sql(f"CREATE INDEX theirs ON {table} ({key.format('x')})")
        stage.place.sql(f"CREATE INDEX partly ON {table} ({key.format('y')}) WHERE id IS NOT NULL")
        stage.place.sql(f"CREATE INDEX maps ON {table} USING gin (properties)")
        stage.place.sql(f"CREATE INDEX other ON {table} ((({key.format('x')})::text))")
        found = {(spec.property, spec.name) for spec in await stage.wait(adapter.list_indexes())}
        assert {name for name, _ in found} == {"a'b\\c%d$e", "x"}
        await stage.wait(adapter.create_range_index("AgeItem", "x"))
        await stage.wait(adapter.drop_range_index("AgeItem", "x"))
        await stage.wait(adapter.drop_range_index("AgeItem", "x"))
        assert len(await stage.wait(adapter.list_indexes())) == 1
        names = {
            name
            for (name,) in stage.place.sql(
                "SELECT indexname FROM pg_indexes WHERE schemaname = %s", stage.place.graph
            )
        }
        assert {"partly", "maps", "other"} <= names
        for create in (
            adapter.create_fulltext_index,
            lambda *of: adapter.create_vector_index(*of, dimension=3),
        ):
            with pytest.raises(UnsupportedFeatureError, match="SQL"):
                await stage.wait(create("AgeItem", "x"))

    stage.loop.run(body())


def test_keys_of_several_properties(stage: Stage) -> None:
    async def body() -> None:
        driver = stage.driver()
        for _ in range(2):
            await driver.execute(
                "CREATE (:AgeItem {a: 1, b: 'x'}), (:AgeItem {a: 1}), (:AgeItem {a: 2.5, b: [1]})"
            )
        adapter: Any = schema_adapter(driver.raw)
        with pytest.raises(ConstraintError) as caught:
            await stage.wait(adapter.create_unique_constraint("AgeItem", "a", "b"))
        assert sorted(caught.value.violations, key=str) == [(1, "x", 2), (2.5, [1], 2)]
        assert await stage.wait(adapter.list_indexes()) == []

    stage.loop.run(body())


def test_expressions() -> None:
    plain = "agtype_access_operator(VARIADIC ARRAY[properties, '\"a\"'::agtype])"
    assert key_of(plain) == "a"
    assert key_of(plain.replace("agtype", "ag_catalog.agtype")) == "a"
    assert key_of(plain.replace("'\"a\"'", 'E\'"a\\\\"b"\'')) == 'a"b'
    assert key_of(plain.replace("'\"a\"'", "'\"a''b\"'")) == "a'b"
    for other in ("id", "lower(x)", f"({plain})::text", plain.replace('"a"', "1")):
        assert key_of(other) is None
    assert IndexSpec("A", "a", "RANGE").fields == ("a",)
