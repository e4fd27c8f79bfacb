"""SIGTERM: end at once, because a new pod goes on from what the cluster says; but never between a breach and its undoing."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from .outcome import Terminated

_state = {"held": False, "came": False}


def install() -> None:
    """Needed: as process 1 of a container a program without a handler does not even notice SIGTERM."""

    def came(_number: int, _frame: object) -> None:
        _state["came"] = True
        if not _state["held"]:
            raise Terminated

    signal.signal(signal.SIGTERM, came)


@contextmanager
def shielded() -> Iterator[None]:
    """SIGTERM does nothing within the block, after which only the verdict is left. The pod's grace period is its limit."""
    _state["held"] = True
    try:
        yield
    finally:
        _state["held"] = False


@contextmanager
def deferred() -> Iterator[None]:
    """SIGTERM within the block ends the program at the end of the block."""
    with shielded():
        yield
    if _state["came"]:
        raise Terminated
