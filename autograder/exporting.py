"""Take grades out of the gradebook, in the form that a learning platform takes in.

Each platform is a small plugin of nbgrader's, so that `nbgrader export --exporter=autograder.exporting.Canvas` works
as well as `autograder export --to canvas`. Scores hold what was given by hand; late penalties are subtracted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, Student
from nbgrader.plugins import ExportPlugin

from autograder.release import write_atomically

Row = list[object]


@dataclass(frozen=True)
class Graded:
    """A student's grade in a unit."""

    raw_score: float
    penalty: float
    timestamp: object

    @property
    def score(self) -> float:
        return round(max(0.0, self.raw_score - self.penalty), 4)


class TableExport(ExportPlugin):
    """A plugin that writes one CSV file; what is in it, a subclass says."""

    file_name = "grades.csv"

    def rows(
        self, units: list[Assignment], students: list[Student], grades: dict[tuple[str, str], Graded]
    ) -> Iterable[Row]:
        """Return the header and the lines; `grades` is by unit and student, without those who did not hand in."""
        raise NotImplementedError

    def export(self, gradebook: Gradebook) -> None:
        """Write the file `to`, or `file_name` in the working directory."""
        units, students = self.chosen(gradebook)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(self.rows(units, students, grades_of(units)))
        write_atomically(Path(self.to or self.file_name), text.getvalue())

    def chosen(self, gradebook: Gradebook) -> tuple[list[Assignment], list[Student]]:
        """Return the units and students that `assignment` and `student` name, or all."""
        units = [unit for unit in gradebook.assignments if not self.assignment or unit.name in self.assignment]
        wanted = {str(name) for name in self.student}
        students = [student for student in gradebook.students if not wanted or student.id in wanted]
        return sorted(units, key=lambda unit: unit.name), sorted(students, key=lambda student: student.id)


def grades_of(units: Iterable[Assignment]) -> dict[tuple[str, str], Graded]:
    """Return all grades by unit and student, with one query a unit."""
    return {
        (unit.name, each.student_id): Graded(each.score, each.late_submission_penalty or 0.0, each.timestamp)
        for unit in units
        for each in unit.submissions
    }


def text(value: object) -> str:
    """Return a cell of text that no spreadsheet takes for a formula: names of folders can be a student's choice."""
    written = "" if value is None else str(value)
    return f"'{written}" if written[:1] in ("=", "+", "-", "@", "\t", "\r") else written


def full_name(student: Student) -> str:
    """Return `Last, First`, or the id where the gradebook has no name."""
    names = [name for name in (student.last_name, student.first_name) if name]
    return text(", ".join(names) or student.id)


class Csv(TableExport):
    """One line a student and unit, in the columns of nbgrader's own export, with quotes where a name needs them.

    https://nbgrader.readthedocs.io/en/stable/user_guide/managing_the_database.html#exporting-to-a-csv-file
    """

    file_name = "grades.csv"
    head = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email")
    numbers = ("raw_score", "late_submission_penalty", "score", "max_score")

    def rows(
        self, units: list[Assignment], students: list[Student], grades: dict[tuple[str, str], Graded]
    ) -> Iterator[Row]:
        yield [*self.head, *self.numbers]
        for unit in units:
            for student in students:
                graded = grades.get((unit.name, student.id), Graded(0.0, 0.0, ""))
                who = map(text, (student.id, student.last_name, student.first_name, student.email))
                scores = (graded.raw_score, graded.penalty, graded.score, unit.max_score)
                yield [unit.name, unit.duedate or "", graded.timestamp or "", *who, *scores]


class Canvas(TableExport):
    """A file for Canvas, Gradebook › Import: a column a unit, its points in the line `Points Possible`.

    Canvas finds a student by `ID` (the gradebook's `lms_user_id`), else by `SIS Login ID` (its `id`), else by name, and
    a unit by the title of its assignment; it offers to make what it does not find. No score: the cell stays empty.
    https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807 and
    `lib/gradebook_importer.rb` of github.com/instructure/canvas-lms, which reads the header.
    """

    file_name = "canvas.csv"

    def rows(
        self, units: list[Assignment], students: list[Student], grades: dict[tuple[str, str], Graded]
    ) -> Iterator[Row]:
        yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(unit.name for unit in units)]
        yield ["    Points Possible", "", "", "", "", *(unit.max_score for unit in units)]
        for student in students:
            who = [full_name(student), text(student.lms_user_id), "", text(student.id), ""]
            yield [*who, *_scores(student, units, grades)]


class Moodle(TableExport):
    """A file for Moodle, Grades › Import › CSV file: a column a unit.

    Moodle asks which column says who it is: map `Email address` to `useremail`, `ID number` to `useridnumber`, or
    `Username` to `username`, and each unit to its grade item. No score: the cell stays empty, which is no grade.
    https://docs.moodle.org/405/en/Grade_import
    """

    file_name = "moodle.csv"

    def rows(
        self, units: list[Assignment], students: list[Student], grades: dict[tuple[str, str], Graded]
    ) -> Iterator[Row]:
        yield ["First name", "Last name", "ID number", "Username", "Email address", *(unit.name for unit in units)]
        for student in students:
            number = student.lms_user_id or student.id
            who = (student.first_name, student.last_name, number, student.id, student.email)
            yield [*map(text, who), *_scores(student, units, grades)]


def _scores(student: Student, units: list[Assignment], grades: dict[tuple[str, str], Graded]) -> list[Any]:
    found = [grades.get((unit.name, student.id)) for unit in units]
    return ["" if graded is None else f"{graded.score:g}" for graded in found]
