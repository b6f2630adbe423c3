"""Unit 07 as learners write it: shaken walks and restarts."""
# ruff: noqa: ARG001 (wrong implementations ignore what they are given)

from __future__ import annotations

import math

import numpy as np


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


CORRECT = {
    "perturbed_gradient_descent": [preallocated, always_drawing, by_coordinate_draws, drawn_before],
    "random_restarts": [keeping_the_best, by_sorting, by_mask],
}


WRONG = {
    "perturbed_gradient_descent": {
        "no noise": [plain],
        "always noise": [noisy],
        "reseeded every step": [fresh_in_the_loop],
        "another generator": [legacy],
    },
    "random_restarts": {"nan wins": [loop_keeps_nan], "last of ties": [less_or_equal]},
}


UNLISTED = {
    "perturbed_gradient_descent": [one_number_for_all, uniform, only_positive, half_as_much],
    "random_restarts": [the_start, the_value],
}
