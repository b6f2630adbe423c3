"""Unit 05 as learners write it: Adam's step."""
# ruff: noqa: ARG001, ARG002, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np


def adam_textbook(w, grad, m, v, t, *, lr, betas, eps):
    beta1, beta2 = betas
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def adam_with_one_rate(w, grad, m, v, t, *, lr, betas, eps):
    """The paper's efficient order (end of its section 2), with eps-hat rescaled so that nothing changes."""
    b1, b2 = betas
    m, v = b1 * m + (1 - b1) * grad, b2 * v + (1 - b2) * np.square(grad)
    root = math.sqrt(1 - b2**t)
    return w - lr * root / (1 - b1**t) * m / (np.sqrt(v) + eps * root), m, v


def adam_as_torch(w, grad, m, v, t, *, lr, betas, eps):
    m = m + (grad - m) * (1 - betas[0])
    v = v * betas[1] + (1 - betas[1]) * grad * grad
    step_size = lr / (1 - betas[0] ** t)
    denominator = np.sqrt(v) / (1 - betas[1] ** t) ** 0.5 + eps
    return [w - step_size * (m / denominator), m, v]


def adam_on_copies(w, grad, m, v, t, *, lr, betas, eps):
    w, m, v = (np.array(array, dtype=np.float64) for array in (w, m, v))
    m *= betas[0]
    m += (1 - betas[0]) * grad
    v *= betas[1]
    v += (1 - betas[1]) * np.power(grad, 2)
    w -= lr * (m / (1 - np.power(betas[0], t))) / (np.power(v / (1 - np.power(betas[1], t)), 0.5) + eps)
    return w, m, v


def adam_in_a_loop(w, grad, m, v, t, *, lr, betas, eps):
    new = [np.empty(np.shape(w)) for _ in range(3)]
    for i in np.ndindex(np.shape(w)):
        new[1][i] = betas[0] * m[i] + (1 - betas[0]) * grad[i]
        new[2][i] = betas[1] * v[i] + (1 - betas[1]) * grad[i] ** 2
        mean, square = new[1][i] / (1 - betas[0] ** t), new[2][i] / (1 - betas[1] ** t)
        new[0][i] = w[i] - lr * mean / (math.sqrt(square) + eps)
    return new


def adam_by_helpers(w, grad, m, v, t, *, lr, betas, eps):
    def ema(old, new, beta):
        return beta * old + (1 - beta) * new

    def unbiased(moment, beta):
        return moment / (1 - beta**t)

    m, v = ema(m, grad, betas[0]), ema(v, grad**2, betas[1])
    update = unbiased(m, betas[0]) / (unbiased(v, betas[1]) ** 0.5 + eps)
    return np.asarray(w - lr * update), np.asarray(m), np.asarray(v)


def adam_with(
    last=lambda w, g, m, v, m_hat, v_hat, lr, eps, b1, b2, t: w - lr * m_hat / (np.sqrt(v_hat) + eps),
    first=lambda m, g, b1: m * b1 + g * (1 - b1),
    second=lambda v, g, b2: v * b2 + g * g * (1 - b2),
    betas=lambda b1, b2: (b1, b2),
    count=lambda t: t,
    give=lambda w, m, v, m_hat, v_hat: (w, m, v),
):
    chosen = betas

    def adam_step(w, grad, m, v, t, *, lr, betas, eps):
        b1, b2 = chosen(*betas)
        m, v = first(m, grad, b1), second(v, grad, b2)
        m_hat, v_hat = m / np.float64(1 - b1 ** count(t)), v / np.float64(1 - b2 ** count(t))
        w = last(w, grad, m, v, m_hat, v_hat, lr, eps, b1, b2, t)
        return give(w, m, v, m_hat, v_hat)

    return adam_step


def update(stride):
    """Return Adam with another stride, in terms of the gradient and all moments."""
    return adam_with(lambda w, g, m, v, mh, vh, lr, eps, b1, b2, t: w - lr * stride(g, m, v, mh, vh, eps, b1, b2, t))


def adam_stale(w, grad, m, v, t, *, lr, betas, eps):
    w = w - lr * m / (1 - betas[0] ** t) / (np.sqrt(v / (1 - betas[1] ** t)) + eps)
    return w, betas[0] * m + (1 - betas[0]) * grad, betas[1] * v + (1 - betas[1]) * grad**2


def adam_correcting_in_place(w, grad, m, v, t, *, lr, betas, eps):
    m = betas[0] * m + (1 - betas[0]) * grad
    v = betas[1] * v + (1 - betas[1]) * grad**2
    m /= 1 - betas[0] ** t
    v /= 1 - betas[1] ** t
    return w - lr * m / (np.sqrt(v) + eps), m, v


def adam_writing_into_m(w, grad, m, v, t, *, lr, betas, eps):
    m[...] = betas[0] * m + (1 - betas[0]) * grad
    v[...] = betas[1] * v + (1 - betas[1]) * grad**2
    return w - lr * m / (1 - betas[0] ** t) / (np.sqrt(v / (1 - betas[1] ** t)) + eps), m, v


