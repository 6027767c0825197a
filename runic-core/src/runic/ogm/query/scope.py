"""The names of a statement: which variables there are, what they stand for, and which of them a reference means.

Knows the plans of classes; what is done with a variable is the business of `lower`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from runic.ogm.core.spelling import suggest
from runic.ogm.exceptions import StatementError
from runic.ogm.mapping.plan import EdgePlan, NodePlan

if TYPE_CHECKING:
    from runic.ogm.query.draft import Draft

__all__ = ["Scope", "Variable", "final_names"]


class Variable:
    """A node, an edge or a value that a clause binds.

    Attributes:
        name: its name in the text.
        names: every name that it had while the statement was composed.
        shown: the name that a user knows it by.
        cls: class of the node or edge; None for a value, and for an edge without a class.
        plan: the plan of the class.
        edge_type: the type of an edge, else None.
        draft: the clause that binds it, the newest WITH that carries it.
        source: the node that its hop starts from.
        target: of an edge, the node that its hop leads to.
        optional: it may be missing.
        decode, absent: how a value is read.
    """

    __slots__ = (
        "absent", "cls", "decode", "draft", "edge_type", "name", "names", "optional", "plan", "shown", "source",
        "target",
    )  # fmt: skip

    def __init__(
        self, name: str, names: Sequence[str], cls: type | None, plan: NodePlan | EdgePlan | None
    ) -> None:
        self.name = name
        self.names = names
        self.shown = names[-1] if names else name
        self.cls = cls
        self.plan = plan
        self.edge_type: str | None = None
        self.draft: Draft | None = None
        self.source: Variable | None = None
        self.target: Variable | None = None
        self.optional = False
        self.decode: Any = None
        self.absent: Any = None

    @property
    def is_node(self) -> bool:
        """True for a node."""
        return isinstance(self.plan, NodePlan)

    @property
    def node_plan(self) -> NodePlan:
        """The plan of a node."""
        assert isinstance(self.plan, NodePlan), self.name
        return self.plan

    def __str__(self) -> str:
        return f"{self.shown} ({self.cls.__name__ if self.cls is not None else self.edge_type or 'a value'})"


class Scope:
    """The variables that can be named at one place of a statement, oldest first."""

    __slots__ = ("current", "variables")

    def __init__(self) -> None:
        self.variables: list[Variable] = []
        self.current: Variable | None = None

    def add(self, variable: Variable) -> None:
        """Bring a variable into scope."""
        self.variables.append(variable)

    def keep(self, variables: Sequence[Variable]) -> None:
        """Let everything but these go out of scope."""
        self.variables = [variable for variable in self.variables if variable in variables]
        self.variables += [variable for variable in variables if variable not in self.variables]
        if self.current not in self.variables:
            nodes = [variable for variable in self.variables if variable.is_node]
            self.current = nodes[-1] if nodes else None

    def find(self, name: str) -> Variable | None:
        """Return the variable of a name; one that had it earlier when none has it now."""
        for variable in self.variables:
            if variable.name == name:
                return variable
        return next((variable for variable in reversed(self.variables) if name in variable.names), None)

    def named(self, name: str, where: str) -> Variable:
        """Return the variable of a name; raises `StatementError` with the names that there are."""
        found = self.find(name)
        if found is None:
            close = suggest(name, [variable.shown for variable in self.variables])
            raise StatementError(f"{where}: no alias {name!r}{close}; in scope: {self}")
        return found

    def node(self, name: str, where: str) -> Variable:
        """Return the node of a name; raises `StatementError`."""
        found = self.named(name, where)
        if not found.is_node:
            raise StatementError(f"{where}: {found} is no node; in scope: {self}")
        return found

    def of_class(self, cls: type, name: str, where: str) -> Variable:
        """Return the newest variable of a class, or of a subclass or parent of it.

        Raises:
            StatementError: naming class, field and the place where it was written.
        """
        for variable in reversed(self.variables):
            if variable.cls is cls or (variable.cls is not None and issubclass(variable.cls, cls)):
                return variable
        for variable in reversed(self.variables):
            if variable.cls is not None and issubclass(cls, variable.cls):
                return variable
        raise StatementError(
            f"{where}: no alias in scope is a {cls.__name__}, whose {name!r} is meant; in scope: {self}; "
            "traverse() to it first, or name the alias with on="
        )

    def __str__(self) -> str:
        return ", ".join(map(str, self.variables)) or "nothing"


def final_names(steps: Sequence[tuple[Any, ...]]) -> list[str]:
    """Return the name of the root and of the target of each hop, in order; generated ones avoid those that were given.

    Raises:
        StatementError: when two variables are given one name.
    """
    hops = [step for step in steps if step[0] == "HOP"]
    root = steps[0]
    if not hops:
        return [root[1][-1] if root[1] else "n"]
    named = [root, *hops]
    given = [step[1][-1] if step[1] else None for step in named]
    taken: set[str] = set()
    for name in (*given, *(step[6] for step in hops)):
        if name is not None:
            if name in taken:
                raise StatementError(
                    f"alias {name!r} is used twice; give each node and edge a name of its own"
                )
            taken.add(name)
    names: list[str] = []
    for number, name in enumerate(given):
        names.append(name or _unused(number, taken))
    return names


def _unused(number: int, taken: set[str]) -> str:
    name = f"n{number or ''}"
    while name in taken:
        name += "_"
    taken.add(name)
    return name
