"""The model of the benchmarks: six properties, one relation with an edge model."""

from __future__ import annotations

from typing import Any

from runic.ogm import Edge, Field, Node, Relation


class Knows(Edge, type="BENCH_KNOWS"):
    weight: float = Field()


class Member(Node, labels=["BenchMember"]):
    uid: str = Field(primary_key=True)
    name: str = Field()
    email: str = Field()
    age: int = Field()
    score: float = Field()
    active: bool = Field()
    knows: list[Member] = Relation(
        relationship="BENCH_KNOWS", direction="OUTGOING", target="Member", edge_model="Knows"
    )


PROPERTIES = ("uid", "name", "email", "age", "score", "active")


def data(number: int) -> list[dict[str, Any]]:
    """Return rows as a program has them: one dict each."""
    return [
        {
            "uid": f"u{i:06}",
            "name": f"Name {i}",
            "email": f"user{i}@example.org",
            "age": i % 90,
            "score": i / 7,
            "active": i % 3 == 0,
        }
        for i in range(number)
    ]
