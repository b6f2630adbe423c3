"""Unit 02: the update rule and the learning rate."""

from descent.observing import CHANGED_ARGUMENT
from reference import update_rule as reference

from autograder.exercise import Exercise, Mistake, case, readonly


def step_cases(rng):
    yield case("a vector", rng.normal(size=3).round(2), rng.normal(size=3).round(2), lr=0.1)
    yield case("whole numbers", rng.integers(1, 9, 3), rng.integers(1, 9, 3), lr=0.5)
    yield case(
        "read-only", readonly(rng.normal(size=(2, 3)).round(2)), readonly(rng.normal(size=(2, 3)).round(2)), lr=1.5
    )


def in_place(w, grad, *, lr):
    w -= lr * grad
    return w


EXERCISES = [
    Exercise(
        reference.gradient_step,
        points=1,
        cases=step_cases,
        mistakes=[
            Mistake("ascent", "You walk uphill.", lambda w, grad, *, lr: w + lr * grad),
            Mistake("in place", "You change `w`.", in_place, CHANGED_ARGUMENT),
        ],
    )
]
