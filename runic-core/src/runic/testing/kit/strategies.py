"""The values that the kit tries, by field of the model `Sample`: generated ones, and known trouble. Needs hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from runic.ogm.values import GeoLocation, Vector
from runic.testing.kit.models import Level

__all__ = ["KINDS", "NASTY_TEXTS", "FieldOfValues"]

NASTY_TEXTS: Final = (
    "", " ", "it's", 'say "x"', "back`tick", "a\\", "\\", "\\'", '\\"', "\\n", "line\nbreak", "tab\t", "\r\n",
    "$value", "$$", "$$ x $$", "\\u0060", "\\u0027 OR 1=1", "\\x41", "' OR 1=1 //", "*/ DELETE /*", "// x", "{x}",
    "%s", "null", "true", "1", "\N{SNOWMAN}", "\N{PILE OF POO}", "e\u0301", "\x00", "a\x00b",
    "\x01", "\x1e", "\x1f", "a\x1fb", "\x7f", "\x85",
    "\u2028", "\ufeff", "\ud800", "CYPHER x=1", ";", "x" * 5000,
)  # fmt: skip

_OFFSETS = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=11))])
_INTS = st.integers(-(2**63), 2**63 - 1)
_FLOATS = st.floats(allow_nan=True, allow_infinity=True)
_SHORT_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
_DAYS = st.dates()
_SPANS = st.timedeltas(timedelta(days=-100_000), timedelta(days=100_000))
_FINITE = st.decimals(allow_nan=False, allow_infinity=False)
_KEYS = st.dictionaries(_SHORT_TEXT, _INTS, max_size=4)


@dataclass(frozen=True, slots=True)
class FieldOfValues:
    """A field of `Sample` and what is tried in it.

    Args:
        name: name of the field.
        kinds: names of the kinds whose stated precision counts.
        values: generates values, all of the annotated type.
        trouble: values that have caught some database out.
        wrong: values of other types, which the field refuses.
        equal: whether a filter can compare it for equality.
    """

    name: str
    kinds: tuple[str, ...]
    values: SearchStrategy[Any]
    trouble: tuple[Any, ...] = ()
    wrong: tuple[Any, ...] = ()
    equal: bool = True

    @property
    def tried(self) -> SearchStrategy[Any]:
        """Trouble first, then generated values."""
        return st.sampled_from(self.trouble) | self.values if self.trouble else self.values


_NUMBERS = (
    FieldOfValues("boolean", ("bool",), st.booleans(), wrong=(1, "true", 0.0, [])),
    FieldOfValues(
        "integer",
        ("int",),
        _INTS,
        trouble=(0, -1, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 10**30),
        wrong=(True, 1.0, "1", int),
    ),
    FieldOfValues(
        "number",
        ("float",),
        _FLOATS,
        trouble=(
            0.0,
            -0.0,
            0.1 + 0.2,
            1 / 3,
            1e308,
            5e-324,
            1e15,
            1e22,
            123456789.123456789,
            float("nan"),
            float("inf"),
        ),
        wrong=(True, "1.5", Decimal(1), [1.0]),
    ),
    FieldOfValues(
        "amount",
        ("decimal",),
        _FINITE | st.decimals(allow_nan=False, allow_infinity=False, places=6),
        trouble=tuple(map(Decimal, ("0", "1.10", "-0.000001", "1e-30", "1e30", "NaN", "Infinity"))),
        wrong=(1.5, "1.5", True),
    ),
)

_TEXTS = (
    FieldOfValues("text", ("str",), st.text(max_size=40), NASTY_TEXTS, wrong=(1, b"x", ["x"], True)),
    FieldOfValues(
        "binary", ("bytes",), st.binary(max_size=64), (b"", b"\x00", bytes(range(256))), wrong=("x", 1, [1])
    ),
    FieldOfValues("unique", ("uuid",), st.uuids(), (UUID(int=0),), wrong=("0" * 32, 1)),
    FieldOfValues("level", ("enum",), st.sampled_from(Level), wrong=("low", 1, "LOW")),
)

_TIMES = (
    FieldOfValues(
        "moment",
        ("datetime",),
        st.datetimes() | st.datetimes(timezones=_OFFSETS),
        trouble=(
            datetime(1, 1, 2, tzinfo=UTC),
            datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
            datetime(9999, 12, 30, 23, 59, 59, tzinfo=UTC),
            datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=2))),
            datetime(2024, 2, 29, 1, 2, 3, 4),  # noqa: DTZ001 (one without a zone is tried, too)
            datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=1, minutes=2, seconds=3))),
        ),
        wrong=("2024-01-01", 1.5, date(2024, 1, 1), timedelta(1)),
    ),
    FieldOfValues(
        "day", ("date",), _DAYS, (date.min, date.max, date(1969, 12, 31)), wrong=("2024-01-01", 1, time(1))
    ),
    FieldOfValues(
        "clock",
        ("time",),
        st.times(),
        (time.min, time.max, time(23, 59, 59)),
        wrong=("12:00", timedelta(1), 1),
    ),
    FieldOfValues(
        "span",
        ("timedelta",),
        _SPANS,
        trouble=(timedelta(0), timedelta(microseconds=-1), timedelta(400, 1), timedelta.max, timedelta.min),
        wrong=(1, "P1D", time(1)),
    ),
)

_SHAPES = (
    FieldOfValues(
        "vector",
        ("vector",),
        st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=8).map(Vector),
        trouble=(Vector([0.1, 0.2, 0.3]), Vector([1.0])),
        wrong=("x", 1.0, ["a"]),
        equal=False,
    ),
    FieldOfValues(
        "place",
        ("point",),
        st.builds(GeoLocation, st.floats(-90, 90), st.floats(-180, 180)),
        trouble=(
            GeoLocation(0, 0),
            GeoLocation(90, 180),
            GeoLocation(-90, -180),
            GeoLocation(47.3769, 8.5417),
        ),
        wrong=((1.0, 2.0), "1,2", {"latitude": 1.0, "longitude": 2.0}),
        equal=False,
    ),
)

_CONTAINERS = (
    FieldOfValues(
        "texts",
        ("list", "str"),
        st.lists(_SHORT_TEXT, max_size=5),
        trouble=([], [""], ["'", '"', "\\", "`"], ["x\ny"]),
        wrong=("abc", [1], {"a": 1}),
    ),
    FieldOfValues(
        "numbers",
        ("list", "int"),
        st.lists(_INTS, max_size=5),
        trouble=([], [0], [2**63 - 1]),
        wrong=([1.5], [True], ["1"], 1),
    ),
    FieldOfValues(
        "reals",
        ("list", "float"),
        st.lists(st.floats(-1e9, 1e9), max_size=5),
        trouble=([], [0.1], [1e300]),
        wrong=(["1"], 1.0, [True]),
    ),
    FieldOfValues(
        "days",
        ("list", "date"),
        st.lists(_DAYS, max_size=4),
        trouble=([], [date(1969, 12, 31)]),
        wrong=(["2024-01-01"], date(2024, 1, 1)),
    ),
    FieldOfValues(
        "record",
        ("dict", "int"),
        _KEYS,
        trouble=({}, {"a": 1}, {"": 0, "`": 1, "'": 2, "a b": 3}),
        wrong=([("a", 1)], {"a": "x"}, {1: 1}),
        equal=False,
    ),
)

KINDS: Final = {field.name: field for field in (*_NUMBERS, *_TEXTS, *_TIMES, *_SHAPES, *_CONTAINERS)}
