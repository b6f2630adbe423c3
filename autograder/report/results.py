"""Read what a graded class has left: points from the gradebook, verdicts and solutions from the graded notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from nbgrader.api import BaseCell, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook

from autograder import registry
from autograder.lesson import grade_id, read, slug_of
from autograder.paths import lesson as lesson_path
from autograder.recording import ClassFolder
from autograder.sanitising import printable

# How the messages of verdicts begin: see `descent.verdict` and `autograder.grading`.
_KINDS = {
    "Your code was stopped": "stopped: too slow",
    "Your code raised": "raised an error",
    "Your function calls itself too often": "raised an error",
    "Your code ended the process": "ended its process",
    "Not checked, since the notebook": "not reached",
    "Not written yet": "not written",
    "`": "not defined",
}
WRONG = "wrong result"


@dataclass(frozen=True)
class Verdict:
    """What a graded notebook remembers of one exercise."""

    passed: bool
    diagnosis: str | None
    message: str

    @property
    def kind(self) -> str:
        """How it failed, in two or three words."""
        return next((kind for start, kind in _KINDS.items() if self.message.startswith(start)), WRONG)


@dataclass(frozen=True)
class Student:
    """One graded submission: its score (manual points in, late penalty not), what stopped it, its solution cells."""

    name: str
    score: float
    ended: str = ""
    points: dict[str, float] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    solutions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One exercise: its name, its full marks, and the sentences of its mistakes."""

    name: str
    points: float
    sentences: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """A graded class in one unit; `stubs` are the solution cells as they were handed out."""

    unit: str
    title: str
    items: list[Item]
    students: list[Student]
    submitted: int
    stubs: dict[str, str] = field(default_factory=dict)

    @property
    def max_score(self) -> float:
        return sum(item.points for item in self.items)

    def shares(self) -> np.ndarray:
        """Return each student's share of each exercise's points, shape (students, exercises)."""
        rows = [
            [student.points.get(item.name, 0.0) / item.points if item.points else 0.0 for item in self.items]
            for student in self.students
        ]
        return np.array(rows, dtype=float).reshape(len(self.students), len(self.items))


def collect(folder: ClassFolder) -> Results:
    """Return the results of `folder`; raises `LookupError` when nothing is graded yet."""
    lesson = read(lesson_path(folder.unit))
    items = [
        Item(exercise.name, exercise.points, {mistake.name: mistake.sentence for mistake in exercise.mistakes})
        for exercise in registry.unit(slug_of(folder.unit))
    ]
    with Gradebook(folder.db_url) as gradebook:
        points = _points(gradebook, folder.unit, items)
        stubs = _stubs(gradebook, folder.unit) if points else {}
    students = list(_students(folder, items, points))
    if not students:
        raise LookupError(
            f"No submission of {folder.unit} is graded yet. "
            f"Run `autograder grade {folder.unit} --class {folder.root}` first."
        )
    return Results(folder.unit, lesson.title, items, students, len(folder.students()), stubs)


def _points(gradebook: Gradebook, unit: str, items: list[Item]) -> dict[str, dict[str, float]]:
    """Return the points of each student in each exercise, in one query: a class has thousands of grades."""
    names = {grade_id(item.name): item.name for item in items}
    rows = (
        gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, Grade.score)
        .select_from(SubmittedAssignment)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(SubmittedAssignment.name == unit)
    )
    found: dict[str, dict[str, float]] = {}
    for student, cell, score in rows:
        if cell in names:
            found.setdefault(student, {})[names[cell]] = float(score or 0.0)
    return found


def _stubs(gradebook: Gradebook, unit: str) -> dict[str, str]:
    cells = gradebook.find_notebook(unit, unit).source_cells
    return {cell.name: cell.source for cell in cells if not cell.locked}


def _students(folder: ClassFolder, items: list[Item], points: dict[str, dict[str, float]]) -> Iterator[Student]:
    for name in folder.students():
        notebook = _graded(folder, name)
        about = notebook.get("metadata", {}).get("descent")
        if about is None or name not in points:
            continue
        verdicts = about.get("verdicts", {})
        found = {
            item.name: _verdict(verdicts[grade_id(item.name)]) for item in items if grade_id(item.name) in verdicts
        }
        score = sum(points[name].values())
        ended = printable(about.get("ended", "") or _limit(notebook))
        yield Student(name, score, ended, points[name], found, dict(_solutions(notebook)))


def _graded(folder: ClassFolder, student: str) -> dict[str, Any]:
    try:
        return json.loads(folder.autograded(student).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _verdict(stored: dict[str, Any]) -> Verdict:
    return Verdict(stored["score"] >= stored["points"], stored["diagnosis"], printable(stored["message"]))


def _limit(notebook: dict[str, Any]) -> str:
    """Return the first limit that a cell ran into, or nothing: the cells after it were run all the same."""
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            if output.get("ename") == "TimeUp":
                return str(output.get("evalue")).partition(". ")[0]
            if output.get("ename") == "MemoryError":
                return "out of memory in a cell"
    return ""


def _solutions(notebook: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for cell in notebook.get("cells", []):
        about = cell.get("metadata", {}).get("nbgrader", {})
        if about.get("solution"):
            source = cell["source"]
            yield about["grade_id"], "".join(source) if isinstance(source, list) else source
