"""A process that has everything imported and forks one confined child a submission.

It runs no code of a submission and reads nothing that a child writes. On its standard input it is sent, for each
submission, a header with the limits and two descriptors: `data`, which the child keeps, and `life`, which stays here.
The child lives as long as the grader keeps its end of `life` open, and no longer.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from typing import Any

from . import linux, watch
from .confine import DATA, confine
from .recorder import Channel
from .shell import Shell, warm_shell
from .work import work

_LOOK_EVERY_MS = 40


def main() -> None:
    namespaces = sys.argv[1] == "bubblewrap"
    control = socket.socket(fileno=os.dup(0))
    linux.hide_memory()
    linux.adopt_orphans()
    shell = warm_shell()
    # Collected garbage that is never looked at again stays shared with the children.
    gc.collect()
    gc.freeze()
    watch.measure_base()
    own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY) if namespaces else None
    control.send(b"ready")
    while True:
        header, descriptors, _, _ = socket.recv_fds(control, 65536, 2)
        if not header:
            return
        data, life = descriptors
        supervise(json.loads(header), data, life, shell, own_pids)


def supervise(limits: dict[str, Any], data: int, life: int, shell: Shell, own_pids: int | None) -> None:
    """Fork a child for one submission, wait for its end or bring it about, and report the cause on `life`."""
    home = os.environ["HOME"] if own_pids is not None else tempfile.mkdtemp(prefix="descent-")
    if own_pids is not None:
        linux.unshare(linux.CLONE_NEWPID)  # for the next child alone: it will be process 1 of its own space
    child = os.fork()
    if child == 0:
        _be_the_child(limits, data, home, shell, namespaces=own_pids is not None)
    os.close(data)
    if own_pids is not None:
        linux.setns(own_pids, linux.CLONE_NEWPID)
    reason = _wait(child, life, limits, alone=own_pids is not None)
    watch.kill(child)
    report = {"reason": reason, "status": watch.reap(child)}
    if own_pids is None:
        shutil.rmtree(home, ignore_errors=True)
    with contextlib.suppress(OSError):  # the grader may be gone
        os.write(life, json.dumps(report).encode())
    os.close(life)


def _wait(child: int, life: int, limits: dict[str, Any], *, alone: bool) -> str | None:
    """Return "memory", "cpu" or "processes" when the submission uses too much, otherwise `None` at its end."""
    # Without such a descriptor the grader, which sees the connection close, tells when the end has come.
    ended = os.pidfd_open(child) if linux.HERE else os.open(os.devnull, os.O_RDONLY)
    try:
        poll = select.poll()
        poll.register(life, select.POLLIN)
        if linux.HERE:
            poll.register(ended, select.POLLIN)
        while True:
            events = poll.poll(_LOOK_EVERY_MS)
            if any(descriptor == ended for descriptor, _ in events):
                return None
            # Also once more when the grader hangs up: a fork bomb may have left no time to look before.
            reason = watch.excess(child, limits, alone=alone)
            if reason or events:
                return reason
    finally:
        os.close(ended)


def _be_the_child(limits: dict[str, Any], data: int, home: str, shell: Shell, *, namespaces: bool) -> None:
    try:
        os.dup2(data, DATA)
        confine(limits, home, namespaces=namespaces)
        work(Channel(socket.socket(fileno=DATA)), shell, limits)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
