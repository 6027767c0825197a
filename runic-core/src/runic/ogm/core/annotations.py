"""The one place where the annotations of models are read and the names in them are looked up.

Owns the scope of a class, evaluation, and the taking apart of unions and aliases. Knows no field and no kind of value.
"""

from __future__ import annotations

import builtins
import inspect
import re
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, ForwardRef, cast, get_args, get_origin

from runic.ogm.core.mapped import Mapped
from runic.ogm.core.spelling import suggest
from runic.ogm.exceptions import MetadataError

__all__ = ["Names", "Scope", "Unresolved", "alternatives", "is_class_variable", "is_list", "own_annotations"]

_LISTS = (list, set, frozenset, tuple, Sequence, Collection, Iterable, AbstractSet)
_QUOTED_NAME = re.compile(r"""(['"])([\w.]+)\1""")
_CLASS_VARIABLE = re.compile(r"\s*(\w+\s*\.\s*)*ClassVar\b")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the names in the annotations of one class are looked up, besides the registered models."""

    globals: Mapping[str, Any] = field(default_factory=dict)
    locals: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, owner: type, frame: types.FrameType | None) -> Scope:
        """Return the scope of a class that is being made; `frame` is where to begin looking for its definition.

        Of a function's local names only those are kept that the annotations mention.
        """
        while frame is not None and frame.f_globals.get("__name__") != owner.__module__:
            frame = frame.f_back
        if frame is None:
            return cls(_module_names(owner))
        if frame.f_locals is frame.f_globals:
            return cls(frame.f_globals)
        mentioned = set(re.findall(r"\w+", " ".join(map(str, own_annotations(owner).values()))))
        return cls(frame.f_globals, {n: v for n, v in frame.f_locals.items() if n in mentioned})

    @classmethod
    def of_module(cls, owner: type) -> Scope:
        """Return the scope of a class that is no model, for example a mixin."""
        return cls(_module_names(owner))


class Unresolved:
    """Stands for a name that nothing defines yet, where only the shape around it is asked for."""

    def __init__(self, name: str, *, optional: bool = False) -> None:
        self.name = name
        self.optional = optional

    def __or__(self, other: Any) -> Any:
        return Unresolved(self.name, optional=True) if other is None else self

    __ror__ = __or__

    def __getitem__(self, _: Any) -> Unresolved:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Unresolved:
        """Let `typing` take it for a type."""
        return self


class Names:
    """Looks names up for `evaluate`: the scope first, then builtins, then the registered models.

    Args:
        scope: where the annotation stands.
        model: returns the registered class of a name, or None.
        lenient: unknown names become `Unresolved` instead of an error.
    """

    def __init__(self, scope: Scope, model: Callable[[str], type | None], *, lenient: bool = False) -> None:
        self._scope = scope
        self._model = model
        self._lenient = lenient

    def __getitem__(self, name: str) -> Any:
        for names in (self._scope.locals, self._scope.globals):
            if name in names:
                return names[name]
        if hasattr(builtins, name):
            return getattr(builtins, name)
        model = self._model(name)
        if model is not None:
            return model
        if self._lenient:
            return Unresolved(name)
        raise KeyError(name)

    def evaluate(self, annotation: Any) -> Any:
        """Return the object that an annotation means; text within text too.

        Raises:
            MetadataError: a name is unknown, or the text is no expression for a type.
        """
        while isinstance(annotation, (str, ForwardRef)):
            annotation = self._evaluate(
                annotation if isinstance(annotation, str) else annotation.__forward_arg__
            )
        return annotation

    def _evaluate(self, text: str) -> Any:
        try:
            # annotations are code of the module that they stand in
            return eval(text, {}, cast("Mapping[str, object]", self))  # noqa: S307
        except NameError as error:
            name = error.name or text
            close = suggest(name, [*self._scope.locals, *self._scope.globals])
            raise MetadataError(
                f"nothing is called {name!r}{close}; define or import it, or give the field a converter="
            ) from error
        except Exception as error:
            bare = _QUOTED_NAME.sub(
                r"\2", text
            )  # "Person" | None is no error to those who do not evaluate it
            if isinstance(error, TypeError) and bare != text:
                return self._evaluate(bare)
            raise MetadataError(f"it cannot be evaluated: {error}") from error


def own_annotations(cls: type) -> dict[str, Any]:
    """Return the annotations of the class body itself, as they stand there, evaluated or not."""
    if sys.version_info >= (3, 14):
        import annotationlib

        return dict(annotationlib.get_annotations(cls, format=annotationlib.Format.FORWARDREF))
    return inspect.get_annotations(cls)


def is_class_variable(annotation: Any) -> bool:
    """Return True for `ClassVar[...]`, also as text."""
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        return _CLASS_VARIABLE.match(annotation) is not None
    return annotation is typing.ClassVar or get_origin(annotation) is typing.ClassVar


def alternatives(annotation: Any, names: Names) -> tuple[list[Any], bool]:
    """Return the types that an annotation allows besides None, and whether it allows None.

    Unions, `Optional`, `Annotated`, `NewType`, type aliases and the bounds of type variables are taken apart.
    Raises `MetadataError` like `Names.evaluate`.
    """
    annotation = names.evaluate(annotation)
    if annotation is None or annotation is type(None):
        return [], True
    if isinstance(annotation, Unresolved):
        return [annotation], annotation.optional
    inner = _inner(annotation)
    if inner is None:
        return [annotation], False
    parts = [alternatives(part, names) for part in inner]
    return [kind for kinds, _ in parts for kind in kinds], any(optional for _, optional in parts)


def is_list(annotation: Any, names: Names) -> bool:
    """Return True when an annotation is a list or a like collection, whatever it holds."""
    kinds, _ = alternatives(annotation, names)
    return any((get_origin(kind) or kind) in _LISTS for kind in kinds if not isinstance(kind, Unresolved))


def _inner(annotation: Any) -> Sequence[Any] | None:
    """The types that a wrapping form stands for, or None when it is a type itself."""
    origin = get_origin(annotation)
    if origin is typing.Union or origin is types.UnionType:
        return get_args(annotation)
    if origin in (typing.Annotated, typing.Final, Mapped):
        return get_args(annotation)[:1]
    if isinstance(annotation, typing.NewType):
        return [annotation.__supertype__]
    if type(annotation).__name__ == "TypeAliasType":
        return [annotation.__value__]
    if isinstance(annotation, typing.TypeVar):
        return [annotation.__bound__] if annotation.__bound__ else annotation.__constraints__ or [Any]
    return None


def _module_names(owner: type) -> Mapping[str, Any]:
    return vars(sys.modules[owner.__module__]) if owner.__module__ in sys.modules else {}
