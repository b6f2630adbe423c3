"""`check(f)`: judge a learner's function in their own kernel, at once."""

from __future__ import annotations

import difflib
import functools
import inspect
import sys
from contextlib import redirect_stderr
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

from descent import answers, diary, report
from descent.observing import run
from descent.verdict import UNWRITTEN, Answers, Verdict, judge_outcomes


def check(implementation: Any, name: str | None = None) -> float:
    """Show what is right, what is wrong and which mistake was made; return the points.

    `implementation` is the function, class or method of the exercise; `name` names the exercise where the object's own
    name does not (a decorated function, a lambda). The points count the visible cases only: the grader has others.
    Raises `LookupError` for a name that is no exercise.
    """
    exercise = find(name or exercise_name(implementation))
    with redirect_stderr(sys.stdout):  # what a learner's code writes there is no error, but nbgrader takes it for one
        outcomes = list(run(exercise.task, implementation))
    verdict = judge_outcomes(exercise, outcomes)
    _remember(verdict)
    show(report.html(verdict), report.text(verdict))
    return float(verdict.score)


def exercise_name(implementation: Any) -> str:
    """Return the name under which `implementation` was defined, `Value.backward` for a method."""
    inner = inspect.unwrap(implementation) if callable(implementation) else implementation
    if isinstance(inner, functools.partial):
        inner = inner.func
    name = getattr(inner, "__qualname__", None) or type(implementation).__name__
    return str(name).rpartition("<locals>.")[2]


def find(name: str) -> Answers:
    """Return the answers of the exercise `name`; raises `LookupError` with a suggestion."""
    known = answers.load()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise LookupError(f"There is no exercise called {name!r}.{meant} Pass the function that the exercise names.")


def _remember(verdict: Verdict) -> None:
    """Note the score in the learner's diary; an exercise that nobody has begun is no failure."""
    if verdict.message != UNWRITTEN:
        facts = {"score": float(verdict.score), "points": float(verdict.points), "mistake": verdict.diagnosis}
        diary.note("check", exercise=verdict.name, **facts)


def show(html: str, text: str) -> None:
    """Display the report as HTML where a notebook can, as text elsewhere."""
    if InteractiveShell.initialized():
        display({"text/html": html, "text/plain": text}, raw=True)
    else:
        print(text)
