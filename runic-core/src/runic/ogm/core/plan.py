"""What is known of a class once its annotations are resolved: one record for each property and relation.

Owns `FieldSpec`, `RelationSpec` and how they are made from declarations. Knows no registry (names are looked up through
what it is given), no session and no database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from runic.ogm.core.annotations import Names
from runic.ogm.core.attributes import Direction, FieldDescriptor, MutableFieldDescriptor, RelationDescriptor
from runic.ogm.core.kinds import ValueType, converted_type, value_type
from runic.ogm.core.types import GeoLocationConverter, TypeConverter, VectorConverter
from runic.ogm.driver.codec import Kind
from runic.ogm.exceptions import FieldValidationError, MetadataError
from runic.ogm.values import GeoLocation, Vector

if TYPE_CHECKING:
    from runic.ogm.core.metadata import EdgeMeta, NodeMeta

__all__ = ["FieldSpec", "Properties", "RelationSpec", "plan_properties"]

Model = type[Any]  # in a class with an attribute called `type` the builtin has no name

# our own converters say what an annotation says: the dialect chooses how it is stored
_NATIVE: dict[type[TypeConverter], type] = {VectorConverter: Vector, GeoLocationConverter: GeoLocation}


@dataclass(frozen=True, slots=True, eq=False)
class FieldSpec:
    """One property of one class.

    Args:
        cls: the class that the record was made for (not the one that declares an inherited field).
        name: name of the attribute.
        db_name: name of the property in the database.
        domain: what fits.
        descriptor: the declaration.
        converter: encodes before the codec and decodes after it, or None.
        function: Cypher function of the user's own converter, sent on every backend; None lets the dialect choose.
        required: None is refused whatever the annotation says.
        generated: the value is the database's id of the node; the field is no property.
        interned: equal strings are kept once, where the database can.
        kind: what the codec stores, after the converter.
        optional: None fits.
        mutable: values can change in place.
        accepted: exact types that fit at a quick look, or None for all.
    """

    cls: type
    name: str
    db_name: str
    domain: ValueType
    descriptor: FieldDescriptor
    converter: TypeConverter | None = None
    function: str | None = None
    required: bool = False
    generated: bool = False
    interned: bool = False
    kind: Kind = field(init=False)
    optional: bool = field(init=False)
    mutable: bool = field(init=False)
    accepted: frozenset[type] | None = field(init=False)

    def __post_init__(self) -> None:
        nullable = self.domain.optional and not self.required
        accepted = self.domain.accepted
        if accepted is not None and not nullable:
            accepted = accepted - {type(None)}
        for name, value in (
            ("kind", self.domain.kind),
            ("optional", nullable),
            ("mutable", self.domain.mutable),
            ("accepted", accepted),
        ):
            object.__setattr__(self, name, value)

    def check(self, value: Any) -> None:
        """Raise `FieldValidationError` when `value` does not fit the field."""
        if value is None and self.optional:
            return
        reason = "a value is required" if value is None else self.domain.refusal(value)
        if reason is not None:
            raise FieldValidationError(self.cls.__name__, self.name, value, reason)

    def check_column(self, values: Sequence[Any]) -> None:
        """Raise `FieldValidationError` for the first of many values that does not fit; None stands for absent ones."""
        quick = self.accepted is None and self.optional
        if not quick and self.accepted is not None:
            quick = self.accepted.issuperset(map(type, values))
        if not quick or self.domain.deep:
            for value in values:
                self.check(value)


@dataclass(frozen=True, slots=True, eq=False)
class Properties:
    """The properties of a class.

    Args:
        stored: what the database holds as properties, in the order of declaration.
        by_name: every property field by its attribute name, a generated key included.
        by_db_name: the stored ones by their name in the database.
        key: the field that identifies a node, or None.
        mutable: names of the fields whose values can change in place.
    """

    stored: tuple[FieldSpec, ...]
    by_name: Mapping[str, FieldSpec]
    by_db_name: Mapping[str, FieldSpec]
    key: FieldSpec | None
    mutable: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class RelationSpec:
    """One relation of one class, its names resolved.

    Args:
        cls: the class that the record was made for.
        name: name of the attribute.
        type: edge type in the database.
        direction: seen from `cls`.
        target: the class at the other end.
        edge_model: class of the edges' properties, or None.
        collection: holds a list; else one entity or None.
        cascade: adding the entity adds what the relation holds.
        lazy: False loads it together with the entity.
        descriptor: the declaration.
    """

    cls: Model
    name: str
    type: str
    direction: Direction
    target: Model
    edge_model: Model | None
    collection: bool
    cascade: bool
    lazy: bool
    descriptor: RelationDescriptor

    @property
    def target_meta(self) -> NodeMeta:
        """Metadata of the class at the other end."""
        meta: NodeMeta = self.target.__dict__["__runic__"]
        return meta

    @property
    def edge_meta(self) -> EdgeMeta | None:
        """Metadata of the edge class, or None."""
        return None if self.edge_model is None else self.edge_model.__dict__["__runic__"]


def plan_properties(
    cls: type,
    declared: Mapping[str, FieldDescriptor],
    key: str | None,
    annotation: Callable[[FieldDescriptor], tuple[Any, Names, Names]],
) -> Properties:
    """Resolve the properties of `cls`.

    Args:
        cls: the class.
        declared: its property fields by attribute name.
        key: name of the key field, or None.
        annotation: returns a field's annotation, and what looks up the names in it strictly and leniently.

    Raises:
        MetadataError: naming class, field, annotation and the fix.
    """
    specs: dict[str, FieldSpec] = {}
    for name, descriptor in declared.items():
        written, strict, lenient = annotation(descriptor)
        try:
            specs[name] = _field_spec(cls, name, descriptor, written, (strict, lenient), keyed=name == key)
        except MetadataError as error:
            text = written if isinstance(written, str) else getattr(written, "__name__", repr(written))
            raise MetadataError(f"{cls.__name__}.{name}, annotated {text!r}: {error}") from error
    stored = tuple(spec for spec in specs.values() if not spec.generated)
    mutable = frozenset(name for name, spec in specs.items() if spec.mutable)
    _make_mutable(declared, mutable)
    return Properties(
        stored, specs, {spec.db_name: spec for spec in stored}, None if key is None else specs[key], mutable
    )


def _field_spec(
    cls: type,
    name: str,
    descriptor: FieldDescriptor,
    annotation: Any,
    scopes: tuple[Names, Names],
    *,
    keyed: bool,
) -> FieldSpec:
    strict, lenient = scopes
    converter = descriptor.converter
    native = _NATIVE.get(type(converter)) if converter is not None else None
    if native is not None:
        type_ = value_type(native, strict)
        type_ = type_.or_none() if converted_type(annotation, lenient).optional else type_
        converter = None
    else:
        type_ = converted_type(annotation, lenient) if converter else value_type(annotation, strict)
    if converter is None:
        type_ = _vector_type(type_, descriptor)
    if descriptor.generated and type_.kind.name not in {"str", "int", "any"}:
        raise MetadataError("a generated key is the database's id; annotate it as str or int")
    if descriptor.interned and type_.kind.name not in {"str", "enum", "any"}:
        raise MetadataError("interned= keeps one copy of equal strings; annotate the field as str")
    return FieldSpec(
        cls,
        name,
        descriptor.db_name or name,
        type_,
        descriptor,
        converter,
        None if converter is None else converter.cypher_fn,
        required=descriptor.required or (keyed and not descriptor.generated),
        generated=descriptor.generated,
        interned=descriptor.interned,
    )


def _vector_type(type_: ValueType, descriptor: FieldDescriptor) -> ValueType:
    """A vector index makes a vector of a list of numbers; a dimension is checked on every value."""
    if descriptor.index_type == "VECTOR" and type_.kind.name == "list":
        if type_.item is not None and type_.item.kind.name not in {"float", "int"}:
            raise MetadataError("a vector index needs a Vector or a list[float]")
        accepted = None if type_.accepted is None else type_.accepted | {Vector}
        type_ = replace(type_, kind=Kind("vector"), accepted=accepted)
    if type_.kind.name == "vector":
        return replace(type_, dimension=descriptor.dimension)
    if (
        descriptor.index_type == "VECTOR"
        or descriptor.dimension is not None
        or descriptor.similarity is not None
    ):
        raise MetadataError("index_type='VECTOR', dimension= and similarity= need a Vector or a list[float]")
    return type_


def _make_mutable(declared: Mapping[str, FieldDescriptor], names: frozenset[str]) -> None:
    for name in names:
        descriptor = declared[name]
        if type(descriptor) is FieldDescriptor:
            descriptor.__class__ = MutableFieldDescriptor
            # writing to the class drops the interpreter's cached look at the old descriptor
            if descriptor.owner is not None:
                setattr(descriptor.owner, "__runic_mutable__", name)  # noqa: B010
