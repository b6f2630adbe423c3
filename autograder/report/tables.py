"""The report's numbers as CSV, for a spreadsheet; no student is named in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from autograder.report import statistics
from autograder.report.results import Results


def exercises_csv(results: Results) -> str:
    """Return one line an exercise: points, counts, pass rate, mean share, discrimination with its interval."""
    head = ["exercise", "points", "students", "full marks", "part", "nothing", "pass rate", "mean share"]
    head += ["discrimination", "95 % from", "95 % to"]
    rows = []
    for item in statistics.items(results):
        d = item.discrimination
        numbers = [f"{d.r:.3f}", f"{d.low:.3f}", f"{d.high:.3f}"] if d.r is not None else ["", "", ""]
        counts = [item.name, f"{item.points:g}", item.students, item.full, item.part, item.none]
        rows.append([*counts, f"{item.pass_rate:.3f}", f"{item.mean:.3f}", *numbers])
    return _csv([head, *rows])


def mistakes_csv(results: Results) -> str:
    """Return one line a named mistake, the commonest first."""
    rows = [[m.exercise, m.name, m.count, m.sentence] for m in statistics.mistakes(results)]
    return _csv([["exercise", "mistake", "students", "sentence"], *rows])


def _csv(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
