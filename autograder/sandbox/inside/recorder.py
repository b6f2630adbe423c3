"""What a cell shows, in the form in which a notebook stores it, sent on as it appears and capped."""

from __future__ import annotations

import io
import signal
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from descent.codec import dumps, loads

MAX_FRAME = 8_000_000
_TEXT_OF_A_CELL = 200_000
_OUTPUTS_OF_A_CELL = 200
_FLUSH_SECONDS = 0.2
_FLUSH_CHARACTERS = 20_000


class Channel:
    """Frames to and from the grader: four bytes of length, then JSON."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def send(self, kind: str, /, **fields: Any) -> None:
        """Send a frame; raises `ValueError` when it would be larger than `MAX_FRAME`, and sends nothing then."""
        payload = dumps({"kind": kind, **fields}).encode("utf-8", "replace")
        if len(payload) > MAX_FRAME:
            raise ValueError(f"more than {MAX_FRAME // 1_000_000} MB at once")
        with self._lock, _no_alarm():
            self._connection.sendall(struct.pack(">I", len(payload)) + payload)

    def receive(self) -> Any:
        """Return the next request, or `None` when the grader has no more."""
        head = self._exactly(4)
        return loads(self._exactly(struct.unpack(">I", head)[0])) if head else None

    def _exactly(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            chunk = self._connection.recv(min(size - len(data), 1 << 20))
            if not chunk:
                return b""
            data += chunk
        return bytes(data)


@contextmanager
def _no_alarm() -> Iterator[None]:
    # The alarm that ends an endless loop raises wherever it strikes: never in the middle of a frame.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Recorder:
    """Collects the outputs of the present cell and sends them to the grader."""

    def __init__(self, channel: Channel, output_bytes: int) -> None:
        self._channel = channel
        self._left = self._most = output_bytes
        self._lock = threading.RLock()
        self._text: list[str] = []
        self._length, self._stream, self._flushed = 0, "stdout", 0.0
        self.begin()
        self.muted = True  # until the first cell begins, and in checks

    def begin(self) -> None:
        """Begin a cell."""
        self.muted = False
        self._text_left, self._outputs_left, self._said_so = _TEXT_OF_A_CELL, _OUTPUTS_OF_A_CELL, False

    def end(self) -> None:
        """End a cell: what a thread shows before the next one begins belongs to none."""
        with self._lock:
            self.flush()
            self.muted = True

    def write(self, stream: str, text: str) -> None:
        with self._lock:
            if self.muted or not text:
                return
            if stream != self._stream:
                self.flush()
                self._stream = stream
            kept = text[: max(0, self._text_left)]
            self._text_left -= len(kept)
            self._text.append(kept)
            self._length += len(kept)
            if len(kept) < len(text):
                self._too_much(f"more than {_TEXT_OF_A_CELL:,} characters")
            elif self._length > _FLUSH_CHARACTERS or time.monotonic() - self._flushed > _FLUSH_SECONDS:
                self.flush()

    def flush(self) -> None:
        with self._lock:
            text, self._text, self._length = "".join(self._text), [], 0
            self._flushed = time.monotonic()
            if text:
                # Rewriting the line a thousand times is one output a flush; it must not use up the cell's outputs.
                self._send("output", {"output_type": "stream", "name": self._stream, "text": text}, counts=False)

    def output(self, output: dict[str, Any], display: str = "") -> None:
        """Send an output; `display` is the name by which `update` can find it again."""
        with self._lock:
            if not self.muted:
                self.flush()
                self._send("output", output, display=display)

    def update(self, output: dict[str, Any], display: str) -> None:
        with self._lock:
            if not self.muted:
                self.flush()
                self._send("update", output, display=display)

    def clear(self, wait: bool) -> None:
        with self._lock:
            if not self.muted:
                self.flush()
                self._channel.send("clear", wait=wait)

    def error(self, name: str, message: str, trace: list[str]) -> None:
        self.output({"output_type": "error", "ename": name, "evalue": message[:5000], "traceback": trace})

    def _send(self, kind: str, output: dict[str, Any], *, display: str = "", counts: bool = True) -> None:
        size = len(dumps(output))
        error = output.get("output_type") == "error"  # the error that ends a cell is always shown
        if size > self._left and not error:
            self._too_much(f"more than is left of the {self._most / 1e6:g} MB for a notebook")
        elif counts and self._outputs_left <= 0 and not error:
            self._too_much(f"more than {_OUTPUTS_OF_A_CELL} outputs")
        else:
            self._left -= size
            self._outputs_left -= counts
            self._channel.send(kind, output=output, display=display)

    def _too_much(self, what: str) -> None:
        if not self._said_so:
            self._said_so = True
            self.flush()
            text = f"\n[The rest is left out: this cell shows {what}.]\n"
            self._channel.send("output", output={"output_type": "stream", "name": "stderr", "text": text}, display="")


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a cell."""

    encoding = "utf-8"  # type: ignore[assignment]
    errors = "replace"  # type: ignore[assignment]

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder, self.name = recorder, name

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.write(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def flush(self) -> None:
        pass  # the recorder decides: a program may flush after every character

    def fileno(self) -> int:
        return 1 if self.name == "stdout" else 2  # whose text is collected as well, for subprocesses
