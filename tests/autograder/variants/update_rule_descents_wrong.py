"""Unit 02 as learners write it: gradient_descent with its known mistakes."""

from __future__ import annotations

import numpy as np

# gradient_descent, wrong


def descent_appends_after(grad_fn, w0, *, lr, steps):
    w, path = w0, []
    for _ in range(steps):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.array(path)


def descent_appends_after_and_stacks(grad_fn, w0, *, lr, steps):
    w, path = w0, []
    for _ in range(steps):
        w = w - lr * grad_fn(w)
        path.append(w)
    return np.stack(path)  # raises for no steps


def descent_one_further(grad_fn, w0, *, lr, steps):
    w, path = w0.copy(), np.zeros((steps + 1, len(w0)))
    for t in range(steps + 1):
        w = w - lr * grad_fn(w)
        path[t] = w
    return path


def descent_last_row_empty(grad_fn, w0, *, lr, steps):
    w, path = w0.copy(), np.zeros((steps + 1, len(w0)))
    for t in range(steps):
        w = w - lr * grad_fn(w)
        path[t] = w
    return path


def descent_aliased_copy(grad_fn, w0, *, lr, steps):
    w = w0.copy()
    path = [w]
    for _ in range(steps):
        w -= lr * grad_fn(w)
        path.append(w)
    return np.array(path)


def descent_aliased_caller(grad_fn, w0, *, lr, steps):
    w = w0
    path = [w]
    for _ in range(steps):
        w -= lr * grad_fn(w)
        path.append(w)
    return np.array(path)


def descent_aliased_slices(grad_fn, w0, *, lr, steps):
    w = np.array(w0, dtype=float)
    path = [w]
    for _ in range(steps):
        w[:] = w - lr * grad_fn(w)
        path += [w]
    return np.stack(path)


def descent_on_the_first_gradient(grad_fn, w0, *, lr, steps):
    g, path = grad_fn(w0), [w0.astype(float)]
    for _ in range(steps):
        path.append(path[-1] - lr * g)
    return np.array(path)


def descent_always_at_w0(grad_fn, w0, *, lr, steps):
    w, path = w0.astype(float), [w0.astype(float)]
    for _ in range(steps):
        w = w - lr * grad_fn(w0)
        path.append(w)
    return np.array(path)


def descent_coordinate_wise(grad_fn, w0, *, lr, steps):
    path = np.zeros((steps + 1, len(w0)))
    path[0] = w0
    for t in range(steps):
        w = path[t].copy()
        for i in range(len(w)):
            g = grad_fn(w)
            w[i] = w[i] - lr * g[i]
        path[t + 1] = w
    return path


def descent_coordinate_wise_in_integers(grad_fn, w0, *, lr, steps):
    w = w0.copy()
    path = [w.copy()]
    for _ in range(steps):
        for i in range(len(w)):
            w[i] = w[i] - lr * grad_fn(w)[i]
        path.append(w.copy())
    return np.array(path)


def descent_up(grad_fn, w0, *, lr, steps):
    w = np.array(w0, dtype=float)
    path = [w.copy()]
    for _ in range(steps):
        w += lr * grad_fn(w)
        path.append(w.copy())
    return np.array(path)


def descent_one_step_short(grad_fn, w0, *, lr, steps):
    path = np.zeros((steps, len(w0))) if steps else np.zeros((1, len(w0)))
    path[0] = w0
    for t in range(steps - 1):
        path[t + 1] = path[t] - lr * grad_fn(path[t])
    return path


def descent_breaks_at_small_slopes(grad_fn, w0, *, lr, steps):
    path = [w0.astype(float)]
    for _ in range(steps):
        g = grad_fn(path[-1])
        if np.linalg.norm(g) < 1e-5:
            break
        path.append(path[-1] - lr * g)
    return np.array(path)


def descent_in_w0s_dtype(grad_fn, w0, *, lr, steps):
    w = w0.copy()
    path = [w.copy()]
    for _ in range(steps):
        w -= lr * grad_fn(w)
        path.append(w.copy())
    return np.array(path)


def descent_changes_w0(grad_fn, w0, *, lr, steps):
    w, path = w0, [np.array(w0, dtype=float)]
    for _ in range(steps):
        w -= lr * grad_fn(w)
        path.append(w.astype(float))
    return np.array(path)


def descent_records_before_moving(grad_fn, w0, *, lr, steps):
    w, path = np.array(w0, float), []
    for _ in range(steps):
        path.append(w)
        w = w - lr * grad_fn(w)
    return np.array(path)


WRONG = {
    "gradient_descent": {
        "w0 missing": [
            descent_appends_after,
            descent_appends_after_and_stacks,
            descent_one_further,
            descent_last_row_empty,
        ],
        "rows alias one array": [descent_aliased_copy, descent_aliased_caller, descent_aliased_slices],
        "gradient computed once": [descent_on_the_first_gradient, descent_always_at_w0],
        "stale mix": [descent_coordinate_wise, descent_coordinate_wise_in_integers],
        "ascent": [descent_up],
        "last step missing": [descent_records_before_moving, descent_one_step_short, descent_breaks_at_small_slopes],
        "integer dtype kept": [descent_in_w0s_dtype],
        "in place": [descent_changes_w0],
    },
}
