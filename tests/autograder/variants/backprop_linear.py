"""Unit 06 as learners write it: `linear_backward`."""

from __future__ import annotations

import numpy as np
import torch


def linear_by_einsum(dY, X, W):
    return [np.einsum("no,oi->ni", dY, W), np.einsum("no,ni->oi", dY, X), np.einsum("no->o", dY)]


def linear_in_loops(dY, X, W):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[0])
    for n in range(X.shape[0]):
        for o in range(W.shape[0]):
            db[o] += dY[n, o]
            for i in range(W.shape[1]):
                dX[n, i] += dY[n, o] * W[o, i]
                dW[o, i] += dY[n, o] * X[n, i]
    return dX, dW, db


def linear_by_rows(dY, X, W):
    dW = sum(np.outer(d, x) for d, x in zip(dY, X, strict=True))
    return np.array([W.T @ d for d in dY]), dW, np.ones(len(dY)) @ dY


def linear_transposing(dY, X, W):
    return np.dot(W.T, dY.T).T, np.dot(X.T, dY).T, np.add.reduce(dY)


def linear_by_torch(dY, X, W):
    x, w = (torch.tensor(np.array(a, dtype=float), requires_grad=True) for a in (X, W))
    b = torch.zeros(len(W), dtype=torch.float64, requires_grad=True)
    (x @ w.T + b).backward(torch.tensor(np.array(dY)))
    return tuple(t.grad.numpy() for t in (x, w, b))


def dw_the_other_way(dY, X, W):
    return dY @ W, X.T @ dY, dY.sum(0)


def db_averaged(dY, X, W):
    return dY @ W, dY.T @ X, np.mean(dY, axis=0)


def w_transposed(dY, X, W):
    return np.dot(dY, W.T), np.dot(dY.T, X), np.sum(dY, axis=0)


def w_from_the_left(dY, X, W):
    return np.dot(W.T, dY), np.dot(dY.T, X), np.sum(dY, axis=0)


def ng(dY, X, W):
    m = X.shape[0]
    return dY @ W, 1 / m * dY.T @ X, 1 / m * np.sum(dY, axis=0)


def only_dw_averaged(dY, X, W):
    return dY @ W, dY.T @ X / len(X), dY.sum(axis=0)


def bias_one_number(dY, X, W):
    return dY @ W, dY.T @ X, np.sum(dY)


def bias_by_row(dY, X, W):
    return dY @ W, dY.T @ X, np.sum(dY, axis=-1)


def bias_untouched(dY, X, W):
    return dY @ W, dY.T @ X, dY


def as_in_the_formula_sheet(dY, X, W):
    return dY.T @ X, dY.sum(axis=0), dY @ W


def into_integers(dY, X, W):
    dX = np.zeros_like(X)
    dX[...] = dY @ W
    return dX, dY.T @ X, dY.sum(axis=0)


def weights_twice(dY, X, W):
    return dY @ W, dY.T @ X @ W.T @ W, dY.sum(axis=0)


def linear_scaling_dy(dY, X, W):
    dY *= 2
    return dY @ W / 2, dY.T @ X / 2, dY.sum(axis=0) / 2


CORRECT = {
    "linear_backward": [linear_by_einsum, linear_in_loops, linear_by_rows, linear_transposing, linear_by_torch],
}


WRONG = {
    "linear_backward": {
        "dW transposed": [dw_the_other_way],
        "db mean": [db_averaged],
        "Wᵀ misplaced": [w_transposed, w_from_the_left],
        "extra 1/N": [ng, only_dw_averaged],
        "db over the columns too": [bias_one_number],
        "db over the wrong axis": [bias_by_row],
        "db not summed": [bias_untouched],
        "order of the results": [as_in_the_formula_sheet],
    },
}


UNLISTED = {
    "linear_backward": [
        into_integers,
        weights_twice,
        linear_scaling_dy,
        lambda dY, X, W: (dY @ W, dY.T @ X),
        lambda dY, X, W: (dY @ W, dY.T @ X, dY.sum(axis=0, keepdims=True)),
        lambda dY, X, W: (X @ W.T, dY.T @ X, dY.sum(axis=0)),
        lambda dY, X, W: (-dY @ W, -dY.T @ X, -dY.sum(axis=0)),
        lambda dY, X, W: tuple(a.astype(np.float32) for a in linear_by_einsum(dY, X, W)),
        lambda dY, X, W: (dY @ W, dY.T @ X, np.ones(len(W))),
        lambda dY, X, W: tuple(a.tolist() for a in linear_by_einsum(dY, X, W)),
        lambda dY, X, W: dict(zip(("dX", "dW", "db"), linear_by_einsum(dY, X, W), strict=True)),
    ],
}
