"""The relationships guide, block by block: what it shows runs, with models of our own."""

from __future__ import annotations

from typing import Any

import pytest

from runic.ogm import AsyncSession, Edge, Field, Node, Relation, Session, select

# -- declaring ---------------------------------------------------------------------------------------------------------


class Mill(Node, labels=["Mill"]):
    id: str = Field(primary_key=True, generated=True)
    name: str = Field(index=True)


class Miller(Node, labels=["Miller"]):
    id: str = Field(primary_key=True, generated=True)
    name: str = Field(index=True)
    mill: Mill | None = Relation(relationship="GRINDS_AT", direction="OUTGOING", target="Mill")
    # the quotes are what the guide shows
    helpers: list["Miller"] = Relation(relationship="TEACHES", direction="OUTGOING", target="Miller")  # noqa: UP037


class Choir(Node, labels=["Choir"]):
    id: str = Field(primary_key=True)
    name: str = Field()
    members: list[Singer] = Relation(relationship="SINGS_IN", direction="INCOMING", target="Singer")


class Singer(Node, labels=["Singer"]):
    id: str = Field(primary_key=True)
    name: str = Field()
    choir: Choir | None = Relation(relationship="SINGS_IN", direction="OUTGOING", target="Choir")
    contacts: list[Singer] = Relation(relationship="HUMS_WITH", direction="BOTH", target="Singer")


def test_generated_keys_and_forward_references(driver: Any) -> None:
    with Session(driver) as session:
        mill, old, young = Mill(name="Water"), Miller(name="Old"), Miller(name="Young")
        session.add_all([mill, old, young])
        session.relate(old, Miller.mill, mill)
        session.relate(old, Miller.helpers, young)
        session.commit()
        assert isinstance(old.id, str)
        key = old.id
    with Session(driver) as session:
        old_again = session.get(Miller, key)
        assert old_again is not None
        assert old_again.mill is not None
        assert (old_again.mill.name, [m.name for m in old_again.helpers]) == ("Water", ["Young"])


@pytest.fixture
def voices(driver: Any) -> None:
    with Session(driver) as session:
        session.add_all(
            [Singer(id="alto", name="Alto"), Singer(id="bass", name="Bass"), Choir(id="dome", name="Dome")]
        )


@pytest.mark.usefixtures("voices")
def test_one_edge_read_from_both_sides(driver: Any) -> None:
    with Session(driver) as session:
        alto: Singer | None = session.get(Singer, "alto")
        dome: Choir | None = session.get(Choir, "dome")
        assert alto is not None
        assert dome is not None
        session.relate(alto, Singer.choir, dome)
    with Session(driver) as session:
        dome = session.get(Choir, "dome")
        assert dome is not None
        members: list[Singer] = dome.members
        assert [m.name for m in members] == ["Alto"]
        arrows = session.execute("MATCH (a:Singer)-[r:SINGS_IN]->(b:Choir) RETURN count(r)").rows
        assert arrows == [[1]]


@pytest.mark.usefixtures("voices")
def test_an_undirected_edge_is_made_once_and_read_from_both_ends(driver: Any) -> None:
    with Session(driver) as session:
        alto, bass = session.get(Singer, "alto"), session.get(Singer, "bass")
        session.relate(alto, Singer.contacts, bass)
        session.flush()
        session.relate(bass, Singer.contacts, alto)  # it is there already
    with Session(driver) as session:
        alto, bass = session.get(Singer, "alto"), session.get(Singer, "bass")
        assert alto is not None
        assert bass is not None
        assert alto.contacts == [bass]
        assert bass.contacts == [alto]
        assert session.execute("MATCH (:Singer)-[r:HUMS_WITH]->(:Singer) RETURN count(r)").rows == [[1]]


def test_falkordb_says_that_it_merges_directed_edges_only() -> None:
    from runic.ogm.driver.falkordb import FalkorDBDialect

    assert FalkorDBDialect.supports_undirected_merge is False


# -- loading -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def member(voices: None, driver: Any) -> None:
    with Session(driver) as session:
        session.relate(session.get(Singer, "alto"), Singer.choir, session.get(Choir, "dome"))


@pytest.mark.usefixtures("member")
def test_a_relation_is_loaded_by_the_first_touch(driver: Any) -> None:
    with Session(driver) as session:
        singer: Singer | None = session.get(Singer, "alto")
        assert singer is not None
        choir: Choir | None = singer.choir
        assert choir is not None
        assert choir is session.get(Choir, "dome")


