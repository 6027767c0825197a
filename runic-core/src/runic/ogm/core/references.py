"""How relations find the classes that they name, and what is said when they do not.

Knows the registered classes by the maps it is given; owns no state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runic.ogm.core.attributes import RelationDescriptor
from runic.ogm.core.plan import RelationSpec
from runic.ogm.core.spelling import suggest
from runic.ogm.exceptions import MetadataError

__all__ = ["References", "place", "same_place"]


@dataclass(frozen=True, slots=True, eq=False)
class References:
    """The names that classes go by.

    Args:
        nodes: metadata of the node classes.
        edges: metadata of the edge classes.
        by_name: the classes of each name: plain, qualified, and qualified with the module.
    """

    nodes: Mapping[type, Any]
    edges: Mapping[type, Any]
    by_name: Mapping[str, list[type]]

    def find(self, named: str | type | None, module: str = "") -> type | None:
        """Return the class of a name, one in `module` before others; a class as it is, or what has replaced it.

        Raises `MetadataError` when the name alone does not tell which class is meant.
        """
        if named is None:
            return None
        if isinstance(named, type):
            if named in self.nodes or named in self.edges:
                return named
            return next((cls for cls in self.by_name.get(place(named), ()) if same_place(cls, named)), named)
        found = self.by_name.get(named, [])
        near = [cls for cls in found if cls.__module__ == module]
        if len(near) == 1 or len(found) == 1:
            return (near or found)[0]
        if found:
            raise MetadataError(
                f"several classes have this name; write the one you mean: {', '.join(map(place, found))}"
            )
        return None

    def relations(self, meta: Any) -> Mapping[str, RelationSpec]:
        """Return the relations of one class; raises `MetadataError` naming all names that are unknown anywhere."""
        problems = list(self.problems(meta))
        if problems:
            raise MetadataError("\n".join(dict.fromkeys([*problems, *self.all_problems()])))
        return {name: self._spec(meta, name) for name in meta.fields if name in meta.relation_names}

    def all_problems(self) -> list[str]:
        """Return what is wrong with the relations of all classes."""
        return list(dict.fromkeys(problem for meta in self.nodes.values() for problem in self.problems(meta)))

    def problems(self, meta: Any) -> Iterator[str]:
        """Say what is wrong with the classes that the relations of one class name."""
        for name, info in meta.fields.items():
            if isinstance(info.field, RelationDescriptor):
                yield from self._relation_problems(
                    f"{(info.field.owner or meta.cls).__name__}.{name}", info.field
                )

    def _relation_problems(self, where: str, descriptor: RelationDescriptor) -> Iterator[str]:
        module = descriptor.owner.__module__ if descriptor.owner else ""
        yield from self._problem(where, "target", descriptor.declared_target, module)
        if descriptor.declared_edge_model is None:
            return
        trouble = list(self._problem(where, "edge_model", descriptor.declared_edge_model, module))
        yield from trouble
        edge = None if trouble else self.find(descriptor.declared_edge_model, module)
        if edge is not None and self.edges[edge].edge_type != descriptor.relationship:
            yield (
                f"{where}: relationship={descriptor.relationship!r} and edge_model={edge.__name__}, whose type is"
                f" {self.edges[edge].edge_type!r}, contradict each other; give both the same type"
            )

    def _problem(self, where: str, option: str, named: str | type | None, module: str) -> Iterator[str]:
        known: Iterable[type] = self.nodes if option == "target" else self.edges
        try:
            found = self.find(named, module)
        except MetadataError as error:
            yield f"{where}: {option}={named!r}: {error}"
            return
        if found is None:
            close = suggest(str(named), {cls.__name__ for cls in known})
            yield f"{where}: no class is called {named!r} ({option}=){close}; import the module that declares it"
        elif found not in known:
            expected = "Node" if option == "target" else "Edge"
            yield f"{where}: {option}={found.__name__} is no registered {expected} class"

    def _spec(self, meta: Any, name: str) -> RelationSpec:
        descriptor = meta.fields[name].field
        module = (descriptor.owner or meta.cls).__module__
        target = self.find(descriptor.declared_target, module)
        assert target is not None
        return RelationSpec(
            cls=meta.cls,
            name=name,
            type=descriptor.relationship,
            direction=descriptor.direction,
            target=target,
            edge_model=self.find(descriptor.declared_edge_model, module),
            collection=descriptor.collection,
            cascade=descriptor.cascade,
            lazy=descriptor.lazy,
            descriptor=descriptor,
        )


def same_place(one: type, other: type) -> bool:
    """Return True when two classes have the same module and qualified name: one was made again."""
    return (one.__module__, one.__qualname__) == (other.__module__, other.__qualname__)


def place(cls: type) -> str:
    """Return where a class stands: its module and qualified name."""
    return f"{cls.__module__}.{cls.__qualname__}"
