"""Unit 04's known mistakes in a step: wrong implementations, how they are recognised, and what a learner reads."""
# ruff: noqa: ARG001, ARG005 (rules share their arguments, and none needs all of them)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

Array = np.ndarray
Velocity = Callable[..., Array]  # of g, v (None at the first step), μ, τ, lr
Move = Callable[..., Array]  # of w, g, v_new, v_old (0 at the first step), μ, lr


def right_velocity(g: Array, v: Array | None, mu: float, tau: float, lr: float) -> Array:
    return np.array(g, dtype=float) if v is None else mu * v + (1 - tau) * g


def heavy(w: Array, g: Array, v: Array, old: Any, mu: float, lr: float) -> Array:
    return w - lr * v


def ahead(w: Array, g: Array, v: Array, old: Any, mu: float, lr: float) -> Array:
    return w - lr * (g + mu * v)


def ball(velocity: Velocity = right_velocity, move: Move = heavy) -> Callable[..., tuple[Array, Array]]:
    """Return the step that these two rules make."""

    def step(
        w: Array, grad: Array, v: Array | None, *, lr: float, momentum: float, dampening: float = 0.0
    ) -> tuple[Array, Array]:
        new = velocity(grad, v, momentum, dampening, lr)
        return move(w, grad, new, 0 * grad if v is None else v, momentum, lr), new

    return step


def started(first: Velocity, later: Velocity) -> Velocity:
    return lambda g, v, *rates: first(g, v, *rates) if v is None else later(g, v, *rates)


def plain_start(g: Array, v: None, mu: float, tau: float, lr: float) -> Array:
    return np.array(g, dtype=float)


# A mean of old velocity and gradient, begun with the gradient or from zero, with dampening or without.
MEANS = [
    started(first, later)
    for first in (
        plain_start,
        lambda g, v, mu, tau, lr: (1 - mu) * g,
        lambda g, v, mu, tau, lr: (1 - mu) * (1 - tau) * g,
    )
    for later in (
        lambda g, v, mu, tau, lr: mu * v + (1 - mu) * g,
        lambda g, v, mu, tau, lr: mu * v + (1 - mu) * (1 - tau) * g,
    )
]
# The step itself is remembered, with either sign; dampened later, always or never.
SCALED = [
    started(lambda g, v, mu, tau, lr: lr * g, lambda g, v, mu, tau, lr: mu * v + lr * (1 - tau) * g),
    started(lambda g, v, mu, tau, lr: -lr * g, lambda g, v, mu, tau, lr: mu * v - lr * (1 - tau) * g),
    lambda g, v, mu, tau, lr: (0 if v is None else mu * v) + lr * (1 - tau) * g,
    lambda g, v, mu, tau, lr: (0 if v is None else mu * v) - lr * (1 - tau) * g,
    lambda g, v, mu, tau, lr: (0 if v is None else mu * v) + lr * g,
    lambda g, v, mu, tau, lr: (0 if v is None else mu * v) - lr * g,
]
FORGETFUL = [
    plain_start,
    started(plain_start, lambda g, v, mu, tau, lr: (1 - tau) * g),
    lambda g, v, mu, tau, lr: (1 - tau) * g,
]
SWAPPED = [
    started(plain_start, lambda g, v, mu, tau, lr: v + mu * g),
    started(plain_start, lambda g, v, mu, tau, lr: (1 - tau) * v + mu * g),
    started(plain_start, lambda g, v, mu, tau, lr: v + mu * (1 - tau) * g),
]


def shared_start(g: Array, v: Array | None, mu: float, tau: float, lr: float) -> Array:
    return g if v is None else right_velocity(g, v, mu, tau, lr)


def moved(move: Move) -> Callable[..., tuple[Array, Array]]:
    """Return the step that puts the new parameters into the old array."""

    def step(w: Array, *args: Any, **rates: Any) -> tuple[Array, Array]:
        after, velocity = ball(move=move)(w, *args, **rates)
        w[...] = after
        return w, velocity

    return step


def doubted(move: Move) -> Callable[..., tuple[Array, Array]]:
    def step(w: Array, grad: Array, velocity: Array | None, **rates: float) -> tuple[Array, Array]:
        return ball(move=move)(w, grad, velocity or None, **rates)

    return step


def reversed_pair(move: Move) -> Callable[..., tuple[Array, Array]]:
    def step(*args: Any, **rates: Any) -> tuple[Array, Array]:
        w, velocity = ball(move=move)(*args, **rates)
        return velocity, w

    return step


