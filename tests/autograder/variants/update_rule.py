"""Unit 02 as learners write it: the step, the descent and the rates; the rest is in `update_rule_methods`."""
# ruff: noqa: ARG001, ARG005 (wrong implementations ignore what they are given)

from __future__ import annotations

import importlib.util
import math
from itertools import accumulate
from pathlib import Path

import numpy as np

# gradient_step, right


def step_in_a_loop(w, grad, *, lr):
    out = np.zeros(np.shape(w))
    for index in np.ndindex(np.shape(w)):
        out[index] = w[index] - lr * grad[index]
    return out


def step_on_a_copy(w, grad, *, lr):
    new = np.array(w, dtype=float)
    new -= lr * grad
    return new


def step_by_ufuncs(w, grad, *, lr):
    return np.subtract(w, np.multiply(grad, lr, dtype=np.float64))


def step_returning_w_where_flat(w, grad, *, lr):
    if not np.any(grad):
        return w
    return w + (-lr) * grad


# gradient_step, wrong


def step_up_on_a_copy(w, grad, *, lr):
    new = np.array(w, dtype=float)
    new += lr * grad
    return new


def step_in_place_by_slice(w, grad, *, lr):
    w[...] = w - lr * grad
    return w.copy()


def step_scales_the_gradient(w, grad, *, lr):
    grad *= lr
    return w - grad


def step_in_place_and_up(w, grad, *, lr):
    w += lr * grad
    return w


def step_on_an_integer_copy(w, grad, *, lr):
    new = w.copy()
    new -= lr * grad
    return new


def step_into_empty_like(w, grad, *, lr):
    out = np.empty_like(w)
    out[...] = w - lr * grad
    return out


def step_normalised(w, grad, *, lr):
    with np.errstate(all="ignore"):
        return w - lr * grad / np.sqrt(np.sum(grad**2))


def step_normalised_unless_zero(w, grad, *, lr):
    size = np.linalg.norm(grad)
    return w - lr * (grad / size if size > 0 else grad)


def step_clipped(w, grad, *, lr):
    return w - lr * grad / max(1.0, float(np.linalg.norm(grad)))


def step_by_sign(w, grad, *, lr):
    return w - lr * np.sign(grad)


def step_in_float32(w, grad, *, lr):
    return (w - lr * grad).astype(np.float32)


def step_by_largest_entry(w, grad, *, lr):
    return w - lr * grad / (np.abs(grad).max() + 1e-12)


def step_without_w(w, grad, *, lr):
    return -lr * grad


def step_squared_rate(w, grad, *, lr):
    return w - lr**2 * grad


def step_as_list(w, grad, *, lr):
    return (w - lr * grad).tolist()


def step_flattened(w, grad, *, lr):
    return np.ravel(w - lr * grad)


_velocity = {}


def step_with_momentum(w, grad, *, lr):
    _velocity[np.shape(w)] = 0.9 * _velocity.get(np.shape(w), 0.0) + grad
    return w - lr * _velocity[np.shape(w)]


_seen = []


def step_at_the_first_rate(w, grad, *, lr):
    _seen.append(lr)
    return w - _seen[0] * grad


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


# max_stable_lr


def stable_by_svd(H):
    return 2.0 / np.linalg.svd(H, compute_uv=False)[0]


def stable_by_power_iteration(H):
    v = np.random.default_rng(0).normal(size=len(H))
    for _ in range(2000):
        v = H @ v
        v /= np.linalg.norm(v)
    return 2 / float(v @ H @ v)


def stable_by_characteristic_polynomial(H):
    return 2 / max(np.roots(np.poly(H)).real)


def stable_by_frobenius(H):
    return 2 / np.linalg.norm(H)


def stable_by_gershgorin(H):
    return 2 / np.abs(H).sum(axis=1).max()


def unsorted(position, factor=2):
    def stable(H):
        return float(factor / np.linalg.eigvals(H)[position])

    return stable


# optimal_lr


def optimal_by_cond(H):
    kappa = np.linalg.cond(H)
    L = np.linalg.norm(H, 2)
    return [2 / (L + L / kappa), (kappa - 1) / (kappa + 1)]


def optimal_by_eig(H):
    values = np.sort(np.linalg.eig(H)[0].real)
    lr = 2 / (values[0] + values[-1])
    return lr, 1 - lr * values[0]


def optimal_by_inverse(H):
    L, m = np.linalg.norm(H, 2), 1 / np.linalg.norm(np.linalg.inv(H), 2)
    return float(2 / (m + L)), float((L / m - 1) / (L / m + 1))


def optimal_by_worst_factor(H):
    eigenvalues = np.linalg.eigvalsh(H)
    lr = 2 / (min(eigenvalues) + max(eigenvalues))
    return lr, max(abs(1 - lr * value) for value in eigenvalues)


def pair(lr, rate):
    def optimal(H):
        m, *_, L = np.linalg.eigvalsh(H)
        return float(lr(m, L)), float(rate(m, L))

    return optimal


def best(m, L):
    return 2 / (m + L)


def ratio(m, L):
    return (L - m) / (L + m)


