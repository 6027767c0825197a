"""How a new entity takes its values: the work behind the constructor that every model has.

Owns defaults, positional arguments and refusals of unknown names. Knows no annotation; validation waits for the flush.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runic.ogm.core.attributes import FieldDescriptor, RelationDescriptor, is_mutable
from runic.ogm.core.spelling import suggest
from runic.ogm.core.state import _NOT_LOADED, MISSING

__all__ = ["Constructor", "Signature", "constructor", "prefilled", "share_keys"]


@dataclass(frozen=True, slots=True, eq=False)
class Constructor:
    """The prepared constructor of one class.

    Args:
        cls: the class.
        template: what every new entity starts with.
        names: the keywords that are taken.
        positional: those that are taken by position, in order.
        factories: name and maker of the defaults that each entity gets afresh.
        relations: the relations among the keywords.
        special: there are factories or relations to look at.
    """

    cls: type
    template: Mapping[str, Any]
    names: frozenset[str]
    positional: tuple[str, ...]
    factories: tuple[tuple[str, Callable[[], Any]], ...]
    relations: Mapping[str, RelationDescriptor]
    special: bool

    def prefill(self, state: dict[str, Any]) -> None:
        """Set what has a default and no value yet."""
        for name, value in self.template.items():
            state.setdefault(name, value)
        for name, make in self.factories:
            if name not in state:
                state[name] = make()

    def complete(self, state: dict[str, Any], given: Mapping[str, Any]) -> None:
        """Make the defaults that are made afresh, and check the relations that were given."""
        for name, make in self.factories:
            if name not in state:
                state[name] = make()
        for name, relation in self.relations.items():
            if name in given:
                state[name] = relation.accept(given[name])

    def bind(self, arguments: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
        """Return the keywords with the positional arguments among them; raises `TypeError`."""
        if len(arguments) > len(self.positional):
            takes = (
                f"{len(self.positional)} positional arguments"
                if self.positional
                else "keyword arguments only"
            )
            raise TypeError(f"{self.cls.__name__}() takes {takes}, got {len(arguments)}")
        for name, value in zip(self.positional, arguments, strict=False):
            if name in given:
                raise TypeError(f"{self.cls.__name__}() got two values for {name!r}")
            given[name] = value
        return given

    def refuse(self, given: Mapping[str, Any]) -> TypeError:
        """Return the error for the first keyword that the class does not take."""
        name = next(name for name in given if name not in self.names)
        if name in self.template or isinstance(getattr(self.cls, name, None), FieldDescriptor):
            return TypeError(f"{self.cls.__name__}() does not take {name!r}: it is declared with init=False")
        return TypeError(f"{self.cls.__name__}() has no field {name!r}{suggest(name, sorted(self.names))}")


def constructor(cls: type, declared: Mapping[str, FieldDescriptor], optional: frozenset[str]) -> Constructor:
    """Prepare the constructor of `cls`.

    Args:
        cls: the class.
        declared: its fields and relations by attribute name, in order.
        optional: names of the fields that are None when nothing is given for them.
    """
    template: dict[str, Any] = {}
    factories: list[tuple[str, Callable[[], Any]]] = []
    for name, descriptor in declared.items():
        if descriptor.default_factory is not None:
            factories.append((name, descriptor.default_factory))
        elif isinstance(descriptor, RelationDescriptor) and not _holds(descriptor.default):
            template[name] = _NOT_LOADED
        elif descriptor.default is not MISSING and is_mutable(type(descriptor.default)):
            factories.append((name, descriptor.get_default))
        elif descriptor.default is not MISSING:
            template[name] = descriptor.default
        elif name in optional:
            template[name] = None
    taken = {name: descriptor for name, descriptor in declared.items() if descriptor.init}
    relations = {name: d for name, d in taken.items() if isinstance(d, RelationDescriptor)}
    return Constructor(
        cls=cls,
        template=template,
        names=frozenset(taken),
        positional=tuple(name for name, descriptor in taken.items() if not descriptor.kw_only),
        factories=tuple(factories),
        relations=relations,
        special=bool(factories or relations),
    )


def prefilled(init: Callable[..., None]) -> Callable[..., None]:
    """Return a model's own `__init__` so that the entity has its defaults before it runs."""

    @functools.wraps(init)
    def __init__(self: Any, *args: Any, **values: Any) -> None:  # noqa: N807
        self.__runic__.constructor.prefill(self.__dict__)
        init(self, *args, **values)

    return __init__


def share_keys(cls: type, names: Iterable[str]) -> None:
    """Let all entities of a class share one table of attribute names, those that the session adds among them.

    CPython (3.11 to 3.13) ends such a table after some thirty instances, and one with a name that is not in it keeps a table
    of its own: new entities lack names that loaded ones have, and a loaded one took 464 bytes instead of 144.
    """
    state: dict[str, Any] = object.__new__(cls).__dict__
    for name in ("_ident", *names, "_origin", "_changes", "_expired", "_pictures"):
        state[name] = None


def _holds(default: Any) -> bool:
    return default is not None and default is not MISSING


class Signature:
    """The signature of a model's constructor, for `inspect`, `help` and editors; made when it is asked for."""

    def __get__(self, instance: Any, owner: Any = None) -> inspect.Signature:
        if instance is not None:
            raise AttributeError("__signature__")
        written = next(cls.__dict__["__init__"] for cls in owner.__mro__ if "__init__" in cls.__dict__)
        if written.__module__ != "runic.ogm.core.models":
            signature = inspect.signature(written)
            return signature.replace(parameters=list(signature.parameters.values())[1:])
        return inspect.Signature(_parameters(owner))


def _parameters(owner: Any) -> list[inspect.Parameter]:
    parameters = []
    for name, info in owner.__runic__.fields.items():
        descriptor = info.field
        if descriptor.init:
            kind = (
                inspect.Parameter.KEYWORD_ONLY
                if descriptor.kw_only
                else inspect.Parameter.POSITIONAL_OR_KEYWORD
            )
            default: Any = inspect.Parameter.empty
            if descriptor.has_default or descriptor.generated:
                default = None if descriptor.default is MISSING else descriptor.default
            parameters.append(inspect.Parameter(name, kind, default=default))
    return sorted(parameters, key=lambda parameter: parameter.kind)
