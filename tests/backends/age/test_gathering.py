"""Numbers of related nodes whose filter compares with a list that a function converts, on every edition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from runic.ogm import Field, Node, Relation, Session, create_driver, select
from runic.testing.kit.filters import Loud
from tests.backends.age.place import Place


class Booth(Node, labels=["AgeBooth"]):
    uid: str = Field(primary_key=True)
    sign: str | None = Field(default=None, converter=Loud())
    near: list[Booth] = Relation(relationship="AGE_NEAR", direction="OUTGOING", target="Booth")


UID: Final[Any] = Booth.uid
SIGN: Final[Any] = Booth.sign
NEAR: Final[Any] = Booth.near
WAYS: Final = {"a": "bc", "b": "a", "c": "abe", "e": ""}


def _signed(*signs: str) -> Any:
    return NEAR.count(SIGN.in_(list(signs)))


ASKED: Final[dict[str, tuple[Callable[[], Any], str]]] = {
    "compared": (lambda: select(Booth).where(_signed("b", "c") > 1), "a"),
    "nobody": (lambda: select(Booth).where(_signed() == 0).order_by(UID), "abce"),
    "not in": (lambda: select(Booth).where(NEAR.count(SIGN.not_in_(["b", "c"])) > 1), "c"),
    "two lists": (lambda: select(Booth).where((_signed("b", "c") > 0) & (_signed("a", "e") > 0)), "c"),
    "beside a field": (lambda: select(Booth).where((_signed("b", "c") > 0) & SIGN.in_(["a"])), "a"),
    "ordered by": (lambda: select(Booth).order_by(_signed("b", "c"), desc=True).order_by(UID), "acbe"),
    "within another": (lambda: select(Booth).where(NEAR.any(_signed("e") > 0)), "a"),
    "after a cut": (
        lambda: (
            select(Booth)
            .order_by(_signed("b", "c"), desc=True)
            .order_by(UID)
            .limit(2)
            .with_("n")
            .where(_signed("e") > 0)
        ),
        "c",
    ),
}


@pytest.fixture
def session(place: Place) -> Any:
    driver = create_driver("age", **place.options)
    with Session(driver) as session:
        booths = {uid: Booth(uid=uid, sign=uid) for uid in WAYS}
        session.add_all(booths.values())
        session.flush()
        for uid, ways in WAYS.items():
            booths[uid].near.extend(booths[way] for way in ways)
        session.flush()
        yield session
    driver.close()


def test_a_count_asks_for_a_list(session: Session) -> None:
    found = {name: [booth.uid for booth in session.scalars(made())] for name, (made, _) in ASKED.items()}
    assert found == {name: list(wanted) for name, (_, wanted) in ASKED.items()}
    rows = session.all_rows(select(Booth).order_by(UID).project(UID, _signed("b", "c").as_("n")))
    assert [(row["uid"], row["n"]) for row in rows] == [("a", 2), ("b", 0), ("c", 1), ("e", 0)]
