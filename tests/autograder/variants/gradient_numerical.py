"""Unit 01 as learners write it: numerical_gradient, right."""

from __future__ import annotations

from functools import partial

import numpy as np

EPS = np.finfo(np.float64).eps

# numerical_gradient, right


def by_unit_vectors(f, x, h=None):
    x = np.asarray(x, dtype=float)
    steps = np.full(len(x), h) if h is not None else np.cbrt(EPS) * np.maximum(1, np.abs(x))
    return np.array([(f(x + s * e) - f(x - s * e)) / (2 * s) for s, e in zip(steps, np.eye(len(x)), strict=True)])


def on_one_working_copy(f, x, h=None):
    work = x.astype(np.float64)
    grad = np.zeros(len(work))
    for i in range(len(work)):
        step = h or EPS ** (1 / 3) * max(1.0, abs(work[i]))
        work[i] += step
        ahead = f(work)
        work[i] -= 2 * step
        behind = f(work)
        work[i] += step
        grad[i] = (ahead - behind) / (2 * step)
    return grad


def with_a_nested_helper(f, x, h=None):
    def slope(i):
        def along(t):
            moved = np.array(x, dtype=np.float64)
            moved[i] += t
            return float(f(moved))

        t = h if h is not None else EPS ** (1 / 3) * max(1, abs(float(x[i])))
        return (along(t) - along(-t)) / t / 2

    return np.array(list(map(slope, range(x.shape[0]))))


def from_lists(f, x, h=None):
    values = [float(v) for v in x]
    grad = []
    for i, v in enumerate(values):
        step = h if h else 2 ** (-52 / 3) * max(1.0, abs(v))
        ahead, behind = list(values), list(values)
        ahead[i], behind[i] = v + step, v - step
        grad.append((f(np.array(ahead)) - f(np.array(behind))) / (2 * step))
    return np.array(grad)


def dividing_by_what_was_moved(f, x, h=None):
    x = np.array(x, dtype=np.float64)
    grad = []
    for i in range(x.size):
        step = EPS ** (1 / 3) * max(1.0, abs(x[i])) if h is None else h
        ahead, behind = x.copy(), x.copy()
        ahead[i], behind[i] = x[i] + step, x[i] - step
        grad.append((f(ahead) - f(behind)) / (ahead[i] - behind[i]))
    return np.stack(grad).astype(np.float64)


def with_two_halves(f, x, h=None):
    x = 1.0 * x
    here = f(x)  # not needed, and not forbidden
    grad = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        step = h if h is not None else 6e-6 * (1 + abs(x[i]))
        e = np.zeros_like(x)
        e[i] = step
        grad[i] = 0.5 * ((f(x + e) - here) / step + (here - f(x - e)) / step)
    return grad


def by_steps_of(step, f, x, h=None):
    return by_unit_vectors_scaled(f, x, step if h is None else None, h)


def by_unit_vectors_scaled(f, x, relative, h):
    x = x.astype(float)
    grad = np.zeros(x.size)
    for i in range(x.size):
        s = h if relative is None else relative * max(1.0, abs(x[i]))
        e = s * np.eye(x.size)[i]
        grad[i] = (f(x + e) - f(x - e)) / (2 * s)
    return grad


def by_rows(f, x, h=None):
    x = np.asarray(x, dtype=float)
    steps = np.cbrt(EPS) * np.maximum(1, np.abs(x)) if h is None else np.full(x.shape, float(h))
    ahead, behind = x + np.diag(steps), x - np.diag(steps)
    return (np.apply_along_axis(f, 1, ahead) - np.apply_along_axis(f, 1, behind)) / (2 * steps)


def by_recursion(f, x, h=None):
    x = np.array(x, float)

    def rest(i):
        if i == x.size:
            return []
        e = np.zeros(x.size)
        e[i] = EPS ** (1 / 3) * max(1, abs(x[i])) if h is None else h
        return [(f(x + e) - f(x - e)) / e.sum() / 2, *rest(i + 1)]

    return np.array(rest(0))


class WithAMethod:
    def __call__(self, f, x, h=None):
        return np.fromiter(self.slopes(f, np.array(x, float), h), dtype=float)

    def slopes(self, f, x, h):
        for i in range(len(x)):
            step = 6e-6 * max(1.0, abs(x[i])) if h is None else h
            x[i] += step
            ahead = f(x)
            x[i] -= 2 * step
            behind = f(x)
            x[i] += step
            yield (ahead - behind) / step / 2


CORRECT = {
    "numerical_gradient": [
        by_rows,
        by_recursion,
        WithAMethod(),
        by_unit_vectors,
        on_one_working_copy,
        with_a_nested_helper,
        from_lists,
        dividing_by_what_was_moved,
        with_two_halves,
        *(partial(by_steps_of, step) for step in (1e-4, 1e-5, 1e-6, 1e-7, 2e-8)),
    ],
}
