"""The documented style: plain annotations. Nothing here may be reported by mypy --strict or pyright."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import Any, assert_type

from runic.ogm import (
    AsyncRepository,
    AsyncSession,
    Edge,
    Field,
    Node,
    Relation,
    Repository,
    Session,
    col,
    select,
)
from runic.ogm.cypher.expressions import Expr
from runic.ogm.query import count

__all__ = ["Author", "Genre", "Novel", "Wrote", "everything", "everything_async", "make"]


class Genre(Enum):
    CRIME = "crime"
    POETRY = "poetry"


class Wrote(Edge, type="WROTE"):
    year: int = Field()


class Author(Node, labels=["TypingAuthor"]):
    id: int = Field(generated=True)
    name: str = Field(unique=True)
    nick: str | None = Field(default=None)
    born: datetime = Field(default_factory=lambda: datetime.now(UTC))
    tags: list[str] = Field(default_factory=list)
    novels: list[Novel] = Relation(
        relationship="WROTE", direction="OUTGOING", target="Novel", edge_model=Wrote
    )
    mentor: Author | None = Relation(relationship="MENTOR", direction="OUTGOING", target="Author")


class Novel(Node, labels=["TypingNovel"]):
    isbn: str = Field(primary_key=True)
    title: str = Field()
    genre: Genre = Field(default=Genre.CRIME)


def make() -> Author:
    author = Author(name="Ada", novels=[Novel(isbn="1", title="One")])
    author.tags.append("x")
    assert_type(author.id, int)
    assert_type(author.nick, str | None)
    assert_type(author.novels, list[Novel])
    assert_type(author.mentor, Author | None)
    return author


def everything(session: Session) -> None:
    stmt = select(Author).where(Author.name == "Ada").where((Author.id > 3) | (Author.nick != None))  # noqa: E711
    assert_type(session.scalars(stmt), list[Author])
    assert_type(session.scalar(stmt), Author | None)
    assert_type(session.get(Author, 1), Author | None)
    assert_type(session.count(stmt), int)
    assert_type(session.query(Author).order_by(Author.name).limit(3).all(), list[Author])
    assert_type(session.query(Author).one(), Author | None)
    assert_type(session.query(Author).first(), Author)
    assert_type(session.query(Author)[2:4].all(), list[Author])
    assert_type([author.name for author in session.query(Author)], list[str])
    assert_type(session.scalars(stmt.traverse(Author.novels)), list[Novel])
    assert_type(session.scalars(stmt.traverse(Author.mentor).alias("m")), list[Author])
    assert_type(session.query(Author).repeat(Author.mentor, max_hops=3).all(), list[Author])
    assert_type(session.scalars(stmt.project(Author.name)), list[Any])
    written = stmt.traverse(Author.novels, edge_alias="w")
    assert_type(session.scalars(written.tuples(Author, Novel)), list[tuple[Author, Novel]])
    assert_type(session.scalars(written.tuples(Author, Wrote, Novel)), list[tuple[Author, Wrote, Novel]])
    assert_type(session.scalar(written.tuples(Author, Novel)), tuple[Author, Novel] | None)
    assert_type(session.scalar(stmt.aggregate(count())), Any | None)
    assert_type(session.all_rows(stmt), list[dict[str, Any]])
    # col() shows a checker what stands on the class
    assert_type(col(Author.name).contains("d"), Expr)
    assert_type(session.scalars(stmt.where(col(Author.nick).startswith("a"))), list[Author])
    assert_type(session.scalars(stmt.project(col(Author.name))), list[str])
    assert_type(session.scalars(stmt.traverse(col(Author.novels))), list[Novel])
    assert_type(session.fulltext_search(Novel, query="one").limit(2).all(), list[Novel])
    repository = Repository(session, Author)
    assert_type(repository.find_all(fetch=["novels"]), list[Author])
    assert_type(repository.find_all_by_ids([1]), list[Author])
    assert_type(repository.query().one(), Author | None)


async def everything_async(session: AsyncSession) -> None:
    stmt = select(Author).where(Author.name == "Ada")
    assert_type(await session.scalars(stmt), list[Author])
    assert_type(await session.scalar(stmt), Author | None)
    assert_type(await session.get(Author, 1), Author | None)
    assert_type(await session.query(Author).where(Author.id == 1).all(), list[Author])
    assert_type(await session.query(Author).one(), Author | None)
    assert_type(await session.query(Author).first(), Author)
    assert_type(await session.query(Author).traverse(Author.novels).all(), list[Novel])
    assert_type(await session.query(Author).project(col(Author.name)).all(), list[str])
    pairs = session.query(Author).traverse(Author.novels).tuples(Author, Novel)
    assert_type(await pairs.all(), list[tuple[Author, Novel]])
    assert_type([author.name async for author in session.query(Author)], list[str])
    assert_type(await session.fulltext_search(Novel, query="one").all(), list[Novel])
    assert_type(await AsyncRepository(session, Author).find_all(), list[Author])
