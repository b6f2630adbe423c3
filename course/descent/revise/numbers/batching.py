"""Unit 03: steps an epoch, noise of a batch, means of means."""

from __future__ import annotations

import math

import numpy as np

from descent.revise.numbers.asking import EXACT, Asked, pick, several, show


def steps_an_epoch(rng: np.random.Generator) -> Asked:
    n, size = int(rng.integers(100, 2000)), int(pick(rng, [16, 32, 64, 128]))
    return Asked(
        f"{n} samples, mini-batches of {size}, the short last batch is kept. How many updates does one epoch make?",
        math.ceil(n / size),
        f"⌈N/B⌉ = ⌈{n}/{size}⌉ = {math.ceil(n / size)}.",
        {"n": n, "size": size},
        EXACT,
    )


def batch_noise(rng: np.random.Generator) -> Asked:
    g = several(rng, [-4.0, -2.0, 0.0, 1.0, 3.0, 6.0, 8.0], 5)
    size = int(rng.integers(2, 5))
    mean = sum(g) / 5
    variance = sum((value - mean) ** 2 for value in g) / 5
    answer = variance / size * (5 - size) / 4
    return Asked(
        f"Five samples have the gradients {show(g)} (one parameter). What is the variance of the mean gradient of a "
        f"batch of {size}, drawn without replacement?",
        answer,
        f"Mean {show(mean)}, variance with 1/N {show(variance)}; σ²/B·(N − B)/(N − 1) = {show(variance)}/{size}·"
        f"{5 - size}/4 = {show(answer)}.",
        {"G": [[value] for value in g], "batch_size": size},
    )


def batch_gradient(rng: np.random.Generator) -> Asked:
    x, w = several(rng, [1.0, 2.0, -1.0, 3.0], 2), float(rng.integers(1, 4))
    y = [w * x[0] + pick(rng, [1.0, -2.0]), w * x[1] + pick(rng, [3.0, 4.0])]
    residuals = [w * a - b for a, b in zip(x, y, strict=True)]
    answer = residuals[0] * x[0] + residuals[1] * x[1]
    return Asked(
        f"ŷ = w·x with w = {show(w)}; the mini-batch is x = {show(x)}, y = {show(y)}. What is the gradient of its "
        "mean squared error?",
        answer,
        f"(2/B) Σ x(wx − y) with residuals {show(residuals)}: (2/2)·({show(answer)}) = {show(answer)}.",
        {"w": [w], "X": [[value] for value in x], "y": y},
    )


def ragged_mean(rng: np.random.Generator) -> Asked:
    sizes = several(rng, [2, 4, 6, 10], 2)
    losses = several(rng, [0.2, 0.5, 1.1, 1.6], 2)
    total = sizes[0] * losses[0] + sizes[1] * losses[1]
    return Asked(
        f"An epoch has two batches, of {sizes[0]} and {sizes[1]} samples, with mean losses {show(losses[0])} and "
        f"{show(losses[1])}. What is the mean loss of a sample?",
        total / sum(sizes),
        f"Weighted by size: ({sizes[0]}·{show(losses[0])} + {sizes[1]}·{show(losses[1])})/{sum(sizes)} = "
        f"{show(total / sum(sizes))}. The mean of the two means would be {show(sum(losses) / 2)}.",
        {"sizes": sizes, "losses": losses},
    )


def tail_average(rng: np.random.Generator) -> Asked:
    w = several(rng, [5.0, 3.0, 2.2, 1.8, 2.1, 1.9, 2.4], 6)
    burn_in = int(rng.integers(2, 5))
    rest = w[burn_in:]
    return Asked(
        f"The iterates of SGD are {show(w)}. What is their Polyak average without the first {burn_in}?",
        sum(rest) / len(rest),
        f"The mean of {show(rest)} = {show(sum(rest) / len(rest))}.",
        {"trajectory": w, "burn_in": burn_in},
    )


TEMPLATES = [steps_an_epoch, batch_noise, batch_gradient, ragged_mean, tail_average]
