"""Pages of a result, statements that are put together from parts, and raw Cypher where it takes that.

python docs/examples/04_pagination_and_custom_queries.py [--backend NAME-or-URL] [-o NAME=VALUE ...]

Without `--backend` it runs on an embedded FalkorDB, which is gone when the program ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from runic.ogm import Field, Node, Session, create_driver, select
from runic.ogm.query import avg, count
from target import connected, read_target

PAGE = 4


class Trip(Node, labels=["Trip"]):
    id: int = Field(primary_key=True)
    title: str = Field()
    days: int = Field()
    status: str = Field(default="draft", interned=True)


PLACES = ("Azores", "Bergen", "Cork", "Delft", "Elba", "Faro", "Gotland", "Hvar", "Ithaca", "Jena")


class Trips:
    """The questions of this program, in one place: a class of your own around a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def pages(self, size: int = PAGE) -> Iterator[list[Trip]]:
        """Yield page after page. An order makes the pages disjoint; the key makes the order definite."""
        ordered = select(Trip).order_by(Trip.title).order_by(Trip.id).limit(size)
        skip = 0
        while page := self.session.scalars(ordered.skip(skip)):
            yield page
            skip += size

    def search(self, *, status: str | None = None, longest: int | None = None) -> list[Trip]:
        """Return the trips that match every condition that is given."""
        stmt = select(Trip).order_by(Trip.title)
        if status is not None:
            stmt = stmt.where(Trip.status == status)
        if longest is not None:
            stmt = stmt.where(Trip.days <= longest)
        return self.session.scalars(stmt)

    def by_status(self) -> list[dict[str, Any]]:
        """Return how many trips there are of each status, and how long they are."""
        counted = (
            select(Trip)
            .alias("t")
            .aggregate(count("*").as_("trips"), avg(Trip.days).as_("days"), group_by="t.status")
        )
        return sorted(self.session.all_rows(counted), key=lambda row: row["t.status"])

    def publish(self, longest: int) -> int:
        """Publish every short trip in one statement and return how many there were."""
        changed = self.session.execute(
            "MATCH (t:Trip {status: $old}) WHERE t.days <= $longest SET t.status = $new RETURN count(t) AS changed",
            {"old": "draft", "new": "published", "longest": longest},
            write=True,
        )
        print("columns:", changed.columns)
        [[published]] = changed.rows
        return int(published)


def create(driver: Any) -> None:
    with Session(driver) as session:
        session.add_all(
            Trip(id=number, title=title, days=2 + number % 5) for number, title in enumerate(PLACES, start=1)
        )


def page(driver: Any) -> None:
    with Session(driver) as session:
        for number, trips in enumerate(Trips(session).pages(), start=1):
            print(f"page {number}:", ", ".join(trip.title for trip in trips))


def query(driver: Any) -> None:
    with Session(driver) as session:
        trips = Trips(session)
        print("short drafts:", [trip.title for trip in trips.search(status="draft", longest=3)])
        print("published:", trips.publish(longest=3))
        for row in trips.by_status():
            print(f"{row['t.status']}: {row['trips']} trips, {row['days']:.1f} days")
        print("titles:", session.scalars(select(Trip).project(Trip.title).order_by(Trip.title).limit(2)))


def clean_up(driver: Any) -> None:
    with Session(driver) as session:
        for trip in session.scalars(select(Trip)):
            session.delete(trip)


def main() -> None:
    driver = connected(create_driver, read_target(__doc__))
    try:
        for step in (create, page, query, clean_up):
            step(driver)
    finally:
        driver.close()


if __name__ == "__main__":
    main()
