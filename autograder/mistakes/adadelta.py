"""Unit 05's known mistakes in Adadelta: wrong lines of its four, and what a learner reads."""

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

Line = Callable[[SimpleNamespace], Any]


def blend(rho: float, old: Any, new: Any) -> Any:
    return rho * old + (1 - rho) * new


def adadelta(
    v: Line = lambda p: blend(p.rho, p.v, p.g**2),
    delta: Line = lambda p: np.sqrt(p.u + p.eps) / np.sqrt(p.v + p.eps) * p.g,
    u: Line = lambda p: blend(p.rho, p.u, p.delta**2),
    w: Line = lambda p: p.w - p.lr * p.delta,
    results: Line = lambda p: (p.w, p.v, p.u),
) -> Callable[..., Any]:
    """Return Adadelta with these lines in the place of the right ones, in the order of the lesson."""

    def step(w_: Any, grad: Any, square_avg: Any, delta_avg: Any, *, lr: float, rho: float, eps: float) -> Any:
        p = SimpleNamespace(w=w_, g=grad, v=square_avg, u=delta_avg, lr=lr, rho=rho, eps=eps, old_v=square_avg)
        p.v = v(p)
        p.delta = delta(p)
        p.u, p.w = u(p), w(p)
        return results(p)

    return step


def in_place(w: Any, grad: Any, square_avg: Any, delta_avg: Any, *, lr: float, rho: float, eps: float) -> Any:
    square_avg *= rho
    square_avg += (1 - rho) * grad**2
    delta = np.sqrt(delta_avg + eps) / np.sqrt(square_avg + eps) * grad
    delta_avg *= rho
    delta_avg += (1 - rho) * delta**2
    w -= lr * delta
    return w, square_avg, delta_avg