def adam_writing_into_w(w, grad, m, v, t, *, lr, betas, eps):
    new, m, v = adam_textbook(w, grad, m, v, t, lr=lr, betas=betas, eps=eps)
    np.copyto(w, new)
    return w, m, v


def adam_v_of_new_m(w, grad, m, v, t, *, lr, betas, eps):
    m = betas[0] * m + (1 - betas[0]) * grad
    v = betas[1] * v + (1 - betas[1]) * m * m
    return w - lr * m / (1 - betas[0] ** t) / (np.sqrt(v / (1 - betas[1] ** t)) + eps), m, v


def adabelief(w, grad, m, v, t, *, lr, betas, eps):
    m = betas[0] * m + (1 - betas[0]) * grad
    v = betas[1] * v + (1 - betas[1]) * (grad - m) ** 2
    return w - lr * m / (1 - betas[0] ** t) / (np.sqrt(v / (1 - betas[1] ** t)) + eps), m, v


def adam_one_too_low(w, grad, m, v, t, *, lr, betas, eps):
    m, v = betas[0] * m + (1 - betas[0]) * grad, betas[1] * v + (1 - betas[1]) * grad**2
    scale = 1 / (1 - betas[0] ** (t - 1))
    return w - lr * scale * m / (np.sqrt(v / (1 - betas[1] ** (t - 1))) + eps), m, v


class AdamWithItsOwnMoments:
    """Moments are kept by shape, and not where they are given."""

    def __init__(self):
        self.kept = {}

    def __call__(self, w, grad, m, v, t, **settings):
        m, v = self.kept.get(np.shape(w), (m, v))
        w, m, v = adam_textbook(w, grad, m, v, t, **settings)
        self.kept[np.shape(w)] = m, v
        return w, m, v


class AdamWithItsOwnCount:
    def __init__(self):
        self.t = 0

    def __call__(self, w, grad, m, v, t, **settings):
        self.t += 1
        return adam_textbook(w, grad, m, v, self.t, **settings)


class AdamAtItsFirstRate:
    lr = None

    def __call__(self, *args, lr, **settings):
        self.lr = self.lr or lr
        return adam_textbook(*args, lr=self.lr, **settings)


def published_mxnet(w, grad, m, v, t, *, lr, betas, eps):
    """The published one with both bugs: t stays 1, and eps stands outside the division."""
    m, v = betas[0] * m + (1 - betas[0]) * grad, betas[1] * v + (1 - betas[1]) * grad**2
    return w - lr * (m / (1 - betas[0])) / np.sqrt(v / (1 - betas[1])) + eps, m, v


COMMON = {
    "betas swapped": [adam_with(betas=lambda b1, b2: (b2, b1))],
    "no correction": [update(lambda g, m, v, mh, vh, eps, b1, b2, t: m * (v**0.5 + eps) ** -1)],
    "only m corrected": [update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / (v**0.5 + eps))],
    "eps inside the root": [update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh * (vh + eps) ** -0.5)],
    "eps before the correction": [
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / ((v**0.5 + eps) / (1 - b2**t) ** 0.5)),
    ],
    "eps outside the division": [update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / vh**0.5 + eps)],
    "g in the numerator": [update(lambda g, m, v, mh, vh, eps, b1, b2, t: g / (vh**0.5 + eps))],
}


CORRECT = {
    "adam_step": [
        adam_textbook,
        adam_with_one_rate,
        adam_as_torch,
        adam_on_copies,
        adam_in_a_loop,
        adam_by_helpers,
    ],
}


