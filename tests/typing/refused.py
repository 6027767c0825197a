"""What a checker must report: every marked line by the rules that it names, and no other line.

A marker is `# refused: <rule of mypy>, <rule of pyright>`.
"""

# fmt: off

from __future__ import annotations

from runic.ogm import Repository, Session, col, select
from tests.typing.plain import Author, Novel
from tests.typing.strict import Person, Team


def constructors() -> None:
    Author(nmae="Ada", name="Ada")  # refused: call-arg, reportCallIssue
    Author(name=5)  # refused: arg-type, reportArgumentType
    Author()  # refused: call-arg, reportCallIssue
    Author("Ada")  # refused: call-arg, reportCallIssue
    Author(id=1, name="Ada")  # refused: call-arg, reportCallIssue
    Person(uid="a", name=5, score=1.0)  # refused: arg-type, reportArgumentType
    Person(uid="a", name="Ada")  # refused: call-arg, reportCallIssue
    Person(uid="a", name="Ada", score=1.0, friends=[Team(title="x")])  # refused: list-item, reportArgumentType


def attributes(author: Author, person: Person) -> None:
    author.nmae = "x"  # refused: attr-defined, reportAttributeAccessIssue
    author.name = None  # refused: assignment, reportAttributeAccessIssue
    person.name = 5  # refused: assignment, reportAttributeAccessIssue
    person.team = person  # refused: assignment, reportAttributeAccessIssue
    person.friends.append(author)  # refused: arg-type, reportArgumentType
    print(person.nmae)  # refused: attr-defined, reportAttributeAccessIssue
    print(Person.nmae)  # refused: attr-defined, reportAttributeAccessIssue


def expressions() -> None:
    select(Person).where(Person.age > "x")  # refused: operator, reportOperatorIssue
    select(Person).where(Person.age.startswith("x"))  # refused: misc, reportAttributeAccessIssue
    select(Person).where(Person.name.in_([1]))  # refused: list-item, reportArgumentType
    select(Person).where("name = 'Ada'")  # refused: arg-type, reportArgumentType
    select(Person).where(Person.name)  # refused: arg-type, reportArgumentType
    select(Author).where(col(Author.id) > "x")  # refused: operator, reportOperatorIssue
    select(Person).traverse(Person.name)  # refused: arg-type, reportArgumentType
    select(Author).traverse(Author.name)  # refused: type-var, reportArgumentType
    select(str)  # refused: type-var, reportArgumentType


def results(session: Session) -> None:
    people: list[Team] = session.scalars(select(Person))  # refused: arg-type, reportAssignmentType
    one: Person = session.scalar(select(Person))  # refused: assignment, reportAssignmentType
    author: Author = session.get(Author, 1)  # refused: assignment, reportAssignmentType
    novels: list[Author] = session.query(Author).traverse(Author.novels).all()  # refused: assignment, reportAssignmentType
    found: list[Novel] = Repository(session, Author).find_all()  # refused: assignment, reportAssignmentType
    print(people, one, author, novels, found)
    stmt = select(Author).tuples(Author, Novel)
    pairs: list[tuple[Novel, Author]] = session.scalars(stmt)  # refused: arg-type, reportAssignmentType
    print(pairs)
