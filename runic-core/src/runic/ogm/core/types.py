"""Converters between Python values and stored ones, for fields that choose their own representation.

Owns the `TypeConverter` port and the documented converters, and re-exports the value types. Knows no field and no database.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from runic.ogm.exceptions import ValueEncodingError
from runic.ogm.values import GeoLocation, Vector

__all__ = [
    "DatetimeConverter",
    "EnumConverter",
    "GeoLocation",
    "GeoLocationConverter",
    "TypeConverter",
    "Vector",
    "VectorConverter",
]


class TypeConverter(ABC):
    """Encodes and decodes the values of one field; `Field(converter=...)` takes an instance.

    runic calls neither method with None; the converters here let it pass. What `to_graph` returns is stored as it is, so
    it must be a value that the database can hold: bool, int, float, str, or a list of them.

    Attributes:
        cypher_fn: dotted name of a Cypher function that wraps the parameter wherever the value is written or compared,
            on every backend, for example `"date"` for `date($field)`; None for no function.
    """

    cypher_fn: str | None = None

    @abstractmethod
    def to_graph(self, value: Any) -> Any:
        """Return the stored form of a Python value."""

    @abstractmethod
    def from_graph(self, value: Any) -> Any:
        """Return the Python value of a stored form."""


class DatetimeConverter(TypeConverter):
    """Stores a datetime as ISO 8601 text, with the offset that it has."""

    def to_graph(self, value: Any) -> Any:
        """Return the ISO 8601 text; raises `ValueEncodingError` for anything but a datetime."""
        if value is None:
            return None
        if not isinstance(value, datetime):
            raise ValueEncodingError("expected a datetime", value)
        return value.isoformat()

    def from_graph(self, value: Any) -> Any:
        """Return the datetime of ISO 8601 text; a datetime passes through."""
        return datetime.fromisoformat(value) if isinstance(value, str) else value


class EnumConverter(TypeConverter):
    """Stores the `.value` of an enum's members.

    Args:
        enum_class: the enum.
    """

    def __init__(self, enum_class: type[Enum]) -> None:
        self.enum_class = enum_class

    def to_graph(self, value: Any) -> Any:
        """Return the value of a member, or of the member that has this value; raises `ValueEncodingError`."""
        return None if value is None else self._member(value).value

    def from_graph(self, value: Any) -> Any:
        """Return the member that has the stored value; raises `ValueEncodingError` when there is none."""
        return None if value is None else self._member(value)

    def _member(self, value: Any) -> Enum:
        try:
            return self.enum_class(value)
        except ValueError as error:
            raise ValueEncodingError(f"expected a member of {self.enum_class.__name__}", value) from error


class VectorConverter(TypeConverter):
    """Says explicitly what the annotation `Vector` says; the dialect chooses the function that stores it."""

    cypher_fn = "vecf32"

    def to_graph(self, value: Any) -> Any:
        """Return a plain list of floats."""
        return None if value is None else [float(item) for item in value]

    def from_graph(self, value: Any) -> Any:
        """Return a `Vector`."""
        return None if value is None else Vector(map(float, value))


class GeoLocationConverter(TypeConverter):
    """Says explicitly what the annotation `GeoLocation` says; the dialect chooses the function that stores it."""

    cypher_fn = "point"

    def to_graph(self, value: Any) -> Any:
        """Return `{"latitude": ..., "longitude": ...}`; raises `ValueEncodingError` for anything but a `GeoLocation`."""
        if value is None:
            return None
        if not isinstance(value, GeoLocation):
            raise ValueEncodingError("expected a GeoLocation", value)
        return {"latitude": value.latitude, "longitude": value.longitude}

    def from_graph(self, value: Any) -> Any:
        """Return the `GeoLocation` of a map with latitude and longitude; a `GeoLocation` passes through."""
        if isinstance(value, Mapping):
            return GeoLocation(value["latitude"], value["longitude"])
        return value
