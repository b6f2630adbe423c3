"""Shut a freshly forked child in, before it reads the first byte of a submission."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import tempfile
from typing import Any

from . import linux

DATA = 3  # the descriptor of the connection to the grader
CAPTURE_LIMIT = 250_000  # bytes that are read of it
_SHM_MB = 64


def confine(limits: dict[str, Any], home: str, *, namespaces: bool) -> None:
    """Confine this process for good; what is left open is the descriptor DATA, and 0 to 2, which are harmless."""
    os.setsid()  # kill(0) must reach nobody else
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # should the machine run out of memory, this process goes first
    data_bytes = _data_bytes()
    fonts = open_fonts()
    user = os.getuid()
    if namespaces:
        user = _student()
        linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWIPC)
        _fresh_folders(limits["tmp_mb"], os.path.dirname(home))
        os.mkdir(home)
        os.chown(home, user, user)
    os.environ["HOME"] = home
    os.chdir(home)
    _keep_only_data(home, fonts)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _limit_resources(limits, data_bytes, namespaces=namespaces)
    if namespaces:
        linux.drop_capabilities(user)
        linux.filter_calls()
    else:
        linux.no_new_privileges()
    linux.die_with_parent()


def _fresh_folders(tmp_mb: int, scratch: str) -> None:
    """Cover all that can be written to, and /proc, which shows other processes, by empty file systems."""
    linux.keep_mounts_private()
    linux.mount_tmpfs(scratch, f"size={tmp_mb}m,nr_inodes=20000,mode=1777")
    linux.mount_tmpfs("/dev/shm", f"size={min(_SHM_MB, tmp_mb)}m,nr_inodes=1000,mode=1777")
    linux.mount_tmpfs("/proc", "size=4k,nr_inodes=2,mode=555", linux.MS_RDONLY)


def _keep_only_data(folder: str, fonts: set[int]) -> None:
    # What is written to descriptors 1 and 2 past Python, by a subprocess for instance, goes to a file without a name.
    with tempfile.TemporaryFile("a+b", dir=folder) as file:
        capture = os.dup(file.fileno())
    nothing = os.open("/dev/null", os.O_RDONLY)
    for source, target in ((nothing, 0), (capture, 1), (capture, 2)):
        os.dup2(source, target)
    kept = sorted(fonts)
    if not linux.HERE:  # where fonts cannot be told from other descriptors, and nothing is protected anyway
        return
    for low, high in zip([DATA, *kept], [*kept, 1 << 20], strict=True):
        os.closerange(low + 1, high)


def open_fonts() -> set[int]:
    """Return the descriptors of the fonts that are open.

    Matplotlib keeps the fonts that it has used open. Were they closed under its feet, their numbers would be given to
    other files, and letters read from there. No other descriptor may stay: one of them names the zygote's namespace.
    """
    if not linux.HERE:
        return set()
    found = {}
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):  # the folder's own descriptor
            found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
    return {number for number, path in found.items() if number > DATA and path.endswith((".ttf", ".ttc", ".otf"))}


def _limit_resources(limits: dict[str, Any], data_bytes: int, *, namespaces: bool) -> None:
    """Set the limits that the kernel keeps by itself; the supervisor watches the sums over all processes."""
    processor = int(limits["cpu_seconds"]) + 5  # of one process: in case the supervisor does not come to look
    kept = {
        resource.RLIMIT_FSIZE: limits["file_mb"] * 1_000_000,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CPU: processor,
        resource.RLIMIT_CORE: 0,
    }
    if linux.HERE:  # so that one huge array is a MemoryError with a traceback, not a kill
        kept[resource.RLIMIT_DATA] = data_bytes + limits["memory_mb"] * 1_000_000
    if namespaces:
        # A brake on fork bombs until the supervisor looks; elsewhere it would count all processes of the user.
        kept[resource.RLIMIT_NPROC] = limits["processes"] + 16
        kept[resource.RLIMIT_MEMLOCK] = 1_000_000
    for kind, limit in kept.items():
        most = resource.getrlimit(kind)[1]
        allowed = limit if most == resource.RLIM_INFINITY else min(limit, most)
        with contextlib.suppress(*([] if namespaces else [OSError, ValueError])):
            resource.setrlimit(kind, (allowed, allowed))


def _student() -> int:
    """Return the user to become: one who owns nothing outside, where the grader could provide one."""
    with open("/proc/self/uid_map") as file:
        return 1000 if any(line.split()[0] == "1000" for line in file) else 0


def _data_bytes() -> int:
    if not linux.HERE:
        return 0
    with open("/proc/self/status") as file:
        return 1024 * int(re.search(r"VmData:\s+(\d+)", file.read()).group(1))  # type: ignore[union-attr]
