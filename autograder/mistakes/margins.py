"""Unit 10's known mistakes in support vector machines: wrong implementations, and what a learner reads."""
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

# hinge_loss


def cost(m: Array) -> Array:
    return np.maximum(0, 1 - m)


def pulling(m: Array) -> Array:
    return (m < 1) * 1.0


def hinge(
    each: Callable[[Array], Array] = cost,
    share: Callable[[Array], Array] = pulling,
    *,
    over: Callable[[Array], float] = len,
    loss_over: Callable[[Array], float] | None = None,
    penalty: float = 0.5,
    decay: float = 1.0,
    bias: tuple[float, float] = (0.0, 0.0),
    signs: tuple[float, float] = (1.0, 1.0),
) -> Callable[..., Any]:
    """Return a hinge loss with another cost, pull, divisor, penalty, penalty's gradient, or penalised intercept."""

    def hinge_loss(w: Array, b: float, X: Array, y: Array, *, weight_decay: float) -> tuple[float, Array, float]:
        m = y * (X @ w + b)
        n = over(m)
        loss = each(m).sum() / (loss_over or over)(m) + weight_decay * (penalty * w @ w + bias[0] * b**2)
        pull = share(m) * y / n
        dw = decay * weight_decay * w - signs[0] * (pull @ X)
        return loss, dw, bias[1] * weight_decay * b - signs[1] * pull.sum()

    return hinge_loss


def recoded(code: Callable[[Array], Array]) -> Callable[..., Any]:
    return lambda w, b, X, y, *, weight_decay: reference.hinge_loss(w, b, X, code(y), weight_decay=weight_decay)


def without_intercept(w: Array, b: float, X: Array, y: Array, *, weight_decay: float) -> Any:
    return reference.hinge_loss(w, 0.0, X, y, weight_decay=weight_decay)


def minus_intercept(w: Array, b: float, X: Array, y: Array, *, weight_decay: float) -> Any:
    return reference.hinge_loss(w, -b, X, y, weight_decay=weight_decay)


def outside_the_margin(w: Array, b: float, X: Array, y: Array, *, weight_decay: float) -> Any:
    m = y * (X @ w) + b
    pull = np.where(m < 1, y, 0) / len(y)
    return cost(m).mean() + weight_decay / 2 * w @ w, weight_decay * w - X.T @ pull, -pull.sum()


def decayed_in_place(w: Array, b: float, X: Array, y: Array, *, weight_decay: float) -> Any:
    loss, dw, db = reference.hinge_loss(w, b, X, y, weight_decay=weight_decay)
    X *= y[:, None]
    return loss, dw, db


def in_parts(dw: float = 1.0, db: float = 1.0) -> Callable[..., Any]:
    """Return a hinge loss whose gradients are divided by N to these powers only."""

    def hinge_loss(w: Array, b: float, X: Array, y: Array, *, weight_decay: float) -> tuple[float, Array, float]:
        loss, _, down = reference.hinge_loss(w, b, X, y, weight_decay=weight_decay)
        pull = (y * (X @ w + b) < 1) * y
        return loss, weight_decay * w - pull @ X / len(y) ** dw, down * len(y) / len(y) ** db

    return hinge_loss


def penalty_over_rows(w: Array, b: float, X: Array, y: Array, *, weight_decay: float) -> Any:
    return reference.hinge_loss(w, b, X, y, weight_decay=weight_decay / len(y))


def other_norm(norm: Callable[[Array], float], slope: Callable[[Array], Array] | None = None) -> Callable[..., Any]:
    """Return a hinge loss with the penalty λ·norm, and its gradient λ·slope in the place of λw."""

    def hinge_loss(w: Array, b: float, X: Array, y: Array, *, weight_decay: float) -> tuple[float, Array, float]:
        loss, dw, db = reference.hinge_loss(w, b, X, y, weight_decay=weight_decay)
        loss += weight_decay * (norm(w) - w @ w / 2)
        return loss, dw if slope is None else dw + weight_decay * (slope(w) - w), db

    return hinge_loss


def both_classes_apart(w: Array, b: float, X: Array, y: Array, *, weight_decay: float) -> Any:
    """As for labels 0 and 1: y·max(0, 1 − s) + (1 − y)·max(0, 1 + s)."""
    s = X @ w + b
    each = y * np.maximum(0, 1 - s) + (1 - y) * np.maximum(0, 1 + s)
    slope = -y * (s < 1) + (1 - y) * (s > -1)
    return each.mean() + weight_decay / 2 * w @ w, weight_decay * w + slope @ X / len(y), slope.mean()


