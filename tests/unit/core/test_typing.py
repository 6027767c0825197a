"""What type checkers accept and refuse; the ignores are needed, or `mypy --strict` says so."""

from __future__ import annotations

from typing import assert_type

import pytest

from runic.ogm.core.descriptors import Field, Relation
from runic.ogm.core.models import Edge, Node


class Company(Node, labels=["TypedCompany"]):
    id: str = Field(primary_key=True, generated=True)
    name: str = Field(index=True)


class Person(Node, labels=["TypedPerson"]):
    id: str = Field(primary_key=True)
    name: str = Field()
    age: int | None = Field(default=None)
    tags: list[str] = Field(default_factory=list)
    company: Company | None = Relation(relationship="WORKS_FOR", direction="OUTGOING", target="Company")
    friends: list[Person] = Relation(relationship="KNOWS", direction="OUTGOING", target="Person")


class Invitation(Edge, type="TYPED_INVITED_TO"):
    role: str = Field(required=True)


def test_what_checkers_accept() -> None:
    company = Company(name="x")
    person = Person(id="a", name="A", age=3, company=company, friends=[])
    assert_type(person.name, str)
    assert_type(person.age, int | None)
    assert_type(person.company, Company | None)
    assert_type(person.friends, list[Person])
    assert_type(Invitation(role="owner").role, str)
    person.name = "B"
    person.company = None


def test_what_checkers_refuse() -> None:
    Person(id="a", name=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Person(id="a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError):
        Person(id="a", nmae="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError):
        Person("a", "b")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Company(id="x", name="y")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    person = Person(id="a", name="A")
    person.age = "3"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
