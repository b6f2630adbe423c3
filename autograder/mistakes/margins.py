"""Unit 10's known mistakes in support vector machines: wrong implementations, and what a learner reads."""
# ruff: noqa: ARG001 (wrong formulas ignore what they are given)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT
from reference import applications as reference

from autograder.exercise import Mistake

Array = np.ndarray

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
