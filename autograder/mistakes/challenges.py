"""Unit 07's known mistakes: wrong implementations, symptoms, and what a learner reads."""

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


def min_and_max_swapped(H, *, tol):
    return _kind(-np.linalg.eigvalsh(H), tol)


CLASSIFY = [
    Mistake(
        "determinant",
        "You judged by the determinant, the product of the eigenvalues: two negative ones give a positive product, and "
        "small ones a small one. Look at each eigenvalue.",
        by_determinant,
        also=[by_sign_of_determinant, by_determinant_and_trace, determinant_min_max],
    ),
    Mistake(
        "trace",
        "You judged by the trace, the sum of the eigenvalues: one large positive one hides a negative one. "
        "Look at each eigenvalue.",
        by_trace,
        also=[trace_or_saddle],
    ),
    Mistake(
        "diagonal",
        "You judged by the diagonal of H, the curvatures along the axes. A saddle may fall between the axes: "
        "use `np.linalg.eigvalsh(H)`.",
        by_diagonal,
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
    ),
    Mistake(
        "minimum and maximum swapped",
        "You swapped minimum and maximum: where all eigenvalues are positive the loss bends up, and that is a minimum.",
        min_and_max_swapped,
    ),
]

# perturbed_gradient_descent


def _walk(grad_fn, w0, lr, steps, kick):
    rows = [np.array(w0, dtype=float)]
    for _ in range(steps):
        g = grad_fn(rows[-1].copy())
        rows.append(rows[-1] - lr * g + kick(np.linalg.norm(g), len(g)))
    return np.array(rows)


def no_noise(grad_fn, w0, *, lr, steps, tol, noise, rng):  # noqa: ARG001
    return _walk(grad_fn, w0, lr, steps, lambda *_: 0.0)


def always_noise(grad_fn, w0, *, lr, steps, tol, noise, rng):  # noqa: ARG001
    return _walk(grad_fn, w0, lr, steps, lambda _, size: noise * rng.normal(size=size))


def inverted_noise(grad_fn, w0, *, lr, steps, tol, noise, rng):
    return _walk(grad_fn, w0, lr, steps, lambda n, size: noise * rng.normal(size=size) * (n >= tol))


def reseeded(grad_fn, w0, *, lr, steps, tol, noise, rng):  # noqa: ARG001
    def kick(n, size):
        return noise * np.random.default_rng(0).normal(size=size) * (n < tol)

    return _walk(grad_fn, w0, lr, steps, kick)


def own_generator(grad_fn, w0, *, lr, steps, tol, noise, rng):  # noqa: ARG001
    own = np.random.default_rng(0)
    return _walk(grad_fn, w0, lr, steps, lambda n, size: noise * own.normal(size=size) * (n < tol))


def global_generator(grad_fn, w0, *, lr, steps, tol, noise, rng):  # noqa: ARG001
    own = np.random.default_rng()
    return _walk(grad_fn, w0, lr, steps, lambda n, size: noise * own.normal(size=size) * (n < tol))


def seen_no_noise(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    slope = eval(text, {"np": np})
    moves = [r[1:] - r[:-1] + lr * np.array([slope(w) for w in r[:-1]]) for r in got if len(r) > 1]
    same = all(np.shape(a) == np.shape(b) for a, b in zip(got, expected, strict=True))
    return same and all(np.abs(m).max() < 1e-6 * noise for m in moves)


def seen_always(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    slope = eval(text, {"np": np})
    slopes = [np.array([slope(w) for w in r[:-1]]) for r in got if len(r) > 1]
    moves = np.concatenate([r[1:] - r[:-1] + lr * g for r, g in zip([r for r in got if len(r) > 1], slopes)])  # noqa: B905
    steep = np.linalg.norm(np.concatenate(slopes), axis=1) >= tol
    return steep.any() and (np.abs(moves).max(axis=1) > 1e-6 * noise).all()


def seen_inverted(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    slope = eval(text, {"np": np})
    slopes = [np.array([slope(w) for w in r[:-1]]) for r in got if len(r) > 1]
    moves = np.concatenate([r[1:] - r[:-1] + lr * g for r, g in zip([r for r in got if len(r) > 1], slopes)])  # noqa: B905
    steep = np.linalg.norm(np.concatenate(slopes), axis=1) >= tol
    return bool(((np.abs(moves).max(axis=1) > 1e-6 * noise) == steep).all())


def seen_reseeded(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    slope = eval(text, {"np": np})
    for rows in got:
        slopes = np.array([slope(w) for w in rows[:-1]])
        flat = np.linalg.norm(slopes, axis=1) < tol
        moves = rows[1:] - rows[:-1] + lr * slopes
        kicks = moves[flat]
        if flat.sum() < 2 or np.abs(moves[~flat]).max(initial=0.0) > 1e-6 * noise:
            return False
        if not np.abs(kicks).max() > 1e-6 * noise or np.abs(kicks - kicks[0]).max() > 1e-6 * noise:
            return False
    return True


def seen_other_generator(expected, got, text, w0, *, lr, steps, tol, noise, seeds):  # noqa: ARG001
    a, again, b = got
    slopes = np.array([eval(text, {"np": np})(w) for w in a[:-1]])
    flat = np.linalg.norm(slopes, axis=1) < tol
    moves = a[1:] - a[:-1] + lr * slopes
    kicks, rest = moves[flat], moves[~flat]
    varied = len(kicks) > 1 and np.abs(kicks - kicks[0]).max() > 1e-3 * noise
    quiet = np.abs(rest).max(initial=0.0) < 1e-6 * noise
    # Six standard deviations of a standard deviation: a walk may be flat for a few steps only.
    size = abs(kicks.std() / noise - 1) < max(0.3, 6 / np.sqrt(2 * kicks.size))
    return bool(varied and quiet and size and (np.array_equal(a, b) or not np.array_equal(a, again)))


PERTURBED = [
    Mistake(
        "no noise",
        "Your walk is never shaken. Where ‖g‖ < `tol`, add `noise * rng.standard_normal(w.shape)`.",
        no_noise,
        seen_no_noise,
    ),
    Mistake(
        "noise where it is steep",
        "You shake the walk where the gradient is large, and leave it alone where it is flat. "
        "Noise comes exactly when ‖g‖ < `tol`.",
        inverted_noise,
        seen_inverted,
    ),
    Mistake(
        "always noise",
        "You shake every step. Noise comes only where ‖g‖ < `tol`: elsewhere the step is plain −lr·g.",
        always_noise,
        seen_always,
    ),
    Mistake(
        "reseeded every step",
        "Every kick of yours is the same: a generator is made anew in the loop. That is a push, not noise. "
        "Draw from the `rng` that you are given.",
        reseeded,
        seen_reseeded,
    ),
    Mistake(
        "another generator",
        "Your noise does not come from the `rng` that you are given, so that a run cannot be repeated by its seed. "
        "Call `rng.standard_normal`.",
        own_generator,
        seen_other_generator,
        also=[global_generator],
    ),
]
