"""See to it that nobody but the function itself answers a check that forbids something.

`descent.shortcuts` watches the calls of the main thread and of threads that are started meanwhile. A submission may
have left helpers behind in earlier cells that nobody watches: processes, threads, timers, hooks.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import Any

_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)


def keep_hooks_out() -> None:
    """Let no audit hook be added from now on: no call inside one can be seen, and none can be removed."""
    sys.addaudithook(_refuse_hooks)


def _refuse_hooks(event: str, _: Any) -> None:
    if event == "sys.addaudithook":
        raise RuntimeError  # by which Python ignores the new one, without a word


def stop_helpers(known: set[int]) -> bool:
    """End the processes and timers that cells have left behind; return whether a thread is left.

    `known` are the threads that were there before the first cell.
    """
    for timer in _TIMERS:
        signal.setitimer(timer, 0)
    if os.getpid() == 1:  # of a process space of its own
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
    return bool(sys._current_frames().keys() - known)


def threads() -> set[int]:
    return set(sys._current_frames())
