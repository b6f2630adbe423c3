"""The report as one page that needs nothing else: no script, no font, no picture from elsewhere.

All that comes from a submission is text in it: the template escapes every value.
"""

from __future__ import annotations

import re
import statistics as plain
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.report import statistics
from autograder.report.results import Results
from autograder.report.similarity import alike

_LISTED = 25  # of pairs, mistakes and names; a page of a thousand students stays readable


def page(results: Results, *, names: bool = True, day: date | None = None) -> str:
    """Return the page; without `names` no student is named, so that it can be shown to the class."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["code"] = _code
    items = statistics.items(results)
    endings = statistics.endings(results)
    scores = [student.score for student in results.students]
    return environment.get_template("page.html.j2").render(
        results=results,
        names=names,
        day=(day or date.today()).isoformat(),
        listed=_LISTED,
        items=items,
        bars=_histogram(statistics.distribution(results)),
        median=plain.median(scores),
        mean=plain.fmean(scores),
        deviation=plain.pstdev(scores),
        mistakes=statistics.mistakes(results),
        hard=statistics.without_majority(items),
        cut_short=sum(len(who) for _, who in endings),
        endings=endings,
        failed_runs=statistics.failed_runs(results),
        fewest=statistics.FEWEST,
        alike=alike(results),
    )


def _code(text: str) -> Markup:
    """Return the text, escaped, with what stands between backticks set as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _histogram(counts: list[int]) -> list[dict[str, float | int | str]]:
    """Return the ten bars of the distribution, in a picture of 640 by 200."""
    highest = max(counts) or 1
    return [
        {
            "count": count,
            "x": 20 + 62 * tenth,
            "height": round(150 * count / highest, 1),
            "label": f"{10 * tenth}–{10 * tenth + 10}",
        }
        for tenth, count in enumerate(counts)
    ]
