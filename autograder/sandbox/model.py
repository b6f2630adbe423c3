"""What is asked of a sandbox and what it answers."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field
from typing import Any

from descent.observing import Outcome, Task

REASONS = {
    "time": "it ran longer than {limit}",
    "memory": "it used more than {limit} of memory",
    "processes": "it had more than {limit} processes and threads at once",
    "output": "it showed more than {limit}",
    "died": "its process ended",
    "channel": "it disturbed the connection to the grader",
}


class SandboxUnavailable(RuntimeError):
    """No sandbox can be had here; the message says in one sentence why, and what to do."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Memory is counted beyond what the preloaded libraries take."""

    cell_seconds: float = 20.0
    total_seconds: float = 180.0
    memory_mb: int = 2048
    processes: int = 32  # and threads
    output_bytes: int = 16_000_000  # of the whole notebook, as stored
    file_mb: int = 64  # one file
    tmp_mb: int = 256  # all files together
    grace_seconds: float = 3.0  # for code that resists the polite stop after `cell_seconds`

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not value > 0:
                raise ValueError(f"the limit {name} must be greater than 0, not {value}")


@dataclass(frozen=True)
class Code:
    """A code cell. `label` names it in feedback: "the cell that defines `gradient_descent`"."""

    source: str
    label: str = "a cell"


@dataclass(frozen=True)
class Check:
    """A check cell: not run as code, but answered by observing what the submission defined up to here."""

    task: Task

    @property
    def label(self) -> str:
        return f"the check of `{self.task.name}`"


@dataclass
class Ran:
    """What a code cell did: outputs as nbformat stores them. `finished` is false if it was cut off or never reached."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    count: int | None = None
    seconds: float = 0.0
    finished: bool = False


@dataclass
class Checked:
    """What was observed in a check: one outcome a case, fewer if it was cut off; `missing`: the name is not defined."""

    outcomes: list[Outcome] = field(default_factory=list)
    missing: bool = False
    seconds: float = 0.0
    finished: bool = False


@dataclass
class Execution:
    """What a submission did, cell by cell, and how it ended.

    `reason` is `None` when every cell was reached, else a key of `REASONS`; `cell` is then the index at which the run
    was ended, and `message` a sentence without its subject and full stop: "stopped after 20 s in the cell that …".
    """

    cells: list[Ran | Checked]
    seconds: float = 0.0
    reason: str | None = None
    cell: int | None = None
    message: str = ""


def ending(reason: str, where: str, limits: Limits, detail: str = "") -> str:
    """Return the words for a run that was ended in the cell that `where` names."""
    if reason == "time":
        whole = f"{limits.total_seconds:g} s for the whole notebook, in {where}"
        return "stopped after " + (whole if detail == "total" else f"{limits.cell_seconds:g} s in {where}")
    limit = {
        "memory": f"{limits.memory_mb} MB",
        "processes": str(limits.processes),
        "output": f"{limits.output_bytes / 1e6:g} MB",
    }.get(reason, "")
    text = f"stopped in {where}: {REASONS[reason].format(limit=limit)}"
    return f"{text} ({detail})" if detail else text


def how_it_died(status: int) -> str:
    """Return a few words about an exit code (negative: the signal)."""
    if status >= 0:
        return f"exit code {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
