"""Unit 03 as learners write it: sgd_epoch with mistakes that have no name."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np

from tests.autograder.variants.batching_sgd import deal, gradient, mse, stepping_by, weighted_by_np_average


def everything_each_step_loss_too(w, X, y, *, lr, batch_size, rng):
    total = 0
    for _, y_batch in deal(X, y, batch_size, rng):
        total += len(y_batch) * mse(w, X, y)
        w = w - lr * gradient(w, X, y)
    return w, total / len(y)


# Wrong, without a name


def weights_only(w, X, y, *, lr, batch_size, rng):
    return weighted_by_np_average(w, X, y, lr=lr, batch_size=batch_size, rng=rng)[0]


def the_other_way_round(w, X, y, *, lr, batch_size, rng):
    return weighted_by_np_average(w, X, y, lr=lr, batch_size=batch_size, rng=rng)[::-1]


def list_of_losses(w, X, y, *, lr, batch_size, rng):
    losses = []
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        losses.append(mse(w, X_batch, y_batch))
        w = w - lr * gradient(w, X_batch, y_batch)
    return w, losses


def half_loss(w, X, y, *, lr, batch_size, rng):
    w, loss = weighted_by_np_average(w, X, y, lr=lr, batch_size=batch_size, rng=rng)
    return w, loss / 2


def root_of_the_loss(w, X, y, *, lr, batch_size, rng):
    w, loss = weighted_by_np_average(w, X, y, lr=lr, batch_size=batch_size, rng=rng)
    return w, math.sqrt(loss)


def two_epochs(w, X, y, *, lr, batch_size, rng):
    w, _ = weighted_by_np_average(w, X, y, lr=lr, batch_size=batch_size, rng=rng)
    return weighted_by_np_average(w, X, y, lr=lr, batch_size=batch_size, rng=rng)


def in_single_precision(w, X, y, *, lr, batch_size, rng):
    w, loss = weighted_by_np_average(w, X, y, lr=lr, batch_size=batch_size, rng=rng)
    return w.astype(np.float32), loss


def weighted_by_batch_size(w, X, y, *, lr, batch_size, rng):
    total = 0
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        total += batch_size * mse(w, X_batch, y_batch)
        w = w - lr * gradient(w, X_batch, y_batch)
    return w, total / len(y)


def only_the_batches_shuffled(w, X, y, *, lr, batch_size, rng):
    total, starts = 0, list(range(0, len(y), batch_size))
    rng.shuffle(starts)
    for start in starts:
        X_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
        total += np.sum((X_batch @ w - y_batch) ** 2)
        w = w - lr * gradient(w, X_batch, y_batch)
    return w, total / len(y)


def update_forgotten(w, X, y, *, lr, batch_size, rng):
    return w.copy(), mse(w, X, y)


def one_batch_only(w, X, y, *, lr, batch_size, rng):
    X_batch, y_batch = next(deal(X, y, batch_size, rng))
    return w - lr * gradient(w, X_batch, y_batch), mse(w, X_batch, y_batch)


def normalised_steps(w, X, y, *, lr, batch_size, rng):
    def direction(w, X, y, *_):
        slope = gradient(w, X, y)
        return slope / np.linalg.norm(slope)

    return stepping_by(direction)(w, X, y, lr=lr, batch_size=batch_size, rng=rng)


def average_of_weights(w, X, y, *, lr, batch_size, rng):
    visited = []
    total = 0
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        total += np.sum((X_batch @ w - y_batch) ** 2)
        w = w - lr * gradient(w, X_batch, y_batch)
        visited.append(w)
    return np.mean(visited, axis=0), total / len(y)


def weights_in_a_column(w, X, y, **how):
    after, mean = weighted_by_np_average(w, X, y, **how)
    return after.reshape(-1, 1), mean


def overflowed(w, X, y, **how):
    return w * np.nan, np.nan


UNLISTED = {
    "sgd_epoch": [
        weights_in_a_column,
        overflowed,
        everything_each_step_loss_too,
        weights_only,
        the_other_way_round,
        list_of_losses,
        half_loss,
        root_of_the_loss,
        two_epochs,
        in_single_precision,
        weighted_by_batch_size,
        only_the_batches_shuffled,
        update_forgotten,
        one_batch_only,
        normalised_steps,
        average_of_weights,
    ],
}
