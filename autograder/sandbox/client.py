"""The trusted end: start a zygote, hand it submissions, collect what comes back, and keep the time."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from descent.codec import dumps

from autograder.sandbox.collect import Collector
from autograder.sandbox.launch import Launched, launch
from autograder.sandbox.model import (
    Check,
    Code,
    Execution,
    Limits,
    SandboxLost,
    SandboxUnavailable,
    ending,
    how_it_died,
)
from autograder.sandbox.wire import Begin, Reader, Violation

Kind = Literal["bubblewrap", "none"]
_END_SECONDS = 60.0
_LAST_BREATH = 0.3
_BEGIN_SECONDS = 15.0  # for a child to be forked, on a busy machine


class _Lost(Exception):
    """The zygote is gone, through no fault of the submission."""


class Sandbox:
    """Runs submissions one after the other, each in a fresh child of one preloaded process.

    Use it as a context manager, and one sandbox a worker: `run` of one sandbox from several threads is serialised.
    `kind` is "bubblewrap", or "none" to run without any protection. `hide` names folders that must not be seen
    inside even if they lie within Python's own. Raises `SandboxUnavailable` on entry where no sandbox can be had.
    """

    def __init__(self, kind: Kind = "bubblewrap", *, hide: Sequence[Path] = ()) -> None:
        self.kind, self._hide = kind, tuple(hide)
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._zygote: Launched | None = None
        self._adopted = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin(self) -> None:
        """Let the zygote start, unless it runs already, without waiting for it."""
        ours = self._owner == os.getpid()  # a worker that was forked from the owner must not share its zygote
        # Whether an adopted zygote still runs will be seen: it is another process's child.
        if ours and self._zygote is not None and (self._adopted or self._zygote.process.poll() is None):
            return
        self.close()
        self._zygote, self._owner, self._adopted = launch(self.kind, self._hide), os.getpid(), False

    def start(self) -> None:
        """Start the zygote unless it runs already, and wait until it is ready."""
        self.begin()
        assert self._zygote is not None
        try:
            self._zygote.wait()
        except BaseException as error:
            self.close()
            if not (self._adopted and isinstance(error, SandboxUnavailable)):
                raise
            self.start()  # one of its own, where the adopted one has died

    def adopt(self) -> None:
        """Make this process, forked from the one that began it, the only user of the zygote."""
        self._owner, self._adopted = os.getpid(), True

    def close(self) -> None:
        """End the zygote and all that it started; one that belongs to another process only loses this user."""
        if self._zygote is not None:
            if self._owner == os.getpid() and not self._adopted:
                self._zygote.end()
            else:
                self._zygote.close()
        self._zygote = None

    def run(self, cells: Sequence[Code | Check], limits: Limits | None = None, *, seed: int = 0) -> Execution:
        """Run the cells of one submission in order and return what they did; never raises for what they do.

        `seed` starts the random numbers of `random`, NumPy and torch, so that a run can be repeated.
        Raises `SandboxUnavailable` if the zygote was lost and could not be started again, and `SandboxLost` if it was
        lost with this submission twice.
        """
        limits = limits or Limits()
        with self._lock:
            for _ in range(2):
                self.start()
                try:
                    return self._run(cells, limits, seed)
                except _Lost:
                    self.close()
                except BaseException:  # Ctrl-C: what is half done must not be taken for the next answer
                    self.close()
                    raise
        raise SandboxLost("its sandbox was lost twice while it ran; is memory short?")

    def _run(self, cells: Sequence[Code | Check], limits: Limits, seed: int) -> Execution:
        assert self._zygote is not None
        data, their_data = socket.socketpair()
        life, their_life = socket.socketpair()
        with data, life:
            header = json.dumps({**limits.as_data(), "seed": seed}).encode()
            try:
                socket.send_fds(self._zygote.control, [header], [their_data.fileno(), their_life.fileno()])
            except OSError:
                raise _Lost from None
            finally:
                their_data.close()
                their_life.close()
            run = _Run(cells, limits, data, life)
            execution = run.execute()
            data.close()
            report = run.end(wait=execution.reason == "died")
            if report is None:
                raise _Lost
            return run.explained(execution, report)


class _Run:
    """One submission under way."""

    def __init__(self, cells: Sequence[Code | Check], limits: Limits, data: socket.socket, life: socket.socket) -> None:
        self._cells, self._limits = cells, limits
        self._data, self._life = data, life
        self._reader = Reader(2 * limits.output_bytes + 1_000_000)
        self._collector = Collector(cells, 2 * limits.output_bytes)
        self._began = time.monotonic()
        self._report: dict[str, Any] | None = None

    def execute(self) -> Execution:
        """Ask for one cell after the other, so that a cell cannot know what is asked of later ones."""
        execution = Execution(self._collector.results)
        self._data.setblocking(False)
        self._await_begin()
        try:
            for index, cell in enumerate(self._cells):
                execution.cell = index
                self._ask(cell, index)
            execution.cell = None
        except Violation as violation:
            execution.reason = violation.reason
            execution.message = ending(violation.reason, self._cells[index], self._limits, detail=str(violation))
        execution.seconds = time.monotonic() - self._began
        return execution

    def _await_begin(self) -> None:
        """Wait until the child is confined; up to then it has read nothing of the submission."""
        try:
            frames = self._reader.feed(self._receive(time.monotonic() + _BEGIN_SECONDS))
            if all(isinstance(frame, Begin) for frame in frames):
                return
        except Violation:
            pass
        raise _Lost

    def _ask(self, cell: Code | Check, index: int) -> None:
        if isinstance(cell, Check):
            request: dict[str, Any] = {"cell": index, "task": vars(cell.task)}
        else:
            request = {"cell": index, "source": cell.source, "label": cell.label}
        patience = cell.seconds(self._limits) + self._limits.grace_seconds
        start = time.monotonic()
        payload = dumps(request).encode("utf-8", "replace")
        self._send(struct.pack(">I", len(payload)) + payload, start + patience)
        deadline = start + patience
        while not self._collector.ended:
            for frame in self._reader.feed(self._receive(deadline)):
                if self._collector.take(frame):
                    # Each case has its own time; outputs of a cell do not give it more.
                    deadline = time.monotonic() + patience
        self._collector.next()

    def _send(self, payload: bytes, deadline: float) -> None:
        left = memoryview(payload)
        while left:
            self._wait_for(select.POLLOUT, deadline)
            try:
                left = left[self._data.send(left) :]
            except BlockingIOError:
                continue
            except OSError:
                raise Violation("died", "") from None

    def _receive(self, deadline: float) -> bytes:
        self._wait_for(select.POLLIN, deadline)
        try:
            chunk = self._data.recv(1 << 18)
        except OSError:
            chunk = b""
        if not chunk:
            raise Violation("died", "")
        return chunk

    def _wait_for(self, event: int, deadline: float) -> None:
        total = self._began + self._limits.total_seconds
        while True:
            left = min(deadline, total) - time.monotonic()
            if left <= 0:
                raise Violation("time", "total" if total <= deadline else "")
            poll = select.poll()
            poll.register(self._data, event)
            if poll.poll(left * 1000):
                return

    def end(self, *, wait: bool) -> dict[str, Any] | None:
        """End the child and return the supervisor's report; `None` if the supervisor itself is gone.

        With `wait` the child, which has closed its connection, is given a moment to end by itself.
        """
        alone = wait and bool(select.select([self._life], [], [], _LAST_BREATH)[0])
        with contextlib.suppress(OSError):
            self._life.shutdown(socket.SHUT_WR)
        self._life.settimeout(_END_SECONDS)
        try:
            report = json.loads(self._life.recv(4096) or b"null")
        except (OSError, ValueError):
            return None
        return report and {**report, "alone": alone}

    def explained(self, execution: Execution, report: dict[str, Any]) -> Execution:
        """Return the execution with the supervisor's reason, where it knows a better one."""
        died = execution.reason == "died"
        if execution.reason in ("died", "time") and execution.cell is not None and (died or report["reason"]):
            execution.reason = report["reason"] or "died"
            cell = self._cells[execution.cell]
            detail = how_it_died(report["status"]) if report["alone"] and not report["reason"] else ""
            execution.message = ending(execution.reason, cell, self._limits, detail)
        return execution
