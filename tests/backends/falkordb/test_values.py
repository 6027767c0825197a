"""Values of every kind through the real server: written as a column, read as plain values, equal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runic.migrate import create_adapter
from runic.ogm.cypher.statement import Statement
from runic.ogm.cypher.writes import Column, CreateNodes
from runic.ogm.driver.codec import Kind
from runic.ogm.exceptions import ConstraintError
from runic.ogm.values import GeoLocation, Vector
from runic_falkordb.driver import FalkorDBDriver
from tests.unit.falkordb.test_codec import AWARE, VALUES

LIVE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def store(driver: FalkorDBDriver, kind: Kind, values: list[Any]) -> list[Any]:
    """Write the values as properties of new nodes and read them back."""
    storage = driver.dialect.codec.storage(kind)
    group = CreateNodes(("V",), (Column("v", storage.encode_column(values), storage.function),), len(values))
    connection = driver.acquire()
    ids: dict[int, int] = {}
    for write in driver.dialect.render_write(group):
        ids |= {row + write.start: ident for row, ident in connection.run(write.statement).rows}
    text = "UNWIND range(0, $last) AS i WITH i, $ids[i] AS x MATCH (n:V) WHERE id(n) = x RETURN i, n.v"
    params = {"last": len(values) - 1, "ids": [ids[row] for row in range(len(values))]}
    found: dict[int, Any] = dict(map(tuple, connection.run(Statement(text, params)).rows))
    back = [found[row] for row in range(len(values))]
    return back if storage.decode is None else [None if v is None else storage.decode(v) for v in back]


@pytest.mark.parametrize("name", VALUES)
def test_come_back_equal(driver: FalkorDBDriver, name: str) -> None:
    @LIVE
    @given(st.lists(st.none() | VALUES[name], min_size=1, max_size=6))
    def check(values: list[Any]) -> None:
        assert store(driver, Kind(name), values) == values

    check()


@pytest.mark.parametrize("name", VALUES)
def test_lists_come_back_equal(driver: FalkorDBDriver, name: str) -> None:
    @LIVE
    @given(st.lists(st.lists(VALUES[name], max_size=4), min_size=1, max_size=3))
    def check(values: list[Any]) -> None:
        assert store(driver, Kind("list", Kind(name)), values) == values

    check()


def test_floats_come_back_with_15_digits(driver: FalkorDBDriver) -> None:
    @LIVE
    @given(st.lists(st.floats(-1.79769313486231e308, 1.79769313486231e308), min_size=1, max_size=6))
    def check(values: list[float]) -> None:
        assert store(driver, Kind("float"), values) == [float(f"{value:.15g}") for value in values]

    check()


def test_vectors_and_points(driver: FalkorDBDriver) -> None:
    vectors = [Vector([1.5, -2.0]), None, Vector([0.25])]
    assert store(driver, Kind("vector"), vectors) == vectors
    places = [GeoLocation(90, -180), None, GeoLocation(1.5, 2.25)]
    assert store(driver, Kind("point"), places) == places
    (near,) = store(driver, Kind("point"), [GeoLocation(52.520008, 13.404954)])
    assert near.latitude == pytest.approx(52.520008, abs=1e-5)


def test_every_character(driver: FalkorDBDriver) -> None:
    text = "".join(map(chr, range(1, 0xD800))) + "\U0001f600\U0010ffff"
    assert store(driver, Kind("str"), [text, text[::-1], "\\u0041 \\u00e9"]) == [
        text,
        text[::-1],
        "\\u0041 \\u00e9",
    ]


def test_lists_as_deep_as_they_may_be(driver: FalkorDBDriver) -> None:
    value: Any = [1]
    for _ in range(99):
        value = [value]
    assert store(driver, Kind("any"), [value]) == [value]


def test_aware_datetimes_sort_on_the_server(driver: FalkorDBDriver) -> None:
    @LIVE
    @given(st.lists(AWARE, min_size=2, max_size=6))
    def check(moments: list[Any]) -> None:
        encode = driver.dialect.codec.storage(Kind("datetime")).encode
        texts = [encode(moment) for moment in moments]
        rows = driver.execute("UNWIND $t AS t RETURN t ORDER BY t", {"t": texts}).rows
        assert [row[0] for row in rows] == [encode(moment) for moment in sorted(moments)]

    check()


def test_dates_compare_natively(driver: FalkorDBDriver) -> None:
    rows = driver.execute("RETURN date($a) < date($b)", {"a": "2024-01-02", "b": "2024-01-10"}).rows
    assert rows == [[True]]


def test_hostile_parameters_stay_values(driver: FalkorDBDriver) -> None:
    hostile = [
        "1 RETURN 'injected' //",
        '"] RETURN 1 //',
        "`",
        "$x",
        "\\",
        '\\"',
        "CYPHER a=1",
        "\x1b[31m",
        "'",
        "{{}}",
    ]
    params = {"p": hostile, "weird name {[": {"key } `".replace("`", "'"): hostile}}
    assert driver.execute("RETURN $p", params).rows == [[hostile]]
    assert driver.execute("RETURN $`weird name {[`", params).rows == [[{"key } '": hostile}]]


def test_whole_patterns(driver: FalkorDBDriver) -> None:
    operator = driver.dialect.operators["=~"].format(left="v", right="$p")
    cases = [
        ("hello", "ell", False),
        ("hello", "h.*o", True),
        ("hello\n", "hello", False),
        ("abc", "a|abc", True),
        ("HELLO", "(?i)hello", True),
        ("", "", True),
        (None, ".*", None),
    ]
    for value, regex, expected in cases:
        params = {"v": value, "p": driver.dialect.pattern(regex)}
        assert driver.execute(f"WITH $v AS v RETURN {operator}", params).rows == [[expected]], (value, regex)


def test_the_capabilities_hold(driver: FalkorDBDriver) -> None:
    adapter = create_adapter(driver)
    adapter.create_unique_constraint("Friend", "uid")
    adapter.create_unique_constraint("Friend", "uid")
    adapter.create_range_index("KNOWS", "since", entity="EDGE")
    driver.execute("CREATE (:Friend {uid: 1})")
    with pytest.raises(ConstraintError):
        driver.execute("CREATE (:Friend {uid: 1})")
    driver.execute("CREATE (:Twin {uid: 1}), (:Twin {uid: 1})")
    with pytest.raises(ConstraintError, match="nodes share 1 \\(2 nodes\\)"):
        adapter.create_unique_constraint("Twin", "uid")
    assert driver.execute("CALL db.constraints() YIELD label RETURN collect(label)").rows == [[["Friend"]]]
