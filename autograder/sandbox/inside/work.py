"""The child's work: run the cells of one submission as they are asked for."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sys
import time
from typing import Any

import numpy as np
from descent.limits import TimeUp, time_limit
from descent.observing import Outcome, Task, run
from descent.shortcuts import ForbiddenShortcut, sentence

from . import alone
from .confine import CAPTURE_LIMIT
from .recorder import Channel, Recorder
from .shell import Shell, limit_met

_LAST_WORDS = 0.3  # seconds that a cancelled cell is given


class Submission:
    """The state of one submission: a shell, an event loop as in Jupyter, and the connection to the grader."""

    def __init__(self, channel: Channel, shell: Shell, limits: dict[str, Any]) -> None:
        self._channel, self._shell, self._limits = channel, shell, limits
        self._recorder = Recorder(channel, limits["output_bytes"])
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)

    def serve(self) -> None:
        """Do what the grader asks, one cell after the other, until it asks no more."""
        self._shell.connect(self._recorder, self._limits)
        alone.keep_hooks_out()
        self._threads = alone.threads()
        _seed(self._limits["seed"])
        self._channel.send("begin")
        while (request := self._channel.receive()) is not None:
            began = time.perf_counter()
            count = None
            if "task" in request:
                self._check(request["task"])
            else:
                count = self._code(request["source"], request["label"])
            self._channel.send("end", cell=request["cell"], count=count, seconds=time.perf_counter() - began)

    def _code(self, source: str, label: str) -> int | None:
        self._recorder.begin()
        self._shell.where = label
        count = self._shell.execution_count if source.strip() else None
        try:
            with time_limit(self._limits["cell_seconds"]):
                self._in_loop(_execute(self._shell, source))
        except BaseException as error:  # it struck outside the learner's code: in an await, or a traceback being made
            message = self._shell.time_up() if isinstance(error, TimeUp) else str(error)
            self._recorder.error(type(error).__name__, message, [f"{type(error).__name__}: {message}"])
        self._collect_captured()
        self._recorder.end()
        return count

    def _in_loop(self, coroutine: Any) -> None:
        task = self._loop.create_task(coroutine)
        try:
            self._loop.run_until_complete(task)
        except TimeUp:
            self._finish(task)
            raise

    def _finish(self, task: asyncio.Task[None]) -> None:
        """Let a task that was waiting end without a word: it must not go on, or be heard, in the next cell."""
        self._recorder.flush()
        before, self._recorder.muted = self._recorder.muted, True
        task.cancel()
        with contextlib.suppress(BaseException), time_limit(_LAST_WORDS):
            self._loop.run_until_complete(task)
        self._recorder.muted = before

    def _collect_captured(self) -> None:
        """Show what was written past Python to descriptors 1 and 2."""
        try:
            size = os.fstat(1).st_size
            if size:
                text = os.pread(1, CAPTURE_LIMIT, 0).decode("utf-8", "replace")
                os.ftruncate(1, 0)
                self._recorder.write("stdout", text)
        except OSError:  # the learner's code has closed them
            pass

    def _check(self, data: dict[str, Any]) -> None:
        task = Task(**data)
        root = task.name.partition(".")[0]
        if root not in self._shell.user_ns:
            self._channel.send("missing")
            return
        if task.forbidden and alone.stop_helpers(self._threads):
            error = (ForbiddenShortcut.__name__, sentence("a thread that an earlier cell has started"), "")
            for _ in task.cases:
                self._send(Outcome(error=error))
            return
        with contextlib.suppress(BaseException):  # a KeyboardInterrupt: the cases that are left have no outcome
            self._in_loop(self._observe(task, self._shell.user_ns[root]))

    async def _observe(self, task: Task, implementation: Any) -> None:
        for outcome in run(task, implementation):
            try:
                self._send(outcome)
            except (TypeError, ValueError) as error:  # not plain data, or too large
                message = f"the result cannot be sent to the grader: {error}"
                self._send(Outcome(error=(type(error).__name__, message, "")))

    def _send(self, outcome: Outcome) -> None:
        error = list(outcome.error) if outcome.error is not None else None
        if error and error[0].endswith("MemoryError"):
            error[1] = f"{error[1]} {limit_met(MemoryError(), self._limits)}".strip()
        fields = {"values": outcome.values, "flags": outcome.flags, "error": error}
        self._channel.send("outcome", **fields)


async def _execute(shell: Shell, source: str) -> None:
    """Run a cell inside the running loop, the way ipykernel does."""
    problem = None
    try:
        transformed = shell.transform_cell(source)
    except Exception:
        transformed, problem = source, sys.exc_info()
    options: dict[str, Any] = {"transformed_cell": transformed, "preprocessing_exc_tuple": problem}
    if not shell.should_run_async(source, **options):
        shell.run_cell(source, store_history=True)
        return
    result = None
    try:
        result = await shell.run_cell_async(source, store_history=True, **options)
    finally:
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)


def _seed(seed: int) -> None:
    """Start all random numbers from one place, so that a run can be repeated."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


def work(channel: Channel, shell: Shell, limits: dict[str, Any]) -> None:
    """Serve the grader at the other end of `channel`."""
    sys.argv = [""]
    sys.path.append("")  # modules that the notebook itself writes; last, so that they hide no other
    Submission(channel, shell, limits).serve()
