"""Unit 05's known mistakes in AdamW: decays in wrong places, and what a learner reads."""

# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake
from autograder.mistakes.adam import adam, carried_over
from autograder.mistakes.adaptive import ASCENT, IN_PLACE, parameters_alone, reordered, state_not_returned

Array = Any


def decayed(
    before: Callable[[Array, float, float], Array] = lambda w, lr, decay: w,
    after: Callable[[Array, Array, float, float], Array] = lambda w, start, lr, decay: w,
    grad: Callable[[Array, Array, float], Array] = lambda g, w, decay: g,
    step: Callable[..., Any] = adam(),  # noqa: B008 (it has no state)
) -> Callable[..., Any]:
    """Return Adam with a decay before it, after it, or in the gradient."""

    def wrong(w: Array, g: Array, m: Array, v: Array, t: int, *, lr: float, weight_decay: float, **o: Any) -> Any:
        new, m, v = step(before(w, lr, weight_decay), grad(g, w, weight_decay), m, v, t, lr=lr, **o)
        return after(new, w, lr, weight_decay), m, v

    return wrong


def decayed_in_place(
    w: Array, g: Array, m: Array, v: Array, t: int, *, lr: float, weight_decay: float, **o: Any
) -> Any:
    w *= 1 - lr * weight_decay
    return adam()(w, g, m, v, t, lr=lr, **o)


def shrink(w: Array, lr: float, decay: float) -> Array:
    return w * (1 - lr * decay)


def decay_in_the_stride(
    w: Array, g: Array, m: Array, v: Array, t: int, *, lr: float, weight_decay: float, **o: Any
) -> Any:
    with_decay = adam(lambda p: (p.m / p.c1 + weight_decay * p.w) / (np.sqrt(p.v / p.c2) + p.eps))
    return with_decay(w, g, m, v, t, lr=lr, **o)


def l2_with_lr(w: Array, g: Array, m: Array, v: Array, t: int, *, lr: float, weight_decay: float, **o: Any) -> Any:
    return adam()(w, g + lr * weight_decay * w, m, v, t, lr=lr, **o)


ADAMW = [
    Mistake(
        "L2 in the gradient",
        "You added λw to the gradient, so the decay goes through both moments and is divided by the root. "
        "Shrink `w` itself instead, by `1 - lr * weight_decay`.",
        decayed(grad=lambda g, w, decay: g + decay * w),
        also=[l2_with_lr],
    ),
    Mistake(
        "λ without lr",
        "You shrank `w` by 1 − λ. The decay is multiplied by the learning rate: `w * (1 - lr * weight_decay)`.",
        decayed(before=lambda w, lr, decay: w * (1 - decay)),
    ),
    Mistake(
        "decay last",
        "You took Adam's step first and shrank its result, step and all. Shrink `w` first, then take the step.",
        decayed(after=lambda w, start, lr, decay: shrink(w, lr, decay)),
    ),
    Mistake(
        "no decay",
        "You left out the decay. Before Adam's step shrink the parameters: `w * (1 - lr * weight_decay)`.",
        decayed(),
    ),
    Mistake(
        "growth",
        "Your weights grow by 1 + lr·λ. Decay shrinks them: `w * (1 - lr * weight_decay)`.",
        decayed(before=lambda w, lr, decay: w * (1 + lr * decay)),
    ),
    Mistake(
        "λ/2",
        "You halved the decay. The gradient of λ/2·w² is λw, without the half: `w * (1 - lr * weight_decay)`.",
        decayed(before=lambda w, lr, decay: shrink(w, lr, decay / 2)),
    ),
    Mistake(
        "decay twice",
        "You decayed twice. Shrink `w` once, and give Adam's step the shrunken one and the gradient as it is.",
        decayed(before=lambda w, lr, decay: shrink(shrink(w, lr, decay), lr, decay)),
        also=[
            decayed(before=shrink, grad=lambda g, w, decay: g + decay * w),
            decayed(before=shrink, after=lambda w, start, lr, decay: shrink(w, lr, decay)),
        ],
    ),
    Mistake(
        "lr² in the decay",
        "The learning rate enters your decay twice. The weights shrink by 1 − lr·λ, with one `lr`.",
        decayed(before=lambda w, lr, decay: shrink(w, lr, lr * decay)),
    ),
    Mistake(
        "w by λ alone",
        "Your parameters become `lr * weight_decay * w`, the small part that decay takes away. "
        "What is left is `w * (1 - lr * weight_decay)`.",
        decayed(before=lambda w, lr, decay: w * lr * decay),
    ),
    Mistake(
        "decay divided by the root",
        "You added λw to the corrected mean, so it is still divided by the root. Shrink `w` itself, outside the step.",
        decay_in_the_stride,
    ),
    Mistake("ascent", ASCENT, decayed(before=shrink, step=adam(w=lambda p: p.w + p.lr * p.stride))),
    Mistake(
        "results in the wrong order",
        "You returned the right arrays in another order. It is `return w, m, v`.",
        decayed(before=shrink, step=adam(results=lambda p: (p.w, p.v, p.m))),
        reordered,
    ),
    Mistake(
        "state not returned",
        "You returned the parameters alone. The next step needs both moments: `return w, m, v`.",
        parameters_alone(decayed(before=shrink)),
        state_not_returned,
    ),
    Mistake("in place", IN_PLACE.format("w"), decayed_in_place, CHANGED_ARGUMENT),
    *carried_over(
        lambda step: decayed(before=shrink, step=step),
        "The decay is right, the Adam step after it is not.",
        count=7,
    ),
]
