"""Unit 06's softmax loss as learners write it."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np
import torch
from reference.backprop import softmax_cross_entropy as right_loss


def softmax_by_rows(Z, y):
    N, C = Z.shape
    loss, dZ = 0.0, np.zeros((N, C))
    for n in range(N):
        m = max(Z[n])
        total = sum(math.exp(z - m) for z in Z[n])
        loss += m + math.log(total) - Z[n][y[n]]
        for c in range(C):
            dZ[n, c] = (math.exp(Z[n][c] - m) / total - (c == y[n])) / N
    return loss / N, dZ


def softmax_onehot(Z, y):
    onehot = np.eye(Z.shape[1])[y]
    shifted = Z - np.max(Z, axis=1)[:, None]
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1))[:, None]
    return -np.sum(onehot * log_p) / len(Z), (np.exp(log_p) - onehot) / len(Z)


def softmax_logaddexp(Z, y):
    total = np.logaddexp.reduce(Z, axis=1)
    p = np.exp(Z - total[:, None])
    np.subtract.at(p, (np.arange(len(y)), y), 1)
    return np.mean(total - np.take_along_axis(Z, y[:, None].astype(int), axis=1)[:, 0]), p / len(y)


def softmax_by_mask(Z, y):
    mask = np.arange(Z.shape[1])[None, :] == y[:, None]
    top = Z.max(axis=1, keepdims=True)
    e = np.exp(Z - top)
    s = e.sum(axis=1, keepdims=True)
    losses = np.log(s[:, 0]) + top[:, 0] - Z[mask]
    return losses.sum() / Z.shape[0], (e / s - mask) / Z.shape[0]


def softmax_by_torch(Z, y):
    z = torch.tensor(np.array(Z, dtype=float), requires_grad=True)
    loss = torch.nn.functional.cross_entropy(z, torch.tensor(np.array(y, dtype=np.int64)))
    loss.backward()
    return loss.item(), z.grad.numpy()


def softmax_transposed(Z, y):
    columns = Z.T - Z.T.max(axis=0)
    p = (np.exp(columns) / np.exp(columns).sum(axis=0)).T
    losses = [np.log(np.exp(c).sum()) - c[k] for c, k in zip(columns.T, y, strict=True)]
    p[range(len(y)), y] -= 1
    return sum(losses) / len(losses), p / len(losses)


def by_the_book(Z, y):
    p = np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(len(y)), y]))
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)


def log_sum_by_the_book(Z, y):
    total = np.log(np.exp(Z).sum(axis=1))
    dZ = np.exp(Z - total[:, None]) - np.eye(Z.shape[1])[y]
    return np.mean(total - Z[np.arange(len(y)), y]), dZ / len(y)


def in_python_by_the_book(Z, y):
    rows = [[math.exp(z) for z in row] for row in Z]
    p = np.array([[e / sum(row) for e in row] for row in rows])
    return -sum(math.log(p[n, k]) for n, k in enumerate(y)) / len(y), (p - np.eye(Z.shape[1])[y]) / len(y)


def shifted_by(shift):
    return lambda Z, y: by_the_book(Z - shift(Z), y)


def log_shifted_by(shift):
    return lambda Z, y: log_sum_by_the_book(Z - shift(Z), y)


def row_max(Z):
    return Z.max(axis=1, keepdims=True)


def softmax(Z):
    e = np.exp(Z - row_max(Z))
    return e / e.sum(axis=1, keepdims=True)


def with_log(log):
    def loss(Z, y):
        p = softmax(Z)
        onehot = np.zeros(Z.shape)
        onehot[np.arange(len(y)), y] = 1
        return -np.mean(log(p[np.arange(len(y)), y])), (p - onehot) / len(y)

    return loss


def axis_zero(Z, y):
    e = np.exp(Z - Z.max(axis=0))
    p = e / e.sum(axis=0)
    loss = -np.log(p[np.arange(len(y)), y] + 1e-12).mean()
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)


def sum_over_axis_zero(Z, y):
    e = np.exp(Z - row_max(Z))
    p = e / e.sum(axis=0)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    p[np.arange(len(y)), y] -= 1
    return loss, p / len(y)


def no_keepdims(Z, y):
    e = np.exp(Z - Z.max(axis=1))
    p = e / np.sum(e, axis=1)
    return -np.log(p[np.arange(len(y)), y]).mean(), (p - np.eye(Z.shape[1])[y]) / len(y)


def full_jacobian(Z, y):
    loss, dZ = right_loss(Z, y)
    p = softmax(Z)
    return loss, np.stack([(np.diag(q) - np.outer(q, q)) @ d for q, d in zip(p, dZ, strict=True)])


def changed(loss_by=1.0, dZ_by=1.0):
    """Return right results times a factor, a number or a function of N and C."""

    def loss(Z, y):
        value, dZ = right_loss(Z, y)
        factors = [f(*Z.shape) if callable(f) else f for f in (loss_by, dZ_by)]
        return value * factors[0], dZ * factors[1]

    return loss


def p_alone(Z, y):
    return right_loss(Z, y)[0], softmax(Z) / len(y)


def shifting_z(Z, y):
    Z -= row_max(Z)
    return right_loss(Z, y)


def argmax_labels(Z, y):
    return right_loss(Z, Z.argmax(axis=1))


def squared_error(Z, y):
    p, onehot = softmax(Z), np.eye(Z.shape[1])[y]
    return np.mean((p - onehot) ** 2), (p - onehot) / len(y)


def largest_logit_loss(Z, y):
    return -Z[np.arange(len(y)), y].mean(), right_loss(Z, y)[1]


CORRECT = {
    "softmax_cross_entropy": [
        softmax_by_rows,
        softmax_onehot,
        softmax_logaddexp,
        softmax_by_mask,
        softmax_by_torch,
        softmax_transposed,
    ],
}


WRONG = {
    "softmax_cross_entropy": {
        "overflow": [by_the_book, log_sum_by_the_book, in_python_by_the_book],
        "one global max": [shifted_by(np.max), shifted_by(np.mean), log_shifted_by(np.max)],
        "logarithm of 0": [with_log(np.log)],
        "log(p + eps)": [
            *(with_log(lambda p, eps=eps: np.log(p + eps)) for eps in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7)),
            with_log(lambda p: np.log(np.clip(p, 1e-15, 1 - 1e-15))),
            with_log(lambda p: np.log(np.maximum(p, 1e-300))),
            with_log(lambda p: np.log(np.clip(p, 1e-7, 1 - 1e-7))),
        ],
        "axis 0": [axis_zero, sum_over_axis_zero],
        "keepdims missing": [no_keepdims],
        "no 1/N": [changed(dZ_by=lambda n, c: n), changed(lambda n, c: n, lambda n, c: n)],
        "1/N twice": [changed(dZ_by=lambda n, c: 1 / n)],
        "mean over the classes too": [changed(lambda n, c: 1 / c), changed(lambda n, c: 1 / c, lambda n, c: 1 / c)],
        "an extra Jacobian": [full_jacobian],
        "sign": [changed(dZ_by=-1), changed(-1)],
        "onehot forgotten": [p_alone],
    },
}


UNLISTED = {
    "softmax_cross_entropy": [
        shifting_z,
        argmax_labels,
        squared_error,
        largest_logit_loss,
        changed(1 / math.log(2)),
        changed(1 / math.log(10)),
        lambda Z, y: right_loss(Z, y)[0],
        lambda Z, y: right_loss(Z, y)[::-1],
        lambda Z, y: (right_loss(Z, y)[0], right_loss(Z, y)[1].T),
        lambda Z, y: (right_loss(Z, y)[0], right_loss(Z, y)[1].astype(np.float32)),
        lambda Z, y: (right_loss(Z, y)[0], np.zeros_like(Z) + right_loss(Z, y)[1].astype(Z.dtype)),
        lambda Z, y: right_loss(Z / 2, y),
        lambda Z, y: right_loss(Z, (y + 1) % Z.shape[1]),
        lambda Z, y: right_loss(np.clip(Z, -500, 500), y),
    ],
}
