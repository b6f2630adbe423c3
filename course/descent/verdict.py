"""From what an implementation did to points, the first failing case, and the name of the mistake.

`judge_outcomes` is the only place where a score is made. A learner's kernel calls it with the answers that ship with
the course, the grader with hidden ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from descent.codec import Opaque, decode
from descent.comparing import RTOL, close, difference
from descent.observing import CHANGED_ARGUMENT, CHANGED_RESULT, TIME_UP, Outcome, Task
from descent.shortcuts import ForbiddenShortcut

# Two codings of one mistake differ by rounding, sometimes amplified by it; two mistakes differ by more.
SAME_MISTAKE_RTOL = 1e-6

SHORTCUT = ForbiddenShortcut.__name__

Compare = Callable[..., str | None]
UNWRITTEN = "Not written yet: replace `raise NotImplementedError` by your own code."


@dataclass(frozen=True)
class KnownMistake:
    """A wrong implementation's name, the sentence a learner reads, and how it is recognised.

    `outcomes` are what it does with the exercise's cases (`None` where it does nothing wrong). `symptom` is a flag of
    `Outcome`, or a function `symptom(expected, got, *args, **kwargs) -> bool` that holds in every failing case; where
    there are outcomes beside a function, every case that they call wrong has to fail.
    """

    name: str
    sentence: str
    outcomes: list[Outcome | None] = field(default_factory=list)
    symptom: str | Callable[..., bool] | None = None


@dataclass(frozen=True)
class Answers:
    """All that is needed to judge one exercise, with nothing of how the answers were found."""

    task: Task
    points: float
    expected: list[Outcome]
    compare: Compare | None = None
    rtol: float = RTOL
    mistakes: list[KnownMistake] = field(default_factory=list)
    hint: str = ""

    @property
    def name(self) -> str:
        return self.task.name


@dataclass(frozen=True)
class Failure:
    """The first case that went wrong: its note, the call, what was expected, what came back, how they differ.

    `returned` is false where nothing came back, which is not the same as `None`.
    """

    note: str
    call: str
    expected: Any
    got: Any
    problem: str
    traceback: str = ""
    returned: bool = True


@dataclass(frozen=True)
class Verdict:
    """The judgement of one exercise.

    `score` of `points`; `passed` only with full marks; `diagnosis` is the name of the mistake that explains what was
    seen, or `None`; `message` says in one or two sentences what a learner should know.
    """

    name: str
    score: float
    points: float
    passed: bool
    diagnosis: str | None
    message: str
    cases: list[tuple[str, bool]] = field(default_factory=list)
    failure: Failure | None = None
    hint: str = ""


def judge_outcomes(answers: Answers, outcomes: list[Outcome]) -> Verdict:
    """Return the verdict on `outcomes`, one for each case of `answers` (missing ones count as failed)."""
    with np.errstate(all="ignore"):  # a learner's `np.seterr(all="raise")` does not reach in here
        return _judge(answers, outcomes)


def _judge(answers: Answers, outcomes: list[Outcome]) -> Verdict:
    outcomes = outcomes[: len(answers.task.cases)]
    outcomes = outcomes + [
        Outcome(error=("Unfinished", "your code ended before this case", ""))
        for _ in range(len(answers.task.cases) - len(outcomes))
    ]
    problems = [case_problem(answers, index, outcome) for index, outcome in enumerate(outcomes)]
    cases = [(str(case[0]), problem is None) for case, problem in zip(answers.task.cases, problems, strict=True)]
    right = sum(problem is None for problem in problems)
    if right == len(problems):
        message = f"All {right} cases are right." if right > 1 else "Right."
        return Verdict(answers.name, answers.points, answers.points, True, None, message, cases, hint=answers.hint)
    forbidden = any(outcome.error is not None and outcome.error[0] == SHORTCUT for outcome in outcomes)
    score = 0.0 if forbidden else _share(answers.points, right, len(problems))
    first = next(index for index, problem in enumerate(problems) if problem is not None)
    failure = _failure(answers, first, outcomes[first], problems[first] or "")
    diagnosis, message = diagnose(answers, outcomes, problems, failure)
    return Verdict(answers.name, score, answers.points, False, diagnosis, message, cases, failure, hint=answers.hint)


def _share(points: float, right: int, total: int) -> float:
    """Points in proportion to the cases that are right, and none below half: a few cases are right by luck."""
    return round(points * right / total, 2) if 2 * right >= total else 0.0


def case_problem(answers: Answers, index: int, outcome: Outcome) -> str | None:
    """Return what is wrong with the outcome of case `index` in one sentence, or `None`."""
    if outcome.error is not None:
        kind, message, _ = outcome.error
        return message if kind in (TIME_UP, "Unfinished") else f"{kind}: {message}".rstrip(": ")
    if CHANGED_ARGUMENT in outcome.flags:
        return "an argument was changed by the call"
    if CHANGED_RESULT in outcome.flags:
        return "an array that was returned earlier was changed later"
    try:
        got = outcome.decoded()
    except ValueError as error:
        return f"the result is not plain data: {error}"
    expected = answers.expected[index].decoded()
    if answers.compare is not None:
        case = answers.task.case(index)
        try:
            return answers.compare(expected, got, *case.args, **case.kwargs)
        except Exception as error:  # a result of a shape that the comparison did not foresee
            return f"the result could not be read ({type(error).__name__}: {error})"
    if len(got) != len(expected):
        return f"expected {len(expected)} results, got {len(got)}"
    for one, other in zip(expected, got, strict=True):
        problem = difference(one, other, rtol=answers.rtol)
        if problem:
            return problem
    return None


def _failure(answers: Answers, index: int, outcome: Outcome, problem: str) -> Failure:
    expected = answers.expected[index]
    step = 0
    if outcome.error is not None:
        step = len(outcome.values)
    elif answers.compare is None and len(outcome.values) == len(expected.values):
        pairs = zip(expected.decoded(), map(_readable, outcome.values), strict=True)
        wrong = (k for k, (one, other) in enumerate(pairs) if difference(one, other, rtol=answers.rtol))
        step = next(wrong, 0)
    return Failure(
        note=str(answers.task.cases[index][0]),
        call=expected.calls[step] if step < len(expected.calls) else "",
        expected=decode(expected.values[step]) if step < len(expected.values) else None,
        got=_readable(outcome.values[step]) if step < len(outcome.values) else None,
        problem=problem,
        traceback=outcome.error[2] if outcome.error is not None else "",
        returned=step < len(outcome.values),
    )


def _readable(data: Any) -> Any:
    try:
        return decode(data)
    except ValueError:
        return Opaque("result that cannot be read", "")


def diagnose(
    answers: Answers, outcomes: list[Outcome], problems: list[str | None], failure: Failure
) -> tuple[str | None, str]:
    """Return the name of the mistake and the sentence for the learner; the name is `None` where none fits."""
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    if errors and all(error[0] == "NotImplementedError" for error in errors) and len(errors) == len(outcomes):
        return None, UNWRITTEN
    for mistake in answers.mistakes:
        if _recognised(answers, mistake, outcomes, problems):
            return mistake.name, mistake.sentence
    return None, general_message(outcomes, problems, failure)


def _recognised(answers: Answers, mistake: KnownMistake, outcomes: list[Outcome], problems: list[str | None]) -> bool:
    if isinstance(mistake.symptom, str):
        return any(mistake.symptom in outcome.flags for outcome in outcomes)
    if mistake.symptom is not None:
        if not any(outcome.values for outcome in outcomes):  # it raised in every case, and nothing was seen
            return False
        failing = [index for index, problem in enumerate(problems) if problem is not None]
        if any(known is not None and index not in failing for index, known in enumerate(mistake.outcomes)):
            return False
        return all(_has_symptom(answers, mistake.symptom, index, outcomes[index]) for index in failing)
    pairs = list(zip(mistake.outcomes, outcomes, problems, strict=False))
    return len(pairs) == len(outcomes) and all(
        problem is None if known is None else problem is not None and same_outcome(known, outcome)
        for known, outcome, problem in pairs
    )


def _has_symptom(answers: Answers, symptom: Callable[..., bool], index: int, outcome: Outcome) -> bool:
    case = answers.task.case(index)
    try:
        return bool(symptom(answers.expected[index].decoded(), outcome.decoded(), *case.args, **case.kwargs))
    except Exception:  # a result of another shape is another mistake
        return False


def same_outcome(one: Outcome, other: Outcome) -> bool:
    """Return whether two wrong outcomes are the same mistake's: both raise, or all values agree."""
    if one.error is not None or other.error is not None:
        return one.error is not None and other.error is not None and one.error[0] == other.error[0]
    if sorted(one.flags) != sorted(other.flags) or len(one.values) != len(other.values):
        return False
    try:
        pairs = zip(one.decoded(), other.decoded(), strict=True)
        return all(difference(a, b, rtol=SAME_MISTAKE_RTOL) is None for a, b in pairs)
    except ValueError:
        return False


