"""Full-text search: every word counts, nothing in a user's text is syntax, and what follows a search is as after a match."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from runic.ogm.driver.capability import Capability
from runic.ogm.exceptions import (
    DatabaseError,
    MissingIndexError,
    OrmError,
    StatementError,
    UnsupportedFeatureError,
)
from runic.ogm.query.builder import select
from runic.ogm.query.expressions import count, score
from runic.testing.case import case
from runic.testing.colours import settle
from runic.testing.harness import Harness
from runic.testing.kit.articles import ARTICLE, Article, Plain, Review, Topic, rows, shelf
from runic.testing.kit.managers import managed
from runic.testing.kit.strategies import NASTY_TEXTS

_SYNTAX: Final = (
    *"+-!(){}[]^\"~*?:\\/&|@%$#'`=<>;,._",
    "quick AND",
    "OR quick",
    "NOT",
    "title:quick",
    "@title:quick",
    "qui*",
    "quick~1",
    "%%quick%%",
    "(quick",
    '"quick',
    "[a TO b]",
    "/qu.*/",
    "quick)) RETURN 1 //",
    "a\\",
    "-quick",
)


async def _found(h: Harness, query: str, *options: Any, cls: Any = Article, **named: Any) -> list[str]:
    async with h.session() as session:
        search = session.raw.fulltext_search(cls, query, *options, **named)
        return sorted(entity.uid for entity in await settle(search.all()))


_WORDS: Final = {
    "quick": ["a", "b"],
    "QUICK": ["a", "b"],
    "brown quick": ["a"],
    "tricks fox": ["a"],
    "well-known": ["a"],
    "C++": ["a"],
    'don\'t "maybe"': ["b"],
    "qui": [],
    "nothing": [],
    "": [],
    " \t\n": [],
    "+ - ?": [],
}


@case()
async def every_word_is_found(h: Harness) -> None:
    """All words of a text must be found, in any of the indexed properties, in any case; no words, no results."""
    h.requires(Capability.FULLTEXT_SEARCH)
    async with shelf(h):
        for query, expected in _WORDS.items():
            assert await _found(h, query) == expected, query


@case()
async def only_the_named_fields(h: Harness) -> None:
    """`fields` says where to look; names are those of the model."""
    h.requires(Capability.FULLTEXT_SEARCH)
    async with shelf(h):
        assert await _found(h, "tricks", ["text"]) == ["a"]
        assert await _found(h, "tricks", ["title"]) == []
        assert await _found(h, "tricks fox", ["title", "text"]) == ["a"]
        with h.sends(0), h.raises(StatementError, match="titel"):
            await _found(h, "fox", ["titel"])
        with h.sends(0), h.raises(StatementError, match="full-text search looks into text"):
            await _found(h, "fox", ["free"])


@case()
async def a_text_in_the_databases_own_syntax(h: Harness) -> None:
    """`raw=True` sends the text as it is; a mistake in it is an error of the database."""
    h.requires(Capability.FULLTEXT_SEARCH)
    async with shelf(h):
        assert await _found(h, "qui*", raw=True) == ["a", "b"]
        assert await _found(h, "qui*", ["text"], raw=True) == []
        with h.raises(DatabaseError):
            await _found(h, "(((", raw=True)


@case()
async def the_score_is_a_column(h: Harness) -> None:
    """The best come first; the score lies between 0 and 1, is returned with rows, and can be filtered and ordered by."""
    h.requires(Capability.FULLTEXT_SEARCH)
    async with shelf(h), h.session() as session:
        search = session.raw.fulltext_search(Article, "quick").alias("n")
        found = await rows(search)
        values = [value for _, value in found]
        assert values == sorted(values, reverse=True), found
        assert all(0 < value < 1 for value in values), found
        assert [(await settle(search.one())).uid] == [found[0][0]]
        assert len(await rows(search.where(score > 0))) == 2
        assert await rows(search.where(score >= 1)) == []
        least = await rows(search.order_by(score).limit(1))
        assert least[0][1] == min(values)
        assert [uid for uid, _ in await rows(search.order_by(Article.title))] == ["a", "b"]
        cells = await settle(search.project(Article.title, score).all_rows())
        assert [list(row) for row in cells] == [["title", "score"]] * 2
        with h.raises(StatementError, match="score"):
            await session.scalars(select(Article).where(score > 0.5))


@case()
async def what_follows_a_search(h: Harness) -> None:
    """Filters, orders, pages, traversals, counts and aggregates mean what they mean after a match."""
    h.requires(Capability.FULLTEXT_SEARCH)
    async with shelf(h), h.session() as session:
        quick = session.raw.fulltext_search(Article, "quick").alias("n")
        brown = session.raw.fulltext_search(Article, "brown").alias("n")

        async def uids(statement: Any) -> list[str]:
            return sorted(entity.uid for entity in await settle(statement.all()))

        assert await uids(brown.where(ARTICLE.free == True)) == ["a"]  # noqa: E712
        assert await uids(brown.exclude(ARTICLE.free == True)) == ["c"]  # noqa: E712
        assert [a.uid for a in await settle(brown.order_by(Article.uid, desc=True).limit(1).all())] == ["c"]
        assert await settle(quick.count()) == 2
        assert len(await settle(quick.ids())) == 2
        topics = quick.traverse(Article.topics).alias("t")
        assert await uids(topics) == ["cats", "dogs", "dogs"]
        assert await uids(topics.distinct()) == ["cats", "dogs"]
        assert await uids(
            quick.with_("n").traverse(Article.topics).alias("t").where(Topic.uid == "cats")
        ) == ["cats"]
        grouped = topics.aggregate(count("t").as_("many"), group_by="n.uid").order_by("many DESC")
        assert await settle(grouped.all_rows()) == [{"n.uid": "a", "many": 2}, {"n.uid": "b", "many": 1}]
        found = await settle(topics.all_rows())
        assert sorted((row["t"].uid, row["score"] > 0) for row in found) == [
            ("cats", True),
            ("dogs", True),
            ("dogs", True),
        ]
        loaded = await settle(brown.where(ARTICLE.free == True).fetch("topics").all())  # noqa: E712
        assert [len(article.topics) for article in loaded] == [2]


@case()
async def heirs_are_found_through_their_parent(h: Harness) -> None:
    """A search finds heirs as their own class; a search for heirs finds nothing else."""
    h.requires(Capability.FULLTEXT_SEARCH)
    async with shelf(h), h.session() as session:
        found = await settle(session.raw.fulltext_search(Article, "quick").order_by(Article.uid).all())
        assert [type(article) for article in found] == [Article, Review]
        assert await _found(h, "quick", cls=Review) == ["b"]
        stars = session.raw.fulltext_search(Review, "quick").where(Review.stars > 3)
        assert await settle(stars.all()) == []


@case()
async def what_was_flushed_is_found(h: Harness) -> None:
    """A search flushes first, and finds what its own session wrote, changed and deleted."""
    h.requires(Capability.FULLTEXT_SEARCH)
    async with shelf(h), h.session() as session:
        session.add(Article(uid="z", title="zebra"))
        await session.commit()
        found = await settle(session.raw.fulltext_search(Article, "zebra").all())
        assert [article.uid for article in found] == ["z"]
        found[0].title = "yak"
        await session.commit()
        assert await settle(session.raw.fulltext_search(Article, "zebra").all()) == []
        assert await settle(session.raw.fulltext_search(Article, "yak").all()) == found
        session.delete(found[0])
        await session.commit()
        assert await settle(session.raw.fulltext_search(Article, "yak").all()) == []


@case()
async def nothing_in_a_text_is_syntax(h: Harness) -> None:
    """What a search language would read as syntax is no error, and finds nothing that the words alone would not."""
    h.requires(Capability.FULLTEXT_SEARCH)
    async with shelf(h):
        for text in _SYNTAX:
            for options in ((), (["title", "text"],)):
                assert set(await _found(h, text, *options)) <= {"a", "b"}, text
                assert await _found(h, f"{text} nowhere", *options) == [], text


@case()
async def hostile_texts_find_nothing_and_change_nothing(h: Harness) -> None:
    """Text from anywhere is a text to search for, or refused as a value; nothing else happens."""
    h.requires(Capability.FULLTEXT_SEARCH)
    chance = Random(7)  # noqa: S311 - the same texts every time
    characters = [*map(chr, range(1, 0x250)), "\u65e5", "\U0001f600"]
    texts = [*NASTY_TEXTS, *("".join(chance.choices(characters, k=12)) for _ in range(40))]
    async with shelf(h):
        before = await h.nodes("KitArticle")
        for text in texts:
            for options in ((), (["text"],)):
                try:
                    assert len(await _found(h, text, *options)) <= before
                except DatabaseError as error:
                    raise AssertionError(f"{text!r} reached the database as something else") from error
                except OrmError:
                    continue  # a value that the database cannot be sent
        assert await h.nodes("KitArticle") == before


@case()
async def a_missing_index_says_how_to_create_it(h: Harness) -> None:
    """Without an index a search is an error that names the label, the fields and the call that creates it."""
    h.requires(Capability.FULLTEXT_SEARCH)
    async with managed(h):
        async with h.session() as session:
            session.add(Article(uid="x", title="quick"))
        for run in (_found, _counted):
            with h.raises(MissingIndexError, match="sync_schema([Article"):
                await run(h, "quick")
        with h.sends(0), h.raises(StatementError, match="declares no full-text index"):
            await _found(h, "quick", cls=Plain)


async def _counted(h: Harness, query: str) -> int:
    async with h.session() as session:
        number: int = await settle(session.raw.fulltext_search(Article, query).count())
        return number


@case()
async def a_backend_without_it_refuses(h: Harness) -> None:
    """Where there is no full-text search, nothing is sent, and the error says what to do instead."""
    h.lacks(Capability.FULLTEXT_SEARCH)
    with h.sends(0), h.raises(UnsupportedFeatureError, match="full-text search") as raised:
        await _found(h, "quick")
    assert isinstance(raised.error, NotImplementedError)
