"""The mapper: plans of the model classes for one dialect, and entities from and to plain values by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from runic.ogm.core.metadata import get_metadata
from runic.ogm.driver.dialect import Dialect
from runic.ogm.exceptions import MetadataError
from runic.ogm.mapping.hydrate import EdgeHydrator, NodeHydrator
from runic.ogm.mapping.plan import EdgePlan, NodePlan
from runic.ogm.mapping.shape import EdgeShape, EntityShape, ScalarShape, Shape
from runic.ogm.values import GraphEdge, GraphNode

__all__ = ["Mapper", "kept_with"]

T = TypeVar("T")

Reader = NodeHydrator | EdgeHydrator | ScalarShape

# for dialects whose attributes are slots
_apart: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()

# readers are cheap to make again, and a program may compose statements of ever new shapes
_KEPT: Final = 2_000


def kept_with(dialect: Any) -> dict[str, Any]:
    """Return where to keep what belongs to a dialect, knows it, and has to end with it: among its own attributes."""
    try:
        kept: dict[str, Any] = vars(dialect)
    except TypeError:
        kept = _apart.setdefault(dialect, {})
    return kept


class Mapper:
    """Knows how every model class is stored by one dialect. Shared by sessions; made once for each dialect.

    Args:
        dialect: the dialect of the driver.
    """

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._nodes: dict[type, NodePlan] = {}
        self._edges: dict[type, EdgePlan] = {}
        self._readers: dict[int, tuple[Any, tuple[Reader, ...]]] = {}
        self._generation = get_metadata().generation

    @classmethod
    def of(cls, dialect: Dialect) -> Mapper:
        """Return the mapper of a dialect, the same one each time."""
        kept = kept_with(dialect)
        found: Mapper | None = kept.get("_runic_mapper")
        if found is None:
            found = kept["_runic_mapper"] = cls(dialect)
        return found

    def refresh(self) -> None:
        """Forget the plans when classes came, went or were replaced since they were made."""
        generation = get_metadata().generation
        if generation != self._generation:
            self._nodes, self._edges, self._readers = {}, {}, {}
            self._generation = generation

    def readers(self, shapes: tuple[Shape, ...]) -> tuple[Reader, ...]:
        """Return what reads the parts of the rows of a result, in the order of its shapes; kept with the shapes."""
        known = self._readers.get(id(shapes))
        if known is None:
            if len(self._readers) >= _KEPT:
                self._readers.clear()
            known = self._readers[id(shapes)] = (shapes, tuple(self._reader(shape) for shape in shapes))
        return known[1]

    def node_reader(self, shapes: tuple[Shape, ...], place: int) -> NodeHydrator:
        """Return the reader of the shape at `place`, which is a node's."""
        reader = self.readers(shapes)[place]
        assert isinstance(reader, NodeHydrator)
        return reader

    def _reader(self, shape: Shape) -> Reader:
        if isinstance(shape, EntityShape):
            return NodeHydrator(self, shape)
        if isinstance(shape, EdgeShape):
            return EdgeHydrator(None if shape.cls is None else self.edge_plan(shape.cls), shape)
        return shape

    def node_plan(self, cls: type) -> NodePlan:
        """Return the plan of a node class; raises `MetadataError` for any other."""
        plan = self._nodes.get(cls)
        if plan is None:
            meta = get_metadata().get_node_meta(cls)
            if meta is None:
                raise MetadataError(f"{cls.__name__} is no registered Node class")
            plan = self._nodes[cls] = NodePlan(meta, self.dialect)
        return plan

    def edge_plan(self, cls: type) -> EdgePlan:
        """Return the plan of an edge class; raises `MetadataError` for any other."""
        plan = self._edges.get(cls)
        if plan is None:
            meta = get_metadata().get_edge_meta(cls)
            if meta is None:
                raise MetadataError(f"{cls.__name__} is no registered Edge class")
            plan = self._edges[cls] = EdgePlan(meta, self.dialect)
        return plan

    def most_specific(self, labels: frozenset[str], base: type) -> type:
        """Return the most specific registered class that fits a node's labels, `base` when none does."""
        return get_metadata().most_specific(labels, base)

    def subclasses(self, cls: type) -> tuple[type, ...]:
        """Return the registered classes derived from `cls`, without itself."""
        return get_metadata().subclasses(cls)

    def key_maker(self, plan: NodePlan) -> Callable[[Any], Any] | None:
        """Return what turns the database's id into a generated key of the annotated type; None for other keys.

        Raises:
            MetadataError: when the key is annotated as int and the database's ids are text.
        """
        if not plan.generated:
            return None
        kind = plan.key_spec.kind.name if plan.key_spec is not None else "any"
        if kind == "str":
            return str
        if kind == "int":
            return self._whole
        return None

    def generated_key(self, plan: NodePlan, ident: Any) -> Any:
        """Return the generated key of a node with an id."""
        make = self.key_maker(plan)
        return ident if make is None else make(ident)

    def _whole(self, ident: Any) -> int:
        if isinstance(ident, int):
            return ident
        raise MetadataError(f"{self.dialect.name} has ids that are text; annotate the generated key as str")

    # -- by hand ---------------------------------------------------------------------------------------------------

    def decode(self, cls: type[T], raw: GraphNode | Mapping[str, Any]) -> T:
        """Return a detached entity from a raw node or a map of its properties.

        Args:
            cls: the class, or a parent of the one that the node's labels name.
            raw: a node as raw statements return it, or its properties as the database holds them.
        """
        node = raw if isinstance(raw, GraphNode) else GraphNode(None, (), raw)
        actual = self.most_specific(frozenset(node.labels), cls) if node.labels else cls
        plan = self.node_plan(actual)
        entity: Any = object.__new__(actual)
        state = entity.__dict__
        self._read(plan, node.properties, state)
        if node.id is not None:
            state["_ident"] = node.id
            if plan.generated and plan.key_name is not None:
                state[plan.key_name] = self.generated_key(plan, node.id)
            state.update(plan.unloaded)
        decoded: T = entity
        return decoded

    def decode_edge(self, cls: type[T], raw: GraphEdge | Mapping[str, Any]) -> T:
        """Return an edge object from a raw edge or a map of its properties."""
        edge = object.__new__(cls)
        properties = raw.properties if isinstance(raw, GraphEdge) else raw
        self._read(self.edge_plan(cls), properties, edge.__dict__)
        if isinstance(raw, GraphEdge):
            edge.__dict__["_ident"] = raw.id
        return edge

    @staticmethod
    def _read(plan: NodePlan | EdgePlan, properties: Mapping[str, Any], state: dict[str, Any]) -> None:
        for prop in plan.properties:
            value = properties.get(prop.column_name)
            state[prop.name] = value if value is None or prop.decode is None else prop.decode(value)

    def encode(self, entity: Any) -> dict[str, Any]:
        """Return the properties of a node or edge object as they are stored, None left out.

        Raises:
            FieldValidationError: when a value does not fit its field.
        """
        known = get_metadata().get_edge_meta(type(entity)) is not None
        plan = self.edge_plan(type(entity)) if known else self.node_plan(type(entity))
        return {column.name: column.values[0] for column in plan.columns([entity.__dict__])}
