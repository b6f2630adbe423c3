"""The hidden-case judgement of an implementation, in this process or on outcomes from a sandbox."""

from __future__ import annotations

from typing import Any

from descent.observing import Outcome, run
from descent.verdict import Answers, Verdict, judge_outcomes

from autograder.exercise import Exercise
from autograder.registry import find

HIDDEN = 0x41DDE4  # keeps every hidden seed away from the visible one


def judge(name: str, implementation: Any, *, seed: int = 0) -> Verdict:
    """Judge `implementation` as the exercise `name` on the hidden cases drawn from `seed`, in this process.

    For authors and tests: a submission's code is never run this way. Raises `LookupError` for an unknown name.
    """
    exercise = find(name)
    answers = hidden_answers(exercise, seed)
    return judge_outcomes(answers, list(run(answers.task, implementation)))


def hidden_answers(exercise: Exercise, seed: int) -> Answers:
    """Return the hidden cases of a grading run and their answers."""
    return exercise.answers((HIDDEN, seed))


def verdict_of(exercise: Exercise, outcomes: list[Outcome], *, seed: int) -> Verdict:
    """Judge outcomes that were observed elsewhere on the hidden cases drawn from `seed`."""
    return judge_outcomes(hidden_answers(exercise, seed), outcomes)
