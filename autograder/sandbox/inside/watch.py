"""Count and end the processes of a submission."""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass
from typing import Any

from . import linux

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")  # a second
# A single process meets its own limit first (see `confine`), which is a MemoryError that its author can read.
_MARGIN = 100_000_000


@dataclass(frozen=True)
class Process:
    """A process: how many threads it has, and the processor time that it and its ended children have used."""

    threads: int = 0
    seconds: float = 0.0


def descendants(root: int) -> dict[int, Process]:
    """Return the processes that stem from `root`, itself included."""
    if not linux.HERE:
        return {root: Process(1)}
    parents: dict[int, int] = {}
    processes: dict[int, Process] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError), open(f"/proc/{name}/stat", "rb") as file:
                # The command's name, in parentheses, is chosen by the process and may contain anything.
                fields = file.read().rpartition(b")")[2].split()
                parents[int(name)] = int(fields[1])
                processes[int(name)] = Process(int(fields[17]), sum(map(int, fields[11:15])) / _TICKS)
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found and pid not in found}:
        found |= more
    return {pid: processes.get(pid, Process()) for pid in found}


def excess(root: int, limits: dict[str, Any], *, alone: bool) -> str | None:
    """Return which limit the processes that stem from `root` exceed together: "processes", "cpu", "memory" or `None`.

    `alone` says that all processes of this space, save two, stem from `root`.
    """
    if alone and sum(map(str.isdigit, os.listdir("/proc"))) - 2 > limits["processes"]:
        return "processes"  # at once: a fork bomb grows while its processes are looked at one by one
    family = descendants(root)
    if sum(max(process.threads, 1) for process in family.values()) > limits["processes"]:
        return "processes"
    if sum(process.seconds for process in family.values()) > limits["cpu_seconds"]:
        return "cpu"
    most = limits["memory_mb"] * 1_000_000 + _base + _MARGIN
    # The quick figure counts a page once in every process that shares it: enough to see that all is well.
    if sum(map(_resident, family)) > most and sum(map(_share, family)) > most:
        return "memory"
    return None


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError, IndexError, ValueError), open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * _PAGE
    return 0


def _share(pid: int) -> int:
    """Return the bytes that a process holds, where a page that n processes share counts as 1/n."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return _resident(pid)


_base = _resident(os.getpid())


def measure_base() -> None:
    """Note what this process holds, which its children share."""
    global _base  # noqa: PLW0603
    _base = _resident(os.getpid())


def kill(root: int) -> None:
    """Kill all that stem from `root`; in a process space of its own the first process takes the others with it."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(root, signal.SIGKILL)
    if not linux.HERE:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(root, signal.SIGKILL)  # all that has not left its session


def reap(root: int) -> int:
    """Wait until all that stem from `root` are gone, and return its exit code (negative: the signal)."""
    _, status = os.waitpid(root, 0)
    # Without a process space, those left are this process's children now, since it adopts orphans.
    with contextlib.suppress(ChildProcessError):
        while True:
            for pid in descendants(os.getpid()).keys() - {os.getpid()}:
                kill(pid)
            os.waitpid(-1, 0)
    return os.waitstatus_to_exitcode(status)
