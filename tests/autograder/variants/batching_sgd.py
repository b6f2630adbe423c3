"""Unit 03 as learners write it: sgd_epoch, right and with its known mistakes."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math
import random

import numpy as np


def deal(X, y, batch_size, rng):
    order = rng.permutation(len(y))
    for start in range(0, len(y), batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def gradient(w, X, y):
    return 2 * X.T @ (X @ w - y) / len(y)


def mse(w, X, y):
    return np.mean((X @ w - y) ** 2)


# Right


def weighted_by_np_average(w, X, y, *, lr, batch_size, rng):
    losses, sizes = [], []
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        losses.append(mse(w, X_batch, y_batch))
        sizes.append(len(y_batch))
        w = w - lr * gradient(w, X_batch, y_batch)
    return w, np.average(losses, weights=sizes)


def losses_of_rows(w, X, y, *, lr, batch_size, rng):
    errors = np.zeros(len(y))
    order = np.argsort(rng.random(len(y)))
    for rows in np.split(order, range(batch_size, len(y), batch_size)):
        residual = X[rows] @ w - y[rows]
        errors[rows] = residual**2
        w = w - lr * 2 / len(rows) * (residual @ X[rows])
    return w, errors.mean()


def in_python_loops(w, X, y, *, lr, batch_size, rng):
    w = [float(value) for value in w]
    order = list(range(len(y)))
    rng.shuffle(order)
    total = 0.0
    while order:
        rows, order = order[:batch_size], order[batch_size:]
        slope = [0.0] * len(w)
        for row in rows:
            residual = sum(x * value for x, value in zip(X[row], w, strict=True)) - y[row]
            total += residual**2
            for k, x in enumerate(X[row]):
                slope[k] += 2 * residual * x / len(rows)
        w = [value - lr * s for value, s in zip(w, slope, strict=True)]
    return np.array(w), total / len(y)


def on_an_own_copy(w, X, y, *, lr, batch_size, rng):
    w, total = w.astype(np.float64), 0
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        residual = X_batch.dot(w) - y_batch
        total += residual @ residual
        w -= lr * 2 * X_batch.T.dot(residual) / residual.size
    return [w, np.array(total / X.shape[0])]


def own_shuffle(w, X, y, *, lr, batch_size, rng):
    def step(w, rows):
        residual = np.einsum("nd,d->n", X[rows], w) - y[rows]
        return w - lr * 2 * np.einsum("n,nd->d", residual, X[rows]) / len(rows), np.sum(residual**2)

    order = list(range(len(y)))
    for i in range(len(order) - 1, 0, -1):
        j = int(rng.integers(i + 1))
        order[i], order[j] = order[j], order[i]
    loss = 0
    for k in range(math.ceil(len(y) / batch_size)):
        w, squares = step(w, order[k * batch_size : (k + 1) * batch_size])
        loss += squares / len(y)
    return w, float(loss)


# Wrong, with a name


def everything_each_step(w, X, y, *, lr, batch_size, rng):
    total = 0
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        total += np.sum((X_batch @ w - y_batch) ** 2)
        w = w - lr * gradient(w, X, y)
    return w, total / len(y)


def update_unindented(w, X, y, *, lr, batch_size, rng):
    total = 0
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        total += np.sum((X_batch @ w - y_batch) ** 2)
        g = gradient(w, X_batch, y_batch)
    return w - lr * g, total / len(y)


def gradients_collected(w, X, y, *, lr, batch_size, rng):
    total, slope = 0, np.zeros(len(w))
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        total += np.sum((X_batch @ w - y_batch) ** 2)
        slope = slope + gradient(w, X_batch, y_batch)
    return w - lr * slope, total / len(y)


def plain_mean(w, X, y, *, lr, batch_size, rng):
    total, count = 0, 0
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        total += mse(w, X_batch, y_batch)
        w = w - lr * gradient(w, X_batch, y_batch)
        count += 1
    return w, total / count


def measured_after(w, X, y, *, lr, batch_size, rng):
    total = 0
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        w = w - lr * gradient(w, X_batch, y_batch)
        total += np.sum((X_batch @ w - y_batch) ** 2)
    return w, total / len(y)


def final_loss(w, X, y, *, lr, batch_size, rng):
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        w = w - lr * gradient(w, X_batch, y_batch)
    return w, np.sum((X @ w - y) ** 2) / len(y)


def first_loss(w, X, y, *, lr, batch_size, rng):
    loss = mse(w, X, y)
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        w = w - lr * gradient(w, X_batch, y_batch)
    return w, loss


def loss_overwritten(w, X, y, *, lr, batch_size, rng):
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        loss = mse(w, X_batch, y_batch)
        w = w - lr * gradient(w, X_batch, y_batch)
    return w, loss


def squares_summed(w, X, y, *, lr, batch_size, rng):
    total = 0
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        total += np.sum((X_batch @ w - y_batch) ** 2)
        w = w - lr * gradient(w, X_batch, y_batch)
    return w, total


def stepping_by(direction):
    """Return an epoch that is right but for the step."""

    def epoch(w, X, y, *, lr, batch_size, rng):
        total = 0
        for X_batch, y_batch in deal(X, y, batch_size, rng):
            total += np.sum((X_batch @ w - y_batch) ** 2)
            w = w - lr * direction(w, X_batch, y_batch, batch_size, len(y))
        return w, total / len(y)

    return epoch


def residual_product(w, X, y):
    return X.T @ (X @ w - y)


def dropping_the_tail(w, X, y, *, lr, batch_size, rng):
    order, total, seen = rng.permutation(len(y)), 0.0, 0
    for k in range(len(y) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]
        total += np.sum((X[rows] @ w - y[rows]) ** 2)
        seen += len(rows)
        w = w - lr * gradient(w, X[rows], y[rows])
    return w, total / seen


def dropping_the_tail_by_n(w, X, y, *, lr, batch_size, rng):
    order, total = rng.permutation(len(y)), 0.0
    for k in range(len(y) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]
        total += np.sum((X[rows] @ w - y[rows]) ** 2)
        w = w - lr * gradient(w, X[rows], y[rows])
    return w, total / len(y)


def in_the_order_of_the_data(w, X, y, *, lr, batch_size, rng):
    total = 0
    for start in range(0, len(y), batch_size):
        X_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
        total += np.sum((X_batch @ w - y_batch) ** 2)
        w = w - lr * gradient(w, X_batch, y_batch)
    return w, total / len(y)


def seed_42(w, X, y, *, lr, batch_size, rng):
    return weighted_by_np_average(w, X, y, lr=lr, batch_size=batch_size, rng=np.random.default_rng(42))


def global_shuffle(w, X, y, *, lr, batch_size, rng):
    order = list(range(len(y)))
    random.shuffle(order)
    return in_the_order_of_the_data(w, X[order], y[order], lr=lr, batch_size=batch_size, rng=rng)


def fresh_generator(w, X, y, *, lr, batch_size, rng):
    return weighted_by_np_average(w, X, y, lr=lr, batch_size=batch_size, rng=np.random.default_rng())


def minus_equals(w, X, y, *, lr, batch_size, rng):
    total = 0
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        total += np.sum((X_batch @ w - y_batch) ** 2)
        w -= lr * gradient(w, X_batch, y_batch)
    return w, total / len(y)


def data_shuffled_in_place(w, X, y, *, lr, batch_size, rng):
    order = rng.permutation(len(y))
    X[:] = X[order]
    y[:] = y[order]
    return in_the_order_of_the_data(w, X, y, lr=lr, batch_size=batch_size, rng=rng)


def copy_keeps_integers(w, X, y, *, lr, batch_size, rng):
    return minus_equals(np.array(w), X, y, lr=lr, batch_size=batch_size, rng=rng)


def batches_drawn(w, X, y, *, lr, batch_size, rng):
    total, seen = 0, 0
    for _ in range(math.ceil(len(y) / batch_size)):
        rows = rng.integers(len(y), size=batch_size)
        total += np.sum((X[rows] @ w - y[rows]) ** 2)
        seen += len(rows)
        w = w - lr * gradient(w, X[rows], y[rows])
    return w, total / seen


def shuffled_apart(w, X, y, *, lr, batch_size, rng):
    return in_the_order_of_the_data(w, rng.permutation(X), rng.permutation(y), lr=lr, batch_size=batch_size, rng=rng)


def means_summed(w, X, y, *, lr, batch_size, rng):
    total = 0.0
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        total += mse(w, X_batch, y_batch)
        w = w - lr * gradient(w, X_batch, y_batch)
    return w, total


def full_batches_or_nothing(w, X, y, *, lr, batch_size, rng):
    losses = []
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        if len(y_batch) == batch_size:
            losses.append(mse(w, X_batch, y_batch))
            w = w - lr * gradient(w, X_batch, y_batch)
    return np.array(w, dtype=float), np.mean(losses) if losses else 0.0


def from_where_it_began(w, X, y, *, lr, batch_size, rng):
    start, total = np.array(w, dtype=float), 0.0
    w = start.copy()
    for X_batch, y_batch in deal(X, y, batch_size, rng):
        total += mse(w, X_batch, y_batch) * len(y_batch) / len(y)
        w -= lr * gradient(start, X_batch, y_batch)
    return w, total


CORRECT = {
    "sgd_epoch": [weighted_by_np_average, losses_of_rows, in_python_loops, on_an_own_copy, own_shuffle],
}

WRONG = {
    "sgd_epoch": {
        "gradients at the start": [from_where_it_began],
        "full gradient each step": [everything_each_step],
        "one update an epoch": [update_unindented, gradients_collected],
        "mean of unequal batch means": [plain_mean],
        "loss after the update": [measured_after],
        "loss at the end": [final_loss],
        "loss at the start": [first_loss],
        "loss of the last batch": [loss_overwritten],
        "loss not divided": [means_summed, squares_summed],
        "ascent": [stepping_by(lambda w, X, y, *_: -gradient(w, X, y))],
        "missing factor 2": [stepping_by(lambda w, X, y, *_: residual_product(w, X, y) / len(y))],
        "sum instead of mean": [stepping_by(lambda w, X, y, *_: 2 * residual_product(w, X, y))],
        "short batch divided by batch_size": [stepping_by(lambda w, X, y, B, _: 2 / B * residual_product(w, X, y))],
        "divided by N": [stepping_by(lambda w, X, y, _, N: 2 / N * residual_product(w, X, y))],
        "tail lost": [full_batches_or_nothing, dropping_the_tail, dropping_the_tail_by_n],
        "same order every time": [in_the_order_of_the_data, seed_42],
        "rng ignored": [global_shuffle, fresh_generator],
        "argument changed": [minus_equals, data_shuffled_in_place],
        "whole numbers kept": [copy_keeps_integers],
        "not each row once": [batches_drawn, shuffled_apart],
    },
}
