"""Unit 01 as learners write it: numerical_gradient with its known mistakes."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from tests.autograder.variants.gradient_numerical import (
    EPS,
    by_unit_vectors,
    by_unit_vectors_scaled,
    on_one_working_copy,
)

# numerical_gradient, wrong


def forward_loop(f, x, h=None):
    x = np.array(x, dtype=float)
    here = f(x)
    grad = np.zeros_like(x)
    for i in range(len(x)):
        moved = x.copy()
        step = 1e-5 if h is None else h
        moved[i] += step
        grad[i] = (f(moved) - here) / step
    return grad


def forward_with_its_own_best_step(f, x, h=None):
    x = np.array(x, dtype=float)
    steps = math.sqrt(EPS) * np.maximum(1, abs(x)) if h is None else h * np.ones(x.size)
    return np.array([(f(x + d) - f(x)) / d.max() for d in np.diag(steps)])


def forward_moved_back(f, x, h=None):
    work, grad = x.astype(float), []
    for i in range(x.size):
        step = h or 1e-8
        work[i] += step
        ahead = f(work)
        work[i] -= step
        grad.append((ahead - f(work)) / step)
    return np.array(grad)


def backward_loop(f, x, h=None):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in range(len(x)):
        moved = x.copy()
        step = 1e-6 * max(1, abs(x[i])) if h is None else h
        moved[i] -= step
        grad[i] = (f(x) - f(moved)) / step
    return grad


def central_over_h(f, x, h=None):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in range(len(x)):
        step = 1e-5 if h is None else h
        e = np.zeros(len(x))
        e[i] = step
        grad[i] = (f(x + e) - f(x - e)) / step
    return grad


def precedence_drops_the_two(f, x, h=None):
    x = x * 1.0
    grad = np.zeros(x.size)
    for i, s in enumerate(np.cbrt(EPS) * np.maximum(1, np.abs(x)) if h is None else [h] * x.size):
        e = s * (np.arange(x.size) == i)
        grad[i] = (f(x + e) - f(x - e)) / 2 / s * 2
    return grad


def tiny(step, f, x, h=None):
    x = x.astype(float)
    return by_unit_vectors(f, x, step if h is None else h)


def tiny_on_a_working_copy(f, x, h=None):
    return on_one_working_copy(f, x, 1e-13 if h is None else h)


def tiny_by_precedence(f, x, h=None):
    h = EPS**1 / 3 if h is None else h  # means eps^(1/3)
    return dividing_by(f, x.astype(float), h)


def dividing_by(f, x, h):
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(x.size)])


def tiny_relative(f, x, h=None):
    return by_unit_vectors_scaled(f, x, 1e-12 if h is None else None, h)


def one_slope(f, x, h=None):
    h = 1e-5 if h is None else h
    return (f(x + h) - f(x - h)) / (2 * h)


def one_slope_for_all(f, x, h=None):
    x = x.astype(float)
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = EPS ** (1 / 3) * max(1, abs(x[i])) if h is None else h
        grad[i] = (f(x + step) - f(x - step)) / (2 * step)
    return grad


def in_place_inexactly(f, x, h=None):
    x = np.asarray(x, dtype=float)
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = 1e-5 if h is None else h
        x[i] += step
        ahead = f(x)
        x[i] -= 2 * step
        grad[i] = (ahead - f(x)) / (2 * step)
        x[i] += step
    return grad


def in_place_where_allowed(f, x, h=None):
    if x.dtype != float or not x.flags.writeable:
        x = np.array(x, dtype=float)
    original = x.copy()
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = EPS ** (1 / 3) * max(1.0, abs(x[i])) if h is None else h
        x[i] = original[i] + step
        ahead = f(x.copy())
        x[i] = original[i] - step
        grad[i] = (ahead - f(x.copy())) / (2 * step)
        x[:] = original
    return grad


def integer_copies(f, x, h=None):
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = EPS ** (1 / 3) * max(1.0, abs(x[i])) if h is None else h
        ahead, behind = x.copy(), x.copy()
        ahead[i] += step
        behind[i] -= step
        grad[i] = (f(ahead) - f(behind)) / (2 * step)
    return grad


def integer_slopes(f, x, h=None):
    grad = np.zeros_like(x)
    for i in range(len(x)):
        step = EPS ** (1 / 3) * max(1.0, abs(x[i])) if h is None else h
        e = np.eye(len(x))[i] * step
        grad[i] = (f(x + e) - f(x - e)) / (2 * step)
    return grad


def integer_steps_cast(f, x, h=None):
    grad = np.zeros(len(x))
    for i in range(len(x)):
        step = EPS ** (1 / 3) * max(1.0, abs(x[i])) if h is None else h
        ahead, behind = x.copy(), x.copy()
        ahead += step * np.eye(len(x))[i]
        behind -= step * np.eye(len(x))[i]
        grad[i] = (f(ahead) - f(behind)) / (2 * step)
    return grad


def unscaled(step, f, x, h=None):
    return dividing_by(f, x.astype(float), step if h is None else h)


def accumulating(f, x, h=None):
    ahead, behind = x.astype(float), x.astype(float)
    grad = []
    for i in range(x.size):
        step = EPS ** (1 / 3) * max(1.0, abs(float(x[i]))) if h is None else h
        ahead[i] = ahead[i] + step
        behind[i] = behind[i] - step
        grad.append((f(ahead) - f(behind)) / (2 * step))
    return np.array(grad)


def h_for_large_x_too(f, x, h=None):
    h = EPS ** (1 / 3) if h is None else h
    return np.array([by_unit_vectors(f, x, h * max(1, abs(v)))[i] for i, v in enumerate(x)])


def own_h(f, x, h=None):
    return by_unit_vectors_scaled(f, x, 2e-6, h)


def coarse_default(f, x, h=None):
    return by_unit_vectors_scaled(f, x, 1e-2 if h is None else None, h)


def one_step_for_all(f, x, h=None):
    x = x.astype(float)
    return dividing_by(f, x, EPS ** (1 / 3) * max(1.0, np.abs(x).max()) if h is None else h)


def walking_off(f, x, h=None):
    grad, at = np.zeros(len(x)), np.array(x, dtype=float)
    steps = EPS ** (1 / 3) * np.maximum(1, np.abs(at)) if h is None else [h] * len(x)
    for i, step in enumerate(steps):
        at[i] += step
        up = f(at)
        at[i] -= 2 * step
        grad[i] = (up - f(at)) / (2 * step)
    return grad


def unscaled_own_h(f, x, h=None):  # noqa: ARG001
    return unscaled(1e-5, f, x)


def scaled_by_the_sign_too(f, x, h=None):
    x = x.astype(float)
    steps = EPS ** (1 / 3) * np.maximum(1, x) if h is None else np.full(x.size, h)
    return np.array([(f(x + s * e) - f(x - s * e)) / (2 * s) for s, e in zip(steps, np.eye(x.size), strict=True)])


def one_number_for_all(f, x, h=None):
    h = h or 1e-5
    return (f(x + float(h)) - f(x - float(h))) / (2 * h)


WRONG = {
    "numerical_gradient": {
        "forward difference": [forward_loop, forward_with_its_own_best_step, forward_moved_back],
        "backward difference": [backward_loop],
        "missing factor 2": [central_over_h, precedence_drops_the_two],
        "h far too small": [
            *(partial(tiny, step) for step in (1e-11, 1e-12, 3e-13, 1e-14, EPS, 1e-20)),
            tiny_on_a_working_copy,
            tiny_by_precedence,
            tiny_relative,
        ],
        "all coordinates moved together": [one_number_for_all, one_slope, one_slope_for_all],
        "x modified": [in_place_inexactly, in_place_where_allowed],
        "integer x kept integer": [integer_copies, integer_slopes, integer_steps_cast],
        "default step too large": [
            coarse_default,
            one_step_for_all,
            *(partial(unscaled, step) for step in (0.1, 1e-3)),
        ],
        "step not scaled": [scaled_by_the_sign_too, *(partial(unscaled, step) for step in (1e-4, 6e-6, 1e-5, 1e-6))],
        "never moved back": [walking_off, accumulating],
        "h taken as relative": [h_for_large_x_too],
        "h ignored": [unscaled_own_h, own_h],
    },
}
