"""Every lesson, run from top to bottom where submissions run: solved it gets full marks, as released it gets none."""

from __future__ import annotations

import functools

import nbformat
import pytest

from autograder import grading, registry, release
from autograder.demo.laying_out import filled, solutions
from autograder.lesson import read
from autograder.paths import lessons
from autograder.recording import ClassFolder
from autograder.sandbox import Limits
from autograder.submission import repaired

pytestmark = pytest.mark.xdist_group("lessons")
LESSONS = {path.stem: path for path in lessons()}
GRADED = [unit for unit in LESSONS if registry.unit(unit[3:])]  # all but the unit on revision
SECONDS = 90  # for what takes 30 on a quiet machine


@functools.cache
def released(unit):
    return nbformat.reads(release.released_text(read(LESSONS[unit])), as_version=4)


def judged(unit, notebook, folder):
    outline = ClassFolder(folder, unit).register()
    return grading.judge_notebook(repaired(notebook, outline), "", seed=3, limits=limits(unit), kind="bubblewrap")


def limits(unit):
    """Return the unit's own limits where it trains for longer."""
    own = registry.limits(unit[3:])
    return Limits(cell_seconds=max(60, own.cell_seconds), total_seconds=max(SECONDS, own.total_seconds))


def errors(result):
    outputs = [output for cell in result.cells if cell is not None for output in cell[0]]
    return [output["ename"] for output in outputs if output["output_type"] == "error"]


@pytest.mark.parametrize("unit", LESSONS)
def test_the_solved_lesson_runs_without_an_error_and_gets_full_marks(unit, tmp_path):
    notebook = filled(released(unit), solutions(read(LESSONS[unit])))
    result = judged(unit, notebook, tmp_path)
    assert result.ended == ""
    assert errors(result) == []
    assert {name: v.message for name, v in result.verdicts.items() if not v.passed} == {}
    assert len(result.verdicts) == len(registry.unit(unit[3:]))


@pytest.mark.parametrize("unit", GRADED)
def test_the_lesson_as_released_runs_to_its_first_exercise_and_says_that_it_is_not_written(unit, tmp_path):
    notebook = released(unit)
    first = next(k for k, cell in enumerate(notebook.cells) if cell.metadata.get("nbgrader", {}).get("grade"))
    notebook = nbformat.v4.new_notebook(cells=notebook.cells[: first + 1], metadata=notebook.metadata)
    result = judged(unit, notebook, tmp_path)
    assert errors(result) == []
    assert sum(verdict.score for verdict in result.verdicts.values()) == 0
    name = notebook.cells[first].metadata.nbgrader.grade_id
    assert "Not written yet" in result.verdicts[name].message
