"""Unit 02 as learners write it: conjugate_gradient, right and with mistakes that have no name."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import numpy as np

# conjugate_gradient, right


def cg_wikipedia(A, b, x0, *, steps):
    x = np.array(x0, dtype=float)
    r = b - A @ x
    p = r.copy()
    rs = float(r @ r)
    path = [x.copy()]
    for _ in range(steps):
        if rs > 1e-24:
            Ap = A @ p
            alpha = rs / float(p @ Ap)
            x += alpha * p
            r -= alpha * Ap
            rs_new = float(r @ r)
            p = r + (rs_new / rs) * p
            rs = rs_new
        path.append(x.copy())
    return np.array(path)


def cg_nocedal(A, b, x0, *, steps):
    path = np.zeros((steps + 1, len(x0)))
    path[0] = x0
    r = A @ path[0] - b
    p = -r
    for k in range(steps):
        if np.allclose(r, 0, atol=1e-12):
            path[k + 1 :] = path[k]
            break
        alpha = -(r @ p) / (p @ A @ p)
        path[k + 1] = path[k] + alpha * p
        new = r + alpha * (A @ p)
        p = -new + (new @ new) / (r @ r) * p
        r = new
    return path


def cg_with_true_residuals(A, b, x0, *, steps):
    x = x0.astype(float)
    p = r = b - A @ x
    path = [x]
    for _ in range(steps):
        bottom = p @ (A @ p)
        alpha = r @ r / bottom if bottom > 0 else 0.0
        x = x + alpha * p
        new = b - A @ x
        beta = new @ new / (r @ r) if r.any() else 0.0
        r, p = new, new + beta * p
        path.append(x)
    return np.stack(path)


def cg_polak_ribiere(A, b, x0, *, steps):
    x, r = np.asarray(x0, dtype=float), b - A @ x0
    p, path = r, [x]
    for _ in range(steps):
        if np.linalg.norm(r) > 1e-10 * np.linalg.norm(b):
            alpha = (r @ p) / np.einsum("i,ij,j", p, A, p)
            new = r - alpha * A @ p
            x, p, r = x + alpha * p, new + (new @ (new - r)) / (r @ r) * p, new
        path.append(x)
    return np.array(path)


def cg_by_conjugation(A, b, x0, *, steps):
    x, r = np.array(x0, dtype=float), b - A @ x0
    p, path = r, [np.array(x0, dtype=float)]
    for _ in range(steps):
        pAp = p @ A @ p
        if not r.any() or pAp == 0:
            path.append(x)
            continue
        x = x + (p @ r) / pAp * p
        r = b - A @ x
        p = r - (r @ A @ p) / pAp * p
        path.append(x)
    return np.array(path)


def cg_over_the_krylov_space(A, b, x0, *, steps):
    """The k-th point minimises ½xᵀAx − bᵀx over x0 + span{r, Ar, …}, with no recurrence at all."""
    basis, r = [], b - A @ x0
    v, path = r, [np.array(x0, dtype=float)]
    for _ in range(min(steps, len(b))):
        for q in (*basis, *basis):
            v = v - (q @ v) * q
        if np.linalg.norm(v) < 1e-9:
            break
        basis.append(v / np.linalg.norm(v))
        Q = np.array(basis).T
        path.append(x0 + Q @ np.linalg.solve(Q.T @ A @ Q, Q.T @ r))
        v = A @ basis[-1]
    return np.array(path + [path[-1]] * (steps + 1 - len(path)))


def cg_restarted_when_done(A, b, x0, *, steps):
    path = cg_wikipedia(A, b, x0, steps=min(steps, len(b)))
    return np.concatenate([path, np.repeat(path[-1:], steps + 1 - len(path), axis=0)])


# conjugate_gradient, wrong


def cg_like(*, alpha=None, beta=None, sign=1, update=-1, guard=1e-10, true_residual=False):
    """Return the recurrences in place on own copies, with one part replaced."""

    def solve(A, b, x0, *, steps):
        x = np.array(x0, dtype=float)
        r = sign * (b - A @ x)
        p = r.copy()
        path = [x.copy()]
        with np.errstate(all="ignore"):
            for _ in range(steps):
                if np.sqrt(r @ r) > guard:
                    Ap = A @ p
                    a = r @ r / (alpha(r, p, Ap, A) if alpha else p @ Ap)
                    x += a * p
                    new = sign * (b - A @ x) if true_residual else r + update * a * Ap
                    p = new + (beta(new, r) if beta else new @ new / (r @ r)) * p
                    r = new
                path.append(x.copy())
        return np.array(path)

    return solve


def cg_stops(A, b, x0, *, steps):
    path = cg_like()(A, b, x0, steps=steps)
    moved = np.flatnonzero(np.abs(np.diff(path, axis=0)).max(axis=1, initial=0) > 1e-9)
    return path[: moved[-1] + 2 if len(moved) else 1]


def cg_direction_aliases_residual(A, b, x0, *, steps):
    x = np.array(x0, dtype=float)
    r = b - A @ x
    r = r.astype(float)
    p, path = r, [x.copy()]
    for _ in range(steps):
        rs = r @ r
        if rs > 1e-20:
            Ap = A @ p
            alpha = rs / (p @ Ap)
            x += alpha * p
            r -= alpha * Ap
            p = r + (r @ r) / rs * p
        path.append(x.copy())
    return np.array(path)


def cg_restarted_every_second_step(A, b, x0, *, steps):
    path = [x0.astype(float)]
    while len(path) <= steps:
        path += list(cg_like()(A, b, path[-1], steps=2)[1:])
    return np.array(path[: steps + 1])


def cg_at_once(A, b, x0, *, steps):
    solution = np.linalg.solve(A, b)
    return np.array([x0.astype(float)] + [solution] * steps)


def cg_fixed_rate(A, b, x0, *, steps):
    path = [x0.astype(float)]
    for _ in range(steps):
        path.append(path[-1] + 0.1 * (b - A @ path[-1]))
    return np.array(path)


def cg_from_zero(A, b, x0, *, steps):
    return cg_like()(A, b, np.zeros(len(b)), steps=steps)


def cg_only_the_end(A, b, x0, *, steps):
    return cg_like()(A, b, x0, steps=steps)[-1]


def cg_zero_fills(A, b, x0, *, steps):
    path = cg_stops(A, b, x0, steps=steps)
    return np.concatenate([path, np.zeros((steps + 1 - len(path), len(b)))])


def cg_one_row_more(A, b, x0, *, steps):
    return cg_like()(A, b, x0, steps=steps + 1)


def cg_in_the_gradients_sign(A, b, x0, *, steps):
    x, trajectory = np.array(x0, float), [np.array(x0, float)]
    slope = A @ x - b
    p, enough = -slope, 1e-12 * np.linalg.norm(slope)
    for _ in range(steps):
        size = slope @ slope
        if np.sqrt(size) > enough:
            x = x + size / (p @ A @ p) * p
            slope = slope + size / (p @ A @ p) * (A @ p)
            p = -slope + slope @ slope / size * p
        trajectory.append(x)
    return np.vstack(trajectory)


CORRECT = {
    "conjugate_gradient": [
        cg_in_the_gradients_sign,
        cg_like(guard=1e-10),
        cg_like(guard=1e-5),
        cg_wikipedia,
        cg_nocedal,
        cg_with_true_residuals,
        cg_polak_ribiere,
        cg_by_conjugation,
        cg_over_the_krylov_space,
        cg_restarted_when_done,
        cg_like(),
        cg_like(guard=0.0),
        cg_like(true_residual=True),
    ],
}

UNLISTED = {
    "conjugate_gradient": [
        lambda A, b, x0, *, steps: np.full((steps + 1, len(b)), np.nan),
        cg_like(guard=1e-2),
        cg_like(guard=1e-3),
        cg_direction_aliases_residual,
        cg_restarted_every_second_step,
        cg_at_once,
        cg_fixed_rate,
        cg_from_zero,
        cg_only_the_end,
        cg_zero_fills,
        cg_one_row_more,
        cg_like(beta=lambda new, old: 1.0),
        cg_like(beta=lambda new, old: np.sqrt(new @ new / (old @ old))),
        cg_like(beta=lambda new, old: -(new @ new) / (old @ old)),
        lambda A, b, x0, *, steps: list(cg_like()(A, b, x0, steps=steps)),
        lambda A, b, x0, *, steps: cg_like()(A, b, x0, steps=steps).astype(np.float32),
        lambda A, b, x0, *, steps: cg_like()(A, b, x0, steps=steps).T,
        lambda A, b, x0, *, steps: cg_like()(A, -b, x0, steps=steps),
        lambda A, b, x0, *, steps: cg_like()(np.diag(np.diag(A)), b, x0, steps=steps),
        lambda A, b, x0, *, steps: cg_like()(2 * A, b, x0, steps=steps),
    ],
}