def general_message(outcomes: list[Outcome], problems: list[str | None], failure: Failure) -> str:
    """Return the advice that fits a failure which no listed mistake of the exercise explains."""
    flags = {flag for outcome in outcomes for flag in outcome.flags}
    if CHANGED_ARGUMENT in flags:
        return "Your code changes an array that it was given. Make a new array: `w = w - …`, not `w -= …`."
    if CHANGED_RESULT in flags:
        return "A later call changes an array that you returned earlier. Return a copy."
    outcome = next(o for o, problem in zip(outcomes, problems, strict=True) if problem is not None)
    if outcome.error is not None:
        return _error_message(outcome.error)
    if outcome.values and all(value is None for value in outcome.values) and failure.expected is not None:
        return "Your function returns nothing. Is the `return` missing?"
    relation = _relation(failure.expected, failure.got)
    return relation or f"In the case «{failure.note}»: {failure.problem}."


def _error_message(error: tuple[str, str, str]) -> str:
    kind, message, _ = error
    if kind == TIME_UP:
        return f"Your code was stopped: {message}. Is there a loop that never ends?"
    if kind == SHORTCUT:
        return f"{message[:1].upper()}{message[1:]}. It counts nothing this way."
    if kind == "RecursionError":
        return "Your function calls itself too often. Is the base case ever reached?"
    if kind == "Unfinished":
        return "Your code ended the process before it could be judged."
    return f"Your code raised {kind}" + (f": {message}" if message else "") + "."


