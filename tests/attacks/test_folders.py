"""Hostile folders, names and files: each is graded or named in a line, and no command stumbles over it."""

from __future__ import annotations

import csv
import gzip
import json
import os
import socket
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import grading, submission
from autograder.paths import REPOSITORY
from tests.autograder.classes import Handouts, hand_in, records, scores
from tests.autograder.test_grade import run

from .pages import Active

pytestmark = pytest.mark.xdist_group("classes")

UNIT = "01_gradient"
FULL = 12.0

# Names of students that mean something to a shell, to SQL, to a pattern, to a page, to a table or to the terminal.
NAMES = ["*", "[a-z]*", "(?P<x>.*)", "--help", "~", "$HOME", "%s{0}{student_id}", "'; DROP TABLE student;--", "a" * 250]
NAMES += ["=1+1", "@SUM(A1)", '"x",y', "<img src=x onerror=alert(1)>", "[bold red]x", UNIT, "autograded", "None", "1e5"]
LOOK_ALIKES = ["ada ", " ada", "ADA", "\u0430da", "e\u0301", "\u00e9"]
UNPRINTABLE = ["ada\u200b", "\u202eada", "a\nb", "a\x1b[2J", os.fsdecode(b"\xff\xfe")]


def links_in_a_circle(home: Path) -> None:
    (home / "a.csv").symlink_to("b.csv")
    (home / "b.csv").symlink_to("a.csv")


def link_to_itself(home: Path) -> None:
    (home / "again").symlink_to(".")


def dangling_link(home: Path) -> None:
    (home / "a.csv").symlink_to("nothing.csv")


def deep_folders(home: Path) -> None:
    """Nest folders deeper than recursion goes."""
    path = str(home)
    while len(path) < 3_900:
        path += "/d"
        os.mkdir(path)


def countless_files(home: Path) -> None:
    for number in range(submission.MAX_FILES + 1):
        (home / str(number)).touch()


def folder_for_a_notebook(home: Path) -> None:
    (home / f"{UNIT}.ipynb").unlink()
    (home / f"{UNIT}.ipynb").mkdir()


def local_socket(home: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(home / "a.csv"))


def many_wrong_names(home: Path) -> None:
    (home / f"{UNIT}.ipynb").unlink()
    for number in range(500):
        (home / f"{number}\x1b[2J.ipynb").touch()


def another_notebook_in_checkpoints(home: Path) -> None:
    (home / ".ipynb_checkpoints").mkdir()
    (home / ".ipynb_checkpoints" / f"{UNIT}.ipynb").write_text("{")
    (home / "a\nb.ipynb").write_text("{")


def folder_for_a_timestamp(home: Path) -> None:
    (home / "timestamp.txt").mkdir()


def far_future(home: Path) -> None:
    (home / "timestamp.txt").write_text("9999-12-31 23:59:59.999999 -2359")
    os.utime(home / f"{UNIT}.ipynb", (4e10, 4e10))


def set_user_id(home: Path) -> None:
    (home / "a.py").touch()
    (home / "a.py").chmod(0o6777)


REFUSED: dict[Callable[[Path], None], str] = {
    links_in_a_circle: "symbolic links",
    link_to_itself: "not an ordinary file",
    dangling_link: "No such file",
    deep_folders: "nested more than",
    countless_files: "more than the 10000 files",
    folder_for_a_notebook: "Is a directory",
    local_socket: "not an ordinary file",
    many_wrong_names: ".ipynb, …",
}
GRADED = [another_notebook_in_checkpoints, folder_for_a_timestamp, far_future, set_user_id]

