"""Unit 10's known mistakes in Pegasos: wrong implementations, and what a learner reads."""
# ruff: noqa: ARG001, ARG005 (wrong formulas ignore what they are given)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT
from reference import applications as reference

from autograder.exercise import Mistake

Array = np.ndarray
Rng = np.random.Generator


def run(
    rate: Callable[[float, int], float] = lambda lam, t: 1 / (lam * t),
    *,
    first: int = 1,
    shrink: str = "always",
    violates: Callable[[float], bool] = lambda m: m < 1,
    margin: str = "before",
    project: bool = False,
    returned: Callable[[list[Array]], Any] = lambda path: path[-1],
    pick: Callable[[Rng, int, int], int] = lambda rng, n, t: int(rng.integers(n)),
) -> Callable[..., Any]:
    """Return a Pegasos with another rate, shrinkage, margin, projection, result or choice of rows."""

    def pegasos(X: Array, y: Array, *, lam: float, steps: int, rng: Rng) -> Any:
        w, path = np.zeros(X.shape[1]), [np.zeros(X.shape[1])]
        for t in range(first, first + steps):
            i, lr = pick(rng, len(X), t - first), rate(lam, t)
            small = (1 - lr * lam) * w
            pulled = violates(y[i] * (X[i] @ (w if margin == "before" else small)))
            if shrink == "always" or shrink == ("if violated" if pulled else "unless violated"):
                w = small
            if pulled:
                w = w + lr * y[i] * X[i]
            if project and (norm := np.linalg.norm(w)) > 1 / np.sqrt(lam):
                w = w / (norm * np.sqrt(lam))
            path.append(w)
        return returned(path)

    return pegasos


def rows_in_place(X: Array, y: Array, *, lam: float, steps: int, rng: Rng) -> Any:
    w = reference.pegasos(X, y, lam=lam, steps=steps, rng=rng)
    X *= y[:, None]
    return w


def shrunk_by_steps(X: Array, y: Array, *, lam: float, steps: int, rng: Rng) -> Array:
    """The shrinkage in its short form 1 − 1/t is right, and the rate 1/t beside it is not."""
    w = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        i = rng.integers(len(X))
        pulled = y[i] * (X[i] @ w) < 1
        w = (1 - 1 / t) * w
        if pulled:
            w = w + y[i] * X[i] / t
    return w


def steps_apart(extra: int) -> Callable[..., Any]:
    return lambda X, y, *, lam, steps, rng: reference.pegasos(X, y, lam=lam, steps=steps + extra, rng=rng)


def all_rows(X: Array, y: Array, *, lam: float, steps: int, rng: Rng) -> Array:
    w = np.zeros(X.shape[1])
    for t in range(1, steps + 1):
        _, dw, _ = reference.hinge_loss(w, 0.0, X, y, weight_decay=lam)
        w = w - dw / (lam * t)
    return w


PEGASOS = [
    Mistake(
        "argument changed",
        "Your code writes into `X` or `y`, which belong to the caller. Compute with new arrays.",
        rows_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "t from 0",
        "t counts from 1: the first rate is 1/λ, the second 1/(2λ). Yours divides by zero in the first step, or is "
        "one step ahead.",
        run(first=0),
        also=[
            run(lambda lam, t: float(np.divide(1, lam * t)), first=0),
            run(lambda lam, t: 1 / (lam * max(t, 1)), first=0),
            run(first=2),
        ],
    ),
    Mistake(
        "1/t",
        "Your rate is 1/t. It is 1/(λt): λ decides how fast the steps become short.",
        run(lambda lam, t: 1 / t),
        also=[
            run(lambda lam, t: lam / t),
            run(lambda lam, t: 1 / lam / np.sqrt(t)),
            run(lambda lam, t: 1 / lam),
            shrunk_by_steps,
        ],
    ),
    Mistake(
        "a step too many or too few",
        "You took one step more or less than `steps` says: t runs from 1 to `steps`, both included.",
        steps_apart(-1),
        also=[steps_apart(1)],
    ),
    Mistake(
        "shrink forgotten",
        "You forgot the penalty: at every step w is multiplied by 1 − ηλ, whether the row pulls or not.",
        run(shrink="never"),
    ),
    Mistake(
        "shrink only where a row pulls",
        "Whether you shrink w depends on the row. The penalty acts at every step, whether the row pulls or not.",
        run(shrink="if violated"),
        also=[run(shrink="unless violated")],
    ),
    Mistake(
        "margin after the shrinking",
        "You shrank w before you looked at the margin. The margin is that of the w before the step.",
        run(margin="after"),
    ),
    Mistake(
        "margin not strict",
        "A margin of exactly 1 is no violation: the row pulls only where its margin is below 1.",
        run(violates=lambda m: m <= 1),
    ),
    Mistake(
        "margin below 0",
        "With you a row does not pull at margins between 0 and 1 (at the start, every margin is 0). In a support "
        "vector machine it pulls while its margin is below 1.",
        run(violates=lambda m: m < 0),
        also=[run(violates=lambda m: m <= 0)],
    ),
    Mistake(
        "projected",
        "You scale w back into the ball of radius 1/√λ. That step of the paper is optional, and left out here.",
        run(project=True),
    ),
    Mistake(
        "average returned",
        "You returned an average of the points. Asked for is the last w.",
        run(returned=lambda path: np.mean(path[1:], axis=0)),
        also=[run(returned=lambda path: np.mean(path, axis=0))],
    ),
    Mistake(
        "all points returned",
        "You returned the whole path. Asked for is the last w, of shape (D,).",
        run(returned=np.array),
        also=[run(returned=lambda path: np.array(path[1:]))],
    ),
    Mistake(
        "rows in turn",
        "You took the rows one after the other. Draw one at random in each step: i = rng.integers(N).",
        run(pick=lambda rng, n, t: t % n),
    ),
    Mistake(
        "all rows",
        "You used all rows in every step. Pegasos draws a single one: i = rng.integers(N).",
        all_rows,
    ),
    Mistake(
        "one row for ever",
        "You drew a row once, before the loop. Draw a new one in every step.",
        run(pick=lambda rng, n, t: int(np.random.default_rng(rng.bit_generator.seed_seq).integers(n))),
    ),
    Mistake(
        "sign",
        "You stepped away from the row's side: y_i·x_i is *added*, since the loss's subgradient is −y_i·x_i.",
        lambda X, y, **options: -reference.pegasos(X, y, **options),
    ),
]