ADADELTA = [
    Mistake(
        "eps outside the root",
        "You added eps to the roots. Here it stands inside both: `np.sqrt(delta_avg + eps)`, "
        "which is what gets the first step going.",
        adadelta(delta=lambda p: (np.sqrt(p.u) + p.eps) / (np.sqrt(p.v) + p.eps) * p.g),
        also=[
            adadelta(delta=lambda p: np.sqrt(p.u + p.eps) / (np.sqrt(p.v) + p.eps) * p.g),
            adadelta(delta=lambda p: (np.sqrt(p.u) + p.eps) / np.sqrt(p.v + p.eps) * p.g),
            adadelta(delta=lambda p: np.sqrt(p.u) / (np.sqrt(p.v) + p.eps) * p.g),
        ],
    ),
    Mistake(
        "no roots",
        "You divided the mean squares themselves. Take both roots: √(u + eps) / √(v + eps).",
        adadelta(delta=lambda p: (p.u + p.eps) / (p.v + p.eps) * p.g),
    ),
    Mistake(
        "a root missing",
        "Only one of the two means stands under a root, so the units do not fit. Take both: √(u + eps) / √(v + eps).",
        adadelta(delta=lambda p: np.sqrt(p.u + p.eps) / (p.v + p.eps) * p.g),
        also=[adadelta(delta=lambda p: (p.u + p.eps) / np.sqrt(p.v + p.eps) * p.g)],
    ),
    Mistake(
        "ratio inverted",
        "Your ratio is upside down. The root of past steps, `delta_avg`, belongs on top, that of gradients below.",
        adadelta(delta=lambda p: np.sqrt(p.v + p.eps) / np.sqrt(p.u + p.eps) * p.g),
    ),
    Mistake(
        "lr inside u",
        "You averaged the square of `lr * delta`. `lr` scales the step only: `delta_avg` averages `delta**2`.",
        adadelta(u=lambda p: blend(p.rho, p.u, (p.lr * p.delta) ** 2)),
        also=[adadelta(u=lambda p: blend(p.rho, p.u, p.lr * p.delta**2))],
    ),
    Mistake(
        "g² in u",
        "You averaged `grad**2` in `delta_avg`, which makes it a second `square_avg`. It averages `delta**2`.",
        adadelta(u=lambda p: blend(p.rho, p.u, p.g**2)),
        also=[
            adadelta(
                delta=lambda p: np.sqrt(blend(p.rho, p.u, p.g**2) + p.eps) / np.sqrt(p.v + p.eps) * p.g,
                u=lambda p: blend(p.rho, p.u, p.g**2),
            )
        ],
    ),
    Mistake(
        "lr ignored",
        "You left out `lr`. It is 1 in the paper, but it is passed in, and it may be anything: `w - lr * delta`.",
        adadelta(w=lambda p: p.w - p.delta),
    ),
    Mistake(
        "old square_avg",
        "Your Δ uses the `square_avg` from before this step. Take the new gradient in first; "
        "only `delta_avg` is the old one, since its step is not known yet.",
        adadelta(delta=lambda p: np.sqrt(p.u + p.eps) / np.sqrt(p.old_v + p.eps) * p.g),
    ),
    Mistake(
        "no eps above",
        "Without eps in the numerator Adadelta never starts: `delta_avg` is zero, so every step is. "
        "Use `np.sqrt(delta_avg + eps)`.",
        adadelta(delta=lambda p: np.sqrt(p.u) / np.sqrt(p.v + p.eps) * p.g),
    ),
    Mistake(
        "no eps below",
        "Without eps in the denominator a coordinate that has seen no gradient yet is 0/0, which is nan. "
        "Use `np.sqrt(square_avg + eps)`.",
        adadelta(delta=lambda p: np.sqrt(p.u + p.eps) / np.sqrt(p.v) * p.g),
    ),
    Mistake(
        "eps outside the division",
        "`a / b + eps` is `(a / b) + eps`. Add eps to each mean first, then divide their roots: "
        "`np.sqrt(delta_avg + eps) / np.sqrt(square_avg + eps)`.",
        adadelta(delta=lambda p: np.sqrt(p.u + p.eps / p.v + p.eps) * p.g),
        also=[adadelta(delta=lambda p: (np.sqrt(p.u) / np.sqrt(p.v) + p.eps) * p.g)],
    ),
    Mistake(
        "no steps above",
        "You divided the gradient by √(v + eps) alone, which is RMSprop. "
        "The root of past steps, √(u + eps), belongs into the numerator.",
        adadelta(delta=lambda p: p.g / np.sqrt(p.v + p.eps)),
    ),
    Mistake(
        "ρ swapped",
        "`rho` is the share of an old average that is kept: `rho * square_avg + (1 - rho) * grad**2`, "
        "and `delta_avg` likewise.",
        adadelta(v=lambda p: blend(1 - p.rho, p.v, p.g**2), u=lambda p: blend(1 - p.rho, p.u, p.delta**2)),
        also=[
            adadelta(v=lambda p: blend(1 - p.rho, p.v, p.g**2)),
            adadelta(u=lambda p: blend(1 - p.rho, p.u, p.delta**2)),
        ],
    ),
    Mistake(
        "sum",
        "You added a new square at full weight. The weights of both averages add up to one: `rho` and `1 - rho`.",
        adadelta(v=lambda p: p.rho * p.v + p.g**2, u=lambda p: p.rho * p.u + p.delta**2),
        also=[adadelta(v=lambda p: p.v + p.g**2, u=lambda p: p.u + p.delta**2)],
    ),
    Mistake(
        "Δ not squared",
        "You averaged Δ itself. `delta_avg` averages its square, `delta**2`, and so is never negative.",
        adadelta(u=lambda p: blend(p.rho, p.u, p.delta)),
    ),
    Mistake(
        "delta_avg not updated",
        "You returned the old `delta_avg`. Take this step in, too: `rho * delta_avg + (1 - rho) * delta**2`.",
        adadelta(u=lambda p: p.u),
    ),
    Mistake("ascent", ASCENT, adadelta(w=lambda p: p.w + p.lr * p.delta), climbs),
    Mistake(
        "results in the wrong order",
        "You returned the right arrays in another order. It is `return w, square_avg, delta_avg`.",
        adadelta(results=lambda p: (p.w, p.u, p.v)),
        reordered,
    ),
    Mistake(
        "state not returned",
        "You returned the parameters alone. The next step needs both averages: `return w, square_avg, delta_avg`.",
        parameters_alone(adadelta()),
        state_not_returned,
    ),
    Mistake("in place", IN_PLACE.format("square_avg"), in_place, CHANGED_ARGUMENT),
]
