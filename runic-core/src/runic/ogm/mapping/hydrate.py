"""Rows to entities: the hot loop of every read.

One hydrator is made for a shape of a result and kept with it. It decodes values in place and writes the entity's `__dict__`
directly; nothing here goes through a descriptor. It knows the identity map, and nothing of what is pending or changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from runic.ogm.core.state import _NOT_LOADED
from runic.ogm.mapping.identity import IdentityMap
from runic.ogm.mapping.plan import EdgePlan, NodePlan, PropertyPlan
from runic.ogm.mapping.shape import EdgeShape, EntityShape

if TYPE_CHECKING:
    from runic.ogm.mapping.mapper import Mapper

__all__ = ["EdgeHydrator", "NodeHydrator"]

#: makes an instance without running its constructor
_blank: Callable[[Any], Any] = object.__new__

Decoders = tuple[tuple[int, Callable[[Any], Any]], ...]


class _Reading:
    """How the values of one class stand in a row."""

    __slots__ = (
        "cls",
        "decoders",
        "generated",
        "key",
        "names",
        "pick",
        "primary_label",
        "straight",
        "unloaded",
    )

    def __init__(self, mapper: Mapper, plan: NodePlan, positions: dict[str, int], start: int) -> None:
        stored = [prop for prop in plan.properties if prop.column_name in positions]
        self.cls = plan.cls
        self.names = ("_ident", *(prop.name for prop in stored))
        places = (start, *(positions[prop.column_name] for prop in stored))
        self.straight = places == tuple(range(start, start + len(places)))
        whole = self.straight and not start
        self.pick = None if whole else itemgetter(*places) if len(places) > 1 else _single(start)
        self.decoders = decoders_of(stored)
        self.unloaded = plan.unloaded
        self.primary_label = plan.primary_label
        self.key = plan.key_name
        self.generated = mapper.key_maker(plan)


def _single(place: int) -> Callable[[Sequence[Any]], tuple[Any]]:
    return lambda row: (row[place],)


def decoders_of(properties: Sequence[PropertyPlan]) -> Decoders:
    """Return the decoders of properties, with their places behind an id."""
    return tuple((place, prop.decode) for place, prop in enumerate(properties, 1) if prop.decode is not None)


class NodeHydrator:
    """Makes entities of one queried class from the part of each row that holds them."""

    def __init__(self, mapper: Mapper, shape: EntityShape) -> None:
        self.mapper = mapper
        self.name = shape.name
        self.cls = shape.cls
        self.start = shape.start
        self.labels = shape.labels
        self.positions = {name: place for place, name in enumerate(shape.columns, shape.first)}
        self.readings: dict[frozenset[str], _Reading] = {}
        self.only = None if shape.labels is not None else self.reading_of(shape.cls)

    def reading_of(self, cls: type) -> _Reading:
        return _Reading(self.mapper, self.mapper.node_plan(cls), self.positions, self.start)

    def reading_for(self, labels: Sequence[str]) -> _Reading:
        """Return the reading of the most specific class whose labels a node carries."""
        key = frozenset(labels)
        reading = self.readings.get(key)
        if reading is None:
            reading = self.readings[key] = self.reading_of(self.mapper.most_specific(key, self.cls))
        return reading

    def entities(self, rows: Sequence[list[Any]], identity: IdentityMap, origin: Any) -> list[Any]:
        """Return one entity a row, None where its id is null; every entity of a node is the same object.

        New entities get `origin` and are entered into the identity map; those that are there already keep their values,
        unless they are expired.
        """
        if self.only is not None and self.only.straight and self.only.generated is None:
            return self.straight(self.only, rows, identity, origin)
        out: list[Any] = []
        by_id = identity.by_id
        start, only = self.start, self.only
        place = self.labels
        peers = origin.peers
        for row in rows:
            ident = row[start]
            entity = by_id.get(ident)
            if entity is None:
                if ident is None:
                    out.append(None)
                    continue
                reading = only or self.reading_for(row[place])  # type: ignore[index]
                entity = self.make(reading, row)
                entity.__dict__["_origin"] = origin
                by_id[ident] = entity
                key = reading.key
                if key is not None:
                    identity.keyed(reading.primary_label)[entity.__dict__[key]] = entity
                peers.append(entity)
            elif "_expired" in entity.__dict__:
                self.fill(entity, row)
            out.append(entity)
        return out

    def straight(
        self, reading: _Reading, rows: Sequence[list[Any]], identity: IdentityMap, origin: Any
    ) -> list[Any]:
        """Do the same for rows that hold one class's values in its own order: the common read, in one loop.

        Items are set one by one: `dict.update` would give every entity a table of keys of its own, at twice the memory.
        """
        out: list[Any] = []
        by_id, peers = identity.by_id, origin.peers
        keyed = identity.keyed(reading.primary_label)
        names, unloaded, decoders, cls = reading.names, reading.unloaded, reading.decoders, reading.cls
        key = names.index(reading.key) if reading.key is not None else None
        start = self.start
        for whole in rows:
            row = whole[start:] if start else whole
            ident = row[0]
            entity = by_id.get(ident)
            if entity is None:
                if ident is None:
                    out.append(None)
                    continue
                entity = _blank(cls)
                state = entity.__dict__
                for place, decode in decoders:
                    if row[place] is not None:
                        row[place] = decode(row[place])
                for name, value in zip(names, row, strict=False):
                    state[name] = value
                for name in unloaded:
                    state[name] = _NOT_LOADED
                state["_origin"] = origin
                by_id[ident] = entity
                if key is not None:
                    keyed[row[key]] = entity
                peers.append(entity)
            elif "_expired" in entity.__dict__:
                self.fill(entity, whole)
            out.append(entity)
        return out

    @staticmethod
    def make(reading: _Reading, row: list[Any]) -> Any:
        """Return a new entity of one row, attached to nothing."""
        values: Any = row if reading.pick is None else list(reading.pick(row))
        for place, decode in reading.decoders:
            value = values[place]
            if value is not None:
                values[place] = decode(value)
        entity = _blank(reading.cls)
        state = entity.__dict__
        for name, value in zip(reading.names, values, strict=False):
            state[name] = value
        if reading.generated is not None:
            state[reading.key] = reading.generated(state["_ident"])
        for name in reading.unloaded:
            state[name] = _NOT_LOADED
        return entity

    def fill(self, entity: Any, row: list[Any]) -> None:
        """Give an expired entity the values of a row; what was changed since stays."""
        reading = self.reading_of(type(entity))
        values = list(row if reading.pick is None else reading.pick(row))
        state = entity.__dict__
        changes = entity._changes or ()
        decoders = dict(reading.decoders)
        for place, (name, value) in enumerate(zip(reading.names, values, strict=False)):
            if name in changes:
                continue
            decode = decoders.get(place)
            state[name] = value if decode is None or value is None else decode(value)
        state.pop("_expired", None)


class EdgeHydrator:
    """Makes edge objects from the part of each row that holds them; plain maps where the relation has no edge class."""

    def __init__(self, plan: EdgePlan | None, shape: EdgeShape) -> None:
        positions = {name: place for place, name in enumerate(shape.columns, shape.first)}
        properties = () if plan is None else plan.properties
        self.name = shape.name
        self.cls = shape.cls
        self.start = shape.start
        self.first = shape.first
        self.fields = [
            (p.name, positions[p.column_name], p.decode) for p in properties if p.column_name in positions
        ]

    def edges(self, rows: Sequence[list[Any]], identity: IdentityMap, origin: Any) -> list[Any]:
        """Return one edge object a row, None where its id is null; every edge is one object."""
        out: list[Any] = []
        known = identity.edges
        for row in rows:
            ident = row[self.start]
            if ident is None:
                out.append(None)
            elif self.cls is None:
                out.append(row[self.first])
            else:
                edge = known.get(ident)
                if edge is None:
                    edge = known[ident] = self.make(row)
                    edge.__dict__["_origin"] = origin
                out.append(edge)
        return out

    def make(self, row: list[Any]) -> Any:
        """Return a new edge object of one row, attached to nothing."""
        edge = _blank(self.cls)
        state = edge.__dict__
        state["_ident"], state["_start"] = row[self.start], row[self.start + 1]
        for name, place, decode in self.fields:
            value = row[place]
            state[name] = value if decode is None or value is None else decode(value)
        return edge
