"""Unit 06 as learners write it, matrix by matrix; the classes are in `backprop_values` and its neighbours."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np
import torch

from tests.autograder.variants import backprop_networks as networks
from tests.autograder.variants import backprop_values as values
from tests.autograder.variants import backprop_wrong_values as wrong_values

# linear_backward, right


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


# linear_backward, wrong


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


# activation_backward, right


def activation_in_a_loop(dY, cache, kind):
    out = np.empty(np.shape(cache))
    for index in np.ndindex(np.shape(cache)):
        c = cache[index]
        slope = {"relu": 1.0 if c > 0 else 0.0, "sigmoid": c * (1 - c), "tanh": 1 - c * c}[kind]
        out[index] = dY[index] * slope
    return out


def activation_on_a_copy(dY, cache, kind):
    dX = np.array(dY, copy=True)
    if kind == "relu":
        dX[cache <= 0] = 0
        return dX
    dX *= cache * (1 - cache) if kind == "sigmoid" else 1 - np.square(cache)
    return dX


def activation_by_match(dY, cache, kind):
    match kind:
        case "relu":
            return dY * np.heaviside(cache, 0.0)
        case "sigmoid":
            return dY * (cache - cache**2)
        case "tanh":
            return dY * (1 + cache) * (1 - cache)


def activation_by_mask(dY, cache, kind):
    if kind == "relu":
        return np.multiply(dY, (cache > 0).astype(np.float64))
    return (cache * (1.0 - cache) if kind == "sigmoid" else 1.0 - cache**2) * dY


def activation_by_multiply(dY, cache, kind):
    slope = np.zeros_like(dY)
    if kind == "relu":
        np.copyto(slope, 1.0, where=cache > 0)
    elif kind == "sigmoid":
        slope = cache * (1 - cache)
    else:
        slope = 1 - np.power(cache, 2)
    return slope * dY


# activation_backward, wrong


def activation(relu=None, sigmoid=None, tanh=None):
    def backward(dY, cache, kind):
        if kind == "relu":
            return relu(dY, cache) if relu else dY * (cache > 0)
        if kind == "sigmoid":
            return sigmoid(dY, cache) if sigmoid else dY * cache * (1 - cache)
        return tanh(dY, cache) if tanh else dY * (1 - cache**2)

    return backward


def logistic(x):
    return 1 / (1 + np.exp(-x))


def cs231n(dY, cache):
    dY[cache <= 0] = 0
    return dY


def scaling_in_place(dY, cache):
    dY *= 1 - cache**2
    return dY


# unbroadcast, right


def one_axis_at_a_time(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


def padded_with_ones(grad, shape):
    padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, (g, s) in enumerate(zip(grad.shape, padded, strict=True)) if g != s)
    return np.sum(grad, axis=axes, keepdims=True).reshape(shape)


def adding_at(grad, shape):
    out = np.zeros(shape)
    where = np.broadcast_to(np.arange(out.size).reshape(shape), grad.shape)
    np.add.at(out.reshape(-1), where.ravel(), grad.ravel())
    return out


def counting(grad, shape):
    out = np.zeros(shape)
    for index in np.ndindex(grad.shape):
        own = index[grad.ndim - len(shape) :]
        out[tuple(0 if size == 1 else i for i, size in zip(own, shape, strict=True))] += grad[index]
    return out


def unbroadcast_by_torch(grad, shape):
    return torch.tensor(np.array(grad)).sum_to_size(shape).numpy()


def equal_first(grad, shape):
    if grad.shape == shape:
        return grad
    lead = grad.ndim - len(shape)
    grad = np.add.reduce(grad, axis=tuple(range(lead)))
    return np.add.reduce(grad, axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)


# unbroadcast, wrong


def only_new_axes(grad, shape):
    for _ in range(grad.ndim - len(shape)):
        grad = np.sum(grad, axis=0)
    return grad


def averaging(grad, shape):
    padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, (g, s) in enumerate(zip(grad.shape, padded, strict=True)) if g != s)
    return np.mean(grad, axis=axes, keepdims=True).reshape(shape)


def without_keepdims(grad, shape):
    padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    return np.sum(grad, axis=tuple(i for i, (g, s) in enumerate(zip(grad.shape, padded, strict=True)) if g != s))


def only_ones(grad, shape):
    lead = grad.ndim - len(shape)
    for i, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=lead + i, keepdims=True)
    return grad


def last_axes_first(grad, shape):
    grad = grad.sum(axis=tuple(range(len(shape), grad.ndim)))
    return grad.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)


def the_first(grad, shape):
    grad = grad[(0,) * (grad.ndim - len(shape))]
    return grad[tuple(slice(0, n) for n in shape)]


def everything(grad, shape):
    return np.full(shape, grad.sum())


def only_reshaped(grad, shape):
    return np.resize(grad, shape)


def rows_only(grad, shape):
    return grad.sum(axis=0).reshape(shape) if grad.shape != shape else grad


def always_rows(grad, shape):
    return np.broadcast_to(grad.sum(axis=0), shape)


def axes_that_shift(grad, shape):
    lead = grad.ndim - len(shape)
    grad = grad.sum(axis=tuple(range(lead)))
    for i, n in enumerate(shape):
        if n == 1 and grad.shape[i] != 1:
            grad = grad.sum(axis=i)
    return grad.reshape(shape)


def maximum_of_copies(grad, shape):
    padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, (g, s) in enumerate(zip(grad.shape, padded, strict=True)) if g != s)
    return np.max(grad, axis=axes, keepdims=True).reshape(shape)


CORRECT = {
    "Value": values.RIGHT,
    "Value.backward": values.RIGHT,
    "linear_backward": [linear_by_einsum, linear_in_loops, linear_by_rows, linear_transposing, linear_by_torch],
    "activation_backward": [
        activation_in_a_loop,
        activation_on_a_copy,
        activation_by_match,
        activation_by_mask,
        activation_by_multiply,
    ],
    "unbroadcast": [
        one_axis_at_a_time,
        padded_with_ones,
        adding_at,
        counting,
        unbroadcast_by_torch,
        equal_first,
    ],
    **networks.CORRECT,
}

WRONG = {
    **wrong_values.WRONG,
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
    "activation_backward": {
        "dY changed": [activation(relu=cs231n), activation(tanh=scaling_in_place)],
        "mask from dY": [
            activation(relu=lambda dY, x: np.maximum(dY, 0)),
            activation(relu=lambda dY, x: dY * (dY > 0)),
        ],
        "≥ 0": [activation(relu=lambda dY, x: np.where(x < 0, 0.0, dY))],
        "activation applied twice": [
            activation(sigmoid=lambda dY, y: dY * logistic(y) * (1 - logistic(y))),
            activation(tanh=lambda dY, y: dY / np.cosh(y) ** 2),
            activation(
                sigmoid=lambda dY, y: dY * logistic(y) * (1 - logistic(y)), tanh=lambda dY, y: dY / np.cosh(y) ** 2
            ),
        ],
        "upstream dropped": [
            activation(
                relu=lambda dY, x: (x > 0).astype(float), sigmoid=lambda dY, y: y - y**2, tanh=lambda dY, y: 1 - y * y
            ),
            activation(sigmoid=lambda dY, y: y * (1 - y), tanh=lambda dY, y: 1 - y * y),
        ],
        "tanh not squared": [activation(tanh=lambda dY, y: dY - dY * y)],
        "relu passes everything": [activation(relu=lambda dY, x: dY)],
    },
    "unbroadcast": {
        "leading axes only": [only_new_axes],
        "mean": [averaging],
        "kept dims lost": [without_keepdims],
        "stretched axes only": [only_ones],
        "lined up from the left": [last_axes_first],
        "one copy only": [the_first],
    },
    **networks.WRONG,
}

UNLISTED = {
    **wrong_values.UNLISTED,
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
    "activation_backward": [
        activation(tanh=lambda dY, y: dY * y * (1 - y)),
        activation(sigmoid=lambda dY, y: dY * (1 - y**2)),
        activation(sigmoid=lambda dY, y: dY * y),
        activation(sigmoid=lambda dY, y: dY + y * (1 - y)),
        activation(relu=lambda dY, x: dY * np.maximum(x, 0)),
        activation(relu=lambda dY, x: dY * (x < 0)),
        activation(relu=lambda dY, x: np.where(x > 0, dY, 0.01 * dY)),
        activation(tanh=lambda dY, y: dY * (1 + y**2)),
        lambda dY, cache, kind: np.float32(activation()(dY, cache, kind)),
        lambda dY, cache, kind: activation()(dY, cache, "relu"),
        lambda dY, cache, kind: activation()(dY, cache, kind).sum(),
        lambda dY, cache, kind: activation()(np.atleast_1d(dY), np.atleast_1d(cache), kind),
    ],
    "unbroadcast": [
        everything,
        only_reshaped,
        rows_only,
        always_rows,
        axes_that_shift,
        maximum_of_copies,
        lambda grad, shape: padded_with_ones(grad, shape).tolist(),
        lambda grad, shape: padded_with_ones(grad, shape).astype(np.float32),
        lambda grad, shape: -padded_with_ones(grad, shape),
        lambda grad, shape: math.nan * padded_with_ones(grad, shape),
    ],
    **networks.UNLISTED,
}
