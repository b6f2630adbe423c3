"""Start a zygote, and wait until it is ready."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from autograder.sandbox import bubblewrap
from autograder.sandbox.model import SandboxUnavailable

_START_SECONDS = 60.0
# Where the grader is root, submissions run as a user who owns nothing: 1000 inside, this one outside.
_NOBODY = 65533
_TWO_USERS, _ONE_USER = f"0 0 1\n1000 {_NOBODY} 1\n", "0 0 1\n"


@dataclass
class Launched:
    """A zygote on its way: its process, the connection to it, and the file that it complains in."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    complaints: IO[bytes]
    ready: bool = False

    def wait(self) -> None:
        """Wait until it is ready; raises `SandboxUnavailable`."""
        if not self.ready:
            _await_ready(self.control, self.complaints)
            self.ready = True

    def close(self) -> None:
        """Close what this process holds of it, which ends it once nobody else holds a copy."""
        self.control.close()
        self.complaints.close()

    def end(self) -> None:
        """End it and all that it started."""
        self.close()  # which the zygote takes for a wish to end, should it be the process itself
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.5)
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()  # bubblewrap dies with all that is inside
        self.process.wait()


def launch(kind: str, hide: Sequence[Path]) -> Launched:
    """Start a zygote and return at once; raises `SandboxUnavailable` where none can be had."""
    if not hasattr(os, "fork"):
        raise SandboxUnavailable(f"Submissions cannot be run on {sys.platform}: use Linux, WSL 2 or macOS.")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    complaints = tempfile.TemporaryFile()  # noqa: SIM115  (`Launched` closes it)
    with theirs:
        try:
            return Launched(_start(kind, hide, theirs.fileno(), complaints), ours, complaints)
        except BaseException:
            ours.close()
            complaints.close()
            raise


def _start(kind: str, hide: Sequence[Path], control: int, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    if kind == "none":
        return _popen(bubblewrap.zygote("none"), bubblewrap.plain_paths(), control, complaints)
    paths, zygote = bubblewrap.boxed_paths(), bubblewrap.zygote("bubblewrap")
    with _pipe() as (users, tell_users), _pipe() as (info, tell), _pipe() as (wait, go):
        tell_users.write(bubblewrap.USERS)
        tell_users.close()
        command = bubblewrap.command(hide, users.fileno())
        if os.geteuid() != 0:
            return _popen([*command, "--", *zygote], paths, control, complaints, [users])
        command += ["--info-fd", str(tell.fileno()), "--userns-block-fd", str(wait.fileno())]
        process = _popen([*command, "--", *zygote], paths, control, complaints, [users, tell, wait])
        tell.close()
        _map_users(info)
        with contextlib.suppress(BrokenPipeError):  # bubblewrap has failed, and its complaint says why
            go.write(b"x")
    return process


def _popen(
    command: list[str], paths: list[str], control: int, complaints: IO[bytes], keep: Sequence[IO[bytes]] = ()
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=control,
        stdout=subprocess.DEVNULL,
        stderr=complaints,
        pass_fds=[file.fileno() for file in keep],
        env=bubblewrap.environment(paths=paths),
        cwd="/",
        start_new_session=True,  # Ctrl-C is for the grader, which ends the sandbox in good order
    )


def _map_users(info: IO[bytes]) -> None:
    """Give the new user namespace, whose first process bubblewrap names on `info`, its users."""
    text = b""
    while b"}" not in text:
        chunk = info.read(4096)
        if not chunk:
            return
        text += chunk
    child = json.loads(text)["child-pid"]
    for name in ("uid_map", "gid_map"):
        path = Path(f"/proc/{child}/{name}")
        try:
            path.write_text(_TWO_USERS)
        except OSError:  # a container that has no second user to give
            path.write_text(_ONE_USER)


@contextlib.contextmanager
def _pipe() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    read, write = os.pipe()
    with open(read, "rb", 0) as reader, open(write, "wb", 0) as writer:
        yield reader, writer


def _await_ready(control: socket.socket, complaints: IO[bytes]) -> None:
    control.settimeout(_START_SECONDS)
    try:
        answer = control.recv(64)
    except TimeoutError:
        raise SandboxUnavailable(f"The sandbox did not start within {_START_SECONDS:g} s.") from None
    except OSError:
        answer = b""
    if answer != b"ready":
        complaints.seek(0)
        lines = complaints.read().decode("utf-8", "replace").strip().splitlines() or ["it gave no reason"]
        raise SandboxUnavailable(bubblewrap.explain(lines[-1]))
