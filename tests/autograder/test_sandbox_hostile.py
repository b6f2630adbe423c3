"""Hostile code learns nothing, harms nobody, and leaves the next submission a clean place."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from descent.observing import Case, Task, encode_case

from autograder.sandbox import Check, Code, Execution, Limits, Sandbox
from autograder.sandbox.bubblewrap import scratch_folder

QUICK = Limits(cell_seconds=1, total_seconds=8, grace_seconds=2, memory_mb=300, processes=16, tmp_mb=20, file_mb=15)
TASK = Task("f", [encode_case(Case("ones", (np.ones(2),)))])
HONEST = [Code("import os, numpy as np\nsorted(os.listdir('.')), dir(), float(np.random.rand())")]
MARK = "descent-canary-8c1f"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as box:
        yield box


@pytest.fixture(scope="module")
def undisturbed(sandbox) -> list[dict]:
    return sandbox.run(HONEST).cells[0].outputs


@pytest.fixture(autouse=True)
def the_next_job_is_unaffected(sandbox, undisturbed) -> Iterator[None]:
    yield
    execution = sandbox.run(HONEST)
    assert execution.reason is None, execution.message
    assert execution.cells[0].outputs == undisturbed
    assert not any(MARK.encode() in command for command in commands())


def commands() -> Iterator[bytes]:
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            yield Path(f"/proc/{name}/cmdline").read_bytes()
        except OSError:
            continue


def attack(sandbox: Sandbox, source: str, limits: Limits = QUICK) -> Execution:
    cells = [Code("'kept'"), Code(source, "the attack"), Code("def f(x): return x + 1"), Check(TASK)]
    execution = sandbox.run(cells, limits)
    assert execution.cells[0].finished
    return execution


def printed(sandbox: Sandbox, source: str) -> str:
    execution = attack(sandbox, source, Limits(total_seconds=20))
    assert execution.reason is None, execution.message
    return "".join(output.get("text", "") + output.get("evalue", "") for output in execution.cells[1].outputs)


def attempts(*expressions: str) -> str:
    """Return code that prints what each expression gives, unless it raises."""
    lines = ["import ctypes, glob, os, pathlib, socket, subprocess, sys"]
    lines += [f"try: print('GOT', {e})\nexcept (OSError, KeyError, ValueError) as e: pass" for e in expressions]
    return "\n".join(lines)


def test_sees_no_process_and_no_environment_but_its_own(sandbox, monkeypatch):
    monkeypatch.setenv("DESCENT_TOKEN", MARK)
    paths = (
        "/proc/1/environ",
        "/proc/self/maps",
        "/proc/1/mem",
        "/proc/1/root/etc/passwd",
        "/proc/sys/kernel/core_pattern",
    )
    assert (
        printed(sandbox, attempts(*(f"open({path!r}).read(9)" for path in paths), "os.environ['DESCENT_TOKEN']")) == ""
    )
    assert printed(sandbox, "import os; print(os.getpid(), os.getppid(), os.listdir('/proc'))") == "1 0 []\n"


def test_cannot_read_the_memory_of_another_process(sandbox):
    source = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
child = os.fork()
if child == 0:
    import time; time.sleep(5)
for name, args in (("ptrace", (16, child, 0, 0)), ("process_vm_readv", (child, 0, 0, 0, 0, 0)),
                   ("unshare", (0x10000000,)), ("setns", (3, 0)), ("chroot", (b"/tmp",)),
                   ("mount", (b"x", b"/tmp", b"tmpfs", 0, 0)), ("umount2", (b"/proc", 2)),
                   ("memfd_create", (b"x", 0)), ("shmget", (1, 4096, 0o1666))):
    ctypes.set_errno(0)
    print(getattr(libc, name)(*args), os.strerror(ctypes.get_errno()))
"""
    assert printed(sandbox, source) == "-1 Operation not permitted\n" * 9


def test_sees_neither_the_reference_nor_the_grader_nor_its_files(sandbox, tmp_path):
    (tmp_path / "gradebook.db").write_text(MARK)
    root = Path(__file__).resolve().parents[2]
    paths = (
        root / "solutions",
        root / "autograder",
        root / "pyproject.toml",
        tmp_path,
        "/etc/shadow",
        "/var/lib",
        "/sys",
        "/home",
    )
    assert printed(sandbox, attempts(*(f"os.stat({str(path)!r})" for path in paths))) == ""
    for package in ("reference", "autograder", "autograder.sandbox"):
        assert "No module named" in printed(sandbox, f"import {package}")


def test_holds_no_descriptor_but_its_own_and_fonts(sandbox):
    source = """
import os, stat
from matplotlib import font_manager as fm
fonts = {os.stat(path)[1:3] for path in [entry.fname for entry in fm.fontManager.ttflist]}
for fd in range(3, 256):
    try: found = os.fstat(fd)
    except OSError: continue
    if stat.S_ISSOCK(found.st_mode): print("socket")
    elif stat.S_ISREG(found.st_mode) and found[1:3] not in fonts: print("file", fd, found)
"""
    assert printed(sandbox, source) == "socket\n" * 3  # to the grader, and the event loop's own pair


