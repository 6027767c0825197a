"""Classes that inherit: the most specific class comes back, through whatever class it was asked for."""

from __future__ import annotations

from runic.ogm.driver.capability import Capability, Level
from runic.ogm.query.builder import select
from runic.testing.case import case
from runic.testing.harness import Harness, NotApplicable
from runic.testing.kit.models import City, Country, Place, Region, Rental


async def _world(h: Harness) -> None:
    async with h.session() as session:
        session.add(
            Place(uid="p", title="somewhere"),
            Country(uid="ch", title="Switzerland", code="CH"),
            Region(uid="ti", title="Ticino"),
            City(uid="zh", title="Zurich", population=400_000),
            City(uid="be", title="Bern", population=130_000),
        )


@case()
async def the_most_specific_class_comes_back(h: Harness) -> None:
    """A read through the parent returns each node as its own class, with its own fields."""
    await _world(h)
    async with h.session() as session:
        places = {place.uid: place for place in await session.scalars(select(Place))}
    assert {uid: type(place).__name__ for uid, place in places.items()} == {
        "p": "Place", "ch": "Country", "ti": "Region", "zh": "City", "be": "City",
    }  # fmt: skip
    zurich, country = places["zh"], places["ch"]
    assert isinstance(zurich, City)
    assert isinstance(country, Country)
    assert (zurich.population, country.code) == (400_000, "CH")


@case()
async def a_child_finds_its_own(h: Harness) -> None:
    """A read through a child returns neither parents nor siblings, but grandchildren."""
    await _world(h)
    async with h.session() as session:
        assert sorted(c.uid for c in await session.scalars(select(City))) == ["be", "zh"]
        assert sorted(c.uid for c in await session.scalars(select(Country))) == ["ch", "ti"]
        assert [r.uid for r in await session.scalars(select(Region))] == ["ti"]
        assert [await session.count(select(cls)) for cls in (Place, Country, City, Region)] == [5, 2, 2, 1]


@case()
async def get_respects_the_class(h: Harness) -> None:
    """`get` through a parent finds a child; `get` through another child does not, also for what the session holds."""
    await _world(h)
    async with h.session() as session:
        assert type(await session.must_get(Place, "ti")) is Region
        assert type(await session.must_get(Country, "ti")) is Region
        assert await session.get(City, "ti") is None
        assert await session.get(Region, "ch") is None
        assert await session.get(Country, "p") is None


@case()
async def labels_are_stored(h: Harness) -> None:
    """A node carries all labels of its class; the database's own function knows those that are not emulated."""
    h.requires(Capability.MULTIPLE_LABELS)
    await _world(h)
    wanted = ["KitCountry", "KitPlace", "KitRegion"]
    assert sorted((await h.number("MATCH (n:KitPlace {uid: 'ti'}) RETURN n")).labels) == wanted
    if h.dialect.capabilities[Capability.MULTIPLE_LABELS].level is not Level.EMULATED:
        assert sorted(await h.number("MATCH (n:KitPlace {uid: 'ti'}) RETURN labels(n) AS labels")) == wanted


@case()
async def filters_see_inherited_fields(h: Harness) -> None:
    """A field of the parent filters and orders the child; a child's default is its own."""
    await _world(h)
    async with h.session() as session:
        cities = await session.scalars(select(City).where(City.title.startswith("B")))  # type: ignore[union-attr]
        assert [c.uid for c in cities] == ["be"]
        assert [c.uid for c in await session.scalars(select(City).order_by(City.title, desc=True))] == [
            "zh",
            "be",
        ]
        (region,) = await session.scalars(select(Region).where(Region.code == "R"))
        assert region.uid == "ti"


@case()
async def children_change_through_the_parent(h: Harness) -> None:
    """A child that was read through its parent is changed and deleted as what it is."""
    await _world(h)
    async with h.session() as session:
        places = {place.uid: place for place in await session.scalars(select(Place))}
        for place in places.values():
            place.title = place.uid.upper()
        zurich = places["zh"]
        assert isinstance(zurich, City)
        zurich.population = 1
        session.delete(places["be"])
    async with h.session() as session:
        places = {place.uid: place for place in await session.scalars(select(Place))}
        assert {p.uid: p.title for p in places.values()} == {"p": "P", "ch": "CH", "ti": "TI", "zh": "ZH"}
        zurich = places["zh"]
        assert isinstance(zurich, City)
        assert zurich.population == 1


@case()
async def relations_lead_to_the_base(h: Harness) -> None:
    """A relation to the base class holds nodes of every child, as their own class."""
    await _world(h)
    async with h.session() as session:
        country = await session.must_get(Country, "ch")
        for place in await session.scalars(select(Place)):
            if place is not country:
                await session.relate(country, Country.parts, place)
    async with h.session() as session:
        country = await session.must_get(Country, "ch", fetch=["parts"])
        assert {p.uid: type(p).__name__ for p in country.parts} == {
            "p": "Place", "ti": "Region", "zh": "City", "be": "City",
        }  # fmt: skip


@case()
async def relations_are_inherited(h: Harness) -> None:
    """A child has the relations of its parent, also through a mixed result, in one statement for all."""
    await _world(h)
    async with h.session() as session:
        places = {place.uid: place for place in await session.scalars(select(Place))}
        await session.relate(places["zh"], City.near, places["be"])
        await session.relate(places["zh"], Place.near, places["ch"])
        session.add(Rental(uid="r", place=places["zh"]))
    async with h.session() as session:
        places = {place.uid: place for place in await session.scalars(select(Place))}
        with h.sends(1):
            near = {
                uid: sorted(p.uid for p in await session.related(place, "near"))
                for uid, place in places.items()
            }
        assert near == {"p": [], "ch": ["zh"], "ti": [], "zh": ["be", "ch"], "be": ["zh"]}
        rental = await session.must_get(Rental, "r", fetch=["place"])
        assert rental.place is places["zh"]


@case()
async def unknown_labels_do_no_harm(h: Harness) -> None:
    """A node with labels that no class has comes back as the most specific class that fits."""
    h.requires(Capability.MULTIPLE_LABELS)
    if h.dialect.capabilities[Capability.MULTIPLE_LABELS].level is Level.EMULATED:
        raise NotApplicable("several labels are emulated, so that Cypher has no words for them")
    await h.rows(
        "CREATE (:KitPlace:KitCity:KitUnknown {uid: 'x', population: 3}), (:KitUnknown:KitPlace {uid: 'y'})"
    )
    async with h.session() as session:
        places = {place.uid: type(place) for place in await session.scalars(select(Place))}
    assert places == {"x": City, "y": Place}


@case()
async def classes_of_one_flush_are_grouped(h: Harness) -> None:
    """Parents and children that are changed together are written each as its class."""
    await _world(h)
    async with h.session() as session:
        for place in await session.scalars(select(Place)):
            place.title = "same"
        session.add(City(uid="new"), Place(uid="newer"))
    assert await h.number("MATCH (n:KitPlace) WHERE n.title = 'same' RETURN count(n) AS c") == 5
    assert await h.nodes("KitPlace") == 7
