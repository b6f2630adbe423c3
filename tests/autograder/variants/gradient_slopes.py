"""Unit 01 as learners write it: directional_derivative and linear_approximation."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np

# directional_derivative


def along_unit_vector(grad, v):
    unit = v / np.sqrt(np.sum(v**2))
    return np.dot(grad, unit)


def slope_in_python(grad, v):
    length = math.sqrt(sum(float(b) ** 2 for b in v))
    return sum(float(a) * float(b) for a, b in zip(grad, v, strict=True)) / length


def slope_by_the_cosine(grad, v):
    lengths = np.linalg.norm(grad), np.linalg.norm(v)
    return lengths[0] * (np.inner(grad, v) / (lengths[0] * lengths[1]))


def slope_by_einsum(grad, v):
    return np.array(np.einsum("i,i->", grad, v) / np.sqrt(np.einsum("i,i", v, v)))


def slope_by_hypot(grad, v):
    return (grad * v).sum() / math.hypot(*v)


def raw_product_in_python(grad, v):
    return sum(a * b for a, b in zip(grad, v, strict=True))


def steepest(grad, v):
    return math.sqrt(sum(a * a for a in grad))


def cosine_of_unit_vectors(grad, v):
    return np.sum((grad / np.linalg.norm(grad)) * (v / np.linalg.norm(v)))


def unit_gradient_times_v(grad, v):
    return (grad / np.linalg.norm(grad)) @ v


def by_v_dot_v(grad, v):
    return np.dot(grad, v) / np.dot(v, v)


def normalising_v(grad, v):
    v /= np.sqrt(np.sum(v**2))
    return grad @ v


def unsigned_slope(grad, v):
    return abs(along_unit_vector(grad, v))


def downhill_slope(grad, v):
    return -along_unit_vector(grad, v)


def slope_by_the_sum(grad, v):
    return grad @ v / np.sum(np.abs(v))


def slope_by_the_largest(grad, v):
    return grad @ v / np.max(np.abs(v))


def slope_not_summed(grad, v):
    return grad * v / np.linalg.norm(v)


def slope_as_a_vector(grad, v):
    unit = v / np.linalg.norm(v)
    return (grad @ unit) * unit


def slope_in_a_row(grad, v):
    return np.array([along_unit_vector(grad, v)])


def slope_averaged(grad, v):
    return np.mean(grad * v) / np.linalg.norm(v)


def slope_in_single_precision(grad, v):
    return np.float32(along_unit_vector(grad, v))


def norm_in_the_wrong_place(grad, v):
    return np.linalg.norm(grad @ v / v)


# linear_approximation


def plane_by_dot(f0, grad, x0, x):
    return f0 + np.dot(grad, np.subtract(x, x0))


def plane_in_python(f0, grad, x0, x):
    value = float(f0)
    for g, a, b in zip(grad, x0, x, strict=True):
        value += float(g) * (float(b) - float(a))
    return value


def plane_by_sum(f0, grad, x0, x):
    return np.sum(grad * (x - x0)) + f0


def plane_through_the_origin(f0, grad, x0, x):
    offset = f0 - grad @ x0
    return np.asarray(offset + grad @ x)


def at_the_position(f0, grad, x0, x):
    return f0 + np.sum(grad * x)


def backwards(f0, grad, x0, x):
    return f0 + np.dot(grad, x0 - x)


def subtracted(f0, grad, x0, x):
    return f0 - np.sum(grad * (x - x0))


def only_the_change(f0, grad, x0, x):
    return sum(g * (b - a) for g, a, b in zip(grad, x0, x, strict=True))


def at_the_start(f0, grad, x0, x):
    return f0 + grad @ x0


def plane_not_summed(f0, grad, x0, x):
    return f0 + grad * (x - x0)


def plane_in_a_row(f0, grad, x0, x):
    return np.atleast_1d(plane_by_dot(f0, grad, x0, x))


def plane_of_lengths(f0, grad, x0, x):
    return f0 + np.linalg.norm(grad) * np.linalg.norm(x - x0)


def per_unit_length(f0, grad, x0, x):
    d = x - x0
    return f0 + grad @ d / np.linalg.norm(d)


def f0_times(f0, grad, x0, x):
    return f0 * (1 + grad @ (x - x0))


def moving_x(f0, grad, x0, x):
    x -= x0
    return f0 + grad @ x


def half_the_change(f0, grad, x0, x):
    return f0 + 0.5 * grad @ (x - x0)


def grad_times_v_in_place(grad, v):
    grad *= v
    return grad.sum() / np.linalg.norm(v)


def slope_by_projection(grad, v):
    return (grad @ v) / (v @ v) * np.linalg.norm(v)


CORRECT = {
    "directional_derivative": [
        slope_by_projection,
        along_unit_vector,
        slope_in_python,
        slope_by_the_cosine,
        slope_by_einsum,
        slope_by_hypot,
    ],
    "linear_approximation": [plane_by_dot, plane_in_python, plane_by_sum, plane_through_the_origin],
}

WRONG = {
    "directional_derivative": {
        "v not normalised": [raw_product_in_python],
        "length of the gradient": [steepest],
        "cosine": [cosine_of_unit_vectors],
        "divided by the gradient's length": [unit_gradient_times_v],
        "divided by the squared length": [by_v_dot_v],
        "argument changed": [grad_times_v_in_place, normalising_v],
    },
    "linear_approximation": {
        "x instead of x − x0": [at_the_position],
        "sign": [backwards, subtracted],
        "f0 dropped": [only_the_change],
    },
}

UNLISTED = {
    "directional_derivative": [
        unsigned_slope,
        downhill_slope,
        slope_by_the_sum,
        slope_by_the_largest,
        slope_not_summed,
        slope_as_a_vector,
        slope_in_a_row,
        slope_averaged,
        slope_in_single_precision,
        norm_in_the_wrong_place,
    ],
    "linear_approximation": [
        at_the_start,
        plane_not_summed,
        plane_in_a_row,
        plane_of_lengths,
        per_unit_length,
        f0_times,
        moving_x,
        half_the_change,
    ],
}