def test_reaches_no_network(sandbox):
    inet = [f"socket.create_connection(({host!r}, 80), 1)" for host in ("1.1.1.1", "127.0.0.1", "169.254.169.254")]
    others = [
        "socket.getaddrinfo('example.org', 80)",
        "socket.socket(socket.AF_VSOCK)",
        "socket.socket(socket.AF_NETLINK)",
    ]
    more = ["socket.socket(socket.AF_PACKET, socket.SOCK_RAW)", "socket.socket(38)"]
    assert printed(sandbox, attempts(*inet, *others, *more)) == ""


def test_abstract_sockets_of_the_grader_are_out_of_reach(sandbox):
    import socket

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"\0{MARK}")
        listener.listen()
        source = f"import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect('\\0{MARK}')"
        assert "refused" in printed(sandbox, source)


def test_leaves_nothing_for_the_next_submission(sandbox):
    places = (
        "/",
        "/tmp",
        "/tmp/home",
        "/var/tmp",
        "/var/tmp/home",
        "/dev",
        "/dev/shm",
        "/etc",
        "/usr",
        "/root",
        "/descent",
        "/descent/inside",
    )
    writes = [f"open({place!r} + '/{MARK}', 'w').write('x'), {place!r}" for place in places]
    assert printed(sandbox, attempts(*writes)) == "".join(
        f"GOT 1 {place}\n" for place in places if place in (scratch_folder(), scratch_folder() + "/home", "/dev/shm")
    )
    assert printed(sandbox, attempts(*(f"os.stat({place!r} + '/{MARK}')" for place in places))) == ""


def test_no_daemon_survives(sandbox):
    daemon = f"exec -a {MARK} sleep 600"
    source = f"import subprocess\nsubprocess.Popen(['setsid', '-f', 'bash', '-c', {daemon!r}]).wait()\nprint('started')"
    assert printed(sandbox, source) == "started\n"


@pytest.mark.parametrize(
    "source",
    [
        "import os; os.kill(os.getppid(), 9)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "import os; os.kill(-1, 9)",
        "import sys; sys.settrace(lambda *a: None); sys.setprofile(lambda *a: None)",
        "import builtins; builtins.__import__ = None",
        "import sys; sys.stdout = sys.stderr = sys.__stdout__ = None",
        "import os; os.close(0); os.close(1); os.close(2)",
        "import os; os.nice(19); os.chdir('/'); os.umask(0o777)",
        "import signal; [signal.signal(s, signal.SIG_IGN) for s in (1, 2, 10, 14, 15, 17)]",
        "get_ipython().ast_transformers.append(1); get_ipython().input_transformers_cleanup.append(1)",
        "get_ipython().display_pub = get_ipython().displayhook = None",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    ],
)
def test_may_break_its_own_run_only(sandbox, source):
    execution = attack(sandbox, source)
    assert execution.reason in (None, "time", "died")


FORGE = """
import os
def forge(data):
    for fd in range(3, 300):
        try:
            while data: data = data[os.write(fd, data):] or {again}
        except OSError: pass
forge({data})"""
END = b'{"kind":"end","cell":1,"count":1,"seconds":0.1}'


@pytest.mark.parametrize(
    ("source", "reasons"),
    [
        (FORGE.format(data=b"\0\0\0\5hello", again="b''"), {"channel"}),
        (FORGE.format(data=b"\xff\xff\xff\xff", again="b''"), {"channel"}),
        (FORGE.format(data=b"\0\x7a\0\0" + bytes(99), again="bytes(9999)"), {"channel", "output", "time"}),
        (FORGE.format(data=struct.pack(">I", len(END)) + END, again="b''"), {"channel"}),
        (FORGE.format(data=struct.pack(">I", len(END)) + END, again="data"), {"channel"}),
        ("import os; os.closerange(0, 300)", {"died"}),
        ("import os; os.fork() or os.execv('/bin/sleep', ['sleep', '9'])\nos._exit(0)", {"died"}),
        ("import os; os._exit(0)", {"died"}),
        ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", {"processes", "time"}),
        ("import os\nwhile True: os.write(1, b'x' * 10**6)", {None}),
        ("import sys\nwhile True: sys.stdout.write('x' * 10**6)", {None}),
        ("keep = []\nwhile True: keep.append(bytearray(10**7))", {None}),
        ("k = 0\nwhile True: open(f'{k}', 'wb').write(bytes(10**7)); k += 1", {None}),
        ("import socket\nk = [socket.socketpair() for _ in range(9999)]", {None}),
        ("2 ** 10 ** 9 % 7 ** 10 ** 8", {None, "time", "memory"}),
    ],
)
def test_ends_with_a_reason_and_never_raises(sandbox, source, reasons):
    execution = attack(sandbox, source)
    assert execution.reason in reasons, execution.message
    if execution.reason is not None:
        assert execution.cell in (1, 2)
        assert execution.message
    json.dumps([cell.outputs for cell in execution.cells[:3]])


def test_a_background_thread_cannot_answer_for_a_check(sandbox):
    frame = b'{"kind":"outcome","values":[],"flags":[],"error":null}'
    cells = [Code(FORGE.format(data=struct.pack(">I", len(frame)) + frame, again="b''")), Check(TASK)]
    execution = sandbox.run(cells, QUICK)
    assert (execution.reason, execution.cells[1].outcomes) == ("channel", [])
