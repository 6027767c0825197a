"""Where FalkorDB's text differs from the neutral one."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm.cypher.writes import Column, CreateNodes, NodeMatch, UpdateNodes
from runic.ogm.driver.capability import Capability
from runic.ogm.driver.dialect import Dialect
from runic.ogm.exceptions import MetadataError
from runic_falkordb.dialect import FalkorDBDialect

DIALECT = FalkorDBDialect()


def test_it_is_a_dialect() -> None:
    dialect: Dialect = DIALECT
    assert dialect.name == "falkordb"
    assert not DIALECT.supports_undirected_merge
    assert not dialect.capabilities.has(Capability.TRANSACTIONS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("User", "User"), ("match", "`match`"), ("a b", "`a b`"), ("straße", "`straße`"), ("1a", "`1a`")),
        ("a'\"$;{}", "`a'\"$;{}`"),
    ],
)
def test_names(name: str, text: str) -> None:
    assert DIALECT.quote(name) == text


@pytest.mark.parametrize("name", ["", "a`b", "`", "a\0b", "a\nb", "\ud800", 5, "n}) DETACH DELETE (m) //`"])
def test_names_that_cannot_be_written(name: Any) -> None:
    with pytest.raises(MetadataError):
        DIALECT.quote(name)


def test_patterns_look_at_the_whole_text() -> None:
    assert DIALECT.pattern("a|b") == r"\A(?:a|b)\z"


def test_groups_are_cut_into_chunks() -> None:
    size = DIALECT.max_rows + 1
    group = CreateNodes(("N",), (Column("k", list(range(size))),), size)
    first, second = DIALECT.render_write(group)
    assert (first.start, first.size, second.start, second.size) == (0, size - 1, size - 1, 1)
    assert first.statement.text == second.statement.text
    assert second.statement.params == {"last": 0, "c0": [size - 1]}


def test_no_rows_no_statement() -> None:
    assert not DIALECT.render_write(CreateNodes(("N",), (), 0))


def test_nothing_to_find_a_node_by() -> None:
    with pytest.raises(MetadataError, match="neither an id nor a key"):
        DIALECT.render_write(UpdateNodes(NodeMatch(("N",)), (Column("k", [1]),), 1))
