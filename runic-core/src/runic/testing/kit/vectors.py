"""Vector search and hybrid search: the nearest, on one scale everywhere, with filters that leave enough of them."""

from __future__ import annotations

from math import isclose, nan, sqrt
from typing import Any

from runic.ogm.driver.capability import Capability
from runic.ogm.exceptions import (
    FieldValidationError,
    MissingIndexError,
    StatementError,
    UnsupportedFeatureError,
    ValueEncodingError,
)
from runic.ogm.query.expressions import score
from runic.ogm.values import Vector
from runic.testing.case import case
from runic.testing.colours import settle
from runic.testing.harness import Harness
from runic.testing.kit.articles import ARTICLE, Article, Plain, Review, Topic, rows, shelf
from runic.testing.kit.managers import managed


def _close(found: list[tuple[str, float]], expected: list[tuple[str, float]]) -> None:
    assert [uid for uid, _ in found] == [uid for uid, _ in expected], found
    for (_, value), (_, wanted) in zip(found, expected, strict=True):
        assert isclose(value, wanted, abs_tol=1e-4), (found, expected)


@case()
async def cosine_scores(h: Harness) -> None:
    """The score is `(1 + cosine) / 2`: 1 in the same direction, 0.5 across, 0 opposite; the best come first."""
    h.requires(Capability.VECTOR_SEARCH)
    half = sqrt(0.5)
    async with shelf(h), h.session() as session:

        def search(*vector: float) -> Any:
            return session.raw.vector_search(Article, Article.near, vector, k=10)

        _close(await rows(search(5.0, 0.0)), [("a", 1.0), ("c", 0.5), ("b", 0.0)])
        both = await rows(search(1.0, 1.0))
        _close(sorted(both), [("a", (1 + half) / 2), ("b", (1 - half) / 2), ("c", (1 + half) / 2)])
        assert both[-1][0] == "b"


@case()
async def euclidean_scores(h: Harness) -> None:
    """The score is `1 / (1 + distance²)`: 1 in the same place, near 0 far away."""
    h.requires(Capability.VECTOR_SEARCH)
    async with shelf(h), h.session() as session:
        found = await rows(session.raw.vector_search(Article, Article.place, [0.0, 0.0], k=10))
        _close(found, [("a", 1.0), ("b", 1 / 26)])


@case()
async def the_number_is_that_of_the_results(h: Harness) -> None:
    """`k` nodes come, also where filters leave others out; `candidates` says how many are looked at."""
    h.requires(Capability.VECTOR_SEARCH)
    async with shelf(h), h.session() as session:

        def search(k: int, **options: Any) -> Any:
            return session.raw.vector_search(Article, Article.near, [1.0, 0.0], k, **options)

        assert [uid for uid, _ in await rows(search(1))] == ["a"]
        assert [uid for uid, _ in await rows(search(2))] == ["a", "c"]
        closed = ARTICLE.free == False  # noqa: E712
        assert [uid for uid, _ in await rows(search(1).where(closed))] == ["c"]
        assert [uid for uid, _ in await rows(search(1, candidates=3).where(closed))] == ["c"]
        assert [uid for uid, _ in await rows(search(2, candidates=3))] == ["a", "c"]
        assert [uid for uid, _ in await rows(search(3).where(score > 0.4))] == ["a", "c"]
        assert [uid for uid, _ in await rows(search(3).limit(1))] == ["a"]
        assert await settle(search(2).count()) == 2
        for wrong, error in ((0, StatementError), (-1, StatementError), (1.5, TypeError), (True, TypeError)):
            with h.raises(error):
                search(wrong)  # type: ignore[arg-type]
        with h.raises(StatementError, match="candidates"):
            search(5, candidates=4)


@case()
async def what_follows_a_vector_search(h: Harness) -> None:
    """Traversals start from the nearest, heirs are found, and orders replace that of the score."""
    h.requires(Capability.VECTOR_SEARCH)
    async with shelf(h), h.session() as session:
        near = session.raw.vector_search(Article, Article.near, [1.0, 0.0], 2).alias("n")
        found = await settle(near.traverse(Article.topics, optional=False).alias("t").all_rows())
        assert sorted((row["t"].uid, round(row["score"], 4)) for row in found) == [
            ("cats", 1.0),
            ("dogs", 1.0),
        ]
        first = near.where(ARTICLE.free == True).limit(1)  # noqa: E712
        assert [a.uid for a in await settle(first.with_("n").all())] == ["a"]
        ordered = await settle(near.order_by(Article.uid, desc=True).all())
        assert [article.uid for article in ordered] == ["c", "a"]
        heirs = session.raw.vector_search(Review, Review.near, [1.0, 0.0], 1)
        assert [(type(one), one.uid) for one in await settle(heirs.all())] == [(Review, "b")]
        assert (await settle(near.one())).uid == "a"
        loaded = await settle(near.fetch("topics").all())
        assert [len(article.topics) for article in loaded] == [2, 0]