WRONG = {
    "adam_step": {
        **COMMON,
        "betas swapped": [
            *COMMON["betas swapped"],
            update(lambda g, m, v, mh, vh, eps, b1, b2, t: m / (1 - b2**t) / ((v / (1 - b1**t)) ** 0.5 + eps)),
        ],
        "eps inside the root": [
            *COMMON["eps inside the root"],
            update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / np.sqrt(vh + eps**2)),
        ],
        "g in the numerator": [
            *COMMON["g in the numerator"],
            update(lambda g, m, v, mh, vh, eps, b1, b2, t: g / (1 - b1**t) / (vh**0.5 + eps)),
        ],
        "eps before the correction": [
            *COMMON["eps before the correction"],
            update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / ((v + eps) / (1 - b2**t)) ** 0.5),
        ],
        "eps outside the division": [
            *COMMON["eps outside the division"],
            adam_with(lambda w, g, m, v, mh, vh, lr, eps, b1, b2, t: w - lr * mh / vh**0.5 + eps),
            adam_with(lambda w, g, m, v, mh, vh, lr, eps, b1, b2, t: w - (lr * mh / np.sqrt(vh) - eps)),
        ],
        "t counted from 0": [adam_with(count=lambda t: t - 1), adam_one_too_low],
        "t + 1": [adam_with(count=lambda t: 1 + t)],
        "t frozen at 1": [
            update(lambda g, m, v, mh, vh, eps, b1, b2, t: m / (1 - b1) / ((v / (1 - b2)) ** 0.5 + eps)),
        ],
        "only v corrected": [update(lambda g, m, v, mh, vh, eps, b1, b2, t: m / (vh**0.5 + eps))],
        "no eps": [update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / vh**0.5)],
        "no root": [update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / (vh + eps))],
        "corrected after the root": [
            update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / (v**0.5 / (1 - b2**t) + eps)),
        ],
        "sign of the gradient": [
            update(lambda g, m, v, mh, vh, eps, b1, b2, t: np.copysign(1.0, g) * (g != 0)),
        ],
        "corrected moments returned": [
            adam_correcting_in_place,
            adam_with(give=lambda w, m, v, mh, vh: [w, mh, vh]),
            adam_with(give=lambda w, m, v, mh, vh: (w, mh, v)),
            adam_with(give=lambda w, m, v, mh, vh: (w, m, vh)),
        ],
        "results in the wrong order": [
            adam_with(give=lambda w, m, v, mh, vh: (w, v, m)),
            adam_with(give=lambda w, m, v, mh, vh: (m, v, w)),
            adam_with(give=lambda w, m, v, mh, vh: [v, m, w]),
        ],
        "state not returned": [adam_with(give=lambda w, m, v, mh, vh: w)],
        "old moments": [adam_stale],
        "one beta for both": [
            adam_with(betas=lambda b1, b2: (b1,) * 2),
            adam_with(betas=lambda b1, b2: (b2,) * 2),
        ],
        "β and 1 − β swapped": [
            adam_with(first=lambda m, g, b: m + b * (g - m), second=lambda v, g, b: v + b * (g**2 - v)),
        ],
        "sum": [
            adam_with(first=lambda m, g, b: b * m + g),
            adam_with(first=lambda m, g, b: b * m + g, second=lambda v, g, b: b * v + g * g),
        ],
        "not squared": [adam_with(second=lambda v, g, b: b * v + (1 - b) * g)],
        "|g| in v": [adam_with(second=lambda v, g, b: b * v + (1 - b) * np.sqrt(g * g))],
        "m² in v": [adam_v_of_new_m],
        "AdaMax": [
            adam_with(
                lambda w, g, m, v, mh, vh, lr, eps, b1, b2, t: w - lr / (1 - b1**t) * m / (v + eps),
                second=lambda v, g, b: np.fmax(np.abs(g), v * b),
            ),
        ],
        "AMSGrad": [adam_with(second=lambda v, g, b: v + np.maximum(0, (1 - b) * (g**2 - v)))],
        "NAdam": [
            update(lambda g, m, v, mh, vh, eps, b1, b2, t: (b1 * mh + (1 - b1) * g / (1 - b1**t)) / (vh**0.5 + eps)),
        ],
        "ascent": [adam_with(lambda w, g, m, v, mh, vh, lr, eps, b1, b2, t: w + lr * mh / (vh**0.5 + eps))],
        "in place": [adam_writing_into_m, adam_writing_into_w],
    },
}


UNLISTED = {
    "adam_step": [
        adabelief,
        published_mxnet,
        AdamWithItsOwnMoments(),
        AdamWithItsOwnCount(),
        AdamAtItsFirstRate(),
        lambda *args, **settings: [a.astype(np.float32) for a in adam_by_helpers(*args, **settings)],
        lambda *args, betas, **settings: adam_textbook(*args, betas=(0.9, 0.999), **settings),
        lambda *args, eps, **settings: adam_textbook(*args, eps=1e-8, **settings),
        lambda *args, **settings: adam_textbook(*args, **settings)[:2],
        lambda w, grad, m, v, t, *, lr, betas, eps: (w - lr * grad, m, v),
        lambda w, grad, m, v, t, *, lr, betas, eps: (w - lr * np.sign(grad), m, v),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: m / (1 - b1**t) / (m / (1 - b2**t) + eps)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: m / (1 - b1 * t) / (vh**0.5 + eps)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: m / (1 - b1) ** t / (vh**0.5 + eps)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / np.maximum(vh**0.5, eps)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / (vh**0.5 + eps**0.5)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / (vh + eps) ** 0.5 + eps),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh * (1 - b1**t) ** 2 / (vh**0.5 + eps)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / (np.linalg.norm(vh**0.5) + 7 * eps)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: np.sign(mh)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / (np.abs(g) + eps)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / ((v / (1 - b1**t)) ** 0.5 + eps)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: m / (1 - b2**t) / (vh**0.5 + eps)),
        update(lambda g, m, v, mh, vh, eps, b1, b2, t: mh / (vh**0.5 + eps) / t**0.5),
        adam_with(second=lambda v, g, b: b * v + (1 - b) * np.mean(g**2) + 1e-3),
        adam_with(give=lambda w, m, v, mh, vh: (w, m, v, mh, vh)),
        adam_with(give=lambda w, m, v, mh, vh: (w, m, v**0.5)),
        adam_with(give=lambda w, m, v, mh, vh: {"w": w, "m": m, "v": v}),
        adam_with(give=lambda w, m, v, mh, vh: None),
    ],
}
