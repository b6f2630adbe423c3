"""Unit 02 as learners write it: line search, Newton's step and conjugate gradients."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import itertools
import math

import numpy as np

# backtracking_line_search, right


def search_textbook(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not f(w - lr * grad) <= f(w) - c * lr * np.linalg.norm(grad) ** 2:
        lr *= beta
    return lr


def search_by_powers(f, w, grad, *, lr0, c, beta):
    start, slope = float(f(w)), float(np.vdot(grad, grad))
    for k in itertools.count():
        lr = lr0 * beta**k
        if start - f(w - lr * grad) >= c * lr * slope:
            return np.float64(lr)


def search_with_isfinite(f, w, grad, *, lr0, c, beta):
    g2 = sum(float(g) ** 2 for g in np.ravel(grad))
    lr, f0 = lr0, f(w)
    while True:
        value = f(w - lr * grad)
        if np.isfinite(value) and value <= f0 - c * lr * g2:
            break
        lr = beta * lr
    return lr


def search_recursive(f, w, grad, *, lr0, c, beta):
    fits = f(w - lr0 * grad) <= f(w) - c * lr0 * np.sum(np.square(grad))
    return lr0 if fits else search_recursive(f, w, grad, lr0=beta * lr0, c=c, beta=beta)


def search_with_a_cap(f, w, grad, *, lr0, c, beta):
    w, grad = np.asarray(w, dtype=float), np.asarray(grad, dtype=float)
    lr = lr0
    for _ in range(100):
        if f(w - lr * grad) <= f(w) - c * lr * (grad * grad).sum():
            return lr
        lr *= beta
    return lr


# backtracking_line_search, wrong


def search_like(accepts, *, first=False, move=-1):
    def search(f, w, grad, *, lr0, c, beta):
        lr, g2 = lr0, np.linalg.norm(grad) ** 2
        if first:
            lr *= beta
        while not accepts(f(w + move * lr * grad), f(w), lr, c, g2):
            lr *= beta
        return lr

    return search


def search_shrinks_in_the_loop(f, w, grad, *, lr0, c, beta):
    lr, done = lr0, False
    while not done:
        done = f(w - lr * grad) <= f(w) - c * lr * np.sum(grad**2)
        lr *= beta
    return lr


def search_do_while(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while True:
        lr *= beta
        if f(w - lr * grad) <= f(w) - c * lr * np.sum(grad**2):
            return lr


def search_nan_ends(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while f(w - lr * grad) > f(w) - c * lr * np.sum(grad**2):
        lr *= beta
    return lr


def search_dot(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not f(w - lr * grad) <= f(w) - c * lr * grad.dot(grad.T if grad.ndim else grad[0]):
        lr *= beta
    return lr


def search_python_sum(f, w, grad, *, lr0, c, beta):
    g2, lr = sum(g * g for g in grad), lr0
    while not f(w - lr * grad) <= f(w) - c * lr * g2:
        lr *= beta
    return lr


def search_one_too_few(f, w, grad, *, lr0, c, beta):
    return min(lr0, search_textbook(f, w, grad, lr0=lr0, c=c, beta=beta) / beta)


def search_never_shrinks(f, w, grad, *, lr0, c, beta):
    return lr0


def search_never_ends(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not f(w - lr * grad) <= f(w) - c * lr * np.sum(grad**2):
        lr = beta * lr0
    return lr


def search_shrinks_by_c(f, w, grad, *, lr0, c, beta):
    return search_textbook(f, w, grad, lr0=lr0, c=beta, beta=c)


def search_returns_the_point(f, w, grad, *, lr0, c, beta):
    return w - search_textbook(f, w, grad, lr0=lr0, c=c, beta=beta) * grad


def search_subtracts_beta(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while lr > 1e-3 and not f(w - lr * grad) <= f(w) - c * lr * np.sum(grad**2):
        lr -= (1 - beta) * lr0 / 10
    return lr


def search_returns_count(f, w, grad, *, lr0, c, beta):
    return float(np.log(search_textbook(f, w, grad, lr0=lr0, c=c, beta=beta) / lr0) / np.log(beta))


def search_mean_square(f, w, grad, *, lr0, c, beta):
    lr = lr0
    while not f(w - lr * grad) <= f(w) - c * lr * np.mean(grad**2):
        lr *= beta
    return lr


# newton_step, right


def newton_by_elimination(w, grad, H):
    M = np.column_stack([H, grad]).astype(float)
    n = len(M)
    for k in range(n):
        pivot = k + int(np.argmax(np.abs(M[k:, k])))
        M[[k, pivot]] = M[[pivot, k]]
        M[k] /= M[k, k]
        for i in range(n):
            if i != k:
                M[i] -= M[i, k] * M[k]
    return w - M[:, -1]


def newton_by_cramer(w, grad, H):
    out = []
    for i in range(len(w)):
        changed = H.astype(float).copy()
        changed[:, i] = grad
        out.append(w[i] - np.linalg.det(changed) / np.linalg.det(H))
    return np.array(out)


def newton_by_qr(w, grad, H):
    Q, R = np.linalg.qr(H)
    return w - np.linalg.solve(R, Q.T @ grad)


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


def cg_stops(A, b, x0, *, steps):
    path = cg_like()(A, b, x0, steps=steps)
    moved = np.flatnonzero(np.abs(np.diff(path, axis=0)).max(axis=1, initial=0) > 1e-9)
    return path[: moved[-1] + 2 if len(moved) else 1]


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


CORRECT = {
    "backtracking_line_search": [
        search_textbook,
        search_by_powers,
        search_with_isfinite,
        search_recursive,
        search_with_a_cap,
    ],
    "newton_step": [
        newton_by_elimination,
        newton_by_cramer,
        newton_by_qr,
        lambda w, grad, H: w - np.linalg.inv(H) @ grad,
        lambda w, grad, H: w - np.linalg.pinv(H).dot(grad),
        lambda w, grad, H: np.linalg.solve(H, H @ w - grad),
        lambda w, grad, H: w - np.linalg.lstsq(H, grad, rcond=None)[0],
        lambda w, grad, H: w - np.linalg.solve(H, grad[:, None])[:, 0],
        lambda w, grad, H: w - np.linalg.matrix_power(np.asarray(H, dtype=float), -1) @ grad,
    ],
    "conjugate_gradient": [
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

WRONG = {
    "backtracking_line_search": {
        "equality refused": [search_like(lambda new, old, lr, c, g2: old - new > c * lr * g2)],
        "any decrease": [
            search_like(lambda new, old, lr, c, g2: new < old),
            search_like(lambda new, old, lr, c, g2: new <= old - 1e-7 * lr * g2),
        ],
        "c dropped": [
            search_like(lambda new, old, lr, c, g2: new <= old - lr * g2),
            search_like(lambda new, old, lr, c, g2: old - new >= lr * g2 or lr < 1e-12),
        ],
        "‖g‖ not squared": [search_like(lambda new, old, lr, c, g2: new < old - c * lr * math.sqrt(g2))],
        "lr dropped": [
            search_like(lambda new, old, lr, c, g2: old - new >= c * g2),
            search_like(lambda new, old, lr, c, g2: new < old - c * g2),
        ],
        "one shrink too many": [
            search_shrinks_in_the_loop,
            search_do_while,
            search_like(lambda new, old, lr, c, g2: new <= old - c * lr * g2, first=True),
        ],
        "nan accepted": [search_nan_ends],
        "wrong sign": [search_like(lambda new, old, lr, c, g2: new - old <= c * lr * g2)],
        "ascent": [search_like(lambda new, old, lr, c, g2: new <= old - c * lr * g2, move=1)],
        "vectors only": [search_dot, search_python_sum],
    },
    "newton_step": {
        "plus sign": [lambda w, grad, H: w - np.linalg.inv(H) @ -grad],
        "elementwise division": [
            lambda w, grad, H: w - np.divide(grad, H),
            lambda w, grad, H: w - np.power(H, -1) @ grad,
            lambda w, grad, H: w - (grad / H).sum(axis=1),
            lambda w, grad, H: w - np.dot(H ** (-1.0), grad),
        ],
        "Hᵀ": [
            lambda w, grad, H: w - grad @ np.linalg.inv(H),
            lambda w, grad, H: w - np.linalg.inv(H).T @ grad,
        ],
        "only the diagonal": [
            lambda w, grad, H: np.array([w[i] - grad[i] / H[i, i] for i in range(len(w))]),
            lambda w, grad, H: w - np.linalg.inv(np.diag(np.diag(H))) @ grad,
        ],
        "multiplied by H": [lambda w, grad, H: w - H.dot(grad)],
    },
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

UNLISTED = {
    "backtracking_line_search": [
        search_one_too_few,
        search_never_shrinks,
        search_never_ends,
        search_shrinks_by_c,
        search_returns_the_point,
        search_subtracts_beta,
        search_returns_count,
        search_mean_square,
        search_like(lambda new, old, lr, c, g2: new <= old - lr * c**2 * g2),
        search_like(lambda new, old, lr, c, g2: new <= old - c * g2**2 * lr),
        search_like(lambda new, old, lr, c, g2: new <= old - c * lr**2 * g2),
        search_like(lambda new, old, lr, c, g2: new <= old - c * lr),
        search_like(lambda new, old, lr, c, g2: new <= old - (1 - c) * lr * g2),
        search_like(lambda new, old, lr, c, g2: new <= c * old),
        search_like(lambda new, old, lr, c, g2: new <= old - 0.1 * lr * g2),
    ],
    "newton_step": [
        lambda w, grad, H: w - grad,
        lambda w, grad, H: np.linalg.solve(H, grad),
        lambda w, grad, H: -np.linalg.solve(H, grad),
        lambda w, grad, H: w - 0.5 * np.linalg.solve(H, grad),
        lambda w, grad, H: np.linalg.solve(H, w - grad),
        lambda w, grad, H: w - np.linalg.solve(H, w),
        lambda w, grad, H: w - np.linalg.solve((H + H.T) / 2, grad),
        lambda w, grad, H: w - grad / np.linalg.det(H),
        lambda w, grad, H: w - grad / np.trace(H),
        lambda w, grad, H: w - grad / np.linalg.norm(H, 2),
        lambda w, grad, H: w - np.linalg.solve(H + 1e-3 * np.eye(len(w)), grad),
        lambda w, grad, H: w - np.linalg.solve(np.linalg.cholesky(H), grad),
        lambda w, grad, H: w - np.linalg.solve(H @ H, grad),
        lambda w, grad, H: w - np.linalg.solve(np.abs(H), grad),
        lambda w, grad, H: (w - np.linalg.solve(H, grad)).tolist(),
        lambda w, grad, H: (w - np.linalg.solve(H, grad)).astype(np.float32),
        lambda w, grad, H: w - np.linalg.solve(H, grad[:, None]),
        lambda w, grad, H: w - np.linalg.solve(np.tril(H), grad),
    ],
    "conjugate_gradient": [
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
