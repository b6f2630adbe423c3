"""Unit 06: gradients on the way back."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import EXACT, Asked, matrix, pick, several, show


def used_twice(rng: np.random.Generator) -> Asked:
    x, y = float(rng.integers(2, 6)), float(rng.integers(2, 6))
    answer = y + 2 * x
    return Asked(
        f"L = x·y + x² with x = {show(x)}, y = {show(y)}. What is ∂L/∂x?",
        answer,
        f"x is used twice, and the two ways add up: y + 2x = {show(y)} + {show(2 * x)} = {show(answer)}.",
        {"x": x, "y": y},
    )


def weight_gradient(rng: np.random.Generator) -> Asked:
    x = [several(rng, [1.0, 2.0, -1.0], 2), several(rng, [3.0, 0.0, 4.0], 2)]
    d = [[pick(rng, [1.0, -2.0])], [pick(rng, [2.0, 3.0])]]
    answer = d[0][0] * x[0][0] + d[1][0] * x[1][0]
    return Asked(
        f"Y = XWᵀ + b with X = {matrix(x)}; the loss's gradient with respect to Y is {matrix(d)}. What is the first "
        "entry of dW?",
        answer,
        f"dW = dYᵀX: {show(d[0][0])}·{show(x[0][0])} + {show(d[1][0])}·{show(x[1][0])} = {show(answer)}.",
        {"dY": d, "X": x, "W": [[1.0, 1.0]]},
    )


def sigmoid_slope(rng: np.random.Generator) -> Asked:
    y, d = pick(rng, [0.1, 0.2, 0.6, 0.9]), pick(rng, [2.0, 5.0, -4.0])
    return Asked(
        f"A sigmoid's output is {show(y)}, and the gradient arriving from above is {show(d)}. What does it pass on?",
        d * y * (1 - y),
        f"dY·y(1 − y) = {show(d)}·{show(y)}·{show(1 - y)} = {show(d * y * (1 - y))}.",
        {"dY": [d], "cache": [y]},
    )


def cross_entropy(rng: np.random.Generator) -> Asked:
    z, target = several(rng, [0.0, 1.0, 2.0, -1.0], 3), int(rng.integers(3))
    powers = [math.exp(value) for value in z]
    answer = math.log(sum(powers)) - z[target]
    return Asked(
        f"Scores z = {show(z)}, the right class is number {target + 1}. What is the softmax cross-entropy (natural "
        "logarithm)?",
        answer,
        f"log Σeᶻ − z_y = log {show(sum(powers))} − {show(z[target])} = {show(answer)}.",
        {"Z": [z], "y": [target]},
    )


def score_gradient(rng: np.random.Generator) -> Asked:
    ratio, batch = int(rng.integers(2, 6)), int(pick(rng, [4, 5, 10]))
    p = ratio / (ratio + 1)
    return Asked(
        f"Two classes with scores (ln {ratio}, 0), the right one is the first, in a batch of {batch} with mean "
        "cross-entropy. What is the loss's gradient with respect to the first score of this row?",
        (p - 1) / batch,
        f"p = {ratio}/{ratio + 1}; (p − 1)/N = {show(p - 1)}/{batch} = {show((p - 1) / batch)}.",
        {"z": [math.log(ratio), 0.0], "batch": batch},
    )


def broadcast_sum(rng: np.random.Generator) -> Asked:
    g = [several(rng, [1.0, 2.0, -3.0, 4.0], 2) for _ in range(3)]
    answer = sum(row[1] for row in g)
    return Asked(
        f"A bias of shape (2,) was added to a matrix of shape (3, 2). The gradient of the sum is {matrix(g)}. What is "
        "the second entry of the bias's gradient?",
        answer,
        f"What was copied is summed: {' + '.join(show(row[1]) for row in g)} = {show(answer)}.",
        {"grad": g},
        EXACT,
    )


TEMPLATES = [used_twice, weight_gradient, sigmoid_slope, cross_entropy, score_gradient, broadcast_sum]
