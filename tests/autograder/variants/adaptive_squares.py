"""Unit 05 as learners write it: AdaGrad and RMSprop."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np


def adagrad_on_copies(w, grad, accumulator, *, lr, eps):
    w, s = np.array(w, dtype=float), np.array(accumulator, dtype=float)
    s += grad * grad
    w -= lr * grad / (np.sqrt(s) + eps)
    return w, s


def adagrad_in_a_loop(w, grad, accumulator, *, lr, eps):
    new_w, new_s = np.empty(np.shape(w)), np.empty(np.shape(w))
    for index in np.ndindex(np.shape(w)):
        new_s[index] = accumulator[index] + grad[index] ** 2
        new_w[index] = w[index] - lr * grad[index] / (math.sqrt(new_s[index]) + eps)
    return new_w, new_s


def adagrad_by_rates(w, grad, accumulator, *, lr, eps):
    accumulator = np.add(accumulator, np.power(grad, 2))
    rate = lr / (accumulator**0.5 + eps)
    return [w + (-rate) * grad, accumulator]


def adagrad_flat(w, grad, accumulator, *, lr, eps):
    total = [s + g * g for s, g in zip(accumulator.flat, grad.flat, strict=True)]
    moved = [x - lr / (math.sqrt(s) + eps) * g for x, g, s in zip(w.flat, grad.flat, total, strict=True)]
    return np.reshape(moved, w.shape), np.reshape(total, w.shape)


def adagrad_by_hypot(w, grad, accumulator, *, lr, eps):
    root = np.hypot(np.sqrt(accumulator), grad)
    return w - np.multiply(lr, np.divide(grad, root + eps)), accumulator + np.square(grad)


def adagrad_writing_into_the_sum(w, grad, accumulator, *, lr, eps):
    accumulator += grad**2
    return w - lr * grad / (np.sqrt(accumulator) + eps), accumulator


def adagrad_writing_into_w(w, grad, accumulator, *, lr, eps):
    accumulator = accumulator + grad**2
    w -= lr * grad / (np.sqrt(accumulator) + eps)
    return w, accumulator


def adagrad_in_float32(w, grad, accumulator, *, lr, eps):
    s = (accumulator + grad**2).astype(np.float32)
    return (w - lr * grad / (np.sqrt(s) + eps)).astype(np.float32), s


def adagrad_shared(w, grad, accumulator, *, lr, eps):
    """The sum is kept by shape, and not where it is given."""
    s = _sums[np.shape(w)] = _sums.get(np.shape(w), 0.0) + grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


_sums = {}


def adagrad_by_norm(w, grad, accumulator, *, lr, eps):
    accumulator = accumulator + grad**2
    return w - lr * grad / (np.linalg.norm(np.sqrt(accumulator)) + eps), accumulator


def rmsprop_on_copies(w, grad, square_avg, *, lr, alpha, eps):
    v = square_avg * alpha
    v += (1 - alpha) * np.square(grad)
    return w - lr * grad / (np.sqrt(v) + eps), v


def rmsprop_by_difference(w, grad, square_avg, *, lr, alpha, eps):
    v = square_avg + (1 - alpha) * (grad**2 - square_avg)
    return [w - lr * (grad / (np.power(v, 0.5) + eps)), v]


def rmsprop_in_a_loop(w, grad, square_avg, *, lr, alpha, eps):
    out, v = np.zeros_like(w), np.zeros_like(w)
    for i in np.ndindex(w.shape):
        v[i] = alpha * square_avg[i] + (1.0 - alpha) * grad[i] * grad[i]
        out[i] = w[i] - lr * grad[i] / (v[i] ** 0.5 + eps)
    return out, v


def rmsprop_nested(w, grad, square_avg, *, lr, alpha, eps):
    def average(old, new):
        return np.average([old, new], axis=0, weights=[alpha, 1 - alpha])

    v = average(square_avg, grad**2)
    return np.subtract(w, np.divide(lr * grad, np.add(np.sqrt(v), eps))), v


def rmsprop_counted_by_itself(w, grad, square_avg, *, lr, alpha, eps):
    rmsprop_counted_by_itself.t = rmsprop_counted_by_itself.t % 40 + 1
    v = alpha * square_avg + (1 - alpha) * grad**2
    return w - lr / (np.sqrt(v / (1 - alpha**rmsprop_counted_by_itself.t)) + eps) * grad, v


rmsprop_counted_by_itself.t = 0


def rmsprop_in_place(w, grad, square_avg, *, lr, alpha, eps):
    square_avg[...] = alpha * square_avg + (1 - alpha) * grad**2
    return w - lr * grad / (np.sqrt(square_avg) + eps), square_avg


def rmsprop_squaring_the_gradient_in_place(w, grad, square_avg, *, lr, alpha, eps):
    slope = grad.copy()
    grad *= grad
    v = alpha * square_avg + (1 - alpha) * grad
    return w - lr * slope / (np.sqrt(v) + eps), v


def rmsprop_with_momentum(w, grad, square_avg, *, lr, alpha, eps):
    v = alpha * square_avg + (1 - alpha) * grad**2
    _buffer[np.shape(w)] = 0.9 * _buffer.get(np.shape(w), 0.0) + grad / (np.sqrt(v) + eps)
    return w - lr * _buffer[np.shape(w)], v


_buffer = {}


def rmsprop_centred(w, grad, square_avg, *, lr, alpha, eps):
    v = alpha * square_avg + (1 - alpha) * grad**2
    return w - lr * grad / (np.sqrt(np.abs(v - ((1 - alpha) * grad) ** 2)) + eps), v


def one(s, stride, last=lambda w, s: (w, s)):
    """Return AdaGrad, or with alpha RMSprop, with another sum and another stride."""

    def step(w, grad, state, *, lr, eps, alpha=None):
        new = s(state, grad, alpha)
        return last(w - stride(grad, new, state, eps, lr), new)

    return step


def summed(s, g, a):
    return s + g * g


def averaged(v, g, a):
    return v * a + g * g * (1 - a)


def both(s, name):
    """Return the wrong strides that AdaGrad and RMSprop have in common."""
    return {
        "eps inside the root": [one(s, lambda g, v, old, eps, lr: lr * g * (v + eps) ** -0.5)],
        "no root": [one(s, lambda g, v, old, eps, lr: np.divide(lr, v + eps) * g)],
        "eps outside the division": [
            one(s, lambda g, v, old, eps, lr: lr * (g / v**0.5 + eps)),
            one(s, lambda g, v, old, eps, lr: lr * g / v**0.5 - eps),
        ],
        "no eps": [one(s, lambda g, v, old, eps, lr: lr * g / v**0.5)],
        "ascent": [one(s, lambda g, v, old, eps, lr: -lr / (v**0.5 + eps) * g)],
        f"old {name}": [one(s, lambda g, v, old, eps, lr: lr / (old**0.5 + eps) * g)],
        "root stored": [
            one(lambda v, g, a: s(v, g, a) ** 0.5, lambda g, root, old, eps, lr: lr / (eps + root) * g),
        ],
        "results in the wrong order": [
            one(s, lambda g, v, old, eps, lr: lr * g / (v**0.5 + eps), lambda w, v: [v, w]),
        ],
        "state not returned": [one(s, lambda g, v, old, eps, lr: lr * g / (v**0.5 + eps), lambda w, v: w)],
    }


CORRECT = {
    "adagrad_step": [adagrad_on_copies, adagrad_in_a_loop, adagrad_by_rates, adagrad_flat, adagrad_by_hypot],
    "rmsprop_step": [rmsprop_on_copies, rmsprop_by_difference, rmsprop_in_a_loop, rmsprop_nested],
}


WRONG = {
    "adagrad_step": {
        "EMA": [
            one(lambda s, g, a: s - 0.05 * (s - g**2), lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps)),
            one(lambda s, g, a: 0.5 * (s + g**2), lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps)),
            one(lambda s, g, a: 0.9 * s + g**2, lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps)),
        ],
        "|g|": [
            one(lambda s, g, a: s + (g**2) ** 0.5, lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps)),
            one(lambda s, g, a: s + g * np.sign(g), lambda g, s, old, eps, lr: lr * g / (s + eps)),
        ],
        **both(summed, "accumulator"),
        "not accumulated": [one(lambda s, g, a: np.square(g), lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps))],
        "one sum for all": [
            one(lambda s, g, a: s + np.linalg.norm(g) ** 2, lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps))
        ],
        "in place": [adagrad_writing_into_the_sum, adagrad_writing_into_w],
    },
    "rmsprop_step": {
        "α swapped": [
            one(lambda v, g, a: v + a * (g**2 - v), lambda g, v, old, eps, lr: lr * g / (v**0.5 + eps)),
        ],
        "sum": [
            one(summed, lambda g, v, old, eps, lr: lr * g / (v**0.5 + eps)),
            one(lambda v, g, a: v * a + g * g, lambda g, v, old, eps, lr: lr * g / (v**0.5 + eps)),
        ],
        "bias-corrected": [rmsprop_counted_by_itself],
        "not squared": [
            one(lambda v, g, a: v - (1 - a) * (v - g), lambda g, v, old, eps, lr: lr * g / (np.sqrt(v) + eps)),
        ],
        "|g|": [
            one(lambda v, g, a: a * v + (1 - a) * (g * g) ** 0.5, lambda g, v, old, eps, lr: lr * g / (v**0.5 + eps)),
            one(lambda v, g, a: a * v + (1 - a) * np.fabs(g), lambda g, v, old, eps, lr: lr / (v + eps) * g),
        ],
        **both(averaged, "square_avg"),
        "in place": [rmsprop_in_place, rmsprop_squaring_the_gradient_in_place],
    },
}


UNLISTED = {
    "adagrad_step": [
        adagrad_in_float32,
        adagrad_shared,
        adagrad_by_norm,
        one(lambda s, g, a: s + np.mean(g**2), lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps)),
        one(summed, lambda g, s, old, eps, lr: lr * np.sign(g)),
        one(summed, lambda g, s, old, eps, lr: lr * g),
        one(summed, lambda g, s, old, eps, lr: g / (s**0.5 + eps)),
        one(summed, lambda g, s, old, eps, lr: lr * g / s ** (1 / 3)),
        one(summed, lambda g, s, old, eps, lr: lr * np.abs(g) / (s**0.5 + eps)),
        one(summed, lambda g, s, old, eps, lr: lr * g**2 / (s**0.5 + eps)),
        one(summed, lambda g, s, old, eps, lr: 0.01 * g / (s**0.5 + eps)),
        one(summed, lambda g, s, old, eps, lr: lr * g / (s**0.5 + 1e-10)),
        one(summed, lambda g, s, old, eps, lr: lr * g / np.maximum(s**0.5, eps)),
        one(lambda s, g, a: s + g**2 + 1e-3, lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps)),
        one(summed, lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps), lambda w, s: (w,)),
        one(summed, lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps), lambda w, s: {"w": w, "s": s}),
        one(summed, lambda g, s, old, eps, lr: lr * g / (s**0.5 + eps), lambda w, s: np.array([w, s])),
        lambda w, grad, accumulator, *, lr, eps: (w - lr * grad / (np.sqrt(accumulator + grad**2) + eps), accumulator),
    ],
    "rmsprop_step": [
        rmsprop_with_momentum,
        rmsprop_centred,
        lambda *args, alpha, **settings: rmsprop_on_copies(*args, alpha=0.99, **settings),
        lambda *args, alpha, **settings: rmsprop_on_copies(*args, alpha=alpha**2, **settings),
        one(averaged, lambda g, v, old, eps, lr: lr * np.sign(g)),
        one(averaged, lambda g, v, old, eps, lr: lr * g / np.maximum(v**0.5, eps)),
        one(averaged, lambda g, v, old, eps, lr: lr * g / (v**0.5 + 1e-8)),
        one(averaged, lambda g, v, old, eps, lr: lr * g / (np.maximum(v, old) ** 0.5 + eps)),
        one(averaged, lambda g, v, old, eps, lr: 2 * lr * g / (v**0.5 + eps)),
        one(averaged, lambda g, v, old, eps, lr: lr * g / (2 * v**0.5 + eps)),
        one(averaged, lambda g, v, old, eps, lr: 0 * g),
        one(lambda v, g, a: np.maximum(a * v, g**2), lambda g, v, old, eps, lr: lr * g / (v**0.5 + eps)),
        one(lambda v, g, a: a * v + (1 - a) * np.mean(g**2), lambda g, v, old, eps, lr: lr * g / (v**0.5 + eps)),
        lambda w, grad, v, **settings: [a.astype(np.float32) for a in rmsprop_nested(w, grad, v, **settings)],
    ],
}