def of_both(move: Move) -> list[Mistake]:
    """Return the mistakes that the two steps share; those that a flag tells come first."""
    return [
        Mistake(
            "in place",
            "You changed an array that you were given: `w`, `grad` or `velocity`. Make new ones: "
            "`velocity = momentum * velocity + …` and `w = w - …`, not `*=`, `+=` or `-=`.",
            moved(move),
            CHANGED_ARGUMENT,
        ),
        Mistake(
            "velocity aliases grad",
            "Your first velocity *is* the gradient's array. A training loop uses that array again, and your memory is "
            "overwritten. Copy it: `np.array(grad, dtype=np.float64)`.",
            ball(shared_start, move),
        ),
        Mistake(
            "truth of an array",
            "An array is neither true nor false. Ask `velocity is None`; `not velocity` or `velocity == None` asks "
            "every entry.",
            doubted(move),
        ),
        Mistake(
            "pair swapped",
            "Your two arrays are right, but in the other order: first the new `w`, then the new velocity.",
            reversed_pair(move),
        ),
        Mistake(
            "velocity reset",
            "You threw the old velocity away, so nothing is remembered. After the first step μ·v has to be part of it.",
            ball(FORGETFUL[0], move),
            also=[ball(rule, move) for rule in FORGETFUL[1:]],
        ),
        Mistake(
            "momentum on the gradient",
            "You multiplied the gradient by μ. It is the old velocity that fades: μ·v + g.",
            ball(SWAPPED[0], move),
            also=[ball(rule, move) for rule in SWAPPED[1:]],
        ),
        Mistake(
            "ascent",
            "You added the step, which climbs. Both kinds of momentum subtract it from `w`.",
            ball(move=lambda w, g, v, old, mu, lr: 2 * w - move(w, g, v, old, mu, lr)),
        ),
    ]


def old_one_but_at_first(
    w: Array, grad: Array, velocity: Array | None, *, lr: float, momentum: float, dampening: float = 0.0
) -> tuple[Array, Array]:
    new = right_velocity(grad, velocity, momentum, dampening, lr)
    return w - lr * (new if velocity is None else velocity), new


def without_velocity_for_zero(
    w: Array, grad: Array, velocity: Array | None, *, lr: float, momentum: float, dampening: float = 0.0
) -> tuple[Array, Array | None]:
    if momentum == 0:
        return w - lr * grad, velocity
    return ball()(w, grad, velocity, lr=lr, momentum=momentum, dampening=dampening)


MOMENTUM_STEP = [
    *of_both(heavy),
    Mistake(
        "EMA form",
        "Your velocity is an average: the gradient enters with 1 − μ. In this course it is a sum, μ·v + (1 − τ)g: "
        "on a level slope your steps are too short by the factor 1 − μ.",
        ball(MEANS[0]),
        also=[ball(rule) for rule in MEANS[1:]],
    ),
    Mistake(
        "lr inside the velocity",
        "The learning rate went into your velocity, as Sutskever and Keras have it. Keep it out, and multiply once at "
        "the end: w − lr·v. The two part ways as soon as the rate changes.",
        ball(SCALED[0], lambda w, g, v, old, mu, lr: w - v),
        also=[
            *(ball(rule, lambda w, g, v, old, mu, lr: w - v) for rule in SCALED[2::2]),
            *(ball(rule, lambda w, g, v, old, mu, lr: w + v) for rule in SCALED[1::2]),
            *(ball(rule) for rule in SCALED[::2]),  # and once more at the end
        ],
    ),
    Mistake(
        "dampening at the first step",
        "You dampened the first step. When there is no velocity yet, it becomes the gradient itself; 1 − τ counts from "
        "the second step on.",
        ball(started(lambda g, v, mu, tau, lr: (1 - tau) * g, right_velocity)),
    ),
    Mistake(
        "dampening ignored",
        "Your result does not depend on `dampening`. After the first step the gradient enters with the weight 1 − τ.",
        ball(lambda g, v, mu, tau, lr: right_velocity(g, v, mu, 0.0, lr)),
    ),
    Mistake(
        "dampening for 1 − τ",
        "You gave the gradient the weight τ. It is 1 − τ: without dampening it counts in full.",
        ball(started(plain_start, lambda g, v, mu, tau, lr: mu * v + tau * g)),
    ),
    Mistake(
        "μ = 0 as plain descent",
        "For μ = 0 you took the plain step. It is the class `SGD` that ignores dampening there; this function follows "
        "its formula literally, and the velocity is (1 − τ)g.",
        ball(lambda g, v, mu, tau, lr: right_velocity(g, v, mu, tau, lr) if mu else np.array(g, dtype=float)),
        also=[
            ball(move=lambda w, g, v, old, mu, lr: w - lr * (v if mu else g)),
            without_velocity_for_zero,
        ],
    ),
    Mistake(
        "old velocity",
        "You stepped with the velocity from before this gradient. Update the velocity first, then step with the new.",
        ball(move=lambda w, g, v, old, mu, lr: w - lr * old),
        also=[old_one_but_at_first],
    ),
    Mistake(
        "Nesterov",
        "You took Nesterov's step, g + μ·v. The heavy ball steps along the velocity itself: w − lr·v.",
        ball(move=ahead),
    ),
]

