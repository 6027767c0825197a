"""The records of what a statement returns, under the path of the query layer; `runic.ogm.mapping.shape` owns them."""

from __future__ import annotations

from runic.ogm.mapping.shape import Compiled, EdgeShape, EntityShape, ScalarShape, Shape

__all__ = ["Compiled", "EdgeShape", "EntityShape", "ScalarShape", "Shape"]
