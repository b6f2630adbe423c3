"""Put the frames of a submission together to what each cell did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from autograder.sandbox.model import Check, Checked, Code, Ran
from autograder.sandbox.wire import Clear, End, Frame, Missing, OutcomeFrame, Output, Update, Violation

_MOST_OUTPUTS = 5_000  # of one cell; the other side stops far earlier


class Collector:
    """The results so far; frames always belong to the cell that was asked for last."""

    def __init__(self, cells: Sequence[Code | Check], most_bytes: int = 32_000_000) -> None:
        self._cells = cells
        self._left = most_bytes  # of what updates write: one update may change thousands of displays
        self._index = 0
        self.results: list[Ran | Checked] = [Checked() if isinstance(cell, Check) else Ran() for cell in cells]
        self._displays: dict[str, list[dict[str, Any]]] = {}
        self._clear_first = False
        self._count = 0
        self.ended = False

    def next(self) -> None:
        """Turn to the next cell."""
        self._index += 1
        self.ended = self._clear_first = False
        self._count = 0

    def take(self, frame: Frame) -> bool:
        """Take a frame in and return whether it answers a case; raises `Violation` if it has no place here."""
        if self.ended:
            raise Violation("channel", "a frame after the end of its cell")
        result, cell = self.results[self._index], self._cells[self._index]
        if isinstance(frame, End):
            if frame.cell != self._index:
                raise Violation("channel", "the end of another cell")
            result.finished, result.seconds, self.ended = True, frame.seconds, True
            if isinstance(result, Ran):
                result.count = frame.count
        elif isinstance(result, Ran):
            self._take_output(frame, result)
        elif isinstance(cell, Check):
            return self._take_outcome(frame, result, len(cell.task.cases))
        return False

    def _take_outcome(self, frame: Frame, result: Checked, cases: int) -> bool:
        if isinstance(frame, Missing) and not result.outcomes and not result.missing:
            result.missing = True
        elif isinstance(frame, OutcomeFrame) and len(result.outcomes) < cases and not result.missing:
            result.outcomes.append(frame.outcome())
            return True
        else:
            raise Violation("channel", "a frame that does not belong to a check")
        return False

    def _take_output(self, frame: Frame, result: Ran) -> None:
        self._count += 1
        if self._count > _MOST_OUTPUTS:
            raise Violation("output", "too many outputs")
        if isinstance(frame, Clear):
            self._clear_first = frame.wait
            if not frame.wait:
                result.outputs.clear()
        elif isinstance(frame, Update):
            displays = self._displays.get(frame.display, [])
            self._left -= len(displays) * len(msgspec.json.encode(frame.output))
            if self._left < 0:
                raise Violation("output", "updates of displays")
            for output in displays:
                output.update(data=dict(frame.output.data), metadata=dict(frame.output.metadata))
        elif isinstance(frame, Output):
            if self._clear_first:
                result.outputs.clear()
                self._clear_first = False
            output = msgspec.to_builtins(frame.output)
            last = result.outputs[-1] if result.outputs else {}
            if output["output_type"] == "stream" == last.get("output_type") and output["name"] == last["name"]:
                last["text"] += output["text"]
                return
            result.outputs.append(output)
            if frame.display:
                self._displays.setdefault(frame.display, []).append(output)
        else:
            raise Violation("channel", "a frame that does not belong to a code cell")
