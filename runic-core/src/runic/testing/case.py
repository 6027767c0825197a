"""What a case is, and what comes of running one.

Owns the declaration, the run and the verdict. Knows no section of the kit and no test runner.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from runic.ogm.exceptions import DriverBusyError
from runic.testing.colours import Colour
from runic.testing.harness import Ground, Harness, NotApplicable

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["BOTH", "Case", "Outcome", "Verdict", "case", "run_case"]

Body = Callable[..., Coroutine[Any, Any, None]]
Verdict = Literal["passed", "not applicable", "more than declared"]

BOTH = (Colour.SYNC, Colour.ASYNC)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that a backend must do, for each of its variants.

    Args:
        section: the module that it stands in.
        name: the name of the function.
        body: the coroutine function; takes the harness, then the variant's value, then a generated value.
        colours: the colours that it concerns.
        variants: values by name; a case without variants has one without a name.
        given: makes a strategy of a variant's value, for a case that is tried with generated values.
        examples: how many of these.
    """

    section: str
    name: str
    body: Body
    colours: tuple[Colour, ...] = BOTH
    variants: Mapping[str, tuple[Any, ...]] = field(default_factory=lambda: {"": ()})
    given: Callable[..., SearchStrategy[Any]] | None = None
    examples: int = 50

    @property
    def about(self) -> str:
        """The first line of its documentation."""
        return (self.body.__doc__ or "").strip().partition("\n")[0]


def case(
    *,
    colours: tuple[Colour, ...] = BOTH,
    each: Mapping[str, Any] | None = None,
    given: Callable[..., SearchStrategy[Any]] | None = None,
    examples: int = 50,
) -> Callable[[Body], Case]:
    """Declare a coroutine function as a case of the section that its module is.

    Args:
        colours: the colours that it concerns.
        each: run once for each of these values, named by their keys.
        given: try generated values: makes the strategy, of the value of the variant where there are variants.
        examples: how many generated values are tried.
    """

    def declare(body: Body) -> Case:
        section = body.__module__.rpartition(".")[2]
        variants = {"": ()} if each is None else {name: (value,) for name, value in each.items()}
        return Case(section, body.__name__, body, colours, variants, given, examples)

    return declare


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case that did not fail.

    Args:
        verdict: what came of it.
        reason: why it is not applicable, or what the backend can do beyond what it declares.
        needs: the capabilities that it asked for.
    """

    verdict: Verdict
    reason: str = ""
    needs: tuple[str, ...] = ()


def run_case(case: Case, variant: str, ground: Ground) -> Outcome:
    """Run one variant of a case in an empty graph.

    Returns:
        The outcome. A case that needs an undeclared capability and fails is not applicable; if it passes, the backend
        can do more than it declares.

    Raises:
        Whatever the case raises, when every capability that it needs is declared.
    """
    ground.renew()
    ground.empty()
    ground.driver.sent.clear()
    harness = Harness(ground)
    arguments = case.variants[variant]
    try:
        if case.given is None:
            ground.loop.run(case.body(harness, *arguments))
        else:
            _try_examples(case, harness, arguments)
    except NotApplicable as reason:
        return Outcome("not applicable", str(reason))
    except Exception as error:
        if isinstance(error, DriverBusyError) and not harness.lends:
            return Outcome("not applicable", "the driver serves one session at a time")
        if not harness.missing:
            raise
        return Outcome("not applicable", f"needs {_names(harness)} ({type(error).__name__})")
    needs = tuple(dict.fromkeys(capability.value for capability in harness.needed))
    if harness.missing:
        return Outcome("more than declared", _names(harness), needs)
    return Outcome("passed", "", needs)


def _names(harness: Harness) -> str:
    return ", ".join(dict.fromkeys(capability.value for capability in harness.missing))


def _try_examples(case: Case, harness: Harness, arguments: tuple[Any, ...]) -> None:
    from hypothesis import HealthCheck, Phase, given, settings

    assert case.given is not None

    # the same examples every time: a kit that fails now and then teaches people to run it again
    @settings(
        derandomize=True,
        max_examples=case.examples,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case.given(*arguments))
    def check(value: Any) -> None:
        harness.ground.loop.run(case.body(harness, *arguments, value))

    run: Callable[[], None] = check
    run()
