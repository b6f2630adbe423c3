"""Further codings of unit 06's mistakes, and more that must not be taken for one of them."""

from __future__ import annotations

import numpy as np
from descent.limits import TimeUp

from tests.autograder.variants.backprop_softmax import softmax
from tests.autograder.variants.backprop_values import Closures, Own


class EveryRoadAsItComes(Own):
    """Passes shares on as arguments: right, but for the time, the depth and what values between keep."""

    calls = 0

    def backward(self, share=1.0):
        type(self).calls = 0 if share == 1.0 else self.calls + 1
        if self.calls > 200_000:
            raise TimeUp  # it would go on for ever
        self.grad += share
        for parent, slope in self.edges:
            parent.backward(share * slope)


class ParentsInADictionary(Own):
    def __init__(self, data, edges=()):
        super().__init__(data, list(dict(edges).items()))


class Rounded(Closures):
    """Keeps six decimals."""

    def __mul__(self, other):
        out = super().__mul__(other)
        out.data = round(out.data, 6)
        return out

    __rmul__ = __mul__


def through_the_onehot_matrix(Z, y):
    p = softmax(Z)
    onehot = np.eye(Z.shape[1])[y]
    return -np.sum(onehot * np.log(p)) / len(y), (p - onehot) / len(y)


def clipped_on_the_way_back(Z, y):
    rows, shifted = np.arange(len(y)), Z - Z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dZ = np.clip(np.exp(log_p), 1e-7, 1 - 1e-7)
    dZ[rows, y] -= 1
    return -log_p[rows, y].mean(), dZ / len(y)


def shrinks_dx(dY, X, W):
    return dY @ W / len(X), dY.T @ X, np.sum(dY, axis=0)


def new_axes_averaged(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.mean(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


def stretched_axes_averaged(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            grad = grad.mean(axis=axis, keepdims=True)
    return grad


CORRECT: dict = {}

WRONG = {
    "Value.backward": {
        "every road, and stale interiors": [EveryRoadAsItComes],
        "a * a counted once": [ParentsInADictionary],
    },
    "linear_backward": {"extra 1/N": [shrinks_dx]},
    "softmax_cross_entropy": {"logarithm of 0": [through_the_onehot_matrix]},
    "unbroadcast": {"mean": [new_axes_averaged, stretched_axes_averaged]},
}

UNLISTED = {"Value.backward": [Rounded], "softmax_cross_entropy": [clipped_on_the_way_back]}
