"""Unit 10's known mistakes in linear regression: wrong implementations, and what a learner reads."""
# ruff: noqa: ARG001, ARG005 (wrong formulas ignore what they are given)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

Array = np.ndarray
Slope = Callable[[Array, Array], Any]  # of X and the residual


def slope(X: Array, r: Array) -> Array:
    return 2 / len(r) * X.T @ r


def intercept_slope(X: Array, r: Array) -> float:
    return 2 / len(r) * r.sum()


def fit(dw: Slope = slope, db: Slope = intercept_slope, *, extra: int = 0) -> Callable[..., Any]:
    """Return a descent that steps against `dw` and `db`, `extra` times too often."""

    def linear_regression(X: Array, y: Array, *, lr: float, steps: int) -> tuple[Array, float]:
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(steps + extra):
            r = X @ w + b - y
            w, b = w - lr * dw(X, r), b - lr * db(X, r)
        return w, b

    return linear_regression


def one_after_the_other(X: Array, y: Array, *, lr: float, steps: int) -> tuple[Array, float]:
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w = w - lr * slope(X, X @ w + b - y)
        b = b - lr * intercept_slope(X, X @ w + b - y)
    return w, b


def intercept_first(X: Array, y: Array, *, lr: float, steps: int) -> tuple[Array, float]:
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        b = b - lr * intercept_slope(X, X @ w + b - y)
        w = w - lr * slope(X, X @ w + b - y)
    return w, b


def not_in_the_residual(X: Array, y: Array, *, lr: float, steps: int) -> tuple[Array, float]:
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        r = X @ w - y
        w, b = w - lr * slope(X, r), b - lr * intercept_slope(X, r)
    return w, b


def mean_of_the_rest(X: Array, y: Array, *, lr: float, steps: int) -> tuple[Array, Any]:
    w, _ = fit(db=lambda X, r: 0.0)(X, y, lr=lr, steps=steps)
    return w, np.mean(y - X @ w)


def weights_only(X: Array, y: Array, *, lr: float, steps: int) -> Array:
    return fit(db=lambda X, r: 0.0)(X, y, lr=lr, steps=steps)[0]


def solved(X: Array, y: Array, *, lr: float, steps: int) -> tuple[Array, float]:
    theta = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]
    return theta[:-1], theta[-1]


def once(X: Array, y: Array, *, lr: float, steps: int) -> tuple[Array, float]:
    r = -y
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w, b = w - lr * slope(X, r), b - lr * intercept_slope(X, r)
    return w, b


def residual_in_place(X: Array, y: Array, *, lr: float, steps: int) -> tuple[Array, float]:
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        y -= X @ w + b
        w, b = w + lr * slope(X, y), b + lr * intercept_slope(X, y)
    return w, b


LINEAR_REGRESSION = [
    Mistake(
        "argument changed",
        "Your code writes into `X` or `y`, which belong to the caller. Compute with new arrays.",
        residual_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "no intercept",
        "Your intercept takes no part in the descent, so the line is nailed to the origin. b belongs to the residual "
        "Xw + b − y, and has a gradient, too: (2/N)·Σr.",
        fit(db=lambda X, r: 0.0),
        also=[not_in_the_residual, mean_of_the_rest, weights_only],
    ),
    Mistake(
        "sum instead of mean",
        "You stepped against the gradient of the *sum* of squares. The loss is a mean: divide by N.",
        fit(lambda X, r: 2 * X.T @ r, lambda X, r: 2 * r.sum()),
        also=[
            fit(lambda X, r: X.T @ r, lambda X, r: r.sum()),
            fit(lambda X, r: 2 * X.T @ r),
            fit(lambda X, r: X.T @ r, lambda X, r: r.mean()),
        ],
    ),
    Mistake(
        "missing factor 2",
        "The derivative of a square brings a factor 2 with it, here in both gradients.",
        fit(lambda X, r: X.T @ r / len(r), lambda X, r: r.mean()),
        also=[fit(lambda X, r: X.T @ r / len(r))],
    ),
    Mistake(
        "divided by D",
        "You divided by the number of columns. The mean is over the rows: divide by N = len(y).",
        fit(lambda X, r: 2 / X.shape[1] * X.T @ r, lambda X, r: 2 / X.shape[1] * r.sum()),
        also=[fit(lambda X, r: 2 / X.shape[1] * X.T @ r), fit(lambda X, r: 2 / X.size * X.T @ r)],
    ),
    Mistake(
        "intercept gradient wrong",
        "Your weights' gradient is right, the intercept's is not. It is that of a column of ones: (2/N)·Σr.",
        fit(db=lambda X, r: 2 * r.sum()),
        also=[
            fit(db=lambda X, r: r.sum()),
            fit(db=lambda X, r: r.mean()),
            fit(db=lambda X, r: 2 / X.shape[1] * r.sum()),
            fit(db=lambda X, r: -intercept_slope(X, r)),
            fit(db=lambda X, r: 2 / len(r) * (X.T @ r).sum()),
            fit(db=lambda X, r: 2 / len(r) * (X.sum(axis=1) @ r)),
            fit(db=lambda X, r: 2 * np.abs(r).mean()),
        ],
    ),
    Mistake(
        "ascent",
        "You walk uphill: the gradient has to be subtracted (or the residual is turned round).",
        fit(lambda X, r: -slope(X, r), lambda X, r: -intercept_slope(X, r)),
        also=[fit(lambda X, r: -slope(X, r))],
    ),
    Mistake(
        "one after the other",
        "You moved one parameter and computed the residual again before moving the other. Both move at once, by the "
        "residual of the same point.",
        one_after_the_other,
        also=[intercept_first],
    ),
    Mistake(
        "residual computed once",
        "You computed the residual once, before the loop. It changes with every step.",
        once,
    ),
    Mistake(
        "a step too many or too few",
        "You took one step more or less than `steps` says.",
        fit(extra=1),
        also=[fit(extra=-1)],
    ),
    Mistake(
        "solved",
        "You returned the solution itself. Asked for is where descent stands after `steps` steps from zero.",
        solved,
    ),
]
