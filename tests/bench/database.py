"""The works on a database: what runic does beside what is written by hand, on the same server in the same run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runic.ogm import Session, select
from tests.bench.byhand import ByHand
from tests.bench.contest import Line, Timed, contest
from tests.bench.models import Knows, Member, data

ROWS = 10_000
CALLS = 300


class Works:
    """The works of DESIGN section 9 on one database."""

    def __init__(self, hand: ByHand) -> None:
        self.hand = hand
        self.driver = hand.driver()
        self.session = Session(self.driver)
        self.rows = data(ROWS)

    def lines(self) -> list[Line]:
        """Do all of them."""
        return [
            self.create(),
            self.read(),
            self.get(),
            self.update(),
            self.relate(),
            self.parents(),
            self.delete(),
        ]

    def contest(
        self, work: str, runic: Callable[[], Timed], hand: Callable[[], Timed], **options: Any
    ) -> Line:
        """Let runic and the hand do a work as often as the database asks for."""
        return contest(work, runic, hand, **{"rounds": self.hand.rounds, "warm": self.hand.warm, **options})

    def filled(self) -> None:
        self.hand.empty()
        self.hand.create(self.rows)

    def opened(self) -> Session:
        """Return a new session in place of the last one, whose connection waits for it: connecting is not timed."""
        self.session.close()
        with Session(self.driver) as session:
            session.scalars(select(Member).limit(1))
        self.session = Session(self.driver)
        return self.session

    # -- works -----------------------------------------------------------------------------------------------------

    def create(self) -> Line:
        def runic() -> Timed:
            self.hand.empty()
            session, members = self.opened(), [Member(**row) for row in self.rows]

            def run() -> None:
                session.add_all(members)
                session.commit()

            return run

        def hand() -> Timed:
            self.hand.empty()
            return lambda: self.hand.create(self.rows)

        return self.contest("create", runic, hand, limit=1.25, number=ROWS)

    def read(self) -> Line:
        self.filled()

        def runic() -> Timed:
            session = self.opened()
            return lambda: session.scalars(select(Member))

        return self.contest("read entities", runic, lambda: self.hand.read, limit=1.0, number=ROWS)

    def get(self) -> Line:
        self.filled()
        self.opened()
        keys = [row["uid"] for row in self.rows[:: ROWS // CALLS]]

        def one(uid: str) -> object:
            with Session(self.driver) as session:
                return session.get(Member, uid)

        return self.contest(
            "get by key, fresh session",
            lambda: lambda: [one(uid) for uid in keys],
            lambda: lambda: [self.hand.get(uid) for uid in keys],
            limit=1.15,
            number=len(keys),
            rounds=15,
            per="call",
        )

    def update(self) -> Line:
        self.filled()
        ids, ages = self.hand.ids(), [row["age"] + 1 for row in self.rows]

        def runic() -> Timed:
            session = self.opened()
            members = session.scalars(select(Member))

            def run() -> None:
                for member, age in zip(members, ages, strict=True):
                    member.age = age
                session.commit()

            return run

        return self.contest(
            "update one property", runic, lambda: lambda: self.hand.update(ids, ages), limit=1.25, number=ROWS
        )

    def relate(self) -> Line:
        weights = [row["score"] for row in self.rows]

        def runic() -> Timed:
            self.filled()
            session = self.opened()
            members = session.scalars(select(Member))
            edges = [Knows(weight=weight) for weight in weights]

            def run() -> None:
                for number, edge in enumerate(edges):
                    session.relate(members[number], Member.knows, members[number - 1], edge=edge)
                session.commit()

            return run

        def hand() -> Timed:
            self.filled()
            ids = self.hand.ids()
            return lambda: self.hand.relate(ids, [*ids[-1:], *ids[:-1]], weights)

        return self.contest("relate with a property", runic, hand, limit=1.25, number=ROWS)

    def parents(self) -> Line:
        self.hand.empty()
        self.hand.create([{**row, "age": i} for i, row in enumerate(self.rows[:6000])])
        ids = self.hand.ids()
        sources = [ids[i] for i in range(1000) for _ in range(5)]
        self.hand.relate(sources, ids[1000:], [1.0] * 5000)

        def runic() -> Timed:
            session = self.opened()

            def run() -> None:
                members = session.scalars(select(Member).where(Member.age < 1000))
                assert sum(len(member.knows) for member in members) == 5000

            return run

        return self.contest(
            "1 000 parents x 5 children", runic, lambda: self.hand.parents, limit=1.25, number=6000
        )

    def delete(self) -> Line:
        def runic() -> Timed:
            self.filled()
            session = self.opened()
            members = session.scalars(select(Member))

            def run() -> None:
                for member in members:
                    session.delete(member)
                session.commit()

            return run

        def hand() -> Timed:
            self.filled()
            ids = self.hand.ids()
            return lambda: self.hand.delete(ids)

        return self.contest("delete", runic, hand, limit=1.25, number=ROWS)
