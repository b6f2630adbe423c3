"""The gradebook as a table in the terminal, the class's commonest mistakes, and what to do next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Gradebook
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import registry
from autograder.lesson import exercise_of, grade_id, slug_of
from autograder.marking import Run
from autograder.recording import ClassFolder
from autograder.sanitising import printable


@dataclass(frozen=True)
class Row:
    """A student's line: the score in the gradebook, and what the graded notebook remembers."""

    student: str
    score: float
    max_score: float
    about: dict[str, Any]

    @property
    def remark(self) -> str:
        """The end of the run if it was cut short, else the first mistake that has a name, else the first message."""
        if self.about.get("ended"):
            return str(self.about["ended"])
        verdicts = self.about.get("verdicts", {})
        wrong = {name: v for name, v in verdicts.items() if v["score"] < v["points"]}
        for name, verdict in wrong.items():
            if verdict["diagnosis"]:
                return f"{exercise_of(name)}: {verdict['diagnosis']}"
        return next((f"{exercise_of(name)}: {v['message']}" for name, v in wrong.items()), "")


def rows(folder: ClassFolder) -> list[Row]:
    """Return the graded students with the scores that the gradebook holds, manual ones included."""
    found = []
    order = [grade_id(exercise.name) for exercise in registry.unit(slug_of(folder.unit))]
    with Gradebook(folder.db_url) as gradebook:
        for student in folder.students():
            about = folder.graded(student)
            if about is not None:
                verdicts = about.get("verdicts", {})  # which JSON keeps in the order of the alphabet
                about["verdicts"] = {name: verdicts[name] for name in order if name in verdicts}
                submission = gradebook.find_submission(folder.unit, student)
                found.append(Row(student, submission.score, submission.max_score, about))
    return found


def mistakes(found: list[Row]) -> Counter[tuple[str, str]]:
    """Return how many students made each named mistake, by exercise and name."""
    return Counter(
        (exercise_of(name), verdict["diagnosis"])
        for row in found
        for name, verdict in row.about.get("verdicts", {}).items()
        if verdict["diagnosis"]
    )


def show(console: Console, folder: ClassFolder, run: Run) -> None:
    """Print the gradebook of the unit and what the run did."""
    found = rows(folder)
    names = [len(row.student) for row in found] + [len(name) for name in run.refused]
    widest, score, frame = min(max([7, *names]), 30), 10, 10
    table = Table(title=f"{folder.unit}: the gradebook", title_justify="left", header_style="bold")
    table.add_column("Student", overflow="fold", width=widest)
    table.add_column("Score", justify="right", no_wrap=True, width=score)
    remark = max(console.width - widest - score - frame, 20)
    table.add_column("First thing to look at", overflow="ellipsis", no_wrap=True, max_width=remark)
    for row in found:
        table.add_row(escape(row.student), f"{row.score:g} / {row.max_score:g}", escape(printable(row.remark)))
    refused = {student: printable(reason) for student, reason in run.refused.items()}
    for student, reason in refused.items():
        table.add_row(escape(student), "not graded", escape(reason))
    console.print(table)
    for student, reason in refused.items():
        console.print(f"[bold]✗[/] {escape(student)} is not graded: {escape(reason)}.", soft_wrap=True)
    common = mistakes(found).most_common(5)
    if common:
        counts = Table(title="The class's commonest mistakes", title_justify="left", header_style="bold")
        for title in ("Students", "Exercise", "Mistake"):
            counts.add_column(title, justify="right" if title == "Students" else "left")
        for (exercise, mistake), count in common:
            counts.add_row(str(count), escape(exercise), escape(mistake))
        console.print(counts)
    told = f"Graded {len(run.graded)}"
    told += f", already graded {len(run.skipped)}" if run.skipped else ""
    told += f", not graded {len(run.refused)}" if run.refused else ""
    console.print(f"{told}. Hidden cases: seed {run.seed}.")
    console.print(f"Next: `autograder feedback {folder.unit} --class {folder.root}`", soft_wrap=True, markup=False)