@pytest.mark.usefixtures("member")
def test_fetch_loads_with_the_entity(driver: Any) -> None:
    with Session(driver) as session:
        singer: Singer | None = session.get(Singer, "alto", fetch=["choir"])
        assert singer is not None
        choir: Choir | None = singer.choir
        assert choir is session.get(Choir, "dome")  # it is in the identity map, too
    assert choir is not None
    assert choir.name == "Dome"


@pytest.mark.usefixtures("member")
def test_a_repository_fetches_for_a_whole_collection(driver: Any) -> None:
    from runic.ogm import Repository

    with Session(driver) as session:
        singers = Repository(session, Singer).find_all(fetch=["choir"])
    assert sorted(singer.choir.name if singer.choir else "" for singer in singers) == ["", "Dome"]


# -- polymorphic hierarchies -------------------------------------------------------------------------------------------


class Spot(Node, labels=["Spot"], primary_label="Spot"):
    id: str = Field()
    title: str = Field()


class Island(Spot, labels=["Spot", "Island"], primary_label="Spot"):
    code: str = Field(unique=True)


class Village(Spot, labels=["Spot", "Village"], primary_label="Spot"):
    population: int | None = Field(default=None)
    island: Island | None = Relation(relationship="STANDS_ON", direction="OUTGOING", target="Island")


@pytest.fixture
def spots(driver: Any) -> None:
    with Session(driver) as session:
        session.add_all(
            [Island(id="i", title="Ii", code="IS"), Village(id="v", title="Vik"), Spot(id="s", title="Som")]
        )


@pytest.mark.usefixtures("spots")
def test_a_query_for_the_parent_returns_every_subtype(driver: Any) -> None:
    with Session(driver) as session:
        all_spots: list[Spot] = session.scalars(select(Spot).order_by(Spot.title))
        assert [type(spot).__name__ for spot in all_spots] == ["Island", "Spot", "Village"]
        assert session.count(select(Village)) == 1


@pytest.mark.usefixtures("spots")
def test_an_inherited_field_binds_to_the_class_that_it_is_named_with(driver: Any) -> None:
    with Session(driver) as session:
        session.relate(session.get(Village, "v"), Village.island, session.get(Island, "i"))
    stmt = (
        select(Village)
        .alias("v")
        .traverse(Village.island, optional=False)
        .alias("i")
        .where(Village.title == "Vik")
        .where(Island.title == "Ii")
        .order_by(Village.title)
    )
    with Session(driver) as session:
        assert [island.title for island in session.scalars(stmt)] == ["Ii"]


@pytest.mark.usefixtures("spots")
def test_a_repository_of_the_parent_returns_every_subtype(driver: Any) -> None:
    from runic.ogm import Repository

    with Session(driver) as session:
        found = Repository(session, Spot).find_all()
        assert {type(spot).__name__ for spot in found} == {"Island", "Spot", "Village"}


# -- mutating ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("voices")
def test_relate_is_idempotent_and_unrelate_removes(driver: Any) -> None:
    with Session(driver) as session:
        alto: Singer | None = session.get(Singer, "alto")
        dome: Choir | None = session.get(Choir, "dome")
        assert alto is not None
        assert dome is not None
        for _ in range(2):
            session.relate(alto, Singer.choir, dome)
            session.flush()
        assert session.execute("MATCH ()-[r:SINGS_IN]->() RETURN count(r)").rows == [[1]]
        assert getattr(alto, "choir") is dome  # noqa: B009 - a checker would not let the value change
        session.unrelate(alto, Singer.choir, dome)
        assert alto.choir is None
        assert session.execute("MATCH ()-[r:SINGS_IN]->() RETURN count(r)").rows == [[0]]


@pytest.mark.usefixtures("voices")
async def test_relate_and_unrelate_are_coroutines_in_async(async_driver: Any) -> None:
    async with AsyncSession(async_driver) as session:
        alto, dome = await session.get(Singer, "alto"), await session.get(Choir, "dome")
        assert alto is not None
        assert dome is not None
        await session.relate(alto, Singer.choir, dome)
    async with AsyncSession(async_driver) as session:
        alto = await session.get(Singer, "alto", fetch=["choir"])
        assert alto is not None
        assert alto.choir is not None
        await session.unrelate(alto, "choir", alto.choir)
    async with AsyncSession(async_driver) as session:
        alto = await session.get(Singer, "alto", fetch=["choir"])
        assert alto is not None
        assert alto.choir is None


