"""Unit 02 as learners write it: gradient_descent, right and with mistakes that have no name."""
# ruff: noqa: ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

from itertools import accumulate

import numpy as np

# gradient_descent, right


def descent_preallocated(grad_fn, w0, *, lr, steps):
    path = np.empty((steps + 1, w0.size))
    path[0] = w0
    for t in range(1, steps + 1):
        path[t] = path[t - 1] - lr * grad_fn(path[t - 1])
    return path


def descent_in_place_on_a_copy(grad_fn, w0, *, lr, steps):
    w = np.array(w0, dtype=float)
    path = [w.copy()]
    for _ in range(steps):
        w -= lr * grad_fn(w)
        path.append(w.copy())
    return np.array(path)


def descent_accumulated(grad_fn, w0, *, lr, steps):
    points = accumulate(range(steps), lambda w, _: w - lr * grad_fn(w), initial=w0.astype(float))
    return np.vstack(list(points))


def descent_recursive(grad_fn, w0, *, lr, steps):
    start = np.asarray(w0, dtype=np.float64)[None, :]
    if steps == 0:
        return start.copy()
    return np.concatenate([start, descent_recursive(grad_fn, w0 - lr * grad_fn(w0), lr=lr, steps=steps - 1)])


def descent_entry_by_entry(grad_fn, w0, *, lr, steps):
    path = [[float(value) for value in w0]]
    for _ in range(steps):
        g = grad_fn(np.array(path[-1]))
        path.append([value - lr * float(slope) for value, slope in zip(path[-1], g, strict=True)])
    return np.array(path)


def descent_through_gradient_step(grad_fn, w0, *, lr, steps):
    def gradient_step(w, grad, *, lr):
        return w - lr * grad

    w, path = w0, [w0]
    while len(path) <= steps:
        w = gradient_step(w, grad_fn(w), lr=lr)
        path.append(w)
    return np.stack(path).astype(float)


def descent_row_zero_is_a_view(grad_fn, w0, *, lr, steps):
    path = np.zeros((steps + 1, len(w0)))
    path[0] = w0
    w = path[0]
    for t in range(steps):
        w -= lr * grad_fn(w)
        path[t + 1] = w
    return path


def descent_only_the_end(grad_fn, w0, *, lr, steps):
    return descent_preallocated(grad_fn, w0, lr=lr, steps=steps)[-1]


def descent_one_row_too_long(grad_fn, w0, *, lr, steps):
    return descent_preallocated(grad_fn, w0, lr=lr, steps=steps + 1)


def descent_as_a_list(grad_fn, w0, *, lr, steps):
    return list(descent_preallocated(grad_fn, w0, lr=lr, steps=steps))


def descent_transposed(grad_fn, w0, *, lr, steps):
    return descent_preallocated(grad_fn, w0, lr=lr, steps=steps).T


def descent_in_float32(grad_fn, w0, *, lr, steps):
    return descent_preallocated(grad_fn, w0, lr=lr, steps=steps).astype(np.float32)


def descent_squared_rate(grad_fn, w0, *, lr, steps):
    return descent_preallocated(grad_fn, w0, lr=lr * lr, steps=steps)


def descent_with_decay(grad_fn, w0, *, lr, steps):
    path = [w0.astype(float)]
    for t in range(steps):
        path.append(path[-1] - lr / (t + 1) * grad_fn(path[-1]))
    return np.array(path)


def descent_with_momentum(grad_fn, w0, *, lr, steps):
    path, v = [w0.astype(float)], 0.0
    for _ in range(steps):
        v = 0.9 * v + grad_fn(path[-1])
        path.append(path[-1] - lr * v)
    return np.array(path)


def descent_normalised(grad_fn, w0, *, lr, steps):
    path = [w0.astype(float)]
    for _ in range(steps):
        g = grad_fn(path[-1])
        path.append(path[-1] - lr * g / np.linalg.norm(g))
    return np.array(path)


def descent_keeping_gradients(grad_fn, w0, *, lr, steps):
    w, slopes = w0.astype(float), []  # the gradients alias grad_fn's buffer
    for _ in range(steps):
        slopes.append(grad_fn(w))
        w = w - lr * slopes[-1]
    return np.array([w0 - lr * np.sum(slopes[:t], axis=0) for t in range(steps + 1)], dtype=float)


def descent_one_gradient_behind(grad_fn, w0, *, lr, steps):
    path, g = [w0.astype(float)], grad_fn(w0)
    for _ in range(steps):
        path.append(path[-1] - lr * g)
        g = np.array(grad_fn(path[-2]))
    return np.array(path)


def descent_stops_at_small_slopes(grad_fn, w0, *, lr, steps):
    path = [w0.astype(float)]
    for _ in range(steps):
        g = grad_fn(path[-1])
        path.append(path[-1] - lr * g if np.linalg.norm(g) > 1e-6 else path[-1])
    return np.array(path)


CORRECT = {
    "gradient_descent": [
        descent_preallocated,
        descent_in_place_on_a_copy,
        descent_accumulated,
        descent_recursive,
        descent_entry_by_entry,
        descent_through_gradient_step,
    ],
}

UNLISTED = {
    "gradient_descent": [
        descent_row_zero_is_a_view,
        descent_only_the_end,
        descent_one_row_too_long,
        descent_as_a_list,
        descent_transposed,
        descent_in_float32,
        descent_squared_rate,
        descent_with_decay,
        descent_with_momentum,
        descent_normalised,
        descent_keeping_gradients,
        descent_one_gradient_behind,
        descent_stops_at_small_slopes,
        lambda grad_fn, w0, *, lr, steps: descent_preallocated(grad_fn, w0, lr=lr, steps=steps)[::-1],
        lambda grad_fn, w0, *, lr, steps: descent_preallocated(grad_fn, np.zeros(len(w0)), lr=lr, steps=steps),
        lambda grad_fn, w0, *, lr, steps: np.tile(w0.astype(float), (steps + 1, 1)),
    ],
}
