"""Sandboxes that are started before there is a worker go to one worker each, and end with the run."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from autograder.grading import close_sandboxes, sandbox, use_sandbox
from autograder.sandbox import Code, SandboxUnavailable
from autograder.sandbox.spares import Spares

pytestmark = pytest.mark.xdist_group("classes")
FORK = multiprocessing.get_context("fork")


def work(spares, answers):
    mine = spares.take()
    if mine is not None:
        use_sandbox(mine)
    pid = mine._zygote.process.pid if mine is not None else None
    execution = sandbox("bubblewrap").run([Code("6 * 7", "the cell")])
    answers.put((pid, execution.cells[0].outputs[0]["data"]["text/plain"]))
    close_sandboxes()


def working(spares, workers):
    answers = FORK.Queue()
    processes = [FORK.Process(target=work, args=(spares, answers)) for _ in range(workers)]
    for process in processes:
        process.start()
    found = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    return found


def gone(pid):
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_each_worker_takes_one_and_who_comes_late_starts_its_own():
    spares = Spares("bubblewrap", 2)
    started = [box._zygote.process.pid for box in spares._sandboxes]
    found = working(spares, 3)
    assert [answer for _, answer in found] == ["42"] * 3
    assert sorted(pid for pid, _ in found if pid is not None) == sorted(started)
    spares.close()
    spares.close()
    assert all(map(gone, started))


def test_a_spare_that_has_died_is_replaced():
    spares = Spares("bubblewrap", 1)
    spares._sandboxes[0].start()
    spares._sandboxes[0]._zygote.process.kill()
    ((_, answer),) = working(spares, 1)
    assert answer == "42"
    spares.close()


def test_where_there_is_no_sandbox_the_worker_says_so(monkeypatch):
    def unavailable(*_):
        raise SandboxUnavailable("none here")

    monkeypatch.setattr("autograder.sandbox.client.launch", unavailable)
    spares = Spares("bubblewrap", 2)
    assert spares.take() is None
    spares.close()
    with pytest.raises(SandboxUnavailable, match="none here"):
        sandbox("bubblewrap")
