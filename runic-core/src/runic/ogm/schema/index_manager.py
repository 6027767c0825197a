"""The indexes and constraints that models declare, as specs that any backend's adapter can create.

Knows models and no database: what exists is compared with this elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from runic.ogm.core.metadata import EdgeMeta, NodeMeta
from runic.ogm.core.plan import FieldSpec
from runic.ogm.exceptions import MetadataError
from runic.ogm.values import IndexSpec

__all__ = ["IndexSpec", "extract_declared_specs"]


def extract_declared_specs(entity_class: type) -> set[IndexSpec]:
    """Return what the fields of a model declare.

    `unique=True` is a UNIQUE constraint and wins over `index=True`; `index_type` names an index of its own and wins over
    `index=True` too; `index=True` alone is a RANGE index. Relations and a key that is the database's own id have none.

    Args:
        entity_class: a `Node` or `Edge` class.

    Raises:
        MetadataError: the class is no model, is abstract, or an annotation cannot be resolved.
    """
    meta = entity_class.__dict__.get("__runic__")
    if not isinstance(meta, (NodeMeta, EdgeMeta)) or meta.abstract:
        raise MetadataError(
            f"{entity_class.__name__} declares no indexes; pass a Node or Edge class that is not abstract"
        )
    label, entity = (meta.primary_label, "NODE") if isinstance(meta, NodeMeta) else (meta.edge_type, "EDGE")
    return {
        IndexSpec(
            label,
            spec.db_name,
            index_type,
            entity=entity,
            dimension=spec.descriptor.dimension if index_type == "VECTOR" else None,
            similarity=spec.descriptor.similarity if index_type == "VECTOR" else None,
        )
        for spec in meta.properties
        for index_type in _index_types(spec)
    }


def _index_types(spec: FieldSpec) -> Iterator[str]:
    field = spec.descriptor
    if field.unique:
        yield "UNIQUE"
    if field.index_type is not None:
        yield field.index_type
    elif field.index and not field.unique:
        yield "RANGE"