def violators(m: Array) -> float:
    return max(1, int((m < 1).sum()))


def one(_: Array) -> float:
    return 1.0


HINGE_LOSS = [
    Mistake(
        "argument changed",
        "Your code writes into an argument, for instance by `X *= y[:, None]`. Compute with new arrays.",
        decayed_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "margin below 0",
        "Your rows pull only where they are on the wrong side (margin below 0). In a support vector machine they pull "
        "until they are *far enough* on the right side: margin below 1.",
        hinge(share=lambda m: m < 0),
        also=[
            hinge(lambda m: np.maximum(0, -m), lambda m: m < 0),
            hinge(lambda m: np.where(m < 0, 1 - m, 0), lambda m: m < 0),
            hinge(lambda m: np.maximum(0, -m)),
            hinge(share=lambda m: m <= 0),
            hinge(lambda m: np.maximum(0, -m), lambda m: m <= 0),
        ],
    ),
    Mistake(
        "0/1 labels",
        "You recoded the labels as if they came as 0 and 1. They are −1 and +1 already.",
        recoded(lambda y: 2 * y - 1),
        also=[recoded(lambda y: np.where(y == 0, -1, 1)), recoded(lambda y: (y > 0) * 1.0), both_classes_apart],
    ),
    Mistake(
        "squared",
        "You squared the violations. That is the *squared* hinge loss, a cousin; here each costs max(0, 1 − m).",
        hinge(lambda m: cost(m) ** 2, lambda m: 2 * cost(m)),
        also=[
            hinge(lambda m: cost(m) ** 2),
            hinge(lambda m: cost(m) ** 2, cost),
            hinge(lambda m: cost(m) ** 2 / 2, cost),
            hinge(share=cost),
        ],
    ),
    Mistake(
        "sum instead of mean",
        "The hinge part is a *mean* over all rows: divide it, and its gradients, by N.",
        hinge(over=one),
        also=[hinge(over=one, loss_over=len), hinge(loss_over=one), in_parts(dw=0), in_parts(db=0)],
    ),
    Mistake(
        "mean over the violators",
        "You divided by the number of rows inside the margin. The mean is over all N rows.",
        hinge(over=violators),
        also=[hinge(over=violators, loss_over=len), hinge(loss_over=violators)],
    ),
    Mistake(
        "bias penalised",
        "Your penalty touches the intercept. λ belongs to w alone: the boundary may lie wherever it has to.",
        hinge(bias=(0.5, 1.0)),
        also=[hinge(bias=(0.0, 1.0)), hinge(bias=(0.5, 0.0)), hinge(bias=(1.0, 2.0), penalty=1.0, decay=2.0)],
    ),
    Mistake(
        "2λ",
        "The factors of your penalty do not fit: it is λ/2·‖w‖², so that its gradient is λw.",
        hinge(penalty=1.0, decay=2.0),
        also=[hinge(penalty=1.0), hinge(decay=2.0), hinge(decay=0.5), penalty_over_rows],
    ),
    Mistake(
        "another norm",
        "Your penalty is of another norm. Asked for is λ/2·‖w‖², the sum of squares, without a root and without "
        "absolute values.",
        other_norm(lambda w: np.sqrt(w @ w) / 2),
        also=[
            other_norm(lambda w: np.sqrt(w @ w)),
            other_norm(lambda w: np.abs(w).sum(), np.sign),
            other_norm(lambda w: np.abs(w).sum() / 2, np.sign),
            other_norm(lambda w: np.abs(w).sum()),
        ],
    ),
    Mistake(
        "no penalty",
        "Your penalty is missing, in the loss or in the gradient: λ/2·‖w‖² and λw.",
        hinge(penalty=0.0, decay=0.0),
        also=[hinge(penalty=0.0), hinge(decay=0.0)],
    ),
    Mistake(
        "every row pulls",
        "In your gradient every row pulls. Those with a margin above 1 cost nothing and must be left out.",
        hinge(share=np.ones_like),
        also=[hinge(lambda m: 1 - m, np.ones_like)],
    ),
    Mistake(
        "sign",
        "A gradient of your hinge part has the wrong sign: −y·x and −y for each row inside the margin.",
        hinge(signs=(-1.0, -1.0)),
        also=[hinge(signs=(1.0, -1.0)), hinge(signs=(-1.0, 1.0))],
    ),
    Mistake(
        "intercept missing in the margin",
        "The margin is y(x·w + b): your intercept is missing, has the wrong sign, or stands outside the parentheses.",
        without_intercept,
        also=[outside_the_margin, minus_intercept],
    ),
]

# pegasos


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
