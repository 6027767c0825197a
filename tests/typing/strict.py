"""The strict style: `Mapped` tells checkers what stands on the class. Nothing here may be reported."""

from __future__ import annotations

from typing import assert_type

from runic.ogm import AsyncSession, Field, Mapped, Node, Relation, Repository, Session, Vector, select
from runic.ogm.core.mapped import Attribute, RelationAttribute
from runic.ogm.cypher.expressions import CompoundExpr, Expr
from runic.ogm.query import score

__all__ = ["Person", "Team", "everything", "everything_async", "make"]


class Team(Node, labels=["TypingTeam"]):
    id: Mapped[int] = Field(generated=True)
    title: Mapped[str] = Field()
    people: Mapped[list[Person]] = Relation(relationship="MEMBER", direction="INCOMING", target="Person")


class Person(Node, labels=["TypingPerson"]):
    uid: Mapped[str] = Field(primary_key=True)
    name: Mapped[str] = Field()
    age: Mapped[int | None] = Field(default=None)
    tags: Mapped[list[str]] = Field(default_factory=list)
    face: Mapped[Vector | None] = Field(default=None, index_type="VECTOR", dimension=2)
    score: Mapped[float]
    team: Mapped[Team | None] = Relation(relationship="MEMBER", direction="OUTGOING", target="Team")
    friends: Mapped[list[Person]] = Relation(relationship="FRIEND", direction="BOTH", target="Person")


def make() -> Person:
    person = Person(uid="a", name="Ada", score=1, team=Team(title="T"), friends=[])
    person.tags.append("x")
    assert_type(person.name, str)
    assert_type(person.age, int | None)
    assert_type(person.team, Team | None)
    person.age = 36
    assert_type(person.friends, list[Person])
    return person


def attributes() -> None:
    assert_type(Person.name, Attribute[str])
    assert_type(Person.age, Attribute[int | None])
    assert_type(Person.tags, Attribute[list[str]])
    assert_type(Person.team, RelationAttribute[Team | None])
    assert_type(Person.friends, RelationAttribute[Person])
    assert_type(Person.name == "Ada", Expr)
    assert_type(Person.age == None, Expr)  # noqa: E711
    assert_type((Person.age > 3) & Person.name.icontains("a"), CompoundExpr)
    assert_type(Person.name.in_(["a", "b"]), Expr)
    assert_type(Person.tags.contains("x"), Expr)
    assert_type(Person.name == Person.uid, Expr)


def everything(session: Session) -> None:
    stmt = select(Person).where(Person.name == "Ada").order_by(Person.age, desc=True)
    assert_type(session.scalars(stmt), list[Person])
    assert_type(session.scalars(stmt.traverse(Person.team)), list[Team])
    assert_type(session.scalars(stmt.traverse(Person.team).alias("t").traverse(Team.people)), list[Person])
    assert_type(session.scalars(stmt.project(Person.name)), list[str])
    assert_type(session.scalar(stmt.project(Person.age)), int | None)
    assert_type(session.scalars(stmt.traverse(Person.team).tuples(Person, Team)), list[tuple[Person, Team]])
    near = session.vector_search(Person, field=Person.face, vector=[0.1, 0.2], k=3)
    assert_type(near.where(Person.score > 0.5).all(), list[Person])
    both = session.hybrid_search(Person, "x", Person.face, [0.1, 0.2])
    assert_type(both.where(score > 0.5).all(), list[Person])
    assert_type(Repository(session, Person).find_all(), list[Person])


async def everything_async(session: AsyncSession) -> None:
    assert_type(await session.query(Person).where(Person.age > 3).all(), list[Person])
    assert_type(await session.query(Person).traverse(Person.team).one(), Team | None)
    assert_type(await session.query(Person).project(Person.age).scalars(), list[int | None])
