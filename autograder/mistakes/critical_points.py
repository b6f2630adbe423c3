"""Unit 07's known mistakes with Hessians and critical points: wrong code, symptoms, and what a learner reads."""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from descent.observing import CHANGED_ARGUMENT

from autograder.exercise import Mistake

# hessian


def _jacobian(grad_fn, x, *, behind=1.0):
    x, columns = np.array(x, dtype=float), []
    for i in range(x.size):
        step = np.cbrt(np.finfo(float).eps) * max(1.0, abs(x[i])) * np.eye(x.size)[i]
        columns.append((grad_fn(x + step) - grad_fn(x - behind * step)) / ((1 + behind) * step[i]))
    return np.array(columns).T


def forward(grad_fn, x):
    J = _jacobian(grad_fn, x, behind=0.0)
    return (J + J.T) / 2


def not_symmetrised(grad_fn, x):
    return _jacobian(grad_fn, x)


def diagonal_only(grad_fn, x):
    return np.diag(np.diag(_jacobian(grad_fn, x)))


def twice(grad_fn, x):
    J = _jacobian(grad_fn, x)
    return J + J.T


def hessian_in_place(grad_fn, x):
    J = np.zeros((x.size, x.size))
    for i in range(x.size):
        x[i] += 1e-5
        ahead = grad_fn(x.copy())
        x[i] -= 2e-5
        J[:, i] = (ahead - grad_fn(x.copy())) / 2e-5
    return (J + J.T) / 2


def seen_one_side(_expected, got, *_, **__):
    return "one side only" in got[1]


def integers_kept(grad_fn, x):
    J = np.zeros((x.size, x.size))
    for i in range(x.size):
        ahead, behind = x.copy(), x.copy()
        ahead[i] = x[i] + 1e-5
        behind[i] = x[i] - 1e-5
        J[:, i] = (grad_fn(ahead) - grad_fn(behind)) / 2e-5
    return (J + J.T) / 2


def seen_whole_steps(_expected, got, _text, x):
    return x.dtype.kind in "iu" and "whole steps" in got[1]


def seen_unsymmetric(expected, got, *_, **__):
    H = np.asarray(got[0])
    return not np.array_equal(H, H.T) and np.allclose((H + H.T) / 2, expected[0], atol=1e-5 * np.abs(expected[0]).max())


def seen_diagonal(expected, got, *_, **__):
    H, diagonal = np.asarray(got[0]), np.diag(expected[0])
    same = [np.allclose(one, diagonal, atol=1e-5 * np.abs(expected[0]).max()) for one in (H, np.diag(diagonal))[:1]]
    off = H.ndim == 2 and np.allclose(H, np.diag(diagonal), atol=1e-5 * np.abs(expected[0]).max())
    return off or (H.ndim == 1 and same[0])


def seen_twice(expected, got, *_, **__):
    H = np.asarray(got[0])
    return np.allclose(H, 2 * expected[0], rtol=0, atol=1e-4 * np.abs(expected[0]).max())


HESSIAN = [
    Mistake(
        "x changed",
        "Your code moves the `x` that it was given. Move a copy: `ahead = x.copy()`.",
        hessian_in_place,
        CHANGED_ARGUMENT,
    ),
    Mistake(
        "one-sided difference",
        "You compared the gradient at a moved point with the one at `x`, whose error shrinks only like h. "
        "Look ahead and behind, and divide by 2h: the error shrinks like h².",
        forward,
        seen_one_side,
    ),
    Mistake(
        "whole numbers kept",
        "Your moved points hold whole numbers, as `x` does, so that h is cut off and they are a whole 1 away, or "
        "do not move. Begin with floats: `x = np.array(x, dtype=float)`.",
        integers_kept,
        seen_whole_steps,
    ),
    Mistake(
        "diagonal only",
        "You measured how each slope changes along its own axis. The Hessian also holds how it changes along the "
        "others: the whole difference of two gradients fills column i.",
        diagonal_only,
        seen_diagonal,
    ),
    Mistake(
        "twice too large",
        "Your matrix is twice too large. The two points are 2h apart, and J + Jᵀ wants a ½.",
        twice,
        seen_twice,
    ),
    Mistake(
        "not symmetrised",
        "Your matrix is not exactly symmetric: rounding makes J and Jᵀ differ. Return the mean of the two.",
        not_symmetrised,
        seen_unsymmetric,
    ),
]

# classify_critical_point


def by_determinant(H, *, tol):
    det = np.linalg.det(H)
    if abs(det) < tol:
        return "degenerate"
    if det < 0:
        return "saddle"
    return "minimum" if H[0, 0] > 0 else "maximum"


