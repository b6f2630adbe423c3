"""Unit 03 as learners write it: the gradient of a batch, and of batches."""

from __future__ import annotations

from functools import reduce

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


def count_inside(w, batches):
    total = 0.0
    for X, y in batches:
        count = 0
        total = total + 2 * X.T @ (X @ w - y)
        count += len(y)
    return total / count


def cast_to_w(w, batches):
    total, rows = np.zeros_like(w), 0
    for X, y in batches:
        total += (2 * X.T @ (X @ w - y)).astype(total.dtype)
        rows += len(y)
    return total / rows


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
        "reset in the loop": [count_inside, zero_inside, zeros_inside],
        "returned inside the loop": [return_inside],
        "batches read twice": [rows_counted_first, rows_counted_last],
        "whole numbers kept": [zeros_like_w],
        "batch changed": [w_changed],
    },
}

UNLISTED = {
    "minibatch_gradient": [
        single(lambda w, X, y: 2 * X.T @ (X @ w - y)),
        lambda w, X, y: 4.0 * X.T @ (X @ w - y),
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
        cast_to_w,
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
}
