"""What students get is made from the lessons alone, the same way every time, and without the solutions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from typer.testing import CliRunner

from autograder import registry, release
from autograder.cli import app
from autograder.lesson import BEGIN, END, LessonError, grade_id, read
from autograder.paths import COURSE, REPOSITORY, lessons

LESSONS = {path.stem: path for path in lessons()}
GRADED = [unit for unit in LESSONS if registry.unit(unit[3:])]  # all but the unit on revision


@pytest.fixture(scope="module")
def released() -> dict[str, nbformat.NotebookNode]:
    texts = {unit: release.released_text(read(path)) for unit, path in LESSONS.items()}
    return {unit: nbformat.reads(text, as_version=4) for unit, text in texts.items()}


def solution_lines(path: Path) -> set[str]:
    """The lines between the markers of a lesson that are long enough to be recognised; a loop's head gives nothing."""
    found: set[str] = set()
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        inside = BEGIN in line or (inside and END not in line)
        if inside and BEGIN not in line and len(line.strip()) > 25 and not line.endswith(":"):
            found.add(line.strip())
    return found


@pytest.mark.parametrize("unit", LESSONS)
def test_a_release_is_the_same_bytes_twice(unit):
    assert release.released_text(read(LESSONS[unit])) == release.released_text(read(LESSONS[unit]))


def test_the_committed_course_is_up_to_date():
    result = CliRunner().invoke(app, ["release", "--check"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("unit", GRADED)
def test_no_line_of_a_solution_is_in_the_students_bundle(unit):
    lines = solution_lines(LESSONS[unit])
    assert lines
    prose = LESSONS[unit].read_text(encoding="utf-8")
    files = [path for path in COURSE.rglob("*") if path.suffix in (".ipynb", ".json") and path.stem in (unit, unit[3:])]
    assert len(files) == 2
    for path in files:
        text = path.read_text(encoding="utf-8")
        for line in lines:
            # A line that the lesson also shows outside the markers is no secret.
            if prose.count(line) == 1:
                assert json.dumps(line)[1:-1] not in text, (path.name, line)


def test_the_reference_is_not_in_the_students_bundle():
    for path in COURSE.rglob("*.py"):
        assert "reference" not in re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("unit", LESSONS)
def test_every_exercise_has_a_locked_test_cell_with_its_name_and_points(unit, released):
    cells = [cell for cell in released[unit].cells if cell.metadata.get("nbgrader", {}).get("grade")]
    exercises = registry.unit(unit[3:])
    assert [cell.metadata.nbgrader.grade_id for cell in cells] == [grade_id(e.name) for e in exercises]
    assert [cell.metadata.nbgrader.points for cell in cells] == [e.points for e in exercises]
    for cell, exercise in zip(cells, exercises, strict=True):
        assert cell.source == f"check({exercise.name})"
        assert cell.metadata.nbgrader.locked
        assert not cell.metadata.nbgrader.solution


@pytest.mark.parametrize("unit", LESSONS)
def test_every_solution_cell_is_named_after_what_it_defines_and_left_empty(unit, released):
    cells = [cell for cell in released[unit].cells if cell.metadata.get("nbgrader", {}).get("solution")]
    for cell in cells:
        name = cell.metadata.nbgrader.grade_id.removesuffix("-solution")
        assert re.search(rf"^(def|class) {name}\b", cell.source, re.M)
        assert "raise NotImplementedError" in cell.source
    roots = list(dict.fromkeys(exercise.name.partition(".")[0] for exercise in registry.unit(unit[3:])))
    graded = [f"{name}-solution" for name in roots]  # a unit may leave a cell without points to the learner, too
    assert [cell.metadata.nbgrader.grade_id for cell in cells if cell.metadata.nbgrader.grade_id in graded] == graded


@pytest.mark.parametrize("unit", LESSONS)
def test_no_cell_is_an_empty_box(unit, released):
    assert all(cell.source.strip() for cell in released[unit].cells)


@pytest.mark.parametrize("unit", LESSONS)
def test_the_notebook_is_valid_for_jupyter_and_for_nbgrader(unit, released):
    nbformat.validate(released[unit])
    MetadataValidator().validate_nb(released[unit])
    assert len({cell.id for cell in released[unit].cells}) == len(released[unit].cells)


@pytest.mark.parametrize("unit", LESSONS)
def test_every_exercise_ships_with_a_hint_and_a_sentence_for_each_mistake(unit):
    for exercise in json.loads((COURSE / "descent" / "answers" / f"{unit[3:]}.json").read_text(encoding="utf-8")):
        assert len(exercise["hint"]) > 30, exercise["name"]
        for mistake in exercise["mistakes"]:
            assert len(mistake["sentence"]) > 30, mistake["name"]


def test_a_stale_course_fails_the_check_and_names_the_file(monkeypatch):
    stale = release.Change(REPOSITORY / "course" / "01_gradient" / "01_gradient.ipynb", "new text")
    monkeypatch.setattr(release, "changes", lambda _chosen: [stale])
    result = CliRunner().invoke(app, ["release", "--check"])
    assert result.exit_code == 1
    assert "course/01_gradient/01_gradient.ipynb" in result.output


def test_answers_that_differ_by_rounding_are_the_same_and_others_are_not():
    text = (COURSE / "descent" / "answers" / "gradient.json").read_text(encoding="utf-8")
    assert release.same_answers(text, text)
    assert not release.same_answers(text, text.replace('"points":3', '"points":4', 1))
    assert not release.same_answers(text, "[")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("# No front matter", "front matter"),
        ("---\ntitle: A\n---\n", "must name exactly"),
        ("---\ntitle: 3\nobjectives: []\nprerequisites: []\nminutes: 5\n---\n", "title should be a str"),
        ("---\ntitle: A\nobjectives: []\nprerequisites: []\nminutes: 5\n---\nText\n", "checks nothing"),
    ],
)
def test_a_lesson_that_cannot_be_read_is_told_in_one_sentence(tmp_path, text, complaint):
    path = tmp_path / "01_gradient.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LessonError, match=complaint):
        read(path)
