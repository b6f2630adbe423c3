"""Unit 01 as learners write it: quadratic_gradient."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np

# quadratic_gradient


def both_halves(A, b, x):
    return 0.5 * (A @ x) + 0.5 * (x @ A) - b


def symmetric_part(A, b, x):
    S = (A + np.transpose(A)) / 2
    return np.dot(S, x) - b


def quadratic_by_einsum(A, b, x):
    return -b + 0.5 * (np.einsum("ij,j->i", A, x) + np.einsum("ji,j->i", A, x))


def quadratic_in_loops(A, b, x):
    D = len(x)
    grad = np.zeros(D)
    for i in range(D):
        for j in range(D):
            grad[i] += 0.5 * (A[i, j] + A[j, i]) * x[j]
        grad[i] -= b[i]
    return grad


def symmetrised_own_copy(A, b, x):
    S = A.astype(np.float64)
    S += A.T
    S *= 0.5
    return S @ x - b


def textbook_by_dot(A, b, x):
    return np.dot(A, x) - b


def textbook_symmetric_guess(A, b, x):
    return 0.5 * (A + A) @ x - b


def no_half_split(A, b, x):
    return A @ x + A.T @ x - b


def plus_b_split(A, b, x):
    return b + (A @ x + A.T @ x) / 2


def row_times_matrix(A, b, x):
    return x @ A - b


def b_left_out(A, b, x):
    return (A @ x + x @ A) / 2


def everything_halved(A, b, x):
    return ((A + A.T) @ x - b) / 2


def doubling_the_matrix(A, b, x):
    A += A.T
    return A @ x / 2 - b


def entrywise(A, b, x):
    return 0.5 * (A + A.T) * x - b


def half_of_the_product(A, b, x):
    return 0.5 * A @ x - b


def quadratic_value(A, b, x):
    return 0.5 * x @ A @ x - b @ x


def minus_transposed(A, b, x):
    return 0.5 * (A - A.T) @ x - b


def quadratic_downhill(A, b, x):
    return b - 0.5 * (A + A.T) @ x


def quadratic_as_a_column(A, b, x):
    return (0.5 * (A + A.T) @ x - b)[:, None]


def whole_halves(A, b, x):
    return (A + A.T) @ x // 2 - b


def diagonal_only(A, b, x):
    return np.diag(A) * x - b


def quadratic_in_single_precision(A, b, x):
    return symmetric_part(A, b, x).astype(np.float32)


def collected_in_b(A, b, x):
    b -= 0.5 * (A + A.T) @ x
    return -b


CORRECT = {
    "quadratic_gradient": [
        both_halves,
        symmetric_part,
        quadratic_by_einsum,
        quadratic_in_loops,
        symmetrised_own_copy,
    ],
}

WRONG = {
    "quadratic_gradient": {
        "Ax − b": [textbook_by_dot, textbook_symmetric_guess],
        "no ½": [no_half_split],
        "+b": [plus_b_split],
        "Aᵀx − b": [row_times_matrix],
        "b forgotten": [b_left_out],
        "b halved": [everything_halved],
        "argument changed": [collected_in_b, doubling_the_matrix],
    },
}

UNLISTED = {
    "quadratic_gradient": [
        entrywise,
        half_of_the_product,
        quadratic_value,
        minus_transposed,
        quadratic_downhill,
        quadratic_as_a_column,
        whole_halves,
        diagonal_only,
        quadratic_in_single_precision,
    ],
}
