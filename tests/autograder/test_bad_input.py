"""What cannot be graded is named in one line; everybody else is graded."""

from __future__ import annotations

import json
import os

import nbformat
import pytest

from autograder import submission
from autograder.recording import ClassFolder

from .classes import Handouts, hand_in, scores
from .test_grade import UNIT, grade, run

pytestmark = pytest.mark.xdist_group("classes")
FULL = 17.0


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    """A class with one good student and every kind of spoilt submission; the output of grading it."""
    root = tmp_path_factory.mktemp("class")
    solved = Handouts(UNIT).solved
    text = json.dumps(solved)
    for student in ("zoë ŷ [1] *?", "-rf", 'o\'neil & "sons"', "ada"):
        hand_in(root, student, UNIT, solved)
    hand_in(root, "not_a_notebook", UNIT, "To whom it may concern")
    hand_in(root, "truncated", UNIT, text[: len(text) // 2])
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}
    hand_in(root, "old_format", UNIT, json.dumps(old))
    hand_in(root, "json_but_no_notebook", UNIT, "[1, 2, 3]")
    hand_in(root, "cells_are_a_number", UNIT, json.dumps({**solved, "cells": 7}))
    hand_in(root, "binary", UNIT, "").write_bytes(bytes(range(256)) * 10)
    hand_in(root, "empty_file", UNIT, "")
    hand_in(root, "deeply_nested", UNIT, "[" * 200_000)
    huge = hand_in(root, "fifty_megabytes", UNIT, "")
    with huge.open("r+b") as file:
        file.truncate(50_000_000)
    path = hand_in(root, "wrong_name", UNIT, solved)
    path.rename(path.with_name("Untitled1.ipynb"))
    (root / "submitted" / "empty_folder" / UNIT).mkdir(parents=True)
    (root / "submitted" / "unit_is_a_file").mkdir()
    (root / "submitted" / "unit_is_a_file" / UNIT).write_text("hello")
    (root / "submitted" / "stray_file.txt").write_text("hello")
    secret = root / "secret.ipynb"
    secret.write_text(text)
    hand_in(root, "link_out", UNIT, "").unlink()
    (root / "submitted" / "link_out" / UNIT / f"{UNIT}.ipynb").symlink_to(secret)
    hand_in(root, "other_link_out", UNIT, solved)
    (root / "submitted" / "other_link_out" / UNIT / "data.csv").symlink_to("/etc/passwd")
    hand_in(root, "pipe", UNIT, "").unlink()
    os.mkfifo(root / "submitted" / "pipe" / UNIT / f"{UNIT}.ipynb")
    return root, grade(root)


REASONS = {
    "not_a_notebook": "not a notebook",
    "truncated": "cut off",
    "old_format": "notebook format 3",
    "json_but_no_notebook": "not a notebook",
    "cells_are_a_number": "no list of cells",
    "binary": "not a notebook",
    "empty_file": "not a notebook",
    "deeply_nested": "not a notebook",
    "fifty_megabytes": "50 MB",
    "wrong_name": "Untitled1.ipynb",
    "empty_folder": f"there is no {UNIT}.ipynb",
    "unit_is_a_file": "not a folder",
    "link_out": "link that leads out",
    "other_link_out": "data.csv is a link that leads out",
    "pipe": "not an ordinary file",
}


@pytest.mark.parametrize("student", REASONS)
def test_a_spoilt_submission_is_not_graded_and_its_reason_is_told(spoilt, student):
    root, output = spoilt
    (line,) = [line for line in output.splitlines() if line.startswith(f"✗ {student} is not graded: ")]
    assert REASONS[student] in line
    assert student not in scores(root, UNIT)


def test_everyone_else_is_graded_whatever_the_folder_is_called(spoilt):
    root, _ = spoilt
    assert scores(root, UNIT) == dict.fromkeys(["ada", "-rf", "zoë ŷ [1] *?", 'o\'neil & "sons"'], FULL)


def test_the_exit_code_says_that_something_was_not_graded(spoilt):
    assert "exit code 1" in spoilt[1]
    assert f"not graded {len(REASONS)}" in spoilt[1]


def test_feedback_is_written_for_those_who_were_graded(spoilt):
    root, _ = spoilt
    assert "Wrote the feedback of 4 students" in " ".join(run("feedback", UNIT, "--class", root).split())
    assert (root / "feedback" / "zoë ŷ [1] *?" / UNIT / f"{UNIT}.html").exists()


def test_an_unreadable_file_is_refused(tmp_path, monkeypatch):
    path = hand_in(tmp_path, "ada", UNIT, Handouts(UNIT).solved)

    def refuse(*_args: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(submission.BadSubmission, match="Permission denied"):
        submission.read_bytes(path, path.parent)


def test_an_unknown_unit_a_missing_folder_and_an_empty_class_are_told_in_a_sentence(tmp_path):
    assert "There is no unit called '99_nothing'" in run("grade", "99_nothing", "--class", tmp_path)
    assert "exit code 2" in run("grade", "99_nothing", "--class", tmp_path)
    assert "There is no folder" in run("grade", UNIT, "--class", tmp_path / "nowhere")
    assert "nothing to grade" in run("grade", UNIT, "--class", tmp_path)
    assert "exit code 1" in run("grade", UNIT, "--class", tmp_path)
    assert "nothing to grade" in run("feedback", UNIT, "--class", tmp_path)


def test_without_a_sandbox_grading_is_refused_in_a_sentence(tmp_path, monkeypatch):
    hand_in(tmp_path, "ada", UNIT, Handouts(UNIT).solved)
    monkeypatch.setattr("sys.platform", "darwin")
    output = grade(tmp_path)
    assert "sandbox needs Linux" in " ".join(output.split())
    assert "exit code 2" in output
    assert not (tmp_path / "autograded").exists()


def test_with_sandbox_none_given_by_hand_grading_goes_on(tmp_path):
    hand_in(tmp_path, "ada", UNIT, Handouts(UNIT).solved)
    assert "exit code 0" in grade(tmp_path, "--sandbox", "none")
    assert scores(tmp_path, UNIT) == {"ada": FULL}


def test_a_submission_made_of_nonsense_cells_is_graded_zero_and_harms_nobody(tmp_path):
    notebook = Handouts(UNIT).released
    nonsense = [7, None, {}, {"cell_type": "code"}, {"cell_type": "heading", "source": 3, "metadata": []}]
    nonsense += [{"cell_type": "code", "source": ["1", 2, None], "metadata": {"nbgrader": "yes"}, "outputs": 5}]
    nonsense += [{"cell_type": "markdown", "source": "x", "metadata": {"nbgrader": {"grade_id": [1]}}, "id": "a b"}]
    raw = json.loads(nbformat.writes(notebook))
    raw["cells"] = nonsense + [cell for cell in raw["cells"] for _ in range(2)]
    raw["metadata"] = {"kernelspec": 7, "language_info": []}
    hand_in(tmp_path, "ada", UNIT, json.dumps(raw))
    assert "exit code 0" in grade(tmp_path)
    assert scores(tmp_path, UNIT) == {"ada": 0.0}
    nbformat.validate(nbformat.read(ClassFolder(tmp_path, UNIT).autograded("ada"), as_version=4))
