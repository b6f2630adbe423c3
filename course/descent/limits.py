"""Stop code that runs for ever, and say so."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class TimeUp(BaseException):
    """Raised inside code that has used up its seconds; not an `Exception`, so that `except Exception` lets it pass."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` in the body after `seconds` of wall time.

    A body that swallows even that is interrupted again every second, and after the third time a message says how to
    stop it by hand. Outside the main thread nothing can be interrupted, and the body just runs.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
    elif hasattr(signal, "setitimer"):
        yield from _by_signal(seconds)
    else:  # Windows
        yield from _by_interrupt(seconds)


def _by_signal(seconds: float) -> Iterator[None]:
    rings = 0

    def ring(_signum: int, _frame: Any) -> None:
        nonlocal rings
        rings += 1
        if rings == 3:
            print(
                "This code catches every exception, even the one that should stop it. "
                "Interrupt the kernel (the square button) to go on.",
                file=sys.stderr,
            )
        raise TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _by_interrupt(seconds: float) -> Iterator[None]:
    rang = threading.Event()

    def ring() -> None:
        rang.set()
        _thread.interrupt_main()

    timer = threading.Timer(seconds, ring)
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if rang.is_set():
            raise TimeUp from None
        raise
    finally:
        timer.cancel()
