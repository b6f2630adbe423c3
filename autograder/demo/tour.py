"""`autograder demo`: the whole loop in one command."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.rule import Rule

from autograder import release
from autograder.demo.laying_out import STUDENTS, lay_out
from autograder.grade_command import grade_and_show
from autograder.marking import Options
from autograder.paths import COURSE, lessons
from autograder.recording import ClassFolder
from autograder.report import write_report
from autograder.sandbox import Limits

IMPATIENT = Limits(cell_seconds=5, total_seconds=60)  # for the sake of those who watch


def demonstrate(console: Console, root: Path) -> None:
    """Release the course, lay out a sample class in `root`, grade it, write its feedback, say where to look."""
    changes = release.changes()
    for change in changes:
        change.apply()
    console.print(f"The course is released in {COURSE.name}/ ({len(changes)} files changed).")
    units = [path.stem for path in lessons() if (STUDENTS / path.stem).is_dir()]
    for unit in units:
        console.print(Rule(unit))
        students = lay_out(root, unit)
        console.print(f"{len(students)} students handed in {unit}; some are careless, two are dishonest.")
        folder = ClassFolder(root, unit)
        grade_and_show(console, folder, Options(limits=IMPATIENT))
        folder.feedback()
        write_report(folder)
    example = root / "feedback" / "ben_unfinished" / units[0] / f"{units[0]}.html"
    console.print(Rule("Where to look next"))
    console.print(f"A student's feedback:  {example}", soft_wrap=True)
    console.print(f"A report on the class: {root / 'report' / units[-1]}.html", soft_wrap=True)
    graded = f"{root}/autograded/<student>/<unit>/<unit>.ipynb"
    console.print(f"The graded notebooks:  {graded}", soft_wrap=True, markup=False)
    console.print(f"nbgrader's gradebook:  {root}/gradebook.db", soft_wrap=True)
    console.print("The course, as a student: `make lab`", markup=False)
