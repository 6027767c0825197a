"""Hostile text in every argument that takes text: it finds nothing or is refused, and a canary stays untouched."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from hypothesis import strategies as st

from runic.ogm.exceptions import DatabaseError, OrmError
from runic.ogm.query.builder import select
from runic.ogm.query.expressions import count, text
from runic.ogm.repository.async_repository import AsyncRepository
from runic.ogm.repository.repository import Repository
from runic.testing.case import case
from runic.testing.colours import AnySession, settle
from runic.testing.harness import Harness
from runic.testing.kit.models import Person
from runic.testing.kit.people import COMPANY, EMPLOYMENT, PERSON, people
from runic.testing.kit.strategies import NASTY_TEXTS

_KILL: Final = "MATCH (x:KitCanary) DETACH DELETE x"
_HOSTILE: Final = (
    f"'}}) {_KILL} //",
    f'" {_KILL} //',
    f"n) {_KILL} WITH 1 AS n RETURN n //",
    f"`) {_KILL} //",
    f"``) {_KILL} //",
    f"\\u0060) {_KILL} //",
    f"n.uid {_KILL}",
    f"n.uid; {_KILL}",
    f"n\n{_KILL}\n//",
    f"$$) AS (a agtype); DROP TABLE x; -- {_KILL}",
    f"') {_KILL} RETURN ('",
    f"x*/ {_KILL} /*",
    "CYPHER p0=1 MATCH (n) DETACH DELETE n",
    "1}) DETACH DELETE n //",
    "n.uid DESC, n",
    "%(x)s",
    "{0}",
)


def texts(_: Any) -> st.SearchStrategy[str]:
    """Return text that tries to become Cypher, and text that has caught some database out."""
    return st.sampled_from(_HOSTILE * 2 + tuple(NASTY_TEXTS)) | st.text(max_size=12)


Act = Callable[[AnySession, str], Awaitable[Any]]


def _in(operator: str) -> Act:
    async def act(session: AnySession, given: str) -> Any:
        return await session.scalars(select(Person).where(getattr(PERSON.name, operator)(given)))

    return act


async def _equal(session: AnySession, given: str) -> Any:
    return await session.scalars(select(Person).where(PERSON.name == given))


async def _listed(session: AnySession, given: str) -> Any:
    return await session.scalars(
        select(Person).where(PERSON.name.in_([given, "x"]) | PERSON.tags.contains(given))
    )


async def _related(session: AnySession, given: str) -> Any:
    asking = PERSON.employer.any(COMPANY.name == given, EMPLOYMENT.role != given)
    return await session.scalars(
        select(Person).where(asking | (PERSON.knows.count(PERSON.name == given) > 1))
    )


async def _alias(session: AnySession, given: str) -> Any:
    stmt = (
        select(Person).alias(given).where(PERSON.age > 1, on=given).order_by(PERSON.uid).return_target(given)
    )
    assert len(await session.scalars(stmt)) == 4
    rows = await session.all_rows(stmt.limit(1))
    assert list(rows[0]) == [given]


async def _hop_aliases(session: AnySession, given: str) -> Any:
    stmt = select(Person).traverse(PERSON.employer, edge_alias=given, optional=False).alias(given + "2")
    stmt = stmt.where(EMPLOYMENT.since > 1, on=given).return_nodes(given + "2").return_edge(given)
    assert len(await session.all_with_edges(stmt)) == 2


async def _carried(session: AnySession, given: str) -> Any:
    stmt = select(Person).alias(given).limit(3).with_(given).where(PERSON.age > 1)
    assert len(await session.scalars(stmt)) <= 3


async def _column(session: AnySession, given: str) -> Any:
    stmt = select(Person).aggregate(count().as_(given), group_by="n.active").order_by(PERSON.active)
    assert [row[given] for row in await session.all_rows(stmt)] == [1, 4]
    twice = select(Person).project(text("n.age * 2").as_(given), "n.uid").limit(1)
    assert given in (await session.all_rows(twice))[0]


async def _order(session: AnySession, given: str) -> Any:
    return await session.scalars(select(Person).order_by(given))


async def _projection(session: AnySession, given: str) -> Any:
    return await session.all_rows(select(Person).project(given))


async def _group(session: AnySession, given: str) -> Any:
    return await session.all_rows(select(Person).aggregate(count(given), group_by=given))


async def _unknown_alias(session: AnySession, given: str) -> Any:
    return await session.scalars(select(Person).return_target(given))


async def _text_parameter(session: AnySession, given: str) -> Any:
    return await session.scalars(select(Person).where(text("n.name = $given", given=given)))


async def _raw_value(session: AnySession, given: str) -> Any:
    result = await session.execute("RETURN $x AS x, $m AS m", {"x": given, "m": {"k": [given]}})
    assert [list(row) for row in result.rows] == [[given, {"k": [given]}]]


async def _raw_name(session: AnySession, given: str) -> Any:
    return await session.execute("RETURN 1 AS one", {given: 1})


async def _raw_key(session: AnySession, given: str) -> Any:
    result = await session.execute("RETURN $m AS m", {"m": {given: 1}})
    assert [list(row) for row in result.rows] == [[{given: 1}]]


async def _key(session: AnySession, given: str) -> Any:
    assert await session.get(Person, given) is None
    repository: Any = (AsyncRepository if session.waits else Repository)(session.raw, Person)
    assert not await settle(repository.exists(given))
    assert await settle(repository.find_all_by_ids([given])) == []


async def _fetched(session: AnySession, given: str) -> Any:
    return await session.get(Person, "ann", fetch=[given])


PLACES: Final[dict[str, Act]] = {
    "equal": _equal,
    **{
        name: _in(name)
        for name in (
            "contains",
            "startswith",
            "endswith",
            "matches",
            "iexact",
            "icontains",
            "istartswith",
            "iendswith",
        )
    },
    "in": _listed,
    "related": _related,
    "alias": _alias,
    "hop-aliases": _hop_aliases,
    "with": _carried,
    "column": _column,
    "order": _order,
    "projection": _projection,
    "group": _group,
    "unknown-alias": _unknown_alias,
    "text-parameter": _text_parameter,
    "raw-value": _raw_value,
    "raw-name": _raw_name,
    "raw-key": _raw_key,
    "key": _key,
    "fetch": _fetched,
}


@case(each=PLACES, given=texts, examples=30)
async def stays_text(h: Harness, act: Act, given: str) -> None:
    """Text in an argument is a value or a name, never Cypher: the canary and everybody else are there afterwards."""
    if await h.nodes("KitCanary") == 0:
        await people(h)
        await h.driver.execute("CREATE (:KitCanary {uid: 'canary', note: 'sings'})")
    session = h.session()
    failed: Exception | None = None
    try:
        await act(session, given)
    except (OrmError, TypeError, ValueError) as refused:
        failed = refused
    finally:
        await session.close()
    # only what a database itself must read may be refused by it
    assert not isinstance(failed, DatabaseError) or act in {PLACES["matches"], PLACES["raw-name"]}, failed
    counted = "MATCH (p:KitPerson) WITH count(p) AS people MATCH (c:KitCanary) RETURN c.uid, c.note, people"
    assert await h.rows(counted) == [["canary", "sings", 5]]
