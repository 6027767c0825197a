"""Names in text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runic.ogm.cypher.quoting import quote_name
from runic.ogm.exceptions import MetadataError


@pytest.mark.parametrize("name", ["n", "User", "WORKS_FOR", "_x1", "count", "type", "id"])
def test_plain_names_stay_bare(name: str) -> None:
    assert quote_name(name) == name


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("match", "`match`"),
        ("Order", "`Order`"),
        ("1st", "`1st`"),
        ("straße", "`straße`"),
        ("a b", "`a b`"),
        ("a`b", "`a``b`"),
        ("a'; DETACH DELETE n //", "`a'; DETACH DELETE n //`"),
    ],
)
def test_other_names_are_quoted(name: str, quoted: str) -> None:
    assert quote_name(name) == quoted


@pytest.mark.parametrize("name", ["", "a\nb", "a\x00", "a\x85", "\ud800", "x\\u0060", 5, None])
def test_impossible_names_are_refused(name: object) -> None:
    with pytest.raises(MetadataError):
        quote_name(name)  # type: ignore[arg-type]


@given(st.text())
def test_a_name_never_leaves_its_quotes(name: str) -> None:
    try:
        quoted = quote_name(name)
    except MetadataError:
        return
    if quoted != name:
        assert quoted[0] == quoted[-1] == "`"
        assert quoted[1:-1].replace("``", "") == name.replace("`", "")
