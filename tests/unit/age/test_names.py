"""Names: what AGE can hold is written so that it is read back the same; the rest is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runic.ogm.cypher.select import Property, Select
from runic.ogm.exceptions import MetadataError
from runic_age.dialect import AGEDialect
from runic_age.names import alias, carries, checked_graph, label, literal, path, table

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)


@pytest.mark.parametrize("name", ["Person", "KNOWS_2", "_x", "Ärger", "x" * 63])
def test_labels(name: str) -> None:
    assert label(name).strip("`") == name
    assert table(name) == f'$g."{name}"'


@pytest.mark.parametrize(
    "name", ["", "two words", "1st", "a-b", 'a"b', "a`b", "x" * 64, "unwind", "\N{SNOWMAN}", "a\0", None, 5]
)
def test_impossible_labels(name: str) -> None:
    with pytest.raises(MetadataError):
        label(name)


def test_keywords_as_labels_are_quoted() -> None:
    assert (label("Order"), label("Match")) == ("`Order`", "`Match`")


@given(NAMES)
def test_paths_hold_nothing_that_sql_reads(name: str) -> None:
    if name == "_labels":
        return
    text = path(name).removesuffix("::agtype")
    assert (text[0], text[-1]) == ("'", "'")
    assert not set("$%'") & set(text[1:-1])
    assert json.loads(text[1:-1]) == name


@given(NAMES)
def test_literals_end_where_they_should(name: str) -> None:
    if name == "_labels":
        return
    text = literal(name)
    inner = text[1:-1]
    assert inner.replace("\\\\", "").replace("\\'", "").count("'") == 0
    assert inner.replace("\\\\", "\0").replace("\\'", "'").replace("\0", "\\") == name


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800", "_labels"])
def test_impossible_properties(name: str) -> None:
    for write in (path, literal):
        with pytest.raises(MetadataError):
            write(name)


def test_properties_in_cypher() -> None:
    dialect = AGEDialect()
    reader = AGEDialect.reader(dialect)
    written = {
        name: reader.value(Property("n", name)) for name in ("age", "order", "it's", "x" * 64, "straße")
    }
    assert written == {
        "age": "n.age",
        "order": "n['order']",
        "it's": "n['it\\'s']",
        "x" * 64: f"n['{'x' * 64}']",
        "straße": "n['straße']",
    }
    assert Select((), ()).items == ()


def test_aliases_that_cannot_be_written_are_replaced() -> None:
    dialect = AGEDialect()
    assert dialect.quote("match") == "__match"
    assert dialect.quote("two words") == "`two words`"
    assert len(dialect.quote("x" * 200)) <= 63
    assert dialect.quote("x" * 200) != dialect.quote("x" * 201)
    assert alias("n") is None


def test_labels_besides_the_first() -> None:
    wanted = """agtype_access_operator(n.properties, '"_labels"'::agtype) @> '["City"]'::agtype"""
    assert carries("n", "City") == wanted


@pytest.mark.parametrize("name", ["graph", "my-graph", "a.b", "_ab", "x" * 63])
def test_graphs(name: str) -> None:
    assert checked_graph(name) == name


@pytest.mark.parametrize("name", ["", "ab", "1ab", "a b", "ab-", "a'b", 'a"b', "x" * 64, "größe", None, 5])
def test_impossible_graphs(name: object) -> None:
    with pytest.raises(ValueError, match="3 to 63"):
        checked_graph(name)


@pytest.mark.parametrize(
    ("regex", "pattern"),
    [
        ("a.*", r"\A(?:a[^\n]*)\Z"),
        (r"a\.[.\]]\\.", r"\A(?:a\.[.\]]\\[^\n])\Z"),
        ("(?s)a.", r"\A(?:a.)\Z"),
        ("(?i)a|b", r"(?i)\A(?:a|b)\Z"),
        ("(?s)a", r"\A(?:a)\Z"),
        ("(?im)a", r"(?iw)\A(?:a)\Z"),
    ],
)
def test_patterns(regex: str, pattern: str) -> None:
    assert AGEDialect().pattern(regex) == pattern


def test_documented_methods_of_the_dialect() -> None:
    dialect = AGEDialect()
    assert dialect.labels_clause(["Place", "City"]) == ":Place"
    assert dialect.subtype_where("n", ["Place", "City"]) == "'City' IN n._labels"
    assert dialect.subtype_where("n", ["Place"]) is None
    assert dialect.needs_labels_property()
