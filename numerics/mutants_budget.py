"""A limit on the processor time of a search, so that no mutant holds up the others."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, Final

AGAIN: Final = 0.05  # seconds after which the limit is announced again, should the first call go unheard
SHORTEST: Final = 1e-6  # no time at all would mean no limit
FOREIGN: Final = ("z3", "ctypes", "weakref")  # an exception out of the blue leaves their objects half made


class OutOfTime(BaseException):
    """The processor time is spent; no handler of ordinary errors swallows it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after so much processor time; no limit where the system has no such timer.

    Blocks may not be nested, and only a process's main thread is limited.
    """
    if not hasattr(signal, "SIGPROF") or current_thread() is not main_thread():
        yield
        return
    before: Any = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, max(seconds, SHORTEST), AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(number: int, frame: FrameType | None) -> None:
    """Raise, unless what is under way cannot stand it: then the next call will.

    That is foreign code, or a callback of the garbage collector, in which an exception would be lost.
    """
    callbacks = [getattr(callback, "__code__", None) for callback in gc.callbacks]
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] in FOREIGN or frame.f_code in callbacks:
            return
        frame = frame.f_back
    raise OutOfTime
