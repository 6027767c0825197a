"""The managers of indexes and constraints, sync: `IndexManager` for single models, `SchemaManager` for all of them.

They carry out plans on an adapter; what is done stands in `runic.migrate.plans`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from runic.migrate import plans
from runic.migrate.adapter import adapter_for
from runic.migrate.comparison import SchemaInfo, ValidationResult
from runic.migrate.plans import Call, Plan, Progress
from runic.ogm.driver.schema import IndexAdapter
from runic.ogm.values import IndexSpec

__all__ = ["IndexManager", "SchemaInfo", "SchemaManager", "ValidationResult"]

T = TypeVar("T")

_INDEXES = ("RANGE", "FULLTEXT", "VECTOR")


class IndexManager:
    """Creates and drops the indexes and constraints that models declare.

    Args:
        adapter_or_graph: an adapter of `create_adapter`, a driver, or a handle of a client that some backend knows.

    Raises:
        TypeError: it is none of these, or async.
        UnsupportedFeatureError: the backend manages no indexes.
    """

    def __init__(self, adapter_or_graph: Any) -> None:
        self.adapter: IndexAdapter = adapter_for(adapter_or_graph)

    def create_indexes(self, entity_class: type, *, if_not_exists: bool = True) -> None:
        """Create everything that a model declares, and wait until it is built.

        The full-text fields of a label are one index; fields that it has already stay in it.

        Args:
            entity_class: a `Node` or `Edge` class.
            if_not_exists: look first, and create only what is missing; else everything is sent, which is no error either.

        Raises:
            UnsupportedFeatureError: the database cannot have one of them; nothing was sent.
            MetadataError: a declaration is wrong, a vector field has no dimension; nothing was sent.
            ConstraintError: existing data violates a constraint; its `violations` are the keys, and nothing of it is left.
        """
        _run(self.adapter, plans.create_indexes(self.adapter, [entity_class], look=if_not_exists))

    def ensure_indexes(self, entity_class: type) -> None:
        """Create what is missing of what a model declares; raises as `create_indexes`."""
        self.create_indexes(entity_class)

    def create_spec(self, spec: IndexSpec) -> None:
        """Create one index or constraint; one that exists is no error. Raises as `create_indexes`."""
        _run(self.adapter, plans.create_spec(self.adapter, spec))

    def drop_spec(self, spec: IndexSpec) -> None:
        """Drop one index or constraint, with a constraint's own index; a missing one is no error.

        A full-text field leaves the index of its label, which goes with the last one.
        """
        _run(self.adapter, plans.drop_specs([spec]))


class SchemaManager:
    """Compares the indexes of a database with what models declare, and brings them into step.

    Classes are given as a list; None stands for every model of the program. What *other* models of the program declare is
    never extra, so that a part of them can be managed by itself.

    Args:
        adapter_or_graph: an adapter of `create_adapter`, a driver, or a handle of a client that some backend knows.

    Raises:
        TypeError: it is none of these, or async.
        UnsupportedFeatureError: the backend manages no indexes.
    """

    def __init__(self, adapter_or_graph: Any) -> None:
        self.adapter: IndexAdapter = adapter_for(adapter_or_graph)

    def ensure_entity_types(self, entity_classes: Iterable[type] | None) -> None:
        """Create vertex and edge types with their properties, where the database wants them declared (ArcadeDB, AGE)."""
        _run(self.adapter, plans.ensure_types(entity_classes))

    def validate_schema(self, entity_classes: Iterable[type] | None) -> ValidationResult:
        """Compare declared indexes with the existing ones; changes nothing.

        Raises:
            MetadataError: a class is no model, or its declaration is wrong.
        """
        return _run(self.adapter, plans.validate(self.adapter, entity_classes))

    def sync_schema(
        self,
        entity_classes: Iterable[type] | None,
        *,
        drop_extra: bool = False,
        progress: Progress | None = None,
    ) -> None:
        """Create entity types and missing indexes; a second call finds nothing to do.

        Args:
            entity_classes: the models.
            drop_extra: drop what no model of the program declares, and make vector indexes anew whose options differ.
                What an `IndexSpec` cannot describe (points, existence constraints, several labels at once) always stays.
            progress: is told each creation and drop, in words, before it happens.

        Raises:
            UnsupportedFeatureError: the database cannot have one of them; nothing was sent.
            MetadataError: a declaration is wrong; nothing was sent.
            ConstraintError: existing data violates a constraint; what came before it is done, nothing of it is left.
        """
        _run(self.adapter, plans.sync(self.adapter, entity_classes, drop_extra=drop_extra, progress=progress))

    def get_schema_diff(self, entity_classes: Iterable[type] | None) -> str:
        """Return the differences as text: lines that begin with MISSING, EXTRA or ERROR, or `schema is in sync`."""
        return _run(self.adapter, plans.diff(self.adapter, entity_classes))

    def get_schema_info(self, entity_classes: Iterable[type] | None) -> SchemaInfo:
        """Return what is declared, what exists, what is missing or extra, and the labels and types of the database."""
        return _run(self.adapter, plans.info(self.adapter, entity_classes))

    def list_indexes(self) -> list[IndexSpec]:
        """Return the indexes of the database; one that only serves a constraint is left out."""
        return _run(self.adapter, plans.list_existing(_INDEXES))

    def list_constraints(self) -> list[IndexSpec]:
        """Return the uniqueness constraints of the database."""
        return _run(self.adapter, plans.list_existing(("UNIQUE",)))

    def drop_indexes(self, *, progress: Progress | None = None) -> list[IndexSpec]:
        """Drop every index of the database that `list_indexes` returns, and return them."""
        return _run(self.adapter, plans.drop_existing(_INDEXES, progress))

    def drop_constraints(self, *, progress: Progress | None = None) -> list[IndexSpec]:
        """Drop every uniqueness constraint of the database, and return them."""
        return _run(self.adapter, plans.drop_existing(("UNIQUE",), progress))


def _run(adapter: IndexAdapter, plan: Plan[T]) -> T:
    """Carry out the calls of a plan."""
    try:
        call: Call = next(plan)
        while True:
            try:
                result = getattr(adapter, call.method)(*call.args, **call.options)
            except Exception as error:  # noqa: BLE001 - the plan decides
                call = plan.throw(error)
            else:
                call = plan.send(result)
    except StopIteration as done:
        outcome: T = done.value
        return outcome
