"""The beginning of a statement that searches: its clause, the score that it binds, and how many candidates it looks at.

Knows the plans of classes and the records of queries; what the database is asked for is the business of its dialect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from runic.ogm.core.metadata import get_metadata
from runic.ogm.cypher import select as cy
from runic.ogm.cypher.score import MOST, SCORE
from runic.ogm.driver.capability import Capability
from runic.ogm.exceptions import FieldValidationError, StatementError
from runic.ogm.mapping.plan import NodePlan
from runic.ogm.query.draft import Draft, joined
from runic.ogm.query.fields import Column
from runic.ogm.query.scope import Variable
from runic.ogm.query.structure import Step
from runic.ogm.values import Vector

if TYPE_CHECKING:
    from runic.ogm.query.binding import Encoder
    from runic.ogm.query.lower import Lowering

__all__ = ["SearchDraft", "begin", "mentions_score"]

_TEXT: Final = "__fts_query"
_VECTOR: Final = "__knn_vec"
_K: Final = "__knn_k"
_LIMIT: Final = "__knn_limit"
_DEPTH: Final = "__knn_depth"


class SearchDraft(Draft):
    """A search in the making; `record` gets its filters in the end.

    Args:
        record: the search.
        place: its number among the clauses.
        encoders: where parameters are added that depend on whether something is filtered.
        k, candidates: places of the number of results and of the number of candidates, where there are such.
    """

    def __init__(
        self,
        record: cy.FulltextSearch | cy.VectorSearch | cy.HybridSearch,
        place: int,
        encoders: list[Encoder],
        k: int | None = None,
        candidates: int | None = None,
    ) -> None:
        super().__init__("search", place)
        self.record = record
        self.encoders = encoders
        self.k = k
        self.candidates = candidates
        self.late: list[cy.Predicate] = []

    def add(self, predicate: cy.Predicate, used: list[Variable]) -> None:
        """Add a filter: on the score behind the search, on anything else where it finds candidates."""
        late = any(variable.name == SCORE for variable in used)
        if isinstance(self.record, cy.HybridSearch):
            # raw text may name the score, and a subquery cannot stand in a subquery everywhere
            late = late or not used or asks(predicate)
        (self.late if late else self.filters).append(predicate)

    def finish(self, clauses: list[cy.Clause]) -> None:
        """Add the search, and a WITH that keeps the best where more candidates were looked at."""
        record = self.record
        filters, late = tuple(self.filters), tuple(self.late)
        match record:
            case cy.FulltextSearch():
                clauses.append(replace(record, where=joined(filters + late)))
            case cy.VectorSearch():
                narrowed = bool(filters or record.labels) or self.candidates is not None
                self.number(record.k, widened=narrowed)
                clauses.append(replace(record, where=joined(filters + late)))
                if narrowed:
                    clauses.append(self.best(record))
            case cy.HybridSearch(text, near):
                self.number(near.k, widened=True)
                where = joined(filters)
                text, near = replace(text, where=where), replace(near, where=where)
                clauses.append(replace(record, text=text, near=near, where=joined(late)))
                clauses.append(self.best(record))

    def number(self, name: str, *, widened: bool) -> None:
        """Add the parameter with the number of candidates."""
        if not widened:
            self.encoders.append((name, self.k or 0, int))
        elif self.candidates is not None:
            self.encoders.append((name, self.candidates, int))
        else:
            self.encoders.append((name, self.k or 0, _enough))

    def best(self, record: cy.VectorSearch | cy.HybridSearch) -> cy.Cut:
        """Return the WITH that keeps the best."""
        self.encoders.append((_LIMIT, self.k or 0, int))
        node, score = cy.Variable(record.alias), cy.Variable(record.score)
        order = (cy.Order(score, desc=True),)
        return cy.Cut((cy.Item(node), cy.Item(score)), order=order, limit=cy.Param(_LIMIT))


def _enough(k: int) -> int:
    """Return how many candidates stand for `k` results when some are filtered out."""
    return min(max(10 * k, 100), MOST)


def asks(predicate: cy.Predicate) -> bool:
    """Return whether a predicate holds a subquery."""
    match predicate:
        case cy.Exists():
            return True
        case cy.Comparison():
            return isinstance(predicate.left, cy.Count) or isinstance(predicate.right, cy.Count)
        case cy.Junction():
            return any(map(asks, predicate.operands))
        case cy.Negation() | cy.Unmet():
            return asks(predicate.operand)
        case _:
            return False


def mentions_score(steps: Any) -> bool:
    """Return whether a step names the score."""
    if not isinstance(steps, tuple):
        return False
    return steps[:1] == ("SCORE",) or steps[:2] == ("NAME", SCORE) or any(map(mentions_score, steps))


def begin(low: Lowering, root: Variable, step: Step) -> SearchDraft:
    """Return the draft of a search and bring its score into scope.

    Raises:
        UnsupportedFeatureError: the database has no such search.
        StatementError: a field cannot be searched, or an alias has the name of the score.
    """
    kind, names, vector, options = step
    _refuse_alias(low.steps)
    make = {"FULLTEXT": _by_words, "VECTOR": _by_vector, "HYBRID": _by_both}[kind]
    draft = make(low, root, names, vector, dict(options))
    if not (isinstance(draft.record, cy.FulltextSearch) and draft.record.score is None):
        score = Variable(SCORE, (SCORE,), None, None)
        score.draft = draft
        low.scope.add(score)
        low.score = score
    return draft


def _by_words(low: Lowering, root: Variable, names: Any, _: Any, options: dict[str, Any]) -> SearchDraft:
    record = _text_search(low, root, names, options)
    if low.values is not None and not mentions_score(low.steps):
        record = replace(record, score=None)
    return SearchDraft(record, len(low.drafts), low.encoders)


def _by_vector(low: Lowering, root: Variable, _: Any, vector: Any, options: dict[str, Any]) -> SearchDraft:
    record = _vector_search(low, root, vector, options)
    k, candidates = _numbers(low, options)
    return SearchDraft(record, len(low.drafts), low.encoders, k, candidates)


def _by_both(low: Lowering, root: Variable, names: Any, vector: Any, options: dict[str, Any]) -> SearchDraft:
    text = _text_search(low, root, names, {**options, "index": options.get("text_index")})
    near = _vector_search(low, root, vector, {**options, "index": options.get("vector_index")})
    k, candidates = _numbers(low, options)
    low.encoders.append(
        (_DEPTH, k if candidates is None else candidates, _enough if candidates is None else int)
    )
    record = cy.HybridSearch(text, near, root.name, SCORE, _DEPTH)
    return SearchDraft(record, len(low.drafts), low.encoders, k, candidates)


def _numbers(low: Lowering, options: dict[str, Any]) -> tuple[int, int | None]:
    return low.take(), low.take() if options.get("candidates") else None


def _text_search(low: Lowering, root: Variable, names: Any, options: dict[str, Any]) -> cy.FulltextSearch:
    dialect = low.mapper.dialect
    dialect.capabilities.require(Capability.FULLTEXT_SEARCH)
    plan = root.node_plan
    columns = [low.column(root, name, "fields=") for name in names]
    wanted = tuple(_text_column(column) for column in columns)
    indexed = indexed_texts(plan)
    if not (indexed or options.get("index")):
        raise StatementError(
            f"{plan.cls.__name__} declares no full-text index; write Field(index_type='FULLTEXT') for what is searched, "
            "or name an index that others have made with index="
        )
    raw = bool(options.get("raw"))
    encode: Callable[[Any], Any] = dialect.codec.encode
    low.encoders.append((_TEXT, low.take(), lambda text: encode(dialect.search_text(text, wanted, raw=raw))))
    label, index = plan.primary_label, options.get("index")
    return cy.FulltextSearch(root.name, label, _TEXT, wanted, SCORE, None, further(plan), indexed, index)


def _text_column(column: Column) -> str:
    if column.plan is None or column.kind not in {"str", "list", "any", "enum"}:
        raise StatementError(f"{column} is of kind {column.kind}; a full-text search looks into text")
    return column.plan.column_name


def _vector_search(low: Lowering, root: Variable, field: Any, options: dict[str, Any]) -> cy.VectorSearch:
    low.mapper.dialect.capabilities.require(Capability.VECTOR_SEARCH)
    plan = root.node_plan
    column = low.column(root, field[1], "field=", field[0])
    prop = column.plan
    if prop is None or column.kind != "vector":
        raise StatementError(f"{column} is of kind {column.kind}; vector search needs a Vector")
    info = plan.meta.fields.get(prop.name)
    similarity = "cosine" if info is None else info.field.similarity or "cosine"
    low.encoders.append((_VECTOR, low.take(), _vector_encoder(column, similarity)))
    param = cy.Param(_VECTOR, prop.storage.function)
    label, name = plan.primary_label, prop.column_name
    return cy.VectorSearch(
        root.name, label, name, param, _K, SCORE, similarity, None, further(plan), options.get("index")
    )


def _vector_encoder(column: Column, similarity: str) -> Callable[[Any], Any]:
    prop = column.plan
    assert prop is not None, column

    def encode(value: Any) -> Any:
        vector = Vector(value)
        prop.spec.check_column([vector])  # the length, where it is declared
        if similarity == "cosine" and not any(vector):
            reason = "a vector of zeros points nowhere, so nothing is near it; search with another one"
            raise FieldValidationError(prop.owner, prop.name, vector, reason)
        return prop.encode(vector)

    return encode


def further(plan: NodePlan) -> tuple[str, ...]:
    """Return the labels of a class besides the one that its indexes are on."""
    return tuple(label for label in plan.labels if label != plan.primary_label)


def indexed_texts(plan: NodePlan) -> tuple[str, ...]:
    """Return the properties of the full-text index of a class's label, sorted: those of its parents and heirs, too."""
    found: set[str] = set()
    for meta in get_metadata().all_nodes():
        related = issubclass(meta.cls, plan.cls) or issubclass(plan.cls, meta.cls)
        if related and not meta.abstract and meta.primary_label == plan.primary_label:
            fields = ((name, meta.fields[name].field) for name in meta.property_names)
            found.update(field.db_name or name for name, field in fields if field.index_type == "FULLTEXT")
    return tuple(sorted(found))


def _refuse_alias(steps: Any) -> None:
    for step in steps:
        if step[0] in {"ROOT", "HOP"} and SCORE in (step[1][-1:] or ()):
            raise StatementError(f"alias {SCORE!r} is what a search calls its score; choose another name")
        if step[0] == "HOP" and step[6] == SCORE:
            raise StatementError(
                f"edge_alias {SCORE!r} is what a search calls its score; choose another name"
            )
