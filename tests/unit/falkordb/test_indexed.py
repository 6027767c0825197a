"""What is refused because an index would not find it."""

from __future__ import annotations

import pytest

from runic.ogm.core.descriptors import Field
from runic.ogm.core.models import Node
from runic.ogm.driver.codec import Kind
from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.mapping.mapper import Mapper
from runic_falkordb.dialect import FalkorDBDialect

DIALECT = FalkorDBDialect()


@pytest.mark.parametrize("long", ["x" * 4097, "\N{SNOWMAN}" * 1366])
def test_texts_longer_than_an_index_holds_are_refused(long: str) -> None:
    indexed, plain = DIALECT.indexed(Kind("str")), DIALECT.codec.storage(Kind("str"))
    for fits in ("x" * 4096, "\N{SNOWMAN}" * 1365, ""):
        assert indexed.encode(fits) == fits
        assert indexed.encode_column([None, fits]) == [None, fits]
    assert plain.encode(long) == long
    with pytest.raises(ValueEncodingError, match="4096 bytes"):
        indexed.encode(long)
    with pytest.raises(ValueEncodingError) as refused:
        indexed.encode_column([None, "short", long])
    assert refused.value.index == 2


def test_numbers_have_no_such_bound() -> None:
    assert DIALECT.indexed(Kind("int")) is DIALECT.codec.storage(Kind("int"))


def test_keys_and_indexed_fields_are_bounded_and_others_are_not() -> None:
    class Page(Node, labels=["Page"]):
        url: str = Field(primary_key=True)
        title: str = Field(index=True)
        slug: str = Field(unique=True)
        words: str = Field(index_type="FULLTEXT")
        body: str = Field()

    plan = Mapper(DIALECT).node_plan(Page)
    bounded, plain = DIALECT.indexed(Kind("str")), DIALECT.codec.storage(Kind("str"))
    storages = {prop.name: prop.storage for prop in plan.properties}
    assert storages == {"url": bounded, "title": bounded, "slug": bounded, "words": plain, "body": plain}
