"""What is asked of a sandbox and what it answers."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field
from typing import Any

from descent.observing import Outcome, Task

REASONS = {
    "time": "it ran longer than {limit}",
    "cpu": "it used more than {limit} of processor time",
    "memory": "it used more than {limit} of memory",
    "processes": "it had more than {limit} processes and threads at once",
    "output": "it showed more than {limit}",
    "died": "its process ended",
    "channel": "it disturbed the connection to the grader",
}


class SandboxUnavailable(RuntimeError):
    """No sandbox can be had here; the message says in one sentence why, and what to do."""


class SandboxLost(RuntimeError):
    """One submission, and perhaps only this one, cannot be run."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Memory is counted beyond what the preloaded libraries take."""

    cell_seconds: float = 20.0
    total_seconds: float = 180.0
    memory_mb: int = 2048
    processes: int = 32  # and threads
    output_mb: float = 16.0  # of the whole notebook, as stored
    file_mb: int = 64  # one file
    tmp_mb: int = 256  # all files together
    cpu_seconds: float | None = None  # of all processes together; without: 2 * total_seconds + 60
    grace_seconds: float = 3.0  # for code that resists the polite stop after `cell_seconds`

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value is not None and not value > 0:
                raise ValueError(f"the limit {name} must be greater than 0, not {value}")

    @property
    def output_bytes(self) -> int:
        return int(self.output_mb * 1_000_000)

    @property
    def processor_seconds(self) -> float:
        return 2 * self.total_seconds + 60 if self.cpu_seconds is None else self.cpu_seconds

    def as_data(self) -> dict[str, float]:
        """Return what the other side has to know."""
        given = {name: value for name, value in vars(self).items() if name != "output_mb"}
        return {**given, "cpu_seconds": self.processor_seconds, "output_bytes": self.output_bytes}


@dataclass(frozen=True)
class Code:
    """A code cell. `label` names it in feedback: "the cell that defines `gradient_descent`"."""

    source: str
    label: str = "a cell"

    def seconds(self, limits: Limits) -> float:
        return limits.cell_seconds


@dataclass(frozen=True)
class Check:
    """A check cell: not run as code, but answered by observing what the submission defined up to here."""

    task: Task

    @property
    def label(self) -> str:
        return f"the check of `{self.task.name}`"

    def seconds(self, _limits: Limits) -> float:
        """Return how long one case may take."""
        return self.task.seconds


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


def ending(reason: str, cell: Code | Check, limits: Limits, detail: str = "") -> str:
    """Return the words for a run that was ended in `cell`."""
    where = cell.label
    if reason == "time":
        whole = f"{limits.total_seconds:g} s for the whole notebook, in {where}"
        return "stopped after " + (whole if detail == "total" else f"{cell.seconds(limits):g} s in {where}")
    limit = {
        "memory": f"{limits.memory_mb} MB",
        "processes": str(limits.processes),
        "output": f"{limits.output_mb:g} MB",
        "cpu": f"{limits.processor_seconds:g} s",
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
