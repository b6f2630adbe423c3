"""Unit 08's known mistakes with L2 and L1: wrong implementations, symptoms, and what a learner reads."""

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ARG001, ARG005 (wrong implementations and symptoms are given everything)

from __future__ import annotations

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

# l2_penalty


def l2(penalty, grad):
    def wrong(w, *, weight_decay):
        return penalty(np.asarray(w, dtype=float), weight_decay), grad(np.asarray(w, dtype=float), weight_decay)

    return wrong


def half_square(w, decay):
    return decay / 2 * np.sum(w**2)


def slope(w, decay):
    return decay * w


def l2_in_place(w, *, weight_decay):
    penalty = weight_decay / 2 * np.sum(np.square(w))
    np.multiply(w, weight_decay, out=w, casting="unsafe")
    return penalty, w


L2 = [
    Mistake(
        "w changed",
        "You changed the `w` that you were given. Return a new array: `weight_decay * w`.",
        l2_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "penalty without ½",
        "Your penalty is λ‖w‖², but λw is the gradient of λ/2·‖w‖²: the ½ is missing in the penalty.",
        l2(lambda w, decay: decay * np.sum(w**2), slope),
    ),
    Mistake(
        "gradient 2λw",
        "Your gradient is twice too large: the 2 of the square cancels the ½ of the penalty, and λw is left.",
        l2(half_square, lambda w, decay: 2 * decay * w),
    ),
    Mistake(
        "twice too large",
        "You took λ‖w‖² and 2λw. They belong together, but this course's (and PyTorch's) penalty is λ/2·‖w‖².",
        l2(lambda w, decay: decay * np.sum(w**2), lambda w, decay: 2 * decay * w),
    ),
    Mistake(
        "norm not squared",
        "Your penalty grows with ‖w‖. It is λ/2 times the *square* of the norm: the sum of squares, without a root.",
        l2(lambda w, decay: decay / 2 * np.sqrt(np.sum(w**2)), slope),
        also=[
            l2(lambda w, decay: decay * np.sqrt(np.sum(w**2)), slope),
            l2(lambda w, decay: decay / 2 * np.sqrt(np.sum(w**2)), lambda w, decay: decay * w / np.sqrt(np.sum(w**2))),
            l2(
                lambda w, decay: decay / 2 * np.sqrt(np.sum(w**2)),
                lambda w, decay: decay / 2 * w / np.sqrt(np.sum(w**2)),
            ),
            l2(lambda w, decay: decay * np.sqrt(np.sum(w**2)), lambda w, decay: decay * w / np.sqrt(np.sum(w**2))),
        ],
    ),
    Mistake(
        "mean instead of sum",
        "You averaged over the weights. The penalty adds up all squares.",
        l2(lambda w, decay: decay / 2 * np.mean(w**2), slope),
        also=[l2(lambda w, decay: decay / 2 * np.mean(w**2), lambda w, decay: decay * w / w.size)],
    ),
    Mistake(
        "L1",
        "You added up |w|, which is the L1 penalty. L2 adds up squares.",
        l2(lambda w, decay: decay * np.sum(np.abs(w)), lambda w, decay: decay * np.sign(w)),
        also=[
            l2(lambda w, decay: decay / 2 * np.sum(np.abs(w)), lambda w, decay: decay * np.sign(w)),
            l2(lambda w, decay: decay / 2 * np.sum(np.abs(w)), lambda w, decay: decay / 2 * np.sign(w)),
        ],
    ),
    Mistake(
        "strength missing in the gradient",
        "Your gradient is w, without λ. Multiply by `weight_decay`.",
        l2(half_square, lambda w, decay: w),
    ),
]

# soft_threshold


def hard(w, tau):
    return np.where(np.abs(w) > tau, w, 0.0)


def unclamped(w, tau):
    return w - tau * np.sign(w)


def positive_only(w, tau):
    return np.maximum(np.asarray(w, dtype=float) - tau, 0.0)


def sign_outside(w, tau):
    return np.sign(w) * np.maximum(np.asarray(w, dtype=float) - tau, 0.0)


def clipped(w, tau):
    return np.clip(np.asarray(w, dtype=float), -tau, tau)


def sign_times_tau(w, tau):
    return np.sign(w) * float(tau)


def sign_lost(w, tau):
    return np.maximum(np.abs(w) - float(tau), 0.0)


def divided(w, tau):
    return np.asarray(w) / (1 + tau)


def outwards(w, tau):
    return np.sign(w) * (np.abs(w) + tau)


def threshold_in_place(w, tau):
    shrunk = np.sign(w) * np.maximum(np.abs(w) - tau, 0.0)
    np.copyto(w, shrunk, casting="unsafe")
    return shrunk


def kept_whole(w, tau):
    out = np.zeros_like(w)
    out[w > tau] = w[w > tau] - tau
    out[w < -tau] = w[w < -tau] + tau
    return out


def seen_whole(expected, got, w, *_):
    return w.dtype.kind in "iu" and any(np.asarray(value).dtype.kind in "iu" for value in got)


SOFT = [
    Mistake(
        "w changed",
        "You changed the `w` that you were given. Return a new array.",
        threshold_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "hard threshold",
        "You keep large weights as they are. The soft threshold moves them by τ, too, so that nothing jumps.",
        hard,
        also=[lambda w, tau: np.where(np.abs(w) >= tau, w, 0.0)],
    ),
    Mistake(
        "not clamped",
        "You send small weights past zero to the other side. Stop at zero: max(|w| − τ, 0).",
        unclamped,
    ),
    Mistake(
        "one-sided",
        "You shrink the weights of one sign only. Shrink the size, |w|, and put the sign back: "
        "sign(w)·max(|w| − τ, 0).",
        positive_only,
        also=[
            sign_outside,
            lambda w, tau: np.where(w > tau, w - tau, np.where(w < 0, w, 0.0)),
            lambda w, tau: np.where(w > tau, w - tau, w),
            lambda w, tau: np.minimum(np.asarray(w, dtype=float) + tau, 0.0),
        ],
    ),
    Mistake(
        "clipped to ±τ",
        "You limited the weights to ±τ, which is what the threshold takes away. What is left is w − clip(w, −τ, τ).",
        clipped,
    ),
    Mistake("sign times τ", "You returned sign(w)·τ. Shrink the size: sign(w)·max(|w| − τ, 0).", sign_times_tau),
    Mistake("sign lost", "Your results are all positive. Put the sign back: multiply by sign(w).", sign_lost),
    Mistake(
        "L2's step",
        "You divided by 1 + τ. That is the proximal step of an L2 penalty: all weights shrink, none becomes zero.",
        divided,
    ),
    Mistake("away from zero", "Your weights grow by τ. The penalty pulls them *towards* zero.", outwards),
    Mistake(
        "whole numbers kept",
        "From whole numbers you made whole numbers (`np.zeros_like(w)`), and the decimals of τ are lost. "
        "Make a float64 array.",
        kept_whole,
        seen_whole,
    ),
]
