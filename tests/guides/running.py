"""Runs the code of a page on a database of the tests: `python running.py page.py`, told where by `RUNIC_GUIDE_PLACE`.

A page shows `create_driver(…)` with the address of somebody's server. Here each such call leads to the server of the tests;
what the page says is given to the backend first, so that an option that does not exist fails the test.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from collections.abc import Callable
from typing import Any

import runic.ogm


def leading_to(create: Callable[..., Any], backend: str, options: dict[str, Any]) -> Callable[..., Any]:
    """Return a function that takes what `create` takes and returns a driver of the server of the tests."""

    def call(name: str, **said: Any) -> Any:
        if name.partition(":")[0].partition("+")[0] == backend:
            create(name, **said)
        return create(backend, **options)

    return call


def main() -> None:
    place = json.loads(os.environ["RUNIC_GUIDE_PLACE"])
    for function in ("create_driver", "create_async_driver"):
        setattr(runic.ogm, function, leading_to(getattr(runic.ogm, function), **place))
    runpy.run_path(sys.argv[1], run_name="__main__")


if __name__ == "__main__":
    main()
