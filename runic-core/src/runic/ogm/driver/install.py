"""What to install: the first-party backends by name, and the error texts that end in a `pip install` line.

Owns the one table of core that names backends. It is data for messages: nothing is looked up in it to work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from runic.ogm.exceptions import MissingBackendError, MissingClientError, UnknownBackendError

__all__ = ["DISTRIBUTIONS", "absent_module", "foreign_scheme", "missing_client", "unknown_backend"]

DISTRIBUTIONS: Final[Mapping[str, str]] = {
    "age": "runic-age",
    "arcadedb": "runic-bolt",
    "falkordb": "runic-falkordb",
    "memgraph": "runic-bolt",
    "neo4j": "runic-bolt",
}

# schemes of wires that more than runic speaks: the backends behind them, and the option that takes such a URL
_FOREIGN_SCHEMES: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "bolt": (("neo4j", "memgraph", "arcadedb"), "uri"),
    "postgres": (("age",), "url"),
    "postgresql": (("age",), "url"),
    "redis": (("falkordb",), "url"),
    "rediss": (("falkordb",), "url"),
}


def unknown_backend(name: str, installed: Iterable[str]) -> UnknownBackendError:
    """Return the error for a name that no installed backend has: close spellings, what to install, what there is."""
    there = sorted(installed)
    if name in DISTRIBUTIONS:
        advice = f"no backend {name!r} installed; pip install {DISTRIBUTIONS[name]}"
    else:
        from difflib import get_close_matches  # slow to import, needed for errors only

        close = get_close_matches(name.lower(), sorted({*there, *DISTRIBUTIONS}), n=3, cutoff=0.6)
        advice = f"no backend {name!r}"
        if close:
            advice += (
                "; did you mean "
                + " or ".join(_with_install_line(spelling, there) for spelling in close)
                + "?"
            )
    return UnknownBackendError(f"{advice} (installed: {', '.join(there) or 'none'})")


def foreign_scheme(scheme: str) -> UnknownBackendError | None:
    """Return the error for a URL scheme that names a wire and no backend, None for any other.

    The URL itself is not shown: it may hold a password.
    """
    base = scheme.partition("+")[0]
    if base not in _FOREIGN_SCHEMES:
        return None
    backends, option = _FOREIGN_SCHEMES[base]
    calls = " or ".join(f"create_driver({backend!r}, {option}='{scheme}://…')" for backend in backends)
    return UnknownBackendError(f"the URL scheme {scheme!r} names no backend; write {calls}")


def missing_client(
    name: str, clients: Mapping[str, str], packages: Iterable[str], missing: ModuleNotFoundError
) -> MissingClientError | None:
    """Return the error for a client library that is not installed, None when `missing` is none of `packages`."""
    package = _top(missing)
    if package not in packages:
        return None
    wanted = " ".join(f"'{client}{specifier}'" for client, specifier in clients.items()) or package
    return MissingClientError(
        f"backend {name!r} needs the package {package!r}, which is not installed; pip install {wanted}",
        name=missing.name,
    )


def absent_module(module: str, package: str, distribution: str, missing: ModuleNotFoundError) -> ImportError:
    """Return what a documented module of core raises when the plugin behind it cannot be imported.

    Args:
        module: the documented module.
        package: the import package of the plugin.
        distribution: the distribution that provides it.
        missing: the error that came up; returned as it is when a module of the plugin itself or of core is missing.
    """
    if missing.name == package:
        return MissingBackendError(
            f"{module} needs a backend that is not installed; pip install {distribution}"
        )
    if _top(missing) in (package, "runic"):
        return missing
    return MissingClientError(
        f"{module} needs the package {_top(missing)!r}, which is not installed; pip install {distribution}",
        name=missing.name,
    )


def _top(missing: ModuleNotFoundError) -> str:
    return (missing.name or "").partition(".")[0]


def _with_install_line(name: str, installed: list[str]) -> str:
    return repr(name) if name in installed else f"{name!r} (pip install {DISTRIBUTIONS[name]})"
