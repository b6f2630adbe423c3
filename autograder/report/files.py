"""Write the report's page and tables into the class's folder."""

from __future__ import annotations

from pathlib import Path

from autograder.recording import ClassFolder
from autograder.release import write_atomically
from autograder.report.page import page
from autograder.report.results import collect
from autograder.report.tables import exercises_csv, mistakes_csv


def write_report(folder: ClassFolder, *, names: bool = True) -> tuple[Path, int]:
    """Write the report into `folder/report`; return the page's path and how many students it is about.

    Raises `LookupError` when nothing is graded yet.
    """
    results = collect(folder)
    home = folder.root / "report"
    write_atomically(home / f"{folder.unit}.html", page(results, names=names))
    write_atomically(home / f"{folder.unit}_exercises.csv", exercises_csv(results))
    write_atomically(home / f"{folder.unit}_mistakes.csv", mistakes_csv(results))
    return home / f"{folder.unit}.html", len(results.students)
