"""A small exercise, `shrink(w, *, lr)`, with its answers and three of its mistakes."""

# ruff: noqa: ARG001, ARG005
import numpy as np
from descent.observing import CHANGED_ARGUMENT, Case, Task, encode_case, run
from descent.verdict import Answers, KnownMistake, case_problem, judge_outcomes

STEPS = "def observe(f, w, *, lr):\n    for _ in range(3):\n        w = f(w, lr=lr)\n        yield w\n"
CASES = [
    Case("a vector", (np.array([1.0, -2.0, 4.0]),), {"lr": 0.5}),
    Case("zeros", (np.zeros(2),), {"lr": 0.5}),
    Case("a matrix", (np.array([[1.0, 2.0], [3.0, 5.0]]),), {"lr": 0.1}),
    Case("a number", (np.array(2.0),), {"lr": 0.1}),
]


def reference(w, *, lr):
    return (1 - lr) * w + 1


def answers_for(reference=reference, cases=CASES, *, points=2, observer=None, compare=None, mistakes=(), **options):
    task = Task("shrink", [encode_case(case) for case in cases], observer, 5.0)
    answers = Answers(task, points, list(run(task, reference, calls=True)), compare, **options)
    known = []
    for name, implementation, symptom in mistakes:
        wrong = [o if case_problem(answers, k, o) else None for k, o in enumerate(run(task, implementation))]
        known.append(KnownMistake(name, f"You made the mistake {name}.", [] if symptom else wrong, symptom))
    return Answers(task, points, answers.expected, compare, mistakes=known, hint="Think.", **options)


def judged(implementation, answers=None, **options):
    answers = answers or answers_for(**options)
    return judge_outcomes(answers, list(run(answers.task, implementation)))


def right_in(*notes):
    """An implementation that is right in the cases with these notes."""
    sizes = {case.args[0].size for case in CASES if case.note in notes}
    return lambda w, *, lr: reference(w, lr=lr) + (w.size not in sizes)


ascent = ("ascent", lambda w, *, lr: (1 + lr) * w + 1, None)
forgets_one = ("forgets one", lambda w, *, lr: (1 - lr) * w, None)
in_place = ("in place", lambda w, *, lr: w, CHANGED_ARGUMENT)


def is_shifted(expected, got, w, *, lr):
    return bool(np.ptp(got[0] - expected[0]) < 1e-9)


def wrong(change):
    return lambda w, *, lr: change(reference(w, lr=lr))
