"""Unit 05's known mistakes in Adam: wrong lines, and what a learner reads.

`adam` puts wrong lines into the step. AdamW and the class call the learner's own `adam_step`, so the mistakes that are
made most often there are recognised in them as well: `carried_over`.
"""

# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake
from autograder.mistakes.adaptive import (
    ASCENT,
    IN_PLACE,
    climbs,
    parameters_alone,
    reordered,
    state_not_returned,
)

Array = Any
Line = Callable[[SimpleNamespace], Any]


def adam(
    stride: Line = lambda p: p.m / p.c1 / (np.sqrt(p.v / p.c2) + p.eps),
    m: Line = lambda p: p.b1 * p.m + (1 - p.b1) * p.g,
    v: Line = lambda p: p.b2 * p.v + (1 - p.b2) * p.g**2,
    *,
    betas: Callable[[tuple[float, float]], tuple[float, float]] = tuple,
    count: Callable[[int], int] = lambda t: t,
    results: Line = lambda p: (p.w, p.m, p.v),
    w: Line = lambda p: p.w - p.lr * p.stride,
) -> Callable[..., Any]:
    """Return Adam with these lines in the place of the right ones; c1 and c2 are 1 − β₁ᵗ and 1 − β₂ᵗ."""

    def step(w_: Array, grad: Array, m_: Array, v_: Array, t: int, *, lr: float, betas: Any, eps: float) -> Any:
        b1, b2 = choose(betas)
        p = SimpleNamespace(g=grad, m=m_, v=v_, w=w_, t=t, lr=lr, eps=eps, b1=b1, b2=b2, old_m=m_, old_v=v_)
        p.c1, p.c2 = 1 - b1 ** count(t), 1 - b2 ** count(t)
        p.m = m(p)
        p.v = v(p)
        p.stride = stride(p)
        p.w = w(p)
        return results(p)

    choose = betas
    return step


def adam_in_place(
    w: Array, grad: Array, m: Array, v: Array, t: int, *, lr: float, betas: tuple[float, float], eps: float
) -> Any:
    m *= betas[0]
    m += (1 - betas[0]) * grad
    v *= betas[1]
    v += (1 - betas[1]) * grad**2
    w -= lr * m / (1 - betas[0] ** t) / (np.sqrt(v / (1 - betas[1] ** t)) + eps)
    return w, m, v


ROOT = "`np.sqrt(v_hat) + eps`"

