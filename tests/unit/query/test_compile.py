"""Compiling: parameters, shapes, and what is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from runic.ogm.core.descriptors import Field
from runic.ogm.cypher.dialect import CypherDialect
from runic.ogm.cypher.expressions import FilterExpr, avg, collect, count, max_, sum_, text
from runic.ogm.cypher.rendering import OPERATORS
from runic.ogm.driver.capability import Capabilities
from runic.ogm.exceptions import MetadataError, UnsupportedFeatureError, ValueEncodingError
from runic.ogm.mapping.shape import EdgeShape, EntityShape, ScalarShape
from runic.ogm.query import compile as compiling
from runic.ogm.query import select
from runic.ogm.query.compile import compile_by_ids, compile_expand, compile_get, compile_statement
from runic.ogm.query.neutral import NEUTRAL, NeutralDialect
from runic_falkordb.dialect import FalkorDBDialect
from tests.unit.query.models import Keyless, Location, Movie, Rated, Role, Team, User

FALKORDB = FalkorDBDialect()


def params(stmt: Any, dialect: Any = NEUTRAL, want: str = "entities") -> Any:
    return compile_statement(stmt, dialect, want).statement.params


# -- parameters ----------------------------------------------------------------------------------------------------------


def test_values_are_encoded_as_they_are_stored() -> None:
    stmt = select(User).where(
        (User.role == Role.ADMIN)
        & FilterExpr(User, "role", "IN", [Role.ADMIN, Role.MODERATOR])
        & (User.code == "abc")
        & FilterExpr(User, "born", ">", date(2000, 1, 2))
    )
    assert params(stmt, FALKORDB) == {"p0": "admin", "p1": ["admin", "mod"], "p2": "ABC", "p3": "2000-01-02"}


def test_generated_keys_become_ids() -> None:
    assert params(select(Team).where(FilterExpr(Team, "id", "IN", ["7", 8, 7]))) == {"p0": [7, 8]}
    assert params(select(Team).where(Team.id == "7")) == {"p0": 7}


def test_a_fraction_is_compared_with_whole_numbers() -> None:
    assert params(select(User).where(User.age > 17.5), FALKORDB) == {"p0": 17.5}  # type: ignore[operator]


def test_parts_of_text_are_not_converted() -> None:
    assert params(select(User).where(FilterExpr(User, "code", "STARTS WITH", "a"))) == {"p0": "a"}


def test_patterns_are_for_the_whole_string() -> None:
    stmt = select(User).where(FilterExpr(User, "name", "=~", "a|b"))
    assert params(stmt) == {"p0": "a|b"}
    assert params(stmt, FALKORDB) == {"p0": r"\A(?:a|b)\z"}


def test_text_brings_its_own_parameters() -> None:
    stmt = select(User).where(text("n.age > $least", least=3)).order_by(text("n.age % $by", by=2))
    assert params(stmt) == {"least": 3, "by": 2}


def test_paging_is_sent_as_parameters() -> None:
    stmt = select(User).skip(1).limit(2).limit(3).with_().skip(4).limit(5)
    assert params(stmt) == {"__skip1": 1, "__limit1": 3, "__skip": 4, "__limit": 5}
    assert params(select(User).limit(5), want="scalar") == {"__limit": 1}
    assert params(select(User).limit(0), want="scalar") == {"__limit": 0}
    assert params(select(User).limit(5), want="count") == {}


def test_values_that_cannot_be_sent_are_refused_before() -> None:
    with pytest.raises(ValueEncodingError):
        params(select(User).where(text("n.x = $x", x=object())), FALKORDB)


# -- shapes --------------------------------------------------------------------------------------------------------------


def test_an_entity() -> None:
    (shape,) = compile_statement(select(Movie), NEUTRAL).shapes
    assert shape == EntityShape("n", Movie, 0, None, 1, ("id", "title", "year"))
    assert shape.stop == 4


def test_an_entity_with_subclasses() -> None:
    (shape,) = compile_statement(select(Location), NEUTRAL).shapes
    assert shape == EntityShape("n", Location, 0, 1, 2, ("id", "title", "iso_code", "population"))


def test_nodes_and_edges_stand_one_after_another() -> None:
    stmt = select(User).alias("u").traverse(User.rated, edge_alias="r").alias("m").return_nodes("m", "u")
    movie, edge, user = compile_statement(stmt.return_edge("r"), NEUTRAL, "edges").shapes
    assert isinstance(edge, EdgeShape)
    assert isinstance(user, EntityShape)
    assert (movie.stop, edge.start, edge.first, edge.columns, edge.stop) == (4, 4, 7, ("score", "on"), 9)
    assert (edge.cls, edge.type, user.start, user.first) == (Rated, "RATED", 9, 10)


def test_columns_know_how_they_are_read() -> None:
    stmt = select(User).aggregate(
        count(), sum_(User.age), avg(User.age), max_(User.born), collect(User.role), group_by=User.role
    )
    role, number, total, mean, latest, roles = compile_statement(stmt, FALKORDB, "rows").shapes
    assert all(isinstance(shape, ScalarShape) for shape in (role, number, total, mean, latest, roles))
    assert role.decode("mod") is Role.MODERATOR  # type: ignore[union-attr, misc]
    assert (number.absent, total.absent, mean.absent) == (0, 0, None)  # type: ignore[union-attr]
    assert total.decode(95.0) == 95  # type: ignore[union-attr, misc]
    assert isinstance(total.decode(95.0), int)  # type: ignore[union-attr, misc]
    assert roles.decode(["admin"]) == [Role.ADMIN]  # type: ignore[union-attr, misc]


def test_a_generated_key_is_read_as_annotated() -> None:
    (shape,) = compile_statement(select(Team).project(Team.id), NEUTRAL, "rows").shapes
    assert isinstance(shape, ScalarShape)
    assert shape.decode is not None
    assert shape.decode(7) == "7"


# -- templates -----------------------------------------------------------------------------------------------------------


def test_templates_take_their_parameters_later() -> None:
    compiled = compile_get(User, NEUTRAL)
    assert compiled.statement.params == {}
    assert compiled.with_params({"key": "x"}).params == {"key": "x"}
    assert compile_get(User, NEUTRAL) is compiled
    assert compile_by_ids(User, NEUTRAL) is compile_by_ids(User, NEUTRAL)


def test_expanding_brings_edges_when_they_are_asked_for() -> None:
    relation = User.__runic__.relation("rated")
    assert [shape.name for shape in compile_expand(relation, NEUTRAL).shapes] == ["x", "m"]
    assert [shape.name for shape in compile_expand(relation, NEUTRAL, edges=True).shapes] == ["x", "m", "r"]


def test_a_class_without_a_key_cannot_be_got() -> None:
    with pytest.raises(MetadataError, match="Keyless has no key"):
        compile_get(Keyless, NEUTRAL)


# -- what is kept ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    made: list[Any] = []
    original = compiling._template

    def noting(*args: Any) -> Any:
        made.append(args[1])
        return original(*args)

    monkeypatch.setattr(compiling, "_template", noting)
    return made


def adults(age: int) -> Any:
    return select(User).where(User.age > age).order_by(User.name).limit(age)  # type: ignore[operator]


def test_one_shape_is_compiled_once(templates: list[Any]) -> None:
    dialect = NeutralDialect()
    first, second = compile_statement(adults(1), dialect), compile_statement(adults(2), dialect)
    assert len(templates) == 1
    assert first.statement.text == second.statement.text
    assert first.shapes is second.shapes
    assert (first.statement.params["p0"], second.statement.params["p0"]) == (1, 2)


def test_a_statement_run_again_is_not_encoded_again(templates: list[Any]) -> None:
    dialect, stmt = NeutralDialect(), adults(3)
    assert all(compile_statement(stmt, dialect) is compile_statement(stmt, dialect) for _ in range(3))
    compile_statement(stmt, dialect, "count")
    compile_statement(stmt, dialect)
    assert len(templates) == 2


def test_dialects_do_not_share(templates: list[Any]) -> None:
    stmt = adults(3)
    one, other = NeutralDialect(), NeutralDialect()
    for dialect in (one, other, one):
        compile_statement(stmt, dialect)
    assert len(templates) == 2


def test_equal_results_share_their_shapes() -> None:
    dialect = NeutralDialect()
    plain = compile_statement(select(User), dialect)
    assert compile_statement(adults(3), dialect).shapes is plain.shapes


def test_a_new_class_is_seen() -> None:
    dialect, stmt = NeutralDialect(), select(Movie)
    before = compile_statement(stmt, dialect)

    class Short(Movie, labels=["Movie", "Short"]):
        minutes: int = Field()

    after = compile_statement(stmt, dialect)
    assert before.shapes != after.shapes
    assert after.shapes[0] == EntityShape("n", Movie, 0, 1, 2, ("id", "title", "year", "minutes"))


def test_many_shapes_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "KEPT", 5)
    dialect = NeutralDialect()
    for number in range(20):
        compile_statement(select(User).alias(f"u{number}"), dialect)
    cache = compiling.cache_of(dialect)
    assert len(cache.templates) <= 5
    assert len(cache.shapes) <= 5


# -- dialects ------------------------------------------------------------------------------------------------------------


class Poor(CypherDialect):
    name = "poor"
    operators = {op: form for op, form in OPERATORS.items() if op != "STARTS WITH"}  # noqa: RUF012
    aggregates = {"count": "count({operand})"}  # noqa: RUF012


POOR = Poor(Capabilities("poor", {}), NEUTRAL.codec)


@pytest.mark.parametrize("op", ["STARTS WITH", "NO SUCH OPERATOR"])
def test_an_operator_that_no_table_knows_raises(op: str) -> None:
    with pytest.raises(UnsupportedFeatureError, match=f"poor does not support the operator '{op}'"):
        compile_statement(select(User).where(FilterExpr(User, "name", op, "x")), POOR)


def test_an_aggregation_that_no_table_knows_raises() -> None:
    with pytest.raises(UnsupportedFeatureError, match="the aggregation 'avg'"):
        compile_statement(select(User).aggregate(avg(User.age)), POOR)


@pytest.mark.parametrize("key", [True, None, "x", "-1", -1, "1_0", "٣", 2**63, 1.0])
def test_what_is_no_id(key: Any) -> None:
    with pytest.raises(ValueEncodingError, match="whole numbers for ids"):
        NEUTRAL.ident(key)


def test_what_is_wanted_must_be_known() -> None:
    with pytest.raises(ValueError, match="want must be one of"):
        compile_statement(select(User), NEUTRAL, "nodes")
    with pytest.raises(TypeError, match="made by select"):
        compile_statement("MATCH (n) RETURN n", NEUTRAL)  # type: ignore[arg-type]
