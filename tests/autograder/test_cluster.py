"""A Dask cluster grades like this machine, loses workers without losing scores, and says what is wrong with it."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest

from autograder import cluster, marking
from autograder.cluster import Cluster
from autograder.grading import Job
from autograder.marking import Options
from autograder.recording import ClassFolder
from autograder.workers import KillsWorkers, judged

from .classes import Handouts, hand_in, records
from .test_grade import UNIT, grade

pytestmark = pytest.mark.xdist_group("cluster")
pytest.importorskip("distributed")
SLOW = ("slow0", "slow1", "slow2", "slow3")


@dataclass
class Dask:
    """A scheduler and two workers, each a process of its own that knows nothing of the class's folder."""

    folder: Path
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False"}
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.{module}",
            "--no-dashboard",
            "--host",
            "127.0.0.1",
            *arguments,
        ]
        with (self.folder / f"{module}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)

    def start(self) -> None:
        about = self.folder / "scheduler.json"
        self.scheduler = self._start("dask_scheduler", "--port", "0", "--scheduler-file", str(about))
        deadline = time.monotonic() + 60
        while not self.address and time.monotonic() < deadline:
            time.sleep(0.1)
            try:
                self.address = json.loads(about.read_text())["address"]
            except (OSError, ValueError):
                continue

    def hire(self, number: int) -> None:
        for _ in range(number):
            folder = str(self.folder / f"worker{len(self.workers)}")
            options = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--local-directory", folder]
            self.workers.append(self._start("dask_worker", self.address, *options))

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process is not None:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def dask(tmp_path_factory) -> Iterator[Dask]:
    """A scheduler and two workers."""
    started = Dask(tmp_path_factory.mktemp("dask"))
    try:
        started.start()
        started.hire(2)
        yield started
    finally:
        started.stop()


def lay_out(root: Path, handouts: Handouts) -> Path:
    sample = handouts.sample()
    for student in ("ada_excellent", "cleo_empty", "hugo_tampers", "olga_uphill", "paul_steepest"):
        hand_in(root, student, UNIT, sample[student])
    for student in SLOW:
        notebook = handouts.solved
        notebook.cells.insert(1, nbformat.v4.new_code_cell("import time; time.sleep(0.5)"))
        hand_in(root, student, UNIT, notebook)
    hand_in(root, "zoe_cut_off", UNIT, '{"cells": [')
    return root


def test_a_cluster_that_loses_a_worker_records_what_this_machine_records(dask, tmp_path):
    handouts = Handouts(UNIT)
    here, there = lay_out(tmp_path / "here", handouts), tmp_path / "there"
    shutil.copytree(here, there)
    local = marking.grade(ClassFolder(here, UNIT), Options(jobs=1, seed=1), lambda _number: lambda _student: None)
    done: list[str] = []

    def count(student: str) -> None:
        done.append(student)
        if len(done) == 3:
            os.kill(dask.workers[0].pid, signal.SIGKILL)

    options = Options(seed=1, scheduler=dask.address)
    far = marking.grade(ClassFolder(there, UNIT), options, lambda _number: count)
    assert dask.workers[0].wait(10) == -signal.SIGKILL
    assert dask.workers[1].poll() is None
    assert far.refused == local.refused
    assert list(far.refused) == ["zoe_cut_off"]
    assert records(there, UNIT) == records(here, UNIT)
    graded = sorted(path.relative_to(here) for path in here.glob("autograded/*/*/*.ipynb"))
    assert len(graded) == 9
    for path in graded:
        assert (there / path).read_text(encoding="utf-8") == (here / path).read_text(encoding="utf-8")


def test_a_worker_of_another_version_is_named_in_a_sentence(dask, tmp_path, monkeypatch):
    hand_in(tmp_path, "ada", UNIT, Handouts(UNIT).released)
    ours = cluster.version()
    monkeypatch.setattr(cluster, "version", lambda: ours | {"numpy": "0.1", "this repository": "abc"})
    output = " ".join(grade(tmp_path, "--scheduler", dask.address).split())
    assert f"another version (this repository {ours['this repository']} there, abc here, numpy" in output
    assert "install the same on every machine" in output
    assert "exit code 2" in output


def test_a_scheduler_without_workers_and_none_at_all_are_told_in_a_sentence(tmp_path, monkeypatch):
    hand_in(tmp_path, "ada", UNIT, Handouts(UNIT).released)
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1.5)
    lonely = Dask(tmp_path)
    lonely.start()
    try:
        output = " ".join(grade(tmp_path, "--scheduler", lonely.address).split())
    finally:
        lonely.stop()
    assert f"has no workers: start some with `dask worker {lonely.address}`" in output
    assert "exit code 2" in output
    output = " ".join(grade(tmp_path, "--scheduler", lonely.address).split())
    assert f"The scheduler at {lonely.address} cannot be reached" in output
    assert "exit code 2" in output
    output = grade(tmp_path, "--scheduler", "tls://127.0.0.1:9")
    assert "asks for a certificate" in output
    output = grade(tmp_path, "--scheduler", "nonsense://x")
    assert "cannot be reached" in output
    assert "exit code 2" in output


def test_without_dask_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    hand_in(tmp_path, "ada", UNIT, Handouts(UNIT).released)
    monkeypatch.setitem(sys.modules, "distributed", None)
    output = grade(tmp_path, "--scheduler", "tcp://127.0.0.1:9")
    assert "pip install distributed" in " ".join(output.split())
    assert "exit code 2" in output


def test_a_job_carries_the_notebook_and_no_place():
    names = set(Job.__dataclass_fields__)
    assert names == {"student", "raw", "outline", "seed", "limits", "sandbox"}
    job = Job("ada", b"the notebook", (), 1)
    assert b"the notebook" in pickle.dumps(job)


class Broken(Cluster):
    """A cluster on which one student's submission kills every worker."""

    class Died(Exception):
        pass

    deaths = (Died,)

    def __init__(self) -> None:
        self._address, self.given = "tcp://there", []

    ahead = 2

    def submit(self, job):
        self.given.append(job.student)
        future: Future = Future()
        if job.student == "cleo":
            future.set_exception(self.Died())
        else:
            future.set_result(job.student)
        return future


def test_what_kills_every_worker_is_tried_again_alone_and_blamed():
    crew = Broken()
    students = ["ada", "cleo", "dan"]
    found = dict(judged(crew, students, lambda student: Job(student, b"", (), 1)))
    assert crew.given == [*students, "cleo"]
    assert isinstance(found.pop("cleo"), KillsWorkers)
    assert found == {"ada": "ada", "dan": "dan"}


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (CancelledError(), "The connection to the scheduler at tcp://there was lost."),
        (OSError("reset"), "The connection to the scheduler at tcp://there was lost."),
        (
            ModuleNotFoundError("No module named 'autograder'"),
            "A worker cannot run this repository's grader (No module",
        ),
    ],
)
def test_what_concerns_the_cluster_is_told_as_such(error, sentence):
    assert str(Broken().explain(error)).startswith(sentence)
