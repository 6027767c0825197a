"""The codec that follows from a description: complete, exact, and refusing what would come back as something else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runic.ogm.driver.codec import ANY, KIND_NAMES, Kind, Storage, ValueCodec
from runic.ogm.driver.compound import DEEPEST, Lists
from runic.ogm.driver.holding import PLAIN, TEXTS, Holding, HoldingCodec
from runic.ogm.driver.storage import FINITE, Form, floats
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector

FLAT = HoldingCodec(Holding("Flat", {**PLAIN, **TEXTS}, Lists("Flat", mixed=False, nulls=False)))
NESTED = HoldingCodec(Holding("Nested", {**PLAIN, **TEXTS}, Lists("Nested"), json=None))
CODECS = {"flat": FLAT, "nested": NESTED}

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
DEGREES = {"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)}
FIRST, LAST = datetime.fromisoformat("0001-01-03"), datetime.fromisoformat("9999-12-29")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "int": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "str": TEXT,
    "bytes": st.binary(),
    "datetime": st.datetimes() | st.datetimes(FIRST, LAST, timezones=OFFSETS),
    "date": st.dates(),
    "time": st.times() | st.times(timezones=OFFSETS),
    "timedelta": st.timedeltas(timedelta(days=-100_000_000), timedelta(days=100_000_000)),
    "decimal": st.decimals(allow_nan=False, allow_infinity=False),
    "uuid": st.uuids(),
    "vector": st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=3).map(Vector),
    "point": st.builds(GeoLocation, **DEGREES),
}


class Mark(Enum):
    ONE = 1
    DAY = date(2024, 5, 6)
    WORD = "word"
    PAIR = (1, 2)


def there_and_back(storage: Storage, value: Any) -> Any:
    stored = storage.encode(value)
    return stored if storage.decode is None else storage.decode(stored)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("name", VALUES)
def test_values_come_back_equal_alone_and_inside_others(codec: str, name: str) -> None:
    kind = Kind(name)
    one = CODECS[codec].storage(kind)
    many = CODECS[codec].storage(Kind("list", kind))
    record = CODECS[codec].storage(Kind("dict", kind))
    deep = CODECS[codec].storage(Kind("dict", Kind("list", Kind("dict", kind))))
    lists = name != "vector" or codec == "nested"

    @given(VALUES[name])
    def check(value: Any) -> None:
        back = there_and_back(one, value)
        assert back == value
        assert type(back) is type(value)
        if lists:
            assert there_and_back(many, [value, value]) == [value, value]
        assert there_and_back(record, {"a": value, "b": None}) == {"a": value, "b": None}
        assert there_and_back(deep, {"a": [{"b": value}]}) == {"a": [{"b": value}]}

    check()


@pytest.mark.parametrize("codec", CODECS)
def test_enums_come_back_alone_and_inside_others(codec: str) -> None:
    kind = Kind("enum", enum=Mark)
    for member in Mark:
        assert there_and_back(CODECS[codec].storage(kind), member) is member
        assert there_and_back(CODECS[codec].storage(Kind("dict", kind)), {"a": member}) == {"a": member}


def test_a_nul_and_any_key_pass_inside_json_text() -> None:
    storage = FLAT.storage(Kind("dict"))
    for value in ({"": "\0"}, {"\0`": ["\0", {"a": None}]}):
        stored = storage.encode(value)
        assert "\0" not in stored
        assert there_and_back(storage, value) == value


@pytest.mark.parametrize(
    "value", [{"a": (1, 2)}, {"a": {1}}, {"a": date(2024, 1, 1)}, {"a": float("nan")}, {1: 1}]
)
def test_json_text_holds_only_what_json_gives_back(value: Any) -> None:
    for kind in (Kind("dict"), Kind("dict", Kind("list", ANY)), Kind("dict", Kind("dict"))):
        wrapped = value if kind.item is None else {"x": [value] if kind.item.name == "list" else value}
        with pytest.raises(ValueEncodingError):
            FLAT.storage(kind).encode(wrapped)


@pytest.mark.parametrize("stored", ["[1]", "5", "null", "no JSON"])
@pytest.mark.parametrize("kind", [Kind("dict"), Kind("dict", Kind("date"))])
def test_text_that_is_no_dict_is_refused(kind: Kind, stored: str) -> None:
    decode = FLAT.storage(kind).decode
    assert decode is not None
    with pytest.raises(ValueEncodingError, match="not the JSON text of a dict"):
        decode(stored)


def test_what_does_not_sort_says_so() -> None:
    assert FLAT.storage(Kind("datetime")).sorts
    assert not FLAT.storage(Kind("decimal")).sorts
    assert not FLAT.storage(Kind("list", Kind("decimal"))).sorts


def test_fields_without_a_type_take_what_comes_back_equal() -> None:
    flat, nested = FLAT.storage(ANY), NESTED.storage(ANY)
    assert nested.encode({"a": [1, "x", None, {"b": (2.5,)}]}) == {"a": [1, "x", None, {"b": [2.5]}]}
    with pytest.raises(ValueEncodingError, match="annotate"):
        flat.encode({"a": 1})
    with pytest.raises(ValueEncodingError, match="of one type"):
        flat.encode([1, "x"])
    for value in (UUID(int=1), date(2024, 1, 1), Vector([1.0]), b"x", object()):
        with pytest.raises(ValueEncodingError, match="annotate"):
            nested.encode([value])


def test_how_deep_values_may_be() -> None:
    fits: Any = 1
    for _ in range(DEEPEST):
        fits = [fits]
    assert NESTED.storage(ANY).encode(fits) == fits
    with pytest.raises(ValueEncodingError, match="nested"):
        NESTED.storage(ANY).encode([fits])
    with pytest.raises(ValueEncodingError, match="nested"):
        FLAT.encode([[fits]])


def test_columns_name_the_row_that_is_refused() -> None:
    for name, value in (("int", 2**63), ("float", "x"), ("str", "\ud800"), ("time", 1), ("bool", 0)):
        with pytest.raises(ValueEncodingError) as refused:
            FLAT.storage(Kind(name)).encode_column([None, value])
        assert refused.value.index == 1


def test_floats_within_bounds() -> None:
    form = floats(10.0, "small")
    assert form.encode_column([None, 10, -10.0]) == [None, 10.0, -10.0]
    for value in (10.5, -10.5, float("nan"), float("inf")):
        for values in ([value], [None, value]):
            with pytest.raises(ValueEncodingError):
                form.encode_column(values)
    assert FINITE.encode(1e308) == 1e308


def test_parameters_go_by_their_type() -> None:
    given_ = {"a": (1, {2}, None), "d": datetime(2024, 1, 1, tzinfo=UTC), "m": Decimal("1.0"), "v": Vector()}
    assert FLAT.encode(given_) == {
        "a": [1, [2], None],
        "d": "2024-01-01T00:00:00.000000Z",
        "m": "1.0",
        "v": [],
    }
    with pytest.raises(ValueEncodingError, match="cannot be sent to Flat"):
        FLAT.encode([object()])
    with pytest.raises(ValueEncodingError, match="keys"):
        FLAT.encode({1: 2})


def test_the_table_states_every_kind() -> None:
    codec: ValueCodec = HoldingCodec(
        Holding("Own", {**PLAIN, **TEXTS, "time": Form(str, time.fromisoformat, "own text")}, Lists("Own"))
    )
    table = codec.table()
    assert set(table) == set(KIND_NAMES)
    assert all(table.values())
    assert table["time"] == "own text"
    assert isinstance(codec.storage(Kind("time")), Storage)
