"""Unit 07's known mistakes with norms and clipping: wrong implementations, symptoms, and what a learner reads."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

# layer_gradient_norms


def norms_reversed(grads):
    return np.array([np.linalg.norm(np.ravel(g)) for g in grads])[::-1].copy()


def no_root(grads):
    return np.array([np.sum(np.square(g)) for g in grads], dtype=float)


def mean_square_root(grads):
    return np.array([np.sqrt(np.mean(np.square(g))) for g in grads])


def mean_size(grads):
    return np.array([np.mean(np.abs(g)) for g in grads])


def mean_square(grads):
    return np.array([np.mean(np.square(g)) for g in grads])


def mean_of_norm(grads):
    return np.array([np.linalg.norm(np.ravel(g)) / np.size(g) for g in grads])


def mean_entry(grads):
    return np.array([np.mean(g) for g in grads])


def sum_of_sizes(grads):
    return np.array([np.sum(np.abs(g)) for g in grads], dtype=float)


def no_root_of_integers(grads):
    return np.array([np.sum(np.square(g)) for g in grads])  # integers stay integers


def sum_of_integer_sizes(grads):
    return np.array([np.sum(np.abs(g)) for g in grads])


NORMS = [
    Mistake(
        "reversed",
        "Your norms come in the order of backpropagation. The list is already sorted, input side first: keep it so.",
        norms_reversed,
    ),
    Mistake(
        "no root",
        "You returned the sums of squares. A norm is the square root of that.",
        no_root,
        also=[no_root_of_integers],
    ),
    Mistake(
        "mean",
        "You took a mean over the entries. The norm is the root of the *sum* of squares.",
        mean_square_root,
        also=[mean_size, mean_square, mean_of_norm, mean_entry],
    ),
    Mistake(
        "sum of sizes",
        "You added up |g|. The L2 norm adds up g², and takes the root.",
        sum_of_sizes,
        also=[sum_of_integer_sizes],
    ),
]

# clip_by_global_norm


def _norm(grads):
    return float(np.sqrt(sum(np.sum(np.square(g)) for g in grads)))


def _scaled(grads, c, n):
    return [np.asarray(g, dtype=float) * min(1.0, c / (n + 1e-6)) for g in grads]


def per_tensor(grads, max_norm):
    return [_scaled([g], max_norm, _norm([g]))[0] for g in grads], _norm(grads)


def by_value(grads, max_norm):
    return [np.clip(np.asarray(g, dtype=float), -max_norm, max_norm) for g in grads], _norm(grads)


def scales_up(grads, max_norm):
    n = _norm(grads)
    return [np.asarray(g) * (max_norm / (n + 1e-6)) for g in grads], n


def scales_up_without_epsilon(grads, max_norm):
    n = np.float64(_norm(grads))
    return [np.asarray(g) * (max_norm / n) for g in grads], n


def scales_up_or_raises(grads, max_norm):
    n = _norm(grads)
    return [np.asarray(g) * (max_norm / n) for g in grads], n


def scales_up_only(grads, max_norm):
    n = _norm(grads)
    return [np.asarray(g) * max(1.0, max_norm / (n + 1e-6)) for g in grads], n


def scales_up_only_by_one(grads, max_norm):
    n = _norm(grads)
    return [np.asarray(g) * max(1, max_norm / (n + 1e-6)) for g in grads], n  # integers stay integers


def squared(grads, max_norm):
    return _scaled(grads, max_norm, _norm(grads) ** 2), _norm(grads) ** 2


def squared_scale_only(grads, max_norm):
    return _scaled(grads, max_norm, _norm(grads) ** 2), _norm(grads)


def squared_result_only(grads, max_norm):
    return _scaled(grads, max_norm, _norm(grads)), _norm(grads) ** 2


def sum_of_norms(grads, max_norm):
    n = float(sum(_norm([g]) for g in grads))
    return _scaled(grads, max_norm, n), n


def sum_of_norms_in_the_scale(grads, max_norm):
    return _scaled(grads, max_norm, float(sum(_norm([g]) for g in grads))), _norm(grads)


def sum_of_norms_returned(grads, max_norm):
    return _scaled(grads, max_norm, _norm(grads)), float(sum(_norm([g]) for g in grads))


def largest_norm(grads, max_norm):
    n = max(_norm([g]) for g in grads)
    return _scaled(grads, max_norm, n), n


def norm_after(grads, max_norm):
    clipped = _scaled(grads, max_norm, _norm(grads))
    return clipped, _norm(clipped)


def without_epsilon(grads, max_norm):
    n = np.float64(_norm(grads))
    scale = np.minimum(1.0, max_norm / n) if n else np.nan
    return [np.asarray(g) * scale for g in grads], n


def clipped_in_place(grads, max_norm):
    n = _norm(grads)
    for g in grads:
        g *= min(1.0, max_norm / (n + 1e-6))  # noqa: PLW2901
    return grads, n


def seen_per_tensor(_expected, got, grads, max_norm):
    wanted = [np.asarray(g) * min(1.0, max_norm / (np.sqrt(np.sum(np.square(g))) + 1e-6)) for g in grads]
    # With or without the 1e-6, which is 5e-4 of the smallest norms.
    return all(np.allclose(a, b, rtol=1e-3, atol=0) for a, b in zip(got[0][0], wanted, strict=True))


def seen_by_value(_expected, got, grads, max_norm):
    return all(np.array_equal(a, np.clip(b, -max_norm, max_norm)) for a, b in zip(got[0][0], grads, strict=True))


def seen_norm_after(expected, got, grads, max_norm):  # noqa: ARG001
    clipped, norm = got[0]
    right = all(np.allclose(a, b, rtol=1e-9, atol=0) for a, b in zip(clipped, expected[0][0], strict=True))
    # `min(n, c)` is meant to be the norm afterwards, and misses it by the 1e-6
    near = abs(norm - min(expected[0][1], max_norm)) < 2e-6
    return right and (near or bool(np.isclose(norm, np.sqrt(sum(np.sum(np.square(g)) for g in clipped)), rtol=1e-9)))


def seen_without_epsilon(expected, got, grads, max_norm):
    n = float(np.sqrt(sum(np.sum(np.square(g)) for g in grads)))
    if not n:
        return not got or all(np.isnan(g).all() for g in got[0][0])
    wanted = [np.asarray(g) * min(1.0, max_norm / n) for g in grads]
    near = all(np.allclose(a, b, rtol=1e-9, atol=0) for a, b in zip(got[0][0], wanted, strict=True))
    return near and bool(np.isclose(got[0][1], expected[0][1], rtol=1e-9))


CLIP = [
    Mistake(
        "in place",
        "You changed the arrays that you were given. Return new ones: `g * scale`, not `g *= scale`.",
        clipped_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "1e-6 left out",
        "You divide by n, not by n + 1e-6. Without it the factor for zero gradients is c/0, and 0·∞ is nan.",
        without_epsilon,
        seen_without_epsilon,
    ),
    Mistake(
        "norm after clipping",
        "You return the norm after clipping, which is c whenever it matters. Return the one from before.",
        norm_after,
        seen_norm_after,
    ),
    Mistake(
        "per tensor",
        "You clip each array by its own norm, which turns the direction of the whole gradient. "
        "Use one norm, over all arrays, and one factor.",
        per_tensor,
        seen_per_tensor,
    ),
    Mistake(
        "by value",
        "You cut off single entries, which turns the direction of the gradient. Multiply all by one factor.",
        by_value,
        seen_by_value,
    ),
    Mistake(
        "scales up",
        "You also stretch gradients that are short enough. The factor is at most 1: `min(1, …)`.",
        scales_up,
        also=[scales_up_without_epsilon, scales_up_or_raises, scales_up_only, scales_up_only_by_one],
    ),
    Mistake(
        "norm not rooted",
        "Your n is the sum of squares. The norm is its square root.",
        squared,
        also=[squared_scale_only, squared_result_only],
    ),
    Mistake(
        "sum of norms",
        "You added up the norms of the arrays. As one long vector, their squares add up: √(Σ n_l²).",
        sum_of_norms,
        also=[sum_of_norms_in_the_scale, sum_of_norms_returned],
    ),
    Mistake(
        "largest norm",
        "You took the norm of the longest array. The global norm is over all of them: √(Σ n_l²).",
        largest_norm,
    ),
]
