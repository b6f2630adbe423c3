"""Unit 01 as learners write it: relative_error."""

from __future__ import annotations

import math

import numpy as np

# relative_error


def error_in_a_loop(analytic, numeric):
    worst = 0.0
    for a, n in zip(analytic, numeric, strict=True):
        if math.isnan(a) or math.isnan(n):
            return math.nan
        worst = max(worst, abs(a - n) / max(1e-8, abs(a) + abs(n)))
    return worst


def error_by_where(analytic, numeric):
    total = np.abs(analytic) + np.abs(numeric)
    return (np.abs(analytic - numeric) / np.where(total < 1e-8, 1e-8, total)).max()


def error_of_the_flat(analytic, numeric):
    a, n = np.ravel(analytic).astype(float), np.ravel(numeric).astype(float)
    if np.isnan(a).any() or np.isnan(n).any():
        return np.nan
    return np.asarray(max(abs(p - q) / max(1e-8, abs(p) + abs(q)) for p, q in zip(a, n, strict=True)))


def error_by_clip(analytic, numeric):
    below = np.clip(np.abs(analytic) + np.abs(numeric), 1e-8, None)
    return float(np.amax(np.abs(np.subtract(numeric, analytic)) / below))


def error_on_own_copy(analytic, numeric):
    error = np.abs(np.array(analytic, dtype=float) - numeric)
    error /= np.maximum(np.abs(analytic) + np.abs(numeric), 1e-8)
    return error[np.argmax(error)] if not np.isnan(error).any() else float("nan")


def largest_difference(analytic, numeric):
    return abs(analytic - numeric).max()


def length_of_difference(analytic, numeric):
    return np.sqrt(np.sum((analytic - numeric) ** 2))


def mean_error(analytic, numeric):
    total = np.maximum(np.abs(analytic) + np.abs(numeric), 1e-8)
    return np.sum(np.abs(analytic - numeric) / total) / len(total)


def signed_error(analytic, numeric):
    return np.amax((analytic - numeric) / np.clip(np.abs(analytic) + np.abs(numeric), 1e-8, None))


def signed_sum_too(analytic, numeric):
    return max_or_nan([(a - n) / max(1e-8, a + n) for a, n in zip(analytic, numeric, strict=True)])


def max_or_nan(values):
    return np.max(np.array(values))


def no_floor_at_all(analytic, numeric):
    return (np.abs(analytic - numeric) / (np.abs(analytic) + np.abs(numeric))).max()


def no_floor_in_loop(analytic, numeric):
    errors = []
    for a, n in zip(analytic.tolist(), numeric.tolist(), strict=True):
        errors.append(abs(a - n) / (abs(a) + abs(n)))
    return max_or_nan(errors)


def loop_loses_nan(analytic, numeric):
    worst = 0.0
    for a, n in zip(analytic, numeric, strict=True):
        error = abs(a - n) / max(1e-8, abs(a) + abs(n))
        if error > worst:
            worst = error
    return worst


def fmax_loses_nan(analytic, numeric):
    return np.fmax.reduce(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)))


def cs231n(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / np.maximum(1e-8, np.maximum(np.abs(analytic), np.abs(numeric))))


def norm_ratio(analytic, numeric):
    sizes = np.linalg.norm(analytic) + np.linalg.norm(numeric)
    return np.linalg.norm(analytic - numeric) / max(1e-8, sizes)


def median_error(analytic, numeric):
    return np.median(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)))


def smallest_error(analytic, numeric):
    return np.min(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)))


def summed_error(analytic, numeric):
    return np.sum(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)))


def errors_unreduced(analytic, numeric):
    return np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric))


def floor_added(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / (np.abs(analytic) + np.abs(numeric) + 1e-8))


def another_floor(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / np.maximum(1e-12, np.abs(analytic) + np.abs(numeric)))


def floor_as_a_ceiling(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / np.minimum(1e-8, np.abs(analytic) + np.abs(numeric)))


def by_the_numeric(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(numeric)))


def maxima_apart(analytic, numeric):
    return np.max(np.abs(analytic - numeric)) / max(1e-8, np.max(np.abs(analytic) + np.abs(numeric)))


def abs_of_the_sum(analytic, numeric):
    return np.max(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic + numeric)))


def twice_as_large(analytic, numeric):
    return 2 * np.max(np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)))


def nan_counts_as_zero(analytic, numeric):
    a, n = np.nan_to_num(analytic), np.nan_to_num(numeric)
    return np.max(np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n)))


def is_close_enough(analytic, numeric):
    return bool(np.allclose(analytic, numeric))


def squared_error(analytic, numeric):
    return np.max((analytic - numeric) ** 2 / np.maximum(1e-8, analytic**2 + numeric**2))


CORRECT = {
    "relative_error": [error_in_a_loop, error_by_where, error_of_the_flat, error_by_clip, error_on_own_copy],
}


def norm_ratio_without_floor(analytic, numeric):
    return np.linalg.norm(analytic - numeric) / (np.linalg.norm(analytic) + np.linalg.norm(numeric))


def floor_added_in_a_loop(analytic, numeric):
    return float(np.max([abs(a - n) / (1e-8 + abs(a) + abs(n)) for a, n in zip(analytic, numeric, strict=True)]))


WRONG = {
    "relative_error": {
        "absolute": [largest_difference, length_of_difference],
        "mean": [mean_error],
        "signed": [signed_error, signed_sum_too],
        "0/0": [no_floor_at_all, no_floor_in_loop],
        "nan dropped": [loop_loses_nan, fmax_loses_nan],
        "larger instead of sum": [cs231n],
        "floor added": [floor_added, floor_added_in_a_loop],
        "of lengths": [norm_ratio_without_floor, norm_ratio],
    },
}

UNLISTED = {
    "relative_error": [
        median_error,
        smallest_error,
        summed_error,
        errors_unreduced,
        another_floor,
        floor_as_a_ceiling,
        by_the_numeric,
        maxima_apart,
        abs_of_the_sum,
        twice_as_large,
        nan_counts_as_zero,
        is_close_enough,
        squared_error,
    ],
}
