"""The models that are searched in the kit, and a database that holds some of them with their indexes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.models import Node
from runic.ogm.core.types import Vector
from runic.testing.colours import settle
from runic.testing.harness import Harness
from runic.testing.kit.managers import managed

__all__ = ["ARTICLE", "Article", "Plain", "Review", "Topic", "rows", "shelf"]


class Topic(Node, labels=["KitTopic"]):
    """What articles are about."""

    uid: str = Field(primary_key=True)


class Article(Node, labels=["KitArticle"]):
    """Something to search for, by words and by vectors."""

    uid: str = Field(primary_key=True)
    title: str = Field(index_type="FULLTEXT")
    text: str | None = Field(default=None, index_type="FULLTEXT", db_name="body text")
    free: bool = Field(default=True)
    near: Vector | None = Field(default=None, index_type="VECTOR", dimension=2)
    place: Vector | None = Field(default=None, index_type="VECTOR", dimension=2, similarity="euclidean")
    topics: list[Topic] = Relation(
        relationship="KIT_TOPIC", direction="OUTGOING", target="Topic", cascade=True
    )


class Review(Article, labels=["KitArticle", "KitReview"]):
    """An article about others; it is found by the index of its parent's label."""

    stars: int = Field(default=0)


class Plain(Node, labels=["KitPlain"]):
    """Nothing of it is indexed."""

    uid: str = Field(primary_key=True)
    near: Vector | None = Field(default=None)


ARTICLE: Final[Any] = Article


@asynccontextmanager
async def shelf(h: Harness) -> AsyncIterator[None]:
    """Give a database with the indexes and five articles."""
    async with managed(h) as managers:
        await managers.sync(Article, Review)
        cats, dogs = Topic(uid="cats"), Topic(uid="dogs")
        async with h.session() as session:
            session.add(
                Article(
                    uid="a",
                    title="quick brown fox",
                    text="well-known C++ tricks",
                    near=Vector([1.0, 0.0]),
                    place=Vector([0.0, 0.0]),
                    topics=[cats, dogs],
                ),
                Review(
                    uid="b",
                    title="quick dogs",
                    text='don\'t say "maybe"',
                    stars=3,
                    near=Vector([-1.0, 0.0]),
                    place=Vector([3.0, 4.0]),
                    topics=[dogs],
                ),
                Article(uid="c", title="lazy brown bear", free=False, near=Vector([0.0, 2.0])),
                Article(uid="d", title="something else"),
                Topic(uid="fox"),
            )
        yield


async def rows(statement: Any) -> list[tuple[str, float]]:
    """Run a search and return keys with their scores."""
    found = await settle(statement.all_rows())
    return [(row["n"].uid, row["score"]) for row in found]
