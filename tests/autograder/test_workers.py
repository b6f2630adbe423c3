"""A worker that dies costs nobody a score, and only a submission that kills its worker alone is blamed."""

from __future__ import annotations

import os
import signal
import threading
import time

import nbformat
import psutil
import pytest

from autograder import grading, marking
from autograder.grading import Job
from autograder.marking import Options, Run
from autograder.recording import ClassFolder

from .classes import Handouts, hand_in, scores
from .test_grade import UNIT, UNITS

pytestmark = pytest.mark.xdist_group("cluster")
FULL = UNITS[UNIT]


def lay_out(root, *students: str, pause: float = 0) -> ClassFolder:
    """Lay out a class in which everybody solves everything, and each notebook takes a while."""
    for student in students:
        notebook = Handouts(UNIT).solved
        notebook.cells.insert(1, nbformat.v4.new_code_cell(f"import time; time.sleep({pause})\n# {student}"))
        hand_in(root, student, UNIT, notebook)
    return ClassFolder(root, UNIT)


def run(folder: ClassFolder, jobs: int) -> Run:
    return marking.grade(folder, Options(jobs=jobs, seed=1), lambda _number: lambda _student: None)


@pytest.fixture
def lethal(monkeypatch):
    """Let workers die by SIGKILL while they judge a student: `lethal(folder, student, times)`."""
    deaths, known = {}, {}

    def judge_or_die(notebook, sha256, **_options):
        for student, (path, times) in deaths.items():
            if f"# {student}\n" in "".join(cell.source + "\n" for cell in notebook.cells):
                with open(path, "a") as file:
                    file.write("x")
                if os.path.getsize(path) <= times:
                    os.kill(os.getpid(), signal.SIGKILL)
        return known[sha256]

    def prepare(folder: ClassFolder, student: str, times: int) -> None:
        outline = folder.register()  # judged once, here: sandboxes are not what is tested
        for path in folder.root.glob("submitted/*/*/*.ipynb"):
            judged = grading.judge_job(Job("anybody", path.read_bytes(), outline, 1))
            known[judged.sha256] = judged
        grading.close_sandboxes()
        deaths[student] = (folder.root / "deaths", times)
        monkeypatch.setattr(grading, "judge_notebook", judge_or_die)

    return prepare


def test_workers_killed_from_outside_cost_nobody_anything(tmp_path):
    students = [f"student{number}" for number in range(6)]
    folder = lay_out(tmp_path, *students, pause=0.4)
    killed = []

    def kill_twice() -> None:
        while len(killed) < 2:
            time.sleep(1.0)
            workers = [child for child in psutil.Process().children() if child.pid not in killed]
            working = [child for child in workers if child.is_running() and child.children()]  # it has a sandbox
            if working:
                os.kill(working[0].pid, signal.SIGKILL)
                killed.append(working[0].pid)

    killer = threading.Thread(target=kill_twice, daemon=True)
    killer.start()
    result = run(folder, jobs=2)
    killer.join(30)
    assert len(killed) == 2
    assert result.refused == {}
    assert sorted(result.graded) == students
    assert scores(tmp_path, UNIT) == dict.fromkeys(students, FULL)


def test_only_the_submission_that_kills_its_worker_alone_is_blamed(tmp_path, lethal):
    folder = lay_out(tmp_path, "ada", "ben", "cleo", "dan", "eve")
    lethal(folder, "cleo", 99)
    result = run(folder, jobs=2)
    assert list(result.refused) == ["cleo"]
    assert "died 3 times while it judged nothing but this submission" in result.refused["cleo"]
    assert scores(tmp_path, UNIT) == dict.fromkeys(["ada", "ben", "dan", "eve"], FULL)
    assert (tmp_path / "deaths").stat().st_size == 4  # once among others, three times alone


def test_a_submission_whose_worker_dies_by_chance_is_graded(tmp_path, lethal):
    folder = lay_out(tmp_path, "ada", "ben")
    lethal(folder, "ben", 2)
    result = run(folder, jobs=2)
    assert result.refused == {}
    assert scores(tmp_path, UNIT) == {"ada": FULL, "ben": FULL}


def test_a_fault_of_the_grader_in_one_submission_is_named_and_ends_no_other(tmp_path, monkeypatch):
    original = grading.judge_notebook

    def fail(notebook, *args, **kwargs):
        if any("# ben" in cell.source for cell in notebook.cells):
            raise ZeroDivisionError("nobody thought of this")
        return original(notebook, *args, **kwargs)

    monkeypatch.setattr(grading, "judge_notebook", fail)
    result = run(lay_out(tmp_path, "ada", "ben", "cleo"), jobs=1)
    assert result.refused == {"ben": "the grader itself failed on it (ZeroDivisionError: nobody thought of this)"}
    assert sorted(result.graded) == ["ada", "cleo"]
