"""Keeping the garbage collector out of work that makes many objects at once.

While a large result becomes objects, the collector walks what was made so far again and again, and finds nothing: everything
is still in use. That is half the time of reading 15 000 entities. So it rests for the length of that work, which never waits
for anything; memory that cycles hold is freed a few milliseconds later. The collector is one for the whole process: other
threads go without it for the same time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final

__all__ = ["MANY", "collector_paused"]

#: fewer objects than this are not worth a pause
MANY: Final = 1000

_nothing: Final = nullcontext()


def collector_paused(objects: int) -> AbstractContextManager[None]:
    """Return a context in which the garbage collector rests, when many objects are made in it.

    Use it around work that computes only. A collector that the program has switched off stays off.

    Args:
        objects: how many objects, or rows, the work makes, roughly.
    """
    return _paused() if objects >= MANY and gc.isenabled() else _nothing


@contextmanager
def _paused() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
