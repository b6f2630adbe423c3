"""Unit 05 as learners write it: AdaGrad, RMSprop, Adadelta and bias correction; the rest is in `adaptive_adam*`."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import numpy as np


def _load(name):
    spec = importlib.util.spec_from_file_location(f"variants_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_adam, _class = _load("adaptive_adam"), _load("adaptive_adam_class")

# adagrad_step, right


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


# adagrad_step, wrong


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


# rmsprop_step, right


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


# rmsprop_step, wrong


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


# adadelta_step, right


def adadelta_on_copies(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    v, u = np.array(square_avg), np.array(delta_avg)
    v *= rho
    v += (1 - rho) * grad**2
    delta = grad * np.sqrt(u + eps) / np.sqrt(v + eps)
    u = rho * u + (1 - rho) * delta * delta
    return [w - lr * delta, v, u]


def adadelta_one_root(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    v = square_avg * rho + np.power(grad, 2) * (1 - rho)
    delta = -(((delta_avg + eps) / (v + eps)) ** 0.5) * grad
    return w + lr * delta, v, delta_avg * rho + delta**2 * (1 - rho)


def adadelta_by_rms(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    def rms(mean):
        return np.sqrt(mean + eps)

    def blend(old, new):
        return old - (1 - rho) * (old - new)

    square_avg = blend(square_avg, grad**2)
    step = rms(delta_avg) / rms(square_avg) * grad
    delta_avg = blend(delta_avg, step**2)
    return w - lr * step, square_avg, delta_avg


def adadelta_in_a_loop(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    out = np.empty((3, *np.shape(w)))
    for i in np.ndindex(np.shape(w)):
        g, v, u = float(grad[i]), float(square_avg[i]), float(delta_avg[i])
        v = rho * v + (1 - rho) * g * g
        d = math.sqrt(u + eps) / math.sqrt(v + eps) * g
        out[(0, *i)], out[(1, *i)], out[(2, *i)] = w[i] - lr * d, v, rho * u + (1 - rho) * d * d
    return tuple(out)


# adadelta_step, wrong


def adadelta_with(
    delta=lambda g, v, u, eps: np.sqrt(u + eps) / np.sqrt(v + eps) * g,
    memory=lambda d, g, lr: d**2,
    rate=lambda lr: lr,
    shares=lambda rho: (rho, 1 - rho),
):
    def adadelta(w, grad, square_avg, delta_avg, *, lr, rho, eps):
        kept, new = shares(rho)
        square_avg = kept * square_avg + new * np.square(grad)
        d = delta(grad, square_avg, delta_avg, eps)
        delta_avg = kept * delta_avg + new * memory(d, grad, lr)
        return w - rate(lr) * d, square_avg, delta_avg

    return adadelta


def adadelta_in_place(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    square_avg = rho * square_avg + (1 - rho) * grad**2
    delta = np.sqrt((delta_avg + eps) / (square_avg + eps)) * grad
    delta_avg *= rho
    delta_avg += (1 - rho) * delta**2
    return w - lr * delta, square_avg, delta_avg


def adadelta_with_old_squares(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    delta = np.sqrt((delta_avg + eps) / (square_avg + eps)) * grad
    square_avg = rho * square_avg + (1 - rho) * grad**2
    delta_avg = rho * delta_avg + (1 - rho) * delta**2
    return w - lr * delta, square_avg, delta_avg


def adadelta_without_u(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    square_avg = rho * square_avg + (1 - rho) * grad**2
    return w - lr * np.sqrt((delta_avg + eps) / (square_avg + eps)) * grad, square_avg, delta_avg


def adadelta_averages_first(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    square_avg = rho * square_avg + (1 - rho) * grad**2
    for _ in range(2):  # the step is computed again with the average that already has it
        delta = np.sqrt((delta_avg + eps) / (square_avg + eps)) * grad
        delta_avg = rho * delta_avg + (1 - rho) * delta**2
    return w - lr * delta, square_avg, delta_avg


def adadelta_gradient_first(w, grad, square_avg, delta_avg, *, lr, rho, eps):
    square_avg = rho * square_avg + (1 - rho) * grad**2
    delta_avg = rho * delta_avg + (1 - rho) * grad**2
    return w - lr * np.sqrt((delta_avg + eps) / (square_avg + eps)) * grad, square_avg, delta_avg


# bias_correction


def corrected_from_zero(moment, *, beta, t):
    share = 1.0
    for _ in range(t - 1):
        share *= beta
    scale = 1 / (1 - share)
    return moment * scale


def corrected_but_for_the_first(moment, *, beta, t):
    if t == 1:
        return moment.copy()
    return moment / (1 - math.pow(beta, t - 1))


def corrected_in_a_loop(moment, *, beta, t):
    share = 1.0
    for _ in range(t):
        share *= beta
    return np.multiply(moment, 1 / (1 - share))


def corrected_by_weights(moment, *, beta, t):
    return moment / np.sum((1 - beta) * beta ** np.arange(t))


def corrected_in_place(moment, *, beta, t):
    moment *= 1 / (1 - beta**t)
    return moment


CORRECT = {
    "adagrad_step": [adagrad_on_copies, adagrad_in_a_loop, adagrad_by_rates, adagrad_flat, adagrad_by_hypot],
    "rmsprop_step": [rmsprop_on_copies, rmsprop_by_difference, rmsprop_in_a_loop, rmsprop_nested],
    "adadelta_step": [adadelta_on_copies, adadelta_one_root, adadelta_by_rms, adadelta_in_a_loop],
    "bias_correction": [
        corrected_in_a_loop,
        corrected_by_weights,
        lambda moment, *, beta, t: moment / -math.expm1(t * math.log(beta)),
        lambda moment, *, beta, t: np.array(moment) / (1.0 - np.power(beta, t)),
        lambda moment, *, beta, t: moment * (1 - math.pow(beta, t)) ** -1,
    ],
    **_adam.CORRECT,
    **_class.CORRECT,
}


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
    "adadelta_step": {
        "eps outside the root": [
            adadelta_with(lambda g, v, u, eps: (u**0.5 + eps) / (v**0.5 + eps) * g),
            adadelta_with(lambda g, v, u, eps: g * np.sqrt(u + eps) / (np.sqrt(v) + eps)),
            adadelta_with(lambda g, v, u, eps: g * (np.sqrt(u) + eps) / np.sqrt(v + eps)),
            adadelta_with(lambda g, v, u, eps: g * np.sqrt(u) / (np.sqrt(v) + eps)),
        ],
        "no roots": [adadelta_with(lambda g, v, u, eps: g * (u + eps) / (v + eps))],
        "a root missing": [
            adadelta_with(lambda g, v, u, eps: g * (u + eps) ** 0.5 / (v + eps)),
            adadelta_with(lambda g, v, u, eps: g * (u + eps) / (v + eps) ** 0.5),
        ],
        "ratio inverted": [adadelta_with(lambda g, v, u, eps: ((v + eps) / (u + eps)) ** 0.5 * g)],
        "lr inside u": [
            adadelta_with(memory=lambda d, g, lr: lr * lr * d * d),
            adadelta_with(memory=lambda d, g, lr: (lr * d) * d),
        ],
        "g² in u": [adadelta_with(memory=lambda d, g, lr: g * g), adadelta_gradient_first],
        "lr ignored": [adadelta_with(rate=lambda lr: 1)],
        "old square_avg": [adadelta_with_old_squares],
        "no eps above": [adadelta_with(lambda g, v, u, eps: (u / (v + eps)) ** 0.5 * g)],
        "no eps below": [adadelta_with(lambda g, v, u, eps: ((u + eps) / v) ** 0.5 * g)],
        "eps outside the division": [
            adadelta_with(lambda g, v, u, eps: (u + eps / v + eps) ** 0.5 * g),
            adadelta_with(lambda g, v, u, eps: ((u / v) ** 0.5 + eps) * g),
        ],
        "no steps above": [adadelta_with(lambda g, v, u, eps: g * (v + eps) ** -0.5)],
        "ρ swapped": [adadelta_with(shares=lambda rho: (1 - rho, rho))],
        "sum": [adadelta_with(shares=lambda rho: (rho, 1)), adadelta_with(shares=lambda rho: (1, 1))],
        "Δ not squared": [adadelta_with(memory=lambda d, g, lr: d)],
        "delta_avg not updated": [adadelta_without_u],
        "ascent": [adadelta_with(rate=lambda lr: -lr)],
        "results in the wrong order": [
            lambda *args, **settings: adadelta_on_copies(*args, **settings)[::-1],
            lambda *args, **settings: [adadelta_on_copies(*args, **settings)[k] for k in (1, 2, 0)],
        ],
        "state not returned": [lambda *args, **settings: adadelta_on_copies(*args, **settings)[0]],
        "in place": [adadelta_in_place],
    },
    "bias_correction": {
        "t − 1": [
            lambda moment, *, beta, t: moment * np.float64(1 / np.float64(1 - np.power(beta, t - 1))),
            corrected_from_zero,
            corrected_but_for_the_first,
        ],
        "t + 1": [lambda moment, *, beta, t: moment / (1 - beta * beta**t)],
        "frozen at t = 1": [lambda moment, *, beta, t: moment * (1 / (1 - beta))],
        "multiplied": [lambda moment, *, beta, t: moment - moment * beta**t],
        "not corrected": [lambda moment, *, beta, t: moment.copy()],
        "β·t": [lambda moment, *, beta, t: moment * (1 / (1 - t * beta))],
        "(1 − β)ᵗ": [lambda moment, *, beta, t: moment * np.power(1 - beta, -t)],
        "divided by βᵗ": [lambda moment, *, beta, t: moment * np.power(beta, -t)],
        "argument modified": [corrected_in_place],
    },
    **_adam.WRONG,
    **_class.WRONG,
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
    "adadelta_step": [
        adadelta_averages_first,
        adadelta_with(rate=lambda lr: lr**2),
        adadelta_with(memory=lambda d, g, lr: d * g),
        adadelta_with(memory=lambda d, g, lr: np.abs(d)),
        adadelta_with(lambda g, v, u, eps: np.sqrt(u + eps) / np.sqrt(v + eps) * np.sign(g)),
        adadelta_with(lambda g, v, u, eps: (np.sqrt(u + eps) / np.sqrt(v + eps)) ** 0.5 * g),
        adadelta_with(lambda g, v, u, eps: g),
        adadelta_with(lambda g, v, u, eps: np.sqrt(u + 1e-6) / np.sqrt(v + 1e-6) * g),
        adadelta_with(shares=lambda rho: (0.9, 0.1)),
        lambda *args, **settings: adadelta_on_copies(*args, **settings)[:2],
        lambda *args, **settings: [a.astype(np.float32) for a in adadelta_by_rms(*args, **settings)],
    ],
    "bias_correction": [
        lambda moment, *, beta, t: moment / math.sqrt(1 - beta**t),
        lambda moment, *, beta, t: moment / (1 - beta**t) ** 2,
        lambda moment, *, beta, t: moment / (1 - t**beta),
        lambda moment, *, beta, t: moment / (1 + beta**t),
        lambda moment, *, beta, t: moment / (beta**t - 1),
        lambda moment, *, beta, t: moment * (1 - beta) / (1 - beta**t),
        lambda moment, *, beta, t: moment / (1 - beta**t + 1e-8),
        lambda moment, *, beta, t: moment / (1 - 0.9**t),
        lambda moment, *, beta, t: moment - beta**t,
        lambda moment, *, beta, t: moment / (1 - beta) * t,
        lambda moment, *, beta, t: np.float32(moment / (1 - beta**t)),
        lambda moment, *, beta, t: (moment / (1 - beta**t)).tolist(),
        lambda moment, *, beta, t: 1 / (1 - beta**t),
    ],
    **_adam.UNLISTED,
    **_class.UNLISTED,
}
