"""Whatever ends or hinders a run, running again finishes the class with exactly the records of an undisturbed run."""

from __future__ import annotations

import ctypes
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
import pytest

from autograder import grading, marking, trouble
from autograder.grading import Job
from autograder.marking import Options
from autograder.recording import ClassFolder, NotRecorded

from .classes import Handouts, hand_in, records, scores
from .test_grade import UNIT, UNITS, run

pytestmark = pytest.mark.xdist_group("faults")
SEED = 7


def quietly(_number: int) -> marking.Progress:
    return lambda _student: None


def grade(root: Path, **options: object) -> marking.Run:
    return marking.grade(ClassFolder(root, UNIT), Options(seed=SEED, **options), quietly)


def found(root: Path) -> object:
    """Return all that grading leaves of a class: the records, the graded notebooks, what the run noted."""
    with sqlite3.connect(root / "gradebook.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        versions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    graded = {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in sorted(root.glob("autograded/**/*"))
        if path.is_file()
    }
    return records(root, UNIT), graded, versions, json.loads((root / "grading.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory) -> Path:
    """A small class that has not been graded; each submission brings a file along."""
    root = tmp_path_factory.mktemp("class") / "untouched"
    sample = Handouts(UNIT).sample()
    for student in ("ada_excellent", "cleo_empty", "hugo_tampers", "olga_uphill", "paul_steepest"):
        path = hand_in(root, student, UNIT, sample[student])
        path.with_name("timestamp.txt").write_text("2026-01-02 03:04:05 UTC", encoding="utf-8")
        path.with_name("data.csv").write_text("1,2\n" * 500, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def undisturbed(handed_in, tmp_path_factory) -> Iterator[object]:
    """What an undisturbed run leaves. Its judgements are used again, so that the runs of this module are short."""
    root = tmp_path_factory.mktemp("undisturbed") / "class"
    shutil.copytree(handed_in, root)
    judge, known = grading.judge_notebook, {}

    def remembered(notebook, sha256, **options):
        if sha256 not in known:
            known[sha256] = judge(notebook, sha256, **options)
        time.sleep(0.02)
        return known[sha256]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading, "judge_notebook", remembered)
        outline = ClassFolder(root, UNIT).register()
        for path in root.glob("submitted/*/*/*.ipynb"):
            grading.judge_job(Job("anybody", path.read_bytes(), outline, SEED))
        grading.close_sandboxes()
        grade(root)
        yield found(root)


@pytest.fixture
def root(handed_in, tmp_path, undisturbed) -> Path:  # noqa: ARG001  (its judgements)
    """The class, ready to be graded."""
    shutil.copytree(handed_in, tmp_path / "class")
    return tmp_path / "class"


def in_a_child(work: Callable[[], object]) -> int:
    """Do `work` in a forked process and return its id at once."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def is_zygote(process: psutil.Process) -> bool:
    try:
        return "inside.zygote" in process.cmdline()
    except psutil.Error:
        return False


def workers_of(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


@pytest.mark.parametrize(("registered", "kills"), [(False, 4), (True, 16)], ids=["new gradebook", "old gradebook"])
def test_killed_again_and_again_a_class_is_finished_as_if_nothing_had_been(
    handed_in, undisturbed, tmp_path, registered, kills
):
    pristine, root = tmp_path / "pristine", tmp_path / "class0"
    shutil.copytree(handed_in, pristine)
    if registered:  # or else half of the time goes into making the gradebook
        ClassFolder(pristine, UNIT).register()
    luck = random.Random(1)
    whole, killed, finished = 0.0, 0, 0
    shutil.copytree(pristine, root)
    while killed < kills:
        start = time.monotonic()
        grader = in_a_child(lambda root=root: grade(root))
        if whole:  # the first run is only timed
            time.sleep(luck.uniform(0.05, 1.0) * whole)
            family = workers_of(grader)
            ended, status = os.waitpid(grader, os.WNOHANG)
            if not ended:
                os.kill(grader, signal.SIGKILL)
                killed += 1
                os.waitpid(grader, 0)
                _, alive = psutil.wait_procs(family, timeout=20)  # nbgrader's alembic too
                assert not alive, "a worker outlives its grader"
                continue
        else:
            _, status = os.waitpid(grader, 0)
        assert status == 0
        whole = min(whole or 60.0, time.monotonic() - start)
        finished += 1
        assert found(root) == undisturbed
        root = tmp_path / f"class{finished}"
        shutil.copytree(pristine, root)
    grade(root)
    assert found(root) == undisturbed


def test_the_command_itself_may_be_killed_with_submissions_in_the_sandbox(tmp_path):
    notebook = Handouts(UNIT).solved
    notebook.cells.insert(1, nbformat.v4.new_code_cell("import time; time.sleep(0.5)"))
    students = [f"student{number}" for number in range(4)]
    for student in students:
        hand_in(tmp_path, student, UNIT, notebook)
    command = [sys.executable, "-m", "autograder.cli", "grade", UNIT, "--class", str(tmp_path), "--seed", str(SEED)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 90
    while not list(tmp_path.glob("autograded/*/*/*.ipynb")) and time.monotonic() < deadline:
        time.sleep(0.05)
    family = workers_of(process.pid)
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive, [each.cmdline() for each in alive]
    output = run("grade", UNIT, "--class", tmp_path, "--jobs", 2)
    assert "exit code 0" in output
    assert "already graded" in output
    assert scores(tmp_path, UNIT) == dict.fromkeys(students, UNITS[UNIT])


def test_a_locked_gradebook_is_told_in_a_sentence_and_waited_for(root, undisturbed):
    ClassFolder(root, UNIT).register()
    other = sqlite3.connect(root / "gradebook.db", check_same_thread=False, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    output = run("grade", UNIT, "--class", root, "--seed", SEED, "--jobs", 1)
    assert "The gradebook cannot be used (database is locked)" in " ".join(output.split())
    assert "run the same command again" in " ".join(output.split())
    assert "exit code 2" in output
    threading.Timer(1.0, other.rollback).start()
    grade(root)
    assert found(root) == undisturbed
    other.close()


def test_a_gradebook_that_is_locked_in_the_middle_costs_nothing(root, undisturbed):
    ClassFolder(root, UNIT).register()
    other = sqlite3.connect(root / "gradebook.db", isolation_level=None)

    def lock(_number: int) -> marking.Progress:
        return lambda _student: other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(NotRecorded) as stopped:
        marking.grade(ClassFolder(root, UNIT), Options(seed=SEED), lock)
    assert "The gradebook cannot be used (database is locked)" in trouble.sentence(stopped.value)
    other.close()
    assert len(list(root.glob("autograded/*/*/*.ipynb"))) == 1
    grade(root)
    assert found(root) == undisturbed


def test_a_submission_that_is_removed_while_it_is_graded_is_named(root, undisturbed, handed_in):
    def remove(_number: int) -> marking.Progress:
        shutil.rmtree(root / "submitted" / "olga_uphill")
        return lambda _student: None

    result = marking.grade(ClassFolder(root, UNIT), Options(seed=SEED), remove)
    assert list(result.refused) == ["olga_uphill"]
    assert "No such file" in result.refused["olga_uphill"] or "removed" in result.refused["olga_uphill"]
    assert not (root / "autograded" / "olga_uphill").exists()
    shutil.copytree(handed_in / "submitted" / "olga_uphill", root / "submitted" / "olga_uphill")
    grade(root)
    assert found(root) == undisturbed


def test_a_killed_sandbox_costs_nobody_anything(tmp_path):
    notebook = Handouts(UNIT).solved
    notebook.cells.insert(1, nbformat.v4.new_code_cell("import time; time.sleep(1.5)"))
    students = [f"student{number}" for number in range(5)]
    for student in students:
        hand_in(tmp_path, student, UNIT, notebook)
    done, killed = [], []

    def kill(student: str) -> None:
        done.append(student)
        time.sleep(0.3)  # the next one is under way
        zygote = next(filter(is_zygote, psutil.Process().children(recursive=True)), None)
        if zygote is not None and len(killed) < 2 and len(done) != 2:
            killed.append(zygote.pid)
            zygote.kill()

    result = marking.grade(ClassFolder(tmp_path, UNIT), Options(jobs=1, seed=SEED), lambda _number: kill)
    assert killed
    assert result.refused == {}
    assert scores(tmp_path, UNIT) == dict.fromkeys(students, UNITS[UNIT])


NEW_MOUNTS, NEW_USERS = 0x00020000, 0x10000000


def alone_with_a_small_disk(folder: Path, size: str) -> None:
    """Give this process a file system of `size` on `folder` that no other process sees."""
    libc = ctypes.CDLL(None, use_errno=True)
    user = os.getuid()
    if libc.unshare(NEW_MOUNTS | (NEW_USERS if user else 0)):
        raise OSError(ctypes.get_errno(), "unshare")
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {os.getgid()} 1")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)


def test_a_full_disk_is_told_in_a_sentence_and_more_space_lets_the_run_finish(handed_in, undisturbed, tmp_path):
    disk, report = tmp_path / "disk", tmp_path / "report"
    disk.mkdir()

    def work() -> None:
        try:
            alone_with_a_small_disk(disk, "500m")
        except (OSError, subprocess.CalledProcessError) as error:
            report.write_text(json.dumps({"cannot mount": str(error)}))
            return
        root = disk / "class"
        shutil.copytree(handed_in, root)
        ClassFolder(root, UNIT).register()
        used = shutil.disk_usage(disk).used
        sentences, done = [], []
        for room in (30_000, 100_000):  # for some of a submission, some submissions
            subprocess.run(["mount", "-o", f"remount,size={used + room}", disk], check=True)
            try:
                grade(root)
            except Exception as error:
                sentences.append(trouble.sentence(error) or repr(error))
            done.append(len(list(root.glob("autograded/*/*/*.ipynb"))))
        subprocess.run(["mount", "-o", "remount,size=500m", disk], check=True)
        grade(root)
        same = found(root) == undisturbed
        report.write_text(json.dumps({"sentences": sentences, "done": done, "same": same}))

    _, status = os.waitpid(in_a_child(work), 0)
    said = json.loads(report.read_text())
    if "cannot mount" in said:
        pytest.skip(f"no small disk can be had here: {said['cannot mount']}")
    assert status == 0
    assert len(said["sentences"]) == 2, said
    assert max(said["done"]) < 5
    for sentence in said["sentences"]:
        assert "The disk is full." in sentence or "(database or disk is full)" in sentence
        assert "run the same command again" in sentence
    assert said["same"]
