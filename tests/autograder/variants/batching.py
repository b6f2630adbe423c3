"""Unit 03 as learners write it: gradients of batches, their noise, the average; the rest is beside this file."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import importlib.util
import itertools
import math
from functools import reduce
from pathlib import Path

import numpy as np

# minibatch_gradient, right


def in_loops(w, X_batch, y_batch):
    total = [0.0] * len(w)
    for row, target in zip(X_batch, y_batch, strict=True):
        residual = sum(a * b for a, b in zip(row, w, strict=True)) - target
        for k in range(len(w)):
            total[k] += 2 * residual * row[k]
    return np.array(total) / len(y_batch)


def by_einsum(w, X_batch, y_batch):
    residual = np.einsum("bd,d->b", X_batch, w) - y_batch
    return 2 * np.einsum("b,bd->d", residual, X_batch) / X_batch.shape[0]


def as_a_mean_of_rows(w, X_batch, y_batch):
    return np.mean(2 * (X_batch @ w - y_batch)[:, None] * X_batch, axis=0)


def in_columns(w, X_batch, y_batch):
    residual = X_batch @ w.reshape(-1, 1) - y_batch.reshape(-1, 1)
    return (X_batch.T @ residual * 2 / len(X_batch)).ravel()


def from_targets(w, X_batch, y_batch):
    return -2.0 / np.size(y_batch) * np.dot(y_batch - np.dot(X_batch, w), X_batch)


# minibatch_gradient, wrong


def divided_by(number):
    return lambda w, X_batch, y_batch: 2 / number * X_batch.T @ (X_batch @ w - y_batch)


def residual_in_place(w, X_batch, y_batch):
    y_batch -= (X_batch @ w).astype(y_batch.dtype)
    return -2 * X_batch.T @ y_batch / len(y_batch)


def broadcast_residual(w, X_batch, y_batch):
    return (2 / len(y_batch) * X_batch.T @ (X_batch @ w - y_batch[:, None])).sum(axis=1)


# accumulate_gradients, right


def mean_slope(w, X, y):
    return 2 / len(y) * X.T @ (X @ w - y)


def stacked(w, batches):
    batches = list(batches)
    X = np.concatenate([X_batch for X_batch, _ in batches])
    y = np.concatenate([y_batch for _, y_batch in batches])
    return mean_slope(w, X, y)


def two_totals(w, batches):
    total, rows = np.zeros(w.shape), 0
    for X_batch, y_batch in batches:
        total += 2 * X_batch.T @ (X_batch @ w - y_batch)
        rows += y_batch.shape[0]
    return total / rows


def running_mean(w, batches):
    mean, seen = 0.0, 0
    for X_batch, y_batch in batches:
        seen += len(y_batch)
        mean = mean + len(y_batch) / seen * (mean_slope(w, X_batch, y_batch) - mean)
    return mean


def by_reduce(w, batches):
    def add(totals, batch):
        return totals[0] + len(batch[1]) * mean_slope(w, *batch), totals[1] + len(batch[1])

    total, rows = reduce(add, batches, (np.zeros(len(w)), 0))
    return total / rows


def weighted_average(w, batches):
    slopes, sizes = zip(*((mean_slope(w, X, y), len(y)) for X, y in batches), strict=True)
    return np.average(slopes, axis=0, weights=sizes)


def row_by_row(w, batches):
    slopes = [2 * (x @ w - target) * x for X, y in batches for x, target in zip(X, y, strict=True)]
    return sum(slopes) / len(slopes)


def normal_equations(w, batches):
    D = len(w)
    A, b, rows = np.zeros((D, D)), np.zeros(D), 0
    for X, y in batches:
        A, b, rows = A + X.T @ X, b + X.T @ y, rows + len(X)
    return 2 * (A @ w - b) / rows


# accumulate_gradients, wrong


def counting_batches(w, batches):
    total, count = 0, 0
    for X, y in batches:
        total = total + mean_slope(w, X, y)
        count += 1
    return total / count


def means_added(w, batches):
    return sum(mean_slope(w, X, y) for X, y in batches)


def weighted_sum(w, batches):
    total = 0
    for X, y in batches:
        total = total + len(y) * mean_slope(w, X, y)
    return total


def zero_inside(w, batches):
    rows = 0
    for X, y in batches:
        total = np.zeros(len(w))
        total = total + len(y) * mean_slope(w, X, y)
        rows += len(y)
    return total / rows


def zeros_inside(w, batches):
    for X, y in batches:
        total, rows = np.zeros(len(w)), 0
        total = total + len(y) * mean_slope(w, X, y)
        rows += len(y)
    return total / rows


def return_inside(w, batches):
    total, rows = np.zeros(len(w)), 0
    for X, y in batches:
        total = total + len(y) * mean_slope(w, X, y)
        rows += len(y)
        return total / rows


def rows_counted_first(w, batches):
    rows = sum(len(y) for _, y in batches)
    return np.zeros(len(w)) + sum(len(y) / rows * mean_slope(w, X, y) for X, y in batches)


def rows_counted_last(w, batches):
    total = sum(len(y) * mean_slope(w, X, y) for X, y in batches)
    return total / sum(len(y) for _, y in batches)


def zeros_like_w(w, batches):
    total, rows = np.zeros_like(w), 0
    for X, y in batches:
        total += len(y) * mean_slope(w, X, y)
        rows += len(y)
    return total / rows


def w_changed(w, batches):
    start, rows, total = w, 0, np.zeros(len(w))
    for X, y in batches:
        total += len(y) * mean_slope(w, X, y)
        rows += len(y)
    start[:] = start - total.astype(start.dtype)
    return total / rows


def scaled_by_the_first(w, batches):
    total, first, count = 0, None, 0
    for X, y in batches:
        first = first or len(y)
        total = total + len(y) * mean_slope(w, X, y)
        count += 1
    return total / (first * count)


def descending_between(w, batches):
    total, rows = 0, 0
    for X, y in batches:
        slope = mean_slope(w, X, y)
        w = w - 0.1 * slope
        total, rows = total + len(y) * slope, rows + len(y)
    return total / rows


def list_of_gradients(w, batches):
    return [mean_slope(w, X, y) for X, y in batches]


def single(function):
    return lambda *args, **kwargs: np.float32(function(*args, **kwargs))


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
    "minibatch_gradient": [in_loops, by_einsum, as_a_mean_of_rows, in_columns, from_targets],
    "accumulate_gradients": [
        stacked,
        two_totals,
        running_mean,
        by_reduce,
        weighted_average,
        row_by_row,
        normal_equations,
    ],
    "gradient_variance": [by_cov, by_cochran, by_all_batches, in_python, by_norms, by_the_matrix],
    "polyak_average": [sum_over_count, running, in_a_loop, by_weights, by_difference],
}

WRONG = {
    "minibatch_gradient": {
        "sum instead of mean": [divided_by(1), lambda w, X, y: np.sum(2 * (X @ w - y)[:, None] * X, axis=0)],
        "divided by D": [lambda w, X, y: 2 / X.shape[1] * X.T @ (X @ w - y)],
        "missing factor 2": [lambda w, X, y: np.mean((X @ w - y)[:, None] * X, axis=0)],
        "neither 2 nor 1/B": [lambda w, X, y: (X @ w - y) @ X],
        "sign": [lambda w, X, y: 2 * X.T @ (y - X @ w) / len(y)],
        "divided by a fixed number": [*map(divided_by, (100, 64, 1000)), lambda w, X, y: X.T @ (X @ w - y) / 16],
        "argument changed": [residual_in_place],
    },
    "accumulate_gradients": {
        "mean of means": [counting_batches],
        "sum": [means_added, weighted_sum],
        "sums divided by the number of batches": [
            lambda w, batches: np.mean([2 * X.T @ (X @ w - y) for X, y in batches], axis=0)
        ],
        "reset in the loop": [zero_inside, zeros_inside],
        "returned inside the loop": [return_inside],
        "batches read twice": [rows_counted_first, rows_counted_last],
        "whole numbers kept": [zeros_like_w],
        "batch changed": [w_changed],
    },
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
        "sum of standard deviations": [lambda G, B: np.sum(G.std(axis=0)) / B * factor(G, B)],
        "mean not subtracted": [lambda G, B: np.mean(np.sum(G**2, axis=1)) / B * factor(G, B)],
        "mean over the entries": [lambda G, B: np.mean(G.var(axis=0)) / B * factor(G, B)],
        "one mean for all entries": [lambda G, B: G.var() / B * factor(G, B)],
        "rows for columns": [lambda G, B: G.var(axis=1).sum() / B * factor(G, B)],
        "never divided by N": [lambda G, B: np.sum((G - G.mean(axis=0)) ** 2) / B * factor(G, B)],
    },
    "polyak_average": {
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
    "minibatch_gradient": [
        broadcast_residual,
        single(mean_slope),
        lambda w, X, y: mean_slope(w, X, y).reshape(-1, 1),
        lambda w, X, y: mean_slope(w, X, y).tolist(),
        lambda w, X, y: np.mean((X @ w - y) ** 2),
        lambda w, X, y: 2 / len(y) * X.T @ (X @ w),
        lambda w, X, y: 2 / len(y) ** 2 * X.T @ (X @ w - y),
        lambda w, X, y: 2 / max(len(y) - 1, 1) * X.T @ (X @ w - y),
        lambda w, X, y: 2 / X.size * X.T @ (X @ w - y),
        lambda w, X, y: np.mean(2 * (X @ w - y)[:, None] * X),
        lambda w, X, y: mean_slope(w, X, y) / np.linalg.norm(mean_slope(w, X, y)),
    ],
    "accumulate_gradients": [
        scaled_by_the_first,
        descending_between,
        list_of_gradients,
        single(two_totals),
        lambda w, batches: -two_totals(w, batches),
        lambda w, batches: two_totals(w, batches) / 2,
        lambda w, batches: two_totals(w, batches)[:, None],
        lambda w, batches: w - two_totals(w, batches),
        lambda w, batches: two_totals(w, batches[:-1]),
    ],
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


def _beside(name):
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"variants_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


for _more in map(_beside, ("batching_minibatches", "batching_sgd")):
    CORRECT |= _more.CORRECT
    WRONG |= _more.WRONG
    UNLISTED |= _more.UNLISTED
