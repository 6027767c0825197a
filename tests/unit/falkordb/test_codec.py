"""The value codec: every kind comes back equal, or is refused before something is sent."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, Flag, IntEnum
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runic.ogm.driver.codec import ANY, KIND_NAMES, Kind, Storage, ValueCodec
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector
from runic_falkordb.codec import FLOAT_MAX, FalkorDBCodec
from runic_falkordb.header import literal

CODEC = FalkorDBCodec()

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
INT = st.integers(-(2**63), 2**63 - 1)
FLOAT = st.floats(-FLOAT_MAX, FLOAT_MAX)
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
FIRST, LAST = datetime.fromisoformat("0001-01-03"), datetime.fromisoformat("9999-12-29")
AWARE = st.datetimes(FIRST, LAST, timezones=st.just(UTC) | OFFSETS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOAT | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=4,
)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "int": INT,
    "str": TEXT,
    "bytes": st.binary(),
    "dict": st.dictionaries(TEXT, JSON, max_size=3),
    "datetime": st.datetimes() | AWARE,
    "date": st.dates(),
    "time": st.times() | st.times(timezones=OFFSETS),
    "timedelta": st.timedeltas(timedelta(days=-100_000_000), timedelta(days=100_000_000)),
    "decimal": st.decimals(allow_nan=False, allow_infinity=False),
    "uuid": st.uuids(),
}


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Moment(Enum):
    START = date(2024, 1, 1)
    PAIR = (1, 2)
    THIRD = 1 / 3
    NOTHING = None


class Rights(Flag):
    READ = 1
    WRITE = 2


def there_and_back(storage: Storage, value: Any, server: Callable[[Any], Any] = lambda stored: stored) -> Any:
    """Encode, make sure that it can be written, and decode what the server would return."""
    stored = storage.encode(value)
    literal(stored)
    back = server(stored)
    return back if storage.decode is None else storage.decode(back)


@pytest.mark.parametrize("name", VALUES)
def test_comes_back_equal(name: str) -> None:
    storage = CODEC.storage(Kind(name))

    @given(VALUES[name])
    def check(value: Any) -> None:
        back = there_and_back(storage, value)
        assert back == value
        assert type(back) is type(value)

    check()


@pytest.mark.parametrize("name", VALUES)
def test_lists_come_back_equal(name: str) -> None:
    storage = CODEC.storage(Kind("list", Kind(name)))

    @given(st.lists(VALUES[name], max_size=4))
    def check(values: list[Any]) -> None:
        assert there_and_back(storage, values) == values

    check()


@pytest.mark.parametrize("name", VALUES)
def test_columns_are_encoded_like_single_values(name: str) -> None:
    storage = CODEC.storage(Kind(name))

    @given(st.lists(st.none() | VALUES[name], max_size=4))
    def check(values: list[Any]) -> None:
        assert storage.encode_column(values) == [None if v is None else storage.encode(v) for v in values]

    check()


@pytest.mark.parametrize("name", set(VALUES) - {"dict"})
def test_typed_dicts_come_back_equal(name: str) -> None:
    storage = CODEC.storage(Kind("dict", Kind(name)))

    @given(st.dictionaries(TEXT, st.none() | VALUES[name], max_size=4))
    def check(values: dict[str, Any]) -> None:
        assert there_and_back(storage, values) == values

    check()


@given(FLOAT)
def test_floats_come_back_with_15_digits(value: float) -> None:
    back = there_and_back(CODEC.storage(Kind("float")), value, lambda stored: float(f"{stored:.15g}"))
    assert math.isfinite(back)
    assert back == float(f"{value:.15g}")


@given(AWARE, AWARE)
def test_aware_datetimes_sort_as_text(one: datetime, other: datetime) -> None:
    encode = CODEC.storage(Kind("datetime")).encode
    assert (encode(one) < encode(other)) is (one < other)


@given(st.datetimes(), st.datetimes())
def test_naive_datetimes_sort_as_text(one: datetime, other: datetime) -> None:
    encode = CODEC.storage(Kind("datetime")).encode
    assert (encode(one) < encode(other)) is (one < other)


def test_naive_and_aware_datetimes_are_kept_apart() -> None:
    storage = CODEC.storage(Kind("datetime"))
    naive = datetime.fromisoformat("2024-05-06T07:08:09.123456")
    assert storage.encode(naive) == "2024-05-06T07:08:09.123456"
    assert storage.encode(naive.replace(tzinfo=UTC)) == "2024-05-06T07:08:09.123456Z"
    summer = datetime(2024, 5, 6, 9, 8, 9, tzinfo=timezone(timedelta(hours=2)))
    assert storage.encode(summer) == "2024-05-06T07:08:09.000000Z"


@pytest.mark.parametrize("enum", [Colour, Level, Rights])
def test_enums(enum: type[Enum]) -> None:
    storage = CODEC.storage(Kind("enum", enum=enum))
    for member in enum:
        assert there_and_back(storage, member) is member
        assert storage.encode(member) == member.value
        assert storage.encode(member.value) == member.value


def test_enums_of_other_values() -> None:
    storage = CODEC.storage(Kind("enum", enum=Moment))
    assert there_and_back(storage, Moment.START) is Moment.START
    assert there_and_back(storage, Moment.PAIR) is Moment.PAIR
    assert there_and_back(storage, Moment.THIRD, lambda stored: float(f"{stored:.15g}")) is Moment.THIRD
    with pytest.raises(ValueEncodingError, match="no value"):
        storage.encode(Moment.NOTHING)


def test_flags_combine() -> None:
    storage = CODEC.storage(Kind("enum", enum=Rights))
    assert there_and_back(storage, Rights.READ | Rights.WRITE) == Rights.READ | Rights.WRITE


def test_what_is_no_member() -> None:
    storage = CODEC.storage(Kind("enum", enum=Colour))
    with pytest.raises(ValueEncodingError, match="member of Colour"):
        storage.encode("green")
    assert storage.decode is not None
    with pytest.raises(ValueEncodingError, match="member of Colour"):
        storage.decode("green")


def test_points_and_vectors() -> None:
    point = CODEC.storage(Kind("point"))
    assert point.function == "point"
    assert point.encode(GeoLocation(1.5, -2)) == {"latitude": 1.5, "longitude": -2.0}
    vector = CODEC.storage(Kind("vector"))
    assert vector.function == "vecf32"
    back = there_and_back(vector, [1, 2.5])
    assert back == Vector([1.0, 2.5])
    assert type(back) is Vector
    places = [GeoLocation(1, 2), GeoLocation(3, 4)]
    assert there_and_back(CODEC.storage(Kind("list", Kind("point"))), places) == places
    vectors = [Vector([1.0]), Vector([2.0, 3.0])]
    assert there_and_back(CODEC.storage(Kind("list", Kind("vector"))), vectors) == vectors


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bool", 1),
        ("int", True),
        ("int", 1.0),
        ("int", "1"),
        ("int", 2**63),
        ("int", -(2**63) - 1),
        ("float", True),
        ("float", math.nan),
        ("float", -math.inf),
        ("float", 1.7976931348623157e308),
        ("float", 10**400),
        ("str", b"x"),
        ("str", "a\0"),
        ("str", "\ud800"),
        ("bytes", "x"),
        ("datetime", date(2024, 1, 1)),
        ("datetime", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))),
        ("date", FIRST),
        ("time", "12:00"),
        ("timedelta", timedelta.max),
        ("decimal", Decimal("NaN")),
        ("decimal", Decimal("-Infinity")),
        ("decimal", 1),
        ("uuid", "x"),
        ("list", "abc"),
        ("list", [1, None]),
        ("list", [uuid4()]),
        ("dict", {1: 2}),
        ("dict", {"a": (1, 2)}),
        ("dict", {"a": math.nan}),
        ("dict", {"a": date(2024, 1, 1)}),
        ("dict", [1]),
        ("vector", []),
        ("vector", [math.nan]),
        ("vector", [1e39]),
        ("vector", ["a"]),
        ("vector", [True]),
        ("point", (1, 2)),
        ("any", {"a": 1}),
        ("any", uuid4()),
        ("any", Colour.RED),
        ("any", object()),
        ("any", FIRST),
    ],
)
def test_refused(name: str, value: Any) -> None:
    storage = CODEC.storage(Kind(name))
    with pytest.raises(ValueEncodingError) as refused:
        storage.encode(value)
    assert refused.value.index is None
    with pytest.raises(ValueEncodingError) as refused:
        storage.encode_column([None, value])
    assert refused.value.index == 1


def test_subclasses_become_plain() -> None:
    class Text(str):
        __slots__ = ()

        def __str__(self) -> str:
            return "1 RETURN 'injected' //"

    class Big(int):
        def __int__(self) -> int:
            return 2**99

    class Real(float):
        def __float__(self) -> float:
            return math.nan

    cases = (("str", Text("x"), "x"), ("int", Big(7), 7), ("float", Real(1.5), 1.5), ("float", Big(7), 7.0))
    for name, value, plain in cases:
        storage = CODEC.storage(Kind(name))
        assert storage.encode_column([value]) == [plain]
        encoded = storage.encode(value)
        assert encoded == plain
        assert type(encoded) is type(plain)
        assert type(ANY_STORAGE.encode(value)) in (str, int, float)
    assert type(CODEC.encode(Level.HIGH)) is int


ANY_STORAGE = CODEC.storage(ANY)


def test_fields_without_a_type() -> None:
    for value in (True, 7, 1.5, "x", [1, ["a", [False]]]):
        assert ANY_STORAGE.encode(value) == value
    assert ANY_STORAGE.encode((1, 2)) == [1, 2]
    deep: Any = [1]
    for _ in range(200):
        deep = [deep]
    with pytest.raises(ValueEncodingError, match="nested"):
        ANY_STORAGE.encode(deep)


def test_refusal_in_a_list_names_the_element() -> None:
    with pytest.raises(ValueEncodingError, match="element 1: an int must fit"):
        CODEC.storage(Kind("list", Kind("int"))).encode([1, 2**70])


def test_parameters_without_a_kind() -> None:
    uid = UUID("12345678123456781234567812345678")
    given_ = {
        "list": (1, None, {"a"}),
        "map": {"k": date(2024, 1, 2), "p": GeoLocation(1, 2)},
        "bytes": b"x",
        "when": datetime(2024, 1, 1, tzinfo=UTC),
        "span": timedelta(seconds=1),
        "money": Decimal("1.10"),
        "uid": uid,
        "colour": Colour.RED,
        "vector": Vector([1.0]),
    }
    assert CODEC.encode(given_) == {
        "list": [1, None, ["a"]],
        "map": {"k": "2024-01-02", "p": {"latitude": 1.0, "longitude": 2.0}},
        "bytes": "eA==",
        "when": "2024-01-01T00:00:00.000000Z",
        "span": 1_000_000,
        "money": "1.10",
        "uid": str(uid),
        "colour": "red",
        "vector": [1.0],
    }


@pytest.mark.parametrize(
    "value", [object(), {1: 2}, {"": 1}, {"a`b": 1}, math.nan, 2**64, iter(()), range(3)]
)
def test_parameters_that_cannot_be_sent(value: Any) -> None:
    with pytest.raises(ValueEncodingError):
        CODEC.encode(value)
    with pytest.raises(ValueEncodingError):
        CODEC.encode([value])


def test_parameters_that_contain_themselves() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(ValueEncodingError, match="nested"):
        CODEC.encode(loop)


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("bytes", "%"),
        ("datetime", "x"),
        ("date", "x"),
        ("time", "x"),
        ("decimal", "x"),
        ("uuid", "x"),
        ("dict", "{"),
        ("uuid", 5),
    ],
)
def test_stored_values_that_cannot_be_read(name: str, stored: Any) -> None:
    decode = CODEC.storage(Kind(name)).decode
    assert decode is not None
    with pytest.raises(ValueEncodingError, match="the stored value is not"):
        decode(stored)


def test_values_that_others_stored_natively() -> None:
    moment = datetime(2024, 5, 6, tzinfo=UTC)
    for name, stored, value in (
        ("datetime", moment, moment),
        ("date", "2024-05-06", moment.date()),
        ("date", moment, moment.date()),
        ("time", time(1), time(1)),
        ("timedelta", timedelta(1), timedelta(1)),
        ("decimal", 1.1, Decimal("1.1")),
        ("dict", {"a": 1}, {"a": 1}),
        ("point", GeoLocation(1, 2), GeoLocation(1, 2)),
    ):
        decode = CODEC.storage(Kind(name)).decode
        assert decode is not None
        assert decode(stored) == value


def test_equal_kinds_share_a_storage() -> None:
    assert CODEC.storage(Kind("list", Kind("int"))) is CODEC.storage(Kind("list", Kind("int")))


def test_it_is_a_codec() -> None:
    codec: ValueCodec = CODEC
    assert set(codec.table()) == set(KIND_NAMES)
    for name in KIND_NAMES:
        assert isinstance(codec.storage(Kind(name, enum=Colour if name == "enum" else None)), Storage)
