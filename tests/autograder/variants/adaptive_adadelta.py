"""Unit 05 as learners write it: Adadelta and bias correction."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np


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
    "adadelta_step": [adadelta_on_copies, adadelta_one_root, adadelta_by_rms, adadelta_in_a_loop],
    "bias_correction": [
        corrected_in_a_loop,
        corrected_by_weights,
        lambda moment, *, beta, t: moment / -math.expm1(t * math.log(beta)),
        lambda moment, *, beta, t: np.array(moment) / (1.0 - np.power(beta, t)),
        lambda moment, *, beta, t: moment * (1 - math.pow(beta, t)) ** -1,
    ],
}


WRONG = {
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
}


UNLISTED = {
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
}
