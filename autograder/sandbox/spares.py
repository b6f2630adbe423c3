"""Sandboxes that are started early, while the grader still imports and computes, for workers to be forked later."""

from __future__ import annotations

import os

from autograder.sandbox.client import Kind, Sandbox
from autograder.sandbox.model import SandboxUnavailable


class Spares:
    """`count` sandboxes on their way. A worker that is forked from here takes one of them with `take`."""

    def __init__(self, kind: Kind, count: int) -> None:
        self._sandboxes = [Sandbox(kind) for _ in range(min(count, 255))]
        # One byte for each: whoever reads it owns that sandbox.
        self._tickets, tickets = os.pipe()
        os.write(tickets, bytes(range(len(self._sandboxes))))
        os.close(tickets)
        try:
            for sandbox in self._sandboxes:
                sandbox.begin()
        except SandboxUnavailable:  # the worker that tries next says so
            self.close()

    def take(self) -> Sandbox | None:
        """Return a sandbox that is this process's alone from now on, or `None` when all are taken."""
        ticket = os.read(self._tickets, 1) if self._tickets >= 0 else b""
        for number, sandbox in enumerate(self._sandboxes):
            if ticket != bytes([number]):
                sandbox.close()  # this process's copy of the connection; the sandbox goes on
        self._sandboxes = [sandbox for number, sandbox in enumerate(self._sandboxes) if ticket == bytes([number])]
        if not self._sandboxes:
            return None
        self._sandboxes[0].adopt()
        return self._sandboxes[0]

    def close(self) -> None:
        """End them all, taken or not."""
        while self._sandboxes:
            self._sandboxes.pop().close()
        if self._tickets >= 0:
            os.close(self._tickets)
            self._tickets = -1