# These are made most often, and are told in `adamw_step` and in the class, too.
COMMON = [
    Mistake(
        "betas swapped",
        "You swapped the betas: the first, `betas[0]`, belongs to the gradient, the second to its square.",
        adam(betas=lambda pair: (pair[1], pair[0])),
        also=[adam(lambda p: p.m / p.c2 / (np.sqrt(p.v / p.c1) + p.eps))],
    ),
    Mistake(
        "no correction",
        "You used `m` and `v` as they are. Both start at zero and are too small at first: "
        "divide each by 1 − βᵗ before the step.",
        adam(lambda p: p.m / (np.sqrt(p.v) + p.eps)),
    ),
    Mistake(
        "only m corrected",
        "You corrected `m` but not `v`. Take the root of `v / (1 - betas[1]**t)`.",
        adam(lambda p: p.m / p.c1 / (np.sqrt(p.v) + p.eps)),
    ),
    Mistake(
        "eps inside the root",
        f"You put eps inside the root, where it weighs otherwise. Add it to the root: {ROOT}.",
        adam(lambda p: p.m / p.c1 / np.sqrt(p.v / p.c2 + p.eps)),
        also=[adam(lambda p: p.m / p.c1 / np.sqrt(p.v / p.c2 + p.eps**2))],
    ),
    Mistake(
        "eps before the correction",
        f"You added eps before `v` was corrected, so that it is divided by 1 − β₂ᵗ as well. Correct first: {ROOT}.",
        adam(lambda p: np.sqrt(p.c2) / p.c1 * p.m / (np.sqrt(p.v) + p.eps)),
        also=[
            adam(lambda p: p.m / p.c1 / np.sqrt((p.v + p.eps) / p.c2)),
            adam(lambda p: p.m / p.c1 / np.sqrt(p.v / p.c2), v=lambda p: p.b2 * p.v + (1 - p.b2) * p.g**2 + p.eps),
            adam(lambda p: p.m / p.c1 / ((np.sqrt(p.v) + p.eps) / p.c2)),
        ],
    ),
    Mistake(
        "eps outside the division",
        "`a / b + eps` is `(a / b) + eps`, so eps shifts the parameters and 0/0 is nan. "
        "Put the whole denominator into parentheses: `(np.sqrt(v_hat) + eps)`.",
        adam(lambda p: p.m / p.c1 / np.sqrt(p.v / p.c2) + p.eps),
        also=[
            adam(lambda p: p.m / p.c1 / np.sqrt(p.v / p.c2) - p.eps / p.lr),
            adam(lambda p: p.m / p.c1 / np.sqrt(p.v / p.c2) + p.eps / p.lr),
        ],
    ),
    Mistake(
        "g in the numerator",
        "Your numerator is the gradient of this step, which is RMSprop with correction. Adam has the corrected mean, "
        "`m_hat`, in its place.",
        adam(lambda p: p.g / (np.sqrt(p.v / p.c2) + p.eps)),
        also=[adam(lambda p: p.g / p.c1 / (np.sqrt(p.v / p.c2) + p.eps))],
    ),
    Mistake(
        "t counted from 0",
        "Your count is one too low: on the first step you divide by 1 − β⁰ = 0. `t` counts from 1, so use it as it is.",
        adam(count=lambda t: np.float64(t - 1)),
        also=[adam(lambda p: 1 / p.c1 * p.m / (np.sqrt(p.v / p.c2) + p.eps), count=lambda t: t - 1)],
    ),
    Mistake(
        "t + 1",
        "Your count is one too high. `t` is 1 on the first step already, so use it as it is.",
        adam(count=lambda t: t + 1),
    ),
    Mistake(
        "t frozen at 1",
        "You divide by 1 − β at every step, which is right on the first one only. The correction is 1 − βᵗ.",
        adam(count=lambda t: 1),
    ),
]