SOLVED = Handouts(UNIT).solved
TEXT = json.dumps(SOLVED)
UNREADABLE = {
    "utf16": TEXT.encode("utf-16"),
    "utf32": TEXT.encode("utf-32"),
    "zeros": TEXT.encode() + bytes(99),
    "packed zeros": gzip.compress(bytes(10**7)),
    "endless version": TEXT.replace('"nbformat": 4', '"nbformat": ' + "9" * 5000).encode(),
    "version of text": TEXT.replace('"nbformat": 4', '"nbformat": ["\\u001b[2J"]').encode(),
    "version true": TEXT.replace('"nbformat": 4', '"nbformat": true').encode(),
    "version 5": TEXT.replace('"nbformat": 4', '"nbformat": 5').encode(),
    "endless number": TEXT.replace('"metadata": {', '"metadata": {"a": ' + "9" * 5000 + ", ", 1).encode(),
    "cells by name": json.dumps({**SOLVED, "cells": {"a": 1}}).encode(),
}
READABLE = {
    "minor 99": json.dumps({**SOLVED, "nbformat_minor": 99}).encode(),
    "minor text": json.dumps({**SOLVED, "nbformat_minor": "x"}).encode(),
    "not finite": TEXT.replace('"metadata": {', '"metadata": {"a": NaN, "b": -Infinity, ', 1).encode(),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The folder of the graded class, what the command said, and Ada's record before the others handed in."""
    root = tmp_path_factory.mktemp("class")
    hand_in(root, "ada", UNIT, SOLVED)
    grown = hand_in(root, "grown", UNIT, SOLVED)
    run("grade", UNIT, "--class", root, "--seed", 1)
    before = records(root, UNIT)
    empty = Handouts(UNIT).released
    for name in NAMES + LOOK_ALIKES + UNPRINTABLE:
        hand_in(root, name.replace("/", "_"), UNIT, empty)
    for attack in [*REFUSED, *GRADED]:
        attack(hand_in(root, attack.__name__, UNIT, empty).parent)
    for name, content in (UNREADABLE | READABLE).items():
        hand_in(root, name, UNIT, "").write_bytes(content)
    (root / "submitted" / "linked").symlink_to("ada")
    os.truncate(grown, 40_000_000_000)  # what was graded is compared with what is there now
    for name in FAILING:
        hand_in(root, name, UNIT, empty)
    with pytest.MonkeyPatch.context() as patch:
        fail(patch)
        output = run("grade", UNIT, "--class", root, "--seed", 1)
    yield root, output, before
    subprocess.run(["rm", "-rf", root / "submitted" / deep_folders.__name__], check=True)  # pytest would recur


FAILING = {
    "locked": "its folder cannot be read (Permission denied)",
    "odd": "the grader itself failed on it (RecursionError: too deep)",
}


def fail(patch: pytest.MonkeyPatch) -> None:
    """Lock one folder, which root would open all the same, and let reading another raise what nobody foresees."""
    is_dir, read = Path.is_dir, submission.read_bytes

    def locked(path: Path) -> bool:
        if "locked" in path.parts:
            raise PermissionError(13, "Permission denied")
        return is_dir(path)

    def odd(path: Path, home: Path) -> bytes:
        if home.name == "odd":
            raise RecursionError("too deep")
        return read(path, home)

    patch.setattr(Path, "is_dir", locked)
    patch.setattr("autograder.marking.read_bytes", odd)


def refusal(output: str, student: str) -> str:
    (line,) = [line for line in output.splitlines() if line.startswith(f"✗ {student} is not graded: ")]
    return line


def test_everybody_is_graded_or_named_in_a_line(graded):
    root, output, _ = graded
    zero = [*NAMES, *LOOK_ALIKES, *(attack.__name__ for attack in GRADED)]
    assert scores(root, UNIT) == {"ada": FULL, "grown": FULL} | dict.fromkeys(zero, 0.0) | dict.fromkeys(READABLE, FULL)
    for attack, reason in REFUSED.items():
        assert reason in refusal(output, attack.__name__)
    for student, reason in FAILING.items():
        assert reason in refusal(output, student)
    for student in (*UNREADABLE, *map(repr, UNPRINTABLE), "linked"):
        assert refusal(output, student)
    assert "40000 MB" in refusal(output, "grown")
    assert len(refusal(output, "many_wrong_names")) < 200


def test_nobody_changes_the_record_of_a_student_whose_name_is_nearly_theirs(graded):
    root, _, before = graded
    assert records(root, UNIT)["ada"] == before["ada"]


def test_the_terminal_gets_no_command(graded):
    assert [mark for mark in ("\x1b", "\u202e", "\u200b", "\udcff") if mark in graded[1]] == []


def test_no_file_is_copied_with_more_rights_than_a_file_needs(graded):
    files = [path for path in (graded[0] / "autograded").rglob("*") if path.is_file()]
    assert [path for path in files if path.stat().st_mode & 0o7111] == []


def test_the_report_shows_every_name_as_text(graded):
    assert "exit code 0" in run("report", UNIT, "--class", graded[0])
    page = Active((graded[0] / "report" / f"{UNIT}.html").read_text(encoding="utf-8"))
    template = Active((REPOSITORY / "autograder" / "report" / "page.html.j2").read_text(encoding="utf-8"))
    assert set(page.found) <= set(template.found)


@pytest.mark.parametrize("platform", ["csv", "canvas", "moodle", "gradescope"])
def test_every_export_is_written_and_holds_no_formula(graded, platform):
    root, _, _ = graded
    assert "exit code 0" in run("export", UNIT, "--to", platform, "--class", root)
    for path in (root / "export").glob(f"{platform}.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert len({len(row) for row in rows}) == 1
        assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []


def test_what_is_not_used_of_a_notebook_costs_little_memory():
    text = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {"a": [' + "{}," * 1_000_000 + '{}]}, "cells": []}'
    tracemalloc.start()
    try:
        submission.parse(text.encode())
        assert tracemalloc.get_traced_memory()[1] < 50 * len(text)
    finally:
        tracemalloc.stop()


def test_what_takes_the_grader_itself_too_long_is_given_up(monkeypatch):
    def compute():
        with grading._in_time():
            while True:
                pass

    monkeypatch.setattr(grading, "_JUDGING_SECONDS", 0.2)
    with pytest.raises(submission.BadSubmission, match="judging what it showed and returned took longer"):
        compute()
