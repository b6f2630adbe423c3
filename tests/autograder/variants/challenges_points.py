"""Unit 07 as learners write it: Hessians and critical points."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np


def one_working_copy(grad_fn, x):
    work = x.astype(float)
    H = np.zeros((work.size, work.size))
    for i in range(work.size):
        h = 6e-6 * max(1.0, abs(work[i]))
        work[i] += h
        ahead = grad_fn(work).copy()
        work[i] -= 2 * h
        H[i] = (ahead - grad_fn(work)) / (2 * h)
        work[i] += h
    return 0.5 * (H + H.T)


def unit_vectors(grad_fn, x):
    e = 1e-5 * np.eye(len(x))
    J = np.array([(grad_fn(x + d) - grad_fn(x - d)) / 2e-5 for d in e])
    return (J + J.T) / 2


def mirrored(grad_fn, x):
    x = np.asarray(x, dtype=np.float64)
    J = np.column_stack([(grad_fn(x + d) - grad_fn(x - d)) / 2 / d.max() for d in 3e-6 * np.eye(x.size)])
    for i in range(x.size):
        for k in range(i):
            J[i, k] = J[k, i] = (J[i, k] + J[k, i]) / 2
    return J


def forward_loop(grad_fn, x):
    x = x.astype(float)
    J = np.zeros((len(x), len(x)))
    for i in range(len(x)):
        moved = x.copy()
        moved[i] += 1e-5
        J[:, i] = (grad_fn(moved) - grad_fn(x)) / 1e-5
    return (J + J.T) / 2


def forward_tiny(grad_fn, x):
    J = np.array([(grad_fn(x + d) - grad_fn(x)) / 1e-8 for d in 1e-8 * np.eye(len(x))])
    return (J + J.T) / 2


def over_h(grad_fn, x):
    J = np.array([(grad_fn(x + d) - grad_fn(x - d)) / 1e-5 for d in 1e-5 * np.eye(len(x))])
    return (J + J.T) / 2


def rows_only(grad_fn, x):
    return np.array([(grad_fn(x + d) - grad_fn(x - d)) / 2e-5 for d in 1e-5 * np.eye(len(x))])


def upper_half(grad_fn, x):
    J = rows_only(grad_fn, x)
    return np.triu(J) + np.triu(J, 1).T


def negative(grad_fn, x):
    return -unit_vectors(grad_fn, x)


def counting(H, *, tol):
    values = np.linalg.eigvals(H).real
    if min(abs(values)) < tol:
        return "degenerate"
    up = sum(values > 0)
    return {len(values): "minimum", 0: "maximum"}.get(up, "saddle")


def by_extremes(H, *, tol):
    low, *_, high = [*np.linalg.eigvalsh(H)] * 2 if len(H) == 1 else np.linalg.eigvalsh(H)
    if any(abs(v) < tol for v in np.linalg.eigvalsh(H)):
        return "degenerate"
    return "saddle" if low < 0 < high else "minimum" if low > 0 else "maximum"


def by_singular_values(H, *, tol):
    if np.linalg.svd(np.array(H, dtype=float), compute_uv=False).min() < tol:
        return "degenerate"
    signs = set(np.sign(np.linalg.eigh(H)[0]))
    return "saddle" if len(signs) == 2 else "minimum" if 1 in signs else "maximum"


def diagonal_loop(H, *, tol):
    d = [H[i, i] for i in range(len(H))]
    if any(abs(v) < tol for v in d):
        return "degenerate"
    return "minimum" if min(d) > 0 else "maximum" if max(d) < 0 else "saddle"


def sum_of_eigenvalues(H, *, tol):
    total = np.linalg.eigvalsh(H).sum()
    if abs(total) < tol:
        return "degenerate"
    return "minimum" if total > 0 else "maximum"


def product_of_eigenvalues(H, *, tol):
    product = np.prod(np.linalg.eigvalsh(H))
    if abs(product) < tol:
        return "degenerate"
    return "saddle" if product < 0 else "minimum" if np.diag(H)[0] > 0 else "maximum"


def never(H, *, tol):
    values = np.linalg.eigvalsh(H)
    return "minimum" if values.min() > 0 else "maximum" if values.max() < 0 else "saddle"


def capitals(H, *, tol):
    return counting(H, tol=tol).capitalize()


def signed_tol(H, *, tol):
    values = np.linalg.eigvalsh(H)
    return "degenerate" if (values < tol).any() else "minimum"


CORRECT = {
    "hessian": [one_working_copy, unit_vectors, mirrored],
    "classify_critical_point": [counting, by_extremes, by_singular_values],
}


WRONG = {
    "hessian": {
        "one-sided difference": [forward_loop, forward_tiny],
        "twice too large": [over_h],
        "not symmetrised": [rows_only],
    },
    "classify_critical_point": {
        "determinant": [product_of_eigenvalues],
        "trace": [sum_of_eigenvalues],
        "diagonal": [diagonal_loop],
        "no degenerate": [never],
    },
}


UNLISTED = {
    "hessian": [upper_half, negative],
    "classify_critical_point": [capitals, signed_tol],
}
