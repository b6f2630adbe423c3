"""Small classes for the tests: notebooks without the lesson's pictures, so that a submission takes no second."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment

from autograder import release
from autograder.demo.laying_out import ANY_UNIT, STUDENTS, filled, functions, solutions
from autograder.lesson import read
from autograder.paths import lesson as lesson_path
from autograder.recording import ClassFolder
from autograder.release import write_atomically

IMPORTS = "from collections.abc import Callable\n\nimport numpy as np\nfrom descent import check\n"


def light(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with its imports, solution and test cells alone."""
    kept = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(IMPORTS), *kept], metadata=notebook.metadata)


class Handouts:
    """The light notebooks of a unit: as released, and solved."""

    def __init__(self, unit: str) -> None:
        lesson = read(lesson_path(unit))
        self.unit = unit
        self._released = light(nbformat.reads(release.released_text(lesson), as_version=4))
        self._solutions = solutions(lesson)

    @property
    def released(self) -> NotebookNode:
        return copy.deepcopy(self._released)

    @property
    def solved(self) -> NotebookNode:
        return self.with_functions("")

    def with_functions(self, source: str) -> NotebookNode:
        """Return the solved notebook in which the functions of `source` replace the right ones."""
        return filled(self._released, self._solutions | functions(source))

    def sample(self) -> dict[str, NotebookNode]:
        """Return the notebooks of the sample class."""
        found = {name: edit(self.released, self.solved) for name, edit in ANY_UNIT.items()}
        for path in sorted((STUDENTS / self.unit).glob("*.py")):
            found[path.stem] = self.with_functions(path.read_text(encoding="utf-8"))
        return found


def hand_in(root: Path, student: str, unit: str, notebook: NotebookNode | str) -> Path:
    """Write a submission and return its path."""
    path = root / "submitted" / student / unit / f"{unit}.ipynb"
    text = notebook if isinstance(notebook, str) else json.dumps(notebook, ensure_ascii=False)
    write_atomically(path, text)
    return path


def scores(root: Path, unit: str) -> dict[str, float]:
    """Return the students' scores from the gradebook."""
    with Gradebook(ClassFolder(root, unit).db_url) as gradebook:
        return {s.student.id: s.score for s in gradebook.find_assignment(unit).submissions}


def exercise_scores(root: Path, unit: str, student: str) -> dict[str, float]:
    """Return one student's automatic scores by test cell."""
    with Gradebook(ClassFolder(root, unit).db_url) as gradebook:
        grades = gradebook.find_submission_notebook(unit, unit, student).grades
        return {grade.cell.name: grade.auto_score for grade in grades}


def records(root: Path, unit: str) -> dict[str, object]:
    """Return all that the gradebook holds of each submission, but for the ids of its rows."""
    with Gradebook(ClassFolder(root, unit).db_url) as gradebook:
        return {
            submission.student.id: _record(submission) for submission in gradebook.find_assignment(unit).submissions
        }


def _record(submission: SubmittedAssignment) -> object:
    grades = [
        (g.cell.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade, g.max_score, g.failed_tests)
        for notebook in submission.notebooks
        for g in notebook.grades
    ]
    comments = [
        (comment.cell.name, comment.auto_comment, comment.manual_comment)
        for notebook in submission.notebooks
        for comment in notebook.comments
    ]
    about = [(n.name, n.score, n.max_score, n.late_submission_penalty) for n in submission.notebooks]
    return submission.timestamp, submission.extension, sorted(grades), sorted(comments), about
