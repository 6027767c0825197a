"""A connection that the caller keeps is lent to one at a time, whoever asks in between."""

from __future__ import annotations

import sys
from types import CodeType, FrameType
from typing import Any

import pytest

from runic.ogm.exceptions import DriverBusyError
from runic_age.handed import HandedIn, _One


def _lends(one: HandedIn) -> bool:
    try:
        one.lend()
    except DriverBusyError:
        return False
    return True


def _interrupted(one: HandedIn, at: int, code: CodeType) -> tuple[list[bool], bool]:
    """Lend, and have somebody else do the same just before the line with this number is run."""
    others: list[bool] = []
    seen = 0

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal seen
        if frame.f_code is code and event == "line":
            if seen == at:
                others.append(_lends(one))
            seen += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        mine = _lends(one)
    finally:
        sys.settrace(before)
    return others, mine


def test_two_threads_never_get_the_one_connection() -> None:
    outcomes = [_interrupted(HandedIn(object(), "graph"), at, _One.lend.__code__) for at in range(10)]
    # past the last line nobody comes in between
    assert (outcomes[0][0], outcomes[-1][0]) == ([True], [])
    assert [sum((*others, mine)) for others, mine in outcomes] == [1] * 10


def test_it_is_lent_again_when_it_came_back() -> None:
    one = HandedIn(object(), "graph")
    one.lend()
    assert one.lent
    with pytest.raises(DriverBusyError, match="one connection"):
        one.lend()
    one.back()
    one.lend()
