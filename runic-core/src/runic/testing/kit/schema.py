"""Indexes and constraints: what models declare is created, found, compared, and dropped again, and nothing else is."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from runic.ogm.core.descriptors import Field
from runic.ogm.core.metadata import get_metadata
from runic.ogm.core.models import Edge, Node
from runic.ogm.core.types import Vector
from runic.ogm.driver.capability import Capability
from runic.ogm.driver.schema import spec_of
from runic.ogm.exceptions import ConstraintError, DatabaseError, MetadataError, UnsupportedFeatureError
from runic.ogm.schema.index_manager import Index, Unique, extract_declared_specs
from runic.ogm.values import IndexSpec
from runic.testing.case import case
from runic.testing.colours import Colour, drive
from runic.testing.harness import Harness
from runic.testing.kit.identifiers import HOSTILE
from runic.testing.kit.managers import Managers, managed


def _range() -> type:
    class Ranged(Node, labels=["KitRanged"]):
        age: int | None = Field(default=None, index=True, db_name="years")
        plain: str | None = Field(default=None)

    return Ranged


def _unique() -> type:
    class OneOfAKind(Node, labels=["KitOneOfAKind"]):
        uid: str = Field(primary_key=True, unique=True, index=True)

    return OneOfAKind


def _composite() -> type:
    class Combined(Node, labels=["KitCombined"]):
        __indexes__ = (Index("last", "first"),)
        first: str | None = Field(default=None)
        last: str | None = Field(default=None)

    return Combined


def _composite_unique() -> type:
    class Numbered(Node, labels=["KitNumbered"]):
        __indexes__ = (Unique("country", "number"),)
        country: str | None = Field(default=None)
        number: int | None = Field(default=None)

    return Numbered


def _edge() -> type:
    class Since(Edge, type="KIT_SINCE"):
        since: int | None = Field(default=None, index=True)

    return Since


def _edge_unique() -> type:
    class Ticketed(Edge, type="KIT_TICKETED"):
        ticket: str | None = Field(default=None, unique=True)

    return Ticketed


def _fulltext() -> type:
    class Written(Node, labels=["KitWritten"]):
        title: str | None = Field(default=None, index_type="FULLTEXT")
        body: str | None = Field(default=None, index_type="FULLTEXT")

    return Written


def _vector() -> type:
    class Embedded(Node, labels=["KitEmbedded"]):
        place: Vector | None = Field(default=None, index_type="VECTOR", dimension=3, similarity="euclidean")

    return Embedded


def _alone(make: Callable[[], type]) -> type:
    """Make a class as the only model of the program."""
    get_metadata().clear()
    return make()


NEEDS: dict[Callable[[], type], tuple[Capability, ...]] = {
    _range: (Capability.RANGE_INDEX,),
    _unique: (Capability.UNIQUE_CONSTRAINT,),
    _composite: (Capability.RANGE_INDEX, Capability.COMPOSITE_INDEX),
    _composite_unique: (Capability.UNIQUE_CONSTRAINT, Capability.COMPOSITE_INDEX),
    _edge: (Capability.RANGE_INDEX, Capability.EDGE_INDEX),
    _edge_unique: (Capability.UNIQUE_CONSTRAINT, Capability.EDGE_INDEX),
    _fulltext: (Capability.FULLTEXT_SEARCH,),
    _vector: (Capability.VECTOR_SEARCH,),
}
KINDS = {make.__name__.strip("_").replace("_", "-"): make for make in NEEDS}


async def _offered(h: Harness, managers: Managers, make: Callable[[], type]) -> type | None:
    """Return the class, or None where the backend says, before it sends anything, that it has no such index."""
    cls = make()
    if not all(h.has(needed) for needed in NEEDS[make]):
        with h.raises(UnsupportedFeatureError), h.sends(0):
            await managers.create_indexes(cls)
        assert (await managers.validate(cls)).errors
        return None
    with h.sent.taken() as sent:
        try:
            await managers.create_indexes(cls)
        except UnsupportedFeatureError:
            assert sent.count == 0, f"refused after {sent.texts} had been sent"
            return None
    return cls


@case(each=KINDS)
async def kinds_come_and_go(h: Harness, make: Callable[[], type]) -> None:
    """An index of each kind is created, listed as it was declared, created again without error, and dropped; or refused."""
    with h.models():
        async with managed(h) as managers:
            cls = await _offered(h, managers, make)
            if cls is None:
                return
            specs = extract_declared_specs(cls)
            assert (await managers.diff(cls), (await managers.validate(cls)).is_valid) == (
                "schema is in sync",
                True,
            )
            info = await managers.info(cls)
            assert set(info.declared) == specs
            assert specs <= set(info.existing) or len(info.existing) > len(specs)
            assert (info.missing, info.extra) == ([], [])
            await managers.create_indexes(cls, if_not_exists=False)
            assert await managers.sync(cls) == []
            for spec in specs:
                await managers.drop(spec)
                await managers.drop(spec)
            result = await managers.validate(cls)
            assert (set(result.missing_indexes), result.extra_indexes) == (specs, [])
            assert (await managers.diff(cls)).startswith("MISSING ")
            assert await managers.listed() == []


@case()
async def a_second_sync_sends_nothing_that_writes(h: Harness) -> None:
    """`sync_schema` is idempotent, with `drop_extra` too; what it sends the second time only reads."""
    with h.models():
        async with managed(h) as managers:
            classes = [
                make()
                for make, needs in NEEDS.items()
                if make is not _edge_unique and all(h.has(needed) for needed in needs)
            ]
            assert await managers.sync(*classes)
            with h.sent.taken() as sent:
                assert await managers.sync(*classes) == []
                assert await managers.sync(*classes, drop_extra=True) == []
            assert [s.text for s in sent.statements if s.writes] == []
            assert (await managers.validate(*classes)).is_valid


@case()
async def constraints_are_enforced(h: Harness) -> None:
    """A constraint holds from the moment when its creation returns."""
    h.requires(Capability.UNIQUE_CONSTRAINT)
    with h.models():
        async with managed(h) as managers:
            cls = _unique()
            async with h.session() as session:
                session.add(*(cls(uid=f"u{number}") for number in range(500)))
            await managers.sync(cls)
            with h.raises(ConstraintError):
                async with h.session() as session:
                    session.add(cls(uid="u7"))
            assert await h.nodes("KitOneOfAKind") == 500


@case()
async def composite_constraints_are_enforced(h: Harness) -> None:
    """Of several fields together, only the combination must be unique."""
    h.requires(Capability.UNIQUE_CONSTRAINT)
    h.requires(Capability.COMPOSITE_INDEX)
    with h.models():
        async with managed(h) as managers:
            cls = _composite_unique()
            await managers.sync(cls)
            async with h.session() as session:
                session.add(
                    cls(country="de", number=1), cls(country="de", number=2), cls(country="fr", number=1)
                )
            with h.raises(ConstraintError):
                async with h.session() as session:
                    session.add(cls(country="fr", number=1))
            assert await h.nodes("KitNumbered") == 3


@case()
async def data_that_violates_is_named(h: Harness) -> None:
    """A constraint that existing data violates names the keys and leaves nothing; once mended it works."""
    h.requires(Capability.UNIQUE_CONSTRAINT)
    with h.models():
        async with managed(h) as managers:
            cls = _unique()
            spec = next(iter(extract_declared_specs(cls)))
            async with h.session() as session:
                session.add(*(cls(uid=uid) for uid in ("a", "b", "c")))
            await h.driver.execute("CREATE (:KitOneOfAKind {uid: 'b'}), (:KitOneOfAKind {uid: 'b'})")
            await h.driver.execute("CREATE (:KitOneOfAKind {uid: 'c'})")
            with h.raises(ConstraintError, match="'b' (3 nodes), 'c' (2 nodes)") as raised:
                await managers.sync(cls)
            assert isinstance(raised.error, ConstraintError)
            assert list(raised.error.violations) == [("b", 3), ("c", 2)]
            assert await managers.listed() == []
            assert (await managers.validate(cls)).missing_indexes == [spec]
            await h.driver.execute("MATCH (n:KitOneOfAKind) WHERE n.uid <> 'a' DETACH DELETE n")
            await managers.sync(cls)
            assert (await managers.validate(cls)).is_valid


@case()
async def a_plain_index_survives_a_constraint_that_fails(h: Harness) -> None:
    """An index on the field of a constraint makes way for it, and is there again when the data violates the constraint."""
    h.requires(Capability.UNIQUE_CONSTRAINT)
    h.requires(Capability.RANGE_INDEX)
    with h.models():
        async with managed(h) as managers:
            cls = _unique()
            plain = spec_of("RANGE", "KitOneOfAKind", ("uid",))
            await managers.create(plain)
            await h.driver.execute("CREATE (:KitOneOfAKind {uid: 'b'}), (:KitOneOfAKind {uid: 'b'})")
            with h.raises(ConstraintError):
                await managers.create_indexes(cls)
            assert await managers.listed() == [plain]
            await h.driver.execute("MATCH (n:KitOneOfAKind) DETACH DELETE n")
            await managers.sync(cls)
            assert (await managers.diff(cls)) == "schema is in sync"
            await managers.drop(next(iter(extract_declared_specs(cls))))
            assert await managers.listed() == []


@case()
async def from_one_kind_to_another(h: Harness) -> None:
    """A field that becomes unique, or is no longer, comes into step, with `drop_extra` completely."""
    h.requires(Capability.UNIQUE_CONSTRAINT)
    h.requires(Capability.RANGE_INDEX)
    with h.models():
        async with managed(h) as managers:

            class Loose(Node, labels=["KitOneOfAKind"]):
                uid: str = Field(primary_key=True, index=True)

            await managers.sync(Loose)
            assert [spec.index_type for spec in await managers.listed()] == ["RANGE"]
            with h.models():
                strict = _alone(_unique)
                await managers.sync(strict)
                assert (await managers.validate(strict)).is_valid
            await managers.sync(Loose)
            assert [spec.index_type for spec in (await managers.validate(Loose)).extra_indexes] == ["UNIQUE"]
            await managers.sync(Loose, drop_extra=True)
            assert [spec.index_type for spec in await managers.listed()] == ["RANGE"]
            assert (await managers.validate(Loose)).is_valid


@case()
async def what_is_extra(h: Harness) -> None:
    """What no model declares is extra, stays unless `drop_extra` is given; what other models declare is not extra."""
    h.requires(Capability.RANGE_INDEX)
    with h.models():
        async with managed(h) as managers:
            ranged, combined = _range(), _unique()
            await managers.sync(ranged, combined)
            extra = spec_of("RANGE", "KitRanged", ("plain",)), spec_of("RANGE", "KitNobodys", ("x",))
            for spec in extra:
                await managers.create(spec)
            result = await managers.validate(ranged)
            assert (result.is_valid, set(result.extra_indexes)) == (False, set(extra))
            assert "EXTRA   RANGE (:KitNobodys) x" in await managers.diff(ranged)
            assert await managers.sync(ranged) == []
            assert set((await managers.info(ranged)).extra) == set(extra)
            done = await managers.sync(ranged, drop_extra=True)
            assert sorted(done) == ["drop RANGE (:KitNobodys) x", "drop RANGE (:KitRanged) plain"]
            assert (await managers.validate(ranged, combined)).is_valid


@case()
async def inherited_fields(h: Harness) -> None:
    """The fields of a parent are declared once for the whole family, by the label that it is found by."""
    h.requires(Capability.RANGE_INDEX)
    with h.models():

        class Vehicle(Node, labels=["KitVehicle"]):
            wheels: int | None = Field(default=None, index=True)

        class Truck(Vehicle):
            load: int | None = Field(default=None, index=True)

        async with managed(h) as managers:
            await managers.sync(Vehicle)
            assert [s.property for s in (await managers.validate(Truck)).missing_indexes] == ["load"]
            await managers.sync(Vehicle, Truck)
            assert {(s.label, s.property) for s in await managers.listed()} == {
                ("KitVehicle", "wheels"),
                ("KitVehicle", "load"),
            }


@case()
async def words_are_one_index_of_a_label(h: Harness) -> None:
    """Fields join the full-text index of their label and leave it; those of others stay in it."""
    h.requires(Capability.FULLTEXT_SEARCH)
    with h.models():
        async with managed(h) as managers:
            cls = _fulltext()
            await managers.create(spec_of("FULLTEXT", "KitWritten", ("note",)))
            await managers.sync(cls)
            assert {s.property for s in (await managers.info(cls)).existing} == {"note", "title", "body"}
            assert [s.property for s in (await managers.validate(cls)).extra_indexes] == ["note"]
            await managers.sync(cls, drop_extra=True)
            assert (await managers.validate(cls)).is_valid
            await managers.drop(spec_of("FULLTEXT", "KitWritten", ("title",)))
            assert [s.property for s in (await managers.validate(cls)).missing_indexes] == ["title"]
            await managers.drop(spec_of("FULLTEXT", "KitWritten", ("body",)))
            assert await managers.listed() == []


@case()
async def vectors_state_their_length(h: Harness) -> None:
    """A vector index without a length is refused; one of another length than declared is reported, and made anew."""
    h.requires(Capability.VECTOR_SEARCH)
    with h.models():

        class Lengthless(Node, labels=["KitEmbedded"]):
            place: Vector | None = Field(default=None, index_type="VECTOR")

        async with managed(h) as managers:
            with h.raises(MetadataError, match="dimension="), h.sends(0):
                await managers.create_indexes(Lengthless)
            with h.models():
                cls = _alone(_vector)
                other = spec_of("VECTOR", "KitEmbedded", ("place",), dimension=4, similarity="cosine")
                await managers.create(other)
                if next(iter(await managers.listed())).dimension is None:
                    return  # the database does not say how it was made
                result = await managers.validate(cls)
                assert (result.missing_indexes, result.is_valid) == ([], False)
                assert "dimension is 4 in the database, 3 is declared" in result.errors[0]
                assert await managers.sync(cls) == []
                await managers.sync(cls, drop_extra=True)
                assert (await managers.validate(cls)).is_valid


@case(each={kind: kind for kind in ("RANGE", "UNIQUE", "FULLTEXT", "VECTOR", "EDGE")})
async def hostile_names(h: Harness, kind: str) -> None:
    """Labels and properties with hostile names are indexed under exactly these names, or refused; nothing else happens."""
    h.requires(Capability.RANGE_INDEX)
    few = ("single-quote", "backtick", "closing", "unicode-escape", "bracket", "surrogate")
    names = list(HOSTILE.values()) if kind == "RANGE" else [*(HOSTILE[name] for name in few), "a, b"]
    options = {"dimension": 3} if kind == "VECTOR" else {}
    index_type, entity = ("RANGE", "EDGE") if kind == "EDGE" else (kind, "NODE")
    await h.driver.execute("CREATE (:KitCanary {uid: 'canary'})")
    async with managed(h) as managers:
        made: set[IndexSpec] = set()
        for name in names:
            label = f"Kit {name}" if entity == "NODE" else f"KIT TO {name}"
            spec = spec_of(index_type, label, (name,), entity, **options)
            with h.sent.taken() as sent:
                try:
                    await managers.create(spec)
                except (MetadataError, UnsupportedFeatureError):
                    assert sent.count == 0, f"refused after {sent.texts} had been sent"
                    continue
            made.add(spec)
        assert set(await managers.listed()) == made
        for spec in made:
            await managers.drop(spec)
        assert await managers.listed() == []
    assert await h.nodes("KitCanary") == 1


@case()
async def long_names(h: Harness) -> None:
    """Names that share a long beginning get indexes of their own, or are refused."""
    h.requires(Capability.RANGE_INDEX)
    async with managed(h) as managers:
        specs = [spec_of("RANGE", "KitLong" + "g" * 40, ("p" * 40 + end,)) for end in "ab"]
        specs += [spec_of("RANGE", "KitLong" + "g" * 300, ("p" * 300 + end,)) for end in "ab"]
        made: list[IndexSpec] = []
        for spec in specs:
            try:
                await managers.create(spec)
            except MetadataError:
                continue
            made.append(spec)
        assert set(await managers.listed()) == set(made)


@case()
async def values_are_what_they_were(h: Harness) -> None:
    """An index on properties that hold data, declared or not, changes neither what is stored nor what can be."""
    h.requires(Capability.RANGE_INDEX)
    with h.models():

        class Measured(Node, labels=["KitMeasured"]):
            uid: str = Field(primary_key=True)
            whole: int | None = Field(default=None, index=True)
            real: float | None = Field(default=None, index=True)
            other: int | None = Field(default=None)

        async with managed(h) as managers:
            async with h.session() as session:
                session.add(Measured(uid="before", whole=1, real=1.0, other=2))
            await managers.sync(Measured)
            await managers.create(spec_of("RANGE", "KitMeasured", ("other",)))
            values: dict[str, Any] = {"whole": 2**40, "real": 1.5, "other": 2**50}
            async with h.session() as session:
                session.add(Measured(uid="after", **values))
            async with h.session() as session:
                found = await session.must_get(Measured, "after")
                assert {name: getattr(found, name) for name in values} == values
                found = await session.must_get(Measured, "before")
                assert (found.whole, found.real, type(found.real), found.other) == (1, 1.0, float, 2)


@case()
async def two_at_once(h: Harness) -> None:
    """Two programs that start at the same time and sync the same models both succeed."""
    h.requires(Capability.UNIQUE_CONSTRAINT)
    h.requires(Capability.RANGE_INDEX)
    with h.models():
        async with managed(h) as managers:
            classes = (_range(), _unique())
            twins = [Managers(h), Managers(h)]
            if h.colour is Colour.SYNC:
                with ThreadPoolExecutor(2) as pool:
                    list(pool.map(lambda twin: drive(twin.sync(*classes)), twins))
            else:
                await gather(*(twin.sync(*classes) for twin in twins))
            assert (await managers.validate(*classes)).is_valid


@case()
async def statements_that_fail_midway(h: Harness) -> None:
    """Whichever statement of a creation fails, the next sync completes the work."""
    h.requires(Capability.UNIQUE_CONSTRAINT)
    with h.models():
        async with managed(h) as managers:
            cls = _unique()
            for number in range(1, 6):
                h.sent.fail_at(number)
                with suppress(DatabaseError):
                    await managers.sync(cls)
            h.sent.clear()
            await managers.sync(cls)
            assert (await managers.validate(cls)).is_valid
