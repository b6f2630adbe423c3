"""Unit 05's known mistakes in bias correction: wrong formulas, and what a learner reads."""

# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

Array = Any


def corrected_in_place(moment: Array, *, beta: float, t: int) -> Array:
    moment /= 1 - beta**t
    return moment


BIAS_CORRECTION = [
    Mistake(
        "t − 1",
        "You used t − 1. Steps count from 1, and on the first one t − 1 would divide by 1 − 1 = 0. Write `beta**t`.",
        lambda moment, *, beta, t: np.divide(moment, 1 - beta ** (t - 1)),
        also=[
            lambda moment, *, beta, t: moment * (1 / (1 - beta ** (t - 1))),  # Python's own 1 / 0 raises
            lambda moment, *, beta, t: moment / (1 - beta ** max(t - 1, 1)),
            lambda moment, *, beta, t: moment / (1 - beta ** (t - 1)) if t > 1 else 1.0 * moment,
            lambda moment, *, beta, t: moment / (1 - beta ** (t - 1) + 1e-8),
        ],
    ),
    Mistake(
        "t + 1",
        "You used t + 1. `t` is 1 on the first step already: write `beta**t`.",
        lambda moment, *, beta, t: moment / (1 - beta ** (t + 1)),
    ),
    Mistake(
        "frozen at t = 1",
        "You divide by 1 − β at every step, which is right on the first one only. "
        "The weights add up to 1 − βᵗ: write `beta**t`.",
        lambda moment, *, beta, t: moment / (1 - beta),
    ),
    Mistake(
        "multiplied",
        "You multiplied by 1 − βᵗ, so the average becomes still smaller. Divide, so that the weights add up to one.",
        lambda moment, *, beta, t: moment * (1 - beta**t),
    ),
    Mistake(
        "not corrected",
        "You returned the average as it was. Divide it by what its weights add up to, 1 − βᵗ.",
        lambda moment, *, beta, t: moment,
    ),
    Mistake(
        "β·t",
        "You multiplied β by t. The correction needs the power βᵗ, which is `beta**t`.",
        lambda moment, *, beta, t: np.divide(moment, 1 - beta * t),
    ),
    Mistake(
        "(1 − β)ᵗ",
        "The power covers too much: you divided by (1 − β)ᵗ. It is 1 − βᵗ, so `1 - beta**t`.",
        lambda moment, *, beta, t: moment / (1 - beta) ** t,
    ),
    Mistake(
        "divided by βᵗ",
        "You divided by βᵗ, which is the share that is still missing. What has come in so far is 1 − βᵗ.",
        lambda moment, *, beta, t: moment / beta**t,
    ),
    Mistake(
        "argument modified",
        "You corrected the caller's average itself, but the uncorrected one has to go on being averaged. "
        "Return a new array: `moment / …`, not `moment /= …`.",
        corrected_in_place,
        CHANGED_ARGUMENT,
    ),
]
