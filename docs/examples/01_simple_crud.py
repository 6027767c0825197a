"""Create, read, update, delete: the life of an entity in a session, with flush, commit and rollback.

python docs/examples/01_simple_crud.py [--backend NAME-or-URL] [-o NAME=VALUE ...]

Without `--backend` it runs on an embedded FalkorDB, which is gone when the program ends.
"""

from __future__ import annotations

from typing import Any

from runic.ogm import Field, Node, Session, create_driver, select
from target import connected, read_target


class Book(Node, labels=["Book"]):
    isbn: str = Field(primary_key=True)
    title: str = Field(index=True)
    pages: int | None = Field(default=None)
    subjects: list[str] = Field(default_factory=list)


def create(driver: Any) -> None:
    """The block commits when it ends; both books are written by one statement."""
    with Session(driver) as session:
        walden = Book(isbn="9780691096124", title="Walden", pages=352)
        session.add_all([walden, Book(isbn="9780140430325", title="Erewhon")])
        print("staged:", [book.title for book in session.new])
    print("stored:", titles(driver))


def read(driver: Any) -> None:
    """One node is one object in a session, however it was found."""
    with Session(driver) as session:
        walden = session.get(Book, "9780691096124")
        assert walden is not None
        print("read:", walden.title, walden.pages)
        print("the same object:", session.scalar(select(Book).where(Book.title == "Walden")) is walden)
        print("not there:", session.get(Book, "0000000000000"))


def update(driver: Any) -> None:
    """Only what changed is written; a value that changes in place is noticed, and None removes the property."""
    with Session(driver) as session:
        walden = session.get(Book, "9780691096124")
        assert walden is not None
        walden.pages = None
        walden.subjects.append("solitude")
        print("before the flush:")
        print(session.pending())
        session.flush()
        print("after the flush:", repr(session.pending()))
    with Session(driver) as session:
        walden = session.get(Book, "9780691096124")
        assert walden is not None
        print("updated:", walden.pages, walden.subjects)


def roll_back(driver: Any) -> None:
    """What was not flushed is dropped, on every database."""
    with Session(driver) as session:
        erewhon = session.get(Book, "9780140430325")
        assert erewhon is not None
        erewhon.title = "Nowhere"
        session.add(Book(isbn="9780486284958", title="Utopia"))
        session.rollback()
        print("rolled back:", erewhon.title, titles(driver))


def delete(driver: Any) -> None:
    with Session(driver) as session:
        for book in session.scalars(select(Book)):
            session.delete(book)
        session.commit()
    print("left:", titles(driver))


def titles(driver: Any) -> list[str]:
    """Ask the database in a session of its own."""
    with Session(driver) as session:
        return [book.title for book in session.scalars(select(Book).order_by(Book.title))]


def main() -> None:
    driver = connected(create_driver, read_target(__doc__))
    try:
        for step in (create, read, update, roll_back, delete):
            step(driver)
    finally:
        driver.close()


if __name__ == "__main__":
    main()
