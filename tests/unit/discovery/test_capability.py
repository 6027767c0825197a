"""What a backend says that it can do."""

from __future__ import annotations

import pytest

from runic.ogm.driver.capability import Capabilities, Capability, Level, Support
from runic.ogm.exceptions import UnsupportedFeatureError

SPARROW = Capabilities(
    "sparrow",
    {
        Capability.PATHS: Level.FULL,
        Capability.BYTES: Support(Level.EMULATED, "as text"),
        Capability.FULLTEXT_SEARCH: Support(Level.UNSUPPORTED, "birds cannot read", "use contains()"),
        Capability.VECTOR_SEARCH: Level.UNSUPPORTED,
    },
)


@pytest.mark.parametrize(
    ("level", "usable"),
    [
        (Level.FULL, True),
        (Level.VERSIONED, True),
        (Level.EMULATED, True),
        (Level.NOT_IMPLEMENTED, False),
        (Level.UNSUPPORTED, False),
    ],
)
def test_levels(level: Level, usable: bool) -> None:
    assert Support(level).usable is usable


def test_every_capability_has_an_answer() -> None:
    assert list(SPARROW) == list(Capability)
    assert len(SPARROW) == len(Capability)
    assert SPARROW[Capability.EXPLAIN].level is Level.NOT_IMPLEMENTED
    assert SPARROW.has(Capability.PATHS)
    assert not SPARROW.has(Capability.EXPLAIN)


def test_require_returns_the_support() -> None:
    assert SPARROW.require(Capability.BYTES).note == "as text"


def test_require_names_backend_feature_level_and_alternative() -> None:
    with pytest.raises(UnsupportedFeatureError) as caught:
        SPARROW.require(Capability.FULLTEXT_SEARCH)
    assert str(caught.value) == (
        "sparrow does not support full-text search; unsupported: birds cannot read; use contains()"
    )
    assert isinstance(caught.value, NotImplementedError)
    with pytest.raises(UnsupportedFeatureError, match=r"^sparrow does not support knn\(\); unsupported$"):
        SPARROW.require(Capability.VECTOR_SEARCH, "knn()")


def test_updated_leaves_the_original_alone() -> None:
    newer = SPARROW.updated({Capability.VECTOR_SEARCH: Level.FULL})
    assert newer.has(Capability.VECTOR_SEARCH)
    assert newer.has(Capability.BYTES)
    assert not SPARROW.has(Capability.VECTOR_SEARCH)


def test_every_capability_has_a_name_of_its_own() -> None:
    assert len({capability.value for capability in Capability}) == len(Capability)
