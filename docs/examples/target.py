"""The database that an example runs on, as its arguments name it.

    --backend falkordb://localhost:6379/world          a URL
    --backend age -o host=db.example -o graph=world    a name, with the options that `create_driver` takes

Without `--backend` it is an embedded FalkorDB, which is gone when the program ends.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

__all__ = ["add_arguments", "connected", "read_target"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backend", metavar="NAME-or-URL", help="default: an embedded FalkorDB")
    parser.add_argument(
        "-o",
        "--option",
        type=option,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an option of the backend, as create_driver takes it; may be given several times",
    )


def option(text: str) -> tuple[str, Any]:
    """Return the name and the value of `name=value`: digits are an int, `true` and `false` are a bool."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    if value in {"true", "false"}:
        return name, value == "true"
    # a password of digits stays text
    return name, int(value) if value.isdecimal() and name != "password" else value


def read_target(description: str | None) -> argparse.Namespace:
    """Return the arguments of a program that takes no others."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    add_arguments(parser)
    return parser.parse_args()


def connected(create: Callable[..., Any], given: argparse.Namespace) -> Any:
    """Return the driver that the arguments ask for, made by `create_driver` or its async twin."""
    if given.backend:
        return create(given.backend, **dict(given.option))
    return create("falkordb", **{"embedded": True, **dict(given.option)})
