"""An nbgrader course that is not ours is graded by its own exercises, or refused, or trusted as far as it asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

from autograder import registry
from autograder.grading import close_sandboxes

pytestmark = pytest.mark.xdist_group("classes")
EXERCISES = '''
"""The exercises of a course on something else."""

from autograder.exercise import Exercise, Mistake, case


def double(x):
    return 2 * x


def cases(rng):
    for note in ("one", "another", "a third"):
        yield case(note, float(rng.integers(3, 99)))


EXERCISES = [Exercise(double, points=3, cases=cases, mistakes=[Mistake("square", "You squared.", lambda x: x * x)])]
'''
PLAIN = "c = get_config()\nc.CourseDirectory.course_id = 'other'\n"
OWN = PLAIN + (
    "from pathlib import Path\nfrom autograder.config import plug_in\n"
    "plug_in(c, [Path(__file__).parent / 'exercises.py'])\nc.SandboxedExecute.cell_seconds = 1\n"
)
TRUSTING = OWN + "c.SandboxedExecute.plain_tests = True\n"


def about(name: str, **more: object) -> dict[str, object]:
    metadata = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": {**metadata, "grade_id": name, **more}}


def test_cell(name: str, source: str, points: int) -> nbformat.NotebookNode:
    hidden = f"{source}\n### BEGIN HIDDEN TESTS\n{source.replace('2', '3')}\n### END HIDDEN TESTS"
    return new_code_cell(hidden, metadata=about(name, grade=True, locked=True, points=points))


test_cell.__test__ = False  # type: ignore[attr-defined]


def solution(name: str) -> str:
    return f"def {name}(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"


def source(root: Path, *, plain: bool) -> None:
    """Write the instructor's notebook, as nbgrader's users do."""
    cells = [
        new_markdown_cell("# Doubling"),
        new_code_cell(solution("double"), metadata=about("double-solution", solution=True)),
        test_cell("double", "assert double(2) == 2 + 2", 3),
        new_markdown_cell("Why?", metadata=about("why", grade=True, solution=True, points=2)),
        new_markdown_cell("Draw it.", metadata=about("draw", task=True, locked=True, points=4)),
    ]
    if plain:
        cells.append(new_code_cell(solution("twice"), metadata=about("twice-solution", solution=True)))
        cells.append(test_cell("test_twice", "assert twice(2) == 2 + 2", 5))
    notebook = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    path = root / "source" / "ps1" / "problem1.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


ANSWERS = {
    "right": "return 2 * x",
    "wrong": "return x * x",
    "stops": "import os; os._exit(0)",
    "loops": "while True: pass",
    "prints_points": "print('3.0'); return None",
}


def hand_in(root: Path, students: list[str]) -> None:
    for student in students:
        folder = root / "submitted" / student / "ps1"
        shutil.copytree(root / "release" / "ps1", folder)
        notebook = nbformat.read(folder / "problem1.ipynb", as_version=4)
        for cell in notebook.cells:
            cell.source = cell.source.replace("raise NotImplementedError()", ANSWERS[student])
            cell.source = cell.source.replace("# YOUR CODE HERE\n", "")
        if student == "prints_points":
            notebook.cells.insert(1, new_code_cell("import builtins\nbuiltins.AssertionError = print"))
        nbformat.write(notebook, folder / "problem1.ipynb")


def api(root: Path, configuration: str) -> NbGraderAPI:
    """Return what formgrader calls, with the course's own configuration."""
    (root / "nbgrader_config.py").write_text(configuration, encoding="utf-8")
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.CourseDirectory.root = str(root)
    return NbGraderAPI(coursedir=CourseDirectory(config=config), config=config)


def course(root: Path, students: list[str], *, plain: bool) -> Path:
    """Lay out a course with plain nbgrader: its source, its release, what was handed in."""
    source(root, plain=plain)
    (root / "exercises.py").write_text(EXERCISES, encoding="utf-8")
    answer = api(root, PLAIN).generate_assignment("ps1")
    assert answer["success"], answer
    hand_in(root, students)
    return root


def auto_scores(root: Path, cell: str) -> dict[str, float | None]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: gradebook.find_grade(cell, "problem1", "ps1", submission.student.id).auto_score
            for submission in gradebook.find_assignment("ps1").submissions
        }


@pytest.fixture(autouse=True)
def no_exercises_are_left(monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # for alembic
    yield
    registry._files.clear()
    registry.by_name.cache_clear()
    close_sandboxes()


def test_a_courses_own_exercises_are_judged_by_nbgraders_own_command(tmp_path, monkeypatch):
    root = course(tmp_path, ["right", "wrong", "stops", "prints_points"], plain=False)
    (root / "nbgrader_config.py").write_text(OWN, encoding="utf-8")
    monkeypatch.chdir(root)
    command = [sys.executable, "-m", "nbgrader", "autograde", "ps1"]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert auto_scores(root, "double") == {"right": 3.0, "wrong": 0.0, "stops": 0.0, "prints_points": 0.0}
    graded = (root / "autograded" / "wrong" / "ps1" / "problem1.ipynb").read_text(encoding="utf-8")
    assert "You squared." in graded
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook("problem1", "ps1", "right")
        assert (found.score, found.max_score) == (3.0, 9.0)
        assert {grade.cell.name: grade.needs_manual_grade for grade in found.grades}["draw"]


def test_assert_cells_of_no_exercise_are_refused_in_a_sentence(tmp_path):
    root = course(tmp_path, ["right"], plain=True)
    answer = api(root, OWN).autograde("ps1", "right")
    assert not answer["success"]
    assert "The test cell 'test_twice' belongs to no exercise that the grader knows" in answer["log"] + answer["error"]
    assert not (root / "autograded" / "right" / "ps1").exists()


def test_assert_cells_are_run_in_the_sandbox_where_a_course_trusts_them(tmp_path):
    students = ["right", "wrong", "stops", "loops"]
    root = course(tmp_path, students, plain=True)
    grader = api(root, TRUSTING)
    for student in students:
        answer = grader.autograde("ps1", student)
        assert answer["success"], answer
    assert auto_scores(root, "test_twice") == {"right": 5.0, "wrong": 0.0, "stops": 0.0, "loops": 0.0}
    assert auto_scores(root, "double") == {"right": 3.0, "wrong": 0.0, "stops": 0.0, "loops": 0.0}


def test_a_file_without_exercises_is_named(tmp_path):
    with pytest.raises(LookupError, match="There is no Python file"):
        registry.extend([tmp_path / "nothing.py"])
    (tmp_path / "empty.py").write_text("x = 1", encoding="utf-8")
    with pytest.raises(LookupError, match="has no list EXERCISES"):
        registry.extend([tmp_path / "empty.py"])