@case(
    each={
        "too long": [1.0, 0.0, 0.0],
        "too short": [1.0],
        "empty": [],
        "zeros": [0.0, 0.0],
        "not a number": [nan, 0.0],
        "text": ["x", "y"],
    }
)
async def impossible_vectors_are_refused(h: Harness, vector: list[Any]) -> None:
    """A vector of another length than declared, one without a direction, and what is no vector are refused unsent."""
    h.requires(Capability.VECTOR_SEARCH)
    async with h.session() as session:
        with h.sends(0), h.raises(FieldValidationError, ValueEncodingError, TypeError, ValueError):
            await settle(session.raw.vector_search(Article, Article.near, vector, 3).all())


@case()
async def fields_that_are_no_vectors(h: Harness) -> None:
    """Only a vector field can be searched by a vector."""
    h.requires(Capability.VECTOR_SEARCH)
    async with h.session() as session:
        with h.sends(0), h.raises(StatementError, match=r"Article.title is of kind str"):
            await settle(session.raw.vector_search(Article, Article.title, [1.0, 0.0], 3).all())
        with h.raises(TypeError):
            session.raw.vector_search(Article, Article.topics, [1.0, 0.0], 3)


@case()
async def a_missing_vector_index_says_how_to_create_it(h: Harness) -> None:
    """Without an index a search is an error that names the label, the field and the call that creates it."""
    h.requires(Capability.VECTOR_SEARCH)
    async with managed(h):
        async with h.session() as session:
            session.add(
                Article(uid="x", title="quick", near=Vector([1.0, 0.0])), Plain(uid="p", near=Vector([1.0]))
            )
        for cls in (Article, Plain):
            session = h.session()
            with h.raises(MissingIndexError, match=f"sync_schema([{cls.__name__}"):
                await settle(session.raw.vector_search(cls, cls.near, [1.0, 0.0], 3).all())
            await session.rollback()
            await session.close()


@case()
async def hybrid_search_fuses_ranks(h: Harness) -> None:
    """Each search gives a node `1 / (60 + rank)`; the score is their sum, scaled so that first in both is 1."""
    h.requires(Capability.FULLTEXT_SEARCH)
    h.requires(Capability.VECTOR_SEARCH)
    part = [30.5 / (61 + rank) for rank in range(3)]
    async with shelf(h), h.session() as session:

        def search(query: str, k: int = 10, cls: type[Article] = Article, **options: Any) -> Any:
            return session.raw.hybrid_search(cls, query, cls.near, [1.0, 0.0], k, **options)

        _close(await rows(search("fox")), [("a", 1.0), ("c", part[1]), ("b", part[2])])
        _close(await rows(search("bear")), [("c", part[0] + part[1]), ("a", part[0]), ("b", part[2])])
        _close(await rows(search("nowhere", k=2)), [("a", part[0]), ("c", part[1])])
        assert sorted(uid for uid, _ in await rows(search("else"))) == ["a", "b", "c", "d"]
        closed = search("brown").where(ARTICLE.free == False)  # noqa: E712
        _close(await rows(closed), [("c", 1.0)])
        _close(await rows(search("fox").where(score > 0.9)), [("a", 1.0)])
        _close(await rows(search("dogs", cls=Review)), [("b", 1.0)])
        _close(await rows(search("tricks", fields=["title"], k=1)), [("a", part[0])])
        assert await settle(search("fox", k=2).count()) == 2
        found = await settle(search("fox", k=1).traverse(Article.topics).alias("t").all_rows())
        assert sorted((row["t"].uid, round(row["score"], 4)) for row in found) == [
            ("cats", 1.0),
            ("dogs", 1.0),
        ]
        related = search("quick").where(ARTICLE.topics.any(Topic.uid == "cats"))
        assert [uid for uid, _ in await rows(related)] == ["a"]


@case()
async def hybrid_search_needs_both_indexes(h: Harness) -> None:
    """A hybrid search without an index is an error, like each of its searches."""
    h.requires(Capability.FULLTEXT_SEARCH)
    h.requires(Capability.VECTOR_SEARCH)
    async with managed(h):
        session = h.session()
        with h.raises(MissingIndexError, match="sync_schema([Article"):
            await settle(session.raw.hybrid_search(Article, "fox", Article.near, [1.0, 0.0]).all())
        await session.rollback()
        await session.close()


@case()
async def a_backend_without_vectors_refuses(h: Harness) -> None:
    """Where there is no vector search, nothing is sent, and the error says what to do instead."""
    h.lacks(Capability.VECTOR_SEARCH)
    async with h.session() as session:
        for search in (
            session.raw.vector_search(Article, Article.near, [1.0, 0.0]),
            session.raw.hybrid_search(Article, "fox", Article.near, [1.0, 0.0]),
        ):
            with h.sends(0), h.raises(UnsupportedFeatureError, match="search") as raised:
                await settle(search.all())
            assert isinstance(raised.error, NotImplementedError)
