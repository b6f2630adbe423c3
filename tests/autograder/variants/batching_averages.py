"""Unit 03 as learners write it: the noise of a batch, and the average of iterates."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import itertools
import math

import numpy as np

from tests.autograder.variants.batching_gradients import single

# gradient_variance, right


def by_cov(G, batch_size):
    N = len(G)
    covariance = np.atleast_2d(np.cov(G, rowvar=False, bias=True))
    return np.trace(covariance) / batch_size * (N - batch_size) / (N - 1)


def by_cochran(G, batch_size):
    N = G.shape[0]
    return float(G.var(axis=0, ddof=1).sum() * (1 / batch_size - 1 / N))


def by_all_batches(G, batch_size):
    mean = G.mean(axis=0)
    batches = itertools.combinations(range(len(G)), batch_size)
    return np.mean([np.sum((G[list(rows)].mean(axis=0) - mean) ** 2) for rows in batches])


def in_python(G, batch_size):
    N, D = G.shape
    means = [sum(G[i, j] for i in range(N)) / N for j in range(D)]
    spread = sum((G[i, j] - means[j]) ** 2 for i in range(N) for j in range(D)) / N
    return spread * (N - batch_size) / (batch_size * (N - 1))


def by_norms(G, batch_size):
    N = len(G)
    distances = np.linalg.norm(G - G.mean(axis=0, keepdims=True), axis=1) ** 2
    return np.mean(distances) / batch_size * ((N - batch_size) / (N - 1))


def by_the_matrix(G, batch_size):
    N = len(G)
    centred = G - np.ones((N, N)) @ G / N
    return np.trace(centred.T @ centred / N / batch_size) * (N - batch_size) / (N - 1)


# gradient_variance, wrong


def trace(G):
    return np.trace(np.atleast_2d(np.cov(G.T, bias=True)))


def factor(G, B):
    return (len(G) - B) / (len(G) - 1)


# polyak_average, right


def sum_over_count(trajectory, *, burn_in):
    return np.sum(trajectory[burn_in:], axis=0) / (len(trajectory) - burn_in)


def running(trajectory, *, burn_in):
    mean = np.zeros(trajectory.shape[1:])
    for count, row in enumerate(trajectory[burn_in:], 1):
        mean = mean + (row - mean) / count
    return mean


def in_a_loop(trajectory, *, burn_in):
    total, count = 0.0, 0
    for t, row in enumerate(trajectory):
        if t >= burn_in:
            total, count = total + row, count + 1
    return total / count


def by_weights(trajectory, *, burn_in):
    weights = np.arange(len(trajectory)) >= burn_in
    return np.average(trajectory, axis=0, weights=weights)


def by_difference(trajectory, *, burn_in):
    sums = np.cumsum(trajectory, axis=0, dtype=float)
    before = sums[burn_in - 1] if burn_in else 0
    return (sums[-1] - before) / (len(trajectory) - burn_in)


# polyak_average, wrong


def smoothed(trajectory, beta, start):
    mean = start
    for row in trajectory:
        mean = beta * mean + (1 - beta) * row
    return mean


def ema(beta):
    return lambda trajectory, *, burn_in: smoothed(trajectory[burn_in + 1 :], beta, 1.0 * trajectory[burn_in])


def ema_from_zero(beta):
    return lambda trajectory, *, burn_in: smoothed(trajectory[burn_in:], beta, np.zeros(trajectory.shape[1:]))


def ema_of_all(beta):
    return lambda trajectory, *, burn_in: smoothed(trajectory[1:], beta, 1.0 * trajectory[0])


def mean_after(trajectory, *, burn_in):
    rows = [row for t, row in enumerate(trajectory) if t > burn_in]
    return np.mean(rows, axis=0) if rows else np.zeros(trajectory.shape[1:])


def mean_after_or_nan(trajectory, *, burn_in):
    rows = trajectory[burn_in + 1 :]
    return rows.sum(axis=0) / np.float64(len(rows))


def zeroing_in_place(trajectory, *, burn_in):
    trajectory[:burn_in] = 0
    return trajectory.sum(axis=0) / (len(trajectory) - burn_in)


CORRECT = {
    "gradient_variance": [by_cov, by_cochran, by_all_batches, in_python, by_norms, by_the_matrix],
    "polyak_average": [sum_over_count, running, in_a_loop, by_weights, by_difference],
}

WRONG = {
    "gradient_variance": {
        "no finite-population factor": [
            lambda G, B: trace(G) / B,
            lambda G, B: np.sum(np.var(G, axis=0, ddof=1)) / B,
        ],
        "1/(N − 1) in the covariance": [lambda G, B: np.trace(np.atleast_2d(np.cov(G.T))) / B * factor(G, B)],
        "N in the factor": [lambda G, B: trace(G) / B * (1 - B / len(G))],
        "divided by B²": [lambda G, B: trace(G / B) * factor(G, B)],
        "not divided by B": [lambda G, B: factor(G, B) * trace(G)],
        "standard deviation": [lambda G, B: (trace(G) / B * factor(G, B)) ** 0.5],
        "sum of standard deviations": [
            lambda G, B: np.sqrt(G.var(axis=0) / B * factor(G, B)).sum(),
            lambda G, B: np.sum(G.std(axis=0)) / B * factor(G, B),
        ],
        "mean not subtracted": [lambda G, B: np.mean(np.sum(G**2, axis=1)) / B * factor(G, B)],
        "mean over the entries": [lambda G, B: np.mean(G.var(axis=0)) / B * factor(G, B)],
        "one mean for all entries": [lambda G, B: G.var() / B * factor(G, B)],
        "rows for columns": [lambda G, B: G.var(axis=1).sum() / B * factor(G, B)],
        "never divided by N": [lambda G, B: np.sum((G - G.mean(axis=0)) ** 2) / B * factor(G, B)],
    },
    "polyak_average": {
        "the last rows left out": [
            lambda trajectory, *, burn_in: trajectory[:-burn_in].mean(axis=0),
            lambda trajectory, *, burn_in: trajectory[: len(trajectory) - burn_in].mean(axis=0),
        ],
        "burn-in kept": [lambda trajectory, *, burn_in: trajectory.mean(0)],
        "starts one row late": [mean_after, mean_after_or_nan],
        "starts one row early": [
            lambda trajectory, *, burn_in: np.mean([w for t, w in enumerate(trajectory) if t + 1 >= burn_in], axis=0)
        ],
        "last row left out": [lambda trajectory, *, burn_in: trajectory[burn_in : len(trajectory) - 1].mean(axis=0)],
        "the wrong end": [lambda trajectory, *, burn_in: trajectory[:burn_in].mean(axis=0)],
        "the last burn_in rows": [lambda trajectory, *, burn_in: trajectory[-burn_in:].mean(axis=0)],
        "divided by T": [lambda trajectory, *, burn_in: sum(trajectory[burn_in:]) / len(trajectory)],
        "not divided": [lambda trajectory, *, burn_in: sum(trajectory[burn_in:]) * 1.0],
        "axis missing": [lambda trajectory, *, burn_in: trajectory[burn_in:].mean()],
        "last row only": [lambda trajectory, *, burn_in: 1.0 * trajectory[len(trajectory) - 1]],
        "exponential average": [*map(ema, (0.5, 0.99)), ema_from_zero(0.8), ema_of_all(0.7)],
    },
}

UNLISTED = {
    "gradient_variance": [
        lambda G, B: trace(G) / B * (len(G) - 1) / max(len(G) - B, 1),
        lambda G, B: trace(G) / B * (len(G) - B) / len(G) - 1,
        lambda G, B: np.cov(G.T, bias=True) / B * factor(G, B),
        lambda G, B: G.var(axis=0) / B * factor(G, B),
        lambda G, B: trace(G) / B * (B - 1) / (len(G) - 1),
        lambda G, B: trace(G) / B * np.sqrt(factor(G, B)),
        lambda G, B: np.mean(np.linalg.norm(G - G.mean(axis=0), axis=1)) / B * factor(G, B),
        lambda G, B: np.linalg.norm(np.cov(G.T, bias=True)) / B * factor(G, B) * 1.01,
        lambda G, B: np.mean(np.sum((G[:B] - G.mean(axis=0)) ** 2, axis=1)),
        lambda G, B: -trace(G) / B * factor(G, B),
        single(by_norms),
    ],
    "polyak_average": [
        zeroing_in_place,
        single(sum_over_count),
        lambda trajectory, *, burn_in: np.median(trajectory[burn_in:], axis=0),
        lambda trajectory, *, burn_in: np.mean(trajectory[burn_in:], axis=0, keepdims=True),
        lambda trajectory, *, burn_in: np.mean(trajectory[:, burn_in:], axis=0) if trajectory.ndim > 1 else None,
        lambda trajectory, *, burn_in: trajectory[burn_in] * 1.0,
        lambda trajectory, *, burn_in: (trajectory[burn_in] + trajectory[-1]) / 2 + 0.1,
        lambda trajectory, *, burn_in: np.sum(trajectory[burn_in:], axis=0) / (len(trajectory) - burn_in + 1),
        lambda trajectory, *, burn_in: (
            np.cumsum(trajectory[burn_in:], axis=0)
            / np.arange(1, len(trajectory) - burn_in + 1).reshape(-1, *[1] * (trajectory.ndim - 1))
        ),
        lambda trajectory, *, burn_in: math.fsum(np.ravel(trajectory[burn_in:])),
    ],
}
