"""Unit 01 as learners write it: numerical_gradient with mistakes that have no name."""

from __future__ import annotations

import numpy as np

from tests.autograder.variants.gradient_numerical import EPS, by_unit_vectors, on_one_working_copy
from tests.autograder.variants.gradient_numerical_wrong import dividing_by


def complex_step(f, x, h=None):
    h = 1e-5 if h is None else h
    return np.array([np.imag(f(x + 1j * h * e)) / h for e in np.eye(x.size)])


def both_ahead(f, x, h=None):
    h = 1e-5 if h is None else h
    return np.array([(f(x + h * e) - f(x + h * e)) / (2 * h) for e in np.eye(x.size)])


def minus_the_gradient(f, x, h=None):
    return -by_unit_vectors(f, x, h)


def in_a_list(f, x, h=None):
    return by_unit_vectors(f, x, h).tolist()


def as_a_column(f, x, h=None):
    return by_unit_vectors(f, x, h).reshape(-1, 1)


def in_single_precision(f, x, h=None):
    return by_unit_vectors(f, x, h).astype(np.float32)


def seen_in_single_precision(f, x, h=None):
    x = x.astype(np.float32)
    return on_one_working_copy(lambda z: f(z.astype(np.float32)), x, h)


def rounded(f, x, h=None):
    return by_unit_vectors(f, x, h).round(6)


def half_a_step(f, x, h=None):
    h = 1e-5 if h is None else h
    return np.array([(f(x + h / 2 * e) - f(x - h / 2 * e)) / (2 * h) for e in np.eye(x.size)])


def four_times(f, x, h=None):
    return by_unit_vectors(f, x, h) / 2


def last_one_missing(f, x, h=None):
    return by_unit_vectors(f, x, h)[:-1]


def relative_without_floor(f, x, h=None):
    x = x.astype(float)
    steps = EPS ** (1 / 3) * np.abs(x) if h is None else np.full(x.size, h)
    return np.array([(f(x + e) - f(x - e)) / (2 * e.sum()) for e in np.diag(steps)])


def a_length_instead(f, x, h=None):
    return float(np.linalg.norm(by_unit_vectors(f, x, h)))


def normalised(f, x, h=None):
    grad = by_unit_vectors(f, x, h)
    return grad / np.linalg.norm(grad)


def five_points(f, x, h=None):
    h = 1e-3 if h is None else h
    near, far = dividing_by(f, x * 1.0, h), dividing_by(f, x * 1.0, 2 * h)
    return (4 * near - far) / 3


def rounded_at_first(f, x, h=None):
    x = x.astype(np.float32)
    steps = EPS ** (1 / 3) * np.maximum(1, np.abs(x)) if h is None else np.full(x.size, h, np.float32)
    return np.array([(f(x + s * e) - f(x - s * e)) / (2 * s) for s, e in zip(steps, np.eye(x.size), strict=True)])


def rounded_and_widened(f, x, h=None):
    return by_unit_vectors(f, x.astype(np.float32).astype(np.float64), h)


UNLISTED = {
    "numerical_gradient": [
        rounded_and_widened,
        complex_step,
        both_ahead,
        minus_the_gradient,
        in_a_list,
        as_a_column,
        in_single_precision,
        seen_in_single_precision,
        rounded_at_first,
        rounded,
        half_a_step,
        four_times,
        last_one_missing,
        relative_without_floor,
        a_length_instead,
        normalised,
        five_points,
    ],
}
