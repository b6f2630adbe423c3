"""What may come out of a sandbox, decoded without trust.

Everything here may have been written by hostile code. Whatever is not exactly as it should be raises `Violation`, and
nothing else.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from descent.codec import MAX_BYTES, MAX_TEXT, decode
from descent.observing import CHANGED_ARGUMENT, CHANGED_RESULT, MAX_VALUES, Outcome

MAX_FRAME = 8_100_000  # a little more than the other side sends
_MAX_DEPTH = 24
_MAX_PARTS = MAX_BYTES // 25  # of an outcome as JSON: `encode` spends more on each, and a judge reads them many times


class Violation(Exception):
    """The other side sent what it must not send; `reason` is "channel" or "output"."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    pass


class StreamOutput(_Strict, tag_field="output_type", tag="stream"):
    name: Literal["stdout", "stderr"]
    text: str


class DisplayData(_Strict, tag_field="output_type", tag="display_data"):
    data: dict[str, Any]
    metadata: dict[str, Any]


class ExecuteResult(_Strict, tag_field="output_type", tag="execute_result"):
    data: dict[str, Any]
    metadata: dict[str, Any]
    execution_count: int


class ErrorOutput(_Strict, tag_field="output_type", tag="error"):
    ename: str
    evalue: str
    traceback: list[str]


class Output(_Strict, tag_field="kind", tag="output"):
    output: StreamOutput | DisplayData | ExecuteResult | ErrorOutput
    display: str


class Update(_Strict, tag_field="kind", tag="update"):
    output: DisplayData
    display: str


class Clear(_Strict, tag_field="kind", tag="clear"):
    wait: bool


class OutcomeFrame(_Strict, tag_field="kind", tag="outcome"):
    values: list[Any]
    flags: list[Literal["changed_argument", "changed_result"]]
    error: tuple[str, str, str] | None

    def outcome(self) -> Outcome:
        """Return the outcome, of which every value is known to decode."""
        try:
            for value in self.values:
                decode(value)
        except Exception as error:  # only malformed values raise, and they may do so in many ways
            raise Violation("channel", f"a value that cannot be decoded: {error}") from None
        kept = self.error and (self.error[0][:200], self.error[1][:1000], self.error[2][:MAX_TEXT])
        return Outcome(self.values, [], list(self.flags), kept)


class Begin(_Strict, tag_field="kind", tag="begin"):
    pass


class Missing(_Strict, tag_field="kind", tag="missing"):
    pass


class End(_Strict, tag_field="kind", tag="end"):
    cell: int
    count: int | None
    seconds: float


Frame = Begin | Output | Update | Clear | OutcomeFrame | Missing | End
_decoder = msgspec.json.Decoder(Frame)
assert {CHANGED_ARGUMENT, CHANGED_RESULT} == {"changed_argument", "changed_result"}


class Reader:
    """Cuts bytes into frames and keeps count of them."""

    def __init__(self, most_bytes: int) -> None:
        self._buffer = bytearray()
        self._left = most_bytes

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        """Yield the frames that `chunk` completes; raises `Violation`."""
        self._left -= len(chunk)
        if self._left < 0:
            raise Violation("output", "more bytes than a notebook may send")
        self._buffer += chunk
        while len(self._buffer) >= 4:
            (length,) = struct.unpack_from(">I", self._buffer)
            if length > MAX_FRAME:
                raise Violation("channel", f"a frame of {length} bytes")
            if len(self._buffer) < 4 + length:
                return
            payload = bytes(self._buffer[4 : 4 + length])
            del self._buffer[: 4 + length]
            yield parse(payload)


def parse(payload: bytes) -> Frame:
    """Return the frame in `payload`; raises `Violation`."""
    try:
        frame = _decoder.decode(payload)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise Violation("channel", f"not a frame: {error}") from None
    if isinstance(frame, OutcomeFrame):
        if len(frame.values) > MAX_VALUES + 1 or _need_plain(frame.values, _MAX_DEPTH) > _MAX_PARTS:
            raise Violation("channel", "more values than an outcome may hold")
    elif isinstance(frame, Output | Update) and isinstance(frame.output, DisplayData | ExecuteResult):
        _need_plain(frame.output.data, _MAX_DEPTH)
        _need_plain(frame.output.metadata, _MAX_DEPTH)
        if isinstance(frame.output, ExecuteResult) and not 0 <= frame.output.execution_count < 1e6:
            raise Violation("channel", "an impossible number")
        for mime, value in frame.output.data.items():
            if not (mime.endswith("json") or isinstance(value, str)):
                raise Violation("channel", f"{mime[:50]} that is not text")
    elif isinstance(frame, End) and not (frame.seconds >= 0 and 0 <= (frame.count or 0) < 1e6):
        raise Violation("channel", "impossible numbers")
    return frame


def _need_plain(value: Any, depth: int) -> int:
    """Refuse what would later be trouble to write: deep nesting, numbers without end; return how many parts it has."""
    if depth < 0:
        raise Violation("channel", "nested too deeply")
    if isinstance(value, dict):
        return 1 + sum(_need_plain(item, depth - 1) for item in value.values())
    if isinstance(value, list):
        return 1 + sum(_need_plain(item, depth - 1) for item in value)
    if isinstance(value, int) and abs(value) >= 2**64:
        raise Violation("channel", "a number of too many digits")
    if isinstance(value, float) and not math.isfinite(value):
        raise Violation("channel", "a number that is not finite")
    return 1
