"""`l2_penalty` and `soft_threshold` as learners write them, right and wrong."""

from __future__ import annotations

import math

import numpy as np


def flat_dot(w, *, weight_decay):
    flat = np.ravel(w).astype(float)
    return 0.5 * weight_decay * (flat @ flat), weight_decay * w


def by_norm(w, *, weight_decay):
    return weight_decay * np.linalg.norm(w) ** 2 / 2, np.multiply(weight_decay, w)


def by_loop(w, *, weight_decay):
    total = 0.0
    for v in np.nditer(np.asarray(w, dtype=float)):
        total += float(v) ** 2
    return [np.float64(weight_decay * total / 2), weight_decay * np.asarray(w, dtype=float)]


def by_einsum(w, *, weight_decay):
    axes = "abc"[: np.ndim(w)]
    return weight_decay / 2 * np.einsum(f"{axes},{axes}->", w, w), weight_decay * w


def gradient_first(w, *, weight_decay):
    grad = weight_decay * np.asarray(w)
    return np.sum(grad * w) / 2, grad


def half_forgotten(w, *, weight_decay):
    return weight_decay * np.linalg.norm(w) ** 2, weight_decay * w


def two_in_the_gradient(w, *, weight_decay):
    return weight_decay / 2 * np.sum(w * w), 2 * weight_decay * w


def keras_style(w, *, weight_decay):
    return weight_decay * np.sum(w * w), 2 * weight_decay * w


def plain_norm(w, *, weight_decay):
    return weight_decay / 2 * np.linalg.norm(w), weight_decay * w


def average(w, *, weight_decay):
    return weight_decay / 2 * np.mean(w * w), weight_decay * w


def penalty_only(w, *, weight_decay):
    return weight_decay / 2 * np.sum(w * w)


def the_other_way_round(w, *, weight_decay):
    return weight_decay * w, weight_decay / 2 * np.sum(w * w)


def row_sums(w, *, weight_decay):
    return weight_decay / 2 * np.sum(np.square(w), axis=-1 if np.ndim(w) else None), weight_decay * w


def unit_gradient(w, *, weight_decay):
    return weight_decay / 2 * np.sum(w * w), weight_decay * w / np.linalg.norm(w)


def minus_clip(w, tau):
    return w - np.clip(np.asarray(w, dtype=float), -tau, tau)


def three_cases(w, tau):
    return np.where(w > tau, w - tau, np.where(w < -tau, w + tau, 0.0))


def two_hinges(w, tau):
    return np.maximum(w - tau, 0.0) - np.maximum(-w - tau, 0.0)


def one_at_a_time(w, tau):
    out = np.zeros(np.shape(w))
    for index in np.ndindex(*np.shape(w)):
        size = abs(w[index]) - tau
        out[index] = math.copysign(size, w[index]) if size > 0 else 0.0
    return out


def own_copy(w, tau):
    size = np.abs(np.array(w, dtype=float))
    size = np.asarray(size - tau)
    size[size < 0] = 0
    return np.copysign(size, w)


def zero_if_small(w, tau):
    out = np.array(w, dtype=float)
    out[np.abs(out) <= tau] = 0
    return out


def sign_step(w, tau):
    return np.where(w > 0, w - tau, np.where(w < 0, w + tau, 0.0))


def relu_shift(w, tau):
    return np.where(w > tau, w - tau, 0.0)


def between(w, tau):
    return np.minimum(np.maximum(w, -tau), tau) * 1.0


def sizes(w, tau):
    return np.maximum(np.abs(w) - tau, 0.0)


def shrunk_by_a_share(w, tau):
    return np.where(np.abs(w) > tau, w * (1 - tau), 0.0)


def half_the_threshold(w, tau):
    return np.sign(w) * np.maximum(np.abs(w) - tau / 2, 0)


def by_the_norm(w, tau):
    norm = np.linalg.norm(w)
    return w * max(0.0, 1 - tau / norm)


def into_itself(w, tau):
    w[...] = np.sign(w) * np.maximum(np.abs(w) - tau, 0)
    return w


CORRECT = {
    "l2_penalty": [flat_dot, by_norm, by_loop, by_einsum, gradient_first],
    "soft_threshold": [minus_clip, three_cases, two_hinges, one_at_a_time, own_copy],
}


WRONG = {
    "l2_penalty": {
        "penalty without ½": [half_forgotten],
        "gradient 2λw": [two_in_the_gradient],
        "twice too large": [keras_style],
        "norm not squared": [plain_norm],
        "mean instead of sum": [average],
    },
    "soft_threshold": {
        "hard threshold": [zero_if_small],
        "not clamped": [sign_step],
        "one-sided": [relu_shift],
        "clipped to ±τ": [between],
        "sign lost": [sizes],
        "w changed": [into_itself],
    },
}


UNLISTED = {
    "l2_penalty": [penalty_only, the_other_way_round, row_sums, unit_gradient],
    "soft_threshold": [shrunk_by_a_share, half_the_threshold, by_the_norm],
}
