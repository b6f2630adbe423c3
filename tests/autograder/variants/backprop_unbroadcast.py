"""Unit 06 as learners write it: `unbroadcast`."""

from __future__ import annotations

import math

import numpy as np
import torch


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
    "unbroadcast": [
        one_axis_at_a_time,
        padded_with_ones,
        adding_at,
        counting,
        unbroadcast_by_torch,
        equal_first,
    ],
}


WRONG = {
    "unbroadcast": {
        "leading axes only": [only_new_axes],
        "mean": [averaging],
        "kept dims lost": [without_keepdims],
        "stretched axes only": [only_ones],
        "lined up from the left": [last_axes_first],
        "one copy only": [the_first],
    },
}


UNLISTED = {
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
}
