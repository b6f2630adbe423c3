"""Unit 02 as learners write it: conjugate_gradient with its known mistakes."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np

from tests.autograder.variants.update_rule_conjugate import cg_like, cg_stops


def cg_unguarded(A, b, x0, *, steps):
    with np.errstate(all="ignore"):
        return cg_like(guard=-1.0)(A, b, x0, steps=steps)


def cg_unguarded_python_numbers(A, b, x0, *, steps):
    x = x0.astype(float)
    r = b - A @ x
    p, path = r, [x]
    for _ in range(steps):
        Ap = A @ p
        alpha = float(r @ r) / float(p @ Ap)
        x = x + alpha * p
        new = r - alpha * Ap
        p = new + float(new @ new) / float(r @ r) * p
        r = new
        path.append(x)
    return np.array(path)


def cg_steepest(A, b, x0, *, steps):
    path = [x0.astype(float)]
    for _ in range(steps):
        r = b - A @ path[-1]
        path.append(path[-1] + r @ r / (r @ A @ r) * r if r.any() else path[-1])
    return np.array(path)


def cg_without_x0(A, b, x0, *, steps):
    return cg_like()(A, b, x0, steps=steps)[1:]


def cg_aliased(A, b, x0, *, steps):
    x = x0.copy()
    r = b - A @ x
    p, path = r, [x]
    for _ in range(steps):
        if r @ r > 1e-20:
            alpha = r @ r / (p @ A @ p)
            x += alpha * p
            new = r - alpha * (A @ p)
            p, r = new + new @ new / (r @ r) * p, new
        path.append(x)
    return np.array(path)


def cg_truncated(A, b, x0, *, steps):
    path = np.zeros((steps + 1, len(x0)), dtype=x0.dtype)
    path[:] = cg_like()(A, b, x0, steps=steps)
    return path


def cg_moves_x0(A, b, x0, *, steps):
    path = cg_like()(A, b, x0, steps=steps)
    for row in path:
        x0[...] = row
    return path


WRONG = {
    "conjugate_gradient": {
        "β = 0": [
            cg_steepest,
            cg_like(beta=lambda new, old: 0.0),
            cg_like(beta=lambda new, old: 0.0, guard=-1.0),
            cg_like(beta=lambda new, old: new @ old / (old @ old)),  # residuals are orthogonal
        ],
        "β inverted": [
            cg_like(beta=lambda new, old: old @ old / (new @ new)),
            cg_like(beta=lambda new, old: old @ old / (new @ new), guard=-1.0),
        ],
        "residual sign": [
            cg_like(sign=-1),
            cg_like(update=1),
            cg_like(sign=-1, true_residual=True),
            cg_like(update=1, guard=-1.0),
        ],
        "α denominator": [
            cg_like(alpha=lambda r, p, Ap, A: p @ r),
            cg_like(alpha=lambda r, p, Ap, A: A @ r @ A @ r),
            cg_like(alpha=lambda r, p, Ap, A: p @ p),
            cg_like(alpha=lambda r, p, Ap, A: r @ A @ r),
            cg_like(alpha=lambda r, p, Ap, A: Ap @ Ap),
            cg_like(alpha=lambda r, p, Ap, A: p @ p, guard=-1.0),
        ],
        "nan after convergence": [cg_unguarded, cg_unguarded_python_numbers],
        "x0 missing": [cg_without_x0],
        "rows alias one array": [cg_aliased],
        "last rows missing": [cg_stops],
        "integer dtype kept": [cg_truncated],
        "in place": [cg_moves_x0],
    },
}
