"""Unit 06 as learners write it: `activation_backward`."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np


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


CORRECT = {
    "activation_backward": [
        activation_in_a_loop,
        activation_on_a_copy,
        activation_by_match,
        activation_by_mask,
        activation_by_multiply,
    ],
}


WRONG = {
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
}


UNLISTED = {
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
}