# -- edge properties ---------------------------------------------------------------------------------------------------


class Bids(Edge, type="BIDDEN_TO"):
    role: str = Field()
    status: str = Field()
    bidden_at: str = Field()
    accepted_at: str | None = Field(default=None)


class Feast(Node, labels=["Feast"]):
    id: str = Field()


class Guest(Node, labels=["Guest"]):
    id: str = Field()
    feasts: list[Feast] = Relation(
        relationship="BIDDEN_TO", direction="OUTGOING", target="Feast", edge_model=Bids
    )


@pytest.fixture
def bidden(driver: Any) -> None:
    with Session(driver) as session:
        session.add_all([Guest(id="kay"), Feast(id="yule")])
    with Session(driver) as session:
        guest, feast = session.get(Guest, "kay"), session.get(Feast, "yule")
        edge = Bids(role="host", status="open", bidden_at="2026-01-01T00:00:00")
        session.relate(guest, Guest.feasts, feast, edge=edge)


def invitation(guest_id: str, feast_id: str) -> Any:
    return (
        select(Guest)
        .where(Guest.id == guest_id)
        .alias("u")
        .traverse(Guest.feasts, edge_alias="e", optional=False)
        .alias("t")
        .where(Feast.id == feast_id, on="t")
        .return_nodes("u", "t")
        .return_edge("e")
    )


@pytest.mark.usefixtures("bidden")
def test_edge_properties_are_read_by_a_statement(driver: Any) -> None:
    with Session(driver) as session:
        rows: list[tuple[Guest, Bids, Feast]] = session.all_with_edges(invitation("kay", "yule"))
        [(guest, edge, feast)] = rows
        assert (guest.id, feast.id) == ("kay", "yule")
        assert (edge.role, edge.status, edge.accepted_at) == ("host", "open", None)
        assert session.all_with_edges(invitation("kay", "none")) == []


@pytest.mark.usefixtures("bidden")
def test_relating_again_overwrites_the_properties(driver: Any) -> None:
    with Session(driver) as session:
        edge = Bids(
            role="guest", status="accepted", bidden_at="2026-01-01T00:00:00", accepted_at="2026-02-01"
        )
        session.relate(session.get(Guest, "kay"), Guest.feasts, session.get(Feast, "yule"), edge=edge)
    with Session(driver) as session:
        [(_, edge, _)] = session.all_with_edges(invitation("kay", "yule"))
        assert (edge.role, edge.status, edge.accepted_at) == ("guest", "accepted", "2026-02-01")


@pytest.mark.usefixtures("bidden")
def test_a_repository_of_ones_own_reads_edge_properties(driver: Any) -> None:
    from runic.ogm import Repository

    class GuestRepository(Repository[Guest]):
        def invitation(self, guest_id: str, feast_id: str) -> Bids | None:
            rows = (
                self.query()
                .where(Guest.id == guest_id)
                .alias("u")
                .traverse(Guest.feasts, edge_alias="e", optional=False)
                .alias("t")
                .where(Feast.id == feast_id, on="t")
                .return_nodes("u", "t")
                .return_edge("e")
                .all_with_edges()
            )
            return rows[0][1] if rows else None

    with Session(driver) as session:
        found = GuestRepository(session, Guest).invitation("kay", "yule")
        assert found is not None
        assert found.role == "host"


# -- cascade -----------------------------------------------------------------------------------------------------------


class Barn(Node, labels=["Barn"]):
    id: str = Field(primary_key=True)
    name: str = Field()


class Farmer(Node, labels=["Farmer"]):
    id: str = Field()
    name: str = Field()
    barn: Barn | None = Relation(relationship="FARMS_AT", direction="OUTGOING", target="Barn", cascade=True)


def test_adding_the_owner_adds_what_a_cascade_reaches(driver: Any) -> None:
    with Session(driver) as session:
        barn = Barn(id="old", name="Old barn")
        farmer = Farmer(id="ida", name="Ida", barn=barn)
        session.add(farmer)
        session.commit()
        assert barn.id is not None
    with Session(driver) as session:
        ida = session.get(Farmer, "ida", fetch=["barn"])
        assert ida is not None
        assert ida.barn is not None
        assert ida.barn.name == "Old barn"
