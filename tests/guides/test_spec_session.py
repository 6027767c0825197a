"""The session guide, block by block: what it shows runs, with models of our own."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm import (
    AsyncSession,
    ConnectionManager,
    DetachedEntityError,
    Field,
    Node,
    Relation,
    Session,
    create_driver,
    select,
)


class Harbour(Node, labels=["Harbour"]):
    id: str = Field(primary_key=True)
    name: str = Field()


class Sailor(Node, labels=["Sailor"]):
    id: str = Field(primary_key=True)
    name: str = Field()
    email: str | None = Field(default=None)
    age: int = Field(default=30)
    active: bool = Field(default=True)
    home: Harbour | None = Relation(relationship="LIVES_AT", direction="OUTGOING", target="Harbour")
    knows: list[Sailor] = Relation(relationship="SAILED_WITH", direction="OUTGOING", target="Sailor")


@pytest.fixture
def crew(driver: Any) -> None:
    """Anne and Bill, who live at Cove; Anne knows Bill."""
    with Session(driver) as session:
        anne = Sailor(id="anne", name="Anne", age=41)
        bill = Sailor(id="bill", name="Bill", age=17, active=False)
        cove = Harbour(id="cove", name="Cove")
        session.add_all([anne, bill, cove])
        session.relate(anne, Sailor.home, cove)
        session.relate(bill, Sailor.home, cove)
        session.relate(anne, Sailor.knows, bill)


# -- opening a session -------------------------------------------------------------------------------------------------


def test_a_session_is_opened_on_a_driver_and_commits_when_its_block_ends(options: dict[str, Any]) -> None:
    driver = create_driver("falkordb", **options)
    with Session(driver) as session:
        session.add(Sailor(id="anne", name="Anne"))
    with Session(driver) as session:
        assert session.count(select(Sailor)) == 1
    driver.close()


def test_a_session_rolls_back_when_its_block_raises(driver: Any) -> None:
    def fail(session: Session) -> None:
        with session:
            session.add(Sailor(id="anne", name="Anne"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail(Session(driver))
    with Session(driver) as session:
        assert session.get(Sailor, "anne") is None


def test_without_host_and_port_the_documented_ones_are_meant() -> None:
    driver = create_driver("falkordb", host="localhost", port=6379, graph="myapp")  # connects when it is used
    driver.close()


def test_a_driver_for_another_backend_is_made_the_same_way() -> None:
    driver = create_driver(
        "arcadedb", host="localhost", port=7687, database="mydb", username="root", password="playwithdata"
    )
    assert driver.dialect.name == "arcadedb"
    driver.close()


# -- mutations ---------------------------------------------------------------------------------------------------------


def test_add_change_delete_commit(driver: Any) -> None:
    with Session(driver) as session:
        entity, e1, e2 = (Sailor(id=name, name=name) for name in ("a", "b", "c"))
        session.add(entity)
        session.add_all([e1, e2])
        session.flush()
        entity.name = "New Name"
        assert (entity._dirty, session.dirty) == (True, [entity])
        session.delete(e1)
        session.commit()
        assert (entity._dirty, session.dirty) == (False, [])
    with Session(driver) as session:
        assert [s.name for s in session.scalars(select(Sailor).order_by(Sailor.id))] == ["New Name", "c"]


# -- single-entity lookup ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("crew")
def test_get_looks_in_the_identity_map_first(driver: Any) -> None:
    with Session(driver) as session:
        sailor = session.get(Sailor, "anne")
        assert sailor is session.get(Sailor, "anne")
        assert session.get(Sailor, "nobody") is None
        with_rels = session.get(Sailor, "anne", fetch=["home"])
        assert with_rels is not None
        assert with_rels is sailor
    assert with_rels.home is not None
    assert with_rels.home.name == "Cove"  # the session is closed: it was fetched


# -- flush, commit, rollback -------------------------------------------------------------------------------------------


def test_flush_writes_and_keeps_the_identity_map(driver: Any) -> None:
    with Session(driver) as session:
        bill = Sailor(id="bill", name="Bill")
        session.add(bill)
        session.flush()
        with Session(driver) as other:
            assert other.get(Sailor, "bill") is not None
        session.commit()
        assert session.get(Sailor, "bill") is bill


def test_rollback_writes_nothing(driver: Any) -> None:
    session = Session(driver)
    try:
        session.add(Sailor(id="bob", name="Bob", email="bob@example.com"))
        session.rollback()
    finally:
        session.close()
    with Session(driver) as again:
        assert again.count(select(Sailor)) == 0


# -- expire, refresh, expunge ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("crew")
def test_expire_reads_at_the_next_access_and_refresh_at_once(driver: Any) -> None:
    with Session(driver) as session, Session(driver) as other:
        entity = session.get(Sailor, "anne")
        assert entity is not None
        theirs = other.get(Sailor, "anne")
        assert theirs is not None
        theirs.name = "Annie"
        other.commit()
        assert entity.name == "Anne"
        session.expire(entity)
        assert entity.name == "Annie"
        theirs.name = "Anna"
        other.commit()
        session.refresh(entity)
        assert entity.name == "Anna"


@pytest.mark.usefixtures("crew")
def test_expunge_detaches_without_a_word_to_the_database(driver: Any) -> None:
    with Session(driver) as session:
        entity, other = session.get(Sailor, "anne"), session.get(Sailor, "bill")
        assert entity is not None
        session.expunge(entity)
        assert entity not in session
        assert entity.name == "Anne"
        with pytest.raises(DetachedEntityError):
            _ = entity.home
        session.expunge_all()
        assert other not in session
        assert session.count(select(Sailor)) == 2


# -- statements --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("crew")
@pytest.mark.parametrize(("min_age", "names"), [(0, ["Anne"]), (50, [])])
def test_a_statement_is_composed_and_then_executed(driver: Any, min_age: int, names: list[str]) -> None:
    stmt = select(Sailor).where(Sailor.active == True)  # noqa: E712
    if min_age > 0:
        stmt = stmt.where(Sailor.age >= min_age)
    with Session(driver) as session:
        people: list[Sailor] = session.scalars(stmt)
        person: Sailor | None = session.scalar(stmt)
        n: int = session.count(stmt)
        rows: list[dict[str, Any]] = session.all_rows(stmt)
        assert [p.name for p in people] == names
        assert person is (people[0] if people else None)
        assert n == len(rows) == len(names)


@pytest.mark.usefixtures("crew")
async def test_async_sessions_accept_the_same_statement(driver: Any, async_driver: Any) -> None:
    stmt = select(Sailor).where(Sailor.active == True)  # noqa: E712
    with Session(driver) as session:
        names = [sailor.name for sailor in session.scalars(stmt)]
    async with AsyncSession(async_driver) as async_session:
        people = await async_session.scalars(stmt)
        assert [sailor.name for sailor in people] == names == ["Anne"]


@pytest.mark.usefixtures("crew")
def test_a_statement_is_reusable(driver: Any) -> None:
    stmt = select(Sailor).order_by(Sailor.name)
    with Session(driver) as one, Session(driver) as two:
        assert [s.name for s in one.scalars(stmt)] == [s.name for s in two.scalars(stmt)] == ["Anne", "Bill"]
        assert [s.name for s in one.scalars(stmt)] == ["Anne", "Bill"]


@pytest.mark.usefixtures("crew")
def test_a_bound_statement_runs_itself(driver: Any) -> None:
    with Session(driver) as session:
        assert [s.name for s in session.query(Sailor).where(Sailor.age > 18).all()] == ["Anne"]


# -- raw Cypher --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("crew")
def test_a_traversal_instead_of_raw_cypher(driver: Any) -> None:
    stmt = select(Sailor).where(Sailor.id == "anne").alias("p").traverse(Sailor.knows).alias("f")
    with Session(driver) as session:
        friends: list[Sailor] = session.scalars(stmt)
        assert [friend.name for friend in friends] == ["Bill"]


@pytest.mark.usefixtures("crew")
def test_raw_writes(driver: Any) -> None:
    with Session(driver) as session:
        session.execute(
            "MATCH (s:Sailor {name: $old}) SET s.name = $new", {"old": "Bill", "new": "William"}, write=True
        )
        result = session.execute("MATCH (s:Sailor) RETURN s.name AS name ORDER BY name")
        assert result.columns == ["name"]
        assert result.rows == [["Anne"], ["William"]]


# -- best practices ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("crew")
def test_lazy_relations_in_a_loop(driver: Any) -> None:
    with Session(driver) as session:
        assert [len(sailor.knows) for sailor in session.scalars(select(Sailor).order_by(Sailor.name))] == [
            1,
            0,
        ]


@pytest.mark.usefixtures("crew")
def test_fetch_for_a_single_entity(driver: Any) -> None:
    with Session(driver) as session:
        sailor = session.get(Sailor, "anne", fetch=["knows"])
        assert sailor is not None
        session.expunge_all()
        assert [friend.name for friend in sailor.knows] == ["Bill"]


@pytest.mark.usefixtures("crew")
def test_a_traversal_for_a_collection(driver: Any) -> None:
    stmt = select(Sailor).alias("u").traverse(Sailor.knows, edge_alias="e").alias("a").return_nodes("u", "a")
    with Session(driver) as session:
        rows = session.all_with_edges(stmt)
        assert sorted((u.name, a.name if a else None) for u, a in rows) == [("Anne", "Bill"), ("Bill", None)]


# -- connection management ---------------------------------------------------------------------------------------------


def test_a_connection_manager_wraps_a_graph_handle(graph: Any) -> None:
    manager = ConnectionManager(graph)
    with manager.session() as session:
        session.add(Sailor(id="anne", name="Anne"))
    with manager.session() as session:
        assert session.get(Sailor, "anne") is not None
    assert manager.graph_name == graph.name
