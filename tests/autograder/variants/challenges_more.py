"""Unit 07 in further styles, further codings of its mistakes, and more that must not be taken for one of them."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import functools
import heapq
import math

import numpy as np
import torch

# hessian


def differences(grad_fn, x, h):
    x = np.array(x, dtype=float)
    columns = [(np.array(grad_fn(x + h * e)) - np.array(grad_fn(x - h * e))) / (2 * h) for e in np.eye(len(x))]
    return np.array(columns).T


def one_step_for_all(grad_fn, x):
    J = differences(grad_fn, x, 1e-5)
    return (J + J.T) * 0.5


def extrapolated(grad_fn, x):
    J = (4 * differences(grad_fn, x, 5e-4) - differences(grad_fn, x, 1e-3)) / 3
    return (J + J.T) / 2


def in_lists(grad_fn, x):
    base = [float(v) for v in x]
    J = []
    for i, v in enumerate(base):
        h = np.finfo(float).eps ** (1 / 3) * max(1.0, abs(v))
        ahead, behind = (grad_fn(np.array([*base[:i], v + s, *base[i + 1 :]])).tolist() for s in (h, -h))
        J.append([(a - b) / (2 * h) for a, b in zip(ahead, behind, strict=True)])
    return np.array([[(J[i][j] + J[j][i]) / 2 for j in range(len(J))] for i in range(len(J))])


def moved_in_integers(grad_fn, x):
    J = np.zeros((len(x), len(x)))
    for i in range(len(x)):
        ahead, behind = x.copy(), x.copy()
        ahead[i], behind[i] = x[i] + 1e-4, x[i] - 1e-4
        J[i] = (np.array(grad_fn(ahead)) - np.array(grad_fn(behind))) / 2e-4
    return (J + J.T) / 2


def upper_half_mirrored(grad_fn, x):
    J = differences(grad_fn, x, 1e-5)
    return np.triu(J) + np.triu(J, 1).T


# classify_critical_point


def by_set_of_signs(H, *, tol):
    values = np.linalg.eigvalsh(H)
    signs = set(np.sign(np.where(np.abs(values) < tol, 0, values)).tolist())
    return "degenerate" if 0.0 in signs else "saddle" if len(signs) == 2 else "minimum" if 1.0 in signs else "maximum"


def by_select(H, *, tol):
    values = np.linalg.eigvalsh(H)
    conditions = [np.abs(values).min() < tol, values[0] > 0, values[-1] < 0]
    return str(np.select(conditions, ["degenerate", "minimum", "maximum"], "saddle"))


def signs_of_the_diagonal(H, *, tol):
    d = np.diagonal(H)
    return "minimum" if min(d) > 0 else "maximum" if max(d) < 0 else "saddle"


def sign_of_the_trace(H, *, tol):
    return "minimum" if sum(H[i, i] for i in range(len(H))) > 0 else "maximum"


def sign_of_the_determinant(H, *, tol):
    if np.linalg.det(H) < 0:
        return "saddle"
    return "minimum" if H[0][0] > 0 else "maximum"


def saddle_before_degenerate(H, *, tol):
    values = np.linalg.eigvalsh(H)
    if (values > tol).any() and (values < -tol).any():
        return "saddle"
    if (np.abs(values) < tol).any():
        return "degenerate"
    return "minimum" if (values > 0).all() else "maximum"


# perturbed_gradient_descent


def walk(kick):
    """Return a walk whose step is plain, plus kick(g, w, lr, tol, noise, rng)."""

    def perturbed_gradient_descent(grad_fn, w0, *, lr, steps, tol, noise, rng):
        rows = [np.array(w0, dtype=float)]
        for _ in range(steps):
            g = np.array(grad_fn(rows[-1].copy()))
            rows.append(rows[-1] - lr * g + kick(g, rows[-1], lr, tol, noise, rng))
        return np.array(rows)

    return perturbed_gradient_descent


def where(flat, draw):
    return walk(lambda g, w, lr, tol, noise, rng: noise * draw(w, rng) if flat(g, w, lr, tol) else 0.0)


def below(g, w, lr, tol):
    return np.linalg.norm(g) < tol


def multivariate(w, rng):
    return rng.multivariate_normal(np.zeros(w.size), np.eye(w.size))


def called_again(grad_fn, w0, *, lr, steps, tol, noise, rng):
    w0 = np.array(w0, dtype=float)
    if steps == 0:
        return w0[None]
    g = np.array(grad_fn(w0.copy()))
    kick = noise * rng.standard_normal(len(w0)) if math.sqrt(g @ g) < tol else 0.0
    rest = called_again(grad_fn, w0 - lr * g + kick, lr=lr, steps=steps - 1, tol=tol, noise=noise, rng=rng)
    return np.vstack([w0, rest])


def kept_whole(grad_fn, w0, *, lr, steps, tol, noise, rng):
    rows = np.zeros((steps + 1, len(w0)), dtype=w0.dtype)
    rows[0] = w0
    for t in range(steps):
        g = np.array(grad_fn(rows[t].copy()))
        kick = noise * rng.normal(size=len(w0)) if np.linalg.norm(g) < tol else 0.0
        rows[t + 1] = rows[t] - lr * g + kick
    return rows


# random_restarts


def by_reduce(f, descend, starts):
    def better(a, b):
        return b if np.isnan(a[1]) or b[1] < a[1] else a

    ends = (np.array(descend(np.array(start))) for start in starts)
    return functools.reduce(better, ((end, float(f(end))) for end in ends))[0]


def by_heap(f, descend, starts):
    heap = []
    for i, start in enumerate(starts):
        end = np.array(descend(np.array(start)))
        value = float(f(end))
        if value == value:
            heapq.heappush(heap, (value, i, end.tolist()))
    return np.array(heap[0][2])


def flattest(h, size):
    def random_restarts(f, descend, starts):
        def slope(end):
            return size(np.linalg.norm([(f(end + h * e) - f(end - h * e)) / (2 * h) for e in np.eye(len(end))]))

        return min([np.array(descend(start)) for start in starts], key=slope)

    return random_restarts


def from_the_best_start(f, descend, starts):
    values = [np.inf if np.isnan(f(start)) else f(start) for start in starts]
    return np.array(descend(starts[int(np.argmin(values))]))


# layer_gradient_norms and clip_by_global_norm


def clipped_by_torch(grads, max_norm):
    params = [torch.nn.Parameter(torch.tensor(np.array(g, dtype=float))) for g in grads]
    for p in params:
        p.grad = p.detach().clone()
    norm = torch.nn.utils.clip_grad_norm_(params, max_norm)
    return [p.grad.numpy() for p in params], norm.item()


def norm_by_hypot(grads, max_norm):
    norm = functools.reduce(math.hypot, [float(v) for g in grads for v in np.ravel(g)], 0.0)
    if norm + 1e-6 <= max_norm:
        return list(grads), norm
    return tuple(np.asarray(g, dtype=float) / (norm + 1e-6) * max_norm for g in grads), norm


def total(grads):
    return float(np.sqrt(sum(np.sum(np.square(np.asarray(g, dtype=float))) for g in grads)))


def longer_ones_alone(grads, max_norm):
    norms = [total([g]) for g in grads]
    return [g * (max_norm / n) if n > max_norm else 1.0 * g for g, n in zip(grads, norms, strict=True)], total(grads)


def to_length(grads, max_norm):
    n = total(grads)
    return [max_norm / n * g for g in grads], n


def at_least_one(grads, max_norm):
    n = total(grads)
    return [g * max(1, max_norm / (n + 1e-6)) for g in grads], n


def scaled_by_the_sum(grads, max_norm):
    n = sum(total([g]) for g in grads)
    return [g * min(1.0, max_norm / (n + 1e-6)) for g in grads], total(grads)


CORRECT = {
    "hessian": [one_step_for_all, extrapolated, in_lists],
    "classify_critical_point": [by_set_of_signs, by_select],
    "perturbed_gradient_descent": [where(below, multivariate), called_again],
    "random_restarts": [by_reduce, by_heap],
    "layer_gradient_norms": [lambda grads: np.array([math.hypot(*np.ravel(g).tolist()) for g in grads])],
    "clip_by_global_norm": [clipped_by_torch, norm_by_hypot],
}

WRONG = {
    "hessian": {"whole numbers kept": [moved_in_integers]},
    "classify_critical_point": {
        "determinant": [sign_of_the_determinant],
        "trace": [sign_of_the_trace],
        "diagonal": [signs_of_the_diagonal],
        "degenerate comes last": [saddle_before_degenerate],
    },
    "random_restarts": {
        "smallest gradient": [flattest(1e-6, lambda n: n), flattest(1e-4, lambda n: n if n == n else np.inf)],
        "best start": [from_the_best_start],
    },
    "layer_gradient_norms": {
        "no root": [lambda grads: np.array([np.sum(np.asarray(g) ** 2) for g in grads])],
        "sum of sizes": [lambda grads: np.array([np.abs(g).sum() for g in grads])],
        "mean": [lambda grads: np.array([np.mean(g) for g in grads])],
    },
    "clip_by_global_norm": {
        "per tensor": [longer_ones_alone],
        "scales up": [to_length, at_least_one],
        "sum of norms": [scaled_by_the_sum],
    },
}

UNLISTED = {
    "hessian": [upper_half_mirrored],
    "random_restarts": [
        lambda f, descend, starts: by_heap(f, descend, list(starts)[1:]),
        lambda f, descend, starts: by_heap(f, descend, list(starts)[:-1]),
    ],
    "perturbed_gradient_descent": [
        kept_whole,
        walk(lambda g, w, lr, tol, noise, rng: 2 * lr * g),
        where(below, lambda w, rng: rng.uniform(-(3**0.5), 3**0.5, w.shape)),
        where(below, lambda w, rng: rng.choice([-1.0, 1.0], w.shape)),
        where(lambda g, w, lr, tol: np.abs(g).max() < tol, lambda w, rng: rng.normal(size=w.shape)),
        where(lambda g, w, lr, tol: np.linalg.norm(lr * g) < tol, lambda w, rng: rng.normal(size=w.shape)),
    ],
}