def _methods():
    path = Path(__file__).with_name("update_rule_methods.py")
    spec = importlib.util.spec_from_file_location("variants_update_rule_methods", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_more = _methods()

CORRECT = {
    "gradient_step": [
        step_in_a_loop,
        step_on_a_copy,
        step_by_ufuncs,
        step_returning_w_where_flat,
        lambda w, grad, *, lr: np.asarray(w - lr * grad),
        lambda w, grad, *, lr: (w / lr - grad) * lr,
    ],
    "gradient_descent": [
        descent_preallocated,
        descent_in_place_on_a_copy,
        descent_accumulated,
        descent_recursive,
        descent_entry_by_entry,
        descent_through_gradient_step,
    ],
    "max_stable_lr": [
        stable_by_svd,
        stable_by_power_iteration,
        stable_by_characteristic_polynomial,
        lambda H: 2 / np.linalg.norm(H, ord=2),
        lambda H: 2 / max(np.linalg.eigvals(H)),
        lambda H: float(min(2 / np.linalg.eigh(H)[0])),
    ],
    "optimal_lr": [optimal_by_cond, optimal_by_eig, optimal_by_inverse, optimal_by_worst_factor],
    **_more.CORRECT,
}

WRONG = {
    "gradient_step": {
        "ascent": [step_up_on_a_copy, lambda w, grad, *, lr: w - (-lr * grad)],
        "integer dtype kept": [step_on_an_integer_copy, step_into_empty_like],
        "normalised gradient": [step_normalised, step_normalised_unless_zero],
        "in place": [step_in_place_by_slice, step_scales_the_gradient, step_in_place_and_up],
    },
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
        "last step missing": [descent_one_step_short, descent_breaks_at_small_slopes],
        "integer dtype kept": [descent_in_w0s_dtype],
        "in place": [descent_changes_w0],
    },
    "max_stable_lr": {
        "1/λmax": [lambda H: 1 / np.linalg.norm(H, 2), lambda H: float(1 / max(np.linalg.eigvals(H)))],
        "2/λmin": [lambda H: 2 / min(np.linalg.eigvals(H)), lambda H: 2 * np.linalg.norm(np.linalg.inv(H), 2)],
        "2/trace": [lambda H: 2 / sum(np.linalg.eigvalsh(H)), lambda H: 2 / np.einsum("ii", H)],
        "largest diagonal": [lambda H: 2 / np.max(H), lambda H: min(2 / H[i, i] for i in range(len(H)))],
    },
    "optimal_lr": {
        "1/L": [pair(lambda m, L: 1 / L, lambda m, L: 1 - m / L), lambda H: [1 / np.linalg.norm(H, 2), 0.5]],
        "2/L": [pair(lambda m, L: 2 / L, lambda m, L: 1.0)],
        "1/(sum)": [pair(lambda m, L: 1 / (m + L), lambda m, L: 1 - m / (m + L))],
        "rate squared": [pair(best, lambda m, L: (L - m) ** 2 / (L + m) ** 2)],
        "pair swapped": [pair(ratio, best)],
    },
    **_more.WRONG,
}

UNLISTED = {
    "gradient_step": [
        step_clipped,
        step_by_sign,
        step_by_largest_entry,
        step_in_float32,
        step_without_w,
        step_squared_rate,
        step_as_list,
        step_flattened,
        step_with_momentum,
        step_at_the_first_rate,
        lambda w, grad, *, lr: w - grad,
        lambda w, grad, *, lr: lr * (w - grad),
        lambda w, grad, *, lr: grad - lr * w,
        lambda w, grad, *, lr: w - lr * w * grad,
        lambda w, grad, *, lr: w - lr * np.abs(grad),
        lambda w, grad, *, lr: w - lr * np.mean(grad),
        lambda w, grad, *, lr: w - grad / lr,
    ],
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
    "max_stable_lr": [
        stable_by_frobenius,
        stable_by_gershgorin,
        unsorted(0),
        unsorted(-1),
        lambda H: max(np.linalg.eigvalsh(H)),
        lambda H: 2 / np.linalg.cond(H),
        lambda H: 2 / np.linalg.det(H),
        lambda H: 1 / np.trace(H),
        lambda H: 2 / np.linalg.eigvalsh(H)[-1] ** 2,
        lambda H: 2 / np.linalg.norm(H, 2) ** 0.5,
        lambda H: np.linalg.eigvalsh(H)[-1] / 2,
        lambda H: 2 / np.linalg.eigvalsh(H),
        lambda H: 2 / np.sum(np.linalg.eigvalsh(H)[[0, -1]]),
        lambda H: -2 / np.linalg.eigvalsh(H)[-1],
        lambda H: 2 / np.mean(np.linalg.eigvalsh(H)),
        lambda H: 2 / np.linalg.norm(H, 1),
        lambda H: np.float32(2 / np.linalg.eigvalsh(H)[-1]),
        lambda H: math.nan,
    ],
    "optimal_lr": [
        pair(best, lambda m, L: 1 - m / L),
        pair(best, lambda m, L: (L + m) / (L - m)),
        pair(best, lambda m, L: (L**0.5 - m**0.5) / (L**0.5 + m**0.5)),
        pair(best, lambda m, L: -ratio(m, L)),
        pair(best, lambda m, L: L / m),
        pair(lambda m, L: (m + L) / 2, ratio),
        pair(lambda m, L: 2 / (L - m), ratio),
        pair(lambda m, L: 4 / (L**0.5 + m**0.5) ** 2, ratio),
        pair(lambda m, L: 2 / m, ratio),
        pair(lambda m, L: 2 / np.sqrt(m * L), ratio),
        lambda H: 2 / sum(np.linalg.eigvalsh(H)[[0, -1]]),
        lambda H: (2 / np.trace(H), optimal_by_cond(H)[1]),
        lambda H: (optimal_by_cond(H)[0], (np.linalg.cond(H, 1) - 1) / (np.linalg.cond(H, 1) + 1)),
        lambda H: (optimal_by_cond(H)[0], (np.linalg.cond(H, "fro") - 1) / (np.linalg.cond(H, "fro") + 1)),
        lambda H: pair(best, ratio)(np.diag(np.sort(np.diag(H)))),
        lambda H: (unsorted(0, 2)(H), optimal_by_cond(H)[1]),
    ],
    **_more.UNLISTED,
}