NESTEROV_STEP = [
    *of_both(ahead),
    Mistake(
        "plain momentum",
        "This is the heavy ball: g + μ·v with the *old* velocity is just the new velocity. "
        "Update `velocity` first and use its new value in g + μ·v.",
        ball(move=heavy),
        also=[ball(move=lambda w, g, v, old, mu, lr: w - lr * (g + mu * (old if np.any(old) else v)))],
    ),
    Mistake(
        "first step plain",
        "Your first step is w − lr·g. Nesterov's formula holds there too: the velocity is g by then, so the step is "
        "1 + μ times as long.",
        ball(move=lambda w, g, v, old, mu, lr: ahead(w, g, v, old, mu, lr) if np.any(old) else w - lr * g),
    ),
    Mistake(
        "lr inside the velocity",
        "The learning rate went into your velocity, as Sutskever and Keras have it. Your `w` may even be right, but "
        "the velocity is not, and the two forms part ways when the rate changes. Keep it out: v = μ·v + g.",
        ball(SCALED[0], lambda w, g, v, old, mu, lr: w - lr * g - mu * v),
        also=[
            ball(SCALED[1], lambda w, g, v, old, mu, lr: w - lr * g + mu * v),
            ball(SCALED[0], lambda w, g, v, old, mu, lr: w - v),
            ball(SCALED[1], lambda w, g, v, old, mu, lr: w + v),
            ball(SCALED[0], ahead),
            ball(SCALED[0], lambda w, g, v, old, mu, lr: w - (g + mu * v)),
        ],
    ),
    Mistake(
        "looked ahead twice",
        "You applied the correction twice: g + μ(g + μ·v). Chainer published that step; it explodes at rates where "
        "Nesterov's is stable. The step is g + μ·v.",
        ball(move=lambda w, g, v, old, mu, lr: w - lr * (g + mu * (g + mu * v))),
        also=[ball(SCALED[1], lambda w, g, v, old, mu, lr: w + mu * mu * v - (1 + mu) * lr * g)],
    ),
    Mistake(
        "μ(g + μv)",
        "Your step has μ times the gradient, but not the gradient itself. Only the velocity fades: it is g + μ·v.",
        ball(move=lambda w, g, v, old, mu, lr: w - lr * mu * (g + mu * v)),
        also=[
            ball(move=lambda w, g, v, old, mu, lr: w - lr * mu * (g + mu * old)),
            ball(move=lambda w, g, v, old, mu, lr: w - lr * mu * (g + v)),
        ],
    ),
    Mistake(
        "g + v",
        "You added the whole velocity to the gradient. It enters with the factor μ: g + μ·v.",
        ball(move=lambda w, g, v, old, mu, lr: w - lr * (g + v)),
    ),
    Mistake(
        "momentum backwards",
        "Your two parts of the step have opposite signs, so the momentum pushes back. Subtract both: w − lr·(g + μ·v).",
        ball(move=lambda w, g, v, old, mu, lr: w - lr * (g - mu * v)),
    ),
    Mistake(
        "EMA form",
        "Your velocity is an average: the gradient enters with 1 − μ. In this course's form it is a sum: v = μ·v + g.",
        ball(MEANS[0], ahead),
        also=[
            ball(MEANS[2], ahead),
            *(ball(rule, lambda w, g, v, old, mu, lr: w - lr * ((1 - mu) * g + mu * v)) for rule in MEANS[::2]),
        ],
    ),
    Mistake(
        "step kept as velocity",
        "You returned g + μ·v, the step, as the velocity. Only μ·v + g is remembered; the look ahead is made anew each "
        "time.",
        lambda w, g, v, *, lr, momentum: (
            ball(move=ahead)(w, g, v, lr=lr, momentum=momentum)[0],
            g + momentum * right_velocity(g, v, momentum, 0.0, lr),
        ),
    ),
]
