"""Unit 10's known mistakes in bias and variance: wrong implementations, and what a learner reads."""
# ruff: noqa: ARG001, ARG005 (wrong formulas ignore what they are given)

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

Array = np.ndarray
Measure = Callable[[Array, Array], Any]


def bias2(f: Array, t: Array) -> Any:
    return np.mean((f.mean(axis=0) - t) ** 2)


def variance(f: Array, t: Array) -> Any:
    return np.mean(f.var(axis=0))


def measured(bias: Measure = bias2, spread: Measure = variance) -> Callable[..., Any]:
    return lambda predictions, target: (bias(predictions, target), spread(predictions, target))


def by_statistics(f: Array, t: Array) -> Any:
    return statistics.fmean(statistics.variance(column) for column in f.T.astype(float).tolist())


def by_hand(f: Array, t: Array) -> Any:
    return float(np.sum((f - f.mean(axis=0)) ** 2)) / (len(f) - 1) / f.shape[1]


def centred_in_place(predictions: Array, target: Array) -> Any:
    bias = bias2(predictions, target)
    predictions -= predictions.mean(axis=0)
    return bias, np.mean(predictions**2)


BIAS_VARIANCE = [
    Mistake(
        "argument changed",
        "Your code writes into `predictions` or `target`. Compute with new arrays.",
        centred_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "order swapped",
        "You returned the variance first. The order is (bias², variance).",
        lambda predictions, target: (variance(predictions, target), bias2(predictions, target)),
    ),
    Mistake(
        "axis swapped",
        "You averaged along the wrong axis, or over all numbers at once. A row is one data set, so the mean over data "
        "sets is `mean(axis=0)`.",
        measured(lambda f, t: np.mean((f.mean(axis=1) - t) ** 2), lambda f, t: np.mean(f.var(axis=1))),
        also=[
            measured(spread=lambda f, t: np.mean(f.var(axis=1))),
            measured(bias=lambda f, t: np.mean((f.mean(axis=1) - t) ** 2)),
            measured(
                lambda f, t: np.mean((f.mean(axis=1, keepdims=True) - t) ** 2), lambda f, t: np.mean(f.var(axis=1))
            ),
            measured(lambda f, t: np.mean((f.mean() - t) ** 2), lambda f, t: f.var()),
        ],
    ),
    Mistake(
        "ddof=1",
        "You divided by R − 1. Divide by R: then bias² and variance add up to the mean squared error exactly.",
        measured(spread=lambda f, t: np.mean(f.var(axis=0, ddof=1))),
        also=[measured(spread=by_statistics), measured(spread=by_hand)],
    ),
    Mistake(
        "bias not squared",
        "Your bias is not squared. Its parts at different inputs would cancel: square each, then average.",
        measured(lambda f, t: np.mean(f.mean(axis=0) - t)),
        also=[
            measured(lambda f, t: np.mean(np.abs(f.mean(axis=0) - t))),
            measured(lambda f, t: np.mean(t - f)),
            measured(lambda f, t: np.abs(np.mean(f - t))),
            measured(lambda f, t: np.sum(f.mean(axis=0) - t)),
        ],
    ),
    Mistake(
        "averaged before squaring",
        "You averaged the bias over the inputs and squared afterwards, so that it cancels. Square at each input first.",
        measured(lambda f, t: np.mean(f.mean(axis=0) - t) ** 2),
    ),
    Mistake(
        "error instead of bias",
        "Your first number is the whole mean squared error, which contains the variance. Bias compares the *mean* fit "
        "with the target.",
        measured(lambda f, t: np.mean((f - t) ** 2)),
        also=[measured(lambda f, t: np.sqrt(np.mean((f - t) ** 2))), measured(lambda f, t: np.mean(np.abs(f - t)))],
    ),
    Mistake(
        "error instead of variance",
        "Your second number compares the fits with the target. Variance compares them with their own mean.",
        measured(spread=lambda f, t: np.mean((f - t) ** 2)),
    ),
    Mistake(
        "scatter over the inputs",
        "Your variance also counts how the fit changes from input to input. Compare the fits with their mean *at each "
        "input*.",
        measured(spread=lambda f, t: f.var()),
        also=[measured(spread=lambda f, t: f.mean(axis=0).var())],
    ),
    Mistake(
        "standard deviation",
        "You took a root. Bias² and variance are both in squared units, or they would not add up.",
        measured(spread=lambda f, t: np.mean(f.std(axis=0))),
        also=[
            measured(lambda f, t: np.sqrt(bias2(f, t)), lambda f, t: np.sqrt(variance(f, t))),
            measured(spread=lambda f, t: np.sqrt(variance(f, t))),
            measured(lambda f, t: np.sqrt(bias2(f, t))),
        ],
    ),
    Mistake(
        "not averaged over the inputs",
        "You returned a number for each input, or their sum. Average both over the N inputs.",
        lambda f, t: ((f.mean(axis=0) - t) ** 2, f.var(axis=0)),
        also=[
            lambda f, t: (np.sum((f.mean(axis=0) - t) ** 2), np.sum(f.var(axis=0))),
            lambda f, t: (bias2(f, t), np.sum(f.var(axis=0))),
            lambda f, t: (np.sum((f.mean(axis=0) - t) ** 2), variance(f, t)),
        ],
    ),
]