ADAM = [
    *COMMON,
    Mistake(
        "only v corrected",
        "You corrected `v` but not `m`. Divide `m` by `1 - betas[0]**t`, too.",
        adam(lambda p: p.m / (np.sqrt(p.v / p.c2) + p.eps)),
    ),
    Mistake(
        "no eps",
        f"Without eps a coordinate that has seen no gradient yet is 0/0, which is nan. Divide by {ROOT}.",
        adam(lambda p: p.m / p.c1 / np.sqrt(p.v / p.c2)),
    ),
    Mistake(
        "no root",
        f"You divided by `v_hat` itself. Divide by its root, which has the unit of a gradient: {ROOT}.",
        adam(lambda p: p.m / p.c1 / (p.v / p.c2 + p.eps)),
    ),
    Mistake(
        "corrected after the root",
        "You took the root of `v` first and divided it by 1 − β₂ᵗ then. Correct `v`, and take the root of that.",
        adam(lambda p: p.m / p.c1 / (np.sqrt(p.v) / p.c2 + p.eps)),
    ),
    Mistake(
        "sign of the gradient",
        "Every step of yours is `lr` long, whatever the gradients were. That is Adam's first step only: "
        "later it is `m_hat / (np.sqrt(v_hat) + eps)`.",
        adam(lambda p: np.sign(p.g)),
    ),
    Mistake(
        "corrected moments returned",
        "You returned a corrected moment, so the next step averages and corrects it again. "
        "Give them other names, and return `m` and `v` uncorrected.",
        adam(results=lambda p: (p.w, p.m / p.c1, p.v / p.c2)),
        also=[adam(results=lambda p: (p.w, p.m / p.c1, p.v)), adam(results=lambda p: (p.w, p.m, p.v / p.c2))],
    ),
    Mistake(
        "results in the wrong order",
        "You returned the right arrays in another order. It is `return w, m, v`.",
        adam(results=lambda p: (p.w, p.v, p.m)),
        reordered,
    ),
    Mistake(
        "state not returned",
        "You returned the parameters alone. The next step needs both moments: `return w, m, v`.",
        parameters_alone(adam()),
        state_not_returned,
    ),
    Mistake(
        "old moments",
        "Your step uses the moments from before this gradient. Take the gradient in first, then step.",
        adam(lambda p: p.old_m / p.c1 / (np.sqrt(p.old_v / p.c2) + p.eps)),
    ),
    Mistake(
        "one beta for both",
        "You used one beta for both averages. `betas[0]` belongs to the gradient, `betas[1]` to its square.",
        adam(betas=lambda pair: (pair[0], pair[0])),
        also=[adam(betas=lambda pair: (pair[1], pair[1]))],
    ),
    Mistake(
        "β and 1 − β swapped",
        "A beta is the share of the old average that is kept: `betas[0] * m + (1 - betas[0]) * grad`. So with `v`.",
        adam(
            m=lambda p: (1 - p.b1) * p.m + p.b1 * p.g,
            v=lambda p: (1 - p.b2) * p.v + p.b2 * p.g**2,
        ),
    ),
    Mistake(
        "sum",
        "You added the new gradient (or its square) at full weight. The weights of each average add up to one: "
        "the new one counts 1 − β.",
        adam(m=lambda p: p.b1 * p.m + p.g, v=lambda p: p.b2 * p.v + p.g**2),
        also=[adam(m=lambda p: p.b1 * p.m + p.g)],
    ),
    Mistake(
        "not squared",
        "You averaged the gradient in `v`, too. `v` averages its square, `grad**2`; a negative number has no root.",
        adam(v=lambda p: p.b2 * p.v + (1 - p.b2) * p.g),
    ),
    Mistake(
        "|g| in v",
        "You averaged |g| in `v`. Adam averages the squares, `grad**2`, and takes the root of their mean.",
        adam(v=lambda p: p.b2 * p.v + (1 - p.b2) * np.abs(p.g)),
    ),
    Mistake(
        "m² in v",
        "You averaged the square of `m` in `v`. It is the square of the gradient: `grad**2`.",
        adam(v=lambda p: p.b2 * p.v + (1 - p.b2) * p.m**2),
    ),
    Mistake(
        "AdaMax",
        "Your `v` keeps the largest |g|, which is AdaMax, a relative of Adam. Adam averages `grad**2`.",
        adam(
            lambda p: p.m / p.c1 / (p.v + p.eps),
            v=lambda p: np.maximum(p.b2 * p.v, np.abs(p.g)),
        ),
    ),
    Mistake(
        "AMSGrad",
        "Your `v` never falls, which is AMSGrad, a repair of Adam. Adam's own average may fall: leave out the maximum.",
        adam(v=lambda p: np.maximum(p.v, p.b2 * p.v + (1 - p.b2) * p.g**2)),
    ),
    Mistake(
        "NAdam",
        "Your numerator takes the gradient in a second time, which is NAdam. Adam's is `m_hat` alone.",
        adam(lambda p: (p.b1 * p.m + (1 - p.b1) * p.g) / p.c1 / (np.sqrt(p.v / p.c2) + p.eps)),
    ),
    Mistake("ascent", ASCENT, adam(w=lambda p: p.w + p.lr * p.stride), climbs),
    Mistake("in place", IN_PLACE.format("m"), adam_in_place, CHANGED_ARGUMENT),
]


def carried_over(wrap: Callable[[Callable[..., Any]], Any], opening: str, count: int = len(COMMON)) -> list[Mistake]:
    """Return the mistakes of `adam_step` that are made most often, as they show where it is called."""
    return [
        Mistake(
            f"adam_step: {mistake.name}",
            f"{opening} {mistake.sentence}",
            wrap(mistake.implementation),
            also=[wrap(other) for other in mistake.also],
        )
        for mistake in COMMON[:count]
    ]