def by_sign_of_determinant(H, *, tol):
    det = np.linalg.det(H)
    return "degenerate" if abs(det) < tol else "minimum" if det > 0 else "saddle"


def by_determinant_and_trace(H, *, tol):
    det = np.linalg.det(H)
    if abs(det) < tol:
        return "degenerate"
    if det < 0:
        return "saddle"
    return "minimum" if np.trace(H) > 0 else "maximum"


def determinant_min_max(H, *, tol):
    det = np.linalg.det(H)
    return "degenerate" if abs(det) < tol else "minimum" if det > 0 else "maximum"


def by_determinant_alone(H, *, tol):  # noqa: ARG001
    return "saddle" if np.linalg.det(H) < 0 else "minimum" if H[0, 0] > 0 else "maximum"


def by_trace_alone(H, *, tol):  # noqa: ARG001
    return "minimum" if np.trace(H) > 0 else "maximum"


def by_diagonal_alone(H, *, tol):  # noqa: ARG001
    return _kind(np.diag(H), 0.0)


def by_trace(H, *, tol):
    trace = np.trace(H)
    return "degenerate" if abs(trace) < tol else "minimum" if trace > 0 else "maximum"


def trace_or_saddle(H, *, tol):
    trace = np.trace(H)
    return "saddle" if abs(trace) < tol else "minimum" if trace > 0 else "maximum"


def _kind(values, tol):
    if np.any(np.abs(values) < tol):
        return "degenerate"
    return "minimum" if np.all(values > 0) else "maximum" if np.all(values < 0) else "saddle"


def by_diagonal(H, *, tol):
    return _kind(np.diag(H), tol)


def never_degenerate(H, *, tol):  # noqa: ARG001
    return _kind(np.linalg.eigvalsh(H), 0.0)


def never_degenerate_weak(H, *, tol):  # noqa: ARG001
    values = np.linalg.eigvalsh(H)
    return "minimum" if np.all(values >= 0) else "maximum" if np.all(values <= 0) else "saddle"


def within_tol(H, *, tol):
    values = np.linalg.eigvalsh(H)
    return "minimum" if np.all(values > -tol) else "maximum" if np.all(values < tol) else "saddle"


def degenerate_last(H, *, tol):
    values = np.linalg.eigvalsh(H)
    if np.all(values > tol):
        return "minimum"
    if np.all(values < -tol):
        return "maximum"
    return "saddle" if values[0] < -tol and values[-1] > tol else "degenerate"


def saddle_first(H, *, tol):
    values = np.linalg.eigvalsh(H)
    return "saddle" if values[0] < -tol and values[-1] > tol else _kind(values, tol)


def saddle_first_by_sign(H, *, tol):
    values = np.linalg.eigvalsh(H)
    return "saddle" if values[0] < 0 < values[-1] else _kind(values, tol)


def min_and_max_swapped(H, *, tol):
    return _kind(-np.linalg.eigvalsh(H), tol)


CLASSIFY = [
    Mistake(
        "determinant",
        "You judged by the determinant, the product of the eigenvalues: two negative ones give a positive product, and "
        "small ones a small one. Look at each eigenvalue.",
        by_determinant,
        also=[by_sign_of_determinant, by_determinant_and_trace, determinant_min_max, by_determinant_alone],
    ),
    Mistake(
        "trace",
        "You judged by the trace, the sum of the eigenvalues: one large positive one hides a negative one. "
        "Look at each eigenvalue.",
        by_trace,
        also=[trace_or_saddle, by_trace_alone],
    ),
    Mistake(
        "diagonal",
        "You judged by the diagonal of H, the curvatures along the axes. A saddle may fall between the axes: "
        "use `np.linalg.eigvalsh(H)`.",
        by_diagonal,
        also=[by_diagonal_alone],
    ),
    Mistake(
        "no degenerate",
        'You never answer "degenerate". If any |λ| is below `tol`, second derivatives do not decide.',
        never_degenerate,
        also=[never_degenerate_weak, within_tol],
    ),
    Mistake(
        "degenerate comes last",
        'You look for a saddle first. "degenerate" takes precedence: it is the answer as soon as any |λ| < `tol`, '
        "also beside eigenvalues of both signs.",
        degenerate_last,
        also=[saddle_first, saddle_first_by_sign],
    ),
    Mistake(
        "minimum and maximum swapped",
        "You swapped minimum and maximum: where all eigenvalues are positive the loss bends up, and that is a minimum.",
        min_and_max_swapped,
    ),
]
