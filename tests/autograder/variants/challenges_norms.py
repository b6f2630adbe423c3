"""Unit 07 as learners write it: norms and clipping."""
# ruff: noqa: PLW2901

from __future__ import annotations

import math

import numpy as np


def roots(grads):
    return np.sqrt([float((np.asarray(g, dtype=float) ** 2).sum()) for g in grads])


def dots(grads):
    return np.array([math.sqrt(np.dot(np.ravel(g), np.ravel(g))) for g in grads])


def filled(grads):
    out = np.empty(len(grads))
    for k, g in enumerate(grads):
        out[k] = np.linalg.norm(np.reshape(g, -1))
    return out


def backwards(grads):
    return np.array([np.sqrt(np.sum(np.asarray(g) ** 2)) for g in reversed(grads)])


def squares(grads):
    return np.array([float(np.vdot(g, g)) for g in grads])


def rms(grads):
    return np.sqrt([np.mean(np.asarray(g) ** 2.0) for g in grads])


def total_only(grads):
    return float(np.sqrt(sum(np.sum(np.asarray(g) ** 2) for g in grads)))


def largest_entries(grads):
    return np.array([float(np.max(np.abs(g))) for g in grads])


def concatenated(grads, max_norm):
    n = np.linalg.norm(np.concatenate([np.ravel(g) for g in grads]))
    scale = max_norm / (n + 1e-6)
    return ([g * scale for g in grads] if scale < 1 else list(grads)), n


def own_copies(grads, max_norm):
    n = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    new = [np.array(g, dtype=float) for g in grads]
    for g in new:
        g *= min(1, max_norm / (n + 1e-6))
    return new, n


def as_a_pair(grads, max_norm):
    n = np.sqrt(np.sum([np.sum(np.square(g)) for g in grads]))
    return [tuple([np.minimum(1.0, max_norm / (n + 1e-6)) * g for g in grads]), n]


def each_its_own(grads, max_norm):
    n = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * min(1, max_norm / (np.sqrt(np.sum(g**2)) + 1e-6)) for g in grads], n


def cut_entries(grads, max_norm):
    return [np.maximum(np.minimum(g, max_norm), -max_norm).astype(float) for g in grads], roots_total(grads)


def roots_total(grads):
    return math.sqrt(sum(float(np.sum(g**2)) for g in grads))


def always_scaled(grads, max_norm):
    n = roots_total(grads)
    return [max_norm * g / (n + 1e-6) for g in grads], n


def not_rooted(grads, max_norm):
    n = float(sum(np.sum(g**2) for g in grads))
    return [g * min(1, max_norm / (n + 1e-6)) for g in grads], n


def added_norms(grads, max_norm):
    n = float(sum(np.sqrt(np.sum(g**2)) for g in grads))
    return [g * min(1, max_norm / (n + 1e-6)) for g in grads], n


def logged_after(grads, max_norm):
    new, n = concatenated(grads, max_norm)
    return new, min(n, max_norm)


def guarded(grads, max_norm):
    n = roots_total(grads)
    return ([g * (max_norm / n) for g in grads] if n > max_norm else [g * 1.0 for g in grads]), n


def divides(grads, max_norm):
    n = roots_total(grads)
    return [g * min(1, max_norm / n) for g in grads], n


def arrays_only(grads, max_norm):
    return concatenated(grads, max_norm)[0]


def mean_norm(grads, max_norm):
    n = roots_total(grads) / len(grads)
    return [g * min(1, max_norm / (n + 1e-6)) for g in grads], n


CORRECT = {
    "layer_gradient_norms": [roots, dots, filled],
    "clip_by_global_norm": [concatenated, own_copies, as_a_pair],
}


WRONG = {
    "layer_gradient_norms": {"reversed": [backwards], "no root": [squares], "mean": [rms]},
    "clip_by_global_norm": {
        "per tensor": [each_its_own],
        "by value": [cut_entries],
        "scales up": [always_scaled],
        "norm not rooted": [not_rooted],
        "sum of norms": [added_norms],
        "norm after clipping": [logged_after],
        "1e-6 left out": [guarded, divides],
    },
}


UNLISTED = {
    "layer_gradient_norms": [total_only, largest_entries],
    "clip_by_global_norm": [arrays_only, mean_norm],
}
