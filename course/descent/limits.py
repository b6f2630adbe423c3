"""Stop code that runs for ever, and say so."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep
_LIBRARY = sysconfig.get_path("stdlib") + os.sep
_AGAIN = 1.0  # seconds between two rings
_UNSTOPPABLE = (
    "This code catches every exception, even the one that should stop it. "
    "Interrupt the kernel (the square button) or restart it to go on."
)


class TimeUp(BaseException):
    """Raised inside code that has used up its seconds; not an `Exception`, so that `except Exception` lets it pass."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` in the body after `seconds` of wall time.

    A body that swallows it (`except:` in a loop) is interrupted again every second, then also inside its handlers;
    after the third time a message says how to stop it by hand. Outside the main thread nothing can be interrupted, and
    the body just runs.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
    elif hasattr(signal, "setitimer"):
        yield from _by_signal(seconds, sys._getframe(2))  # past contextlib: the frame that holds the `with`
    else:  # Windows
        yield from _by_interrupt(seconds)


def is_learners(filename: str) -> bool:
    """Return whether code from `filename` is a learner's: not ours, Python's or a library's."""
    if filename.startswith("<"):  # <ipython-input-…> and <string>, but not <frozen importlib> or <f of the check>
        return not filename.startswith(("<frozen", "<__array")) and not filename.endswith("of the check>")
    libraries = "site-packages" in filename or "dist-packages" in filename
    return not (libraries or filename.startswith((_OURS, _LIBRARY)))


def _by_signal(seconds: float, holder: FrameType) -> Iterator[None]:
    rings = 0
    tracing = sys.gettrace()

    def ring(_signum: int, frame: FrameType | None) -> None:
        nonlocal rings
        rings += 1
        if rings == 3:
            print(_UNSTOPPABLE, file=sys.stderr)
        if rings > 1:
            _raise_in_handlers(frame, holder)
        raise TimeUp

    def disarm() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.settrace(tracing)

    before = signal.signal(signal.SIGALRM, ring) or signal.SIG_DFL
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        try:
            yield
        finally:
            disarm()
    finally:
        if sys.exc_info()[0] is not None:  # a ring may strike inside `disarm`
            disarm()


def _raise_in_handlers(frame: FrameType | None, holder: FrameType) -> None:
    """Make the learner's frames raise `TimeUp` also on the next line that they run: the first of the `except` block.

    The frame that holds the `with time_limit` is spared, since it would raise before the limit is lifted.
    """

    def stop(_frame: FrameType, event: str, _arg: Any) -> Callable[..., Any]:
        if event == "line":
            raise TimeUp
        return stop

    sys.settrace(lambda *_: None)  # frames that begin from now on are left alone
    while frame is not None and frame is not holder:
        if is_learners(frame.f_code.co_filename):
            frame.f_trace = stop
        frame = frame.f_back


def _by_interrupt(seconds: float) -> Iterator[None]:
    done, rang = threading.Event(), threading.Event()

    def ring() -> None:
        pause, rings = seconds, 0
        while not done.wait(pause):
            rings, pause = rings + 1, _AGAIN
            if rings == 3:
                print(_UNSTOPPABLE, file=sys.stderr)
            rang.set()
            _thread.interrupt_main()

    threading.Thread(target=ring, daemon=True).start()
    try:
        yield
    except KeyboardInterrupt:
        if rang.is_set():
            raise TimeUp from None
        raise
    finally:
        done.set()