def _relation(expected: Any, got: Any) -> str | None:
    """Return a sentence when `got` is simply related to `expected`: sign, factor, transpose, type."""
    if not all(isinstance(value, np.ndarray | np.generic | float | int) for value in (expected, got)):
        return None
    one, other = np.asarray(expected), np.asarray(got)
    if one.dtype == np.float64 and other.dtype == np.float32:
        return "The result is float32: somewhere half of the digits are thrown away. Stay in float64."
    if one.shape != other.shape:
        if one.ndim == 2 and one.shape == other.shape[::-1] and close(one.T, other):
            return "The result is transposed."
        return f"The shape should be {one.shape}, yours is {other.shape}."
    if one.dtype.kind not in "fiu" or other.dtype.kind not in "fiu":
        return None
    if np.isnan(other).any() and not np.isnan(one).any():
        return "The result contains nan (not a number): look for 0/0, inf − inf or the logarithm of a negative number."
    if one.ndim == 2 and len(one) == len(one.T) and close(one.T, other) and not close(one, other):
        return "The result is transposed."
    return _multiple(one.astype(np.float64), other.astype(np.float64))


def _multiple(one: np.ndarray, other: np.ndarray) -> str | None:
    norm = float(np.vdot(one, one))
    if not (0 < norm < np.inf and np.isfinite(other).all()):
        return None
    factor = float(np.vdot(one, other)) / norm
    # A factor this near 1 is lost accuracy, and "1 times what was expected" would puzzle.
    if abs(factor) < 1e-6 or abs(factor - 1) < 1e-3 or not close(factor * one, other, SAME_MISTAKE_RTOL):
        return None
    if abs(factor + 1) < 1e-6:
        return "The sign is wrong: the result is minus what was expected."
    if one.size == 1:
        return None
    if factor < 0:
        return f"The sign is wrong, and the size: the result is {factor:.4g} times what was expected."
    return f"The direction is right, the size is not: the result is {factor:.4g} times what was expected."
