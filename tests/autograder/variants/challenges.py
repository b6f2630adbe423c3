"""Unit 07 as learners write it."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np

# hessian, right


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


# hessian, wrong


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


# classify_critical_point


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


# perturbed_gradient_descent


def preallocated(grad_fn, w0, *, lr, steps, tol, noise, rng):
    out = np.zeros((steps + 1, len(w0)))
    out[0] = w0
    for t in range(steps):
        g = grad_fn(out[t])
        out[t + 1] = out[t] - lr * g
        if math.sqrt(g @ g) < tol:
            out[t + 1] += rng.normal(0, noise, len(w0))
    return out


def always_drawing(grad_fn, w0, *, lr, steps, tol, noise, rng):
    w, rows = w0.astype(float), []
    for _ in range(steps):
        rows.append(w.copy())
        g = grad_fn(w)
        w = w - lr * g + (np.linalg.norm(g) < tol) * noise * rng.normal(size=w.shape)
    return np.vstack([*rows, w])


def by_coordinate_draws(grad_fn, w0, *, lr, steps, tol, noise, rng):
    rows = [[float(v) for v in w0]]
    for _ in range(steps):
        g = grad_fn(np.array(rows[-1]))
        flat = np.sum(g**2) < tol**2
        rows.append(
            [v - lr * s + (noise * rng.standard_normal() if flat else 0) for v, s in zip(rows[-1], g, strict=True)]
        )
    return np.array(rows)


def drawn_before(grad_fn, w0, *, lr, steps, tol, noise, rng):
    kicks = noise * rng.standard_normal((steps, len(w0)))
    rows = [np.array(w0, dtype=float)]
    for kick in kicks:
        g = grad_fn(rows[-1])
        rows.append(rows[-1] - lr * g + (kick if np.linalg.norm(g) < tol else 0))
    return np.array(rows)


def plain(grad_fn, w0, *, lr, steps, tol, noise, rng):
    rows = [np.array(w0, dtype=float)]
    for _ in range(steps):
        rows.append(rows[-1] - lr * grad_fn(rows[-1]))
    return np.array(rows)


def noisy(grad_fn, w0, *, lr, steps, tol, noise, rng):
    rows = [np.array(w0, dtype=float)]
    for _ in range(steps):
        rows.append(rows[-1] - lr * grad_fn(rows[-1]) + noise * rng.standard_normal(len(w0)))
    return np.array(rows)


def fresh_in_the_loop(grad_fn, w0, *, lr, steps, tol, noise, rng):
    rows = [np.array(w0, dtype=float)]
    for _ in range(steps):
        g = grad_fn(rows[-1])
        rng = np.random.default_rng(42)
        rows.append(rows[-1] - lr * g + (noise * rng.normal(size=len(w0)) if np.linalg.norm(g) < tol else 0))
    return np.array(rows)


def with_generator(draw):
    def walk(grad_fn, w0, *, lr, steps, tol, noise, rng):
        rows = [np.array(w0, dtype=float)]
        for _ in range(steps):
            g = grad_fn(rows[-1])
            kick = draw(rng, len(w0)) if np.linalg.norm(g) < tol else 0
            rows.append(rows[-1] - lr * g + noise * kick)
        return np.array(rows)

    return walk


legacy = with_generator(lambda _, size: np.random.randn(size))
one_number_for_all = with_generator(lambda rng, _: rng.normal())
uniform = with_generator(lambda rng, size: rng.uniform(-1, 1, size))
only_positive = with_generator(lambda rng, size: abs(rng.normal(size=size)))
half_as_much = with_generator(lambda rng, size: 0.5 * rng.normal(size=size))

# random_restarts


def keeping_the_best(f, descend, starts):
    best, lowest = None, None
    for start in starts:
        w = descend(start)
        value = f(w)
        if not math.isnan(value) and (lowest is None or value < lowest):
            best, lowest = w, value
    return best


def by_sorting(f, descend, starts):
    ends = [descend(s) for s in starts]
    return sorted((w for w in ends if not np.isnan(f(w))), key=f)[0]


def by_mask(f, descend, starts):
    ends = np.array([descend(s) for s in starts])
    values = np.array([f(w) for w in ends])
    ok = ~np.isnan(values)
    return ends[ok][np.argmin(values[ok])]


def loop_keeps_nan(f, descend, starts):
    best = None
    for s in starts:
        w = descend(s)
        if best is None or f(w) < f(best):
            best = w
    return best


def less_or_equal(f, descend, starts):
    best, low = None, np.inf
    for s in starts:
        w = descend(s)
        if f(w) <= low:
            best, low = w, f(w)
    return best


def the_start(f, descend, starts):
    return min((s for s in starts if f(descend(s)) == f(descend(s))), key=lambda s: f(descend(s)))


def the_value(f, descend, starts):
    return np.nanmin([f(descend(s)) for s in starts])


# layer_gradient_norms


def roots(grads):
    return np.sqrt([float((np.asarray(g, dtype=float) ** 2).sum()) for g in grads])


def dots(grads):
    return np.array([math.sqrt(np.dot(np.ravel(g), np.ravel(g))) for g in grads])


def filled(grads):
    out = np.empty(len(grads))
    for k, g in enumerate(grads):
        out[k] = np.linalg.norm(np.reshape(g, -1))
    return out


def backwards(grads):
    return np.array([np.sqrt(np.sum(np.asarray(g) ** 2)) for g in reversed(grads)])


def squares(grads):
    return np.array([float(np.vdot(g, g)) for g in grads])


def rms(grads):
    return np.sqrt([np.mean(np.asarray(g) ** 2.0) for g in grads])


def total_only(grads):
    return float(np.sqrt(sum(np.sum(np.asarray(g) ** 2) for g in grads)))


def largest_entries(grads):
    return np.array([float(np.max(np.abs(g))) for g in grads])


# clip_by_global_norm


def concatenated(grads, max_norm):
    n = np.linalg.norm(np.concatenate([np.ravel(g) for g in grads]))
    scale = max_norm / (n + 1e-6)
    return ([g * scale for g in grads] if scale < 1 else list(grads)), n


def own_copies(grads, max_norm):
    n = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    new = [np.array(g, dtype=float) for g in grads]
    for g in new:
        g *= min(1, max_norm / (n + 1e-6))  # noqa: PLW2901
    return new, n


def as_a_pair(grads, max_norm):
    n = np.sqrt(np.sum([np.sum(np.square(g)) for g in grads]))
    return [tuple([np.minimum(1.0, max_norm / (n + 1e-6)) * g for g in grads]), n]


def each_its_own(grads, max_norm):
    n = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * min(1, max_norm / (np.sqrt(np.sum(g**2)) + 1e-6)) for g in grads], n


def cut_entries(grads, max_norm):
    return [np.maximum(np.minimum(g, max_norm), -max_norm).astype(float) for g in grads], roots_total(grads)


def roots_total(grads):
    return math.sqrt(sum(float(np.sum(g**2)) for g in grads))


def always_scaled(grads, max_norm):
    n = roots_total(grads)
    return [max_norm * g / (n + 1e-6) for g in grads], n


def not_rooted(grads, max_norm):
    n = float(sum(np.sum(g**2) for g in grads))
    return [g * min(1, max_norm / (n + 1e-6)) for g in grads], n


def added_norms(grads, max_norm):
    n = float(sum(np.sqrt(np.sum(g**2)) for g in grads))
    return [g * min(1, max_norm / (n + 1e-6)) for g in grads], n


def logged_after(grads, max_norm):
    new, n = concatenated(grads, max_norm)
    return new, min(n, max_norm)


def guarded(grads, max_norm):
    n = roots_total(grads)
    return ([g * (max_norm / n) for g in grads] if n > max_norm else [g * 1.0 for g in grads]), n


def divides(grads, max_norm):
    n = roots_total(grads)
    return [g * min(1, max_norm / n) for g in grads], n


def arrays_only(grads, max_norm):
    return concatenated(grads, max_norm)[0]


def mean_norm(grads, max_norm):
    n = roots_total(grads) / len(grads)
    return [g * min(1, max_norm / (n + 1e-6)) for g in grads], n


CORRECT = {
    "hessian": [one_working_copy, unit_vectors, mirrored],
    "classify_critical_point": [counting, by_extremes, by_singular_values],
    "perturbed_gradient_descent": [preallocated, always_drawing, by_coordinate_draws, drawn_before],
    "random_restarts": [keeping_the_best, by_sorting, by_mask],
    "layer_gradient_norms": [roots, dots, filled],
    "clip_by_global_norm": [concatenated, own_copies, as_a_pair],
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
    "perturbed_gradient_descent": {
        "no noise": [plain],
        "always noise": [noisy],
        "reseeded every step": [fresh_in_the_loop],
        "another generator": [legacy],
    },
    "random_restarts": {"nan wins": [loop_keeps_nan], "last of ties": [less_or_equal]},
    "layer_gradient_norms": {"reversed": [backwards], "no root": [squares], "mean": [rms]},
    "clip_by_global_norm": {
        "per tensor": [each_its_own],
        "by value": [cut_entries],
        "scales up": [always_scaled],
        "norm not rooted": [not_rooted],
        "sum of norms": [added_norms],
        "norm after clipping": [logged_after],
        "1e-6 left out": [guarded, divides],
    },
}

UNLISTED = {
    "hessian": [upper_half, negative],
    "classify_critical_point": [capitals, signed_tol],
    "perturbed_gradient_descent": [one_number_for_all, uniform, only_positive, half_as_much],
    "random_restarts": [the_start, the_value],
    "layer_gradient_norms": [total_only, largest_entries],
    "clip_by_global_norm": [arrays_only, mean_norm],
}
